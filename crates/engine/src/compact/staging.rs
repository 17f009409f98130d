//! Segue's own folder for forks that are not verified yet, where Claude Code does not look.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::world::Places;

/// Where a fork lies until it is verified.
pub(super) fn file(places: &Places, id: &str) -> PathBuf {
    folder(places).join(format!("{id}.jsonl"))
}

fn folder(places: &Places) -> PathBuf {
    places.segue.join("forks")
}

/// A new file there that only its owner can read.
pub(super) fn create(places: &Places, id: &str) -> io::Result<File> {
    fs::create_dir_all(folder(places))?;
    new_private_file(&file(places, id))
}

/// A file that must not exist yet.
pub(super) fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Removes a file; one that is not there is as good.
pub(super) fn remove(path: &Path) {
    // What cannot be removed now is found again at the next start.
    drop(fs::remove_file(path));
}

/// Makes the folder's new names last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
