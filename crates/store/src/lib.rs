//! SQLite, the single source of truth. The only crate that names `rusqlite`.
//!
//! One file per table family: its migration, its row types, its reads (`&Store`) and its writes (`&mut Store`).
//! Times are integer milliseconds since the Unix epoch (UTC) in the tables and [`jiff::Timestamp`] outside; tokens
//! are integers; money is integer micro-dollars.
//!
//! Many processes open the same WAL file. Every write is one short immediate transaction; nothing is cached between
//! calls, so what one process commits the next read of any other process sees.

mod alert;
mod compaction;
mod context;
mod error;
mod estimate;
mod handoff;
mod imported_case;
mod ingest;
mod instant;
mod job;
mod lease;
mod live_look;
mod memory;
mod migration;
mod outcome;
mod plan;
mod project;
mod project_measure;
mod quota;
mod report;
mod response;
mod schedule;
mod session;
mod setting;
mod setup;
mod snapshot;
mod source_file;
mod start;
mod usage;
mod wish;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub use alert::AlertRow;
pub use compaction::{ForkRow, ForkState};
pub use context::{ContextWindowRow, StoredBreakdown};
pub use error::StoreError;
pub use estimate::{EstimateDraft, EstimateRow, StoredRange};
pub use handoff::{DueHandoff, HandoffDraft, HandoffRow};
pub use ingest::{FileBatch, Ingested, Intake, OddityRow};
pub use job::JobRow;
pub use lease::{Lease, LeaseKind, OwnerRow};
pub use live_look::LiveLookRow;
pub use memory::{
    ComputedItem, DueSession, FoundRow, FoundWhere, GatheredDecision, GatheredSession, MemoryItemRow,
    MemorySessionRow,
};
pub use migration::SCHEMA_VERSION;
pub use outcome::{LikeRow, ModelDraft, ModelRow, OutcomeRow, UnseenOutcome};
pub use plan::{
    PhaseMarkDraft, PhaseMarkRow, PhaseRow, PlanDraft, PlanRow, PlanSessionRow, PlanTextRow, TaskRow,
};
pub use project::{ProjectMarks, ProjectRow};
pub use project_measure::ProjectHistory;
pub use quota::{CalibrationRow, LimitHitRow, ObservationRow};
pub use report::{ReportDraft, ReportRow};
pub use response::{AnswerSpentRow, ContextPointRow, ResponseRow};
pub use schedule::ScheduleRow;
pub use session::{CompactionRow, ContextState, SessionFacts, SessionRow, TitleRank};
pub use setting::SettingRow;
pub use setup::SetupFileRow;
pub use snapshot::{Snapshot, rollback, snapshots};
pub use source_file::SourceFile;
pub use start::{AnswerRow, NoticeRow, StartRow, Taken};
pub use usage::{Billed, Group, QuarterRow, Sums};
pub use wish::{Wish, WishKind};

/// SQLite's page cache of a connection, in KiB, unless many files are read. Small, because the app keeps six connections
/// open all day, and the system has the pages that are asked for often in its own cache.
const USUAL_CACHE_KIB: u32 = 512;
/// The same while many files are read.
const BULK_CACHE_KIB: u32 = 32_000;
/// Pages after which the write-ahead log is folded in: SQLite's own number.
const USUAL_LOG_PAGES: u32 = 1_000;
/// The same while many files are read: 64 MB on disk, until they have been read.
const BULK_LOG_PAGES: u32 = 16_000;

/// An open database. Send, not Sync: each long-lived owner opens its own.
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the database file, creating it and bringing its schema up to date (with a snapshot before each step).
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer Segue wrote the file; otherwise what SQLite or the file system said.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let mut connection = connect(path)?;
        migration::migrate(&mut connection, path)?;
        Ok(Store {
            connection,
            path: path.to_owned(),
        })
    }

    /// Opens without migrating, for `db status` on a file that may be older, newer or damaged.
    ///
    /// # Errors
    /// What SQLite or the file system said.
    pub fn open_as_is(path: &Path) -> Result<Store, StoreError> {
        Ok(Store {
            connection: Connection::open(path)?,
            path: path.to_owned(),
        })
    }

    /// Opens a file that is there and up to date, and waits for other writers no longer than `wait`: for hooks, which
    /// have milliseconds. `None` when there is no file, or its schema is another one; nothing is made or migrated.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn open_ready(path: &Path, wait: Duration) -> Result<Option<Store>, StoreError> {
        if !path.is_file() {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(wait)?;
        if migration::version(&connection)? != SCHEMA_VERSION {
            return Ok(None);
        }
        settle(&connection)?;
        Ok(Some(Store {
            connection,
            path: path.to_owned(),
        }))
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The schema version the file has now.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn schema_version(&self) -> Result<u32, StoreError> {
        migration::version(&self.connection)
    }

    /// `None` when every page is sound; otherwise SQLite's own words.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn integrity(&self) -> Result<Option<String>, StoreError> {
        let words: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((words != "ok").then_some(words))
    }

    /// Readies SQLite for many files, or for few again. Much is written to many pages at once then: it gets more
    /// memory, and the write-ahead log grows longer before it is folded in, or each page would be copied many times.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn set_bulk(&self, bulk: bool) -> Result<(), StoreError> {
        let (cache, log) = if bulk {
            (BULK_CACHE_KIB, BULK_LOG_PAGES)
        } else {
            (USUAL_CACHE_KIB, USUAL_LOG_PAGES)
        };
        self.connection
            .pragma_update(None, "cache_size", -i64::from(cache))?;
        self.connection
            .pragma_update_and_check(None, "wal_autocheckpoint", log, |_| Ok(()))?;
        if !bulk {
            self.connection.execute_batch("PRAGMA shrink_memory")?;
        }
        Ok(())
    }

    /// Folds the write-ahead log into the file, after a first index has made it long: every later open reads it.
    ///
    /// # Errors
    /// What SQLite said. A log that others still read is folded as far as they allow.
    pub fn fold_log(&self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Changes whenever another connection has committed; cheap enough to ask on every file event.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }
}

/// Opens a connection with the pragmas every connection needs.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
            path: folder.to_owned(),
            source,
        })?;
    }
    let connection = Connection::open(path)?;
    // Looked at before anything is set: a file that a newer Segue wrote is not touched, not even its header.
    migration::refuse_newer(&connection)?;
    private(path);
    // Someone else's short write is waited for; 5 s is far longer than any batch takes.
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch("PRAGMA journal_mode = WAL;")?;
    settle(&connection)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// What every connection is told, whoever opens it.
fn settle(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "PRAGMA synchronous = NORMAL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 16777216;",
    )?;
    connection.pragma_update(None, "cache_size", -i64::from(USUAL_CACHE_KIB))?;
    // The last of many short commands to close must not pay for a checkpoint; the log is folded in as it grows.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // A plan does not depend on the values bound to it; otherwise SQLite compiles many statements anew at every call.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// History is private: only the owner reads it.
#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // Failing to narrow the mode (a foreign file system) must not stop a person from seeing their numbers.
    drop(std::fs::set_permissions(
        path,
        std::fs::Permissions::from_mode(0o600),
    ));
}

#[cfg(not(unix))]
fn private(_path: &Path) {}
