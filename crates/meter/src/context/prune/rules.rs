//! What each level may take, safest first and oldest first within each rule.

use std::collections::HashSet;

use super::{CompactLevel, Piece, WORTHWHILE};
use crate::context::verbose::is_verbose;
use crate::context::{KEEP_FILE_READS, OpportunityKind, What};

/// Verbose output is worth removing from this size, in counted tokens.
const VERBOSE_OVER: u64 = 500;

/// A kind of thing, the mildest level that takes it, and the rule that finds it.
type Step = (OpportunityKind, CompactLevel, fn(&[Piece]) -> Vec<usize>);

const STEPS: [Step; 6] = [
    (
        OpportunityKind::RepeatedFileReads,
        CompactLevel::Soft,
        repeated_file_reads,
    ),
    (
        OpportunityKind::RepeatedToolResults,
        CompactLevel::Soft,
        repeated_tool_results,
    ),
    (OpportunityKind::OldFileReads, CompactLevel::Soft, old_file_reads),
    (OpportunityKind::VerboseOutput, CompactLevel::Soft, verbose_output),
    (
        OpportunityKind::OldToolResults,
        CompactLevel::Strategic,
        tool_results,
    ),
    (
        OpportunityKind::EarlyExchanges,
        CompactLevel::Emergency,
        exchanges,
    ),
];

/// What a level may take, in order. A piece may be named more than once; the first name counts.
pub(super) fn candidates(pieces: &[Piece], level: CompactLevel) -> Vec<(OpportunityKind, usize)> {
    STEPS
        .iter()
        .filter(|(_, from, _)| *from <= level)
        .flat_map(|(kind, _, rule)| rule(pieces).into_iter().map(|at| (*kind, at)))
        .collect()
}

/// Whether a read holds the file, rather than a note that it has not changed since an earlier read.
pub(super) fn holds_a_file(piece: &Piece) -> bool {
    matches!(piece.counted.what, What::FileRead { .. }) && !piece.failed && piece.counted.tokens > WORTHWHILE
}

fn repeated_file_reads(pieces: &[Piece]) -> Vec<usize> {
    all_but_newest(pieces, |piece| match &piece.counted.what {
        What::FileRead { path } if holds_a_file(piece) => Some(path.as_str()),
        _ => None,
    })
}

fn repeated_tool_results(pieces: &[Piece]) -> Vec<usize> {
    all_but_newest(pieces, |piece| {
        let is_result = matches!(piece.counted.what, What::Command { .. } | What::ToolResult { .. });
        (is_result && piece.counted.tokens > WORTHWHILE).then_some(piece.counted.fingerprint)
    })
}

fn old_file_reads(pieces: &[Piece]) -> Vec<usize> {
    let mut reads = matching(pieces, holds_a_file);
    reads.truncate(reads.len().saturating_sub(KEEP_FILE_READS));
    reads
}

fn verbose_output(pieces: &[Piece]) -> Vec<usize> {
    matching(pieces, |piece| match &piece.counted.what {
        What::Command { command } => piece.counted.tokens > VERBOSE_OVER && is_verbose(command),
        _ => false,
    })
}

fn tool_results(pieces: &[Piece]) -> Vec<usize> {
    matching(pieces, |piece| {
        matches!(
            piece.counted.what,
            What::FileRead { .. } | What::Command { .. } | What::ToolResult { .. }
        )
    })
}

fn exchanges(pieces: &[Piece]) -> Vec<usize> {
    matching(pieces, |piece| {
        matches!(piece.counted.what, What::Prompt | What::Reply)
    })
}

fn matching(pieces: &[Piece], is_named: impl Fn(&Piece) -> bool) -> Vec<usize> {
    (0..pieces.len()).filter(|at| is_named(&pieces[*at])).collect()
}

/// All pieces of the same key except the newest of each, oldest first.
fn all_but_newest<'a, K: Eq + std::hash::Hash>(
    pieces: &'a [Piece],
    key: impl Fn(&'a Piece) -> Option<K>,
) -> Vec<usize> {
    let mut seen = HashSet::new();
    let mut older = pieces
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(at, piece)| (!seen.insert(key(piece)?)).then_some(at))
        .collect::<Vec<_>>();
    older.reverse();
    older
}
