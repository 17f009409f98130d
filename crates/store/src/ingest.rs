//! One transaction takes in what was read from one or more files: rows and read offsets together, so that a crash
//! between any two lines of code neither loses nor repeats a line.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use rusqlite::{Transaction, TransactionBehavior};

use crate::quota::LimitHitRow;
use crate::response::ResponseRow;
use crate::session::SessionFacts;
use crate::source_file::SourceFile;
use crate::{Store, StoreError, quota, response, session, source_file, usage};

/// What was read from one file in one go.
#[derive(Debug, Clone)]
pub struct FileBatch {
    /// How far it has been read now.
    pub file: SourceFile,
    /// Billed answers.
    pub responses: Vec<ResponseRow>,
    /// What it says about sessions.
    pub sessions: Vec<SessionFacts>,
    /// Limit hits.
    pub hits: Vec<LimitHitRow>,
    /// Lines that could not be read.
    pub oddities: Vec<OddityRow>,
    /// Record kinds not known yet, with counts.
    pub unknown_kinds: BTreeMap<String, u64>,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddityRow {
    /// Byte offset of the line.
    pub offset: u64,
    /// Why, in words.
    pub reason: String,
}

/// What a take-in changed; says which topics to announce.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ingested {
    /// Responses were added or corrected.
    pub usage: bool,
    /// Sessions learned something.
    pub sessions: bool,
    /// A limit was hit.
    pub quota: bool,
}

impl Ingested {
    /// Adds what another take-in changed.
    pub fn add(&mut self, other: Ingested) {
        self.usage |= other.usage;
        self.sessions |= other.sessions;
        self.quota |= other.quota;
    }
}

/// A transaction that takes in batch after batch, so that writing goes on while others still read files. Dropped
/// without [`Intake::commit`], nothing of it was taken in.
pub struct Intake<'a> {
    transaction: Transaction<'a>,
    opened: Instant,
    numbers: Numbers,
    touched: BTreeSet<i64>,
    ingested: Ingested,
    responses: usize,
    files: usize,
}

impl Intake<'_> {
    /// Takes in what was read from one file.
    ///
    /// # Errors
    /// What SQLite said; the whole intake is then lost.
    pub fn add(&mut self, batch: &FileBatch) -> Result<(), StoreError> {
        take_in(&self.transaction, batch, &mut self.numbers, &mut self.touched)?;
        self.ingested.usage |= !batch.responses.is_empty();
        self.ingested.sessions |= !batch.sessions.is_empty();
        self.ingested.quota |= !batch.hits.is_empty();
        self.responses += batch.responses.len();
        self.files += 1;
        Ok(())
    }

    /// Responses taken in so far.
    pub fn responses(&self) -> usize {
        self.responses
    }

    /// Files taken in so far.
    pub fn files(&self) -> usize {
        self.files
    }

    /// How long other writers have been waiting, at most.
    pub fn age(&self) -> Duration {
        self.opened.elapsed()
    }

    /// Recomputes the sums of the sessions that changed, and makes everything last.
    ///
    /// # Errors
    /// What SQLite said; then nothing of it was taken in.
    pub fn commit(self) -> Result<Ingested, StoreError> {
        for session in self.touched {
            usage::refresh(&self.transaction, session)?;
        }
        self.transaction.commit()?;
        Ok(self.ingested)
    }
}

impl Store {
    /// Begins to take in what is read from files. Other writers wait until it is committed or dropped.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn intake(&mut self) -> Result<Intake<'_>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Intake {
            transaction,
            opened: Instant::now(),
            numbers: Numbers::default(),
            touched: BTreeSet::new(),
            ingested: Ingested::default(),
            responses: 0,
            files: 0,
        })
    }

    /// Takes in batches of one or more files at once.
    ///
    /// # Errors
    /// What SQLite said; then nothing of it was taken in.
    pub fn ingest(&mut self, batches: &[FileBatch]) -> Result<Ingested, StoreError> {
        let mut intake = self.intake()?;
        for batch in batches {
            intake.add(batch)?;
        }
        intake.commit()
    }

    /// Notes that files are no longer there. Their history stays.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn mark_gone(&mut self, paths: &[String]) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for path in paths {
            source_file::mark_gone(&transaction, path)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Forgets how far files were read, so that the next look reads everything again. History stays: reading again
    /// changes nothing that is right.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn forget_offsets(&mut self) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction
            .execute_batch("DELETE FROM source_file; DELETE FROM oddity; DELETE FROM unknown_kind;")?;
        transaction.commit()?;
        Ok(())
    }
}

/// Numbers already looked up in this transaction.
#[derive(Default)]
struct Numbers {
    sessions: HashMap<String, i64>,
    models: HashMap<String, i64>,
}

fn take_in(
    transaction: &Transaction<'_>,
    batch: &FileBatch,
    numbers: &mut Numbers,
    touched: &mut BTreeSet<i64>,
) -> Result<(), StoreError> {
    for facts in &batch.sessions {
        session::write(transaction, facts)?;
    }
    let mut responses = response::Writer::new(transaction)?;
    for row in &batch.responses {
        let session = match numbers.sessions.get(&row.session_id) {
            Some(number) => *number,
            None => {
                let number = session::number(transaction, &row.session_id)?;
                numbers.sessions.insert(row.session_id.clone(), number);
                number
            }
        };
        let model = match numbers.models.get(&row.model) {
            Some(number) => *number,
            None => {
                let number = response::model_number(transaction, &row.model)?;
                numbers.models.insert(row.model.clone(), number);
                number
            }
        };
        responses.write(row, session, model, touched)?;
    }
    for hit in &batch.hits {
        quota::write_hit(transaction, hit)?;
    }
    for oddity in &batch.oddities {
        source_file::add_oddity(transaction, &batch.file.path, oddity.offset, &oddity.reason)?;
    }
    for (kind, count) in &batch.unknown_kinds {
        source_file::add_unknown_kind(transaction, kind, *count)?;
    }
    source_file::write(transaction, &batch.file)
}
