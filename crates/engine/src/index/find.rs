//! Finds transcripts: `projects/**/*.jsonl` of every config folder, sub-agents' files included.

use std::fs::Metadata;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

/// A transcript as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub path: PathBuf,
    pub inode: u64,
    pub size: u64,
    /// Nanoseconds since the epoch; only ever compared for being different.
    pub mtime_ns: i64,
}

impl Found {
    /// Looks at one file; `None` when it is not (or no longer) a transcript.
    pub(crate) fn look(path: &Path) -> Option<Found> {
        if !is_transcript(path) {
            return None;
        }
        Found::with(path.to_owned(), &std::fs::metadata(path).ok()?)
    }

    fn with(path: PathBuf, metadata: &Metadata) -> Option<Found> {
        metadata.is_file().then(|| Found {
            inode: inode(metadata),
            size: metadata.len(),
            mtime_ns: mtime(metadata),
            path,
        })
    }
}

/// Every transcript under `projects`. A folder that cannot be read is left out: the rest still counts.
pub(crate) fn find(projects: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    let mut folders = Vec::new();
    list(projects, &mut folders, &mut found);
    // Looking is waiting for the system; two look at most projects in half the time.
    let (mine, theirs) = folders.split_at(folders.len() / 2);
    thread::scope(|scope| {
        let other = scope.spawn(|| below(theirs));
        found.extend(below(mine));
        // A panic over there is one here.
        found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
    });
    found
}

/// Every transcript in some folders and the folders in them.
fn below(folders: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut folders = folders.to_owned();
    while let Some(folder) = folders.pop() {
        list(&folder, &mut folders, &mut found);
    }
    found
}

/// Sorts what stands in one folder into folders to look into and transcripts.
fn list(folder: &Path, folders: &mut Vec<PathBuf>, found: &mut Vec<Found>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if kind.is_dir() {
            // Large outputs and memory notes are not transcripts.
            if entry.file_name() != "tool-results" && entry.file_name() != "memory" {
                folders.push(path);
            }
        } else if kind.is_file() {
            // Asked of the open folder: the system need not walk the whole path again.
            let file = is_transcript(&path).then(|| entry.metadata().ok()).flatten();
            found.extend(file.and_then(|metadata| Found::with(path, &metadata)));
        } else {
            found.extend(Found::look(&path));
        }
    }
}

fn is_transcript(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonl")
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> u64 {
    0
}

fn mtime(metadata: &Metadata) -> i64 {
    let since = metadata
        .modified()
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    since
        .and_then(|since| i64::try_from(since.as_nanos()).ok())
        .unwrap_or(0)
}
