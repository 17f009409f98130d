//! `imported_case`: what was learned elsewhere and taken over with a model, one row per case.
//!
//! Kept beside the model, so that the next fit learns from it as from the person's own sessions.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::instant::to_ms;
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE imported_case (
  num         INTEGER PRIMARY KEY,
  told        TEXT NOT NULL UNIQUE,      -- JSON: the case, as it came
  imported_at INTEGER NOT NULL
);
";

impl Store {
    /// Takes cases over that are not there yet. Returns how many were new.
    ///
    /// # Errors
    /// What SQLite said; then none was taken over.
    pub fn add_imported_cases(&mut self, cases: &[String], at: Timestamp) -> Result<u32, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut new = 0;
        for case in cases {
            // What was imported before a model was begun anew counts from now on.
            new += transaction
                .prepare_cached(
                    "INSERT INTO imported_case (told, imported_at) VALUES (?1, ?2)
                     ON CONFLICT (told) DO UPDATE SET imported_at = max(imported_at, excluded.imported_at)",
                )?
                .execute(params![case, to_ms(at)])?;
        }
        transaction.commit()?;
        Ok(u32::try_from(new).unwrap_or(u32::MAX))
    }

    /// Cases that were imported at or after `since`, in the order in which they came.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn imported_cases(&self, since: Option<Timestamp>) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT told FROM imported_case WHERE imported_at >= ?1 ORDER BY num")?;
        let rows = statement.query_map([since.map_or(i64::MIN, to_ms)], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
