//! `schedule`: what a person planned to start, and how it stands.
//!
//! The plan's own words are one JSON text ([`Spec`]); project, config folder and priority stand beside it for reads by
//! them. Starts are in `start`. Rows are never removed: a cancelled schedule is history.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use segue_plan::schedule::{ScheduleState, Spec};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_3: &str = "
CREATE TABLE schedule (
  num         INTEGER PRIMARY KEY,
  project     TEXT NOT NULL,             -- the folder, as planned
  project_num INTEGER,                   -- the number of the project, when known
  home        TEXT NOT NULL,             -- the config folder whose quota it uses
  spec        TEXT NOT NULL,             -- JSON
  state       TEXT NOT NULL,             -- active | paused | done | cancelled
  priority    INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  made_by     TEXT NOT NULL,
  changed_at  INTEGER NOT NULL,
  changed_by  TEXT NOT NULL
);
CREATE INDEX schedule_live ON schedule(num) WHERE state IN ('active', 'paused');
";

/// A schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleRow {
    /// Its number.
    pub num: i64,
    /// What it says.
    pub spec: Spec,
    /// The number of its project, when known.
    pub project_num: Option<i64>,
    /// The config folder whose quota it uses.
    pub home: String,
    /// How it stands.
    pub state: ScheduleState,
    /// Sessions it has started so far.
    pub starts: u32,
    /// When it was made (UTC).
    pub made_at: Timestamp,
    /// By which face: `cli`, `window`, …
    pub made_by: String,
    /// When it was changed last (UTC).
    pub changed_at: Timestamp,
    /// By which face.
    pub changed_by: String,
}

const SELECT: &str = "SELECT num, spec, project_num, home, state,
    (SELECT count(*) FROM start WHERE start.schedule = schedule.num AND start.state IN ('begun', 'confirmed', 'ended')),
    made_at, made_by, changed_at, changed_by FROM schedule";

fn read(row: &Row<'_>) -> rusqlite::Result<Result<ScheduleRow, StoreError>> {
    let (spec, state): (String, String) = (row.get(1)?, row.get(4)?);
    let Ok(spec) = serde_json::from_str(&spec) else {
        return Ok(Err(StoreError::Unknown(spec)));
    };
    let Some(state) = ScheduleState::parse(&state) else {
        return Ok(Err(StoreError::Unknown(state)));
    };
    Ok(Ok(ScheduleRow {
        num: row.get(0)?,
        spec,
        project_num: row.get(2)?,
        home: row.get(3)?,
        state,
        starts: row.get(5)?,
        made_at: from_ms(row.get(6)?),
        made_by: row.get(7)?,
        changed_at: from_ms(row.get(8)?),
        changed_by: row.get(9)?,
    }))
}

fn spec_text(spec: &Spec) -> Result<String, StoreError> {
    serde_json::to_string(spec).map_err(|error| StoreError::Unknown(error.to_string()))
}

impl Store {
    /// Keeps a new schedule, active. Returns its number.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn add_schedule(
        &mut self,
        spec: &Spec,
        project_num: Option<i64>,
        home: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        self.connection.execute(
            "INSERT INTO schedule (project, project_num, home, spec, state, priority, made_at, made_by, changed_at, changed_by)
             VALUES (?1, ?2, ?3, ?4, 'active', ?5, ?6, ?7, ?6, ?7)",
            params![
                spec.project,
                project_num,
                home,
                spec_text(spec)?,
                spec.priority,
                to_ms(at),
                by
            ],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Changes what a schedule says. Whether there is such a schedule.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_spec(
        &mut self,
        num: i64,
        spec: &Spec,
        project_num: Option<i64>,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE schedule SET project = ?2, project_num = ?3, spec = ?4, priority = ?5, changed_at = ?6, changed_by = ?7
             WHERE num = ?1",
            params![
                num,
                spec.project,
                project_num,
                spec_text(spec)?,
                spec.priority,
                to_ms(at),
                by
            ],
        )?;
        Ok(changed == 1)
    }

    /// Changes how a schedule stands, if it stands as `from` says. Whether it did.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_schedule_state(
        &mut self,
        num: i64,
        from: ScheduleState,
        to: ScheduleState,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = self.connection.execute(
            "UPDATE schedule SET state = ?3, changed_at = ?4, changed_by = ?5 WHERE num = ?1 AND state = ?2",
            params![num, from.as_str(), to.as_str(), to_ms(at), by],
        )?;
        Ok(changed == 1)
    }

    /// One schedule.
    ///
    /// # Errors
    /// What SQLite said, or a plan of a newer Segue.
    pub fn schedule(&self, num: i64) -> Result<Option<ScheduleRow>, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE num = ?1"))?
            .query_row([num], read)
            .optional()?
            .transpose()
    }

    /// Schedules that are active or paused, or all there ever were, oldest first.
    ///
    /// # Errors
    /// What SQLite said, or a plan of a newer Segue.
    pub fn schedules(&self, all: bool) -> Result<Vec<ScheduleRow>, StoreError> {
        let live = if all {
            ""
        } else {
            "WHERE state IN ('active', 'paused')"
        };
        self.read_schedules(&format!("{SELECT} {live} ORDER BY num"))
    }

    /// Active or paused schedules none of whose occurrences is to be dealt with: their next one is to be posed, if it is
    /// known.
    ///
    /// # Errors
    /// What SQLite said, or a plan of a newer Segue.
    pub fn schedules_without_start(&self) -> Result<Vec<ScheduleRow>, StoreError> {
        self.read_schedules(&format!(
            "{SELECT} WHERE state IN ('active', 'paused')
               AND NOT EXISTS (SELECT 1 FROM start WHERE start.schedule = schedule.num AND start.pending = 1)
             ORDER BY num"
        ))
    }

    fn read_schedules(&self, sql: &str) -> Result<Vec<ScheduleRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], read)?;
        rows.map(|row| row?).collect()
    }
}
