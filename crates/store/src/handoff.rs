//! `handoff`: what a session leaves to the next one. `handoff_due`: handoffs that Segue makes by itself.
//!
//! Of each session one row is current; what it replaced stays behind it. Promises: text that a person edited is never
//! overwritten, not even by another process that does not know of the edit; at most it becomes history. An automatic
//! handoff is planned once per key, so a crash between planning and making repeats nothing.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_2: &str = "
CREATE TABLE handoff (
  num         INTEGER PRIMARY KEY,
  session     TEXT NOT NULL,             -- Claude Code's session id
  project     INTEGER NOT NULL,          -- the number of a project
  made_at     INTEGER NOT NULL,
  made_by     TEXT NOT NULL,
  markdown    TEXT NOT NULL,
  edited      INTEGER NOT NULL DEFAULT 0,
  path        TEXT,                      -- its file
  mirrored    TEXT,                      -- fingerprint of what we wrote there last
  used_by     TEXT,
  used_at     INTEGER,
  replaced_at INTEGER                    -- history from then on
);
CREATE UNIQUE INDEX handoff_current ON handoff(session) WHERE replaced_at IS NULL;
CREATE INDEX handoff_project ON handoff(project, made_at);
CREATE TABLE handoff_due (
  key        TEXT PRIMARY KEY,           -- session and episode
  session    TEXT NOT NULL,
  by         TEXT NOT NULL,
  planned_at INTEGER NOT NULL,
  done_at    INTEGER,
  failure    TEXT
) WITHOUT ROWID;
";

/// How long a handoff waits for a session that takes it up.
const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoffRow {
    /// Its number.
    pub num: i64,
    /// The session it is from.
    pub session_id: String,
    /// The number of its project.
    pub project: i64,
    /// When it was made or edited last (UTC).
    pub made_at: Timestamp,
    /// By whom: "cli", "window", "auto:context", "auto:limit", "hook".
    pub made_by: String,
    /// Its text.
    pub markdown: String,
    /// Its file.
    pub path: Option<String>,
    /// Fingerprint of what we wrote into the file last.
    pub mirrored: Option<String>,
    /// A person changed it.
    pub edited: bool,
    /// The session that took it up.
    pub used_by: Option<String>,
    /// When (UTC).
    pub used_at: Option<Timestamp>,
}

/// A handoff to keep.
#[derive(Debug, Clone, Copy)]
pub struct HandoffDraft<'a> {
    /// The session it is from.
    pub session_id: &'a str,
    /// The number of its project.
    pub project: i64,
    /// When (UTC).
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: &'a str,
    /// Its text.
    pub markdown: &'a str,
    /// A person wrote it.
    pub edited: bool,
}

/// A handoff that Segue is to make by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueHandoff {
    /// Session and episode.
    pub key: String,
    /// The session.
    pub session_id: String,
    /// Why: "auto:context", "auto:limit", "hook".
    pub by: String,
}

const SELECT: &str = "SELECT num, session, project, made_at, made_by, markdown, path, mirrored, edited, used_by, used_at FROM handoff";

fn read(row: &Row<'_>) -> rusqlite::Result<HandoffRow> {
    Ok(HandoffRow {
        num: row.get(0)?,
        session_id: row.get(1)?,
        project: row.get(2)?,
        made_at: from_ms(row.get(3)?),
        made_by: row.get(4)?,
        markdown: row.get(5)?,
        path: row.get(6)?,
        mirrored: row.get(7)?,
        edited: row.get(8)?,
        used_by: row.get(9)?,
        used_at: row.get::<_, Option<i64>>(10)?.map(from_ms),
    })
}

impl Store {
    /// The current handoff of a session.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn handoff(&self, session_id: &str) -> Result<Option<HandoffRow>, StoreError> {
        let sql = format!("{SELECT} WHERE session = ?1 AND replaced_at IS NULL");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([session_id], read)
            .optional()?)
    }

    /// The current handoffs, of one project or of all, latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn handoffs(&self, project: Option<i64>) -> Result<Vec<HandoffRow>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE replaced_at IS NULL AND (?1 IS NULL OR project = ?1) ORDER BY made_at DESC, num DESC"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([project], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everything that was ever kept for a session, latest first; the current one is among them.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn handoff_history(&self, session_id: &str) -> Result<Vec<HandoffRow>, StoreError> {
        let sql = format!("{SELECT} WHERE session = ?1 ORDER BY replaced_at IS NOT NULL, num DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([session_id], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The handoff that waits for the next session of a project: the latest that none took up, of the last 7 days.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn waiting_handoff(&self, project: i64, now: Timestamp) -> Result<Option<HandoffRow>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE project = ?1 AND replaced_at IS NULL AND used_at IS NULL AND made_at >= ?2
             ORDER BY made_at DESC, num DESC LIMIT 1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement
            .query_row(params![project, to_ms(now - WAITS)], read)
            .optional()?)
    }

    /// Notes that a session took a handoff up. The first one that does is kept.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn use_handoff(&mut self, num: i64, by_session: &str, at: Timestamp) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE handoff SET used_by = ?2, used_at = ?3 WHERE num = ?1 AND used_at IS NULL",
            params![num, by_session, to_ms(at)],
        )?;
        Ok(())
    }

    /// Keeps a handoff as the current one of its session, and returns what is current now.
    ///
    /// A text that a person edited is not replaced by one that Segue made unless `fresh`; what is replaced after a
    /// person edited it or a session took it up stays as history.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn keep_handoff(&mut self, draft: &HandoffDraft<'_>, fresh: bool) -> Result<HandoffRow, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let current = current(&transaction, draft.session_id)?;
        match current {
            Some(row) if row.edited && !draft.edited && !fresh => {}
            // Nothing new to tell; who took it up has it all.
            Some(row) if row.markdown == draft.markdown && row.edited == draft.edited => {
                transaction.execute(
                    "UPDATE handoff SET made_at = ?2, made_by = ?3, project = ?4 WHERE num = ?1 AND used_at IS NULL",
                    params![row.num, to_ms(draft.made_at), draft.made_by, draft.project],
                )?;
            }
            Some(row) if row.edited || row.used_at.is_some() => {
                transaction.execute(
                    "UPDATE handoff SET replaced_at = ?2 WHERE num = ?1",
                    params![row.num, to_ms(draft.made_at)],
                )?;
                insert(&transaction, draft, &row)?;
            }
            Some(row) => {
                transaction.execute(
                    "UPDATE handoff SET project = ?2, made_at = ?3, made_by = ?4, markdown = ?5, edited = ?6 WHERE num = ?1",
                    params![
                        row.num,
                        draft.project,
                        to_ms(draft.made_at),
                        draft.made_by,
                        draft.markdown,
                        draft.edited
                    ],
                )?;
            }
            None => {
                transaction.execute(
                    "INSERT INTO handoff (session, project, made_at, made_by, markdown, edited) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![
                        draft.session_id,
                        draft.project,
                        to_ms(draft.made_at),
                        draft.made_by,
                        draft.markdown,
                        draft.edited
                    ],
                )?;
            }
        }
        let kept = self::current(&transaction, draft.session_id)?;
        transaction.commit()?;
        kept.ok_or_else(|| StoreError::Unknown("handoff".to_owned()))
    }

    /// Notes what was written into a handoff's file.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn handoff_mirrored(&mut self, num: i64, path: &str, fingerprint: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE handoff SET path = ?2, mirrored = ?3 WHERE num = ?1",
            params![num, path, fingerprint],
        )?;
        Ok(())
    }

    /// Plans an automatic handoff. True when it was not planned before.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn plan_handoff(&mut self, due: &DueHandoff, at: Timestamp) -> Result<bool, StoreError> {
        let new = self.connection.execute(
            "INSERT INTO handoff_due (key, session, by, planned_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO NOTHING",
            params![due.key, due.session_id, due.by, to_ms(at)],
        )?;
        Ok(new == 1)
    }

    /// Planned handoffs that were not made yet, oldest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn due_handoffs(&self) -> Result<Vec<DueHandoff>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, session, by FROM handoff_due WHERE done_at IS NULL ORDER BY planned_at, key",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(DueHandoff {
                key: row.get(0)?,
                session_id: row.get(1)?,
                by: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that a planned handoff was made, or why it cannot be.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn handoff_done(
        &mut self,
        key: &str,
        at: Timestamp,
        failure: Option<&str>,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE handoff_due SET done_at = ?2, failure = ?3 WHERE key = ?1",
            params![key, to_ms(at), failure],
        )?;
        Ok(())
    }
}

fn current(transaction: &Transaction<'_>, session_id: &str) -> Result<Option<HandoffRow>, StoreError> {
    let sql = format!("{SELECT} WHERE session = ?1 AND replaced_at IS NULL");
    Ok(transaction
        .prepare_cached(&sql)?
        .query_row([session_id], read)
        .optional()?)
}

/// A row after another one of the same session: the file is the same.
fn insert(
    transaction: &Transaction<'_>,
    draft: &HandoffDraft<'_>,
    before: &HandoffRow,
) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO handoff (session, project, made_at, made_by, markdown, edited, path, mirrored)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            draft.session_id,
            draft.project,
            to_ms(draft.made_at),
            draft.made_by,
            draft.markdown,
            draft.edited,
            before.path,
            before.mirrored
        ],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("temp dir");
        let store = Store::open(&folder.path().join("segue.db")).expect("open");
        (folder, store)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("time")
    }

    fn draft(markdown: &str, edited: bool) -> HandoffDraft<'_> {
        HandoffDraft {
            session_id: "s",
            project: 7,
            made_at: at("2026-11-21T10:00:00Z"),
            made_by: "cli",
            markdown,
            edited,
        }
    }

    #[test]
    fn a_persons_text_is_never_overwritten_and_never_lost() {
        let (_folder, mut store) = store();
        let first = store.keep_handoff(&draft("one", false), false).expect("keep");
        let second = store.keep_handoff(&draft("two", false), false).expect("keep");
        assert_eq!((first.num, second.markdown.as_str()), (second.num, "two"));
        store.handoff_mirrored(first.num, "/file", "f").expect("mirrored");
        store.keep_handoff(&draft("mine", true), false).expect("edit");
        let kept = store.keep_handoff(&draft("three", false), false).expect("keep");
        assert_eq!((kept.markdown.as_str(), kept.edited), ("mine", true));
        store
            .keep_handoff(&draft("mine again", true), false)
            .expect("edit");
        let fresh = store.keep_handoff(&draft("three", false), true).expect("fresh");
        assert_eq!(
            (fresh.markdown.as_str(), fresh.edited, fresh.path.as_deref()),
            ("three", false, Some("/file"))
        );
        let texts: Vec<String> = store
            .handoff_history("s")
            .expect("history")
            .into_iter()
            .map(|row| row.markdown)
            .collect();
        assert_eq!(texts, ["three", "mine again", "mine"]);
    }

    #[test]
    fn a_handoff_waits_a_week_for_one_session() {
        let (_folder, mut store) = store();
        let made = store.keep_handoff(&draft("one", false), false).expect("keep");
        let waiting = |store: &Store, now: &str| {
            store
                .waiting_handoff(7, at(now))
                .expect("read")
                .map(|row| row.num)
        };
        assert_eq!(waiting(&store, "2026-11-28T09:00:00Z"), Some(made.num));
        assert_eq!(waiting(&store, "2026-11-28T11:00:00Z"), None);
        assert_eq!(
            store
                .waiting_handoff(8, at("2026-11-21T11:00:00Z"))
                .expect("read"),
            None
        );
        store
            .use_handoff(made.num, "next", at("2026-11-21T11:00:00Z"))
            .expect("use");
        store
            .use_handoff(made.num, "other", at("2026-11-21T12:00:00Z"))
            .expect("use");
        assert_eq!(waiting(&store, "2026-11-21T12:00:00Z"), None);
        // The same once more is no news.
        store.keep_handoff(&draft("one", false), false).expect("keep");
        assert_eq!(waiting(&store, "2026-11-21T12:00:00Z"), None);
        // The session went on: its next handoff waits again, and who used the first stays known.
        let again = store.keep_handoff(&draft("two", false), false).expect("keep");
        assert_eq!(waiting(&store, "2026-11-21T12:00:00Z"), Some(again.num));
        assert_eq!(
            store.handoff_history("s").expect("history")[1].used_by.as_deref(),
            Some("next")
        );
    }

    #[test]
    fn an_automatic_handoff_is_planned_once() {
        let (_folder, mut store) = store();
        let due = DueHandoff {
            key: "s/context/0".to_owned(),
            session_id: "s".to_owned(),
            by: "auto:context".to_owned(),
        };
        let now = at("2026-11-21T10:00:00Z");
        assert!(store.plan_handoff(&due, now).expect("plan"));
        assert!(!store.plan_handoff(&due, now).expect("plan"));
        assert_eq!(store.due_handoffs().expect("due"), std::slice::from_ref(&due));
        store.handoff_done(&due.key, now, None).expect("done");
        assert!(!store.plan_handoff(&due, now).expect("plan"));
        assert_eq!(store.due_handoffs().expect("due"), []);
    }
}
