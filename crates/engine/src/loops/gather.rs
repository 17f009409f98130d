//! Sorts a burst of file events into what has to be done.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use notify::EventKind;
use notify::event::{AccessKind, AccessMode, CreateKind, RemoveKind};

use super::watch::News;
use crate::world::World;

/// A burst is over after this much quiet …
const QUIET: Duration = Duration::from_millis(20);
/// … or when it has lasted this long.
const LONGEST: Duration = Duration::from_millis(100);

/// What a burst of events asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Work {
    /// Transcripts that were touched.
    pub transcripts: BTreeSet<PathBuf>,
    /// Folders came or went, or events were lost: look at everything.
    pub everything: bool,
    /// The live registry changed.
    pub registry: bool,
    /// Claude Code's state file changed.
    pub state_file: bool,
    /// Our database's files changed, by us or by another process.
    pub database: bool,
}

impl Work {
    pub(super) fn is_empty(&self) -> bool {
        *self == Work::default()
    }

    /// Adds an event and whatever follows it closely.
    pub(super) fn gather(&mut self, first: News, more: &Receiver<News>, world: &World) {
        let end = Instant::now() + LONGEST;
        self.add(first, world);
        loop {
            let wait = QUIET.min(end.saturating_duration_since(Instant::now()));
            match more.recv_timeout(wait) {
                Ok(news) => self.add(news, world),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn add(&mut self, news: News, world: &World) {
        let Ok(event) = news else {
            self.everything = true;
            return;
        };
        if event.need_rescan() {
            self.everything = true;
        }
        // Reading is no news; our own reads of transcripts would wake us for ever.
        if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
            return;
        }
        let folder = matches!(
            event.kind,
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder)
        );
        for path in event.paths {
            self.sort(path, folder, world);
        }
    }

    fn sort(&mut self, path: PathBuf, folder: bool, world: &World) {
        if path.parent() == Some(world.places.segue.as_path()) {
            self.database |= is_database(&path);
            return;
        }
        for home in &world.places.claude {
            if path.starts_with(home.projects()) {
                match path.extension() {
                    Some(extension) if extension == "jsonl" => {
                        self.transcripts.insert(path);
                    }
                    Some(_) | None => self.everything |= folder,
                }
                return;
            }
            if path.starts_with(home.live_sessions()) {
                self.registry = true;
                return;
            }
            if path == home.state_file {
                self.state_file = true;
                return;
            }
            // The config folder itself came or went, or its settings changed what a context can hold.
            if path == home.root || path == home.settings() {
                self.everything = true;
                return;
            }
        }
    }
}

/// The database or its write-ahead log; the lock and snapshots say nothing.
fn is_database(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name == "segue.db" || name == "segue.db-wal")
}
