//! `phase_mark`: when a phase began, was done or went on, and by what one knows.
//!
//! Promises: a mark that says nothing new is not kept; state and mark change together.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};
use segue_plan::plans::{MarkHow, MarkKind, PhaseState};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE phase_mark (
  num     INTEGER PRIMARY KEY,
  plan    INTEGER NOT NULL REFERENCES plan(num),
  phase   TEXT NOT NULL,                 -- its key
  session TEXT,                          -- Claude Code's session id, when it came about in one
  kind    TEXT NOT NULL,                 -- started | done | reopened
  at      INTEGER NOT NULL,
  how     TEXT NOT NULL,                 -- todo | commit | deliverable | tests | click | cli | start | end
  detail  TEXT
);
CREATE INDEX phase_mark_plan ON phase_mark(plan, at);
CREATE INDEX phase_mark_session ON phase_mark(session, at) WHERE session IS NOT NULL;
";

/// A mark of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseMarkRow {
    /// The plan's number.
    pub plan: i64,
    /// The phase's key.
    pub phase: String,
    /// The session it came about in.
    pub session_id: Option<String>,
    /// What it says.
    pub kind: MarkKind,
    /// When (UTC).
    pub at: Timestamp,
    /// By what it came about.
    pub how: MarkHow,
    /// What exactly: the commit's subject, the to-do's words.
    pub detail: Option<String>,
}

/// A mark to keep.
#[derive(Debug, Clone, Copy)]
pub struct PhaseMarkDraft<'a> {
    /// The plan's number.
    pub plan: i64,
    /// The phase's key.
    pub phase: &'a str,
    /// The session it came about in.
    pub session_id: Option<&'a str>,
    /// What it says.
    pub kind: MarkKind,
    /// When (UTC).
    pub at: Timestamp,
    /// By what it came about.
    pub how: MarkHow,
    /// What exactly.
    pub detail: Option<&'a str>,
}

const SELECT: &str = "SELECT plan, phase, session, kind, at, how, detail FROM phase_mark";

fn read(row: &Row<'_>) -> rusqlite::Result<Result<PhaseMarkRow, StoreError>> {
    let (kind, how): (String, String) = (row.get(3)?, row.get(5)?);
    let Some(kind) = MarkKind::parse(&kind) else {
        return Ok(Err(StoreError::Unknown(kind)));
    };
    let Some(how) = MarkHow::parse(&how) else {
        return Ok(Err(StoreError::Unknown(how)));
    };
    Ok(Ok(PhaseMarkRow {
        plan: row.get(0)?,
        phase: row.get(1)?,
        session_id: row.get(2)?,
        kind,
        at: from_ms(row.get(4)?),
        how,
        detail: row.get(6)?,
    }))
}

impl Store {
    /// Keeps a mark and changes its phase's state with it. The new state; `None` when the mark says nothing new, or the plan
    /// has no such phase.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn mark_phase(&mut self, mark: &PhaseMarkDraft<'_>) -> Result<Option<PhaseState>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let state: Option<String> = transaction
            .prepare_cached("SELECT state FROM phase WHERE plan = ?1 AND key = ?2 AND gone = 0")?
            .query_row(params![mark.plan, mark.phase], |row| row.get(0))
            .optional()?;
        let Some(state) = state else {
            return Ok(None);
        };
        let state = PhaseState::parse(&state).ok_or(StoreError::Unknown(state))?;
        let Some(next) = state.after(mark.kind) else {
            return Ok(None);
        };
        transaction.execute(
            "UPDATE phase SET state = ?3, changed_at = ?4 WHERE plan = ?1 AND key = ?2 AND gone = 0",
            params![mark.plan, mark.phase, next.as_str(), to_ms(mark.at)],
        )?;
        transaction.execute(
            "INSERT INTO phase_mark (plan, phase, session, kind, at, how, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                mark.plan,
                mark.phase,
                mark.session_id,
                mark.kind.as_str(),
                to_ms(mark.at),
                mark.how.as_str(),
                mark.detail
            ],
        )?;
        transaction.commit()?;
        Ok(Some(next))
    }

    /// The marks of a plan, oldest first.
    ///
    /// # Errors
    /// What SQLite said, or a mark of a newer Segue.
    pub fn phase_marks(&self, plan: i64) -> Result<Vec<PhaseMarkRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE plan = ?1 ORDER BY at, num"))?;
        let rows = statement.query_map([plan], read)?;
        rows.map(|row| row?).collect()
    }

    /// The marks that came about in a session, oldest first.
    ///
    /// # Errors
    /// What SQLite said, or a mark of a newer Segue.
    pub fn session_marks(&self, session_id: &str) -> Result<Vec<PhaseMarkRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE session = ?1 ORDER BY at, num"))?;
        let rows = statement.query_map([session_id], read)?;
        rows.map(|row| row?).collect()
    }
}

/// Follows phases whose keys an edit has moved.
pub(super) fn move_marks(
    transaction: &Transaction<'_>,
    plan: i64,
    moved: &[(String, String)],
) -> Result<(), StoreError> {
    move_keys(transaction, "phase_mark", plan, moved)
}

/// Keys may change places, so each goes by a name that no key has: none begins with a line break.
pub(super) fn move_keys(
    transaction: &Transaction<'_>,
    table: &str,
    plan: i64,
    moved: &[(String, String)],
) -> Result<(), StoreError> {
    for (from, to) in moved {
        transaction.execute(
            &format!("UPDATE {table} SET phase = char(10) || ?3 WHERE plan = ?1 AND phase = ?2"),
            params![plan, from, to],
        )?;
    }
    if !moved.is_empty() {
        transaction.execute(
            &format!(
                "UPDATE {table} SET phase = substr(phase, 2) WHERE plan = ?1 AND phase LIKE char(10) || '%'"
            ),
            [plan],
        )?;
    }
    Ok(())
}
