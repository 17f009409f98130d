//! The first words of a session: the handoff to read, the person's words exactly, the plan to work on, what the project
//! remembers. And the file
//! in which they wait for the gate, readable for the person alone.

use std::path::{Path, PathBuf};

use segue_plan::schedule::Spec;
use serde_json::Value;

use super::command::home_of;
use crate::Occasion;
use crate::files;
use crate::plans;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::Handoff;
use crate::world::{ClaudeHome, World};

/// What will be sent, word for word, as far as it is known now: a handoff that was made is named, not made anew.
pub(crate) fn text(segue: &mut Segue, spec: &Spec) -> Result<String, Problem> {
    let handoff = match &spec.from_session {
        Some(session) => Some(known_handoff(segue, session)?),
        None => None,
    };
    compose(segue, spec, handoff.as_ref())
}

/// The same at the moment of starting: the handoff tells what its session has done since it was planned.
pub(super) fn at_launch(segue: &mut Segue, spec: &Spec) -> Result<String, Problem> {
    let handoff = match &spec.from_session {
        // What cannot be made anew, for its transcript is gone, is read as it was kept.
        Some(session) => Some(match segue.handoff(Some(session), "segue") {
            Ok(made) => made,
            Err(_) => known_handoff(segue, session)?,
        }),
        None => None,
    };
    compose(segue, spec, handoff.as_ref())
}

fn known_handoff(segue: &mut Segue, session: &str) -> Result<Handoff, Problem> {
    match segue.stored_handoff(session)? {
        Some(stored)
            if stored
                .path
                .as_deref()
                .is_some_and(|path| Path::new(path).is_file()) =>
        {
            Ok(stored)
        }
        Some(_) | None => segue.handoff(Some(session), "segue"),
    }
}

fn compose(segue: &mut Segue, spec: &Spec, handoff: Option<&Handoff>) -> Result<String, Problem> {
    let mut text = match handoff {
        Some(handoff) if spec.prompt.is_empty() && spec.plan.is_some() => first_reading(handoff),
        Some(handoff) if spec.prompt.is_empty() => {
            first_reading(handoff) + " Then go on with its next objectives."
        }
        Some(handoff) => format!("{}\n\n{}", first_reading(handoff), spec.prompt),
        None => spec.prompt.clone(),
    };
    if let Some(plan) = spec.plan {
        let words = plans::prompt_words(&segue.store, plan, spec.prompt.is_empty())?;
        let between = if text.is_empty() { "" } else { "\n\n" };
        text.push_str(&format!("{between}{words}"));
    }
    let home = home_of(segue, spec)?;
    if spec.with_memory && !has_plugin(&home) {
        let occasion = match handoff {
            // The handoff is named already.
            Some(_) => Occasion::Compact,
            None => Occasion::Launch,
        };
        let memory = segue.digest(Path::new(&spec.project), occasion)?.text;
        if !memory.is_empty() {
            let between = if text.is_empty() { "" } else { "\n\n" };
            text.push_str(&format!("{between}{memory}"));
        }
    }
    Ok(text)
}

/// The sentence that has a handoff read first.
pub(crate) fn first_reading(handoff: &Handoff) -> String {
    match &handoff.path {
        Some(path) => format!("Read {path} first: it is the handoff of the session before this one."),
        None => format!(
            "Run `segue handoff {}` first: it prints the handoff of the session before this one.",
            handoff.session_id
        ),
    }
}

/// Whether Segue's plugin is switched on there: its hook tells new sessions what the project remembers.
pub(crate) fn has_plugin(home: &ClaudeHome) -> bool {
    let settings = std::fs::read(home.settings()).ok();
    let settings = settings.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    settings
        .as_ref()
        .and_then(|settings| settings["enabledPlugins"].as_object())
        .is_some_and(|plugins| {
            plugins
                .iter()
                .any(|(name, on)| name.starts_with("segue@") && *on == true)
        })
}

/// Where a prompt waits.
pub(super) fn file(world: &World, session_id: &str) -> PathBuf {
    world
        .places
        .segue
        .join("launch")
        .join(format!("{session_id}.prompt"))
}

/// Writes it, whole or not at all.
pub(super) fn keep(world: &World, session_id: &str, text: &str) -> Result<(), Problem> {
    files::replace(&file(world, session_id), text.as_bytes()).map_err(|error| {
        Problem::new(Code::Io, "the prompt cannot be written")
            .hint("Check that the disk is not full and Segue's folder is yours.")
            .because(error)
    })
}

/// Reads what waits there.
pub(super) fn kept(world: &World, session_id: &str) -> Result<String, Problem> {
    std::fs::read_to_string(file(world, session_id)).map_err(|error| {
        Problem::new(Code::Io, "the file of the prompt is gone")
            .hint("Start it again: it is written anew.")
            .because(error)
    })
}

/// Removes it: the session has it, or never will.
pub(crate) fn forget(world: &World, session_id: &str) {
    // One that is gone already is what is wanted.
    drop(std::fs::remove_file(file(world, session_id)));
}
