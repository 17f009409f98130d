//! Schedules, their starts and the calendar they stand in, as the faces show them.

use jiff::Timestamp;
use segue_plan::schedule::{Launch, Place, ScheduleState, Spec, StartAction, StartState, When};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Schedule {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub spec: Spec,
    /// Its title: given, or made from objective and project.
    pub title: String,
    /// The project's short name.
    pub project_name: String,
    /// How it stands.
    pub state: ScheduleState,
    /// When, in words: "at the reset, 18:00".
    pub when_words: String,
    /// When it was made (UTC).
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// By which face: "cli", "window", "tray", "notification", "plugin".
    pub made_by: String,
    /// Sessions it has started so far.
    pub starts: u32,
    /// The start that comes next, or is being made.
    pub next: Option<Start>,
    /// What stands against it: the folder is gone, the handoff was deleted, …
    pub problems: Vec<String>,
}

/// A start: the one attempt per occurrence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Start {
    /// Its number.
    pub id: i64,
    /// The number of its schedule.
    pub schedule: i64,
    /// Its schedule's title.
    pub title: String,
    /// The project's short name.
    pub project_name: String,
    /// The project's folder.
    pub project: String,
    /// When it is due now (UTC).
    #[ts(type = "string")]
    pub due: Timestamp,
    /// When it was due at first (UTC).
    #[ts(type = "string")]
    pub first_due: Timestamp,
    /// How far it is.
    pub state: StartState,
    /// Why it is held, moved, asked about, dropped or failed, in words.
    pub why: Option<String>,
    /// Held until then (UTC).
    #[ts(type = "string | null")]
    pub held_until: Option<Timestamp>,
    /// The id its session has, or will have.
    pub session_id: String,
    /// In a terminal, or without one.
    pub place: Place,
    /// The question that is open.
    pub ask: Option<Question>,
    /// When it was announced (UTC).
    #[ts(type = "string | null")]
    pub noticed_at: Option<Timestamp>,
    /// When it was launched (UTC).
    #[ts(type = "string | null")]
    pub launched_at: Option<Timestamp>,
    /// When its transcript was seen (UTC).
    #[ts(type = "string | null")]
    pub confirmed_at: Option<Timestamp>,
    /// When it was over (UTC).
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// Tokens it has spent, without a terminal.
    pub spent_tokens: Option<u64>,
    /// What its program ended with, without a terminal.
    pub exit_code: Option<i64>,
    /// It runs and can be stopped from here.
    pub stoppable: bool,
    /// The command that shows it: a tmux session.
    pub attach: Option<String>,
}

/// A question about a start. The first answer counts, from whichever face.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Question {
    /// Which: an answer names it.
    pub number: u32,
    /// The question.
    pub text: String,
    /// What can be answered.
    pub actions: Vec<ActionChoice>,
}

/// Something that can be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ActionChoice {
    /// The answer.
    pub action: StartAction,
    /// What its button says.
    pub label: String,
}

/// A schedule with everything behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScheduleDetail {
    /// The schedule.
    pub schedule: Schedule,
    /// Its starts, newest first.
    pub starts: Vec<Start>,
    /// What will be sent, word for word.
    pub prompt: String,
    /// The command that will be run, for reading.
    pub command: String,
    /// What wakes it with the app closed: "systemd timer segue-wake-3.timer, next 18:00".
    pub wake: Option<String>,
}

/// All schedules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Schedules {
    /// The schedules, next due first.
    pub schedules: Vec<Schedule>,
    /// Config folders whose limit is hit.
    pub held: Vec<Hold>,
    /// The app runs.
    pub app_running: bool,
    /// How starts happen with the app closed.
    pub wake_words: String,
}

/// A config folder whose limit is hit: everything that would start waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Hold {
    /// The config folder.
    pub home: String,
    /// Until this reset (UTC).
    #[ts(type = "string")]
    pub until: Timestamp,
    /// Why, in words.
    pub why: String,
    /// How many starts wait for it.
    pub waiting: u32,
}

/// Everything the dialog "Plan next session" begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NextSession {
    /// The project's folder.
    pub project: String,
    /// The project's short name.
    pub project_name: String,
    /// The session it goes on from.
    pub session_id: Option<String>,
    /// What was done, from the handoff.
    pub done: Vec<String>,
    /// The state, from the handoff.
    pub state: Vec<String>,
    /// The objectives as a Markdown list, to edit.
    pub objectives: String,
    /// The handoff's file.
    pub handoff_path: Option<String>,
    /// About how many tokens it takes, in words; `None` until it is estimated.
    pub estimate: Option<String>,
    /// When it can start.
    pub choices: Vec<WhenChoice>,
    /// What stands against it: no terminal, Claude Code missing or logged out.
    pub problems: Vec<String>,
    /// How it is launched unless changed here.
    pub launch: Launch,
}

/// A time to start at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WhenChoice {
    /// When.
    pub when: When,
    /// "5 minutes after the reset".
    pub label: String,
    /// The time it comes to (UTC), where known.
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// The one that is proposed.
    pub recommended: bool,
    /// Why it cannot be chosen.
    pub unavailable: Option<String>,
}

/// Windows, resets and starts of some days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Timeline {
    /// When this was computed (UTC).
    #[ts(type = "string")]
    pub now: Timestamp,
    /// From then (UTC).
    #[ts(type = "string")]
    pub from: Timestamp,
    /// Until then (UTC).
    #[ts(type = "string")]
    pub to: Timestamp,
    /// The zone in which days are drawn (IANA name).
    pub zone: String,
    /// Quota windows, past and running.
    pub windows: Vec<TimelineWindow>,
    /// Resets, past and to come.
    pub resets: Vec<TimelineReset>,
    /// Starts.
    pub starts: Vec<Start>,
    /// When requests were refused by a limit (UTC).
    #[ts(type = "string[]")]
    pub limit_hits: Vec<Timestamp>,
    /// Quiet hours.
    pub quiet: Vec<Span>,
}

/// A quota window in the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TimelineWindow {
    /// Claude Code's key.
    pub kind: String,
    /// What a person calls it.
    pub label: String,
    /// When it began (UTC).
    #[ts(type = "string")]
    pub starts_at: Timestamp,
    /// When it resets, or did (UTC).
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// The most that was used of it.
    pub used_percent: Option<f64>,
    /// That is an estimate.
    pub estimate: bool,
    /// It is the present one.
    pub running: bool,
}

/// A reset in the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TimelineReset {
    /// Claude Code's key.
    pub kind: String,
    /// What a person calls it.
    pub label: String,
    /// When (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// It was observed, not computed.
    pub certain: bool,
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Span {
    /// From then (UTC).
    #[ts(type = "string")]
    pub from: Timestamp,
    /// Until then (UTC).
    #[ts(type = "string")]
    pub to: Timestamp,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StartAnswer {
    /// It counts.
    pub taken: bool,
    /// In words: what happens now, or which answer came first.
    pub sentence: String,
    /// The start as it is now.
    pub start: Start,
}

/// The output of a session without a terminal, from some place on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StartOutput {
    /// The start as it is now.
    pub start: Start,
    /// What it said.
    pub text: Vec<OutputLine>,
    /// The byte to go on from.
    pub next: u64,
    /// There will be no more.
    pub finished: bool,
}

/// A piece of output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OutputLine {
    /// When (UTC), where known.
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// What it is.
    pub kind: OutputKind,
    /// Its text.
    pub text: String,
}

/// What a piece of output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OutputKind {
    /// Claude said it.
    Said,
    /// A tool is used.
    Tool,
    /// What the session came to.
    Result,
    /// An error.
    Error,
    /// Segue's own remark.
    Note,
}

/// The session that starts next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NextStart {
    /// The start.
    pub start: Start,
    /// How many others wait after it.
    pub waits: u32,
}
