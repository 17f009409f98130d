//! `project_measure`: how large a project is and what simple signals say of its code, with the age of that knowledge.
//!
//! Walking a project takes too long for an estimate, so whoever learns measures and whoever estimates reads.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE project_measure (
  project  INTEGER PRIMARY KEY REFERENCES project(num),
  measured TEXT NOT NULL,                -- JSON
  at       INTEGER NOT NULL
);
";

impl Store {
    /// What was measured of a project, as JSON, and when.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_measure(&self, project: i64) -> Result<Option<(String, Timestamp)>, StoreError> {
        let found = self
            .connection
            .prepare_cached("SELECT measured, at FROM project_measure WHERE project = ?1")?
            .query_row([project], |row| Ok((row.get(0)?, from_ms(row.get(1)?))));
        Ok(found.optional()?)
    }

    /// Keeps what was measured of a project, in place of what was known.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_project_measure(
        &mut self,
        project: i64,
        measured: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO project_measure (project, measured, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (project) DO UPDATE SET measured = excluded.measured, at = excluded.at",
            params![project, measured, to_ms(at)],
        )?;
        Ok(())
    }

    /// Every project's number, stack as JSON (when it was looked at), and when its sessions began.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_histories(&self) -> Result<Vec<ProjectHistory>, StoreError> {
        let mut stacks = self
            .connection
            .prepare_cached("SELECT project, items FROM project_stack")?;
        let mut histories: std::collections::BTreeMap<i64, ProjectHistory> =
            std::collections::BTreeMap::new();
        let mut rows = stacks.query([])?;
        while let Some(row) = rows.next()? {
            let project = row.get(0)?;
            let history = histories.entry(project).or_default();
            (history.project, history.stack) = (project, row.get(1)?);
        }
        let mut sessions = self.connection.prepare_cached(
            "SELECT p.belongs_to, s.first_seen FROM session s JOIN project p ON p.num = s.project
             WHERE p.belongs_to IS NOT NULL AND s.first_seen IS NOT NULL",
        )?;
        let mut rows = sessions.query([])?;
        while let Some(row) = rows.next()? {
            let project = row.get(0)?;
            let history = histories.entry(project).or_default();
            history.project = project;
            history.began.push(from_ms(row.get(1)?));
        }
        Ok(histories.into_values().collect())
    }
}

/// What is known of a project's past.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectHistory {
    /// Its number.
    pub project: i64,
    /// JSON: its stack; empty when it was not looked at.
    pub stack: String,
    /// When its sessions began, in no order.
    pub began: Vec<Timestamp>,
}
