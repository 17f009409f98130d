//! `observation`, `limit_hit`, `calibration`: what is known of quota windows.
//!
//! A repeated observation (same window, source, percentage and reset) lengthens its row instead of adding one, so a
//! statusline that fires a thousand times leaves a handful of rows.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError, session};

pub(crate) const STEP_1: &str = "
CREATE TABLE observation (
  home          INTEGER NOT NULL REFERENCES home(num),
  kind          TEXT NOT NULL,
  source        TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  used_percent  REAL,                      -- NULL: the window has not started
  resets_at     INTEGER,
  PRIMARY KEY (home, kind, source, first_seen_at)
) WITHOUT ROWID;
CREATE INDEX observation_seen ON observation(home, kind, last_seen_at);
CREATE TABLE limit_hit (
  session_id TEXT NOT NULL,
  at         INTEGER NOT NULL,
  home       TEXT,
  window     TEXT,
  resets_at  INTEGER,
  text       TEXT NOT NULL,
  PRIMARY KEY (session_id, at)
) WITHOUT ROWID;
CREATE INDEX limit_hit_at ON limit_hit(at);
CREATE TABLE calibration (
  home                 INTEGER NOT NULL REFERENCES home(num),
  kind                 TEXT NOT NULL,
  weighted_per_percent REAL NOT NULL,
  error_points         REAL NOT NULL,
  observations         INTEGER NOT NULL,
  fitted_at            INTEGER NOT NULL,
  PRIMARY KEY (home, kind)
) WITHOUT ROWID;
";

/// A percentage someone reported for a window.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationRow {
    /// Config folder it belongs to.
    pub home: String,
    /// Claude Code's key of the window.
    pub kind: String,
    /// Source as text.
    pub source: String,
    /// First time it was seen with this value (UTC).
    pub first_seen_at: Timestamp,
    /// Last time it was seen with this value (UTC).
    pub last_seen_at: Timestamp,
    /// Used percent; `None` when the window has not started.
    pub used_percent: Option<f64>,
    /// Its reset (UTC).
    pub resets_at: Option<Timestamp>,
}

/// A request a limit refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitHitRow {
    /// Session it happened in.
    pub session_id: String,
    /// When (UTC).
    pub at: Timestamp,
    /// Config folder.
    pub home: Option<String>,
    /// Claude Code's key of the window, when known.
    pub window: Option<String>,
    /// Its reset, when known (UTC).
    pub resets_at: Option<Timestamp>,
    /// Claude Code's words.
    pub text: String,
}

/// Tokens fitted to observed percentages.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationRow {
    /// Claude Code's key of the window.
    pub kind: String,
    /// Weighted tokens per percentage point.
    pub weighted_per_percent: f64,
    /// Half width of the error band in points.
    pub error_points: f64,
    /// Observations behind it.
    pub observations: u32,
}

fn read_observation(row: &Row<'_>) -> rusqlite::Result<ObservationRow> {
    Ok(ObservationRow {
        home: row.get(0)?,
        kind: row.get(1)?,
        source: row.get(2)?,
        first_seen_at: from_ms(row.get(3)?),
        last_seen_at: from_ms(row.get(4)?),
        used_percent: row.get(5)?,
        resets_at: row.get::<_, Option<i64>>(6)?.map(from_ms),
    })
}

/// Two resets within this many milliseconds are the same: Claude Code's own values jitter by fractions of a second.
const RESET_JITTER_MS: i64 = 2_000;

impl Store {
    /// Observations of one config folder seen since `since`, oldest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn observations(&self, home: &str, since: Timestamp) -> Result<Vec<ObservationRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT h.path, o.kind, o.source, o.first_seen_at, o.last_seen_at, o.used_percent, o.resets_at
             FROM observation o JOIN home h ON h.num = o.home
             WHERE h.path = ?1 AND o.last_seen_at >= ?2 ORDER BY o.last_seen_at, o.first_seen_at",
        )?;
        let rows = statement.query_map(params![home, to_ms(since)], read_observation)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When anything was last observed for one config folder.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn latest_observation_at(&self, home: &str) -> Result<Option<Timestamp>, StoreError> {
        let sql =
            "SELECT max(o.last_seen_at) FROM observation o JOIN home h ON h.num = o.home WHERE h.path = ?1";
        let found: Option<i64> = self
            .connection
            .prepare_cached(sql)?
            .query_row([home], |row| row.get(0))?;
        Ok(found.map(from_ms))
    }

    /// Notes observations. True when one of them says something new.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn note_observations(&mut self, rows: &[ObservationRow]) -> Result<bool, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut news = false;
        for row in rows {
            news |= note(&transaction, row)?;
        }
        transaction.commit()?;
        Ok(news)
    }

    /// Limit hits since `since`, newest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn limit_hits(&self, since: Timestamp) -> Result<Vec<LimitHitRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT session_id, at, home, window, resets_at, text FROM limit_hit WHERE at >= ?1 ORDER BY at DESC",
        )?;
        let rows = statement.query_map([to_ms(since)], |row| {
            Ok(LimitHitRow {
                session_id: row.get(0)?,
                at: from_ms(row.get(1)?),
                home: row.get(2)?,
                window: row.get(3)?,
                resets_at: row.get::<_, Option<i64>>(4)?.map(from_ms),
                text: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The calibrations of one config folder.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn calibrations(&self, home: &str) -> Result<Vec<CalibrationRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.kind, c.weighted_per_percent, c.error_points, c.observations
             FROM calibration c JOIN home h ON h.num = c.home WHERE h.path = ?1 ORDER BY c.kind",
        )?;
        let rows = statement.query_map([home], |row| {
            Ok(CalibrationRow {
                kind: row.get(0)?,
                weighted_per_percent: row.get(1)?,
                error_points: row.get(2)?,
                observations: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Replaces a calibration.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_calibration(
        &mut self,
        home: &str,
        row: &CalibrationRow,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let home = session::home_number(&transaction, home)?;
        transaction.execute(
            "INSERT OR REPLACE INTO calibration (home, kind, weighted_per_percent, error_points, observations, fitted_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![home, row.kind, row.weighted_per_percent, row.error_points, row.observations, to_ms(at)],
        )?;
        transaction.commit()?;
        Ok(())
    }
}

fn note(transaction: &Transaction<'_>, row: &ObservationRow) -> Result<bool, StoreError> {
    let home = session::home_number(transaction, &row.home)?;
    let latest = transaction
        .prepare_cached(
            "SELECT first_seen_at, last_seen_at, used_percent, resets_at FROM observation
             WHERE home = ?1 AND kind = ?2 AND source = ?3 ORDER BY first_seen_at DESC LIMIT 1",
        )?
        .query_row(params![home, row.kind, row.source], |found| {
            Ok((
                found.get::<_, i64>(0)?,
                found.get::<_, i64>(1)?,
                found.get::<_, Option<f64>>(2)?,
                found.get::<_, Option<i64>>(3)?,
            ))
        })
        .optional()?;
    let seen = to_ms(row.last_seen_at);
    let resets = row.resets_at.map(to_ms);
    if let Some((first, last, percent, old_resets)) = latest {
        if seen < last {
            return Ok(false);
        }
        let same_reset = match (old_resets, resets) {
            (Some(a), Some(b)) => (a - b).abs() <= RESET_JITTER_MS,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if percent == row.used_percent && same_reset {
            transaction
                .prepare_cached(
                    "UPDATE observation SET last_seen_at = ?5
                     WHERE home = ?1 AND kind = ?2 AND source = ?3 AND first_seen_at = ?4",
                )?
                .execute(params![home, row.kind, row.source, first, seen])?;
            return Ok(seen > last);
        }
    }
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO observation (home, kind, source, first_seen_at, last_seen_at, used_percent, resets_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![home, row.kind, row.source, to_ms(row.first_seen_at), seen, row.used_percent, resets])?;
    Ok(true)
}

pub(crate) fn write_hit(transaction: &Transaction<'_>, hit: &LimitHitRow) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO limit_hit (session_id, at, home, window, resets_at, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            hit.session_id,
            to_ms(hit.at),
            hit.home,
            hit.window,
            hit.resets_at.map(to_ms),
            hit.text
        ])?;
    Ok(())
}
