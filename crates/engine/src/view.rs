//! What every face shows: the window, the tray and `segue --json` read the same plain values.
//!
//! These types are the contract. Their TypeScript twins are generated into `ui/src/ipc/types` by `cargo test`, and
//! the JSON that `segue` prints is snapshot-tested. Times are UTC (RFC 3339), money is integer micro-dollars.

mod compaction;
mod estimate;
mod handoff;
mod job;
mod memory;
mod plan;
mod report;
mod schedule;
mod setup;

use jiff::Timestamp;
use segue_meter::advice::Health;
use segue_meter::context::{Breakdown, ContextReading};
use segue_meter::tokens::Tokens;
use segue_meter::window::Window;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use compaction::{
    CacheEffect, CompactLevel, Compaction, CompactionItem, CompactionPlan, KeptKind, LevelAdvice,
    LevelSavings, OpenedTerminal, Restart, ResumeCommand,
};
pub use estimate::{
    Comparable, ComplexityView, Deviation, Estimate, EstimateHead, EstimateLine, EstimateQuery, Fit,
    FitAnswer, Input, InputFrom, Learned, Live, LiveHead, LivePhase, ModelChange, ModelView, Overrides,
    PercentRange, WindowShare,
};
pub use handoff::{Handoff, HandoffEntry};
pub use job::JobsRepaired;
pub use memory::{
    Digest, DigestPart, Memory, MemoryHit, MemoryHitKind, MemoryImported, MemoryItem, MemoryKind,
    MemoryQuery, MemorySession, MemorySource, Project, StackItem, StackKind,
};
pub use plan::{
    ImportedAs, PhaseMark, PhaseView, PlanDetail, PlanImported, PlanProblem, PlanReading, PlanSession,
    PlanState, PlanSummary, PlanVersion, Spent,
};
pub use report::{Accuracy, AccuracyGroup, AccuracyPoint, Report, ReportHead, ReportLine, TaskTypeFrom};
pub use schedule::{
    ActionChoice, Hold, NextSession, NextStart, OutputKind, OutputLine, Question, Schedule, ScheduleDetail,
    Schedules, Span, Start, StartAnswer, StartOutput, Timeline, TimelineReset, TimelineWindow, WhenChoice,
};
pub use setup::{Setup, SetupHome, SetupKind, SetupState, SetupStep};

/// The glance: everything the tray, the glance panel, Now and `segue status` show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Status {
    /// When this was computed.
    #[ts(type = "string")]
    pub now: Timestamp,
    /// A made-up history is shown (`--demo`).
    pub demo: bool,
    /// 5-hour, weekly, per-model weekly; in this order.
    pub windows: Vec<Window>,
    /// Live sessions, fullest context first.
    pub live: Vec<Session>,
    /// Quota and context together, and what to do next.
    pub health: Health,
    /// Since local midnight.
    pub today: Totals,
    /// The last 60 minutes.
    pub last_hour: Totals,
    /// Alerts are paused until then.
    #[ts(type = "string | null")]
    pub alerts_paused_until: Option<Timestamp>,
    /// How the index is doing.
    pub index: IndexHealth,
    /// The time zone in which days are counted (IANA name).
    pub time_zone: String,
    /// The session that starts next.
    pub next: Option<NextStart>,
}

/// Token and cost sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Totals {
    /// Tokens by class.
    pub tokens: Tokens,
    /// API-equivalent cost in micro-dollars; not what a subscription pays.
    pub cost_micros: u64,
    /// Billed responses.
    pub responses: u64,
}

/// How the index is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IndexHealth {
    /// Transcript files known.
    pub files: u64,
    /// Sessions known.
    pub sessions: u64,
    /// Lines that could not be read, kept and counted.
    pub oddities: u64,
    /// Who keeps the index fresh.
    pub mode: IndexMode,
    /// Files read and to read, while a first index runs.
    pub progress: Option<Progress>,
    /// The last time transcripts were looked at.
    #[ts(type = "string | null")]
    pub refreshed_at: Option<Timestamp>,
}

/// Who keeps the index fresh, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IndexMode {
    /// The app watches files.
    Watching,
    /// The system has no more file watches to give: the app looks every few seconds.
    Polling,
    /// No app runs; this command looked once.
    OnDemand,
}

/// Work done and to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Progress {
    /// Done so far.
    pub done: u64,
    /// In all.
    pub total: u64,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Session {
    /// Claude Code's session id.
    pub id: String,
    /// Custom title, Claude's own title, summary or first prompt; the best there is.
    pub title: Option<String>,
    /// The project's short name: the last part of its path.
    pub project: String,
    /// The project's path.
    pub project_path: String,
    /// Model of the last response.
    pub model: Option<String>,
    /// Git branch last seen.
    pub git_branch: Option<String>,
    /// Claude Code's version last seen.
    pub version: Option<String>,
    /// First record (UTC).
    #[ts(type = "string | null")]
    pub first_seen: Option<Timestamp>,
    /// Last record (UTC).
    #[ts(type = "string | null")]
    pub last_seen: Option<Timestamp>,
    /// Live or past.
    pub activity: Activity,
    /// The session it was forked from.
    pub forked_from: Option<String>,
    /// Sums over its responses, sub-agents included.
    pub totals: Totals,
    /// How full its context is; `None` before the first response.
    pub context: Option<ContextReading>,
    /// Times its context was compacted.
    pub compactions: u32,
    /// The transcript is gone from disk; the history here stays.
    pub transcript_gone: bool,
}

/// Whether a session runs, and what it is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum Activity {
    /// Waits for the next prompt.
    Idle {
        /// Process id.
        pid: u32,
    },
    /// Works.
    Busy {
        /// Process id.
        pid: u32,
    },
    /// Waits for the person.
    Waiting {
        /// Process id.
        pid: u32,
        /// For what: "permission prompt".
        waiting_for: String,
    },
    /// No process has it open.
    Past,
}

/// Which sessions to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct SessionQuery {
    /// Words that must occur in title, project, model or id.
    pub search: Option<String>,
    /// Only live ones.
    pub live_only: bool,
    /// Only this project path.
    pub project_path: Option<String>,
    /// At most so many; `None` is all.
    pub limit: Option<u32>,
}

/// One session in depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SessionDetail {
    /// The session.
    pub session: Session,
    /// Context after each response of the main conversation, in time order.
    pub history: Vec<ContextPoint>,
    /// The breakdown, when the transcript is still there.
    pub breakdown: Option<Breakdown>,
    /// What to do with this session, in words.
    pub recommendation: String,
    /// What Claude Code itself answered, when it was asked (`--exact`).
    pub exact: Option<ExactContext>,
    /// Prompts in order, for orientation.
    pub outline: Vec<OutlineEntry>,
    /// The transcript's path.
    pub transcript_path: Option<String>,
}

/// Context after one response.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContextPoint {
    /// When (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Tokens in the context.
    pub tokens: u64,
    /// The context was compacted just before.
    pub after_compaction: bool,
}

/// A prompt of the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OutlineEntry {
    /// When (UTC).
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// Its first line, shortened.
    pub text: String,
    /// Tokens this exchange holds in the context, scaled.
    pub tokens: u64,
}

/// Claude Code's own answer to `get_context_usage`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExactContext {
    /// Tokens in the context by Claude Code's count.
    pub total_tokens: u64,
    /// The window by Claude Code.
    pub max_tokens: u64,
    /// Where it compacts by itself, if it does.
    pub auto_compact_at: Option<u64>,
    /// Its categories, as named by it.
    pub categories: Vec<ExactCategory>,
    /// Ours minus theirs, in tokens.
    pub difference_tokens: i64,
}

/// One of Claude Code's own categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExactCategory {
    /// Its name.
    pub name: String,
    /// Its tokens.
    pub tokens: u64,
}

/// How usage is grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UsageBy {
    /// Calendar days of the time zone.
    #[default]
    Day,
    /// ISO weeks.
    Week,
    /// Calendar months.
    Month,
    /// Projects.
    Project,
    /// Models.
    Model,
    /// Sessions.
    Session,
    /// Hour of the week (`Mon 09`), for the heat map.
    HourOfWeek,
}

/// How each usage row is divided for stacked bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UsageSplit {
    /// By model.
    Model,
    /// By project.
    Project,
}

/// What usage to show.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct UsageQuery {
    /// Grouping.
    pub by: UsageBy,
    /// Division of each group.
    pub split: Option<UsageSplit>,
    /// First day, inclusive (`2026-11-01`).
    pub since: Option<String>,
    /// Last day, inclusive.
    pub until: Option<String>,
    /// IANA time zone; the system's when absent.
    pub tz: Option<String>,
}

/// Usage, grouped. Field names of rows and totals are the documented, stable JSON of `segue usage --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Usage {
    /// Grouping used.
    pub by: UsageBy,
    /// Time zone used for days.
    pub time_zone: String,
    /// One per group (and split), oldest or largest first.
    pub rows: Vec<UsageRow>,
    /// Over all rows.
    pub totals: UsageTotals,
    /// Models priced by their family because their name is unknown.
    pub guessed_prices: Vec<String>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageRow {
    /// `2026-11-20`, `2026-W47`, `2026-11`, project path, model, session id, `Mon 09`.
    pub key: String,
    /// What a person reads.
    pub label: String,
    /// The split's value.
    pub split: Option<String>,
    /// The sums.
    #[serde(flatten)]
    pub sums: UsageTotals,
}

/// Sums of usage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct UsageTotals {
    /// Uncached input tokens.
    pub input_tokens: u64,
    /// Output tokens.
    pub output_tokens: u64,
    /// Cache writes, five-minute and one-hour together.
    pub cache_creation_tokens: u64,
    /// Cache reads.
    pub cache_read_tokens: u64,
    /// All of them.
    pub total_tokens: u64,
    /// API-equivalent cost in dollars.
    pub cost_usd: f64,
    /// Billed responses.
    pub responses: u64,
}

/// Quota in depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Quota {
    /// When this was computed.
    #[ts(type = "string")]
    pub now: Timestamp,
    /// The windows.
    pub windows: Vec<Window>,
    /// Limit hits of the last seven days, newest first.
    pub limit_hits: Vec<LimitHit>,
    /// How well estimates have matched, per window.
    pub calibrations: Vec<Calibration>,
    /// What would make it more exact, in words; `None` when live.
    pub hint: Option<String>,
}

/// A request that a limit refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LimitHit {
    /// When (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Which window, when known.
    pub window: Option<String>,
    /// Its reset, when known.
    #[ts(type = "string | null")]
    pub resets_at: Option<Timestamp>,
    /// In which session.
    pub session_id: String,
    /// Claude Code's words.
    pub text: String,
}

/// Tokens fitted to observed percentages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Calibration {
    /// Which window.
    pub window: String,
    /// Weighted tokens per percentage point.
    pub weighted_per_percent: f64,
    /// Half width of the error band, in percentage points.
    pub error_points: f64,
    /// Observations it rests on.
    pub observations: u32,
}

/// What Doctor found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Doctor {
    /// In order of importance.
    pub checks: Vec<Check>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Check {
    /// Stable id: `claude_data`, `statusline`, `database`, …
    pub id: String,
    /// What was looked at.
    pub title: String,
    /// How it is.
    pub verdict: Verdict,
    /// What was found.
    pub detail: String,
    /// How to fix it.
    pub fix: Option<String>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Works, could be better.
    Hint,
    /// Does not work.
    Bad,
}

/// One setting, with what it may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Setting {
    /// `alerts.quiet_hours`.
    pub key: String,
    /// What it does.
    pub help: String,
    /// Present value as text.
    pub value: String,
    /// Default value as text.
    pub default: String,
    /// What it may be.
    pub kind: SettingKind,
    /// Section of the Settings view.
    pub group: String,
}

/// What a setting may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum SettingKind {
    /// `true` or `false`.
    Switch,
    /// A number between two others, inclusive.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// `%`, `min`, …
        unit: String,
    },
    /// One of these.
    Choice {
        /// The values.
        options: Vec<String>,
    },
    /// `22:00-07:00`, or empty for none.
    Hours,
    /// `system`, or an IANA name.
    TimeZone,
    /// Any one line.
    Text,
}

/// The line that `segue statusline` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLine {
    /// One line, without its newline.
    pub text: String,
}

/// The database, for `segue db status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatabaseStatus {
    /// The file.
    pub path: String,
    /// Its size in bytes; 0 when there is none yet.
    pub size_bytes: u64,
    /// Its schema version; `None` when there is no file yet.
    pub schema_version: Option<u32>,
    /// The version this Segue writes.
    pub known_version: u32,
    /// What SQLite found wrong; `None` when every page is sound.
    pub damage: Option<String>,
    /// Copies that can be gone back to, newest first.
    pub snapshots: Vec<SnapshotView>,
}

/// A copy of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotView {
    /// The file.
    pub path: String,
    /// When it was written (UTC).
    pub taken_at: Timestamp,
    /// Its schema version.
    pub schema_version: u32,
    /// Its size in bytes.
    pub size_bytes: u64,
}

/// What changed; the window asks anew for what it shows of it. Missing one is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Topic {
    /// Responses and sums.
    Usage,
    /// Windows.
    Quota,
    /// Sessions and their context.
    Sessions,
    /// Settings.
    Settings,
    /// Index progress.
    Index,
    /// Handoffs: made, edited, used.
    Handoffs,
    /// What is remembered of projects.
    Memory,
    /// Schedules and their starts.
    Schedule,
    /// Plans, their phases and their sessions.
    Plans,
    /// Estimates, the model and reports.
    Estimates,
}

/// An error as every face shows it: what we were doing, what happened, what to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ProblemView {
    /// For code: `not_found`, `bad_input`, `store`, `newer_database`, …
    pub code: String,
    /// For people.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}
