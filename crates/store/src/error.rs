//! What can go wrong with the database.

use std::path::PathBuf;

/// Errors a caller may branch on.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer Segue wrote the file; this one must not touch it.
    #[error("the database has schema {found}, this Segue knows {known}")]
    Newer {
        /// Version in the file.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// The folder of the database cannot be made.
    #[error("the folder {path} cannot be created")]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file beside the database (lock, snapshot) cannot be used.
    #[error("the file {path} cannot be used")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no snapshot to go back to.
    #[error("there is no snapshot to go back to in {0}")]
    NoSnapshot(PathBuf),
    /// A stored text is not one this program writes.
    #[error("the database holds an unknown value: {0}")]
    Unknown(String),
    /// What SQLite said.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl StoreError {
    /// The file is locked by another process for longer than we wait.
    pub fn is_busy(&self) -> bool {
        matches!(
            self,
            StoreError::Sqlite(error)
                if matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
        )
    }
}
