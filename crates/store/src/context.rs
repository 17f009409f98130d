//! `context_window`: what Claude Code itself said about a session's window. `breakdown`: the last analysis of one.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE context_window (
  session_id    TEXT PRIMARY KEY,
  model         TEXT NOT NULL,
  version       TEXT,
  window_tokens INTEGER NOT NULL,
  seen_at       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX context_window_model ON context_window(model, seen_at);
CREATE TABLE breakdown (
  session_id TEXT PRIMARY KEY,
  offset     INTEGER NOT NULL,             -- transcript bytes it covers
  json       TEXT NOT NULL
) WITHOUT ROWID;
";

/// What Claude Code said about a session's context window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextWindowRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// Model id without a window suffix.
    pub model: String,
    /// Claude Code's version: the same model has another window in another release.
    pub version: Option<String>,
    /// The window in tokens.
    pub window_tokens: u64,
    /// When it was said (UTC).
    pub seen_at: Timestamp,
}

/// A stored analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBreakdown {
    /// Transcript bytes it covers.
    pub offset: u64,
    /// The analysis as JSON.
    pub json: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<ContextWindowRow> {
    Ok(ContextWindowRow {
        session_id: row.get(0)?,
        model: row.get(1)?,
        version: row.get(2)?,
        window_tokens: row.get::<_, i64>(3)? as u64,
        seen_at: from_ms(row.get(4)?),
    })
}

impl Store {
    /// What was said for this session.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn context_window(&self, session_id: &str) -> Result<Option<ContextWindowRow>, StoreError> {
        let sql = "SELECT session_id, model, version, window_tokens, seen_at FROM context_window WHERE session_id = ?1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([session_id], read)
            .optional()?)
    }

    /// The latest that was said for this model in any session, preferring the same version of Claude Code.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn context_window_of_model(
        &self,
        model: &str,
        version: Option<&str>,
    ) -> Result<Option<ContextWindowRow>, StoreError> {
        let sql = "SELECT session_id, model, version, window_tokens, seen_at FROM context_window
                   WHERE model = ?1 ORDER BY (version IS ?2) DESC, seen_at DESC LIMIT 1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row(params![model, version], read)
            .optional()?)
    }

    /// Notes what was said.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn note_context_window(&mut self, row: &ContextWindowRow) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO context_window (session_id, model, version, window_tokens, seen_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (session_id) DO UPDATE SET model = excluded.model, version = excluded.version,
                   window_tokens = excluded.window_tokens, seen_at = excluded.seen_at WHERE excluded.seen_at >= seen_at",
            )?
            .execute(params![row.session_id, row.model, row.version, row.window_tokens as i64, to_ms(row.seen_at)])?;
        Ok(())
    }

    /// The last analysis of a session's context.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn breakdown(&self, session_id: &str) -> Result<Option<StoredBreakdown>, StoreError> {
        let sql = "SELECT offset, json FROM breakdown WHERE session_id = ?1";
        let read = |row: &Row<'_>| {
            Ok(StoredBreakdown {
                offset: row.get::<_, i64>(0)? as u64,
                json: row.get(1)?,
            })
        };
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([session_id], read)
            .optional()?)
    }

    /// Keeps an analysis.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_breakdown(&mut self, session_id: &str, stored: &StoredBreakdown) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO breakdown (session_id, offset, json) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![session_id, stored.offset as i64, stored.json])?;
        Ok(())
    }
}
