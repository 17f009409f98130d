//! What leaves a context when it is compacted: which pieces, in what order, why, and what stays.
//!
//! Owns the three levels: what each may take and where it stops. Promises: safest and oldest first; a protected piece
//! (decisions, errors and their solutions, current edits, objectives, the last exchanges) never goes; what a level does
//! not allow never goes, however little it saves. Never writes anything and never sees the text of a piece.

mod cache;
mod protect;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::breakdown::scaled;
use super::{ContextStatus, Counted, OpportunityKind};

pub use cache::{CacheCost, CacheState, cache_cost};

/// A piece that saves fewer tokens than this stays: a placeholder instead of it would only be noise.
const WORTHWHILE: u64 = 60;

/// How much a compaction takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CompactLevel {
    /// Copies, old file reads and verbose output: about a tenth of the context.
    Soft,
    /// Older tool results too: about a quarter.
    Strategic,
    /// Early exchanges too, each shortened to one line: about half.
    Emergency,
}

impl CompactLevel {
    /// From the mildest to the strongest.
    pub const ALL: [CompactLevel; 3] = [
        CompactLevel::Soft,
        CompactLevel::Strategic,
        CompactLevel::Emergency,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            CompactLevel::Soft => "soft",
            CompactLevel::Strategic => "strategic",
            CompactLevel::Emergency => "emergency",
        }
    }

    /// The level that a context of this fullness asks for.
    pub fn for_status(status: ContextStatus) -> CompactLevel {
        match status {
            ContextStatus::Fresh
            | ContextStatus::Healthy
            | ContextStatus::Moderate
            | ContextStatus::Warning => CompactLevel::Soft,
            ContextStatus::Danger => CompactLevel::Strategic,
            ContextStatus::Critical => CompactLevel::Emergency,
        }
    }

    /// The share of the context at which it stops.
    fn target(self) -> f64 {
        match self {
            CompactLevel::Soft => 0.10,
            CompactLevel::Strategic => 0.27,
            CompactLevel::Emergency => 0.47,
        }
    }

    /// The share that it passes only when nothing smaller is left to take.
    fn ceiling(self) -> f64 {
        match self {
            CompactLevel::Soft => 0.133,
            CompactLevel::Strategic => 0.333,
            CompactLevel::Emergency => 0.533,
        }
    }
}

/// One piece of a context, with what a decision about it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is and how large.
    pub counted: Counted,
    /// Names it for a cut; pieces with the same key go together. Empty: it cannot be cut.
    pub key: String,
    /// The tool call it is, or answers; empty for none.
    pub call: String,
    /// It says that its call failed.
    pub failed: bool,
    /// A decision was found in it.
    pub decision: bool,
    /// Tokens of the line that would stand in its place, as counted.
    pub placeholder_tokens: u64,
}

/// Why a piece stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keep {
    /// The first prompt, the newest to-do list, the accepted plan.
    Objectives,
    /// Decisions.
    Decisions,
    /// Errors, and what followed until it worked.
    Errors,
    /// The newest read of every file that was edited.
    CurrentEdits,
    /// The newest turns.
    LastExchanges,
    /// System prompt, tools, memory files, the summary of an earlier compaction.
    Instructions,
    /// Nothing asked for its place.
    Rest,
    /// The person wants to keep it.
    Chosen,
}

impl Keep {
    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Keep::Objectives => "objectives",
            Keep::Decisions => "decisions",
            Keep::Errors => "errors and their solutions",
            Keep::CurrentEdits => "current edits",
            Keep::LastExchanges => "last exchanges",
            Keep::Instructions => "instructions and tools",
            Keep::Rest => "everything else",
            Keep::Chosen => "what you chose to keep",
        }
    }
}

/// A key that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Its key.
    pub key: String,
    /// Where its pieces stand, oldest first.
    pub pieces: Vec<usize>,
    /// What kind of thing it is.
    pub kind: OpportunityKind,
    /// Tokens saved: scaled, less the line that stands in its place.
    pub tokens: u64,
}

/// What stays, for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Why.
    pub keep: Keep,
    /// Pieces.
    pub count: u32,
    /// Their tokens, scaled.
    pub tokens: u64,
}

/// A decided compaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pruned {
    /// In the order in which they were taken: safest first, then oldest.
    pub cuts: Vec<Cut>,
    /// What stays, by reason; every piece that is not cut is counted once.
    pub kept: Vec<Kept>,
    /// Tokens saved by all cuts.
    pub saves_tokens: u64,
}

impl Pruned {
    /// Leaves in what a person wants to keep; nothing else goes in its place.
    pub fn keep(&mut self, keys: &[String], pieces: &[Piece], scale: f64) {
        let (kept, cuts) = std::mem::take(&mut self.cuts)
            .into_iter()
            .partition::<Vec<_>, _>(|cut| keys.contains(&cut.key));
        self.cuts = cuts;
        self.saves_tokens = self.cuts.iter().map(|cut| cut.tokens).sum();
        let kept = kept.iter().flat_map(|cut| &cut.pieces).collect::<Vec<_>>();
        if !kept.is_empty() {
            let tokens = kept.iter().map(|at| pieces[**at].counted.tokens).sum();
            self.kept.push(Kept {
                keep: Keep::Chosen,
                count: kept.len() as u32,
                tokens: scaled(tokens, scale),
            });
        }
    }
}

/// Decides what goes from `pieces` (oldest first). `scale` is the breakdown's, `context_tokens` the exact total.
pub fn prune(pieces: &[Piece], scale: f64, context_tokens: u64, level: CompactLevel) -> Pruned {
    let stays = protect::reasons(pieces, level);
    let groups = groups(pieces);
    let held = groups
        .iter()
        .filter(|(_, members)| members.iter().any(|at| stays[*at].is_some()))
        .map(|(key, _)| *key)
        .collect::<BTreeSet<_>>();
    let mut named = BTreeSet::new();
    let mut candidates = Vec::new();
    for (kind, at) in rules::candidates(pieces, level) {
        let key = pieces[at].key.as_str();
        if key.is_empty() || held.contains(key) || !named.insert(key) {
            continue;
        }
        let members = &groups[key];
        let whole = members.iter().map(|at| pieces[*at].counted.tokens).sum::<u64>();
        let saved = whole.saturating_sub(pieces[members[0]].placeholder_tokens);
        if saved >= WORTHWHILE {
            candidates.push(Cut {
                key: key.to_owned(),
                pieces: members.clone(),
                kind,
                tokens: scaled(saved, scale),
            });
        }
    }
    let cuts = taken(candidates, context_tokens, level);
    Pruned {
        saves_tokens: cuts.iter().map(|cut| cut.tokens).sum(),
        kept: kept(pieces, &stays, &cuts, scale, context_tokens),
        cuts,
    }
}

/// Positions by key.
fn groups(pieces: &[Piece]) -> BTreeMap<&str, Vec<usize>> {
    let mut groups = BTreeMap::<&str, Vec<usize>>::new();
    for (at, piece) in pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| !piece.key.is_empty())
    {
        groups.entry(&piece.key).or_default().push(at);
    }
    groups
}

/// Takes in order until the target is reached. What would pass the ceiling is left for later; when the rest does not
/// reach the target, the smallest of it is taken after all.
fn taken(candidates: Vec<Cut>, context_tokens: u64, level: CompactLevel) -> Vec<Cut> {
    let share = |share: f64| (context_tokens as f64 * share) as u64;
    let (target, ceiling) = (share(level.target()), share(level.ceiling()));
    let (mut taken, mut large, mut saved) = (Vec::new(), Vec::new(), 0);
    for cut in candidates {
        if saved >= target {
            break;
        }
        if saved + cut.tokens > ceiling {
            large.push(cut);
        } else {
            saved += cut.tokens;
            taken.push(cut);
        }
    }
    if saved < target {
        taken.extend(large.into_iter().min_by_key(|cut| cut.tokens));
    }
    taken
}

fn kept(
    pieces: &[Piece],
    stays: &[Option<Keep>],
    cuts: &[Cut],
    scale: f64,
    context_tokens: u64,
) -> Vec<Kept> {
    let gone = cuts.iter().flat_map(|cut| &cut.pieces).collect::<BTreeSet<_>>();
    let mut sums = BTreeMap::<Keep, (u32, u64)>::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(at, _)| !gone.contains(at)) {
        let (count, tokens) = sums.entry(stays[at].unwrap_or(Keep::Rest)).or_default();
        *count += 1;
        *tokens += piece.counted.tokens;
    }
    // What a transcript does not hold is the system prompt with the tools, as in the breakdown.
    let counted = pieces.iter().map(|piece| piece.counted.tokens).sum::<u64>();
    let unseen = context_tokens.saturating_sub(scaled(counted, scale));
    if unseen > 0 {
        sums.entry(Keep::Instructions).or_default();
    }
    sums.into_iter()
        .map(|(keep, (count, tokens))| Kept {
            keep,
            count,
            tokens: scaled(tokens, scale) + if keep == Keep::Instructions { unseen } else { 0 },
        })
        .collect()
}

#[cfg(test)]
mod tests;
