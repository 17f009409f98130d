//! The decision table: quota zone and context status together say what to do next.
//!
//! Owns the borders 50, 80 and 90 and what they ask for; window, tray, terminal and notifications all ask here.

mod health;
mod table;

pub use health::health;
pub use table::{combine, level};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How much attention the state asks for. Each level has its own shape, word and hue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Level {
    /// Nothing to do.
    Ok,
    /// Worth knowing (from 50 %).
    Notice,
    /// Act soon (from 80 %).
    Warning,
    /// Act now (from 90 %).
    Danger,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Action {
    /// Work on.
    Continue,
    /// Work on, knowing that half is used.
    ContinueAware,
    /// Compact the context.
    Compact,
    /// Save what the session knows and restart with fresh context.
    SaveAndRestart,
    /// Plan the next session for the reset.
    PlanNext,
    /// Wrap up what is in hand.
    WrapUp,
    /// Save and leave now.
    SaveAndExit,
    /// The limit is reached: wait for the reset.
    WaitForReset,
}

/// The combined health and its one best action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Health {
    /// How urgent.
    pub level: Level,
    /// One sentence that answers "where do I stand".
    pub headline: String,
    /// The best next step.
    pub action: Action,
    /// The step in words, imperative: "Compact api-server now to free about 40k tokens".
    pub advice: String,
    /// The session the advice is about.
    pub session_id: Option<String>,
}

/// The live session whose context is fullest.
#[derive(Debug, Clone, PartialEq)]
pub struct Fullest {
    /// The session.
    pub session_id: String,
    /// Its project's name.
    pub project: String,
    /// Used percent of its usable context.
    pub percent: f64,
    /// What compacting would save, in tokens.
    pub saves_tokens: Option<u64>,
}
