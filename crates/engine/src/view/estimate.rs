//! Estimates and the model they come from, as every face shows them.
//!
//! Tokens are fresh tokens (input, output and cache writes) unless a field says `weighted` (half units, as quota counts).

use jiff::Timestamp;
use segue_meter::estimate::{
    Confidence, Familiarity, Lesson, ProjectSize, Quality, Range, Step, TaskType, Term,
};
use segue_plan::plans::{Format, Stated};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to estimate: a plan, or a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct EstimateQuery {
    /// A plan's number.
    pub plan: Option<i64>,
    /// A sentence, or a plan's text.
    pub text: Option<String>,
    /// What the text is written in, when it is a plan's.
    pub format: Option<Format>,
    /// The project's path.
    pub project: Option<String>,
    /// The session it is for.
    pub session: Option<String>,
    /// What the person knows better.
    pub overrides: Overrides,
    /// Keep it; with a session, link that to the plan.
    pub save: bool,
}

/// What the person knows better than what was measured or guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Overrides {
    /// Kind of task.
    pub task_type: Option<TaskType>,
    /// Size of the project.
    pub size: Option<ProjectSize>,
    /// How well its stack is known.
    pub familiarity: Option<Familiarity>,
    /// State of its code.
    pub quality: Option<Quality>,
    /// Family of the model.
    pub model: Option<String>,
}

/// An estimate in a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EstimateHead {
    /// Its number.
    pub id: i64,
    /// What was estimated.
    pub title: String,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// When (UTC).
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// By which face.
    pub made_by: String,
    /// Fresh tokens of the whole.
    pub fresh: Range,
    /// Minutes of the whole.
    pub minutes: Range,
    /// The version of the model.
    pub model_version: u32,
    /// The session that is measured by it.
    pub linked_session: Option<String>,
    /// Fresh tokens that session took, when it has finished.
    pub actual: Option<u64>,
}

/// An estimate in depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Estimate {
    /// Its number, when it was kept.
    pub id: Option<i64>,
    /// What was estimated.
    pub title: String,
    /// The number of its plan.
    pub plan: Option<i64>,
    /// The project's path.
    pub project: Option<String>,
    /// When (UTC).
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// The whole.
    pub total: EstimateLine,
    /// One per phase; none for a sentence.
    pub lines: Vec<EstimateLine>,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// The same for people: "low: 12 similar sessions, usual error 1.9×".
    pub confidence_words: String,
    /// Expected share of each quota window.
    pub windows: Vec<WindowShare>,
    /// Whether it fits before the reset.
    pub fit: Fit,
    /// How fast fresh tokens are spent.
    pub tokens_per_hour: Option<Range>,
    /// What may make it more, in words.
    pub risks: Vec<String>,
    /// What makes it hard, found in the text.
    pub complexity: Vec<ComplexityView>,
    /// What went in, and where from.
    pub inputs: Vec<Input>,
    /// Past sessions that are like it.
    pub comparable: Vec<Comparable>,
    /// What is counted: "fresh tokens: input + output + cache writes".
    pub basis_words: String,
    /// The version of the model.
    pub model_version: u32,
}

/// What one phase, or the whole, will take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EstimateLine {
    /// The phase's key; empty for the whole.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Kind of task; of the whole, the one with the most tokens.
    pub task_type: TaskType,
    /// How sure, 0 to 1.
    pub task_type_sure: f64,
    /// Fresh tokens.
    pub fresh: Range,
    /// Weighted tokens, in half units.
    pub weighted: Range,
    /// Minutes.
    pub minutes: Range,
    /// What the plan itself says.
    pub stated: Stated,
    /// It can run beside others.
    pub parallel: bool,
    /// The factors whose product is the middle, the first of them in tokens; none for the whole of a plan.
    pub steps: Vec<Step>,
}

/// A range of percentages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PercentRange {
    /// One case in ten is below.
    pub low: f64,
    /// As many cases are below as above.
    pub mid: f64,
    /// One case in ten is above.
    pub high: f64,
}

/// Expected share of a quota window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WindowShare {
    /// Claude Code's key: `five_hour`, `seven_day`, …
    pub kind: String,
    /// What a person calls it.
    pub label: String,
    /// Percent of the whole window.
    pub share: PercentRange,
    /// Percent of it that is left now; `None` when not known.
    pub left_percent: Option<f64>,
    /// The same for people.
    pub words: String,
}

/// Whether something fits into the quota that is left before the reset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Fit {
    /// In a word.
    pub answer: FitAnswer,
    /// For people: "yes, with 20 % buffer", "probably not: split after phase 2".
    pub words: String,
    /// The last phase that still fits.
    pub split_after: Option<String>,
    /// The reset it was held against (UTC).
    #[ts(type = "string | null")]
    pub until: Option<Timestamp>,
}

/// Whether something fits, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FitAnswer {
    /// Even the high end fits.
    Yes,
    /// The middle fits, the high end does not.
    Tight,
    /// It does not, but its first phases do.
    Split,
    /// It does not.
    No,
    /// What is left is not known.
    Unknown,
}

/// What makes a task hard, found in its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ComplexityView {
    /// What it is: "new library", "migration".
    pub name: String,
    /// The words it was found by.
    pub words: String,
    /// The line they stand in; 0 when there is but one.
    pub line: u32,
    /// The phase it is in.
    pub key: Option<String>,
}

/// What an estimate was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Input {
    /// "size", "familiarity", "quality", "task type", "model".
    pub name: String,
    /// Its value: "medium (12,400 lines)".
    pub value: String,
    /// Where from.
    pub from: InputFrom,
}

/// Where an input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum InputFrom {
    /// Counted.
    Measured,
    /// What is remembered of the project.
    Memory,
    /// A guess.
    Guess,
    /// The person said so.
    You,
}

/// A past session that is like what is estimated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Comparable {
    /// Claude Code's session id.
    pub session: String,
    /// Its title.
    pub title: String,
    /// Its project's name.
    pub project_name: Option<String>,
    /// Its kind.
    pub task_type: TaskType,
    /// Fresh tokens it took.
    pub fresh: u64,
    /// Minutes it took.
    pub minutes: u64,
    /// When it finished (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// The model that estimates come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ModelView {
    /// Its version; 0 before anything was learned.
    pub version: u32,
    /// When it was fitted (UTC).
    #[ts(type = "string | null")]
    pub fitted_at: Option<Timestamp>,
    /// Sessions it stands on.
    pub sessions: u32,
    /// Sessions that finished and are not learned from yet.
    pub waiting: u32,
    /// Its numbers.
    pub terms: Vec<Term>,
    /// The median factor between estimate and truth, for sessions that were held out.
    pub usual_error: Option<f64>,
    /// How many of a hundred sessions that were held out lay in its ranges.
    pub coverage_percent: Option<f64>,
    /// Its readable copy.
    pub mirror: String,
    /// For people.
    pub words: String,
}

/// A model that was learned, imported or begun anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ModelChange {
    /// Its version.
    pub version: u32,
    /// When (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By which face.
    pub by: String,
    /// `learned`, `corrected`, `reset` or `imported`.
    pub why: String,
    /// Sessions it stands on.
    pub sessions: u32,
    /// What changed.
    pub lessons: Vec<Lesson>,
}

/// What learning did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Learned {
    /// Sessions that were learned from now.
    pub sessions: u32,
    /// Sessions that are left.
    pub left: u32,
    /// The model in use.
    pub model_version: u32,
    /// What changed.
    pub lessons: Vec<Lesson>,
}
