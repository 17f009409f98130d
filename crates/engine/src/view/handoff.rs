//! What a session leaves to the next one, as the faces show it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Handoff {
    /// The session it is from.
    pub session_id: String,
    /// That session's title.
    pub title: Option<String>,
    /// The project's short name.
    pub project: Option<String>,
    /// The text.
    pub markdown: String,
    /// Its file; `None` when it could not be written.
    pub path: Option<String>,
    /// When it was made or edited last (UTC).
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// By whom: "cli", "window", "file" (edited there), "auto:context", "auto:limit", "hook".
    pub made_by: String,
    /// A person changed it; Segue does not overwrite it.
    pub edited: bool,
    /// The session that took it up.
    pub used_by: Option<String>,
    /// About how many tokens it takes.
    pub tokens: u64,
    /// What was left out and why, and whatever else the reader should know.
    pub problems: Vec<String>,
}

/// A handoff in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HandoffEntry {
    /// The session it is from.
    pub session_id: String,
    /// That session's title.
    pub title: Option<String>,
    /// The project's short name.
    pub project: Option<String>,
    /// When it was made or edited last (UTC).
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// A person changed it.
    pub edited: bool,
    /// The session that took it up.
    pub used_by: Option<String>,
    /// Its file.
    pub path: Option<String>,
}
