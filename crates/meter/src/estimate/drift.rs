//! When people, projects or models change: what is old counts less, and a change of level becomes a factor of its own.
//!
//! A change is looked for in the held-out residuals: for each place where it may have happened, how much better two
//! levels explain them than one. It is believed by degrees, so that no single session makes or unmakes one.

/// After so many newer sessions of its kind a session counts half.
const HALF_LIFE: f64 = 90.0;
/// Sessions (by what they count) that each side of a change must have.
const LEAST: f64 = 2.5;
/// How large a change is expected to be: one standard deviation, in standard deviations of noise.
const SIZE: f64 = 1.0;
/// Changes that are expected in a history: of all sessions, and of those of one kind.
pub(super) const EXPECTED: f64 = 2.5;
pub(super) const EXPECTED_OF_KIND: f64 = 0.3;
/// Belief under this is none.
const NO_BELIEF: f64 = 0.2;

/// How much a session counts after `newer` others of its kind.
pub(super) fn recency(newer: f64) -> f64 {
    (-newer / HALF_LIFE).exp2()
}

/// A change of level.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// Index of the likeliest first residual of the new level.
    pub(super) start: usize,
    /// How far it is believed: 0 to 1.
    pub(super) belief: f64,
    /// How far each residual is taken to be of the new level: from 0 to 1 around `start`, the more steeply the surer the
    /// place. A step would jump from place to place with each new session.
    pub(super) new_level: Vec<f64>,
}

/// Looks for a change of level in residuals (in standard deviations of noise, oldest first, with what each counts) of
/// which so many are expected.
pub(super) fn change(residuals: &[(f64, f64)], expected: f64) -> Option<Change> {
    let total = residuals.iter().map(|(_, counts)| counts).sum::<f64>();
    let sum_of_all = residuals.iter().map(|(off, counts)| off * counts).sum::<f64>();
    let told = residuals.iter().filter(|(_, counts)| *counts > 0.0).count();
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut odds = vec![0.0; residuals.len()];
    for (index, (off, counts)) in residuals.iter().enumerate().rev() {
        sum += counts * off;
        weight += counts;
        let before = total - weight;
        if *counts > 0.0 && weight >= LEAST && before >= LEAST {
            let rise = sum / weight - (sum_of_all - sum) / before;
            let variance = 1.0 / weight + 1.0 / before;
            let wide = variance + SIZE * SIZE;
            let log_odds = 0.5 * (variance / wide).ln() + 0.5 * rise * rise * (1.0 / variance - 1.0 / wide);
            odds[index] = expected / told as f64 * log_odds.min(50.0).exp();
        }
    }
    let evidence = odds.iter().sum::<f64>();
    let belief = (evidence / (1.0 + evidence) - NO_BELIEF) / (1.0 - NO_BELIEF);
    if belief <= 0.0 {
        return None;
    }
    let start = (0..odds.len()).max_by(|a, b| odds[*a].total_cmp(&odds[*b]))?;
    let likeliest = odds[start];
    let sharpened = odds.iter().map(|it| (it / likeliest).powi(3)).collect::<Vec<_>>();
    let all = sharpened.iter().sum::<f64>();
    let mut so_far = 0.0;
    let sum_to = |odds: &f64| {
        so_far += odds / all;
        so_far
    };
    Some(Change {
        start,
        belief,
        new_level: sharpened.iter().map(sum_to).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::{EXPECTED, change};

    /// Sessions around a level, a little to each side.
    fn around(level: f64, count: usize) -> impl Iterator<Item = (f64, f64)> {
        (0..count).map(move |it| (level + [0.5, -0.8, 0.2, -0.4, 0.9, -0.3][it % 6], 1.0))
    }

    #[test]
    fn a_steady_level_has_no_change() {
        for count in [0, 1, 3, 10, 100] {
            let found = change(&around(0.0, count).collect::<Vec<_>>(), EXPECTED);
            assert!(
                found.as_ref().is_none_or(|it| it.belief < 0.45),
                "{count}: {found:?}"
            );
        }
    }

    #[test]
    fn a_change_is_found_where_it_was() {
        let residuals = around(-0.1, 40).chain(around(1.4, 9)).collect::<Vec<_>>();
        let found = change(&residuals, EXPECTED).expect("a change");
        assert!(
            (38..=42).contains(&found.start) && found.belief > 0.8,
            "{found:?}"
        );
    }

    #[test]
    fn one_session_makes_no_change() {
        let residuals = around(0.0, 40).chain([(2.6, 1.0)]).collect::<Vec<_>>();
        let found = change(&residuals, EXPECTED);
        assert!(found.as_ref().is_none_or(|it| it.belief < 0.45), "{found:?}");
    }
}
