//! The database as a file: its state, copies of it, and going back.

use std::path::{Path, PathBuf};

use segue_store::{SCHEMA_VERSION, Snapshot, Store};

use crate::problem::{Code, Problem};
use crate::view::{DatabaseStatus, SnapshotView};
use crate::world::World;

/// The database of a world; works on files that cannot be opened as well.
pub struct Database {
    path: PathBuf,
}

impl Database {
    /// The database of this world.
    pub fn of(world: &World) -> Database {
        Database {
            path: world.places.database(),
        }
    }

    /// What it is and whether it is sound.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub fn status(&self) -> Result<DatabaseStatus, Problem> {
        let snapshots = segue_store::snapshots(&self.path)?
            .into_iter()
            .map(snapshot_view)
            .collect();
        let mut status = DatabaseStatus {
            path: self.path.to_string_lossy().into_owned(),
            // What stands in the write-ahead log belongs to it.
            size_bytes: [&self.path, &self.path.with_extension("db-wal")]
                .into_iter()
                .map(|file| file.metadata().map_or(0, |data| data.len()))
                .sum(),
            schema_version: None,
            known_version: SCHEMA_VERSION,
            damage: None,
            snapshots,
        };
        if self.path.exists() {
            match Store::open_as_is(&self.path)
                .and_then(|store| Ok((store.schema_version()?, store.integrity()?)))
            {
                Ok((version, damage)) => (status.schema_version, status.damage) = (Some(version), damage),
                Err(error) => status.damage = Some(error.to_string()),
            }
        }
        Ok(status)
    }

    /// Writes a compact copy, to `target` or into the snapshots folder. Returns where it is.
    ///
    /// # Errors
    /// When there is no database yet, the target exists, or it cannot be written.
    pub fn backup(&self, target: Option<&Path>) -> Result<PathBuf, Problem> {
        self.must_exist()?;
        if target.is_some_and(Path::exists) {
            return Err(Problem::new(Code::BadInput, "the backup's file exists already")
                .hint("Name another file; nothing is overwritten."));
        }
        Ok(Store::open_as_is(&self.path)?.backup(target)?)
    }

    /// Brings the schema up to date. Returns the version it has now.
    ///
    /// # Errors
    /// When it cannot be opened, or a newer Segue wrote it.
    pub fn migrate(&self) -> Result<u32, Problem> {
        Ok(Store::open(&self.path)?.schema_version()?)
    }

    /// Puts the newest snapshot in its place; the present file is kept. Returns the snapshot and where the present
    /// file is kept.
    ///
    /// # Errors
    /// When there is no snapshot, or a running Segue has the database open.
    pub fn rollback(&self) -> Result<(SnapshotView, PathBuf), Problem> {
        self.must_exist()?;
        // Held until the files have changed places: nobody becomes the owner meanwhile.
        let Some(_lease) = Store::open_as_is(&self.path)?.try_own()? else {
            return Err(Problem::new(Code::Busy, "a running Segue has the database open")
                .hint("Quit the app (its icon's menu), then roll back."));
        };
        let (snapshot, kept) = segue_store::rollback(&self.path)?;
        Ok((snapshot_view(snapshot), kept))
    }

    fn must_exist(&self) -> Result<(), Problem> {
        if self.path.exists() {
            return Ok(());
        }
        Err(Problem::new(
            Code::NotFound,
            format!("there is no database at {} yet", self.path.display()),
        )
        .hint("Any command that reads your history makes it, such as `segue status`."))
    }
}

fn snapshot_view(snapshot: Snapshot) -> SnapshotView {
    SnapshotView {
        path: snapshot.path.to_string_lossy().into_owned(),
        taken_at: snapshot.taken_at,
        schema_version: snapshot.schema_version,
        size_bytes: snapshot.bytes,
    }
}
