//! `source_file`: how far each transcript has been read. `oddity` and `unknown_kind`: what could not be.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::{Store, StoreError};

pub(crate) const STEP_1: &str = "
CREATE TABLE source_file (
  path        TEXT PRIMARY KEY,
  inode       INTEGER NOT NULL,
  size        INTEGER NOT NULL,
  mtime_ns    INTEGER NOT NULL,
  offset      INTEGER NOT NULL,           -- bytes read, always behind a newline
  head_hash   INTEGER NOT NULL,           -- of the first bytes: another file under the same name is noticed
  anchor_hash INTEGER NOT NULL,           -- of the last bytes before offset: a rewrite is noticed
  lines       INTEGER NOT NULL,
  oddities    INTEGER NOT NULL,
  gone        INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE oddity (
  path   TEXT NOT NULL,
  offset INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (path, offset)
) WITHOUT ROWID;
CREATE TABLE unknown_kind (
  kind  TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) WITHOUT ROWID;
";

/// How far one file has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Absolute path.
    pub path: String,
    /// The file's inode (0 where the system has none): a replaced file is noticed.
    pub inode: u64,
    /// Size in bytes when it was read.
    pub size: u64,
    /// Modification time in nanoseconds since the epoch: a hint that something changed, never a measure of time.
    pub mtime_ns: i64,
    /// Bytes read, always behind a newline.
    pub offset: u64,
    /// Fingerprint of the first bytes.
    pub head_hash: u64,
    /// Fingerprint of the last bytes before `offset`.
    pub anchor_hash: u64,
    /// Lines read.
    pub lines: u64,
    /// Lines that could not be read.
    pub oddities: u64,
}

const SELECT: &str = "SELECT path, inode, size, mtime_ns, offset, head_hash, anchor_hash, lines, oddities
                      FROM source_file WHERE gone = 0";

fn read(row: &Row<'_>) -> rusqlite::Result<SourceFile> {
    Ok(SourceFile {
        path: row.get(0)?,
        inode: row.get::<_, i64>(1)? as u64,
        size: row.get::<_, i64>(2)? as u64,
        mtime_ns: row.get(3)?,
        offset: row.get::<_, i64>(4)? as u64,
        head_hash: row.get::<_, i64>(5)? as u64,
        anchor_hash: row.get::<_, i64>(6)? as u64,
        lines: row.get::<_, i64>(7)? as u64,
        oddities: row.get::<_, i64>(8)? as u64,
    })
}

impl Store {
    /// Every file that was there at the last look.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn source_files(&self) -> Result<Vec<SourceFile>, StoreError> {
        let mut statement = self.connection.prepare_cached(SELECT)?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One file, when it was there at the last look.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn source_file(&self, path: &str) -> Result<Option<SourceFile>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} AND path = ?1"))?
            .query_row([path], read)
            .optional()?)
    }

    /// Files known and lines that could not be read, over all files ever seen.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn file_counts(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT count(*) FILTER (WHERE gone = 0), coalesce(sum(oddities), 0) FROM source_file";
        Ok(self.connection.query_row(sql, [], |row| {
            Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64))
        })?)
    }

    /// Record kinds Segue does not know yet, with how often they were met, most frequent first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn unknown_kinds(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT kind, count FROM unknown_kind ORDER BY count DESC, kind")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first lines that could not be read: path, byte offset, reason.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn oddities(&self, limit: u32) -> Result<Vec<(String, u64, String)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT path, offset, reason FROM oddity ORDER BY path, offset LIMIT ?1")?;
        let rows = statement.query_map([limit], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)? as u64, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn write(transaction: &Transaction<'_>, file: &SourceFile) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO source_file (path, inode, size, mtime_ns, offset, head_hash, anchor_hash, lines, oddities, gone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)
         ON CONFLICT (path) DO UPDATE SET inode = excluded.inode, size = excluded.size, mtime_ns = excluded.mtime_ns,
           offset = excluded.offset, head_hash = excluded.head_hash, anchor_hash = excluded.anchor_hash,
           lines = excluded.lines, oddities = excluded.oddities, gone = 0",
    )?;
    statement.execute(params![
        file.path,
        file.inode as i64,
        file.size as i64,
        file.mtime_ns,
        file.offset as i64,
        file.head_hash as i64,
        file.anchor_hash as i64,
        file.lines as i64,
        file.oddities as i64,
    ])?;
    Ok(())
}

pub(crate) fn mark_gone(transaction: &Transaction<'_>, path: &str) -> Result<(), StoreError> {
    transaction
        .prepare_cached("UPDATE source_file SET gone = 1 WHERE path = ?1")?
        .execute([path])?;
    transaction
        .prepare_cached("UPDATE session SET gone = 1 WHERE transcript_path = ?1")?
        .execute([path])?;
    Ok(())
}

pub(crate) fn add_unknown_kind(
    transaction: &Transaction<'_>,
    kind: &str,
    count: u64,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO unknown_kind (kind, count) VALUES (?1, ?2)
             ON CONFLICT (kind) DO UPDATE SET count = count + excluded.count",
        )?
        .execute(params![kind, count as i64])?;
    Ok(())
}

pub(crate) fn add_oddity(
    transaction: &Transaction<'_>,
    path: &str,
    offset: u64,
    reason: &str,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO oddity (path, offset, reason) VALUES (?1, ?2, ?3)")?
        .execute(params![path, offset as i64, reason])?;
    Ok(())
}
