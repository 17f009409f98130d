//! Which notifications are due.
//!
//! Owns the rules and the wording; promises each alert once per threshold and window or session. Never sends
//! anything: it takes what is known and what was told, and returns decisions with idempotency keys.

mod decide;
mod ledger;
mod quiet;
mod wording;

pub use decide::decide;
pub use quiet::due;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::advice::Level;
use crate::window::{Pace, WindowKind};

/// What a reading is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A quota window.
    Quota {
        /// Which.
        kind: WindowKind,
        /// Its reset (UTC): with it, this instance of the window.
        resets_at: Option<Timestamp>,
    },
    /// A live session's context.
    Context {
        /// The session.
        session_id: String,
        /// Its project's name.
        project: String,
        /// How often it was compacted: with it, this filling of the context.
        generation: u32,
    },
}

/// How full something is.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertReading {
    /// What.
    pub subject: Subject,
    /// Used percent: of the quota, or of the usable context.
    pub percent: f64,
    /// An estimate, not a measurement: told with `~`, and never a reason to re-arm.
    pub estimate: bool,
    /// When it was true (UTC); the same reading seen twice confirms nothing.
    pub seen_at: Timestamp,
    /// The window's pace.
    pub pace: Option<Pace>,
    /// What compacting would save, in tokens.
    pub saves_tokens: Option<u64>,
}

/// A window that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct EndedWindow {
    /// Which.
    pub kind: WindowKind,
    /// The reset that it was known by (UTC); may lie ahead when the limits were reset early.
    pub resets_at: Timestamp,
    /// The most that was observed in it, in percent.
    pub peak_percent: f64,
}

/// A key that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The key.
    pub key: String,
    /// When (UTC).
    pub told_at: Timestamp,
}

/// How often in a row a told threshold was seen undercut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The told key.
    pub key: String,
    /// Distinct readings under it in a row.
    pub count: u32,
    /// The last of them (UTC).
    pub seen_at: Timestamp,
}

/// Hours of silence, in minutes after local midnight; `from` later than `to` spans midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QuietHours {
    /// First quiet minute of the day, 0 to 1439.
    pub from_minute: u16,
    /// First minute that is not quiet any more, 0 to 1439.
    pub to_minute: u16,
}

/// The person's settings for alerts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AlertRules {
    /// Whether there are any.
    pub enabled: bool,
    /// Percentages that are told, ascending.
    pub thresholds: Vec<u8>,
    /// When not to disturb.
    pub quiet: Option<QuietHours>,
    /// Tell when a window will run out before its reset.
    pub predictive: bool,
    /// Tell when a window that was nearly used up is free again.
    pub reset: bool,
    /// Silent until then (UTC).
    #[ts(type = "string | null")]
    pub paused_until: Option<Timestamp>,
}

impl Default for AlertRules {
    fn default() -> Self {
        AlertRules {
            enabled: true,
            thresholds: vec![50, 80, 90],
            quiet: None,
            predictive: true,
            reset: true,
            paused_until: None,
        }
    }
}

/// When an alert goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At once.
    Now,
    /// When the quiet hours end.
    AfterQuiet {
        /// That moment (UTC).
        at: Timestamp,
    },
}

/// An alert to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertDecision {
    /// Its idempotency key: subject, window instance, threshold.
    pub key: String,
    /// Further keys that this alert makes unnecessary: to be marked as told together with it.
    pub covers: Vec<String>,
    /// The fact: "Context 82 % in api-server".
    pub title: String,
    /// The action: "Compact now saves about 40k tokens."
    pub body: String,
    /// How urgent.
    pub level: Level,
    /// Where a click leads: `now` or `sessions/<id>`.
    pub view: String,
    /// When it goes out.
    pub due: Due,
}

/// Everything the decision needs.
#[derive(Debug, Clone)]
pub struct AlertInputs<'a> {
    /// How full everything is.
    pub readings: &'a [AlertReading],
    /// Windows that ended in the last half day.
    pub ended: &'a [EndedWindow],
    /// What was told.
    pub told: &'a [Told],
    /// The confirmations as [`decide`] returned them last time.
    pub confirmations: &'a [Confirmation],
    /// The person's settings.
    pub rules: &'a AlertRules,
}

/// What is to be told, and what is to be remembered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertOutcome {
    /// To be sent; mark `key` and `covers` as told in the same transaction.
    pub alerts: Vec<AlertDecision>,
    /// Replaces the stored confirmations.
    pub confirmations: Vec<Confirmation>,
}

#[cfg(test)]
mod tests;
