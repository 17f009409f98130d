//! What every face shows: the window, the tray and `segue --json` read the same plain values.
//!
//! These types are the contract. Their TypeScript twins are generated into `ui/src/ipc/types` by `cargo test`, and
//! the JSON that `segue` prints is snapshot-tested. Times are UTC (RFC 3339), money is integer micro-dollars.

mod compaction;
mod database;
mod doctor;
mod estimate;
mod handoff;
mod job;
mod live_plan;
mod memory;
mod plan;
mod quota;
mod report;
mod schedule;
mod session;
mod setting;
mod setup;
mod usage;

use jiff::Timestamp;
use segue_meter::advice::Health;
use segue_meter::tokens::Tokens;
use segue_meter::window::Window;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use compaction::{
    CacheEffect, CompactLevel, Compaction, CompactionItem, CompactionPlan, KeptKind, LevelAdvice,
    LevelSavings, OpenedTerminal, Restart, ResumeCommand,
};
pub use database::{DatabaseStatus, SnapshotView};
pub use doctor::{Check, Doctor, Verdict};
pub use estimate::{
    Comparable, ComplexityView, Estimate, EstimateHead, EstimateLine, EstimateQuery, Fit, FitAnswer, Input,
    InputFrom, Learned, ModelChange, ModelView, Overrides, PercentRange, WindowShare,
};
pub use handoff::{Handoff, HandoffEntry};
pub use job::JobsRepaired;
pub use live_plan::{Deviation, Live, LiveHead, LivePhase};
pub use memory::{
    Digest, DigestPart, Memory, MemoryHit, MemoryHitKind, MemoryImported, MemoryItem, MemoryKind,
    MemoryQuery, MemorySession, MemorySource, Project, StackItem, StackKind,
};
pub use plan::{
    ImportedAs, PhaseMark, PhaseView, PlanDetail, PlanImported, PlanProblem, PlanReading, PlanSession,
    PlanState, PlanSummary, PlanVersion, Spent,
};
pub use quota::{Calibration, LimitHit, Quota};
pub use report::{Accuracy, AccuracyGroup, AccuracyPoint, Report, ReportHead, ReportLine, TaskTypeFrom};
pub use schedule::{
    ActionChoice, Hold, NextSession, NextStart, OutputKind, OutputLine, Question, Schedule, ScheduleDetail,
    Schedules, Span, Start, StartAnswer, StartOutput, Timeline, TimelineReset, TimelineWindow, WhenChoice,
};
pub use session::{
    Activity, ContextPoint, ExactCategory, ExactContext, OutlineEntry, Session, SessionDetail, SessionQuery,
};
pub use setting::{Setting, SettingKind};
pub use setup::{Setup, SetupHome, SetupKind, SetupState, SetupStep};
pub use usage::{Usage, UsageBy, UsageQuery, UsageRow, UsageSplit, UsageTotals};

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
    /// The running session that is held against an estimate; of several, the one that was active last.
    #[serde(default)]
    pub plan: Option<LiveHead>,
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

/// The line that `segue statusline` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLine {
    /// One line, without its newline.
    pub text: String,
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
