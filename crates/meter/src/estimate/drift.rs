//! When people, projects or models change: what is old counts less, and after a change of level much less.

/// After so many newer sessions of its kind a session counts half.
const HALF_LIFE: f64 = 90.0;
/// A change is looked for in the last 4 to this many sessions.
const LONGEST: usize = 40;
const SHORTEST: usize = 4;
/// From so many standard deviations on a change is believed half; the more the surer.
const HALF_SURE: f64 = 3.0;
/// How quickly belief rises with the deviations.
const STEEPNESS: f64 = 3.0;
/// What a session before a certain change still counts.
const OLD_LEVEL: f64 = 0.05;

/// How much a session counts after `newer` others of its kind.
pub(super) fn recency(newer: f64) -> f64 {
    (-newer / HALF_LIFE).exp2()
}

/// A change of level: the sessions before `start` count by `keeps`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    pub(super) start: usize,
    pub(super) keeps: f64,
}

/// Looks for a change of level in held-out residuals (in standard deviations, oldest first, with what each counts).
pub(super) fn change(residuals: &[(f64, f64)]) -> Option<Change> {
    let total = residuals.iter().map(|(_, counts)| counts).sum::<f64>();
    let sum_of_all = residuals.iter().map(|(off, counts)| off * counts).sum::<f64>();
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut best: Option<(f64, usize)> = None;
    for (index, (off, counts)) in residuals.iter().enumerate().rev() {
        sum += counts * off;
        weight += counts;
        let length = residuals.len() - index;
        let before = total - weight;
        if (SHORTEST..=LONGEST).contains(&length) && before >= SHORTEST as f64 {
            let rise = sum / weight - (sum_of_all - sum) / before;
            let surprise = rise.abs() / (1.0 / weight + 1.0 / before).sqrt();
            if best.is_none_or(|(most, _)| surprise > most) {
                best = Some((surprise, index));
            }
        }
    }
    let (surprise, start) = best?;
    let doubt = 1.0 / (1.0 + (STEEPNESS * (surprise - HALF_SURE)).exp());
    (doubt < 0.95).then_some(Change {
        start,
        keeps: OLD_LEVEL + (1.0 - OLD_LEVEL) * doubt,
    })
}
