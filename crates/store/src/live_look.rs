//! `live_look`: up to where the transcript of a session that works on a plan was looked at, and what still counts of it.
//!
//! Written after the marks that follow from a look: a crash between the two looks at the same piece again, and its marks say
//! nothing new then.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_4: &str = "
CREATE TABLE live_look (
  session   TEXT PRIMARY KEY,            -- Claude Code's session id
  plan      INTEGER NOT NULL,            -- the number of the plan it was looked at for
  bookmark  TEXT NOT NULL,               -- JSON: where the next look begins
  notes     TEXT NOT NULL,               -- JSON: what still counts for phases
  trouble   TEXT NOT NULL,               -- JSON: what went otherwise
  seen_at   INTEGER                      -- the session's last record then; NULL when there is more to look at
) WITHOUT ROWID;
";

/// Up to where a session was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveLookRow {
    /// Claude Code's session id.
    pub session_id: String,
    /// The number of the plan it was looked at for.
    pub plan: i64,
    /// JSON: where the next look begins.
    pub bookmark: String,
    /// JSON: what still counts for phases.
    pub notes: String,
    /// JSON: what went otherwise.
    pub trouble: String,
    /// The session's last record then (UTC); `None` when there is more to look at.
    pub seen_at: Option<Timestamp>,
}

impl Store {
    /// Up to where a session was looked at.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn live_look(&self, session_id: &str) -> Result<Option<LiveLookRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT session, plan, bookmark, notes, trouble, seen_at FROM live_look WHERE session = ?1",
            )?
            .query_row([session_id], |row| {
                Ok(LiveLookRow {
                    session_id: row.get(0)?,
                    plan: row.get(1)?,
                    bookmark: row.get(2)?,
                    notes: row.get(3)?,
                    trouble: row.get(4)?,
                    seen_at: row.get::<_, Option<i64>>(5)?.map(from_ms),
                })
            })
            .optional()?)
    }

    /// Keeps up to where a session was looked at.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_live_look(&mut self, row: &LiveLookRow) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO live_look (session, plan, bookmark, notes, trouble, seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                row.session_id,
                row.plan,
                row.bookmark,
                row.notes,
                row.trouble,
                row.seen_at.map(to_ms)
            ],
        )?;
        Ok(())
    }

    /// Sessions that are measured by an estimate, with their last record; latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn measured_sessions(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, last_seen FROM session WHERE last_seen IS NOT NULL AND id IN (
               SELECT session FROM plan_session UNION SELECT session FROM estimate WHERE session IS NOT NULL)
             ORDER BY last_seen DESC",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, from_ms(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sessions that are linked to a plan and went on since they were looked at, or were never looked at for it.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn live_looks_due(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.session FROM plan_session p JOIN session s ON s.id = p.session
             LEFT JOIN live_look l ON l.session = p.session AND l.plan = p.plan
             WHERE s.last_seen IS NOT NULL AND (l.seen_at IS NULL OR l.seen_at < s.last_seen)
             ORDER BY s.last_seen DESC",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use segue_meter::tokens::Tokens;

    use super::*;
    use crate::{FileBatch, ResponseRow, SessionFacts, SourceFile};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("time")
    }

    #[test]
    fn a_session_is_due_when_it_went_on_since_it_was_looked_at() {
        let folder = tempfile::tempdir().expect("temp");
        let mut store = Store::open(&folder.path().join("segue.db")).expect("open");
        let (plan, link) = (at("2026-11-21T10:00:00Z"), at("2026-11-21T10:01:00Z"));
        assert!(store.live_looks_due().expect("due").is_empty());
        let text = segue_plan::plans::Plan::default();
        let draft = crate::PlanDraft {
            project: None,
            format: segue_plan::plans::Format::Markdown,
            text: "# P\n",
            plan: &text,
            source: None,
            by: "cli",
            at: plan,
        };
        let num = store.add_plan(&draft).expect("plan").expect("new").num;
        store.link_session("s", num, None, "cli", link).expect("link");
        assert!(
            store.live_looks_due().expect("due").is_empty(),
            "it has no line yet"
        );

        let facts = |last: &str| SessionFacts {
            id: "s".to_owned(),
            first_seen: Some(link),
            last_seen: Some(at(last)),
            ..SessionFacts::default()
        };
        write(&mut store, facts("2026-11-21T10:02:00Z"));
        assert_eq!(store.live_looks_due().expect("due"), ["s"]);
        let mut row = LiveLookRow {
            session_id: "s".to_owned(),
            plan: num,
            bookmark: "{}".to_owned(),
            notes: "{}".to_owned(),
            trouble: "{}".to_owned(),
            seen_at: Some(at("2026-11-21T10:02:00Z")),
        };
        store.set_live_look(&row).expect("set");
        assert_eq!(store.live_look("s").expect("look"), Some(row.clone()));
        assert!(store.live_looks_due().expect("due").is_empty());
        write(&mut store, facts("2026-11-21T10:03:00Z"));
        assert_eq!(store.live_looks_due().expect("due"), ["s"]);
        row.seen_at = None;
        store.set_live_look(&row).expect("set");
        assert_eq!(
            store.live_looks_due().expect("due"),
            ["s"],
            "there is more to look at"
        );

        let spent = store.answers_spent("s").expect("answers");
        assert_eq!(spent.len(), 2);
        assert_eq!(spent[0].tokens.output, 7);
        assert!(spent[0].at < spent[1].at);
    }

    fn write(store: &mut Store, facts: SessionFacts) {
        let last = facts.last_seen.expect("last");
        let response = ResponseRow {
            message_id: last.to_string(),
            request_id: "r".to_owned(),
            session_id: "s".to_owned(),
            model: "claude-sonnet-5".to_owned(),
            at: last,
            tokens: Tokens {
                output: 7,
                ..Tokens::default()
            },
            web_searches: 0,
            fast: false,
            us_only: false,
            finished: true,
            sidechain: false,
            cost_micros: 0,
        };
        let file = SourceFile {
            path: "/t/1.jsonl".to_owned(),
            inode: 1,
            size: 1,
            mtime_ns: 1,
            offset: 1,
            head_hash: 1,
            anchor_hash: 1,
            lines: 1,
            oddities: 0,
        };
        let batch = FileBatch {
            file,
            responses: vec![response],
            sessions: vec![facts],
            hits: Vec::new(),
            oddities: Vec::new(),
            unknown_kinds: BTreeMap::new(),
        };
        store.ingest(&[batch]).expect("ingest");
    }
}
