//! Snapshots: a compact copy of the whole database before each schema step, and on request.
//!
//! They live in `snapshots/` beside the database. Going back never destroys: the present file is kept beside it,
//! under a name that says what it is.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::{StoreError, migration};

/// A copy that can be gone back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The file.
    pub path: PathBuf,
    /// When it was written (UTC).
    pub taken_at: Timestamp,
    /// Its schema version.
    pub schema_version: u32,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Writes the snapshot that precedes a schema step.
pub(crate) fn take(connection: &Connection, database: &Path, version: u32) -> Result<PathBuf, StoreError> {
    let folder = folder(database);
    std::fs::create_dir_all(&folder).map_err(|source| StoreError::Folder {
        path: folder.clone(),
        source,
    })?;
    let target = free_name(&folder, &format!("before-schema-{}", version + 1));
    backup_to(connection, &target)?;
    Ok(target)
}

/// Writes a compact copy of the database to `target`, which must not exist.
///
/// # Errors
/// [`StoreError::File`] when the target exists; what SQLite said otherwise.
pub(crate) fn backup_to(connection: &Connection, target: &Path) -> Result<(), StoreError> {
    if target.exists() {
        let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(StoreError::File {
            path: target.to_owned(),
            source,
        });
    }
    connection.execute("VACUUM INTO ?1", [target.to_string_lossy()])?;
    crate::private(target);
    Ok(())
}

impl crate::Store {
    /// Writes a compact copy: to `target`, or into `snapshots/` when none is named. Returns where it is.
    ///
    /// # Errors
    /// When the target exists or cannot be written.
    pub fn backup(&self, target: Option<&Path>) -> Result<PathBuf, StoreError> {
        let target = match target {
            Some(path) => path.to_owned(),
            None => {
                let folder = folder(&self.path);
                std::fs::create_dir_all(&folder).map_err(|source| StoreError::Folder {
                    path: folder.clone(),
                    source,
                })?;
                free_name(&folder, "backup")
            }
        };
        backup_to(&self.connection, &target)?;
        Ok(target)
    }
}

/// All snapshots, newest first.
///
/// # Errors
/// When the folder exists but cannot be read.
pub fn snapshots(database: &Path) -> Result<Vec<Snapshot>, StoreError> {
    let folder = folder(database);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::Folder { path: folder, source }),
    };
    let mut found: Vec<Snapshot> = entries
        .flatten()
        .filter_map(|entry| describe(&entry.path()))
        .collect();
    found.sort_by(|a, b| b.taken_at.cmp(&a.taken_at).then_with(|| b.path.cmp(&a.path)));
    Ok(found)
}

/// Puts the newest snapshot in the place of the database; the present file is kept beside it. Returns both.
///
/// No process may have the database open: the caller holds the owner lock.
///
/// # Errors
/// [`StoreError::NoSnapshot`]; file errors.
pub fn rollback(database: &Path) -> Result<(Snapshot, PathBuf), StoreError> {
    let newest = snapshots(database)?
        .into_iter()
        .next()
        .ok_or_else(|| StoreError::NoSnapshot(folder(database)))?;
    let kept = free_name(&folder(database), "replaced");
    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::File { path, source }
    };
    let incoming = database.with_extension("db.incoming");
    std::fs::copy(&newest.path, &incoming).map_err(file(&incoming))?;
    // What still stands in the WAL belongs to the kept file: fold it in before moving.
    let connection = Connection::open(database)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(connection);
    std::fs::rename(database, &kept).map_err(file(&kept))?;
    for extension in ["db-wal", "db-shm"] {
        let side = database.with_extension(extension);
        if side.exists() {
            std::fs::remove_file(&side).map_err(file(&side))?;
        }
    }
    std::fs::rename(&incoming, database).map_err(file(database))?;
    Ok((newest, kept))
}

fn folder(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new(".")).join("snapshots")
}

fn free_name(folder: &Path, stem: &str) -> PathBuf {
    (1u32..)
        .map(|n| folder.join(format!("{stem}-{n}.db")))
        .find(|path| !path.exists())
        .unwrap_or_default()
}

/// `replaced-…` files are kept for the person, but are not what a rollback goes to.
fn describe(path: &Path) -> Option<Snapshot> {
    let name = path.file_name()?.to_str()?;
    if path.extension()? != "db" || name.starts_with("replaced-") {
        return None;
    }
    let metadata = path.metadata().ok()?;
    let since = metadata
        .modified()
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    let connection = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    Some(Snapshot {
        path: path.to_owned(),
        taken_at: Timestamp::from_millisecond(i64::try_from(since.as_millis()).ok()?).ok()?,
        schema_version: migration::version(&connection).ok()?,
        bytes: metadata.len(),
    })
}
