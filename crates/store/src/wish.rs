//! `wish`: what a guest process wants the owner to do.

use jiff::Timestamp;
use rusqlite::params;

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE wish (
  num     INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL,
  by      TEXT NOT NULL,
  at      INTEGER NOT NULL,
  done_at INTEGER
);
";

pub(crate) const STEP_2: &str = "
ALTER TABLE wish ADD COLUMN about TEXT;   -- what it is about: a session id
";

/// What can be wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishKind {
    /// Read every transcript again.
    Rebuild,
    /// Ask Claude Code for the quota now.
    AskQuota,
    /// Make the handoff of a session.
    Handoff,
    /// Learn from a session: it has ended.
    Learn,
}

impl WishKind {
    fn as_str(self) -> &'static str {
        match self {
            WishKind::Rebuild => "rebuild",
            WishKind::AskQuota => "ask_quota",
            WishKind::Handoff => "handoff",
            WishKind::Learn => "learn",
        }
    }

    fn parse(text: &str) -> Result<WishKind, StoreError> {
        match text {
            "rebuild" => Ok(WishKind::Rebuild),
            "ask_quota" => Ok(WishKind::AskQuota),
            "handoff" => Ok(WishKind::Handoff),
            "learn" => Ok(WishKind::Learn),
            other => Err(StoreError::Unknown(other.to_owned())),
        }
    }
}

/// A wish not yet granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its number.
    pub number: i64,
    /// What.
    pub kind: WishKind,
    /// What it is about: the session of a handoff, or one that has ended.
    pub about: Option<String>,
    /// Who wished.
    pub by: String,
    /// When (UTC).
    pub at: Timestamp,
}

impl Store {
    /// Leaves a wish. Returns its number.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn wish(&mut self, kind: WishKind, by: &str, at: Timestamp) -> Result<i64, StoreError> {
        self.wish_about(kind, None, by, at)
    }

    /// Leaves a wish about something: the handoff of a session. Returns its number.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn wish_about(
        &mut self,
        kind: WishKind,
        about: Option<&str>,
        by: &str,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        self.connection.execute(
            "INSERT INTO wish (kind, about, by, at) VALUES (?1, ?2, ?3, ?4)",
            params![kind.as_str(), about, by, to_ms(at)],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Wishes not yet granted, oldest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn open_wishes(&self) -> Result<Vec<Wish>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT num, kind, about, by, at FROM wish WHERE done_at IS NULL ORDER BY num")?;
        let rows = statement.query_map([], |row| {
            let at = from_ms(row.get(4)?);
            Ok((
                row.get(0)?,
                row.get::<_, String>(1)?,
                row.get(2)?,
                row.get(3)?,
                at,
            ))
        })?;
        rows.map(|row| {
            let (number, kind, about, by, at) = row?;
            Ok(Wish {
                number,
                kind: WishKind::parse(&kind)?,
                about,
                by,
                at,
            })
        })
        .collect()
    }

    /// Marks a wish as granted.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn wish_done(&mut self, number: i64, at: Timestamp) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE wish SET done_at = ?2 WHERE num = ?1",
            params![number, to_ms(at)],
        )?;
        Ok(())
    }
}
