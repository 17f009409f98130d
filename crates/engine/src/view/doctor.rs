//! What Doctor found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
