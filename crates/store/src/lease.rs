//! Leases: what one process at a time does. The owner runs the loops; who has the lease of starts launches sessions.
//!
//! A lease is a lock on a file beside the database (`owner.lock`, `starts.lock`), held by the operating system: it ends
//! with the process, however that ends, so no heartbeat is written and no dead owner is waited for. The row `owner` says
//! who owns the index, and its epoch grows with every new owner.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE owner (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  epoch        INTEGER NOT NULL,
  pid          INTEGER NOT NULL,
  mode         TEXT NOT NULL,              -- watching | polling | on_demand
  since        INTEGER NOT NULL,
  refreshed_at INTEGER,
  done         INTEGER,                    -- progress of a first index
  total        INTEGER
);
";

/// What a lease is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseKind {
    /// Running the loops of the index.
    Owner,
    /// Launching sessions.
    Starts,
}

impl LeaseKind {
    fn lock_path(self, database: &Path) -> PathBuf {
        database.with_file_name(match self {
            LeaseKind::Owner => "owner.lock",
            LeaseKind::Starts => "starts.lock",
        })
    }
}

/// Having a lease. Dropping it, or dying, ends it.
#[derive(Debug)]
pub struct Lease {
    lock: File,
}

impl Drop for Lease {
    /// Closing the file is not enough: a child that another thread starts at this moment holds a copy until it runs.
    fn drop(&mut self) {
        // Closing unlocks too, a moment later.
        drop(self.lock.unlock());
    }
}

/// Who the owner is, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerRow {
    /// Grows with every owner.
    pub epoch: u64,
    /// Its process.
    pub pid: u32,
    /// `watching`, `polling` or `on_demand`.
    pub mode: String,
    /// When it looked at the transcripts last (UTC).
    pub refreshed_at: Option<Timestamp>,
    /// Files done and to do, while a first index runs.
    pub progress: Option<(u64, u64)>,
}

impl Store {
    /// Tries to become the owner. `None` when another process is. Nothing is written.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn try_own(&self) -> Result<Option<Lease>, StoreError> {
        self.try_lease(LeaseKind::Owner)
    }

    /// Tries to take a lease. `None` when another process has it. Nothing is written.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn try_lease(&self, kind: LeaseKind) -> Result<Option<Lease>, StoreError> {
        let path = kind.lock_path(&self.path);
        let file = |source| StoreError::File {
            path: path.clone(),
            source,
        };
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(file)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Lease { lock })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(source)) => Err(file(source)),
        }
    }

    /// A new owner says who it is. Returns its epoch.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn announce(
        &mut self,
        _lease: &Lease,
        pid: u32,
        mode: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let epoch: i64 = self.connection.query_row(
            "INSERT INTO owner (one, epoch, pid, mode, since) VALUES (1, 1, ?1, ?2, ?3)
             ON CONFLICT (one) DO UPDATE SET epoch = epoch + 1, pid = excluded.pid, mode = excluded.mode,
               since = excluded.since, done = NULL, total = NULL
             RETURNING epoch",
            params![pid, mode, to_ms(now)],
            |row| row.get(0),
        )?;
        Ok(epoch as u64)
    }

    /// Whether anybody, this process included, is the owner now.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn is_owned(&self) -> Result<bool, StoreError> {
        self.is_leased(LeaseKind::Owner)
    }

    /// Whether anybody, this process included, has the lease now.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn is_leased(&self, kind: LeaseKind) -> Result<bool, StoreError> {
        let path = kind.lock_path(&self.path);
        let file = |source| StoreError::File {
            path: path.clone(),
            source,
        };
        let lock = match File::options().write(true).open(&path) {
            Ok(lock) => lock,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(source) => return Err(file(source)),
        };
        match lock.try_lock() {
            Ok(()) => {
                drop(Lease { lock });
                Ok(false)
            }
            Err(std::fs::TryLockError::WouldBlock) => Ok(true),
            Err(std::fs::TryLockError::Error(source)) => Err(file(source)),
        }
    }

    /// The last owner's row.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn owner(&self) -> Result<Option<OwnerRow>, StoreError> {
        let sql = "SELECT epoch, pid, mode, refreshed_at, done, total FROM owner";
        let read = |row: &rusqlite::Row<'_>| {
            let progress = row.get::<_, Option<i64>>(4)?.zip(row.get::<_, Option<i64>>(5)?);
            Ok(OwnerRow {
                epoch: row.get::<_, i64>(0)? as u64,
                pid: row.get(1)?,
                mode: row.get(2)?,
                refreshed_at: row.get::<_, Option<i64>>(3)?.map(from_ms),
                progress: progress.map(|(done, total)| (done as u64, total as u64)),
            })
        };
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([], read)
            .optional()?)
    }

    /// The owner notes how it watches and how far it is.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn note_refresh(
        &mut self,
        mode: &str,
        refreshed_at: Timestamp,
        progress: Option<(u64, u64)>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE owner SET mode = ?1, refreshed_at = ?2, done = ?3, total = ?4 WHERE one = 1",
            )?
            .execute(params![
                mode,
                to_ms(refreshed_at),
                progress.map(|(done, _)| done as i64),
                progress.map(|(_, total)| total as i64)
            ])?;
        Ok(())
    }
}
