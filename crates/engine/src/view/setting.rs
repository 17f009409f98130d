//! Settings with their bounds and words.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
