//! The estimate of one case: middles from the parts, ranges from what they leave open.

use super::answer::{Basis, Estimate, Range, Step, StepFrom};
use super::case::Case;
use super::logistic::Shape;
use super::model::Model;
use super::part::{Quantity, STATED_BIAS, STATED_TRUST};
use super::table;
use super::term::TermGroup;

/// Half of an 80 % range in standard deviations, before anything was learned.
pub(super) const COLD_REACH: f64 = 1.281_6;
/// Milliseconds of an hour, as a logarithm.
const LN_HOUR: f64 = 15.096_444_4;

/// Which of the four ranges of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Fresh,
    Weighted,
    Millis,
    Calls,
}

impl Model {
    /// What a session or a phase will take.
    pub fn estimate(&self, case: &Case) -> Estimate {
        let range = |measure| self.shape(measure, case).range();
        Estimate {
            fresh: range(Measure::Fresh),
            weighted: range(Measure::Weighted),
            millis: range(Measure::Millis),
            calls: at_least_one(range(Measure::Calls)),
            basis: self.basis(case),
            steps: self.steps(case),
        }
    }

    /// Middle and spread (a standard deviation) of a measure, as logarithms.
    pub(super) fn middle(&self, measure: Measure, case: &Case) -> (f64, f64) {
        let (fresh, spread) = self.fresh.predict(Quantity::Fresh, case);
        let with = |sign: f64, (ratio, ratio_spread): (f64, f64), unit: f64| {
            (fresh + sign * ratio + unit, spread.hypot(ratio_spread))
        };
        match measure {
            Measure::Fresh => (fresh, spread),
            Measure::Weighted => with(1.0, self.weight.predict(Quantity::Weight, case), 0.0),
            Measure::Millis => with(-1.0, self.rate.predict(Quantity::Rate, case), LN_HOUR),
            Measure::Calls => with(-1.0, self.call.predict(Quantity::Call, case), 0.0),
        }
    }

    fn shape(&self, measure: Measure, case: &Case) -> Shape {
        let (middle, spread) = self.middle(measure, case);
        Shape::new(middle, COLD_REACH * spread, COLD_REACH * spread)
    }

    fn basis(&self, _case: &Case) -> Basis {
        Basis {
            similar: 0,
            all: self.sessions,
            usual_error: None,
            confidence: super::answer::Confidence::Low,
        }
    }

    /// The factors of the middle of the fresh tokens, as a person reads them.
    fn steps(&self, case: &Case) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut stated = None;
        for feature in Quantity::Fresh.features(case) {
            let learned = self.fresh.weight(&feature);
            let factor = (feature.strength * learned.map_or(0.0, |weight| weight.ln)).exp();
            let sessions = learned.map_or(0, |weight| weight.sessions);
            let (name, cold) = match feature.group {
                TermGroup::TaskType => (feature.name.to_owned(), table::tokens(case.task_type)),
                TermGroup::Size => (
                    format!("{} project", feature.name),
                    case.size.map_or(1.0, table::size),
                ),
                TermGroup::Familiarity => (
                    format!("{} stack", feature.name),
                    case.familiarity.map_or(1.0, table::familiarity),
                ),
                TermGroup::Quality => (
                    format!("{} code", feature.name),
                    case.quality.map_or(1.0, table::quality),
                ),
                TermGroup::Project => (format!("project {}", feature.name), 1.0),
                TermGroup::Model => (format!("model {}", feature.name), 1.0),
                TermGroup::Stated if feature.name == STATED_BIAS || feature.name == STATED_TRUST => {
                    let (so_far, taught) = stated.unwrap_or((1.0, 0));
                    stated = Some((so_far * factor, sessions.max(taught)));
                    continue;
                }
                _ => (feature.name.to_owned(), 1.0),
            };
            if sessions > 0 || cold != 1.0 {
                let from = if sessions > 0 {
                    StepFrom::Learned
                } else {
                    StepFrom::Table
                };
                steps.push(Step {
                    name,
                    from,
                    factor: cold * factor,
                    sessions,
                });
            }
        }
        if let Some((learned, sessions)) = stated {
            let cold = (Quantity::Fresh.cold(case) - table::fresh(case).ln()).exp();
            steps.push(Step {
                name: "the plan's own figure".to_owned(),
                from: StepFrom::Stated,
                factor: cold * learned,
                sessions,
            });
        }
        steps.sort_by_key(|step| step.name != case.task_type.as_str()); // tokens first, the rest in its order
        steps
    }
}

/// No session is without a call.
pub(super) fn at_least_one(range: Range) -> Range {
    Range {
        low: range.low.max(1),
        mid: range.mid.max(1),
        high: range.high.max(1),
    }
}
