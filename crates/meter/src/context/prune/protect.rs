//! What must stay, and why.
//!
//! Calls of tools, code that Claude wrote, thinking and reminders are never cut at any level, so they need no reason.

use std::collections::{HashMap, HashSet};

use super::rules::holds_a_file;
use super::{CompactLevel, Keep, Piece};
use crate::context::What;

/// Tools whose newest result says what is being worked on.
const OBJECTIVES: [&str; 5] = [
    "TodoWrite",
    "TaskCreate",
    "TaskUpdate",
    "TaskList",
    "ExitPlanMode",
];
/// The tool whose results are the person's own choices.
const QUESTION: &str = "AskUserQuestion";
/// An error is taken for solved within so many pieces, or not at all.
const SOLVED_WITHIN: usize = 40;

/// Why each piece stays; `None` when it may go.
pub(super) fn reasons(pieces: &[Piece], level: CompactLevel) -> Vec<Option<Keep>> {
    let mut reasons = vec![None; pieces.len()];
    let mut keep = |at: usize, keep: Keep| {
        reasons[at].get_or_insert(keep);
    };
    for at in instructions(pieces) {
        keep(at, Keep::Instructions);
    }
    for at in objectives(pieces) {
        keep(at, Keep::Objectives);
    }
    for at in decisions(pieces) {
        keep(at, Keep::Decisions);
    }
    for at in errors(pieces) {
        keep(at, Keep::Errors);
    }
    for at in current_edits(pieces) {
        keep(at, Keep::CurrentEdits);
    }
    for at in last_exchanges(pieces, level) {
        keep(at, Keep::LastExchanges);
    }
    reasons
}

fn instructions(pieces: &[Piece]) -> Vec<usize> {
    let fixed = |piece: &Piece| matches!(piece.counted.what, What::System | What::Memory | What::Summary);
    (0..pieces.len()).filter(|at| fixed(&pieces[*at])).collect()
}

/// The first prompt, and the newest result of each tool that keeps objectives.
fn objectives(pieces: &[Piece]) -> Vec<usize> {
    let first = pieces.iter().position(|piece| piece.counted.what == What::Prompt);
    let newest = OBJECTIVES.iter().filter_map(|tool| {
        pieces
            .iter()
            .rposition(|piece| matches!(&piece.counted.what, What::ToolResult { tool: own } if own == tool))
    });
    first.into_iter().chain(newest).collect()
}

fn decisions(pieces: &[Piece]) -> Vec<usize> {
    let asked = |piece: &Piece| matches!(&piece.counted.what, What::ToolResult { tool } if tool == QUESTION);
    (0..pieces.len())
        .filter(|at| pieces[*at].decision || asked(&pieces[*at]))
        .collect()
}

/// Each error, and what was said and done after it until the same thing worked; file reads in between are on disk.
fn errors(pieces: &[Piece]) -> Vec<usize> {
    let targets = targets(pieces);
    let mut stay = Vec::new();
    for at in (0..pieces.len()).filter(|at| pieces[*at].failed) {
        stay.push(at);
        let end = pieces.len().min(at + 1 + SOLVED_WITHIN);
        let after = (at + 1..end).collect::<Vec<_>>();
        let solved = after
            .iter()
            .position(|later| same_attempt(&pieces[at], &pieces[*later], &targets));
        match solved {
            Some(solved) => {
                let on_the_way = after[..solved]
                    .iter()
                    .filter(|later| !matches!(pieces[**later].counted.what, What::FileRead { .. }));
                stay.extend(on_the_way);
                stay.push(after[solved]);
            }
            // What Claude said about it is all there is.
            None => stay.extend(
                after
                    .iter()
                    .find(|later| pieces[**later].counted.what == What::Reply),
            ),
        }
    }
    stay
}

/// The files that calls write, by call.
fn targets(pieces: &[Piece]) -> HashMap<&str, &str> {
    pieces
        .iter()
        .filter(|piece| !piece.call.is_empty())
        .filter_map(|piece| match &piece.counted.what {
            What::Generated { path } => Some((piece.call.as_str(), path.as_str())),
            _ => None,
        })
        .collect()
}

/// Whether `later` is what failed before, and works.
fn same_attempt(failed: &Piece, later: &Piece, targets: &HashMap<&str, &str>) -> bool {
    if later.failed {
        return false;
    }
    match (&failed.counted.what, &later.counted.what) {
        (What::Command { command: a }, What::Command { command: b }) => beginning(a) == beginning(b),
        (What::FileRead { path: a }, What::FileRead { path: b }) => a == b,
        (What::ToolResult { tool: a }, What::ToolResult { tool: b }) => {
            let (a_target, b_target) = (
                targets.get(failed.call.as_str()),
                targets.get(later.call.as_str()),
            );
            // Another tool that wrote the same file solves it as well.
            if a_target.is_some() {
                a_target == b_target
            } else {
                a == b
            }
        }
        _ => false,
    }
}

/// A command is known by its first two words: `cargo test -p meter` is tried again as `cargo test`.
fn beginning(command: &str) -> Vec<&str> {
    let last = command.rsplit("&&").next().unwrap_or(command);
    last.split_whitespace().take(2).collect()
}

/// Of every file that was edited: the newest read that holds it, and the newest result of an edit.
fn current_edits(pieces: &[Piece]) -> Vec<usize> {
    let targets = targets(pieces);
    let edited = targets.values().copied().collect::<HashSet<_>>();
    let (mut read, mut written) = (HashSet::new(), HashSet::new());
    let mut stay = Vec::new();
    for (at, piece) in pieces.iter().enumerate().rev() {
        match &piece.counted.what {
            What::FileRead { path } if holds_a_file(piece) && edited.contains(path.as_str()) => {
                stay.extend(read.insert(path.as_str()).then_some(at));
            }
            What::ToolResult { .. } => {
                let target = targets.get(piece.call.as_str());
                stay.extend(target.filter(|target| written.insert(**target)).map(|_| at));
            }
            _ => {}
        }
    }
    stay
}

/// The newest turns as far as they are a moderate share of the context; in a long last turn its newest pieces.
fn last_exchanges(pieces: &[Piece], level: CompactLevel) -> Vec<usize> {
    let (turns, most, least) = match level {
        CompactLevel::Soft => (3, 0.25, 0.15),
        CompactLevel::Strategic => (3, 0.20, 0.15),
        CompactLevel::Emergency => (2, 0.15, 0.12),
    };
    let total = pieces.iter().map(|piece| piece.counted.tokens).sum::<u64>() as f64;
    let newest = pieces.iter().map(|piece| piece.counted.turn).max().unwrap_or(0);
    let mut passed = 0.0;
    let mut stay = Vec::new();
    for (at, piece) in pieces.iter().enumerate().rev() {
        let recent = piece.counted.turn + turns > newest;
        // The piece that crosses the line stays: the newest one may be larger than the share.
        if passed > total * if recent { most } else { least } {
            break;
        }
        if matches!(piece.counted.what, What::System | What::Memory) {
            continue;
        }
        passed += piece.counted.tokens as f64;
        stay.push(at);
    }
    // What the person asked for last stays even when the answer to it is long.
    stay.extend(
        pieces
            .iter()
            .rposition(|piece| piece.counted.what == What::Prompt),
    );
    stay
}
