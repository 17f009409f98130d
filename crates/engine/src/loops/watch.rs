//! Watches what the loop depends on: transcripts, the live registry, Claude Code's state file, our own database.

use std::path::{Path, PathBuf};

use crossbeam_channel::{Receiver, unbounded};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::world::World;

/// A file event, or that some were lost.
pub(super) type News = notify::Result<Event>;

/// Watches while it lives.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    watched: Vec<PathBuf>,
    /// File events.
    pub news: Receiver<News>,
    /// The system has no more watches to give: the loop must look by itself.
    pub exhausted: bool,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn begin(world: &World) -> Watch {
        let (send, news) = unbounded();
        let handler = move |event: News| {
            // The loop has ended when nobody receives.
            drop(send.send(event));
        };
        let watcher = notify::recommended_watcher(handler).ok();
        let exhausted = watcher.is_none();
        let mut watch = Watch {
            watcher,
            watched: Vec::new(),
            news,
            exhausted,
        };
        watch.extend(world);
        watch
    }

    /// Watches what has come into being since: folders that Claude Code makes at its first start.
    pub(super) fn extend(&mut self, world: &World) {
        for home in &world.places.claude {
            self.add(&home.projects(), RecursiveMode::Recursive);
            self.add(&home.live_sessions(), RecursiveMode::NonRecursive);
            // The folder itself: for the two above, and for settings.
            self.add(&home.root, RecursiveMode::NonRecursive);
            // The state file is replaced by renaming, so its folder is watched; a folder that is not there yet is
            // noticed from its parent.
            if let Some(folder) = home.state_file.parent() {
                self.add(folder, RecursiveMode::NonRecursive);
            }
            if !home.root.exists()
                && let Some(parent) = home.root.ancestors().find(|folder| folder.exists())
            {
                self.add(parent, RecursiveMode::NonRecursive);
            }
        }
        self.add(&world.places.segue, RecursiveMode::NonRecursive);
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) {
        if self.watched.iter().any(|watched| watched == path) || !path.exists() {
            return;
        }
        let Some(watcher) = self.watcher.as_mut() else {
            return;
        };
        match watcher.watch(path, mode) {
            Ok(()) => self.watched.push(path.to_owned()),
            Err(error) => self.exhausted |= is_exhausted(&error),
        }
    }

    /// A folder that was deleted and made again needs a new watch.
    pub(super) fn forget_missing(&mut self) {
        self.watched.retain(|path| path.exists());
    }
}

/// Out of watches or of file descriptors for them.
fn is_exhausted(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // ENOSPC (28) and EMFILE (24) on Linux.
        ErrorKind::Io(io) => matches!(io.raw_os_error(), Some(28 | 24)),
        ErrorKind::Generic(_)
        | ErrorKind::PathNotFound
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_of_watches_is_told_from_other_errors() {
        let io = |code| notify::Error::io(std::io::Error::from_raw_os_error(code));
        assert!(is_exhausted(&notify::Error::new(ErrorKind::MaxFilesWatch)));
        assert!(is_exhausted(&io(28)) && is_exhausted(&io(24)));
        assert!(!is_exhausted(&io(13)), "no permission is not exhaustion");
        assert!(!is_exhausted(&notify::Error::path_not_found()));
    }
}
