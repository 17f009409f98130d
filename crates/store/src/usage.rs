//! `usage_quarter`: sums per quarter hour, session and model, so that a report reads thousands of rows, not millions.
//!
//! Always recomputed from `response` for a whole session at a time, in the transaction that changed it: it cannot
//! drift. A quarter hour divides every time zone's offset, so days can be counted in any zone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use segue_meter::tokens::Tokens;

use crate::instant::{from_ms, to_ms};
use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE usage_quarter (
  quarter        INTEGER NOT NULL,         -- quarter hours since the epoch
  session        INTEGER NOT NULL REFERENCES session(num),
  model          INTEGER NOT NULL REFERENCES model(num),
  input          INTEGER NOT NULL,
  output         INTEGER NOT NULL,
  cache_write_5m INTEGER NOT NULL,
  cache_write_1h INTEGER NOT NULL,
  cache_read     INTEGER NOT NULL,
  cost_micros    INTEGER NOT NULL,
  responses      INTEGER NOT NULL,
  PRIMARY KEY (quarter, session, model)    -- in time order: a report is one walk
) WITHOUT ROWID;
CREATE INDEX usage_quarter_session ON usage_quarter(session);
";

/// Milliseconds in a quarter hour.
const QUARTER_MS: i64 = 15 * 60 * 1000;

/// Sums over responses that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Tokens by class.
    pub tokens: Tokens,
    /// API-equivalent cost in micro-dollars.
    pub cost_micros: u64,
    /// Responses.
    pub responses: u64,
}

impl Sums {
    /// Reads seven columns beginning at `first`.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Sums> {
        let number = |offset: usize| Ok::<u64, rusqlite::Error>(row.get::<_, i64>(first + offset)? as u64);
        Ok(Sums {
            tokens: Tokens {
                input: number(0)?,
                output: number(1)?,
                cache_write_5m: number(2)?,
                cache_write_1h: number(3)?,
                cache_read: number(4)?,
            },
            cost_micros: number(5)?,
            responses: number(6)?,
        })
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        self.tokens += other.tokens;
        self.cost_micros += other.cost_micros;
        self.responses += other.responses;
    }
}

/// What rows are grouped by besides the quarter hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Nothing.
    None,
    /// Model name.
    Model,
    /// Project path.
    Project,
    /// Session id.
    Session,
}

/// Sums of one quarter hour and group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterRow {
    /// Start of the quarter hour (UTC).
    pub at: Timestamp,
    /// First group's value; empty for [`Group::None`].
    pub key: String,
    /// Second group's value; empty for [`Group::None`].
    pub split: String,
    /// The sums.
    pub sums: Sums,
}

/// What a response costs depends on these; used to price again when the table changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billed {
    /// Model as answered.
    pub model: String,
    /// When (UTC).
    pub at: Timestamp,
    /// Tokens by class.
    pub tokens: Tokens,
    /// Web searches.
    pub web_searches: u64,
    /// Fast mode.
    pub fast: bool,
    /// United States only.
    pub us_only: bool,
}

const SUMS: &str =
    "sum(u.input), sum(u.output), sum(u.cache_write_5m), sum(u.cache_write_1h), sum(u.cache_read),
                    sum(u.cost_micros), sum(u.responses)";

// Added up by us: SQLite would sort all rows by model first.
const RESPONSES_BETWEEN: &str =
    "SELECT r.model, r.input, r.output, r.cache_write_5m, r.cache_write_1h, r.cache_read, r.cost_micros, 1
     FROM response r WHERE r.at >= ?1 AND r.at < ?2 AND r.counts = 1
       AND (?3 IS NULL OR (SELECT home FROM session WHERE num = r.session) = (SELECT num FROM home WHERE path = ?3))";

const QUARTERS_BETWEEN: &str =
    "SELECT u.model, u.input, u.output, u.cache_write_5m, u.cache_write_1h, u.cache_read, u.cost_micros, u.responses
     FROM usage_quarter u WHERE u.quarter >= ?1 AND u.quarter < ?2
       AND (?3 IS NULL OR (SELECT home FROM session WHERE num = u.session) = (SELECT num FROM home WHERE path = ?3))";

fn column(group: Group) -> &'static str {
    match group {
        Group::None => "''",
        Group::Model => "m.name",
        Group::Project => "coalesce(p.path, '')",
        Group::Session => "s.id",
    }
}

impl Store {
    /// Sums per quarter hour from `since` (inclusive) to `until` (exclusive), grouped twice, in time order.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn usage_by_quarter(
        &self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        key: Group,
        split: Group,
    ) -> Result<Vec<QuarterRow>, StoreError> {
        if (key, split) == (Group::None, Group::None) {
            return self.quarters(since, until);
        }
        let joins = joins(key, split);
        let sql = format!(
            "SELECT u.quarter, {}, {}, {SUMS} FROM usage_quarter u {joins}
             WHERE u.quarter >= ?1 AND u.quarter < ?2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            column(key),
            column(split),
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (from, to) = quarters(since, until);
        let rows = statement.query_map(params![from, to], |row| {
            Ok(QuarterRow {
                at: from_ms(row.get::<_, i64>(0)? * QUARTER_MS),
                key: row.get(1)?,
                split: row.get(2)?,
                sums: Sums::read(row, 3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sums per quarter hour of everything, in time order.
    fn quarters(
        &self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Vec<QuarterRow>, StoreError> {
        let (from, to) = quarters(since, until);
        // Most of a history is read faster as it lies than by way of the index.
        let way = if since.is_none() { "NOT INDEXED" } else { "" };
        let sql = format!(
            "SELECT quarter, input, output, cache_write_5m, cache_write_1h, cache_read, cost_micros, responses
             FROM usage_quarter {way} WHERE quarter >= ?1 AND quarter < ?2"
        );
        let mut sums: BTreeMap<i64, Sums> = BTreeMap::new();
        self.add_up(&sql, params![from, to], &mut sums)?;
        let row = |(quarter, sums): (i64, Sums)| QuarterRow {
            at: from_ms(quarter * QUARTER_MS),
            key: String::new(),
            split: String::new(),
            sums,
        };
        Ok(sums.into_iter().map(row).collect())
    }

    /// Models that answered in a stretch of time, by name.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn models_used(
        &self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Vec<String>, StoreError> {
        // The plus keeps SQLite from indexing every row by model first: the first hit of each model is enough.
        let mut statement = self.connection.prepare_cached(
            "SELECT name FROM model m WHERE EXISTS (SELECT 1 FROM usage_quarter u
               WHERE +u.model = m.num AND u.quarter >= ?1 AND u.quarter < ?2) ORDER BY name",
        )?;
        let (from, to) = quarters(since, until);
        let rows = statement.query_map(params![from, to], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sums per group, without time, largest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn usage_by_group(
        &self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        key: Group,
        split: Group,
    ) -> Result<Vec<(String, String, Sums)>, StoreError> {
        let joins = joins(key, split);
        let sql = format!(
            "SELECT {}, {}, {SUMS} FROM usage_quarter u {joins}
             WHERE u.quarter >= ?1 AND u.quarter < ?2 GROUP BY 1, 2 ORDER BY sum(u.cost_micros) DESC, 1, 2",
            column(key),
            column(split),
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (from, to) = quarters(since, until);
        let rows = statement.query_map(params![from, to], |row| {
            Ok((row.get(0)?, row.get(1)?, Sums::read(row, 2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Exact sums per model from `since` (inclusive) to `until` (exclusive), of one config folder or of all, in the
    /// order of their names. Whole quarter hours come from their sums, so that a week costs no more than its busy hours.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn model_sums(
        &self,
        home: Option<&str>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(String, Sums)>, StoreError> {
        let (since, until) = (to_ms(since), to_ms(until));
        let (first, end) = (
            (since + QUARTER_MS - 1).div_euclid(QUARTER_MS),
            until.div_euclid(QUARTER_MS),
        );
        let mut sums = BTreeMap::new();
        if first < end {
            self.add_up(
                RESPONSES_BETWEEN,
                params![since, first * QUARTER_MS, home],
                &mut sums,
            )?;
            self.add_up(QUARTERS_BETWEEN, params![first, end, home], &mut sums)?;
            self.add_up(
                RESPONSES_BETWEEN,
                params![end * QUARTER_MS, until, home],
                &mut sums,
            )?;
        } else {
            self.add_up(RESPONSES_BETWEEN, params![since, until, home], &mut sums)?;
        }
        let mut name = self
            .connection
            .prepare_cached("SELECT name FROM model WHERE num = ?1")?;
        let named = sums
            .into_iter()
            .map(|(model, sums)| Ok((name.query_row([model], |row| row.get(0))?, sums)));
        let mut named: Vec<(String, Sums)> = named.collect::<Result<_, StoreError>>()?;
        named.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(named)
    }

    /// Adds rows up by their first column, a number.
    fn add_up(
        &self,
        select: &str,
        params: impl rusqlite::Params,
        sums: &mut BTreeMap<i64, Sums>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(select)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            *sums.entry(row.get(0)?).or_default() += Sums::read(row, 1)?;
        }
        Ok(())
    }

    /// The first response of a config folder at or after `since`.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn first_response_at(&self, home: &str, since: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql =
            "SELECT r.at FROM response r JOIN session s ON s.num = r.session JOIN home h ON h.num = s.home
                   WHERE r.at >= ?1 AND h.path = ?2 AND r.counts = 1 ORDER BY r.at LIMIT 1";
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row(params![to_ms(since), home], |row| row.get(0));
        Ok(found.optional()?.map(from_ms))
    }

    /// Prices every response again, because the price table changed.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn reprice(&mut self, price: impl Fn(&Billed) -> u64) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        {
            let mut select = transaction.prepare(
                "SELECT r.message_id, r.request_id, m.name, r.at, r.input, r.output, r.cache_write_5m, r.cache_write_1h,
                        r.cache_read, r.cost_micros, 1, r.web_searches, r.fast, r.us_only
                 FROM response r JOIN model m ON m.num = r.model",
            )?;
            let mut update = transaction
                .prepare("UPDATE response SET cost_micros = ?3 WHERE message_id = ?1 AND request_id = ?2")?;
            let mut changed: Vec<(String, String, u64)> = Vec::new();
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                let sums = Sums::read(row, 4)?;
                let billed = Billed {
                    model: row.get(2)?,
                    at: from_ms(row.get(3)?),
                    tokens: sums.tokens,
                    web_searches: row.get::<_, i64>(11)? as u64,
                    fast: row.get(12)?,
                    us_only: row.get(13)?,
                };
                let cost = price(&billed);
                if cost != sums.cost_micros {
                    changed.push((row.get(0)?, row.get(1)?, cost));
                }
            }
            for (message_id, request_id, cost) in changed {
                update.execute(params![message_id, request_id, cost as i64])?;
            }
        }
        refresh_all(&transaction)?;
        transaction.commit()?;
        Ok(())
    }
}

fn joins(key: Group, split: Group) -> String {
    let wants = |group: Group| key == group || split == group;
    let mut sql = String::new();
    if wants(Group::Model) {
        sql.push_str(" JOIN model m ON m.num = u.model");
    }
    if wants(Group::Session) || wants(Group::Project) {
        sql.push_str(" JOIN session s ON s.num = u.session");
    }
    if wants(Group::Project) {
        sql.push_str(" LEFT JOIN project p ON p.num = s.project");
    }
    sql
}

fn quarters(since: Option<Timestamp>, until: Option<Timestamp>) -> (i64, i64) {
    let from = since.map_or(i64::MIN, |at| to_ms(at).div_euclid(QUARTER_MS));
    let to = until.map_or(i64::MAX, |at| (to_ms(at) + QUARTER_MS - 1).div_euclid(QUARTER_MS));
    (from, to)
}

const FROM_RESPONSES: &str = "
INSERT INTO usage_quarter (session, quarter, model, input, output, cache_write_5m, cache_write_1h, cache_read,
                           cost_micros, responses)
SELECT session, at / 900000, model, sum(input), sum(output), sum(cache_write_5m), sum(cache_write_1h), sum(cache_read),
       sum(cost_micros), count(*)
FROM response WHERE counts = 1";

/// Recomputes one session's sums.
pub(crate) fn refresh(transaction: &Transaction<'_>, session: i64) -> Result<(), StoreError> {
    transaction
        .prepare_cached("DELETE FROM usage_quarter WHERE session = ?1")?
        .execute([session])?;
    transaction
        .prepare_cached(&format!("{FROM_RESPONSES} AND session = ?1 GROUP BY 1, 2, 3"))?
        .execute([session])?;
    Ok(())
}

/// Recomputes everything.
pub(crate) fn refresh_all(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM usage_quarter", [])?;
    transaction.execute(&format!("{FROM_RESPONSES} GROUP BY 1, 2, 3"), [])?;
    Ok(())
}
