//! `start`: the one attempt per occurrence of a schedule. `start_notice`: what was told about it. `start_answer`: what was
//! answered.
//!
//! Promises: an occurrence has one row (`pose_start`), a row changes only by a transition of [`segue_plan::schedule`] from
//! the version that was read (`set_start`, `change_start`), one gate claims it (`begin_start`), a stage is told at most
//! once per question (`claim_notice`), a question is answered once (`take_answer`): each is one immediate transaction.

mod answer;
mod notice;
mod row;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use segue_plan::schedule::{Event, Start, StartState, transition};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub use answer::{AnswerRow, Taken};
pub use notice::NoticeRow;
pub use row::StartRow;

use row::{SELECT, read, write};

pub(crate) const STEP_3: &str = "
CREATE TABLE start (
  num            INTEGER PRIMARY KEY,
  schedule       INTEGER NOT NULL REFERENCES schedule(num),
  occurrence     TEXT NOT NULL,
  session_id     TEXT NOT NULL UNIQUE,      -- chosen by us
  version        INTEGER NOT NULL,          -- grows with every change
  open           INTEGER NOT NULL,          -- something can happen to it, or be told
  pending        INTEGER NOT NULL,          -- its occurrence is still to be dealt with
  due            INTEGER NOT NULL,
  first_due      INTEGER NOT NULL,
  reset          INTEGER,
  state          TEXT NOT NULL,
  why            TEXT,
  held_until     INTEGER,
  wished_now     INTEGER NOT NULL,
  ask            INTEGER NOT NULL,
  tell           TEXT,
  asked_at       INTEGER,
  queued_at      INTEGER,
  checked_at     INTEGER,
  attempts       INTEGER NOT NULL,
  launching_at   INTEGER,
  begun_at       INTEGER,
  begun_pid      INTEGER,
  begun_mark     TEXT,                      -- when that process began, as the system tells it
  alive_at       INTEGER,
  confirmed_at   INTEGER,
  ended_at       INTEGER,
  exit_code      INTEGER,
  spent_tokens   INTEGER,
  stop_wished_at INTEGER,
  changed_at     INTEGER NOT NULL,
  changed_by     TEXT NOT NULL,
  UNIQUE (schedule, occurrence)
);
CREATE INDEX start_open ON start(due) WHERE open = 1;
CREATE INDEX start_pending ON start(schedule) WHERE pending = 1;
CREATE INDEX start_launching ON start(launching_at) WHERE launching_at IS NOT NULL;
CREATE INDEX start_due ON start(due);
CREATE TABLE start_notice (
  start      INTEGER NOT NULL REFERENCES start(num),
  stage      TEXT NOT NULL,
  ask        INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL,
  shown_at   INTEGER,
  failure    TEXT,
  PRIMARY KEY (start, stage, ask)
) WITHOUT ROWID;
CREATE TABLE start_answer (
  start  INTEGER NOT NULL REFERENCES start(num),
  ask    INTEGER NOT NULL,
  action TEXT NOT NULL,
  by     TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (start, ask)
) WITHOUT ROWID;
";

impl Store {
    /// Keeps the start of an occurrence. `None` when there is one of it already, or (`only_next`) another occurrence of
    /// its schedule is still to be dealt with. One that was dropped before anything was launched, as when its schedule was
    /// changed, does not stand in the way; the new one has a key of its own.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn pose_start(
        &mut self,
        schedule: i64,
        start: &Start,
        session_id: &str,
        only_next: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<Option<StartRow>, StoreError> {
        let transaction = self.immediate()?;
        let Some(occurrence) = free_key(&transaction, schedule, &start.occurrence, only_next)? else {
            return Ok(None);
        };
        transaction
            .prepare_cached(
                "INSERT INTO start (schedule, occurrence, session_id, first_due, version, open, pending, due, state, wished_now,
                   ask, attempts, changed_at, changed_by)
                 VALUES (?1, ?2, ?3, ?4, 0, 1, 1, ?4, 'waiting', 0, 1, 0, ?5, ?6)",
            )?
            .execute(params![
                schedule,
                occurrence,
                session_id,
                to_ms(start.first_due),
                to_ms(at),
                by
            ])?;
        let num = transaction.last_insert_rowid();
        write(&transaction, num, 0, start, by, at)?;
        let row = one(&transaction, num)?;
        transaction.commit()?;
        Ok(row)
    }

    /// One start.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn start(&self, num: i64) -> Result<Option<StartRow>, StoreError> {
        one(&self.connection, num)
    }

    /// All starts of a schedule, newest first.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn starts_of(&self, schedule: i64) -> Result<Vec<StartRow>, StoreError> {
        self.read_starts(
            &format!("{SELECT} WHERE schedule = ?1 ORDER BY num DESC"),
            [schedule],
        )
    }

    /// Starts something can happen to that are due before `before`, first due first.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn open_starts(&self, before: Timestamp) -> Result<Vec<StartRow>, StoreError> {
        self.read_starts(
            &format!("{SELECT} WHERE open = 1 AND due < ?1 ORDER BY due, num"),
            [to_ms(before)],
        )
    }

    /// When the first open start at or after `from` is due.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn next_open_due(&self, from: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let due: Option<i64> = self
            .connection
            .prepare_cached("SELECT min(due) FROM start WHERE open = 1 AND due >= ?1")?
            .query_row([to_ms(from)], |row| row.get(0))?;
        Ok(due.map(from_ms))
    }

    /// Starts due from `from` and before `to`, whatever became of them, first due first.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn starts_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<StartRow>, StoreError> {
        self.read_starts(
            &format!("{SELECT} WHERE due >= ?1 AND due < ?2 ORDER BY due, num"),
            [to_ms(from), to_ms(to)],
        )
    }

    /// When a terminal or supervisor was started last for a start of this config folder: the stagger counts from it.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn last_launch(&self, home: &str) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT start.launching_at FROM start JOIN schedule ON schedule.num = start.schedule
                 WHERE start.launching_at IS NOT NULL AND schedule.home = ?1
                 ORDER BY start.launching_at DESC LIMIT 1",
            )?
            .query_row([home], |row| row.get(0))
            .optional()?;
        Ok(at.map(from_ms))
    }

    /// Writes what a transition made of a start, if nobody has changed it since `row` was read. Whether it was so.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_start(
        &mut self,
        row: &StartRow,
        next: &Start,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        write(&self.connection, row.num, row.version, next, by, at)
    }

    /// Reads a start, has the event happen to it, and writes it, at once. `None` when there is no such start, or the event
    /// cannot happen to it as it is now.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn change_start(
        &mut self,
        num: i64,
        event: &Event,
        by: &str,
        at: Timestamp,
    ) -> Result<Option<StartRow>, StoreError> {
        let transaction = self.immediate()?;
        let Some(row) = one(&transaction, num)? else {
            return Ok(None);
        };
        let Some(next) = transition(&row.start, event) else {
            return Ok(None);
        };
        write(&transaction, num, row.version, &next, by, at)?;
        let row = one(&transaction, num)?;
        transaction.commit()?;
        Ok(row)
    }

    /// The claim of the gate: whether this process, and no other, may start Claude Code for this start.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn begin_start(
        &mut self,
        num: i64,
        session_id: &str,
        pid: u32,
        mark: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let transaction = self.immediate()?;
        let Some(row) = one(&transaction, num)? else {
            return Ok(false);
        };
        if row.session_id != session_id || row.start.state != StartState::Launching {
            return Ok(false);
        }
        let Some(next) = transition(&row.start, &Event::Begun { at: now, pid }) else {
            return Ok(false);
        };
        let claimed = write(&transaction, num, row.version, &next, "gate", now)?;
        transaction
            .prepare_cached("UPDATE start SET begun_mark = ?2 WHERE num = ?1")?
            .execute(params![num, mark])?;
        transaction.commit()?;
        Ok(claimed)
    }

    fn read_starts(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<StartRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        rows.map(|row| row?).collect()
    }

    fn immediate(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}

/// The key a new start of an occurrence has; `None` when there is to be none.
fn free_key(
    transaction: &Transaction<'_>,
    schedule: i64,
    occurrence: &str,
    only_next: bool,
) -> Result<Option<String>, StoreError> {
    let (standing, before): (bool, u32) = transaction
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM start WHERE schedule = ?1 AND pending = 1 AND ?3)
               OR EXISTS (SELECT 1 FROM start WHERE schedule = ?1 AND (occurrence = ?2 OR occurrence LIKE ?2 || '~%')
                            AND NOT (state = 'dropped' AND launching_at IS NULL)),
               (SELECT count(*) FROM start WHERE schedule = ?1 AND (occurrence = ?2 OR occurrence LIKE ?2 || '~%'))",
        )?
        .query_row(params![schedule, occurrence, only_next], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(match (standing, before) {
        (true, _) => None,
        (false, 0) => Some(occurrence.to_owned()),
        (false, before) => Some(format!("{occurrence}~{}", before + 1)),
    })
}

fn one(connection: &rusqlite::Connection, num: i64) -> Result<Option<StartRow>, StoreError> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE num = ?1"))?
        .query_row([num], read)
        .optional()?
        .transpose()
}
