//! Which phase a moment belongs to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Mark;
use crate::plans::MarkKind;

/// A stretch of a session that belongs to one phase, until the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// What came after this moment belongs to the phase (UTC).
    pub from: Timestamp,
    /// The phase.
    pub key: String,
}

/// The stretches of a session, by its marks. At each moment the phase that was begun last and is not done is worked on;
/// after the last one is done, what comes still belongs to it.
pub fn timeline(marks: &[Mark]) -> Vec<Stretch> {
    let mut ordered: Vec<&Mark> = marks.iter().collect();
    ordered.sort_by_key(|mark| mark.at);
    let mut running: BTreeMap<&str, usize> = BTreeMap::new();
    let mut stretches: Vec<Stretch> = Vec::new();
    for (order, mark) in ordered.into_iter().enumerate() {
        match mark.kind {
            MarkKind::Started | MarkKind::Reopened => running.insert(&mark.key, order),
            MarkKind::Done => running.remove(mark.key.as_str()),
        };
        let current = running
            .iter()
            .max_by_key(|(_, order)| **order)
            .map(|(key, _)| *key);
        let Some(key) = current else {
            // A phase that was closed without having been begun: what came before was for it.
            if stretches.is_empty() {
                stretches.push(stretch(mark));
            }
            continue;
        };
        if stretches.last().is_none_or(|last| last.key != key) {
            stretches.push(Stretch {
                from: mark.at,
                key: key.to_owned(),
            });
        }
    }
    stretches
}

fn stretch(mark: &Mark) -> Stretch {
    Stretch {
        from: mark.at,
        key: mark.key.clone(),
    }
}

/// The phase that something at `at` belongs to: always exactly one, unless there are no stretches. What asked for a mark
/// (the answer that completed a to-do) came before it, and belongs to the phase it closed.
pub fn owner(stretches: &[Stretch], at: Timestamp) -> Option<&str> {
    let begun = stretches.iter().rev().find(|stretch| stretch.from < at);
    begun.or(stretches.first()).map(|stretch| stretch.key.as_str())
}
