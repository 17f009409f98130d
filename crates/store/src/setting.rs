//! `setting`: values by key, with who changed them and when. Types and defaults are the engine's.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::instant::to_ms;
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  by    TEXT NOT NULL,
  at    INTEGER NOT NULL
) WITHOUT ROWID;
";

/// A value that differs from its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// Key.
    pub key: String,
    /// Value as text.
    pub value: String,
    /// Who set it: `cli`, `window`, `tray`.
    pub by: String,
}

impl Store {
    /// A set value.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM setting WHERE key = ?1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// All set values.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn settings(&self) -> Result<Vec<SettingRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT key, value, by FROM setting ORDER BY key")?;
        let rows = statement.query_map([], |row| {
            Ok(SettingRow {
                key: row.get(0)?,
                value: row.get(1)?,
                by: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sets a value, or goes back to the default with `None`.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_setting(
        &mut self,
        key: &str,
        value: Option<&str>,
        by: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        match value {
            Some(value) => self.connection.execute(
                "INSERT OR REPLACE INTO setting (key, value, by, at) VALUES (?1, ?2, ?3, ?4)",
                params![key, value, by, to_ms(at)],
            )?,
            None => self
                .connection
                .execute("DELETE FROM setting WHERE key = ?1", [key])?,
        };
        Ok(())
    }
}
