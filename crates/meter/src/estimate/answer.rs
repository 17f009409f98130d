//! An estimate: ranges, what they stand on, and the factors that made them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A range that holds the truth in 80 of 100 cases, and its middle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Range {
    /// One case in ten is below.
    pub low: u64,
    /// As many cases are below as above.
    pub mid: u64,
    /// One case in ten is above.
    pub high: u64,
}

impl Range {
    /// Whether the value is in the range, its ends included.
    pub fn holds(&self, value: u64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// How many times the low end goes into the high end.
    pub fn width(&self) -> f64 {
        self.high.max(1) as f64 / self.low.max(1) as f64
    }
}

/// What a session or a phase will take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Fresh tokens: input, output and cache writes.
    pub fresh: Range,
    /// Weighted tokens, in half units.
    pub weighted: Range,
    /// Time in milliseconds.
    pub millis: Range,
    /// API calls.
    pub calls: Range,
    /// What it stands on.
    pub basis: Basis,
    /// The factors whose product is `fresh.mid`, the first of them in tokens. Empty for a sum and for a projection.
    pub steps: Vec<Step>,
}

/// What an estimate stands on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Basis {
    /// Sessions of this type that were learned from.
    pub similar: u32,
    /// All sessions that were learned from.
    pub all: u32,
    /// The median factor between estimate and truth, for sessions of this type that were held out; `None` while too few.
    pub usual_error: Option<f64>,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// How far an estimate can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Confidence {
    /// The table speaks, or the past was far off.
    Low,
    /// Some sessions of this type, usually within 2.2x.
    Medium,
    /// Many sessions of this type, usually within 1.6x.
    High,
}

/// One factor of an estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Step {
    /// What it is about: "debugging", "project api-server", "legacy code".
    pub name: String,
    /// Where it comes from.
    pub from: StepFrom,
    /// The factor; tokens in the first step.
    pub factor: f64,
    /// Sessions that taught it.
    pub sessions: u32,
}

/// Where a factor comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StepFrom {
    /// The table of the cold start.
    Table,
    /// The person's own sessions, starting from the table.
    Learned,
    /// What the plan itself states.
    Stated,
}
