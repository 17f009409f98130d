//! Whether a session that was started is there: its transcript, or Claude Code's own registry of live sessions.
//!
//! The session id is ours, so nothing has to be guessed: a transcript of that name is the session.

use std::path::{Path, PathBuf};

use segue_transcript::project_dir;
use segue_transcript::registry::LiveSession;

use crate::live;
use crate::world::{Places, World};

/// What is seen of the sessions that run, looked up once per turn.
pub(super) struct Signs {
    live: Vec<LiveSession>,
}

/// What is seen of one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sign {
    /// Its transcript.
    pub(super) transcript: Option<PathBuf>,
    /// A living process has it open.
    pub(super) live: bool,
}

impl Signs {
    /// Looks into the registry of every config folder.
    pub(super) fn look(places: &Places) -> Signs {
        Signs {
            live: live::live_sessions(places),
        }
    }

    /// Looks for one session that was to begin in `project`, by the process `pid` where it is known.
    pub(super) fn of(&self, world: &World, project: &str, session: &str, pid: Option<u32>) -> Sign {
        let is_it = |live: &&LiveSession| live.session_id == session || Some(live.pid) == pid;
        Sign {
            live: self.live.iter().any(|live| is_it(&live)),
            transcript: transcript(&world.places, project, session),
        }
    }
}

/// The transcript of a session: where Claude Code puts it, or under whatever name another release gave the folder.
pub(super) fn transcript(places: &Places, project: &str, session: &str) -> Option<PathBuf> {
    let name = format!("{session}.jsonl");
    let real = Path::new(project).canonicalize();
    let real = real.unwrap_or_else(|_| PathBuf::from(project));
    let folder = project_dir::encode(&real.to_string_lossy());
    places.claude.iter().find_map(|home| {
        let usual = home.projects().join(&folder).join(&name);
        if usual.is_file() {
            return Some(usual);
        }
        std::fs::read_dir(home.projects())
            .ok()?
            .flatten()
            .map(|entry| entry.path().join(&name))
            .find(|path| path.is_file())
    })
}
