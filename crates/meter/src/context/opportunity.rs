//! What could leave a context, and what that saves.
//!
//! Owns the rules of issue 2 for what is superfluous; promises that each item is counted once, in the first kind that
//! names it. Never removes anything.

use std::collections::HashSet;

use super::breakdown::scaled;
use super::verbose::is_verbose;
use super::{ContextReading, Counted, Opportunity, OpportunityKind, What};
use crate::words;

/// File reads that stay: the newest ten.
pub const KEEP_FILE_READS: usize = 10;
/// Turns that stay: the newest six.
const KEEP_TURNS: u32 = 6;
/// A repeated result is worth naming from this size, in counted tokens.
const REPEATED_OVER: u64 = 50;
/// Verbose output is worth naming from this size, in counted tokens.
const VERBOSE_OVER: u64 = 500;
/// Savings under this are not worth a recommendation, in tokens.
const WORTHWHILE: u64 = 2_000;

/// What could go from `items` (oldest first), safe things first, then the largest; `scale` as in the breakdown.
pub fn opportunities(items: &[Counted], scale: f64) -> Vec<Opportunity> {
    let mut named = vec![false; items.len()];
    let rules: [(OpportunityKind, Rule); 5] = [
        (OpportunityKind::OldFileReads, old_file_reads),
        (OpportunityKind::RepeatedFileReads, repeated_file_reads),
        (OpportunityKind::RepeatedToolResults, repeated_tool_results),
        (OpportunityKind::VerboseOutput, verbose_output),
        (OpportunityKind::EarlyExchanges, early_exchanges),
    ];
    let mut found = Vec::new();
    for (kind, rule) in rules {
        let (mut count, mut tokens) = (0_u32, 0_u64);
        for index in rule(items) {
            if !std::mem::replace(&mut named[index], true) {
                count += 1;
                tokens += items[index].tokens;
            }
        }
        if tokens > 0 {
            let tokens = scaled(tokens, scale);
            found.push(Opportunity {
                kind,
                label: opportunity_label(kind, count),
                count,
                tokens,
                safe: is_safe(kind),
            });
        }
    }
    found.sort_by_key(|o| (!o.safe, std::cmp::Reverse(o.tokens)));
    found
}

/// The indices of the items that a rule names.
type Rule = fn(&[Counted]) -> Vec<usize>;

fn old_file_reads(items: &[Counted]) -> Vec<usize> {
    let reads = matching(items, |item| matches!(item.what, What::FileRead { .. }));
    let old = reads.len().saturating_sub(KEEP_FILE_READS);
    reads.into_iter().take(old).collect()
}

fn repeated_file_reads(items: &[Counted]) -> Vec<usize> {
    all_but_newest(items, |item| match &item.what {
        What::FileRead { path } => Some(path.as_str()),
        _ => None,
    })
}

fn repeated_tool_results(items: &[Counted]) -> Vec<usize> {
    all_but_newest(items, |item| {
        let is_result = matches!(item.what, What::Command { .. } | What::ToolResult { .. });
        (is_result && item.tokens > REPEATED_OVER).then_some(item.fingerprint)
    })
}

fn verbose_output(items: &[Counted]) -> Vec<usize> {
    matching(items, |item| match &item.what {
        What::Command { command } => item.tokens > VERBOSE_OVER && is_verbose(command),
        _ => false,
    })
}

/// What was said in the first half of the conversation, but nothing of the newest turns.
fn early_exchanges(items: &[Counted]) -> Vec<usize> {
    let turns = items
        .iter()
        .map(|item| item.turn)
        .max()
        .map_or(0, |last| last + 1);
    let early = (turns / 2).min(turns.saturating_sub(KEEP_TURNS));
    matching(items, |item| {
        matches!(item.what, What::Prompt | What::Reply) && item.turn < early
    })
}

fn matching(items: &[Counted], is_named: impl Fn(&Counted) -> bool) -> Vec<usize> {
    items
        .iter()
        .enumerate()
        .filter(|(_, item)| is_named(item))
        .map(|(index, _)| index)
        .collect()
}

/// All items of the same key except the newest of each.
fn all_but_newest<'a, K: Eq + std::hash::Hash>(
    items: &'a [Counted],
    key: impl Fn(&'a Counted) -> Option<K>,
) -> Vec<usize> {
    let mut seen = HashSet::new();
    let newest_first = items.iter().enumerate().rev();
    newest_first
        .filter_map(|(index, item)| (!seen.insert(key(item)?)).then_some(index))
        .collect()
}

/// Everything but what was said is still on disk or can be run again.
fn is_safe(kind: OpportunityKind) -> bool {
    match kind {
        OpportunityKind::OldFileReads
        | OpportunityKind::RepeatedFileReads
        | OpportunityKind::RepeatedToolResults
        | OpportunityKind::VerboseOutput => true,
        OpportunityKind::EarlyExchanges | OpportunityKind::OldToolResults => false,
    }
}

/// `3 repeated tool results`.
pub fn opportunity_label(kind: OpportunityKind, count: u32) -> String {
    let (one, many) = match kind {
        OpportunityKind::OldFileReads => ("old file read", "old file reads"),
        OpportunityKind::RepeatedFileReads => (
            "older copy of a file read again",
            "older copies of files read again",
        ),
        OpportunityKind::RepeatedToolResults => ("repeated tool result", "repeated tool results"),
        OpportunityKind::VerboseOutput => ("verbose command output", "verbose command outputs"),
        OpportunityKind::OldToolResults => ("older tool result", "older tool results"),
        OpportunityKind::EarlyExchanges => ("message of early exchanges", "messages of early exchanges"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What to do about this context, in one sentence or two.
pub fn recommendation(reading: &ContextReading, opportunities: &[Opportunity]) -> String {
    let safe = opportunities
        .iter()
        .filter(|o| o.safe)
        .map(|o| o.tokens)
        .sum::<u64>();
    let frees = (safe >= WORTHWHILE).then(|| words::tokens(safe));
    match (reading.percent, frees) {
        (p, _) if p >= 90.0 => "Save and exit now: hand off, then go on with fresh context.".to_owned(),
        (p, Some(saves)) if p >= 80.0 => format!("Compact now: about {saves} tokens can go safely."),
        (p, None) if p >= 80.0 => {
            "Compact now, or hand off and restart: little in it can go safely.".to_owned()
        }
        (p, Some(saves)) if p >= 50.0 => {
            format!(
                "Continue with awareness. Compacting at a good stopping point frees about {saves} tokens."
            )
        }
        (p, None) if p >= 50.0 => "Continue with awareness: half of the usable context is taken.".to_owned(),
        _ => "Nothing to do: there is room to work.".to_owned(),
    }
}

#[cfg(test)]
mod tests;
