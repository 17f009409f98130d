//! What is taken from a session's transcript, in one transaction, and which sessions are to be looked at.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

/// A session whose transcript changed since it was gathered, or that never was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueSession {
    /// Claude Code's session id.
    pub session_id: String,
    /// Its transcript.
    pub transcript: String,
    /// The folder it was started in, as its transcript says.
    pub project_path: String,
    /// The transcript's size when it was indexed.
    pub size: u64,
    /// The transcript's time of change when it was indexed.
    pub mtime_ns: i64,
    /// Its last record (UTC).
    pub last_seen: Timestamp,
}

/// A decision that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredDecision {
    /// What makes it the same when it is met again.
    pub same_as: String,
    /// Its words.
    pub text: String,
    /// How it was found.
    pub how: String,
    /// Line of the transcript.
    pub line: u64,
    /// When (UTC).
    pub at: Option<Timestamp>,
    /// The record's id.
    pub uuid: String,
    /// The words around it.
    pub quote: String,
}

/// What a session's transcript says.
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredSession {
    /// Claude Code's session id.
    pub session_id: String,
    /// The number of its project.
    pub project: i64,
    /// Size and time of change of the transcript that was read; `None` for an import.
    pub read: Option<(u64, i64)>,
    /// Version of the rules.
    pub rules: u32,
    /// What was asked for.
    pub objectives: Vec<String>,
    /// What was done.
    pub accomplished: Vec<String>,
    /// Files that were changed.
    pub files: Vec<String>,
    /// Commands, and how often each worked.
    pub commands: Vec<(String, u32)>,
    /// Minutes of work.
    pub minutes: u64,
    /// First and last record (UTC).
    pub started: Option<Timestamp>,
    /// Last record (UTC).
    pub ended: Option<Timestamp>,
    /// Decisions, in order.
    pub decisions: Vec<GatheredDecision>,
}

impl Store {
    /// Sessions whose transcript changed since it was gathered, latest first: of one project or all, seen
    /// since a time or ever.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn sessions_due_for_memory(
        &self,
        since: Option<Timestamp>,
        project: Option<i64>,
        rules: u32,
        limit: u32,
    ) -> Result<Vec<DueSession>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, s.transcript_path, p.path, f.size, f.mtime_ns, s.last_seen
             FROM session s
             JOIN source_file f ON f.path = s.transcript_path AND f.gone = 0
             JOIN project p ON p.num = s.project
             LEFT JOIN memory_session m ON m.session = s.id
             WHERE s.last_seen >= ?1 AND (?2 IS NULL OR p.belongs_to = ?2)
               -- A fork that nobody went on with says nothing new: its answers count where they were given.
               AND (s.forked_from IS NULL OR EXISTS (SELECT 1 FROM usage_quarter u WHERE u.session = s.num))
               AND (m.num IS NULL OR m.read_size IS NOT f.size OR m.read_mtime IS NOT f.mtime_ns OR m.rules <> ?3)
             ORDER BY s.last_seen DESC LIMIT ?4",
        )?;
        let rows = statement.query_map(params![since.map_or(0, to_ms), project, rules, limit], |row| {
            Ok(DueSession {
                session_id: row.get(0)?,
                transcript: row.get(1)?,
                project_path: row.get(2)?,
                size: row.get::<_, i64>(3)? as u64,
                mtime_ns: row.get(4)?,
                last_seen: from_ms(row.get(5)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what a session's transcript says. Saying it twice changes nothing.
    ///
    /// # Errors
    /// What SQLite said; then nothing was kept.
    pub fn gather_session(&mut self, gathered: &GatheredSession, now: Timestamp) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for decision in &gathered.decisions {
            write_decision(&transaction, gathered, decision, now)?;
        }
        write_session(&transaction, gathered, now)?;
        transaction.commit()?;
        Ok(())
    }
}

fn write_decision(
    transaction: &Transaction<'_>,
    session: &GatheredSession,
    decision: &GatheredDecision,
    now: Timestamp,
) -> Result<(), StoreError> {
    let said = decision.at.map(to_ms);
    let last = said.unwrap_or_else(|| to_ms(now));
    let there: Option<(i64, Option<i64>)> = transaction
        .prepare_cached(
            "SELECT num, said_at FROM memory_item WHERE project = ?1 AND kind = 'decision' AND same_as = ?2",
        )?
        .query_row(params![session.project, decision.same_as], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let item = match there {
        Some((item, first)) => {
            if said.is_some() && said < first {
                // Said earlier than we knew; whatever order sessions are read in, the first source is named.
                transaction
                    .prepare_cached(
                        "UPDATE memory_item SET session = ?2, line = ?3, said_at = ?4, quote = ?5, how = ?6,
                           text = CASE WHEN edited_at IS NULL THEN ?7 ELSE text END WHERE num = ?1",
                    )?
                    .execute(params![
                        item,
                        session.session_id,
                        decision.line as i64,
                        said,
                        decision.quote,
                        decision.how,
                        decision.text
                    ])?;
            }
            item
        }
        None => {
            transaction
                .prepare_cached(
                    "INSERT INTO memory_item (project, kind, same_as, text, how, session, line, said_at, quote, last_at, made_at, by)
                     VALUES (?1, 'decision', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'segue')",
                )?
                .execute(params![
                    session.project,
                    decision.same_as,
                    decision.text,
                    decision.how,
                    session.session_id,
                    decision.line as i64,
                    said,
                    decision.quote,
                    last,
                    said.unwrap_or_else(|| to_ms(now)),
                ])?;
            transaction.last_insert_rowid()
        }
    };
    let mentioned = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO memory_mention (item, uuid, session, at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![item, decision.uuid, session.session_id, said])?;
    if mentioned > 0 {
        transaction
            .prepare_cached(
                "UPDATE memory_item SET uses = max(uses, (SELECT count(*) FROM memory_mention WHERE item = ?1)), last_at = max(last_at, ?2)
                 WHERE num = ?1",
            )?
            .execute([item, last])?;
    }
    Ok(())
}

fn write_session(
    transaction: &Transaction<'_>,
    gathered: &GatheredSession,
    now: Timestamp,
) -> Result<(), StoreError> {
    let list = |values: &[String]| serde_json::to_string(values).unwrap_or_else(|_| "[]".to_owned());
    let commands = serde_json::to_string(&gathered.commands).unwrap_or_else(|_| "[]".to_owned());
    transaction
        .prepare_cached(
            "INSERT INTO memory_session (session, project, title, started, ended, tokens, objectives, accomplished, files,
               commands, decisions, minutes, read_size, read_mtime, rules, at)
             VALUES (?1, ?2, (SELECT title FROM session WHERE id = ?1), ?3, ?4,
               (SELECT sum(u.input + u.output + u.cache_write_5m + u.cache_write_1h + u.cache_read)
                FROM usage_quarter u JOIN session s ON s.num = u.session WHERE s.id = ?1),
               ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (session) DO UPDATE SET title = coalesce(excluded.title, title), started = excluded.started,
               ended = excluded.ended, tokens = coalesce(excluded.tokens, tokens), objectives = excluded.objectives,
               accomplished = excluded.accomplished, files = excluded.files, commands = excluded.commands,
               decisions = excluded.decisions, minutes = excluded.minutes, read_size = excluded.read_size,
               read_mtime = excluded.read_mtime, rules = excluded.rules, at = excluded.at",
        )?
        .execute(params![
            gathered.session_id,
            gathered.project,
            gathered.started.map(to_ms),
            gathered.ended.map(to_ms),
            list(&gathered.objectives),
            list(&gathered.accomplished),
            list(&gathered.files),
            commands,
            gathered.decisions.len() as i64,
            gathered.minutes as i64,
            gathered.read.map(|(size, _)| size as i64),
            gathered.read.map(|(_, mtime)| mtime),
            gathered.rules,
            to_ms(now),
        ])?;
    Ok(())
}
