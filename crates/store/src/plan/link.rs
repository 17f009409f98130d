//! `plan_session`: which session works on which plan; one plan per session.
//!
//! Session ids are Claude Code's: a link can be there before the session's first line.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE plan_session (
  session   TEXT PRIMARY KEY,            -- Claude Code's session id
  plan      INTEGER NOT NULL REFERENCES plan(num),
  estimate  INTEGER,                     -- what it is measured by
  phase     TEXT,                        -- the key of the phase it is in
  linked_at INTEGER NOT NULL,
  linked_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX plan_session_plan ON plan_session(plan);
";

/// A session that works on a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSessionRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// The plan's number.
    pub plan: i64,
    /// The number of the estimate it is measured by.
    pub estimate: Option<i64>,
    /// The key of the phase it is in.
    pub phase: Option<String>,
    /// When it was linked (UTC).
    pub linked_at: Timestamp,
    /// By which face.
    pub linked_by: String,
}

const SELECT: &str = "SELECT session, plan, estimate, phase, linked_at, linked_by FROM plan_session";

fn read(row: &Row<'_>) -> rusqlite::Result<PlanSessionRow> {
    Ok(PlanSessionRow {
        session_id: row.get(0)?,
        plan: row.get(1)?,
        estimate: row.get(2)?,
        phase: row.get(3)?,
        linked_at: from_ms(row.get(4)?),
        linked_by: row.get(5)?,
    })
}

impl Store {
    /// Links a session to a plan. One that was linked to the same plan keeps its phase, and its estimate unless another one
    /// is given; one that was linked to another plan begins anew.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn link_session(
        &mut self,
        session_id: &str,
        plan: i64,
        estimate: Option<i64>,
        by: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO plan_session (session, plan, estimate, linked_at, linked_by) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (session) DO UPDATE SET
               estimate = coalesce(excluded.estimate, iif(plan = excluded.plan, estimate, NULL)),
               phase = iif(plan = excluded.plan, phase, NULL),
               linked_at = iif(plan = excluded.plan, linked_at, excluded.linked_at),
               linked_by = iif(plan = excluded.plan, linked_by, excluded.linked_by),
               plan = excluded.plan",
            params![session_id, plan, estimate, to_ms(at), by],
        )?;
        Ok(())
    }

    /// Takes a session's link away. Whether there was one.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn unlink_session(&mut self, session_id: &str) -> Result<bool, StoreError> {
        let gone = self
            .connection
            .execute("DELETE FROM plan_session WHERE session = ?1", [session_id])?;
        Ok(gone == 1)
    }

    /// The plan that a session works on.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn plan_session(&self, session_id: &str) -> Result<Option<PlanSessionRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE session = ?1"))?
            .query_row([session_id], read)
            .optional()?)
    }

    /// The sessions of one plan, or of all; linked last first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn plan_sessions(&self, plan: Option<i64>) -> Result<Vec<PlanSessionRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE ?1 IS NULL OR plan = ?1 ORDER BY linked_at DESC, session"
        ))?;
        let rows = statement.query_map([plan], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes which phase a session is in. Whether it was in another one.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_session_phase(&mut self, session_id: &str, phase: Option<&str>) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE plan_session SET phase = ?2 WHERE session = ?1 AND phase IS NOT ?2",
            params![session_id, phase],
        )?;
        Ok(changed == 1)
    }

    /// Notes by which estimate a session is measured. Whether the session is linked.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_session_estimate(&mut self, session_id: &str, estimate: i64) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE plan_session SET estimate = ?2 WHERE session = ?1",
            params![session_id, estimate],
        )?;
        Ok(changed == 1)
    }
}

/// Follows phases whose keys an edit has moved.
pub(super) fn move_phases(
    transaction: &Transaction<'_>,
    plan: i64,
    moved: &[(String, String)],
) -> Result<(), StoreError> {
    super::mark::move_keys(transaction, "plan_session", plan, moved)
}
