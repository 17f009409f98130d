//! Plans as every face shows them.

use jiff::Timestamp;
use segue_plan::plans::{Format, MarkHow, MarkKind, PhaseState, Plan, ReadingNote, Stated};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EstimateHead, EstimateLine};

/// A plan in a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanSummary {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// The path of its project, when known.
    pub project: Option<String>,
    /// The project's name.
    pub project_name: Option<String>,
    /// How it stands.
    pub state: PlanState,
    /// How many phases it has.
    pub phases: u32,
    /// How many of them are done.
    pub done: u32,
    /// How many tasks it has.
    pub tasks: u32,
    /// What it is written in.
    pub format: Format,
    /// The file it came from.
    pub source: Option<String>,
    /// Grows with every text; an edit names the one it began from.
    pub version: i64,
    /// When its text was changed last (UTC).
    #[ts(type = "string")]
    pub changed_at: Timestamp,
    /// What the person expects it to take: of the whole, or summed over its phases.
    pub stated: Stated,
    /// The last estimate that was kept.
    pub estimate: Option<EstimateHead>,
    /// The live session that works on it.
    pub live_session: Option<String>,
    /// What keeps it from being read or done, in words.
    pub problems: Vec<String>,
}

/// How a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanState {
    /// There is something to do.
    Open,
    /// A live session works on it.
    Running,
    /// Every phase is done.
    Done,
    /// A person put it away.
    Archived,
}

/// A plan in depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanDetail {
    /// The plan in a line.
    pub summary: PlanSummary,
    /// Its text, byte for byte.
    pub text: String,
    /// What was understood of it; empty when it cannot be read.
    pub plan: Plan,
    /// What was guessed or kept aside.
    pub notes: Vec<ReadingNote>,
    /// Its phases and how far they are, in the order of the text.
    pub phases: Vec<PhaseView>,
    /// Estimates that were kept, latest first.
    pub estimates: Vec<EstimateHead>,
    /// Sessions that work or worked on it, linked last first.
    pub sessions: Vec<PlanSession>,
    /// The texts it had before, latest first.
    pub before: Vec<PlanVersion>,
    /// What an import just did; `None` otherwise.
    pub imported: Option<PlanImported>,
}

/// How far a phase is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PhaseView {
    /// Its key.
    pub key: String,
    /// How far it is.
    pub state: PhaseState,
    /// What it was estimated to take, by the last estimate that was kept.
    pub estimate: Option<EstimateLine>,
    /// What it has taken so far.
    pub spent: Option<Spent>,
    /// When it began, was done or went on; oldest first.
    pub marks: Vec<PhaseMark>,
}

/// What was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Spent {
    /// Fresh tokens: input, output and cache writes.
    pub fresh: u64,
    /// Weighted tokens, in half units.
    pub weighted: u64,
    /// Minutes of work.
    pub minutes: u64,
    /// API calls.
    pub calls: u32,
}

/// When a phase began, was done or went on, and by what one knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PhaseMark {
    /// When (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What it says.
    pub kind: MarkKind,
    /// By what it came about.
    pub how: MarkHow,
    /// What exactly: the commit's subject, the to-do's words.
    pub detail: Option<String>,
    /// The session it came about in.
    pub session: Option<String>,
}

/// A session that works or worked on a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanSession {
    /// Claude Code's session id.
    pub session: String,
    /// Its title.
    pub title: Option<String>,
    /// When it was linked (UTC).
    #[ts(type = "string")]
    pub linked_at: Timestamp,
    /// By which face: `cli`, `window`, `schedule`, …
    pub linked_by: String,
    /// It runs now.
    pub live: bool,
}

/// A text that a plan had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanVersion {
    /// Its version.
    pub version: i64,
    /// When it became the plan's text (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// By which face.
    pub by: String,
    /// What it is written in.
    pub format: Format,
    /// The text.
    pub text: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanImported {
    /// What became of the plan.
    pub how: ImportedAs,
    /// The same for people, with what was kept.
    pub words: String,
}

/// What became of a plan that was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportedAs {
    /// It was not there before.
    New,
    /// The file was imported before, and its text is another one now.
    Updated,
    /// The file was imported before, with the same text.
    Same,
}

/// What was read of a text, for the editor while a person types and for `segue plan check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanReading {
    /// What was understood; also when the plan breaks a rule.
    pub plan: Option<Plan>,
    /// What was guessed or kept aside.
    pub notes: Vec<ReadingNote>,
    /// Why it cannot be kept.
    pub error: Option<PlanProblem>,
}

/// Why a text cannot be kept as a plan, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlanProblem {
    /// The first line is 1.
    pub line: u32,
    /// The first column is 1.
    pub column: u32,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}
