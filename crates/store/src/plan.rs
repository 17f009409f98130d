//! `plan`: what a person means to do, as text. `plan_text`: the texts it had before.
//!
//! The text is the truth: it is kept as it came and parsed each time. What is beside it here (title, phases and tasks with
//! their states, in [`course`]) is made from it in the same transaction. Promises: a text changes only from the version
//! that was read (`set_plan_text`), and the one it replaces is kept.

mod course;
mod link;
mod mark;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};
use segue_plan::plans::{Format, Plan};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) use course::STEP_4 as COURSE_STEP_4;
pub use course::{PhaseRow, TaskRow};
pub use link::PlanSessionRow;
pub(crate) use link::STEP_4 as LINK_STEP_4;
pub(crate) use mark::STEP_4 as MARK_STEP_4;
pub use mark::{PhaseMarkDraft, PhaseMarkRow};

pub(crate) const STEP_4: &str = "
CREATE TABLE plan (
  num        INTEGER PRIMARY KEY,
  project    INTEGER,                   -- the number of a project, when known
  title      TEXT NOT NULL,             -- as it stands in the text
  format     TEXT NOT NULL,             -- markdown | toml
  text       TEXT NOT NULL,
  source     TEXT,                      -- the file it came from
  imported   INTEGER,                   -- the version that file gave last
  version    INTEGER NOT NULL,          -- grows with every text
  archived   INTEGER NOT NULL DEFAULT 0,
  archived_by TEXT,
  made_at    INTEGER NOT NULL,
  made_by    TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE UNIQUE INDEX plan_source ON plan(source) WHERE source IS NOT NULL;
CREATE TABLE plan_text (
  plan    INTEGER NOT NULL REFERENCES plan(num),
  version INTEGER NOT NULL,
  format  TEXT NOT NULL,
  text    TEXT NOT NULL,
  at      INTEGER NOT NULL,             -- when it became the plan's text
  by      TEXT NOT NULL,
  PRIMARY KEY (plan, version)
) WITHOUT ROWID;
";

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Its number.
    pub num: i64,
    /// The number of its project, when known.
    pub project: Option<i64>,
    /// What it is called.
    pub title: String,
    /// What it is written in.
    pub format: Format,
    /// Its text.
    pub text: String,
    /// The file it came from.
    pub source: Option<String>,
    /// The version that the file gave last.
    pub imported: Option<i64>,
    /// Grows with every text.
    pub version: i64,
    /// It is not listed any more.
    pub archived: bool,
    /// When it was made (UTC).
    pub made_at: Timestamp,
    /// By which face.
    pub made_by: String,
    /// When its text was changed last (UTC).
    pub changed_at: Timestamp,
    /// By which face.
    pub changed_by: String,
}

/// A text that a plan had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTextRow {
    /// Its version.
    pub version: i64,
    /// What it is written in.
    pub format: Format,
    /// The text.
    pub text: String,
    /// When it became the plan's text (UTC).
    pub at: Timestamp,
    /// By which face.
    pub by: String,
}

/// A plan's text to keep, with what was read from it.
#[derive(Debug, Clone, Copy)]
pub struct PlanDraft<'a> {
    /// The number of its project, when known.
    pub project: Option<i64>,
    /// What it is written in.
    pub format: Format,
    /// The text.
    pub text: &'a str,
    /// What was read from it.
    pub plan: &'a Plan,
    /// The file it comes from, when it comes from one now.
    pub source: Option<&'a str>,
    /// By which face.
    pub by: &'a str,
    /// When (UTC).
    pub at: Timestamp,
}

const SELECT: &str =
    "SELECT num, project, title, format, text, source, imported, version, archived, made_at, made_by,
    changed_at, changed_by FROM plan";

fn read(row: &Row<'_>) -> rusqlite::Result<Result<PlanRow, StoreError>> {
    let format: String = row.get(3)?;
    let Some(format) = Format::parse(&format) else {
        return Ok(Err(StoreError::Unknown(format)));
    };
    Ok(Ok(PlanRow {
        num: row.get(0)?,
        project: row.get(1)?,
        title: row.get(2)?,
        format,
        text: row.get(4)?,
        source: row.get(5)?,
        imported: row.get(6)?,
        version: row.get(7)?,
        archived: row.get(8)?,
        made_at: from_ms(row.get(9)?),
        made_by: row.get(10)?,
        changed_at: from_ms(row.get(11)?),
        changed_by: row.get(12)?,
    }))
}

impl Store {
    /// Keeps a new plan, version 1. `None` when another process kept one of the same file just before.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn add_plan(&mut self, draft: &PlanDraft<'_>) -> Result<Option<PlanRow>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let new = transaction.execute(
            "INSERT INTO plan (project, title, format, text, source, imported, version, made_at, made_by, changed_at, changed_by)
             VALUES (?1, ?2, ?3, ?4, ?5, iif(?5 IS NULL, NULL, 1), 1, ?6, ?7, ?6, ?7)
             ON CONFLICT (source) WHERE source IS NOT NULL DO NOTHING",
            params![
                draft.project,
                draft.plan.title,
                draft.format.as_str(),
                draft.text,
                draft.source,
                to_ms(draft.at),
                draft.by
            ],
        )?;
        if new == 0 {
            return Ok(None);
        }
        let num = transaction.last_insert_rowid();
        course::follow_text(&transaction, num, draft.plan, draft.at)?;
        let row = one(&transaction, num)?;
        transaction.commit()?;
        Ok(row)
    }

    /// Gives a plan another text, if it still has the version that was read; the text it had is kept. `None` when it has
    /// another version, or there is no such plan.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_plan_text(
        &mut self,
        num: i64,
        version: i64,
        draft: &PlanDraft<'_>,
    ) -> Result<Option<PlanRow>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = transaction.execute(
            "INSERT INTO plan_text (plan, version, format, text, at, by)
             SELECT num, version, format, text, changed_at, changed_by FROM plan WHERE num = ?1 AND version = ?2",
            params![num, version],
        )?;
        if kept == 0 {
            return Ok(None);
        }
        transaction.execute(
            "UPDATE plan SET project = coalesce(?2, project), title = ?3, format = ?4, text = ?5, version = version + 1,
               imported = iif(?6, version + 1, imported), changed_at = ?7, changed_by = ?8 WHERE num = ?1",
            params![
                num,
                draft.project,
                draft.plan.title,
                draft.format.as_str(),
                draft.text,
                draft.source.is_some(),
                to_ms(draft.at),
                draft.by
            ],
        )?;
        course::follow_text(&transaction, num, draft.plan, draft.at)?;
        let row = one(&transaction, num)?;
        transaction.commit()?;
        Ok(row)
    }

    /// Takes a plan out of the list, or puts it back. Whether it was otherwise before.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn archive_plan(&mut self, num: i64, archived: bool, by: &str) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE plan SET archived = ?2, archived_by = iif(?2, ?3, NULL) WHERE num = ?1 AND archived <> ?2",
            params![num, archived, by],
        )?;
        Ok(changed == 1)
    }

    /// One plan.
    ///
    /// # Errors
    /// What SQLite said, or a plan of a newer Segue.
    pub fn plan(&self, num: i64) -> Result<Option<PlanRow>, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE num = ?1"))?
            .query_row([num], read)
            .optional()?
            .transpose()
    }

    /// The plan that came from a file.
    ///
    /// # Errors
    /// What SQLite said, or a plan of a newer Segue.
    pub fn plan_of_source(&self, source: &str) -> Result<Option<PlanRow>, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE source = ?1"))?
            .query_row([source], read)
            .optional()?
            .transpose()
    }

    /// Plans, those changed last first; without archived ones unless `all`.
    ///
    /// # Errors
    /// What SQLite said, or a plan of a newer Segue.
    pub fn plans(&self, all: bool) -> Result<Vec<PlanRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE ?1 OR archived = 0 ORDER BY changed_at DESC, num DESC"
        ))?;
        let rows = statement.query_map([all], read)?;
        rows.map(|row| row?).collect()
    }

    /// The texts that a plan had before, latest first.
    ///
    /// # Errors
    /// What SQLite said, or a text of a newer Segue.
    pub fn plan_texts(&self, num: i64) -> Result<Vec<PlanTextRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT version, format, text, at, by FROM plan_text WHERE plan = ?1 ORDER BY version DESC",
        )?;
        let rows = statement.query_map([num], |row| {
            let format: String = row.get(1)?;
            let Some(format) = Format::parse(&format) else {
                return Ok(Err(StoreError::Unknown(format)));
            };
            Ok(Ok(PlanTextRow {
                version: row.get(0)?,
                format,
                text: row.get(2)?,
                at: from_ms(row.get(3)?),
                by: row.get(4)?,
            }))
        })?;
        rows.map(|row| row?).collect()
    }
}

fn one(transaction: &Transaction<'_>, num: i64) -> Result<Option<PlanRow>, StoreError> {
    transaction
        .prepare_cached(&format!("{SELECT} WHERE num = ?1"))?
        .query_row([num], read)
        .optional()?
        .transpose()
}

#[cfg(test)]
mod tests;
