//! `start_answer`: the first answer to a question counts, whichever face it comes from.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use segue_plan::schedule::{Start, StartAction};

use super::row::{StartRow, write};
use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

/// An answer that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// To which question.
    pub ask: u32,
    /// What.
    pub action: StartAction,
    /// From which face.
    pub by: String,
    /// When (UTC).
    pub at: Timestamp,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It counts.
    Yes,
    /// Another one came first.
    Before(AnswerRow),
    /// The start has changed since it was read: read it again.
    Changed,
}

const SELECT: &str = "SELECT ask, action, by, at FROM start_answer";

fn read(row: &Row<'_>) -> rusqlite::Result<Result<AnswerRow, StoreError>> {
    let action: String = row.get(1)?;
    let Some(parsed) = StartAction::parse(&action) else {
        return Ok(Err(StoreError::Unknown(action)));
    };
    Ok(Ok(AnswerRow {
        ask: row.get(0)?,
        action: parsed,
        by: row.get(2)?,
        at: from_ms(row.get(3)?),
    }))
}

impl Store {
    /// Takes an answer to the open question of a start as it was read, and writes what it makes of the start.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn take_answer(
        &mut self,
        row: &StartRow,
        action: StartAction,
        next: &Start,
        by: &str,
        at: Timestamp,
    ) -> Result<Taken, StoreError> {
        let transaction = self.immediate()?;
        let before = transaction
            .prepare_cached(&format!("{SELECT} WHERE start = ?1 AND ask = ?2"))?
            .query_row(params![row.num, row.start.ask], read)
            .optional()?
            .transpose()?;
        if let Some(before) = before {
            return Ok(Taken::Before(before));
        }
        if !write(&transaction, row.num, row.version, next, by, at)? {
            return Ok(Taken::Changed);
        }
        transaction
            .prepare_cached(
                "INSERT INTO start_answer (start, ask, action, by, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![row.num, row.start.ask, action.as_str(), by, to_ms(at)])?;
        transaction.commit()?;
        Ok(Taken::Yes)
    }

    /// The answers about a start, in the order of its questions.
    ///
    /// # Errors
    /// What SQLite said, or an action of a newer Segue.
    pub fn start_answers(&self, start: i64) -> Result<Vec<AnswerRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE start = ?1 ORDER BY ask"))?;
        let rows = statement.query_map([start], read)?;
        rows.map(|row| row?).collect()
    }
}
