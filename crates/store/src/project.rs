//! `project`: which folder leads to which project, and how a project is recognised when its folder was renamed.
//!
//! A row of `project` is a path that was met (`path`, since step 1). Two things were added in step 2, and a row may be
//! both: a path that leads to a project (`belongs_to`), and a project (`id`, and the marks by which it is known again).
//! Nearly always the first path of a project is the row of the project itself; only when a renamed project's old name
//! was given to another folder does that folder's project get a row of its own.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use crate::instant::to_ms;
use crate::{Store, StoreError};

pub(crate) const STEP_2: &str = "
ALTER TABLE project ADD COLUMN belongs_to INTEGER REFERENCES project(num); -- NULL: not looked at yet
ALTER TABLE project ADD COLUMN id TEXT;          -- of a row that is a project: 16 hex digits, for ever
ALTER TABLE project ADD COLUMN today TEXT;       -- its real path now
ALTER TABLE project ADD COLUMN git_root TEXT;
ALTER TABLE project ADD COLUMN root_commit TEXT; -- its first commit
ALTER TABLE project ADD COLUMN remote TEXT;      -- without user and password
ALTER TABLE project ADD COLUMN folder_mark TEXT; -- inode and time of birth: stays when the folder is renamed
ALTER TABLE project ADD COLUMN looked_at INTEGER;
CREATE UNIQUE INDEX project_id ON project(id) WHERE id IS NOT NULL;
CREATE INDEX project_belongs_to ON project(belongs_to);
CREATE INDEX project_folder_mark ON project(folder_mark) WHERE folder_mark IS NOT NULL;
CREATE INDEX project_root_commit ON project(root_commit) WHERE root_commit IS NOT NULL;
";

/// A project: a folder with its memory, plans and sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its number; other rows refer to it.
    pub num: i64,
    /// 16 hex digits; stays the same when the folder is renamed.
    pub id: String,
    /// Its real path today.
    pub path: String,
    /// The last part of the path.
    pub name: String,
    /// The repository's main work tree, when it is one.
    pub git_root: Option<String>,
}

/// By what a project is known again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectMarks {
    /// The repository's main work tree.
    pub git_root: Option<String>,
    /// The repository's first commit.
    pub root_commit: Option<String>,
    /// Where the repository is fetched from, without user and password.
    pub remote: Option<String>,
    /// Inode and time of birth of the folder.
    pub folder_mark: Option<String>,
}

const COLUMNS: &str = "r.num, r.id, coalesce(r.today, r.path), r.git_root";

fn read(row: &Row<'_>) -> rusqlite::Result<ProjectRow> {
    let path: String = row.get(2)?;
    Ok(ProjectRow {
        num: row.get(0)?,
        id: row.get(1)?,
        name: name_of(&path).to_owned(),
        path,
        git_root: row.get(3)?,
    })
}

/// The last part of a path.
pub(crate) fn name_of(path: &str) -> &str {
    path.trim_end_matches(['/', '\\'])
        .rsplit(['/', '\\'])
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or(path)
}

impl Store {
    /// The project that a path leads to, when it was looked at.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_of(&self, path: &str) -> Result<Option<ProjectRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM project p JOIN project r ON r.num = p.belongs_to WHERE p.path = ?1 AND r.id IS NOT NULL"
        );
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([path], read)
            .optional()?)
    }

    /// A project by its number.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project(&self, num: i64) -> Result<Option<ProjectRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM project r WHERE r.num = ?1 AND r.id IS NOT NULL");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([num], read)
            .optional()?)
    }

    /// A project by its id.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_by_id(&self, id: &str) -> Result<Option<ProjectRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM project r WHERE r.id = ?1");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([id], read)
            .optional()?)
    }

    /// Every project, by path.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn projects(&self) -> Result<Vec<ProjectRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM project r WHERE r.id IS NOT NULL ORDER BY 3");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// By what a project is known again, and when that was looked at.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_marks(&self, num: i64) -> Result<(ProjectMarks, Option<Timestamp>), StoreError> {
        let sql = "SELECT git_root, root_commit, remote, folder_mark, looked_at FROM project WHERE num = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([num], |row| {
            let marks = ProjectMarks {
                git_root: row.get(0)?,
                root_commit: row.get(1)?,
                remote: row.get(2)?,
                folder_mark: row.get(3)?,
            };
            Ok((marks, row.get::<_, Option<i64>>(4)?.map(crate::instant::from_ms)))
        })?)
    }

    /// Projects that share a mark with these: the same folder, or the same first commit and remote. The same folder
    /// comes first, then the one looked at last.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn projects_marked(&self, marks: &ProjectMarks) -> Result<Vec<ProjectRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM project r
             WHERE r.id IS NOT NULL AND (r.folder_mark = ?1 OR (r.root_commit = ?2 AND r.remote IS ?3))
             ORDER BY r.folder_mark IS NOT ?1, r.looked_at DESC"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![marks.folder_mark, marks.root_commit, marks.remote], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Other paths that lead to a project.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn project_aliases(&self, num: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.path FROM project p JOIN project r ON r.num = p.belongs_to
             WHERE r.num = ?1 AND p.path <> coalesce(r.today, r.path) ORDER BY p.path",
        )?;
        let rows = statement.query_map([num], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Paths of sessions whose project was not looked at yet; the latest first.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn paths_without_project(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT path FROM project WHERE belongs_to IS NULL AND id IS NULL AND path <> '' ORDER BY num DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A new project at `path`; its id is made of what `id_of` says for the first, second, … try.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn new_project(
        &mut self,
        path: &str,
        marks: &ProjectMarks,
        at: Timestamp,
        id_of: impl Fn(u32) -> String,
    ) -> Result<ProjectRow, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have made it while we looked.
        let there: Option<ProjectRow> = transaction
            .query_row(
                &format!("SELECT {COLUMNS} FROM project r WHERE r.id IS NOT NULL AND r.today = ?1"),
                [path],
                read,
            )
            .optional()?;
        if let Some(row) = there {
            lead(&transaction, path, row.num)?;
            transaction.commit()?;
            return Ok(row);
        }
        let mut id = id_of(0);
        let mut tries = 0;
        while is_taken(&transaction, &id)? {
            tries += 1;
            id = id_of(tries);
        }
        let num = row_for(&transaction, path, &id)?;
        transaction.execute(
            "UPDATE project SET id = ?2, today = ?3 WHERE num = ?1",
            params![num, id, path],
        )?;
        write_marks(&transaction, num, marks, at)?;
        lead(&transaction, path, num)?;
        transaction.commit()?;
        Ok(ProjectRow {
            num,
            id,
            name: name_of(path).to_owned(),
            path: path.to_owned(),
            git_root: marks.git_root.clone(),
        })
    }

    /// From now on a path leads to a project.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn lead_to_project(&mut self, path: &str, num: i64) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        lead(&transaction, path, num)?;
        transaction.commit()?;
        Ok(())
    }

    /// A project is at `path` today, and known by these marks. Where it was before still leads to it.
    ///
    /// # Errors
    /// What SQLite said.
    pub fn place_project(
        &mut self,
        num: i64,
        path: &str,
        marks: &ProjectMarks,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("UPDATE project SET today = ?2 WHERE num = ?1", params![num, path])?;
        write_marks(&transaction, num, marks, at)?;
        lead(&transaction, path, num)?;
        transaction.commit()?;
        Ok(())
    }
}

fn is_taken(transaction: &Transaction<'_>, id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM project WHERE id = ?1)";
    Ok(transaction
        .prepare_cached(sql)?
        .query_row([id], |row| row.get(0))?)
}

/// The row that becomes a project: the path's own, unless that is already another project.
fn row_for(transaction: &Transaction<'_>, path: &str, id: &str) -> Result<i64, StoreError> {
    let own = path_number(transaction, path)?;
    let free: bool =
        transaction.query_row("SELECT id IS NULL FROM project WHERE num = ?1", [own], |row| {
            row.get(0)
        })?;
    if free {
        return Ok(own);
    }
    path_number(transaction, &format!("{path}#{id}"))
}

fn write_marks(
    transaction: &Transaction<'_>,
    num: i64,
    marks: &ProjectMarks,
    at: Timestamp,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE project SET git_root = ?2, root_commit = coalesce(?3, root_commit), remote = ?4,
               folder_mark = coalesce(?5, folder_mark), looked_at = ?6 WHERE num = ?1",
        )?
        .execute(params![
            num,
            marks.git_root,
            marks.root_commit,
            marks.remote,
            marks.folder_mark,
            to_ms(at)
        ])?;
    Ok(())
}

fn lead(transaction: &Transaction<'_>, path: &str, num: i64) -> Result<(), StoreError> {
    let own = path_number(transaction, path)?;
    transaction
        .prepare_cached("UPDATE project SET belongs_to = ?2 WHERE num = ?1 AND belongs_to IS NOT ?2")?
        .execute([own, num])?;
    Ok(())
}

/// The row of a path, made when it is new.
pub(crate) fn path_number(transaction: &Transaction<'_>, path: &str) -> Result<i64, StoreError> {
    transaction
        .prepare_cached("INSERT INTO project (path, name) VALUES (?1, ?2) ON CONFLICT (path) DO NOTHING")?
        .execute([path, name_of(path)])?;
    Ok(transaction
        .prepare_cached("SELECT num FROM project WHERE path = ?1")?
        .query_row([path], |row| row.get(0))?)
}
