//! How far a range reaches to each side of its middle, from how far held-out sessions really were.
//!
//! A conformal quantile that is smooth: each held-out residual counts by recency and likeness, and a normal curve counts
//! as a number of sessions more. So a range is honest with no history, and a single session moves it only a little.

use serde::{Deserialize, Serialize};

use super::fit::rounded;
use super::kind::TaskType;
use super::normal;

/// How far the ranges of a task type reach, in standard deviations.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Reach {
    pub(super) task_type: TaskType,
    pub(super) down: f64,
    pub(super) up: f64,
}

/// A held-out residual in standard deviations, and how much it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) kind: TaskType,
    pub(super) off: f64,
    pub(super) counts: f64,
}

/// Half of an 80 % range in standard deviations, before anything was learned.
pub(super) const COLD_REACH: f64 = 1.281_6 * COLD_STRETCH;
/// The normal curve is this much wider than noise: real noise has heavier tails.
const COLD_STRETCH: f64 = 1.02;
/// And by so much more once there is a history: its noise looks smaller than it is to factors that were chosen by it,
/// and trust leaves out its farthest sessions.
const LEARNED_STRETCH: f64 = 0.19;
/// Sessions after which half of that applies.
const STRETCHED_AFTER: f64 = 8.0;
/// Held-out residuals look this much smaller than those of new sessions will be, for the same reason.
const OPTIMISM: f64 = 1.06;
/// Sessions that the normal curve counts for.
const PRIOR: f64 = 30.0;
/// How much a session of another type counts.
const OTHER: f64 = 0.3;
/// A residual is spread over so many standard deviations.
const BLUR: f64 = 0.15;

/// The reach of a task type's ranges.
pub(super) fn reach(task_type: TaskType, held: &[Held]) -> Reach {
    let weighted = held
        .iter()
        .map(|it| {
            (
                it.off,
                if it.kind == task_type {
                    it.counts
                } else {
                    OTHER * it.counts
                },
            )
        })
        .collect::<Vec<_>>();
    Reach {
        task_type,
        down: rounded(-quantile(0.1, &weighted)),
        up: rounded(quantile(0.9, &weighted)),
    }
}

fn quantile(share: f64, held: &[(f64, f64)]) -> f64 {
    let all = PRIOR + held.iter().map(|(_, counts)| counts).sum::<f64>();
    let learned = all - PRIOR;
    let stretch = COLD_STRETCH + LEARNED_STRETCH * learned / (learned + STRETCHED_AFTER);
    let under = |off: f64| {
        let seen = held
            .iter()
            .map(|(it, counts)| counts / (1.0 + (-(off - OPTIMISM * it) / BLUR).exp()))
            .sum::<f64>();
        (PRIOR * normal::share(off / stretch) + seen) / all
    };
    let (mut low, mut high) = if share < 0.5 { (-6.0, -0.3) } else { (0.3, 6.0) };
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if under(middle) < share {
            low = middle
        } else {
            high = middle
        }
    }
    (low + high) / 2.0
}
