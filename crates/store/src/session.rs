//! `project`, `session`, `compaction`: what outlives Claude Code's own files.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::instant::{from_ms, to_ms};
use crate::usage::Sums;
use crate::{Store, StoreError, project};

pub(crate) const STEP_1: &str = "
CREATE TABLE home (
  num  INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE                -- a Claude config folder: one login, one set of limits
);
CREATE TABLE project (
  num  INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
);
CREATE TABLE session (
  num             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  home            INTEGER REFERENCES home(num),
  project         INTEGER REFERENCES project(num),
  transcript_path TEXT,
  title           TEXT,
  title_rank      INTEGER NOT NULL DEFAULT 0,
  model           TEXT,
  git_branch      TEXT,
  version         TEXT,
  forked_from     TEXT,
  first_seen      INTEGER,
  last_seen       INTEGER,
  context_tokens  INTEGER,
  context_at      INTEGER,
  context_measured INTEGER NOT NULL DEFAULT 1, -- 0: Claude Code's own estimate right after a compaction
  gone            INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX session_last_seen ON session(last_seen);
CREATE INDEX session_transcript ON session(transcript_path);
CREATE TABLE compaction (
  session     INTEGER NOT NULL REFERENCES session(num),
  at          INTEGER NOT NULL,
  trigger     TEXT,
  pre_tokens  INTEGER,
  post_tokens INTEGER,
  PRIMARY KEY (session, at)
) WITHOUT ROWID;
";

/// Where a title came from; a better source replaces a worse one, never the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TitleRank {
    /// The first prompt, shortened.
    FirstPrompt = 1,
    /// A summary record.
    Summary = 2,
    /// Claude's own title.
    Ai = 3,
    /// The person's title.
    Custom = 4,
}

/// The context after the last response of a session's main conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextState {
    /// Tokens.
    pub tokens: u64,
    /// When (UTC).
    pub at: Timestamp,
    /// False right after a compaction, when only Claude Code's own estimate is known.
    pub measured: bool,
}

/// What a stretch of a transcript says about a session. `None` leaves what is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFacts {
    /// Claude Code's session id.
    pub id: String,
    /// Config folder it lives in.
    pub home: Option<String>,
    /// Project path, from the records' `cwd`.
    pub project_path: Option<String>,
    /// Its own transcript.
    pub transcript_path: Option<String>,
    /// Title and where it came from.
    pub title: Option<(TitleRank, String)>,
    /// Model of the last main response.
    pub model: Option<String>,
    /// Branch last seen.
    pub git_branch: Option<String>,
    /// Claude Code's version last seen.
    pub version: Option<String>,
    /// Session it was forked from.
    pub forked_from: Option<String>,
    /// Earliest record of the stretch.
    pub first_seen: Option<Timestamp>,
    /// Latest record of the stretch.
    pub last_seen: Option<Timestamp>,
    /// Context after the stretch.
    pub context: Option<ContextState>,
    /// Compactions in the stretch.
    pub compactions: Vec<CompactionRow>,
}

/// One compaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactionRow {
    /// When (UTC).
    pub at: Timestamp,
    /// `auto` or `manual`.
    pub trigger: Option<String>,
    /// Tokens before.
    pub pre_tokens: Option<u64>,
    /// Tokens after, by Claude Code's estimate.
    pub post_tokens: Option<u64>,
}

/// A session with its sums.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRow {
    /// Claude Code's session id.
    pub id: String,
    /// Config folder.
    pub home: Option<String>,
    /// Project path; empty when no record said.
    pub project_path: String,
    /// Its short name.
    pub project: String,
    /// Best title.
    pub title: Option<String>,
    /// Model of the last main response.
    pub model: Option<String>,
    /// Branch last seen.
    pub git_branch: Option<String>,
    /// Claude Code's version.
    pub version: Option<String>,
    /// Session it was forked from.
    pub forked_from: Option<String>,
    /// First record.
    pub first_seen: Option<Timestamp>,
    /// Last record.
    pub last_seen: Option<Timestamp>,
    /// Context after the last response.
    pub context: Option<ContextState>,
    /// Times compacted.
    pub compactions: u32,
    /// Its transcript.
    pub transcript_path: Option<String>,
    /// The transcript is no longer there.
    pub gone: bool,
    /// Sums, sub-agents included.
    pub sums: Sums,
}

const SELECT: &str = "
SELECT s.id, h.path, coalesce(p.path, ''), coalesce(p.name, ''), s.title, s.model, s.git_branch, s.version, s.forked_from,
       s.first_seen, s.last_seen, s.context_tokens, s.context_at, s.context_measured,
       (SELECT count(*) FROM compaction c WHERE c.session = s.num), s.transcript_path, s.gone,
       coalesce(u.input, 0), coalesce(u.output, 0), coalesce(u.cache_write_5m, 0), coalesce(u.cache_write_1h, 0),
       coalesce(u.cache_read, 0), coalesce(u.cost_micros, 0), coalesce(u.responses, 0)
FROM session s
LEFT JOIN home h ON h.num = s.home
LEFT JOIN project p ON p.num = s.project
LEFT JOIN (SELECT session, sum(input) input, sum(output) output, sum(cache_write_5m) cache_write_5m,
                  sum(cache_write_1h) cache_write_1h, sum(cache_read) cache_read, sum(cost_micros) cost_micros,
                  sum(responses) responses
           FROM usage_quarter GROUP BY session) u ON u.session = s.num";

fn read(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    let at = |index: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(from_ms))
    };
    let context = match (row.get::<_, Option<i64>>(11)?, at(12)?) {
        (Some(tokens), Some(at)) => Some(ContextState {
            tokens: tokens as u64,
            at,
            measured: row.get(13)?,
        }),
        _ => None,
    };
    Ok(SessionRow {
        id: row.get(0)?,
        home: row.get(1)?,
        project_path: row.get(2)?,
        project: row.get(3)?,
        title: row.get(4)?,
        model: row.get(5)?,
        git_branch: row.get(6)?,
        version: row.get(7)?,
        forked_from: row.get(8)?,
        first_seen: at(9)?,
        last_seen: at(10)?,
        context,
        compactions: row.get(14)?,
        transcript_path: row.get(15)?,
        gone: row.get(16)?,
        sums: Sums::read(row, 17)?,
    })
}

impl Store {
    /// Every session, latest first. A session without a single record of its own is left out.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!("{SELECT} WHERE s.last_seen IS NOT NULL ORDER BY s.last_seen DESC, s.id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One session by its id.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn session(&self, id: &str) -> Result<Option<SessionRow>, StoreError> {
        // The sums of one session only: the grouped join of `SELECT` would add up everybody's.
        let sql = SELECT.replace(
            "FROM usage_quarter GROUP BY session",
            "FROM usage_quarter WHERE session = (SELECT num FROM session WHERE id = ?1) GROUP BY session",
        ) + " WHERE s.id = ?1";
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([id], read)
            .optional()?)
    }

    /// Ids that begin with `prefix`, at most `limit`.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn session_ids(&self, prefix: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM session WHERE substr(id, 1, length(?1)) = ?1 ORDER BY last_seen DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![prefix, limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Titles by session id.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn session_titles(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, title FROM session WHERE title IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many sessions are known.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn session_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM session WHERE last_seen IS NOT NULL";
        Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
    }

    /// The latest session of all, or of one project.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn latest_session_id(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT id FROM session WHERE last_seen IS NOT NULL ORDER BY last_seen DESC LIMIT 1";
        Ok(self
            .connection
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))
            .optional()?)
    }

    /// A session's compactions, in time order.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn compactions(&self, session_id: &str) -> Result<Vec<CompactionRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.at, c.trigger, c.pre_tokens, c.post_tokens FROM compaction c JOIN session s ON s.num = c.session
             WHERE s.id = ?1 ORDER BY c.at",
        )?;
        let rows = statement.query_map([session_id], |row| {
            Ok(CompactionRow {
                at: from_ms(row.get(0)?),
                trigger: row.get(1)?,
                pre_tokens: row.get::<_, Option<i64>>(2)?.map(|n| n as u64),
                post_tokens: row.get::<_, Option<i64>>(3)?.map(|n| n as u64),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The number of a session, made when it is new.
pub(crate) fn number(transaction: &Transaction<'_>, id: &str) -> Result<i64, StoreError> {
    let found = transaction
        .prepare_cached("SELECT num FROM session WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    match found {
        Some(number) => Ok(number),
        None => {
            transaction
                .prepare_cached("INSERT INTO session (id) VALUES (?1)")?
                .execute([id])?;
            Ok(transaction.last_insert_rowid())
        }
    }
}

/// Adds what a stretch of transcript says. Saying it twice changes nothing.
pub(crate) fn write(transaction: &Transaction<'_>, facts: &SessionFacts) -> Result<(), StoreError> {
    let session = number(transaction, &facts.id)?;
    let home = facts
        .home
        .as_deref()
        .map(|path| home_number(transaction, path))
        .transpose()?;
    let project = facts
        .project_path
        .as_deref()
        .map(|path| project::path_number(transaction, path))
        .transpose()?;
    transaction
        .prepare_cached(
            "UPDATE session SET home = coalesce(?2, home), project = coalesce(project, ?3),
               transcript_path = coalesce(?4, transcript_path), model = coalesce(?5, model),
               git_branch = coalesce(?6, git_branch), version = coalesce(?7, version),
               forked_from = coalesce(forked_from, ?8),
               first_seen = min(coalesce(first_seen, ?9), coalesce(?9, first_seen)),
               last_seen = max(coalesce(last_seen, ?10), coalesce(?10, last_seen)),
               gone = CASE WHEN ?4 IS NULL THEN gone ELSE 0 END
             WHERE num = ?1",
        )?
        .execute(params![
            session,
            home,
            project,
            facts.transcript_path,
            facts.model,
            facts.git_branch,
            facts.version,
            facts.forked_from,
            facts.first_seen.map(to_ms),
            facts.last_seen.map(to_ms),
        ])?;
    if let Some((rank, title)) = &facts.title {
        // The first of several first prompts stays; a later title of a better kind replaces the earlier one.
        transaction
            .prepare_cached(
                "UPDATE session SET title = ?2, title_rank = ?3
                 WHERE num = ?1 AND (title_rank < ?3 OR (title_rank = ?3 AND ?3 > 1))",
            )?
            .execute(params![session, title, *rank as i64])?;
    }
    if let Some(context) = facts.context {
        transaction
            .prepare_cached(
                "UPDATE session SET context_tokens = ?2, context_at = ?3, context_measured = ?4
                 WHERE num = ?1 AND coalesce(context_at, ?3) <= ?3",
            )?
            .execute(params![
                session,
                context.tokens as i64,
                to_ms(context.at),
                context.measured
            ])?;
    }
    for compaction in &facts.compactions {
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO compaction (session, at, trigger, pre_tokens, post_tokens) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                session,
                to_ms(compaction.at),
                compaction.trigger,
                compaction.pre_tokens.map(|n| n as i64),
                compaction.post_tokens.map(|n| n as i64),
            ])?;
    }
    Ok(())
}

pub(crate) fn home_number(transaction: &Transaction<'_>, path: &str) -> Result<i64, StoreError> {
    transaction
        .prepare_cached("INSERT INTO home (path) VALUES (?1) ON CONFLICT (path) DO NOTHING")?
        .execute([path])?;
    Ok(transaction
        .prepare_cached("SELECT num FROM home WHERE path = ?1")?
        .query_row([path], |row| row.get(0))?)
}
