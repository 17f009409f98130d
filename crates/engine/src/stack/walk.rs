//! The folders of a project that may hold manifests: breadth first, a few levels deep, without what is installed,
//! built or hidden.

use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

/// Levels below the project's folder.
const DEEPEST: usize = 4;
/// Folders that are looked at.
const MOST_FOLDERS: usize = 1_500;
/// Entries of one folder that are looked at.
const MOST_ENTRIES: usize = 5_000;
/// Manifests that are read.
const MOST_READ: usize = 400;
/// A manifest is smaller than this.
const LARGEST: u64 = 1_000_000;
/// What is installed, built or generated.
const SKIPPED: &[&str] = &[
    "node_modules",
    "target",
    "dist",
    "build",
    "out",
    "vendor",
    "venv",
    "env",
    "__pycache__",
    "site-packages",
    "bin",
    "obj",
    "Pods",
    "Carthage",
    "deps",
    "_build",
    "coverage",
    "tmp",
    "temp",
    "third_party",
    "bower_components",
    "cmake-build-debug",
    "cmake-build-release",
    "fixtures",
    "testdata",
    "snapshots",
    "DerivedData",
];

/// One folder of a project.
pub(super) struct Folder<'a> {
    path: PathBuf,
    /// From the project's folder on; `None` is that folder itself.
    pub part: Option<String>,
    files: BTreeSet<String>,
    reads: &'a Cell<usize>,
}

impl Folder<'_> {
    /// Whether a file of this name is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains(name)
    }

    /// Files whose name ends so.
    pub(super) fn ending(&self, end: &str) -> impl Iterator<Item = &str> {
        let end = end.to_owned();
        self.files
            .iter()
            .map(String::as_str)
            .filter(move |name| name.ends_with(&end))
    }

    /// A manifest's text; `None` when it is not there, too large, not text, or enough was read.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        // A path into a hidden folder (`.github/workflows`) is not among the names of this one.
        if !name.contains('/') && !self.has(name) || self.reads.get() >= MOST_READ {
            return None;
        }
        let path = self.path.join(name);
        let size = fs::symlink_metadata(&path)
            .ok()
            .filter(fs::Metadata::is_file)?
            .len();
        if size > LARGEST {
            return None;
        }
        self.reads.set(self.reads.get() + 1);
        fs::read_to_string(path).ok()
    }

    /// Names in a subfolder, for `.github/workflows`.
    pub(super) fn names_in(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path.join(folder)) else {
            return Vec::new();
        };
        let mut names: Vec<_> = entries
            .flatten()
            .take(MOST_ENTRIES)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    /// A manifest as people name it: from the project's folder on.
    pub(super) fn source(&self, name: &str) -> String {
        match &self.part {
            Some(part) => format!("{part}/{name}"),
            None => name.to_owned(),
        }
    }
}

/// Visits the folders, the project's own first. Links are not followed.
pub(super) fn folders(root: &Path, visit: &mut impl FnMut(&Folder)) {
    let reads = Cell::new(0);
    let mut waiting = VecDeque::from([(root.to_owned(), None::<String>, 0)]);
    let mut visited = 0;
    while let Some((path, part, depth)) = waiting.pop_front() {
        if visited >= MOST_FOLDERS {
            return;
        }
        visited += 1;
        let (files, subfolders) = entries(&path);
        // A repository in a repository is another project; a submodule has a `.git` file and is a part.
        if depth > 0 && subfolders.iter().any(|name| name == ".git") {
            continue;
        }
        if depth < DEEPEST {
            for name in subfolders.iter().filter(|name| is_source(name)) {
                let below = match &part {
                    Some(part) => format!("{part}/{name}"),
                    None => name.clone(),
                };
                waiting.push_back((path.join(name), Some(below), depth + 1));
            }
        }
        visit(&Folder {
            path,
            part,
            files,
            reads: &reads,
        });
    }
}

/// Whether a folder of this name may hold what people wrote: not what is installed, built or hidden.
pub(crate) fn is_source(name: &str) -> bool {
    !name.starts_with('.')
        && !SKIPPED.contains(&name)
        && !name.ends_with(".egg-info")
        && !name.ends_with(".xcodeproj")
}

/// Names of files and of folders, sorted.
fn entries(path: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut files, mut folders) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .take(MOST_ENTRIES)
    {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        if kind.is_dir() {
            folders.insert(name);
        } else if kind.is_file() {
            files.insert(name);
        }
    }
    (files, folders)
}
