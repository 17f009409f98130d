//! Quota in depth: windows, limit hits, calibrations.

use jiff::Timestamp;
use segue_meter::window::Window;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
