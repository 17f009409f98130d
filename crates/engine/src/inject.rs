//! What a new session is told: the handoff that waits for it, then what its project remembers, most relevant first.
//!
//! One text for the SessionStart hook, for prompts that Segue launches with, and for the window. Promises: rows only,
//! a few statements and no tokenizer, for a hook has 20 ms; never more than the budget, never 10,000 characters; the
//! same rows and the same moment give the same text. Never: a decision that was forgotten, or one that has faded.

mod fit;
mod tokens;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use segue_plan::handoff::{self, Kind};
use segue_store::{HandoffRow, MemoryItemRow, MemorySessionRow, ProjectRow, Store};

use self::fit::Part;
use crate::decisions::shortened;
use crate::handoff::words::without_secrets;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::world::World;
use crate::{memory, project, settings, stack, view};

/// When it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A new session.
    Startup,
    /// A session was cleared.
    Clear,
    /// A session was compacted: it knows its own work, so no handoff.
    Compact,
    /// Segue starts a session.
    Launch,
}

/// Sessions that are told of.
const SESSIONS: u32 = 3;
/// Characters of one line.
const LONGEST_LINE: usize = 280;

impl Segue {
    /// What a new session in this folder is told. Empty when nothing is known of it, or telling is switched off.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn digest(&mut self, project: &Path, occasion: Occasion) -> Result<view::Digest, Problem> {
        match project::known(&self.store, project)? {
            Some(row) => digest(&self.store, &self.world, &row, occasion),
            None => Ok(view::Digest {
                budget_tokens: settings::memory_budget(&self.store)?,
                ..view::Digest::default()
            }),
        }
    }
}

/// What a new session of this project is told.
pub(crate) fn digest(
    store: &Store,
    world: &World,
    project: &ProjectRow,
    occasion: Occasion,
) -> Result<view::Digest, Problem> {
    let budget = settings::memory_budget(store)?;
    if !settings::is_on(store, "memory.inject")? {
        return Ok(view::Digest {
            budget_tokens: budget,
            ..view::Digest::default()
        });
    }
    let now = world.clock.now();
    let waiting = match occasion {
        Occasion::Compact => None,
        Occasion::Startup | Occasion::Clear | Occasion::Launch => store.waiting_handoff(project.num, now)?,
    };
    let mut items: Vec<(f64, MemoryItemRow)> = store
        .memory_items(project.num)?
        .into_iter()
        .filter(|item| item.forgotten_at.is_none())
        // Claude Code reads its instructions itself.
        .filter(|item| item.how != "instructions" || item.pinned)
        .map(|item| (memory::weight_of(&item, now), item))
        .filter(|(weight, _)| *weight >= memory::weight::FADED)
        .collect();
    items.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then(b.1.last_at.cmp(&a.1.last_at))
            .then(a.1.num.cmp(&b.1.num))
    });
    let of = |wanted: &dyn Fn(&MemoryItemRow) -> bool| -> Vec<String> {
        let lines = items.iter().filter(|(_, item)| wanted(item));
        lines.map(|(_, item)| item_line(item)).collect()
    };
    let known_stack = store.project_stack(project.num)?;
    let sessions = store.memory_sessions(project.num, SESSIONS)?;
    let parts = vec![
        Part::new(
            "Handoff",
            "",
            waiting
                .iter()
                .flat_map(|row| handoff_lines(row, store, now))
                .collect(),
            0.45,
        ),
        Part::new("Pinned", "Pinned by the person:", of(&|item| item.pinned), 0.6),
        Part::new(
            "Decisions",
            "Decisions so far:",
            of(&|item| !item.pinned && item.kind == "decision"),
            0.35,
        ),
        Part::new(
            "Notes",
            "Notes and facts:",
            of(&|item| !item.pinned && matches!(item.kind.as_str(), "note" | "fact")),
            0.12,
        ),
        Part::new(
            "Stack",
            "Stack, from its manifests:",
            stack_lines(known_stack),
            0.12,
        ),
        Part::new(
            "Commands",
            "Commands that worked before:",
            of(&|item| !item.pinned && item.kind == "pattern"),
            0.08,
        ),
        Part::new(
            "Sessions",
            "Last sessions:",
            sessions.iter().filter_map(session_line).collect(),
            0.18,
        ),
    ];
    let head = format!(
        "What Segue remembers of {} from earlier sessions; where files differ, the files are right.",
        project.name
    );
    let foot = "More: the `recall` tool of Segue's MCP server finds sessions, handoffs and decisions by words; in a shell: \
                `segue memory search WORDS`.";
    Ok(fit::fit(&head, foot, parts, budget))
}

/// Read this first, and the heart of it.
fn handoff_lines(row: &HandoffRow, store: &Store, now: Timestamp) -> Vec<String> {
    let title = store
        .session(&row.session_id)
        .ok()
        .flatten()
        .and_then(|session| session.title)
        .map(|title| format!(" \"{}\"", shortened(&without_secrets(&title), 80)))
        .unwrap_or_default();
    let age = ago(now.duration_since(row.made_at));
    let first = match &row.path {
        Some(path) => format!(
            "A handoff of the session before{title} waits ({age}). Read {path} first, then go on from it."
        ),
        None => format!(
            "A handoff of the session before{title} waits ({age}). `segue handoff {}` prints it; read it first, then go on from it.",
            row.session_id
        ),
    };
    let mut lines = vec![first];
    let Ok(parsed) = handoff::parse(&row.markdown) else {
        return lines;
    };
    for (kind, label, most) in [
        (Kind::Objectives, "Next", 5),
        (Kind::State, "State", 4),
        (Kind::Blockers, "In the way", 3),
        (Kind::Accomplished, "Done", 4),
    ] {
        for item in parsed.items(kind).take(most) {
            lines.push(format!("- {label}: {}", shortened(item.text(), LONGEST_LINE)));
        }
    }
    lines
}

fn item_line(item: &MemoryItemRow) -> String {
    let text = shortened(&item.text, LONGEST_LINE);
    match item.said_at {
        Some(at) => format!("- {text} ({})", day(at)),
        None => format!("- {text}"),
    }
}

fn day(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

fn stack_lines(known: Option<(String, String, Timestamp)>) -> Vec<String> {
    let items: Vec<view::StackItem> = known
        .and_then(|(items, _, _)| serde_json::from_str(&items).ok())
        .unwrap_or_default();
    let lines = stack::in_words(&items);
    lines
        .iter()
        .map(|line| format!("- {}", shortened(line, LONGEST_LINE)))
        .collect()
}

fn session_line(session: &MemorySessionRow) -> Option<String> {
    let title = session
        .title
        .as_deref()
        .or_else(|| session.objectives.first().map(String::as_str))?;
    let done = session.accomplished.join("; ");
    let end = session.ended.map(day).unwrap_or_default();
    let line = if done.is_empty() {
        format!("- {end} {}", shortened(title, 120))
    } else {
        format!("- {end} {}: {done}", shortened(title, 120))
    };
    Some(shortened(&without_secrets(&line), LONGEST_LINE))
}

/// An age in words.
fn ago(age: SignedDuration) -> String {
    match age.as_mins() {
        ..=1 => "just now".to_owned(),
        minutes @ 2..=119 => format!("{minutes} minutes ago"),
        minutes @ 120..=2_879 => format!("{} hours ago", minutes / 60),
        minutes => format!("{} days ago", minutes / 1_440),
    }
}
