//! `model_state`: the models that there were; the one with the highest version is in use.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE model_state (
  version     INTEGER PRIMARY KEY,
  made_at     INTEGER NOT NULL,
  made_by     TEXT NOT NULL,
  why         TEXT NOT NULL,             -- learned | corrected | reset | imported
  sessions    INTEGER NOT NULL,          -- that it stands on
  learn_after INTEGER,                   -- sessions that finished before are not learned from
  usual_error REAL,
  coverage    REAL,
  model       TEXT NOT NULL,             -- JSON
  lessons     TEXT NOT NULL,             -- JSON: what changed
  mirrored    TEXT                       -- fingerprint of what we wrote into its file
);
";

/// A model that was learned, imported or begun anew.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelRow {
    /// Its version.
    pub version: u32,
    /// When it was made (UTC).
    pub made_at: Timestamp,
    /// By which face.
    pub made_by: String,
    /// `learned`, `corrected`, `reset` or `imported`.
    pub why: String,
    /// Sessions that it stands on.
    pub sessions: u32,
    /// Sessions that finished before are not learned from.
    pub learn_after: Option<Timestamp>,
    /// Its usual error, a factor.
    pub usual_error: Option<f64>,
    /// How many in a hundred lay in its ranges.
    pub coverage: Option<f64>,
    /// JSON: the model.
    pub model: String,
    /// JSON: what changed.
    pub lessons: String,
    /// Fingerprint of what we wrote into its file.
    pub mirrored: Option<String>,
}

/// A model to keep.
#[derive(Debug, Clone, Copy)]
pub struct ModelDraft<'a> {
    /// When (UTC).
    pub made_at: Timestamp,
    /// By which face.
    pub made_by: &'a str,
    /// `learned`, `corrected`, `reset` or `imported`.
    pub why: &'a str,
    /// Sessions that it stands on.
    pub sessions: u32,
    /// Sessions that finished before are not learned from.
    pub learn_after: Option<Timestamp>,
    /// Its usual error, a factor.
    pub usual_error: Option<f64>,
    /// How many in a hundred lay in its ranges.
    pub coverage: Option<f64>,
    /// JSON: the model.
    pub model: &'a str,
    /// JSON: what changed.
    pub lessons: &'a str,
}

const SELECT: &str =
    "SELECT version, made_at, made_by, why, sessions, learn_after, usual_error, coverage, model, lessons,
    mirrored FROM model_state";

fn read(row: &Row<'_>) -> rusqlite::Result<ModelRow> {
    Ok(ModelRow {
        version: row.get(0)?,
        made_at: from_ms(row.get(1)?),
        made_by: row.get(2)?,
        why: row.get(3)?,
        sessions: row.get(4)?,
        learn_after: row.get::<_, Option<i64>>(5)?.map(from_ms),
        usual_error: row.get(6)?,
        coverage: row.get(7)?,
        model: row.get(8)?,
        lessons: row.get(9)?,
        mirrored: row.get(10)?,
    })
}

impl Store {
    /// The model in use; `None` before the first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn model(&self) -> Result<Option<ModelRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} ORDER BY version DESC LIMIT 1"))?
            .query_row([], read)
            .optional()?)
    }

    /// Models, latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn models(&self, limit: u32) -> Result<Vec<ModelRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} ORDER BY version DESC LIMIT ?1"))?;
        let rows = statement.query_map([limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a model as the one after `before` (0: there was none). Its version; `None` when another process kept one first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn add_model(&mut self, before: u32, draft: &ModelDraft<'_>) -> Result<Option<u32>, StoreError> {
        let new = self.connection.execute(
            "INSERT INTO model_state (version, made_at, made_by, why, sessions, learn_after, usual_error, coverage, model, lessons)
             SELECT ?1 + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
             WHERE ?1 = coalesce((SELECT max(version) FROM model_state), 0)",
            params![
                before,
                to_ms(draft.made_at),
                draft.made_by,
                draft.why,
                draft.sessions,
                draft.learn_after.map(to_ms),
                draft.usual_error,
                draft.coverage,
                draft.model,
                draft.lessons
            ],
        )?;
        Ok((new == 1).then_some(before + 1))
    }

    /// Notes what was written into the file of a model.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn model_mirrored(&mut self, version: u32, fingerprint: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE model_state SET mirrored = ?2 WHERE version = ?1",
            params![version, fingerprint],
        )?;
        Ok(())
    }

    /// Lets go of models that were learned one after the other, but for the latest `keep`. Models that a person reset,
    /// imported or corrected stay, and so does the one before each.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn forget_old_models(&mut self, keep: u32) -> Result<(), StoreError> {
        self.connection.execute(
            "DELETE FROM model_state WHERE why = 'learned' AND version <= (SELECT max(version) FROM model_state) - ?1
               AND NOT EXISTS (SELECT 1 FROM model_state next WHERE next.version = model_state.version + 1 AND next.why <> 'learned')",
            [keep],
        )?;
        Ok(())
    }
}
