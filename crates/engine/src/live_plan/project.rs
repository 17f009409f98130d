//! What a running session will have taken when it ends: its estimate with what is spent taken into account. Pure.

use segue_meter::estimate::{Case, Estimate, Model, Range, SoFar};
use segue_plan::plans::PhaseState;

use super::spend::Spent;
use crate::view::{self, EstimateLine};

/// The part of an estimate that a session is measured by: without the phases that were done before it began.
pub(crate) fn of_session(
    shown: &view::Estimate,
    model: &Model,
    done_before: impl Fn(&str) -> bool,
) -> Estimate {
    let all: u64 = shown.lines.iter().map(|line| line.fresh.mid).sum();
    let left: u64 = open_lines(shown, done_before).map(|line| line.fresh.mid).sum();
    let share = if all == 0 || left == 0 {
        1.0
    } else {
        left as f64 / all as f64
    };
    let total = &shown.total;
    // Calls are not part of what is shown: as many as tokens like these usually take.
    let usual = model.estimate(&Case::of(total.task_type));
    let calls = total.fresh.mid as f64 * share / usual.fresh.mid.max(1) as f64;
    Estimate {
        fresh: scaled(&total.fresh, share),
        weighted: scaled(&total.weighted, share),
        millis: scaled(&total.minutes, share * 60_000.0),
        calls: scaled(&usual.calls, calls),
        basis: usual.basis,
        steps: Vec::new(),
    }
}

fn open_lines(
    shown: &view::Estimate,
    done_before: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &EstimateLine> {
    shown.lines.iter().filter(move |line| !done_before(&line.key))
}

/// How much of the estimate is done, by its phases; `None` without phases.
pub(crate) fn done_share(
    shown: &view::Estimate,
    done_before: impl Fn(&str) -> bool,
    state: impl Fn(&str) -> PhaseState,
) -> Option<f64> {
    let mut done = 0;
    let mut all = 0;
    for line in open_lines(shown, done_before) {
        all += line.fresh.mid;
        if state(&line.key) == PhaseState::Done {
            done += line.fresh.mid;
        }
    }
    (all > 0).then(|| done as f64 / all as f64)
}

/// What has been spent, as the model wants it.
pub(crate) fn so_far(spent: &Spent, done_share: Option<f64>) -> SoFar {
    SoFar {
        calls: spent.calls,
        fresh: spent.fresh,
        weighted: spent.weighted,
        millis: spent.millis,
        done_share,
    }
}

/// What is still to come.
pub(crate) fn to_come(total: &Range, spent: u64) -> Range {
    Range {
        low: total.low.saturating_sub(spent),
        mid: total.mid.saturating_sub(spent),
        high: total.high.saturating_sub(spent),
    }
}

fn scaled(range: &Range, share: f64) -> Range {
    let scaled = |value: u64| (value as f64 * share).round() as u64;
    Range {
        low: scaled(range.low),
        mid: scaled(range.mid),
        high: scaled(range.high),
    }
}
