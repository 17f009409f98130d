//! `report`: what a finished session took against what was expected, one row per session.
//!
//! Promises: of a session there is one report, of its latest revision; a file is wanted as a row first, then written, then
//! noted with the fingerprint of what we wrote, which tells a person's edit from our own writing.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::estimate::StoredRange;
use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE report (
  session        TEXT PRIMARY KEY,       -- Claude Code's session id
  revision       INTEGER NOT NULL,       -- of its outcome
  finished_at    INTEGER NOT NULL,
  made_at        INTEGER NOT NULL,
  task_type      TEXT NOT NULL,
  fresh          INTEGER NOT NULL,
  estimated_low  INTEGER,
  estimated_mid  INTEGER,
  estimated_high INTEGER,
  factor         REAL,                   -- actual by estimated
  inside         INTEGER,
  shown          TEXT NOT NULL,          -- JSON
  markdown       TEXT NOT NULL,
  file_wanted    INTEGER NOT NULL DEFAULT 0, -- to be written
  path           TEXT,
  mirrored       TEXT                    -- fingerprint of what we wrote there last
) WITHOUT ROWID;
CREATE INDEX report_finished ON report(finished_at);
CREATE INDEX report_wanted ON report(finished_at) WHERE file_wanted = 1;
";

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// The revision of its outcome.
    pub revision: u32,
    /// Last record of the session (UTC).
    pub finished_at: Timestamp,
    /// When it was made (UTC).
    pub made_at: Timestamp,
    /// Task type that counts.
    pub task_type: String,
    /// Fresh tokens.
    pub fresh: u64,
    /// What was estimated.
    pub estimated: Option<StoredRange>,
    /// Actual by estimated.
    pub factor: Option<f64>,
    /// It lay in the range.
    pub inside: Option<bool>,
    /// JSON: the report as it is shown.
    pub shown: String,
    /// The text of its file.
    pub markdown: String,
    /// Its file is to be written.
    pub file_wanted: bool,
    /// Its file.
    pub path: Option<String>,
    /// Fingerprint of what we wrote there last.
    pub mirrored: Option<String>,
}

/// A report to keep.
#[derive(Debug, Clone, Copy)]
pub struct ReportDraft<'a> {
    /// Claude Code's session id.
    pub session_id: &'a str,
    /// The revision of its outcome.
    pub revision: u32,
    /// Last record of the session (UTC).
    pub finished_at: Timestamp,
    /// When (UTC).
    pub made_at: Timestamp,
    /// Task type that counts.
    pub task_type: &'a str,
    /// Fresh tokens.
    pub fresh: u64,
    /// What was estimated.
    pub estimated: Option<StoredRange>,
    /// Actual by estimated.
    pub factor: Option<f64>,
    /// It lay in the range.
    pub inside: Option<bool>,
    /// JSON: the report as it is shown.
    pub shown: &'a str,
    /// The text of its file.
    pub markdown: &'a str,
    /// Its file is to be written.
    pub file_wanted: bool,
}

const SELECT: &str =
    "SELECT session, revision, finished_at, made_at, task_type, fresh, estimated_low, estimated_mid,
    estimated_high, factor, inside, shown, markdown, file_wanted, path, mirrored FROM report";

fn read(row: &Row<'_>) -> rusqlite::Result<ReportRow> {
    let estimated = match row.get::<_, Option<i64>>(6)? {
        Some(_) => Some(crate::estimate::read_range(row, 6)?),
        None => None,
    };
    Ok(ReportRow {
        session_id: row.get(0)?,
        revision: row.get(1)?,
        finished_at: from_ms(row.get(2)?),
        made_at: from_ms(row.get(3)?),
        task_type: row.get(4)?,
        fresh: row.get::<_, i64>(5)? as u64,
        estimated,
        factor: row.get(9)?,
        inside: row.get(10)?,
        shown: row.get(11)?,
        markdown: row.get(12)?,
        file_wanted: row.get(13)?,
        path: row.get(14)?,
        mirrored: row.get(15)?,
    })
}

impl Store {
    /// Keeps a report in place of the one that there was of its session, unless that one is of a later revision. A file that
    /// is wanted stays wanted until it is written.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn keep_report(&mut self, draft: &ReportDraft<'_>) -> Result<(), StoreError> {
        let estimated = draft.estimated;
        self.connection.execute(
            "INSERT INTO report (session, revision, finished_at, made_at, task_type, fresh, estimated_low, estimated_mid,
               estimated_high, factor, inside, shown, markdown, file_wanted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (session) DO UPDATE SET
               revision = excluded.revision, finished_at = excluded.finished_at, made_at = excluded.made_at,
               task_type = excluded.task_type, fresh = excluded.fresh, estimated_low = excluded.estimated_low,
               estimated_mid = excluded.estimated_mid, estimated_high = excluded.estimated_high, factor = excluded.factor,
               inside = excluded.inside, shown = excluded.shown, markdown = excluded.markdown,
               file_wanted = max(file_wanted, excluded.file_wanted)
             WHERE excluded.revision >= revision",
            params![
                draft.session_id,
                draft.revision,
                to_ms(draft.finished_at),
                to_ms(draft.made_at),
                draft.task_type,
                draft.fresh as i64,
                estimated.map(|range| range.low as i64),
                estimated.map(|range| range.mid as i64),
                estimated.map(|range| range.high as i64),
                draft.factor,
                draft.inside,
                draft.shown,
                draft.markdown,
                draft.file_wanted
            ],
        )?;
        Ok(())
    }

    /// The report of a session.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn report(&self, session_id: &str) -> Result<Option<ReportRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE session = ?1"))?
            .query_row([session_id], read)
            .optional()?)
    }

    /// Reports, of the session that finished last first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn reports(&self, limit: u32) -> Result<Vec<ReportRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} ORDER BY finished_at DESC, session LIMIT ?1"))?;
        let rows = statement.query_map([limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Reports whose file is to be written, oldest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn reports_to_write(&self) -> Result<Vec<ReportRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE file_wanted = 1 ORDER BY finished_at, session"
        ))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sessions with an outcome that finished after `since` while Segue watched, and whose report is not there or is of an
    /// earlier revision; oldest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn unreported(&self, since: Timestamp, limit: u32) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT o.session FROM outcome o LEFT JOIN report r ON r.session = o.session
             WHERE o.watched = 1 AND o.finished_at > ?1 AND (r.session IS NULL OR r.revision < o.revision)
             ORDER BY o.finished_at, o.session LIMIT ?2",
        )?;
        let rows = statement.query_map(params![to_ms(since), limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Wants the file of a report to be written. Whether there is such a report.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn want_report_file(&mut self, session_id: &str) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE report SET file_wanted = 1 WHERE session = ?1",
            [session_id],
        )?;
        Ok(changed == 1)
    }

    /// Notes what was written into the file of a report; a `None` fingerprint says that the file is a person's now and was
    /// left alone.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn report_written(
        &mut self,
        session_id: &str,
        revision: u32,
        path: &str,
        fingerprint: Option<&str>,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE report SET path = ?3, mirrored = coalesce(?4, mirrored), file_wanted = iif(revision = ?2, 0, file_wanted)
             WHERE session = ?1",
            params![session_id, revision, path, fingerprint],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
