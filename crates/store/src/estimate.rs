//! `estimate`: what was estimated, kept when a person wanted it kept or a session is measured by it.
//!
//! The whole estimate is one JSON text, as it was shown; what lists and sums need stands beside it. Rows are never changed,
//! but for the session that an estimate is for.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE estimate (
  num           INTEGER PRIMARY KEY,
  title         TEXT NOT NULL,
  plan          INTEGER REFERENCES plan(num),
  plan_version  INTEGER,
  project       INTEGER,                 -- the number of a project, when known
  session       TEXT,                    -- the session it is for, when it was made in one
  made_at       INTEGER NOT NULL,
  made_by       TEXT NOT NULL,
  model_version INTEGER NOT NULL,
  fresh_low     INTEGER NOT NULL,
  fresh_mid     INTEGER NOT NULL,
  fresh_high    INTEGER NOT NULL,
  minutes_low   INTEGER NOT NULL,
  minutes_mid   INTEGER NOT NULL,
  minutes_high  INTEGER NOT NULL,
  query         TEXT NOT NULL,           -- JSON: what was asked
  shown         TEXT NOT NULL            -- JSON: what was answered
);
CREATE INDEX estimate_plan ON estimate(plan) WHERE plan IS NOT NULL;
CREATE INDEX estimate_session ON estimate(session) WHERE session IS NOT NULL;
";

/// From, middle, to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoredRange {
    /// A tenth lies below.
    pub low: u64,
    /// Half lies below.
    pub mid: u64,
    /// A tenth lies above.
    pub high: u64,
}

/// An estimate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstimateRow {
    /// Its number.
    pub num: i64,
    /// What was estimated.
    pub title: String,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// The version of the plan's text.
    pub plan_version: Option<i64>,
    /// The number of its project, when known.
    pub project: Option<i64>,
    /// The session it is for.
    pub session_id: Option<String>,
    /// When it was made (UTC).
    pub made_at: Timestamp,
    /// By which face.
    pub made_by: String,
    /// The version of the model that made it.
    pub model_version: u32,
    /// Fresh tokens of the whole.
    pub fresh: StoredRange,
    /// Minutes of the whole.
    pub minutes: StoredRange,
    /// JSON: what was asked.
    pub query: String,
    /// JSON: what was answered.
    pub shown: String,
}

/// An estimate to keep.
#[derive(Debug, Clone, Copy)]
pub struct EstimateDraft<'a> {
    /// What was estimated.
    pub title: &'a str,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// The version of the plan's text.
    pub plan_version: Option<i64>,
    /// The number of its project, when known.
    pub project: Option<i64>,
    /// The session it is for.
    pub session_id: Option<&'a str>,
    /// When (UTC).
    pub made_at: Timestamp,
    /// By which face.
    pub made_by: &'a str,
    /// The version of the model.
    pub model_version: u32,
    /// Fresh tokens of the whole.
    pub fresh: StoredRange,
    /// Minutes of the whole.
    pub minutes: StoredRange,
    /// JSON: what was asked.
    pub query: &'a str,
    /// JSON: what was answered.
    pub shown: &'a str,
}

const SELECT: &str =
    "SELECT num, title, plan, plan_version, project, session, made_at, made_by, model_version,
    fresh_low, fresh_mid, fresh_high, minutes_low, minutes_mid, minutes_high, query, shown FROM estimate";

/// Reads three columns beginning at `first`.
pub(crate) fn read_range(row: &Row<'_>, first: usize) -> rusqlite::Result<StoredRange> {
    let number = |offset: usize| Ok::<u64, rusqlite::Error>(row.get::<_, i64>(first + offset)? as u64);
    Ok(StoredRange {
        low: number(0)?,
        mid: number(1)?,
        high: number(2)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<EstimateRow> {
    Ok(EstimateRow {
        num: row.get(0)?,
        title: row.get(1)?,
        plan: row.get(2)?,
        plan_version: row.get(3)?,
        project: row.get(4)?,
        session_id: row.get(5)?,
        made_at: from_ms(row.get(6)?),
        made_by: row.get(7)?,
        model_version: row.get(8)?,
        fresh: read_range(row, 9)?,
        minutes: read_range(row, 12)?,
        query: row.get(15)?,
        shown: row.get(16)?,
    })
}

impl Store {
    /// Keeps an estimate. Returns its number.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn add_estimate(&mut self, draft: &EstimateDraft<'_>) -> Result<i64, StoreError> {
        self.connection.execute(
            "INSERT INTO estimate (title, plan, plan_version, project, session, made_at, made_by, model_version, fresh_low,
               fresh_mid, fresh_high, minutes_low, minutes_mid, minutes_high, query, shown)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            params![
                draft.title,
                draft.plan,
                draft.plan_version,
                draft.project,
                draft.session_id,
                to_ms(draft.made_at),
                draft.made_by,
                draft.model_version,
                draft.fresh.low as i64,
                draft.fresh.mid as i64,
                draft.fresh.high as i64,
                draft.minutes.low as i64,
                draft.minutes.mid as i64,
                draft.minutes.high as i64,
                draft.query,
                draft.shown
            ],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// One estimate.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn estimate(&self, num: i64) -> Result<Option<EstimateRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE num = ?1"))?
            .query_row([num], read)
            .optional()?)
    }

    /// Estimates of one plan, or all; latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn estimates(&self, plan: Option<i64>, limit: u32) -> Result<Vec<EstimateRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE ?1 IS NULL OR plan = ?1 ORDER BY num DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map(params![plan, limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The estimate that a session is measured by: the one it was linked with, else the last one made for it.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn estimate_of_session(&self, session_id: &str) -> Result<Option<EstimateRow>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE num = coalesce(
               (SELECT estimate FROM plan_session WHERE session = ?1),
               (SELECT max(num) FROM estimate WHERE session = ?1))"
        );
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([session_id], read)
            .optional()?)
    }

    /// The session that was linked with an estimate, the last one when there are several.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn session_of_estimate(&self, num: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT session FROM plan_session WHERE estimate = ?1 ORDER BY linked_at DESC LIMIT 1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([num], |row| row.get(0))
            .optional()?)
    }

    /// Notes which session an estimate is for, unless it is for another one already. Whether it is for this one now.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_estimate_session(&mut self, num: i64, session_id: &str) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE estimate SET session = ?2 WHERE num = ?1 AND (session IS NULL OR session = ?2)",
            params![num, session_id],
        )?;
        Ok(changed == 1)
    }
}
