//! `setup_file`: what `segue setup` changed in Claude Code's config folders, so that it can be taken back byte for byte.
//!
//! Never holds a whole file: settings may contain a person's keys. Only what was changed, and fingerprints of the rest.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_2: &str = "
CREATE TABLE setup_file (
  path        TEXT PRIMARY KEY,
  config_dir  TEXT NOT NULL,
  kind        TEXT NOT NULL,               -- settings | command | made (a file or folder that was not there before)
  hash_before TEXT,                        -- NULL: there was no such file
  hash_after  TEXT,                        -- NULL: what was changed cannot be undone byte for byte any more
  edits       TEXT NOT NULL,               -- JSON list of {at, was, now}, in the order they were made
  at          INTEGER NOT NULL
) WITHOUT ROWID;
";

/// A file or folder that setup changed or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupFileRow {
    /// The file or folder.
    pub path: String,
    /// The config folder for whose sake.
    pub config_dir: String,
    /// `settings`, `command` or `made`.
    pub kind: String,
    /// Fingerprint of what was there; `None` when nothing was.
    pub hash_before: Option<String>,
    /// Fingerprint of what setup left; `None` when somebody else had a hand in it.
    pub hash_after: Option<String>,
    /// The changes as JSON.
    pub edits: String,
    /// When (UTC).
    pub at: Timestamp,
}

impl Store {
    /// What setup did for a config folder.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn setup_files(&self, config_dir: &str) -> Result<Vec<SetupFileRow>, StoreError> {
        let sql = "SELECT path, config_dir, kind, hash_before, hash_after, edits, at FROM setup_file
                   WHERE config_dir = ?1 ORDER BY path";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([config_dir], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether setup has done anything for any config folder.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn is_set_up(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM setup_file)";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?)
    }

    /// Notes what setup did to a file; the last word counts.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn note_setup_file(&mut self, row: &SetupFileRow) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO setup_file (path, config_dir, kind, hash_before, hash_after, edits, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (path) DO UPDATE SET config_dir = excluded.config_dir, kind = excluded.kind,
                   hash_before = excluded.hash_before, hash_after = excluded.hash_after, edits = excluded.edits,
                   at = excluded.at",
            )?
            .execute(params![
                row.path,
                row.config_dir,
                row.kind,
                row.hash_before,
                row.hash_after,
                row.edits,
                to_ms(row.at)
            ])?;
        Ok(())
    }

    /// Forgets a file: what setup did to it was taken back.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn forget_setup_file(&mut self, path: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM setup_file WHERE path = ?1")?
            .execute([path])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<SetupFileRow> {
    Ok(SetupFileRow {
        path: row.get(0)?,
        config_dir: row.get(1)?,
        kind: row.get(2)?,
        hash_before: row.get(3)?,
        hash_after: row.get(4)?,
        edits: row.get(5)?,
        at: from_ms(row.get(6)?),
    })
}
