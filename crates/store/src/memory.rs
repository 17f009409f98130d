//! `memory_item`, `memory_mention`, `memory_session`, `project_stack`: what a project has accumulated; `memory_search`
//! finds it by words.
//!
//! Gathering the same transcript again changes nothing; what a person edited, pinned or forgot stays so, whatever is
//! gathered later. Nothing is deleted: what is forgotten keeps its row. The full-text table follows by triggers.

mod gathered;
mod search;
mod session;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub use gathered::{DueSession, GatheredDecision, GatheredSession};
pub use search::{FoundRow, FoundWhere};
pub use session::MemorySessionRow;

pub(crate) const STEP_2: &str = "
CREATE TABLE memory_item (
  num          INTEGER PRIMARY KEY,
  project      INTEGER NOT NULL REFERENCES project(num),
  kind         TEXT NOT NULL,                -- decision | fact | pattern | note
  same_as      TEXT NOT NULL,                -- what makes it the same when it is met again
  text         TEXT NOT NULL,
  how          TEXT NOT NULL,
  session      TEXT,                         -- where it was said first
  line         INTEGER,
  said_at      INTEGER,
  quote        TEXT,
  uses         INTEGER NOT NULL DEFAULT 1,   -- how often it was met
  last_at      INTEGER NOT NULL,             -- when it was met last
  pinned       INTEGER NOT NULL DEFAULT 0,
  edited_at    INTEGER,
  forgotten_at INTEGER,
  made_at      INTEGER NOT NULL,
  by           TEXT NOT NULL,                -- who made it
  changed_by   TEXT,                         -- who edited, pinned or forgot it last
  UNIQUE (project, kind, same_as)
);
CREATE TABLE memory_mention (
  item    INTEGER NOT NULL REFERENCES memory_item(num),
  uuid    TEXT NOT NULL,                     -- the record's id: a fork repeats it and is not counted again
  session TEXT NOT NULL,
  at      INTEGER,
  PRIMARY KEY (item, uuid)
) WITHOUT ROWID;
CREATE TABLE memory_session (
  num          INTEGER PRIMARY KEY,
  session      TEXT NOT NULL UNIQUE,
  project      INTEGER NOT NULL REFERENCES project(num),
  title        TEXT,                         -- these four as they were then; the session's own row knows better
  started      INTEGER,
  ended        INTEGER,
  tokens       INTEGER,
  objectives   TEXT NOT NULL,                -- JSON lists
  accomplished TEXT NOT NULL,
  files        TEXT NOT NULL,
  commands     TEXT NOT NULL,                -- JSON: command, times it worked
  decisions    INTEGER NOT NULL,
  minutes      INTEGER NOT NULL,
  read_size    INTEGER,                      -- of the transcript, when it was gathered
  read_mtime   INTEGER,
  rules        INTEGER NOT NULL,             -- version of the rules it was gathered by
  at           INTEGER NOT NULL
);
CREATE INDEX memory_session_project ON memory_session(project, ended);
CREATE INDEX session_project ON session(project, last_seen);
CREATE TABLE project_stack (
  project INTEGER PRIMARY KEY REFERENCES project(num),
  items   TEXT NOT NULL,                     -- JSON
  notes   TEXT NOT NULL,
  at      INTEGER NOT NULL
);
CREATE VIRTUAL TABLE memory_search USING fts5(
  title, body, project UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2'
);
-- Row ids: items 4n, sessions 4n + 1, handoffs 4n + 2.
CREATE TRIGGER memory_item_new AFTER INSERT ON memory_item WHEN new.forgotten_at IS NULL BEGIN
  INSERT INTO memory_search (rowid, title, body, project) VALUES (new.num * 4, '', new.text, new.project);
END;
CREATE TRIGGER memory_item_changed AFTER UPDATE OF text, forgotten_at, project ON memory_item BEGIN
  DELETE FROM memory_search WHERE rowid = new.num * 4;
  INSERT INTO memory_search (rowid, title, body, project)
    SELECT new.num * 4, '', new.text, new.project WHERE new.forgotten_at IS NULL;
END;
CREATE TRIGGER memory_session_new AFTER INSERT ON memory_session BEGIN
  INSERT INTO memory_search (rowid, title, body, project) VALUES (new.num * 4 + 1, coalesce(new.title, ''),
    new.objectives || ' ' || new.accomplished || ' ' || new.files, new.project);
END;
CREATE TRIGGER memory_session_changed AFTER UPDATE ON memory_session BEGIN
  DELETE FROM memory_search WHERE rowid = new.num * 4 + 1;
  INSERT INTO memory_search (rowid, title, body, project) VALUES (new.num * 4 + 1, coalesce(new.title, ''),
    new.objectives || ' ' || new.accomplished || ' ' || new.files, new.project);
END;
CREATE TRIGGER handoff_found AFTER INSERT ON handoff WHEN new.replaced_at IS NULL BEGIN
  INSERT INTO memory_search (rowid, title, body, project) VALUES (new.num * 4 + 2, '', new.markdown, new.project);
END;
CREATE TRIGGER handoff_found_changed AFTER UPDATE OF markdown, replaced_at, project ON handoff BEGIN
  DELETE FROM memory_search WHERE rowid = new.num * 4 + 2;
  INSERT INTO memory_search (rowid, title, body, project)
    SELECT new.num * 4 + 2, '', new.markdown, new.project WHERE new.replaced_at IS NULL;
END;
";

/// One thing that is remembered.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryItemRow {
    /// Its number.
    pub num: i64,
    /// The number of its project.
    pub project: i64,
    /// `decision`, `fact`, `pattern` or `note`.
    pub kind: String,
    /// What makes it the same when it is met again.
    pub same_as: String,
    /// Its words.
    pub text: String,
    /// How it was found.
    pub how: String,
    /// The session it was said in first.
    pub session: Option<String>,
    /// Line of the transcript, or of the document.
    pub line: Option<u64>,
    /// When it was said (UTC).
    pub said_at: Option<Timestamp>,
    /// The words around it.
    pub quote: Option<String>,
    /// How often it was met.
    pub uses: u32,
    /// When it was met last (UTC).
    pub last_at: Timestamp,
    /// It never fades.
    pub pinned: bool,
    /// When a person changed its words (UTC).
    pub edited_at: Option<Timestamp>,
    /// When it was forgotten (UTC).
    pub forgotten_at: Option<Timestamp>,
    /// When it was first remembered (UTC).
    pub made_at: Timestamp,
    /// Who made it.
    pub by: String,
    /// Who changed it last.
    pub changed_by: Option<String>,
}

/// A fact or a pattern as it is now, computed from documents or sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct ComputedItem {
    /// What makes it the same at the next time: the document, the command.
    pub same_as: String,
    /// Its words.
    pub text: String,
    /// Line of the document.
    pub line: Option<u64>,
    /// The words it rests on.
    pub quote: Option<String>,
    /// How often it was met.
    pub uses: u32,
    /// When it was met last (UTC).
    pub last_at: Timestamp,
}

const COLUMNS: &str =
    "num, project, kind, same_as, text, how, session, line, said_at, quote, uses, last_at, pinned, edited_at,
                       forgotten_at, made_at, by, changed_by";

/// Who forgets a fact whose document is gone; it comes back with the document.
const GONE: &str = "gone";

fn read(row: &Row<'_>) -> rusqlite::Result<MemoryItemRow> {
    let at = |index: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(from_ms))
    };
    Ok(MemoryItemRow {
        num: row.get(0)?,
        project: row.get(1)?,
        kind: row.get(2)?,
        same_as: row.get(3)?,
        text: row.get(4)?,
        how: row.get(5)?,
        session: row.get(6)?,
        line: row.get::<_, Option<i64>>(7)?.map(|line| line as u64),
        said_at: at(8)?,
        quote: row.get(9)?,
        uses: row.get(10)?,
        last_at: from_ms(row.get(11)?),
        pinned: row.get(12)?,
        edited_at: at(13)?,
        forgotten_at: at(14)?,
        made_at: from_ms(row.get(15)?),
        by: row.get(16)?,
        changed_by: row.get(17)?,
    })
}

impl Store {
    /// Everything that is remembered of a project, forgotten items included.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn memory_items(&self, project: i64) -> Result<Vec<MemoryItemRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM memory_item WHERE project = ?1 ORDER BY num");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([project], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One item.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn memory_item(&self, num: i64) -> Result<Option<MemoryItemRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM memory_item WHERE num = ?1");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([num], read)
            .optional()?)
    }

    /// An item with the same words as one that is there; `None` when there is none.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn memory_item_same(
        &self,
        project: i64,
        kind: &str,
        same_as: &str,
    ) -> Result<Option<MemoryItemRow>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM memory_item WHERE project = ?1 AND kind = ?2 AND same_as = ?3");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row(params![project, kind, same_as], read)
            .optional()?)
    }

    /// Adds items as they are, each unless it is there; returns the number of each that was added. For what a person
    /// writes, and for imports.
    ///
    /// # Errors
    /// What SQLite said; then none was added.
    pub fn add_memory_items(&mut self, items: &[MemoryItemRow]) -> Result<Vec<Option<i64>>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut numbers = Vec::new();
        for item in items {
            let added = transaction
                .prepare_cached(
                    "INSERT INTO memory_item (project, kind, same_as, text, how, session, line, said_at, quote, uses, last_at,
                       pinned, edited_at, forgotten_at, made_at, by, changed_by)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                     ON CONFLICT (project, kind, same_as) DO NOTHING",
                )?
                .execute(params![
                    item.project,
                    item.kind,
                    item.same_as,
                    item.text,
                    item.how,
                    item.session,
                    item.line.map(|line| line as i64),
                    item.said_at.map(to_ms),
                    item.quote,
                    item.uses,
                    to_ms(item.last_at),
                    item.pinned,
                    item.edited_at.map(to_ms),
                    item.forgotten_at.map(to_ms),
                    to_ms(item.made_at),
                    item.by,
                    item.changed_by,
                ])?;
            numbers.push((added > 0).then(|| transaction.last_insert_rowid()));
        }
        transaction.commit()?;
        Ok(numbers)
    }

    /// Takes over a person's words, pin and forgetting from another copy of the same item.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn take_over_memory_item(&mut self, num: i64, from: &MemoryItemRow) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE memory_item SET text = ?2, pinned = ?3, edited_at = ?4, forgotten_at = ?5, changed_by = ?6 WHERE num = ?1",
            params![
                num,
                from.text,
                from.pinned,
                from.edited_at.map(to_ms),
                from.forgotten_at.map(to_ms),
                from.changed_by
            ],
        )?;
        Ok(())
    }

    /// A person's words for an item. False when there is no such item.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn edit_memory_item(
        &mut self,
        num: i64,
        text: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE memory_item SET text = ?2, edited_at = ?3, changed_by = ?4 WHERE num = ?1";
        Ok(self.connection.execute(sql, params![num, text, to_ms(at), by])? > 0)
    }

    /// Pins an item, or lets it go. False when there is no such item.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn pin_memory_item(&mut self, num: i64, pinned: bool, by: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE memory_item SET pinned = ?2, changed_by = ?3 WHERE num = ?1";
        Ok(self.connection.execute(sql, params![num, pinned, by])? > 0)
    }

    /// Forgets an item (`Some`), or restores it (`None`). Its row stays. False when there is no such item.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn forget_memory_item(
        &mut self,
        num: i64,
        at: Option<Timestamp>,
        by: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE memory_item SET forgotten_at = ?2, changed_by = ?3 WHERE num = ?1";
        Ok(self.connection.execute(sql, params![num, at.map(to_ms), by])? > 0)
    }

    /// The facts or patterns of a project as they are now, all of one kind and origin. What is no longer so is
    /// forgotten unless a person pinned or edited it, and comes back when it is so again.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_computed_items(
        &mut self,
        project: i64,
        kind: &str,
        how: &str,
        items: &[ComputedItem],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let before = transaction.total_changes();
        for item in items {
            set_computed(&transaction, project, kind, how, item, now)?;
        }
        let keep = serde_json::to_string(&items.iter().map(|item| &item.same_as).collect::<Vec<_>>())
            .unwrap_or_else(|_| "[]".to_owned());
        transaction.execute(
            "UPDATE memory_item SET forgotten_at = ?4, changed_by = ?5
             WHERE project = ?1 AND kind = ?2 AND how = ?3 AND forgotten_at IS NULL AND pinned = 0 AND edited_at IS NULL
               AND same_as NOT IN (SELECT value FROM json_each(?6))",
            params![project, kind, how, to_ms(now), GONE, keep],
        )?;
        let changed = transaction.total_changes() != before;
        transaction.commit()?;
        Ok(changed)
    }

    /// The stack of a project: items and notes as JSON, and when it was detected.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_stack(&self, project: i64) -> Result<Option<(String, String, Timestamp)>, StoreError> {
        let sql = "SELECT items, notes, at FROM project_stack WHERE project = ?1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([project], |row| {
                Ok((row.get(0)?, row.get(1)?, from_ms(row.get(2)?)))
            })
            .optional()?)
    }

    /// Keeps the stack of a project.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_project_stack(
        &mut self,
        project: i64,
        items: &str,
        notes: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO project_stack (project, items, notes, at) VALUES (?1, ?2, ?3, ?4)",
            params![project, items, notes, to_ms(at)],
        )?;
        Ok(())
    }
}

fn set_computed(
    transaction: &Transaction<'_>,
    project: i64,
    kind: &str,
    how: &str,
    item: &ComputedItem,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = params![
        project,
        kind,
        item.same_as,
        item.text,
        how,
        item.line.map(|line| line as i64),
        item.quote,
        item.uses,
        to_ms(item.last_at),
        to_ms(now),
        GONE,
    ];
    // What is as it was is not written: full-text rows and listeners stay quiet.
    transaction
        .prepare_cached(
            "INSERT INTO memory_item (project, kind, same_as, text, how, line, quote, uses, last_at, made_at, by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'segue')
             ON CONFLICT (project, kind, same_as) DO UPDATE SET
               text = CASE WHEN edited_at IS NULL THEN excluded.text ELSE text END,
               line = excluded.line, quote = excluded.quote, uses = excluded.uses, last_at = excluded.last_at,
               forgotten_at = CASE WHEN changed_by = ?11 THEN NULL ELSE forgotten_at END
             WHERE (edited_at IS NULL AND text IS NOT excluded.text) OR line IS NOT excluded.line
               OR quote IS NOT excluded.quote OR uses <> excluded.uses OR last_at <> excluded.last_at
               OR (forgotten_at IS NOT NULL AND changed_by = ?11)",
        )?
        .execute(values)?;
    Ok(())
}
