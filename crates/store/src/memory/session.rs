//! Sessions as they are remembered.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

/// What is remembered of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemorySessionRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// The number of its project.
    pub project: i64,
    /// Best title.
    pub title: Option<String>,
    /// First record (UTC).
    pub started: Option<Timestamp>,
    /// Last record (UTC).
    pub ended: Option<Timestamp>,
    /// All tokens, sub-agents included.
    pub tokens: u64,
    /// What was asked for.
    pub objectives: Vec<String>,
    /// What was done.
    pub accomplished: Vec<String>,
    /// Files that were changed.
    pub files: Vec<String>,
    /// Commands, and how often each worked.
    pub commands: Vec<(String, u32)>,
    /// Decisions found in it.
    pub decisions: u64,
    /// Minutes of work.
    pub minutes: u64,
}

const SELECT: &str = "
SELECT m.session, m.project, coalesce(s.title, m.title), coalesce(s.first_seen, m.started), coalesce(s.last_seen, m.ended),
       coalesce((SELECT sum(u.input + u.output + u.cache_write_5m + u.cache_write_1h + u.cache_read)
                 FROM usage_quarter u WHERE u.session = s.num), m.tokens, 0),
       m.objectives, m.accomplished, m.files, m.commands, m.decisions, m.minutes
FROM memory_session m LEFT JOIN session s ON s.id = m.session";

fn read(row: &Row<'_>) -> rusqlite::Result<MemorySessionRow> {
    let at = |index: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(from_ms))
    };
    let list = |index: usize| -> rusqlite::Result<Vec<String>> {
        Ok(serde_json::from_str(&row.get::<_, String>(index)?).unwrap_or_default())
    };
    Ok(MemorySessionRow {
        session_id: row.get(0)?,
        project: row.get(1)?,
        title: row.get(2)?,
        started: at(3)?,
        ended: at(4)?,
        tokens: row.get::<_, i64>(5)? as u64,
        objectives: list(6)?,
        accomplished: list(7)?,
        files: list(8)?,
        commands: serde_json::from_str(&row.get::<_, String>(9)?).unwrap_or_default(),
        decisions: row.get::<_, i64>(10)? as u64,
        minutes: row.get::<_, i64>(11)? as u64,
    })
}

impl Store {
    /// Sessions of a project that are remembered, latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn memory_sessions(&self, project: i64, limit: u32) -> Result<Vec<MemorySessionRow>, StoreError> {
        let sql = format!("{SELECT} WHERE m.project = ?1 ORDER BY m.ended DESC, m.session LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![project, limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One remembered session.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn memory_session(&self, session_id: &str) -> Result<Option<MemorySessionRow>, StoreError> {
        let sql = format!("{SELECT} WHERE m.session = ?1");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([session_id], read)
            .optional()?)
    }

    /// Adds sessions from another machine's copy, each unless it is there. Returns how many were added.
    ///
    /// # Errors
    /// What SQLite said; then none was added.
    pub fn add_memory_sessions(
        &mut self,
        rows: &[MemorySessionRow],
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let list = |values: &[String]| serde_json::to_string(values).unwrap_or_else(|_| "[]".to_owned());
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut added = 0;
        for row in rows {
            added += transaction
                .prepare_cached(
                    "INSERT INTO memory_session (session, project, title, started, ended, tokens, objectives, accomplished, files,
                       commands, decisions, minutes, rules, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13) ON CONFLICT (session) DO NOTHING",
                )?
                .execute(params![
                    row.session_id,
                    row.project,
                    row.title,
                    row.started.map(to_ms),
                    row.ended.map(to_ms),
                    row.tokens as i64,
                    list(&row.objectives),
                    list(&row.accomplished),
                    list(&row.files),
                    serde_json::to_string(&row.commands).unwrap_or_else(|_| "[]".to_owned()),
                    row.decisions as i64,
                    row.minutes as i64,
                    to_ms(at),
                ])? as u64;
        }
        transaction.commit()?;
        Ok(added)
    }

    /// How many sessions and decisions are remembered of a project, and the latest session of its folders.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn memory_counts(&self, project: i64) -> Result<(u64, u64, Option<Timestamp>), StoreError> {
        let sql = "SELECT (SELECT count(*) FROM memory_session WHERE project = ?1),
                          (SELECT count(*) FROM memory_item WHERE project = ?1 AND kind = 'decision' AND forgotten_at IS NULL),
                          max((SELECT coalesce(max(s.last_seen), 0) FROM session s JOIN project p ON p.num = s.project
                               WHERE p.belongs_to = ?1),
                              (SELECT coalesce(max(ended), 0) FROM memory_session WHERE project = ?1))";
        Ok(self.connection.prepare_cached(sql)?.query_row([project], |row| {
            let last: i64 = row.get(2)?;
            Ok((
                row.get::<_, i64>(0)? as u64,
                row.get::<_, i64>(1)? as u64,
                (last > 0).then(|| from_ms(last)),
            ))
        })?)
    }
}
