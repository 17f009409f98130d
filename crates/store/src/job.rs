//! `job`: what was put into the operating system's timers, so that it is changed only when something differs.
//!
//! The row comes first and says so (`put_at` is empty), then the job is put, then the row is marked: after a crash it is put
//! once more, which changes nothing that was there.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_3: &str = "
CREATE TABLE job (
  name        TEXT PRIMARY KEY,
  schedule    INTEGER NOT NULL,
  timer       TEXT,                      -- systemd | launchd | task_scheduler | at | cron; NULL: none works here
  fingerprint TEXT NOT NULL,             -- of what was to be put
  environment TEXT NOT NULL,             -- JSON object: the variables it was given
  next        INTEGER,                   -- its first moment
  tried_at    INTEGER NOT NULL,
  put_at      INTEGER,                   -- NULL: it may not be there
  failure     TEXT
) WITHOUT ROWID;
";

/// A job of the operating system's timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its name.
    pub name: String,
    /// The number of its schedule.
    pub schedule: i64,
    /// The kind of timer; `None` when none works on this machine.
    pub timer: Option<String>,
    /// Of what was to be put.
    pub fingerprint: String,
    /// The variables it was given, as JSON.
    pub environment: String,
    /// Its first moment (UTC).
    pub next: Option<Timestamp>,
    /// When it was tried last (UTC).
    pub tried_at: Timestamp,
    /// When it was put (UTC); `None` when it may not be there.
    pub put_at: Option<Timestamp>,
    /// Why it could not be put, in words.
    pub failure: Option<String>,
}

impl Store {
    /// All jobs, by name.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        let sql =
            "SELECT name, schedule, timer, fingerprint, environment, next, tried_at, put_at, failure FROM job
                   ORDER BY name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes a job: that it is to be put, that it was, or why not.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn note_job(&mut self, row: &JobRow) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO job (name, schedule, timer, fingerprint, environment, next, tried_at, put_at, failure)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule, timer = excluded.timer,
                   fingerprint = excluded.fingerprint, environment = excluded.environment, next = excluded.next,
                   tried_at = excluded.tried_at, put_at = excluded.put_at, failure = excluded.failure",
            )?
            .execute(params![
                row.name,
                row.schedule,
                row.timer,
                row.fingerprint,
                row.environment,
                row.next.map(to_ms),
                to_ms(row.tried_at),
                row.put_at.map(to_ms),
                row.failure
            ])?;
        Ok(())
    }

    /// Forgets a job that was removed.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn forget_job(&mut self, name: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM job WHERE name = ?1")?
            .execute([name])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    Ok(JobRow {
        name: row.get(0)?,
        schedule: row.get(1)?,
        timer: row.get(2)?,
        fingerprint: row.get(3)?,
        environment: row.get(4)?,
        next: row.get::<_, Option<i64>>(5)?.map(from_ms),
        tried_at: from_ms(row.get(6)?),
        put_at: row.get::<_, Option<i64>>(7)?.map(from_ms),
        failure: row.get(8)?,
    })
}
