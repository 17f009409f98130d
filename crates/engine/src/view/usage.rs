//! Usage: tokens and cost, grouped.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
