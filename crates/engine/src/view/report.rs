//! Reports on finished sessions, and how good estimates were, as every face shows them.

use jiff::Timestamp;
use segue_meter::estimate::{Lesson, Range, TaskType};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Deviation, EstimateHead, Totals};

/// What a finished session took against what was expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Report {
    /// Claude Code's session id.
    pub session: String,
    /// Its title.
    pub title: String,
    /// Its project's name.
    pub project_name: Option<String>,
    /// Its last record (UTC).
    #[ts(type = "string")]
    pub finished_at: Timestamp,
    /// 1, and one more each time the session went on.
    pub revision: u32,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// The estimate it is measured by.
    pub estimate: Option<EstimateHead>,
    /// What was expected of the whole, fresh tokens: by the estimate, else what the model would have said before.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub estimated: Option<Range>,
    /// Kind of task.
    pub task_type: TaskType,
    /// Who says so.
    pub task_type_from: TaskTypeFrom,
    /// Tokens by class, cost and responses, as usage shows them.
    pub totals: Totals,
    /// Fresh tokens: input, output and cache writes.
    pub fresh: u64,
    /// Weighted tokens, in half units.
    pub weighted: u64,
    /// Minutes of work.
    pub minutes: u64,
    /// API calls.
    pub calls: u32,
    /// Phase by phase; they add up to the totals.
    pub lines: Vec<ReportLine>,
    /// Actual by estimated.
    pub factor: Option<f64>,
    /// It lay in the range.
    pub inside: Option<bool>,
    /// What drove it, most first.
    pub drivers: Vec<Deviation>,
    /// What the model learned from it.
    pub lessons: Vec<Lesson>,
    /// Its file.
    pub path: Option<String>,
    /// The text of its file.
    pub markdown: String,
}

/// Who says what kind of task a session was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TaskTypeFrom {
    /// It was inferred from its words and from how it went.
    Inferred,
    /// The person said so.
    You,
}

/// A phase of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReportLine {
    /// The phase's key; empty for what belongs to none.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What was estimated, fresh tokens.
    pub estimated: Option<Range>,
    /// Fresh tokens.
    pub fresh: u64,
    /// Weighted tokens, in half units.
    pub weighted: u64,
    /// Minutes.
    pub minutes: u64,
    /// Actual by estimated.
    pub factor: Option<f64>,
    /// It lay in the range.
    pub inside: Option<bool>,
}

/// A report in a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReportHead {
    /// Claude Code's session id.
    pub session: String,
    /// Its title.
    pub title: String,
    /// Its project's name.
    pub project_name: Option<String>,
    /// Its last record (UTC).
    #[ts(type = "string")]
    pub finished_at: Timestamp,
    /// Fresh tokens.
    pub fresh: u64,
    /// What was estimated, fresh tokens.
    pub estimated: Option<Range>,
    /// Actual by estimated.
    pub factor: Option<f64>,
    /// It lay in the range.
    pub inside: Option<bool>,
    /// Kind of task.
    pub task_type: TaskType,
}

/// How good estimates were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Accuracy {
    /// Sessions with an estimate, oldest first.
    pub points: Vec<AccuracyPoint>,
    /// The median of the factors by which estimates were off, whichever way.
    pub median_factor: Option<f64>,
    /// How many of a hundred lay in the range.
    pub coverage_percent: Option<f64>,
    /// By kind of task.
    pub by_type: Vec<AccuracyGroup>,
    /// For people.
    pub words: String,
}

/// A session against its estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccuracyPoint {
    /// Claude Code's session id.
    pub session: String,
    /// Its title.
    pub title: String,
    /// When it finished (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Kind of task.
    pub task_type: TaskType,
    /// What was estimated, fresh tokens.
    pub estimated: Range,
    /// Fresh tokens it took.
    pub actual: u64,
    /// Actual by estimated.
    pub factor: f64,
    /// It lay in the range.
    pub inside: bool,
}

/// How good estimates of one kind were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccuracyGroup {
    /// Which kind.
    pub name: String,
    /// How many sessions.
    pub sessions: u32,
    /// The median of the factors by which estimates were off.
    pub median_factor: Option<f64>,
    /// How many of a hundred lay in the range.
    pub coverage_percent: Option<f64>,
}
