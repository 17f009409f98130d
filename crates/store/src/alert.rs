//! `alert`: what the person has been told. Written before the notification is shown, marked when it was.
//!
//! The key is the idempotency key (subject, window instance or session generation, threshold): a row is planned once,
//! so a crash between planning and showing repeats nothing, and an alert planned but not shown is found again.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE alert (
  key        TEXT PRIMARY KEY,
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  level      TEXT NOT NULL,
  view       TEXT NOT NULL,
  planned_at INTEGER NOT NULL,
  shown_at   INTEGER,
  failure    TEXT
) WITHOUT ROWID;
CREATE INDEX alert_planned ON alert(planned_at);
CREATE TABLE alert_state (
  subject TEXT PRIMARY KEY,
  json    TEXT NOT NULL
) WITHOUT ROWID;
";

/// An alert, planned and perhaps shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Idempotency key.
    pub key: String,
    /// First line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Level as text.
    pub level: String,
    /// Where a click goes.
    pub view: String,
    /// When it was decided (UTC).
    pub planned_at: Timestamp,
    /// When it was shown (UTC).
    pub shown_at: Option<Timestamp>,
}

impl Store {
    /// Alerts decided since `since`, oldest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn alerts(&self, since: Timestamp) -> Result<Vec<AlertRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, title, body, level, view, planned_at, shown_at FROM alert WHERE planned_at >= ?1 ORDER BY planned_at, key",
        )?;
        let rows = statement.query_map([to_ms(since)], |row| {
            Ok(AlertRow {
                key: row.get(0)?,
                title: row.get(1)?,
                body: row.get(2)?,
                level: row.get(3)?,
                view: row.get(4)?,
                planned_at: from_ms(row.get(5)?),
                shown_at: row.get::<_, Option<i64>>(6)?.map(from_ms),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Plans alerts and keeps the state their rules need, in one transaction. Returns those that were not planned
    /// before.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn plan_alerts(
        &mut self,
        rows: &[AlertRow],
        states: &[(String, String)],
    ) -> Result<Vec<AlertRow>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut planned = Vec::new();
        for row in rows {
            let new = transaction
                .prepare_cached(
                    "INSERT INTO alert (key, title, body, level, view, planned_at, shown_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT (key) DO NOTHING",
                )?
                .execute(params![
                    row.key,
                    row.title,
                    row.body,
                    row.level,
                    row.view,
                    to_ms(row.planned_at),
                    row.shown_at.map(to_ms)
                ])?;
            if new == 1 {
                planned.push(row.clone());
            }
        }
        for (subject, json) in states {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO alert_state (subject, json) VALUES (?1, ?2)")?
                .execute([subject, json])?;
        }
        transaction.commit()?;
        Ok(planned)
    }

    /// Notes that an alert was shown, or why it could not be.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn alert_shown(&mut self, key: &str, at: Timestamp, failure: Option<&str>) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE alert SET shown_at = ?2, failure = ?3 WHERE key = ?1")?
            .execute(params![key, to_ms(at), failure])?;
        Ok(())
    }

    /// The state the alert rules keep per subject, as JSON.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn alert_states(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT subject, json FROM alert_state ORDER BY subject")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
