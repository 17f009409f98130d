//! The estimate of one case: middles from the parts, ranges from what they leave open.

use serde::{Deserialize, Serialize};

use super::answer::{Basis, Confidence, Estimate, Range, Step, StepFrom};
use super::case::Case;
use super::kind::TaskType;
use super::logistic::Shape;
use super::model::Model;
use super::part::{Quantity, STATED_BIAS, STATED_TRUST};
use super::reach::COLD_REACH;
use super::table;
use super::term::TermGroup;

/// Milliseconds of an hour, as a logarithm.
const LN_HOUR: f64 = 15.096_444_4;

/// Which of the four ranges of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measure {
    Fresh,
    Weighted,
    Millis,
    Calls,
}

impl Measure {
    pub(super) const ALL: [Measure; 4] = [Measure::Fresh, Measure::Weighted, Measure::Millis, Measure::Calls];

    /// The ratio that leads to it from fresh tokens, and the ratio's sign.
    pub(super) fn ratio(self) -> Option<(Quantity, f64)> {
        match self {
            Measure::Fresh => None,
            Measure::Weighted => Some((Quantity::Weight, 1.0)),
            Measure::Millis => Some((Quantity::Rate, -1.0)),
            Measure::Calls => Some((Quantity::Call, -1.0)),
        }
    }
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
        let Some((quantity, sign)) = measure.ratio() else {
            return (fresh, spread);
        };
        let (ratio, ratio_spread) = self.part(quantity).predict(quantity, case);
        let unit = if measure == Measure::Millis { LN_HOUR } else { 0.0 };
        (fresh + sign * ratio + unit, spread.hypot(ratio_spread))
    }

    fn shape(&self, measure: Measure, case: &Case) -> Shape {
        let (middle, spread) = self.middle(measure, case);
        let (down, up) = self.reach(measure, case.task_type);
        Shape::new(middle, down * spread, up * spread)
    }

    /// How far the ranges of a measure reach down and up, in standard deviations.
    fn reach(&self, measure: Measure, task_type: TaskType) -> (f64, f64) {
        self.reaches
            .iter()
            .filter(|it| it.measure == measure)
            .flat_map(|it| &it.reaches)
            .find(|it| it.task_type == task_type)
            .map_or((COLD_REACH, COLD_REACH), |it| (it.down, it.up))
    }

    fn basis(&self, case: &Case) -> Basis {
        let held = self.held_out.iter().find(|it| it.task_type == case.task_type);
        let (similar, usual_error) = held.map_or((0, None), |it| (it.sessions, it.usual_error));
        let confidence = match usual_error {
            Some(error) if similar >= 20 && error < 1.6 => Confidence::High,
            Some(error) if similar >= 5 && error < 2.2 => Confidence::Medium,
            _ => Confidence::Low,
        };
        Basis {
            similar,
            all: self.sessions,
            usual_error,
            confidence,
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
        steps.extend(self.fresh.changes(case).map(|(_, change)| Step {
            name: change.told_name(),
            from: StepFrom::Learned,
            factor: change.ln.exp(),
            sessions: change.sessions,
        }));
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
