//! A running session against its plan and its estimate, as every face shows it.
//!
//! Tokens are fresh tokens (input, output and cache writes) unless a field says `weighted` (half units, as quota counts).

use jiff::Timestamp;
use segue_meter::estimate::Range;
use segue_plan::plans::PhaseState;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Fit;

/// A running session against its estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Live {
    /// Claude Code's session id.
    pub session: String,
    /// Its title.
    pub title: Option<String>,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// What the plan is called.
    pub plan_title: Option<String>,
    /// The number of the estimate.
    pub estimate: i64,
    /// First record of the session (UTC).
    #[ts(type = "string")]
    pub started_at: Timestamp,
    /// API calls so far.
    pub calls: u32,
    /// Fresh tokens so far.
    pub fresh: u64,
    /// Weighted tokens so far, in half units.
    pub weighted: u64,
    /// Minutes so far.
    pub minutes: u64,
    /// What was estimated, fresh tokens.
    pub estimated: Range,
    /// What the total will be, fresh tokens.
    pub projected: Range,
    /// Projected against estimated, by their middles.
    pub change_percent: f64,
    /// The projection's middle lies in the estimate.
    pub inside: bool,
    /// How fast fresh tokens are spent.
    pub tokens_per_hour: u64,
    /// Whether what is to come fits before the reset.
    pub fits: Fit,
    /// Phase by phase; none for a sentence.
    pub phases: Vec<LivePhase>,
    /// For people: "new projection ~110.8k, +8 %, still fits".
    pub words: String,
}

/// A phase of a running session against its estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LivePhase {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How far it is.
    pub state: PhaseState,
    /// What was estimated, fresh tokens.
    pub estimated: Range,
    /// Fresh tokens so far.
    pub spent: u64,
    /// Minutes so far.
    pub minutes: u64,
    /// Spent against estimated, once it is done.
    pub variance_percent: Option<f64>,
    /// What it took more for, most first.
    pub deviations: Vec<Deviation>,
}

/// Why something took more than was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Deviation {
    /// Stable id: `retries`, `failing_tests`, `re_reads`, `new_library`, …
    pub kind: String,
    /// For people.
    pub words: String,
    /// Fresh tokens that went into it, as far as one can tell.
    pub tokens: Option<u64>,
}

/// A running session against its estimate, in a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LiveHead {
    /// Claude Code's session id.
    pub session: String,
    /// What the plan, or the estimate, is called.
    pub plan_title: String,
    /// The phase it is in.
    pub phase: Option<String>,
    /// Fresh tokens so far.
    pub fresh: u64,
    /// What the total will be, fresh tokens.
    pub projected: Range,
    /// For people.
    pub words: String,
}
