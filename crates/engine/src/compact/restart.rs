//! Save and restart: the handoff of a session, then a new session in the same project that reads it first.
//!
//! Promises: the new session's id is ours, so that what came of a handoff can be told; the prompt names the handoff's
//! file instead of carrying it; a handoff counts as used only when the new session has begun.

use std::path::Path;

use segue_meter::words;

use super::{identity, resume_command, terminal};
use crate::Occasion;
use crate::launch::{first_reading, has_plugin};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::sessions;
use crate::view::{Activity, Handoff, Restart};
use crate::world::ClaudeHome;

/// Makes the handoff, and prints or opens the command that goes on from it.
pub(super) fn restart(
    segue: &mut Segue,
    session: Option<&str>,
    open: bool,
    by: &str,
) -> Result<Restart, Problem> {
    let (session, row) = sessions::one(segue, session)?;
    let home = sessions::home(segue, &session, row.as_ref())?.clone();
    let cwd = Path::new(&session.project_path).to_owned();
    if !cwd.is_dir() {
        return Err(Problem::new(
            Code::NotFound,
            format!("the project folder {} is gone", session.project_path),
        )
        .hint("A new session begins in its project's folder. `segue handoff` saves what this one knows all the same."));
    }
    let handoff = segue.handoff(Some(&session.id), by)?;
    let id = identity::new_session_id(segue.world.clock.now());
    let prompt = prompt(segue, &home, &cwd, &handoff, open)?;
    let mut arguments = vec!["--session-id".to_owned(), id.clone()];
    if let Some(folder) = handoff.path.as_deref().and_then(|path| Path::new(path).parent()) {
        // Without it Claude Code asks before it reads a file outside the project.
        arguments.extend(["--add-dir".to_owned(), folder.to_string_lossy().into_owned()]);
    }
    arguments.extend(["--".to_owned(), prompt]);
    let command = resume_command(&segue.world, &home, &cwd, arguments);
    let terminal = if open {
        let opened = terminal::open(segue, &command)?;
        mark_used(segue, &session.id, &id)?;
        Some(opened)
    } else {
        None
    };
    let live = session.activity != Activity::Past;
    Ok(Restart {
        session_id: id,
        sentence: sentence(&handoff, live),
        handoff,
        command,
        opened: terminal.is_some(),
        terminal,
    })
}

/// The first prompt. What the project remembers is part of it only where it is opened for a person who has no plugin
/// that tells it: a command to paste stays short.
fn prompt(
    segue: &mut Segue,
    home: &ClaudeHome,
    cwd: &Path,
    handoff: &Handoff,
    open: bool,
) -> Result<String, Problem> {
    let mut prompt = first_reading(handoff) + " Then go on with its next objectives.";
    if open && !has_plugin(home) {
        let memory = segue.digest(cwd, Occasion::Compact)?.text;
        if !memory.is_empty() {
            prompt.push_str(&format!("\n\n{memory}"));
        }
    }
    Ok(prompt)
}

/// The handoff of a session was read first by the session `by`.
pub(crate) fn mark_used(segue: &mut Segue, from: &str, by: &str) -> Result<(), Problem> {
    let now = segue.world.clock.now();
    if let Some(row) = segue.store.handoff(from)? {
        segue.store.use_handoff(row.num, by, now)?;
    }
    Ok(())
}

fn sentence(handoff: &Handoff, live: bool) -> String {
    let stays = if live {
        " Your present session stays open; exit it when the new one has begun."
    } else {
        ""
    };
    format!(
        "Same quota, fresh context: the new session starts empty and reads the handoff, about {} tokens.{stays}",
        words::tokens(handoff.tokens)
    )
}
