//! Questions across outcomes: which sessions were alike, which outcomes no longer say what the usage rows say.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::instant::from_ms;
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE INDEX outcome_type ON outcome(coalesce(corrected_type, task_type), finished_at, project);
";

/// A finished session beside which another one is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikeRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// The number of its project.
    pub project: Option<i64>,
    /// Task type that counts.
    pub task_type: String,
    /// Family of the model.
    pub model: Option<String>,
    /// Size of its project.
    pub size: Option<String>,
    /// Fresh tokens.
    pub fresh: u64,
    /// Milliseconds of work.
    pub millis: u64,
    /// Last record (UTC).
    pub finished_at: Timestamp,
}

impl Store {
    /// Sessions of one task type, in one project or anywhere; latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn outcomes_like(
        &self,
        task_type: &str,
        project: Option<i64>,
        limit: u32,
    ) -> Result<Vec<LikeRow>, StoreError> {
        // In the order of the index, which also knows the project: only what is told is looked up.
        let mut statement = self.connection.prepare_cached(
            "SELECT o.session, o.project, coalesce(o.corrected_type, o.task_type), o.model, o.size,
                    o.input + o.output + o.cache_write_5m + o.cache_write_1h, o.millis, o.finished_at
             FROM outcome o
             WHERE coalesce(o.corrected_type, o.task_type) = ?1 AND (?2 IS NULL OR o.project = ?2)
             ORDER BY o.finished_at DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(params![task_type, project, limit], |row| {
            Ok(LikeRow {
                session_id: row.get(0)?,
                project: row.get(1)?,
                task_type: row.get(2)?,
                model: row.get(3)?,
                size: row.get(4)?,
                fresh: row.get::<_, i64>(5)? as u64,
                millis: row.get::<_, i64>(6)? as u64,
                finished_at: from_ms(row.get(7)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A session's title, when it has one.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn session_title(&self, session_id: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT title FROM session WHERE id = ?1")?;
        let found = statement.query_row([session_id], |row| row.get(0));
        Ok(found.optional()?.flatten())
    }

    /// The family of the model that a project's last session used, among the last hundred; of any session when it has none.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn last_family(&self, project: Option<i64>) -> Result<Option<(String, bool)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT model, project IS ?1 FROM (
               SELECT model, project, finished_at FROM outcome WHERE model IS NOT NULL ORDER BY finished_at DESC LIMIT 100)
             ORDER BY project IS ?1 DESC, finished_at DESC LIMIT 1",
        )?;
        let mut rows = statement.query_map([project], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.next().transpose()?)
    }

    /// Sessions whose outcome has other sums than the usage rows have by now, though nothing was added at their end: an
    /// answer was met again elsewhere, or a side file came late. Latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn drifted_outcomes(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT o.session FROM outcome o JOIN session s ON s.id = o.session
             JOIN (SELECT session, sum(input) input, sum(output) output, sum(cache_write_5m) write_5m,
                          sum(cache_write_1h) write_1h, sum(cache_read) cache_read, sum(responses) responses
                   FROM usage_quarter GROUP BY session) u ON u.session = s.num
             WHERE (o.input, o.output, o.cache_write_5m, o.cache_write_1h, o.cache_read, o.responses)
                 <> (u.input, u.output, u.write_5m, u.write_1h, u.cache_read, u.responses)
             ORDER BY o.finished_at DESC, o.session LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
