//! The database file and its snapshots.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The database, for `segue db status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatabaseStatus {
    /// The file.
    pub path: String,
    /// Its size in bytes; 0 when there is none yet.
    pub size_bytes: u64,
    /// Its schema version; `None` when there is no file yet.
    pub schema_version: Option<u32>,
    /// The version this Segue writes.
    pub known_version: u32,
    /// What SQLite found wrong; `None` when every page is sound.
    pub damage: Option<String>,
    /// Copies that can be gone back to, newest first.
    pub snapshots: Vec<SnapshotView>,
}

/// A copy of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotView {
    /// The file.
    pub path: String,
    /// When it was written (UTC).
    pub taken_at: Timestamp,
    /// Its schema version.
    pub schema_version: u32,
    /// Its size in bytes.
    pub size_bytes: u64,
}
