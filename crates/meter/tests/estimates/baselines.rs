//! What is to be beaten: three simple ways, each with a range of its own from its own past.

use segue_meter::estimate::{Case, Model, Observed};

/// A range in logarithms of fresh tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guess {
    pub(crate) low: f64,
    pub(crate) middle: f64,
    pub(crate) high: f64,
}

impl Guess {
    pub(crate) fn of_model(model: &Model, case: &Case) -> Guess {
        let range = model.estimate(case).fresh;
        let ln = |tokens: u64| (tokens.max(1) as f64).ln();
        Guess {
            low: ln(range.low),
            middle: ln(range.mid),
            high: ln(range.high),
        }
    }

    /// How far the middle is off.
    pub(crate) fn error(&self, actual: f64) -> f64 {
        (actual - self.middle).abs()
    }

    pub(crate) fn holds(&self, actual: f64) -> bool {
        (self.low - 1e-4..=self.high + 1e-4).contains(&actual)
    }

    /// The interval score (Winkler) of an 80 % range in logarithms: its width, and ten times what it missed by.
    pub(crate) fn score(&self, actual: f64) -> f64 {
        self.high - self.low + 10.0 * ((self.low - actual).max(0.0) + (actual - self.high).max(0.0))
    }
}

/// The three baselines, by name.
pub(crate) const NAMES: [&str; 3] = ["global median", "last session", "cold-start table"];

/// What each baseline says of a case after a history.
pub(crate) fn guesses(history: &[Observed], case: &Case) -> [Guess; 3] {
    let cold = Guess::of_model(&Model::cold(), case);
    [
        global_median(history).unwrap_or(cold),
        last_session(history, case).unwrap_or(cold),
        cold,
    ]
}

/// The median of all sessions, and the 10th and 90th percentile of them.
fn global_median(history: &[Observed]) -> Option<Guess> {
    let seen = sorted(history.iter().map(ln).collect());
    (!seen.is_empty()).then(|| widened(at(&seen, 0.5), seen.len(), at(&seen, 0.1), at(&seen, 0.9)))
}

/// The last session of this type (else of any), and how far the last session of a type was off before.
fn last_session(history: &[Observed], case: &Case) -> Option<Guess> {
    let same = |it: &&Observed| it.case.task_type == case.task_type;
    let last = ln(history.iter().rev().find(same).or(history.last())?);
    let mut steps = Vec::new();
    for (index, it) in history.iter().enumerate() {
        let before = history[..index]
            .iter()
            .rev()
            .find(|old| old.case.task_type == it.case.task_type);
        steps.extend(before.map(|old| ln(it) - ln(old)));
    }
    let steps = sorted(steps);
    if steps.is_empty() {
        return Some(widened(last, 0, last, last));
    }
    Some(widened(
        last,
        steps.len(),
        last + at(&steps, 0.1),
        last + at(&steps, 0.9),
    ))
}

/// While few, the range is that of the table: five times to each side.
fn widened(middle: f64, count: usize, low: f64, high: f64) -> Guess {
    let reach = if count < 10 { 5_f64.ln() } else { 0.0 };
    Guess {
        low: low.min(middle - reach),
        middle,
        high: high.max(middle + reach),
    }
}

fn ln(seen: &Observed) -> f64 {
    (seen.fresh.max(1) as f64).ln()
}

pub(crate) fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// The value under which the share of a sorted list is.
pub(crate) fn at(sorted: &[f64], share: f64) -> f64 {
    sorted
        .get((share * (sorted.len() as f64 - 1.0)).round() as usize)
        .copied()
        .unwrap_or(f64::NAN)
}
