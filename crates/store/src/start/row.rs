//! The columns of `start`, and the value they hold.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use segue_plan::schedule::{Stage, Start, StartState};

use crate::StoreError;
use crate::instant::{from_ms, to_ms};

/// A start, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRow {
    /// Its number.
    pub num: i64,
    /// The number of its schedule.
    pub schedule: i64,
    /// The id its session has, or will have.
    pub session_id: String,
    /// Which change of the row this is.
    pub version: i64,
    /// What decisions are made from.
    pub start: Start,
    /// When the process that claimed it began, as the system tells it: with the pid, this process and no other.
    pub begun_mark: Option<String>,
    /// When it was changed last (UTC).
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: String,
}

pub(super) const SELECT: &str = "SELECT num, schedule, session_id, version, begun_mark, changed_at, changed_by, occurrence,
    due, first_due, reset, state, why, held_until, wished_now, ask, tell, queued_at, checked_at, attempts, launching_at,
    begun_at, begun_pid, alive_at, confirmed_at, ended_at, exit_code, spent_tokens, stop_wished_at, asked_at FROM start";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Result<StartRow, StoreError>> {
    let state: String = row.get(11)?;
    let Some(parsed) = StartState::parse(&state) else {
        return Ok(Err(StoreError::Unknown(state)));
    };
    let tell: Option<String> = row.get(16)?;
    let start = Start {
        occurrence: row.get(7)?,
        due: from_ms(row.get(8)?),
        first_due: from_ms(row.get(9)?),
        reset: instant(row, 10)?,
        state: parsed,
        why: row.get(12)?,
        held_until: instant(row, 13)?,
        wished_now: row.get(14)?,
        ask: row.get(15)?,
        // A stage of a newer Segue is told by that one.
        tell: tell.as_deref().and_then(Stage::parse),
        asked_at: instant(row, 29)?,
        queued_at: instant(row, 17)?,
        checked_at: instant(row, 18)?,
        attempts: row.get(19)?,
        launching_at: instant(row, 20)?,
        begun_at: instant(row, 21)?,
        begun_pid: row.get(22)?,
        alive_at: instant(row, 23)?,
        confirmed_at: instant(row, 24)?,
        ended_at: instant(row, 25)?,
        exit_code: row.get(26)?,
        spent_tokens: row.get::<_, Option<i64>>(27)?.map(|tokens| tokens as u64),
        stop_wished_at: instant(row, 28)?,
    };
    Ok(Ok(StartRow {
        num: row.get(0)?,
        schedule: row.get(1)?,
        session_id: row.get(2)?,
        version: row.get(3)?,
        start,
        begun_mark: row.get(4)?,
        changed_at: from_ms(row.get(5)?),
        changed_by: row.get(6)?,
    }))
}

fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(from_ms))
}

/// Writes all that decisions are made from, over the version that was read. Whether that was still the one.
pub(super) fn write(
    connection: &Connection,
    num: i64,
    version: i64,
    start: &Start,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let ms = |at: Option<Timestamp>| at.map(to_ms);
    let changed = connection
        .prepare_cached(
            "UPDATE start SET version = version + 1, open = ?3, pending = ?4, due = ?5, reset = ?6, state = ?7, why = ?8,
               held_until = ?9, wished_now = ?10, ask = ?11, tell = ?12, queued_at = ?13, checked_at = ?14, attempts = ?15,
               launching_at = ?16, begun_at = ?17, begun_pid = ?18, alive_at = ?19, confirmed_at = ?20, ended_at = ?21,
               exit_code = ?22, spent_tokens = ?23, stop_wished_at = ?24, changed_at = ?25, changed_by = ?26, asked_at = ?27
             WHERE num = ?1 AND version = ?2",
        )?
        .execute(params![
            num,
            version,
            start.is_open(),
            start.state.is_pending(),
            to_ms(start.due),
            ms(start.reset),
            start.state.as_str(),
            start.why,
            ms(start.held_until),
            start.wished_now,
            start.ask,
            start.tell.map(Stage::as_str),
            ms(start.queued_at),
            ms(start.checked_at),
            start.attempts,
            ms(start.launching_at),
            ms(start.begun_at),
            start.begun_pid,
            ms(start.alive_at),
            ms(start.confirmed_at),
            ms(start.ended_at),
            start.exit_code,
            start.spent_tokens.map(|tokens| tokens as i64),
            ms(start.stop_wished_at),
            to_ms(at),
            by,
            ms(start.asked_at)
        ])?;
    Ok(changed == 1)
}
