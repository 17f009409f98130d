//! `outcome`: what a finished session took, one row per session. `model_state`: what was learned from them.
//!
//! Sums are those of the usage rows at the time of the look (`Store::session`), never counted here. Promises: a session that
//! goes on is the same row with the next revision, a task type that a person corrected is not inferred over, and a model
//! takes a version number once (`add_model`), so of two processes that learn at the same time one wins.

mod like;
mod model;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::instant::{from_ms, to_ms};
use crate::usage::Sums;
use crate::{Store, StoreError};

pub use like::LikeRow;
pub(crate) use like::STEP_4 as LIKE_STEP_4;
pub(crate) use model::STEP_4 as MODEL_STEP_4;
pub use model::{ModelDraft, ModelRow};

pub(crate) const STEP_4: &str = "
CREATE TABLE outcome (
  session         TEXT PRIMARY KEY,      -- Claude Code's session id
  revision        INTEGER NOT NULL,      -- grows when it goes on
  started_at      INTEGER NOT NULL,
  finished_at     INTEGER NOT NULL,      -- its last record
  watched         INTEGER NOT NULL,      -- it finished while Segue watched
  project         INTEGER,               -- the number of a project, when known
  model           TEXT,                  -- the family
  task_type       TEXT NOT NULL,         -- as inferred
  task_type_sure  REAL NOT NULL,
  corrected_type  TEXT,                  -- as a person said
  corrected_by    TEXT,
  size            TEXT,
  familiarity     TEXT,
  quality         TEXT,
  stated_tokens   INTEGER,               -- what its plan says
  stated_minutes  INTEGER,
  plan            INTEGER,
  estimate        INTEGER,
  input           INTEGER NOT NULL,
  output          INTEGER NOT NULL,
  cache_write_5m  INTEGER NOT NULL,
  cache_write_1h  INTEGER NOT NULL,
  cache_read      INTEGER NOT NULL,
  cost_micros     INTEGER NOT NULL,
  responses       INTEGER NOT NULL,
  weighted        INTEGER NOT NULL,      -- half units, as quota counts
  millis          INTEGER NOT NULL,      -- of work, without pauses
  signals         TEXT NOT NULL,         -- JSON: what else was seen of it
  learned_version INTEGER,               -- the model that learned from this revision
  changed_at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX outcome_finished ON outcome(finished_at);
CREATE INDEX outcome_waiting ON outcome(finished_at) WHERE learned_version IS NULL;
";

/// What a finished session took.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// 1, and one more each time it went on. Set by [`Store::keep_outcome`].
    pub revision: u32,
    /// First record (UTC).
    pub started_at: Timestamp,
    /// Last record (UTC).
    pub finished_at: Timestamp,
    /// It finished while Segue watched.
    pub watched: bool,
    /// The number of its project, when known.
    pub project: Option<i64>,
    /// Family of the model.
    pub model: Option<String>,
    /// Task type, as inferred.
    pub task_type: String,
    /// How sure, 0 to 1.
    pub task_type_sure: f64,
    /// Task type, as a person said. Kept by [`Store::keep_outcome`], set by [`Store::correct_outcome`].
    pub corrected_type: Option<String>,
    /// Size of the project.
    pub size: Option<String>,
    /// How familiar its stack was.
    pub familiarity: Option<String>,
    /// How clean its code was.
    pub quality: Option<String>,
    /// Fresh tokens that its plan says.
    pub stated_tokens: Option<u64>,
    /// Minutes that its plan says.
    pub stated_minutes: Option<u64>,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// The number of the estimate it is measured by.
    pub estimate: Option<i64>,
    /// Tokens, cost and responses, sub-agents included.
    pub sums: Sums,
    /// Weighted tokens in half units.
    pub weighted: u64,
    /// Milliseconds of work, without pauses.
    pub millis: u64,
    /// JSON: what else was seen of it.
    pub signals: String,
    /// The version of the model that learned from this revision. Set by [`Store::outcomes_learned`].
    pub learned_version: Option<u32>,
}

/// A session whose outcome is to be looked at: it has none, or it went on since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenOutcome {
    /// Claude Code's session id.
    pub session_id: String,
    /// Its last record (UTC).
    pub last_seen: Timestamp,
    /// It has an outcome already.
    pub again: bool,
}

const SELECT: &str = "SELECT session, revision, started_at, finished_at, watched, project, model, task_type, task_type_sure,
    corrected_type, size, familiarity, quality, stated_tokens, stated_minutes, plan, estimate, input, output, cache_write_5m,
    cache_write_1h, cache_read, cost_micros, responses, weighted, millis, signals, learned_version FROM outcome";

fn read(row: &Row<'_>) -> rusqlite::Result<OutcomeRow> {
    let number =
        |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(|n| n as u64));
    Ok(OutcomeRow {
        session_id: row.get(0)?,
        revision: row.get(1)?,
        started_at: from_ms(row.get(2)?),
        finished_at: from_ms(row.get(3)?),
        watched: row.get(4)?,
        project: row.get(5)?,
        model: row.get(6)?,
        task_type: row.get(7)?,
        task_type_sure: row.get(8)?,
        corrected_type: row.get(9)?,
        size: row.get(10)?,
        familiarity: row.get(11)?,
        quality: row.get(12)?,
        stated_tokens: number(13)?,
        stated_minutes: number(14)?,
        plan: row.get(15)?,
        estimate: row.get(16)?,
        sums: Sums::read(row, 17)?,
        weighted: row.get::<_, i64>(24)? as u64,
        millis: row.get::<_, i64>(25)? as u64,
        signals: row.get(26)?,
        learned_version: row.get(27)?,
    })
}

impl Store {
    /// Keeps what a session took. The same once more changes nothing; something else is the next revision, to be learned
    /// anew. What a person corrected stays. Returns the revision.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn keep_outcome(&mut self, row: &OutcomeRow, at: Timestamp) -> Result<u32, StoreError> {
        let (tokens, sums) = (row.sums.tokens, row.sums);
        // A revision is another end or other sums; better knowledge of the same facts is not.
        let revision = self.connection.query_row(
            "INSERT INTO outcome (session, revision, started_at, finished_at, watched, project, model, task_type,
               task_type_sure, size, familiarity, quality, stated_tokens, stated_minutes, plan, estimate, input, output,
               cache_write_5m, cache_write_1h, cache_read, cost_micros, responses, weighted, millis, signals, changed_at)
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
               ?23, ?24, ?25, ?26)
             ON CONFLICT (session) DO UPDATE SET
               revision = revision + iif((finished_at, input, output, cache_write_5m, cache_write_1h, cache_read, responses)
                 = (excluded.finished_at, excluded.input, excluded.output, excluded.cache_write_5m, excluded.cache_write_1h,
                    excluded.cache_read, excluded.responses), 0, 1),
               learned_version = iif((finished_at, input, output, cache_write_5m, cache_write_1h, cache_read, responses)
                 = (excluded.finished_at, excluded.input, excluded.output, excluded.cache_write_5m, excluded.cache_write_1h,
                    excluded.cache_read, excluded.responses), learned_version, NULL),
               started_at = excluded.started_at, finished_at = excluded.finished_at, watched = excluded.watched,
               project = excluded.project, model = excluded.model, task_type = excluded.task_type,
               task_type_sure = excluded.task_type_sure, size = excluded.size, familiarity = excluded.familiarity,
               quality = excluded.quality, stated_tokens = excluded.stated_tokens,
               stated_minutes = excluded.stated_minutes, plan = excluded.plan, estimate = excluded.estimate,
               input = excluded.input, output = excluded.output, cache_write_5m = excluded.cache_write_5m,
               cache_write_1h = excluded.cache_write_1h, cache_read = excluded.cache_read,
               cost_micros = excluded.cost_micros, responses = excluded.responses, weighted = excluded.weighted,
               millis = excluded.millis, signals = excluded.signals, changed_at = excluded.changed_at
             RETURNING revision",
            params![
                row.session_id,
                to_ms(row.started_at),
                to_ms(row.finished_at),
                row.watched,
                row.project,
                row.model,
                row.task_type,
                row.task_type_sure,
                row.size,
                row.familiarity,
                row.quality,
                row.stated_tokens.map(|n| n as i64),
                row.stated_minutes.map(|n| n as i64),
                row.plan,
                row.estimate,
                tokens.input as i64,
                tokens.output as i64,
                tokens.cache_write_5m as i64,
                tokens.cache_write_1h as i64,
                tokens.cache_read as i64,
                sums.cost_micros as i64,
                sums.responses as i64,
                row.weighted as i64,
                row.millis as i64,
                row.signals,
                to_ms(at)
            ],
            |row| row.get(0),
        )?;
        Ok(revision)
    }

    /// What one session took.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn outcome(&self, session_id: &str) -> Result<Option<OutcomeRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE session = ?1"))?
            .query_row([session_id], read)
            .optional()?)
    }

    /// Outcomes, latest first; of those that finished after `since`, when one is given.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn outcomes(&self, since: Option<Timestamp>, limit: u32) -> Result<Vec<OutcomeRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE finished_at > ?1 ORDER BY finished_at DESC, session LIMIT ?2"
        ))?;
        let since = since.map_or(i64::MIN, to_ms);
        let rows = statement.query_map(params![since, limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many outcomes there are, and how many of them no model has learned from yet.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn outcome_counts(&self) -> Result<(u32, u32), StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT (SELECT count(*) FROM outcome), (SELECT count(*) FROM outcome WHERE learned_version IS NULL)")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Sessions that were quiet since `quiet_since` and have no outcome, or went on after it; latest first. Whether a process
    /// has one open is not known here.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn unseen_outcomes(
        &self,
        quiet_since: Timestamp,
        limit: u32,
    ) -> Result<Vec<UnseenOutcome>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, s.last_seen, o.session IS NOT NULL FROM session s LEFT JOIN outcome o ON o.session = s.id
             WHERE s.last_seen <= ?1 AND (o.session IS NULL OR o.finished_at < s.last_seen)
               AND EXISTS (SELECT 1 FROM usage_quarter u WHERE u.session = s.num)
             ORDER BY s.last_seen DESC, s.id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![to_ms(quiet_since), limit], |row| {
            Ok(UnseenOutcome {
                session_id: row.get(0)?,
                last_seen: from_ms(row.get(1)?),
                again: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A person says what kind of task a session was; `None` takes that back. Whether there is an outcome of it.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn correct_outcome(
        &mut self,
        session_id: &str,
        task_type: Option<&str>,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE outcome SET corrected_type = ?2, corrected_by = ?3, learned_version = NULL, changed_at = ?4
             WHERE session = ?1",
            params![session_id, task_type, by, to_ms(at)],
        )?;
        Ok(changed == 1)
    }

    /// Notes that a model has learned from these sessions, each with the revision it was learned in.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn outcomes_learned(&mut self, sessions: &[(String, u32)], version: u32) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for (session_id, revision) in sessions {
            transaction
                .prepare_cached(
                    "UPDATE outcome SET learned_version = ?3 WHERE session = ?1 AND revision = ?2",
                )?
                .execute(params![session_id, revision, version])?;
        }
        transaction.commit()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
