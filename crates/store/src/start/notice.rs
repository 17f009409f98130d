//! `start_notice`: claimed before it is shown, so a crash may lose a notification and never doubles one.

use jiff::Timestamp;
use rusqlite::params;
use segue_plan::schedule::{Event, Stage, transition};

use super::one;
use super::row::write;
use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

/// A notification about a start, claimed and perhaps shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// What was told.
    pub stage: Stage,
    /// With which question.
    pub ask: u32,
    /// When it was claimed (UTC).
    pub claimed_at: Timestamp,
    /// When it was shown (UTC).
    pub shown_at: Option<Timestamp>,
    /// Why it could not be.
    pub failure: Option<String>,
}

impl Store {
    /// Whether the caller, and nobody else, now and ever, tells this stage of this question. The start forgets that it
    /// was to be told.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn claim_notice(
        &mut self,
        start: i64,
        stage: Stage,
        ask: u32,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let transaction = self.immediate()?;
        let new = transaction
            .prepare_cached(
                "INSERT INTO start_notice (start, stage, ask, claimed_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![start, stage.as_str(), ask, to_ms(at)])?;
        let told = one(&transaction, start)?
            .filter(|row| row.start.ask == ask)
            .and_then(|row| {
                let next = transition(&row.start, &Event::Told { stage })?;
                Some((row, next))
            });
        if let Some((row, next)) = told {
            write(&transaction, start, row.version, &next, &row.changed_by, at)?;
        }
        transaction.commit()?;
        Ok(new == 1)
    }

    /// Notes that a notification was shown, or why it could not be.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn notice_shown(
        &mut self,
        start: i64,
        stage: Stage,
        ask: u32,
        at: Timestamp,
        failure: Option<&str>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE start_notice SET shown_at = ?4, failure = ?5 WHERE start = ?1 AND stage = ?2 AND ask = ?3",
            )?
            .execute(params![start, stage.as_str(), ask, to_ms(at), failure])?;
        Ok(())
    }

    /// What was told about a start, oldest first.
    ///
    /// # Errors
    /// What SQLite said, or a stage of a newer Segue.
    pub fn start_notices(&self, start: i64) -> Result<Vec<NoticeRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT stage, ask, claimed_at, shown_at, failure FROM start_notice WHERE start = ?1
             ORDER BY claimed_at, ask, stage",
        )?;
        let rows = statement.query_map([start], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, Option<i64>>(3)?,
                row.get(4)?,
            ))
        })?;
        rows.map(|row| {
            let (stage, ask, claimed_at, shown_at, failure) = row?;
            Ok(NoticeRow {
                stage: Stage::parse(&stage).ok_or(StoreError::Unknown(stage))?,
                ask,
                claimed_at: from_ms(claimed_at),
                shown_at: shown_at.map(from_ms),
                failure,
            })
        })
        .collect()
    }
}
