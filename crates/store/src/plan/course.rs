//! `phase`, `task`: the parts of a plan by their keys, and how far they are.
//!
//! Promises: a state outlives edits of other parts, also when the keys are made from the order of the text and shift. Parts
//! that a text no longer has are kept, `gone`, and come back with their state.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};
use segue_plan::plans::{Known, PhaseState, Plan, same_after_edit};

use crate::instant::to_ms;
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE phase (
  num        INTEGER PRIMARY KEY,
  plan       INTEGER NOT NULL REFERENCES plan(num),
  key        TEXT NOT NULL,
  place      INTEGER NOT NULL,           -- its place in the text
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,              -- pending | running | done
  text_done  INTEGER NOT NULL,           -- what the text said of it last
  gone       INTEGER NOT NULL DEFAULT 0, -- the text no longer has it
  changed_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX phase_key ON phase(plan, key) WHERE gone = 0;
CREATE TABLE task (
  num        INTEGER PRIMARY KEY,
  plan       INTEGER NOT NULL REFERENCES plan(num),
  key        TEXT NOT NULL,
  phase      TEXT NOT NULL,              -- the key of its phase
  place      INTEGER NOT NULL,
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,
  text_done  INTEGER NOT NULL,
  gone       INTEGER NOT NULL DEFAULT 0,
  changed_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX task_key ON task(plan, key) WHERE gone = 0;
";

/// A phase of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseRow {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How far it is.
    pub state: PhaseState,
}

/// A task of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its key.
    pub key: String,
    /// The key of its phase.
    pub phase: String,
    /// What it is.
    pub title: String,
    /// How far it is.
    pub state: PhaseState,
}

impl Store {
    /// The phases of a plan, in the order of its text.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn phases(&self, plan: i64) -> Result<Vec<PhaseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, title, state FROM phase WHERE plan = ?1 AND gone = 0 ORDER BY place",
        )?;
        let rows = statement.query_map([plan], |row| Ok((row.get(0)?, row.get(1)?, state(row, 2)?)))?;
        rows.map(|row| {
            let (key, title, state) = row?;
            Ok(PhaseRow {
                key,
                title,
                state: state?,
            })
        })
        .collect()
    }

    /// The tasks of a plan, in the order of its text.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn tasks(&self, plan: i64) -> Result<Vec<TaskRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, phase, title, state FROM task WHERE plan = ?1 AND gone = 0 ORDER BY place",
        )?;
        let rows = statement.query_map([plan], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, state(row, 3)?))
        })?;
        rows.map(|row| {
            let (key, phase, title, state) = row?;
            Ok(TaskRow {
                key,
                phase,
                title,
                state: state?,
            })
        })
        .collect()
    }
}

fn state(row: &Row<'_>, column: usize) -> rusqlite::Result<Result<PhaseState, StoreError>> {
    let text: String = row.get(column)?;
    Ok(PhaseState::parse(&text).ok_or(StoreError::Unknown(text)))
}

/// A part as the text has it now.
struct Part<'a> {
    key: &'a str,
    title: &'a str,
    done: bool,
    /// The key of its phase, of a task.
    phase: Option<&'a str>,
}

/// Makes the rows of phases and tasks follow the text that a plan has now.
pub(super) fn follow_text(
    transaction: &Transaction<'_>,
    num: i64,
    plan: &Plan,
    at: Timestamp,
) -> Result<(), StoreError> {
    let phases: Vec<Part<'_>> = plan
        .phases
        .iter()
        .map(|phase| Part {
            key: &phase.key,
            title: &phase.title,
            done: phase.done,
            phase: None,
        })
        .collect();
    let tasks: Vec<Part<'_>> = plan
        .phases
        .iter()
        .flat_map(|phase| phase.tasks.iter().map(move |task| (phase, task)))
        .map(|(phase, task)| Part {
            key: &task.key,
            title: &task.title,
            done: task.done,
            phase: Some(&phase.key),
        })
        .collect();
    let moved = follow(transaction, num, "phase", &phases, at)?;
    super::mark::move_marks(transaction, num, &moved)?;
    super::link::move_phases(transaction, num, &moved)?;
    follow(transaction, num, "task", &tasks, at)?;
    Ok(())
}

/// What is known of a part from before.
struct Before {
    num: i64,
    key: String,
    title: String,
    state: String,
    text_done: bool,
    gone: bool,
}

/// Returns which key (before) became which (now), where they differ.
fn follow(
    transaction: &Transaction<'_>,
    plan: i64,
    table: &str,
    parts: &[Part<'_>],
    at: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = before(transaction, plan, table)?;
    let old: Vec<Known<'_>> = rows
        .iter()
        .filter(|row| !row.gone)
        .map(|row| (row.key.as_str(), row.title.as_str()))
        .collect();
    let new: Vec<Known<'_>> = parts.iter().map(|part| (part.key, part.title)).collect();
    let same = same_after_edit(&old, &new);

    // Keys are unique among those that are there: all step aside first, then each takes its place.
    transaction.execute(&format!("UPDATE {table} SET gone = 1 WHERE plan = ?1"), [plan])?;
    let mut moved = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let from = match same.get(part.key) {
            Some(key) => rows.iter().find(|row| !row.gone && row.key == *key),
            None => rows
                .iter()
                .rev()
                .find(|row| row.gone && row.key == part.key && row.title == part.title),
        };
        match from {
            Some(row) => {
                if row.key != part.key {
                    moved.push((row.key.clone(), part.key.to_owned()));
                }
                go_on(transaction, table, row, part, place, at)?;
            }
            None => begin(transaction, plan, table, part, place, at)?,
        }
    }
    Ok(moved)
}

fn before(transaction: &Transaction<'_>, plan: i64, table: &str) -> Result<Vec<Before>, StoreError> {
    let mut statement = transaction.prepare(&format!(
        "SELECT num, key, title, state, text_done, gone FROM {table} WHERE plan = ?1 ORDER BY num"
    ))?;
    let rows = statement.query_map([plan], |row| {
        Ok(Before {
            num: row.get(0)?,
            key: row.get(1)?,
            title: row.get(2)?,
            state: row.get(3)?,
            text_done: row.get(4)?,
            gone: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A part that was there goes on, with its state; unless the text says something else of it than it did.
fn go_on(
    transaction: &Transaction<'_>,
    table: &str,
    row: &Before,
    part: &Part<'_>,
    place: usize,
    at: Timestamp,
) -> Result<(), StoreError> {
    let state = if row.text_done == part.done {
        row.state.as_str()
    } else {
        by_text(part)
    };
    transaction.execute(
        &format!(
            "UPDATE {table} SET key = ?2, title = ?3, place = ?4, state = ?5, text_done = ?6, gone = 0,
               changed_at = iif(state = ?5, changed_at, ?7) WHERE num = ?1"
        ),
        params![
            row.num,
            part.key,
            part.title,
            place as i64,
            state,
            part.done,
            to_ms(at)
        ],
    )?;
    set_phase(transaction, row.num, part)
}

fn begin(
    transaction: &Transaction<'_>,
    plan: i64,
    table: &str,
    part: &Part<'_>,
    place: usize,
    at: Timestamp,
) -> Result<(), StoreError> {
    let phase = if part.phase.is_some() {
        ("phase, ", "'', ")
    } else {
        ("", "")
    };
    transaction.execute(
        &format!(
            "INSERT INTO {table} (plan, key, {}place, title, state, text_done, changed_at)
             VALUES (?1, ?2, {}?3, ?4, ?5, ?6, ?7)",
            phase.0, phase.1
        ),
        params![
            plan,
            part.key,
            place as i64,
            part.title,
            by_text(part),
            part.done,
            to_ms(at)
        ],
    )?;
    set_phase(transaction, transaction.last_insert_rowid(), part)
}

fn by_text(part: &Part<'_>) -> &'static str {
    if part.done {
        PhaseState::Done.as_str()
    } else {
        PhaseState::Pending.as_str()
    }
}

/// A task knows its phase.
fn set_phase(transaction: &Transaction<'_>, num: i64, part: &Part<'_>) -> Result<(), StoreError> {
    if let Some(phase) = part.phase {
        transaction.execute("UPDATE task SET phase = ?2 WHERE num = ?1", params![num, phase])?;
    }
    Ok(())
}
