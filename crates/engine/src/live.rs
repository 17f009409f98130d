//! Live sessions, from Claude Code's own registry (`<config>/sessions/<pid>.json`).

use std::path::Path;

use segue_transcript::registry::{self, LiveSession, Status};

use crate::view::Activity;
use crate::world::Places;

/// Every session that a living process has open, in all config folders.
pub(crate) fn live_sessions(places: &Places) -> Vec<LiveSession> {
    places
        .claude
        .iter()
        .flat_map(|home| read_folder(&home.live_sessions()))
        .collect()
}

fn read_folder(folder: &Path) -> Vec<LiveSession> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "json")
        })
        .filter_map(|entry| std::fs::read(entry.path()).ok())
        .filter_map(|bytes| registry::parse(&bytes).ok())
        // A file whose process is gone was left behind by a crash.
        .filter(|session| segue_agent::is_alive(session.pid, session.proc_start.as_deref()))
        .collect()
}

/// What the registry says a session is doing.
pub(crate) fn activity(session: &LiveSession) -> Activity {
    let pid = session.pid;
    match &session.status {
        Status::Idle => Activity::Idle { pid },
        Status::Busy => Activity::Busy { pid },
        Status::Waiting { for_what } => Activity::Waiting {
            pid,
            waiting_for: for_what.clone().unwrap_or_else(|| "you".to_owned()),
        },
        // A word of a newer Claude Code: it runs, and that is what we know.
        Status::Unknown(_) => Activity::Busy { pid },
    }
}
