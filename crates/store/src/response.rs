//! `response`: one billed API answer. Totals everywhere are sums over the rows that count.
//!
//! Claude Code writes one line per content block, copies lines into forks and resumes, and repeats sub-agents'
//! answers in side files; so the same answer is met many times. Two rules keep the sums right, whatever the order in
//! which files are read:
//!
//! 1. **Best record per (message id, request id)**: a finished record beats an unfinished one, then more output
//!    tokens win. The time is the earliest seen.
//! 2. **One answer per message id** when a record of it has no request id or comes from a sub-agent: replays in side
//!    files may carry another request id. Then the best of them counts, and the others do not.
//!
//! Source of both: public trackers' reports gathered in the project's facts on duplicate records.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};
use segue_meter::tokens::Tokens;

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE model (
  num  INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE response (
  num            INTEGER PRIMARY KEY,      -- rows stand in the order they were met: appending is cheap
  message_id     TEXT NOT NULL,
  request_id     TEXT NOT NULL,            -- '' when the record has none
  session        INTEGER NOT NULL REFERENCES session(num),
  model          INTEGER NOT NULL REFERENCES model(num),
  at             INTEGER NOT NULL,
  input          INTEGER NOT NULL,
  output         INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read     INTEGER NOT NULL,
  web_searches   INTEGER NOT NULL,
  fast           INTEGER NOT NULL,
  us_only        INTEGER NOT NULL,
  finished       INTEGER NOT NULL,
  sidechain      INTEGER NOT NULL,
  cost_micros    INTEGER NOT NULL,
  counts         INTEGER NOT NULL,         -- 0: the same answer counts under another request id
  UNIQUE (message_id, request_id)
);
CREATE INDEX response_at ON response(at);
CREATE INDEX response_session ON response(session, at);
";

/// One record of a billed answer, as read from a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseRow {
    /// The API's message id.
    pub message_id: String,
    /// The API's request id; empty when the record has none.
    pub request_id: String,
    /// Claude Code's session id.
    pub session_id: String,
    /// Model as answered.
    pub model: String,
    /// When (UTC).
    pub at: Timestamp,
    /// Tokens by class.
    pub tokens: Tokens,
    /// Web searches billed with it.
    pub web_searches: u64,
    /// Answered in fast mode.
    pub fast: bool,
    /// Answered in the United States only, at a higher price.
    pub us_only: bool,
    /// The record carries a stop reason: its numbers are final.
    pub finished: bool,
    /// Written by a sub-agent.
    pub sidechain: bool,
    /// API-equivalent price in micro-dollars.
    pub cost_micros: u64,
}

/// Context after one response of the main conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextPointRow {
    /// When (UTC).
    pub at: Timestamp,
    /// Input, cache and output tokens together.
    pub tokens: u64,
}

/// One answer of a session, sub-agents included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerSpentRow {
    /// When (UTC).
    pub at: Timestamp,
    /// Model as answered.
    pub model: String,
    /// Tokens by class.
    pub tokens: Tokens,
}

/// What decides between two records of the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    finished: bool,
    output: u64,
    prompt: u64,
}

impl ResponseRow {
    fn rank(&self) -> Rank {
        Rank {
            finished: self.finished,
            output: self.tokens.output,
            prompt: self.tokens.prompt(),
        }
    }

    /// Rule 1 within one file: becomes the better of two records of the same answer, with the earlier time.
    pub fn absorb(&mut self, mut other: ResponseRow) {
        let at = self.at.min(other.at);
        let sidechain = self.sidechain && other.sidechain;
        let session_id = std::mem::take(&mut self.session_id).min(std::mem::take(&mut other.session_id));
        if other.rank() > self.rank() {
            *self = other;
        }
        (self.at, self.sidechain, self.session_id) = (at, sidechain, session_id);
    }
}

/// What is asked of SQLite for every response, looked up once for many.
pub(crate) struct Writer<'t> {
    transaction: &'t Transaction<'t>,
    insert: CachedStatement<'t>,
    of_message: CachedStatement<'t>,
}

impl<'t> Writer<'t> {
    pub(crate) fn new(transaction: &'t Transaction<'t>) -> Result<Self, StoreError> {
        let insert = transaction.prepare_cached(
            "INSERT INTO response (message_id, request_id, session, model, at, input, output, cache_write_5m,
               cache_write_1h, cache_read, web_searches, fast, us_only, finished, sidechain, cost_micros, counts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 1)
             ON CONFLICT (message_id, request_id) DO NOTHING",
        )?;
        // The index alone tells.
        let of_message = transaction.prepare_cached("SELECT count(*) FROM response WHERE message_id = ?1")?;
        Ok(Writer {
            transaction,
            insert,
            of_message,
        })
    }

    /// Writes one record by the two rules, and notes the sessions whose sums changed.
    pub(crate) fn write(
        &mut self,
        row: &ResponseRow,
        session: i64,
        model: i64,
        touched: &mut BTreeSet<i64>,
    ) -> Result<(), StoreError> {
        let inserted = self.insert.execute(params![
            row.message_id,
            row.request_id,
            session,
            model,
            to_ms(row.at),
            row.tokens.input as i64,
            row.tokens.output as i64,
            row.tokens.cache_write_5m as i64,
            row.tokens.cache_write_1h as i64,
            row.tokens.cache_read as i64,
            row.web_searches as i64,
            row.fast,
            row.us_only,
            row.finished,
            row.sidechain,
            row.cost_micros as i64,
        ])?;
        if inserted == 0 && !merge(self.transaction, row, session, model, touched)? {
            return Ok(());
        }
        touched.insert(session);
        // Almost always the answer is alone.
        let records: i64 = self.of_message.query_row([&row.message_id], |row| row.get(0))?;
        if records < 2 {
            return Ok(());
        }
        settle(self.transaction, &row.message_id, touched)
    }
}

/// Rule 1: keeps the better record, the earliest time and the smallest session id. False when nothing changed.
fn merge(
    transaction: &Transaction<'_>,
    row: &ResponseRow,
    session: i64,
    model: i64,
    touched: &mut BTreeSet<i64>,
) -> Result<bool, StoreError> {
    let (rank, at, sidechain, old_session, old_id) = transaction
        .prepare_cached(
            "SELECT r.finished, r.output, r.input + r.cache_write_5m + r.cache_write_1h + r.cache_read, r.at, r.sidechain,
                    r.session, s.id
             FROM response r JOIN session s ON s.num = r.session WHERE r.message_id = ?1 AND r.request_id = ?2",
        )?
        .query_row([&row.message_id, &row.request_id], |found| {
            let rank = Rank {
                finished: found.get(0)?,
                output: found.get::<_, i64>(1)? as u64,
                prompt: found.get::<_, i64>(2)? as u64,
            };
            Ok((rank, found.get::<_, i64>(3)?, found.get::<_, bool>(4)?, found.get::<_, i64>(5)?, found.get::<_, String>(6)?))
        })?;
    let better = row.rank() > rank;
    let earlier = to_ms(row.at) < at;
    let home = if row.session_id < old_id {
        session
    } else {
        old_session
    };
    let main_seen = sidechain && !row.sidechain;
    if !(better || earlier || main_seen || home != old_session) {
        return Ok(false);
    }
    transaction
        .prepare_cached(
            "UPDATE response SET at = min(at, ?3), session = ?4, sidechain = min(sidechain, ?5)
             WHERE message_id = ?1 AND request_id = ?2",
        )?
        .execute(params![
            row.message_id,
            row.request_id,
            to_ms(row.at),
            home,
            row.sidechain
        ])?;
    if better {
        transaction
            .prepare_cached(
                "UPDATE response SET model = ?3, input = ?4, output = ?5, cache_write_5m = ?6, cache_write_1h = ?7,
                   cache_read = ?8, web_searches = ?9, fast = ?10, us_only = ?11, finished = ?12, cost_micros = ?13
                 WHERE message_id = ?1 AND request_id = ?2",
            )?
            .execute(params![
                row.message_id,
                row.request_id,
                model,
                row.tokens.input as i64,
                row.tokens.output as i64,
                row.tokens.cache_write_5m as i64,
                row.tokens.cache_write_1h as i64,
                row.tokens.cache_read as i64,
                row.web_searches as i64,
                row.fast,
                row.us_only,
                row.finished,
                row.cost_micros as i64,
            ])?;
    }
    touched.insert(old_session);
    touched.insert(home);
    Ok(true)
}

/// Rule 2: decides which rows of one message id count.
fn settle(
    transaction: &Transaction<'_>,
    message_id: &str,
    touched: &mut BTreeSet<i64>,
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT request_id, session, sidechain, finished, output,
                input + cache_write_5m + cache_write_1h + cache_read, counts
         FROM response WHERE message_id = ?1 ORDER BY request_id",
    )?;
    let mut rows = statement.query([message_id])?;
    let mut group: Vec<(String, i64, bool, Rank, bool)> = Vec::new();
    while let Some(row) = rows.next()? {
        let rank = Rank {
            finished: row.get(3)?,
            output: row.get::<_, i64>(4)? as u64,
            prompt: row.get::<_, i64>(5)? as u64,
        };
        group.push((row.get(0)?, row.get(1)?, row.get(2)?, rank, row.get(6)?));
    }
    let one_answer = group
        .iter()
        .any(|(request, _, sidechain, _, _)| *sidechain || request.is_empty());
    // Best rank; among equals the main conversation, then the smaller request id, so that order never matters.
    let best = group
        .iter()
        .max_by(|a, b| {
            a.3.cmp(&b.3)
                .then_with(|| b.2.cmp(&a.2))
                .then_with(|| b.0.cmp(&a.0))
        })
        .map(|entry| entry.0.clone());
    for (request, session, _, _, counted) in &group {
        let counts = !one_answer || Some(request) == best.as_ref();
        if counts != *counted {
            transaction
                .prepare_cached("UPDATE response SET counts = ?3 WHERE message_id = ?1 AND request_id = ?2")?
                .execute(params![message_id, request, counts])?;
            touched.insert(*session);
        }
    }
    Ok(())
}

/// The number of a model name, made when it is new.
pub(crate) fn model_number(transaction: &Transaction<'_>, name: &str) -> Result<i64, StoreError> {
    let found = transaction
        .prepare_cached("SELECT num FROM model WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    match found {
        Some(number) => Ok(number),
        None => {
            transaction
                .prepare_cached("INSERT INTO model (name) VALUES (?1)")?
                .execute([name])?;
            Ok(transaction.last_insert_rowid())
        }
    }
}

impl Store {
    /// Every answer of a session that counts, in time order: their sums are the session's.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn answers_spent(&self, session_id: &str) -> Result<Vec<AnswerSpentRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.at, m.name, r.input, r.output, r.cache_write_5m, r.cache_write_1h, r.cache_read
             FROM response r JOIN session s ON s.num = r.session JOIN model m ON m.num = r.model
             WHERE s.id = ?1 AND r.counts = 1 ORDER BY r.at, r.num",
        )?;
        let rows = statement.query_map([session_id], |row| {
            let number = |column: usize| Ok::<u64, rusqlite::Error>(row.get::<_, i64>(column)? as u64);
            Ok(AnswerSpentRow {
                at: from_ms(row.get(0)?),
                model: row.get(1)?,
                tokens: Tokens {
                    input: number(2)?,
                    output: number(3)?,
                    cache_write_5m: number(4)?,
                    cache_write_1h: number(5)?,
                    cache_read: number(6)?,
                },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Context after each response of a session's main conversation, in time order.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn context_history(&self, session_id: &str) -> Result<Vec<ContextPointRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.at, r.input + r.output + r.cache_write_5m + r.cache_write_1h + r.cache_read
             FROM response r JOIN session s ON s.num = r.session
             WHERE s.id = ?1 AND r.sidechain = 0 AND r.counts = 1 ORDER BY r.at",
        )?;
        let rows = statement.query_map([session_id], |row| {
            Ok(ContextPointRow {
                at: from_ms(row.get(0)?),
                tokens: row.get::<_, i64>(1)? as u64,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
