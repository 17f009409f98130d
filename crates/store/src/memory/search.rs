//! Search by words. Whatever a person types is words: nothing of it is query language, so nothing of it can be wrong.

use jiff::Timestamp;
use rusqlite::params;

use crate::instant::from_ms;
use crate::{Store, StoreError};

/// Something that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    /// What it is.
    pub place: FoundWhere,
    /// The number of its project.
    pub project: i64,
    /// The words around the match.
    pub excerpt: String,
    /// A session's title.
    pub title: Option<String>,
    /// The session, when it is one or comes from one.
    pub session_id: Option<String>,
    /// When (UTC).
    pub at: Option<Timestamp>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundWhere {
    /// An item: its number and kind.
    Item(i64, String),
    /// A session.
    Session,
    /// A handoff: its number.
    Handoff(i64),
}

impl Store {
    /// What matches all the words (the last may be the beginning of one), or, when nothing does, any of them; the best
    /// first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn search_memory(
        &self,
        text: &str,
        project: Option<i64>,
        limit: u32,
    ) -> Result<Vec<FoundRow>, StoreError> {
        let words = words(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.matching(&format!("{}*", words.join(" ")), project, limit)?;
        if !all.is_empty() || words.len() == 1 {
            return Ok(all);
        }
        self.matching(&words.join(" OR "), project, limit)
    }

    fn matching(&self, query: &str, project: Option<i64>, limit: u32) -> Result<Vec<FoundRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT f.rowid, f.project, snippet(memory_search, 1, '', '', '…', 30),
                    i.kind, coalesce(i.session, m.session, h.session), coalesce(s.title, m.title),
                    coalesce(i.said_at, i.made_at, m.ended, h.made_at)
             FROM memory_search f
             LEFT JOIN memory_item i ON f.rowid % 4 = 0 AND i.num = f.rowid / 4
             LEFT JOIN memory_session m ON f.rowid % 4 = 1 AND m.num = f.rowid / 4
             LEFT JOIN handoff h ON f.rowid % 4 = 2 AND h.num = f.rowid / 4
             LEFT JOIN session s ON s.id = coalesce(i.session, m.session, h.session)
             WHERE memory_search MATCH ?1 AND (?2 IS NULL OR f.project = ?2)
             ORDER BY bm25(memory_search, 3.0, 1.0) LIMIT ?3",
        )?;
        let rows = statement.query_map(params![query, project, limit], |row| {
            let rowid: i64 = row.get(0)?;
            let place = match rowid % 4 {
                0 => FoundWhere::Item(rowid / 4, row.get(3)?),
                1 => FoundWhere::Session,
                _ => FoundWhere::Handoff(rowid / 4),
            };
            Ok(FoundRow {
                place,
                project: row.get(1)?,
                excerpt: row.get(2)?,
                session_id: row.get(4)?,
                title: row.get(5)?,
                at: row.get::<_, Option<i64>>(6)?.map(from_ms),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Each word in quotes, as SQLite's full-text query takes it; what has no letter or digit is no word.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| word.replace(['"', '\0'], " "))
        .map(|word| format!("\"{}\"", word.trim()))
        .take(32)
        .collect()
}
