//! `fork`: transcripts that a compaction wrote. The row comes first, then the file, then the next state.
//!
//! planned → written (in Segue's own folder) → verified (Claude Code read it) → offered (beside the original), or failed
//! with a reason. Whoever finds a row that stopped half way knows from its state what is on disk.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_2: &str = "
CREATE TABLE fork (
  num             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,    -- the new session
  source          TEXT NOT NULL,           -- the session it was made from
  level           TEXT NOT NULL,
  path            TEXT NOT NULL,           -- where it is offered, beside the original
  before_tokens   INTEGER NOT NULL,
  after_tokens    INTEGER NOT NULL,        -- our own count
  verified_tokens INTEGER,                 -- Claude Code's count
  state           TEXT NOT NULL,
  reason          TEXT,
  by              TEXT NOT NULL,
  pid             INTEGER NOT NULL,        -- who writes it
  planned_at      INTEGER NOT NULL,
  changed_at      INTEGER NOT NULL
);
CREATE INDEX fork_source ON fork(source);
CREATE INDEX fork_state ON fork(state);
";

/// How far a fork is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForkState {
    /// Nothing is written yet.
    Planned,
    /// It lies in Segue's own folder.
    Written,
    /// Claude Code has read it there.
    Verified {
        /// Tokens by Claude Code's own count.
        tokens: u64,
    },
    /// It lies beside the original and can be resumed.
    Offered {
        /// Tokens by Claude Code's own count.
        tokens: u64,
    },
    /// It came to nothing.
    Failed {
        /// Why.
        reason: String,
    },
}

impl ForkState {
    fn as_str(&self) -> &'static str {
        match self {
            ForkState::Planned => "planned",
            ForkState::Written => "written",
            ForkState::Verified { .. } => "verified",
            ForkState::Offered { .. } => "offered",
            ForkState::Failed { .. } => "failed",
        }
    }

    fn parse(state: &str, tokens: Option<u64>, reason: Option<String>) -> Option<ForkState> {
        Some(match state {
            "planned" => ForkState::Planned,
            "written" => ForkState::Written,
            "verified" => ForkState::Verified { tokens: tokens? },
            "offered" => ForkState::Offered { tokens: tokens? },
            "failed" => ForkState::Failed {
                reason: reason.unwrap_or_default(),
            },
            _ => return None,
        })
    }
}

/// A fork.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkRow {
    /// The new session's id.
    pub id: String,
    /// The session it was made from.
    pub source: String,
    /// `soft`, `strategic` or `emergency`.
    pub level: String,
    /// Where it is offered.
    pub path: String,
    /// Tokens in the context before.
    pub before_tokens: u64,
    /// Tokens after, by our own count.
    pub after_tokens: u64,
    /// How far it is.
    pub state: ForkState,
    /// Which face asked for it.
    pub by: String,
    /// The process that writes it.
    pub pid: u32,
    /// When it was planned (UTC).
    pub planned_at: Timestamp,
}

const SELECT: &str = "SELECT id, source, level, path, before_tokens, after_tokens, verified_tokens, state, reason, by, pid, planned_at FROM fork";

fn read(row: &Row<'_>) -> rusqlite::Result<Result<ForkRow, StoreError>> {
    let state: String = row.get(7)?;
    let tokens = row.get::<_, Option<i64>>(6)?.map(|tokens| tokens as u64);
    let Some(parsed) = ForkState::parse(&state, tokens, row.get(8)?) else {
        return Ok(Err(StoreError::Unknown(state)));
    };
    Ok(Ok(ForkRow {
        id: row.get(0)?,
        source: row.get(1)?,
        level: row.get(2)?,
        path: row.get(3)?,
        before_tokens: row.get::<_, i64>(4)? as u64,
        after_tokens: row.get::<_, i64>(5)? as u64,
        state: parsed,
        by: row.get(9)?,
        pid: row.get(10)?,
        planned_at: from_ms(row.get(11)?),
    }))
}

impl Store {
    /// Notes a fork that is about to be written.
    ///
    /// # Errors
    /// What SQLite said, also when there is a fork of this id.
    pub fn plan_fork(&mut self, row: &ForkRow) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO fork (id, source, level, path, before_tokens, after_tokens, state, by, pid, planned_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'planned', ?7, ?8, ?9, ?9)",
            params![
                row.id,
                row.source,
                row.level,
                row.path,
                row.before_tokens as i64,
                row.after_tokens as i64,
                row.by,
                row.pid,
                to_ms(row.planned_at)
            ],
        )?;
        Ok(())
    }

    /// Notes how far a fork has come.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_fork_state(&mut self, id: &str, state: &ForkState, at: Timestamp) -> Result<(), StoreError> {
        let (tokens, reason) = match state {
            ForkState::Planned | ForkState::Written => (None, None),
            ForkState::Verified { tokens } | ForkState::Offered { tokens } => (Some(*tokens as i64), None),
            ForkState::Failed { reason } => (None, Some(reason)),
        };
        self.connection.execute(
            "UPDATE fork SET state = ?2, verified_tokens = coalesce(?3, verified_tokens), reason = ?4, changed_at = ?5
             WHERE id = ?1",
            params![id, state.as_str(), tokens, reason, to_ms(at)],
        )?;
        Ok(())
    }

    /// One fork.
    ///
    /// # Errors
    /// What SQLite said, or a state of a newer Segue.
    pub fn fork(&self, id: &str) -> Result<Option<ForkRow>, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
            .query_row([id], read)
            .optional()?
            .transpose()
    }

    /// Forks that are neither offered nor failed, oldest first: being written, or left by a process that was killed.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn unfinished_forks(&self) -> Result<Vec<ForkRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE state IN ('planned', 'written', 'verified') ORDER BY num"
        ))?;
        let rows = statement.query_map([], read)?;
        rows.map(|row| row?).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> ForkRow {
        ForkRow {
            id: "new".to_owned(),
            source: "old".to_owned(),
            level: "soft".to_owned(),
            path: "/claude/projects/-p/new.jsonl".to_owned(),
            before_tokens: 150_000,
            after_tokens: 135_000,
            state: ForkState::Planned,
            by: "cli".to_owned(),
            pid: 7,
            planned_at: Timestamp::constant(1_795_000_000, 0),
        }
    }

    #[test]
    fn a_fork_goes_its_way_and_is_no_longer_unfinished() {
        let folder = tempfile::tempdir().expect("temp dir");
        let mut store = Store::open(&folder.path().join("segue.db")).expect("open");
        let now = row().planned_at;
        store.plan_fork(&row()).expect("plan");
        assert!(store.plan_fork(&row()).is_err(), "an id is used once");
        for state in [ForkState::Written, ForkState::Verified { tokens: 134_000 }] {
            store.set_fork_state("new", &state, now).expect("state");
            let found = store.unfinished_forks().expect("list");
            assert_eq!(found, [ForkRow { state, ..row() }]);
        }
        let offered = ForkState::Offered { tokens: 134_000 };
        store.set_fork_state("new", &offered, now).expect("state");
        assert_eq!(store.unfinished_forks().expect("list"), []);
        assert_eq!(
            store.fork("new").expect("read"),
            Some(ForkRow {
                state: offered,
                ..row()
            })
        );
        assert_eq!(store.fork("old").expect("read"), None);
    }

    #[test]
    fn a_failure_keeps_its_reason() {
        let folder = tempfile::tempdir().expect("temp dir");
        let mut store = Store::open(&folder.path().join("segue.db")).expect("open");
        store.plan_fork(&row()).expect("plan");
        let failed = ForkState::Failed {
            reason: "the disk is full".to_owned(),
        };
        store
            .set_fork_state("new", &failed, row().planned_at)
            .expect("state");
        assert_eq!(store.fork("new").expect("read").expect("row").state, failed);
    }
}
