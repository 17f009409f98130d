//! The ladder of quota truth: which observation is shown, and when an estimate takes its place.
//!
//! Owns the choice between observations; promises that a window past its reset is never shown, and that a late
//! echo of an old figure does not pull a newer one down. Never reads a clock: `now` is an argument.

use jiff::Timestamp;

use super::{Window, WindowKind};
use crate::calibration::Calibration;
use crate::provenance::Source;

/// One sighting of a window's used percentage.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Which window.
    pub kind: WindowKind,
    /// Used percent; `None` when the source said "not started".
    pub used_percent: Option<f64>,
    /// When the window resets (UTC), if the source said so.
    pub resets_at: Option<Timestamp>,
    /// The rung it came from.
    pub source: Source,
    /// When it was true (UTC): when it was measured, not when it was read.
    pub seen_at: Timestamp,
}

/// A request that was refused by the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// When it was refused (UTC).
    pub at: Timestamp,
    /// The reset that was named (UTC), if one was.
    pub resets_at: Option<Timestamp>,
}

/// Tokens spent after a reset that has passed: a new window has begun with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterReset {
    /// Weighted tokens since that reset.
    pub weighted: u64,
    /// The first response after the reset (UTC).
    pub first_at: Timestamp,
}

/// Our own count of what was spent on a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokensInWindow {
    /// Which window.
    pub kind: WindowKind,
    /// Tokens of all classes since the window began, or in the last window length when no window is known.
    pub tokens: u64,
    /// The same, weighted ([`crate::calibration::weight`]).
    pub weighted: u64,
    /// Weighted tokens after the latest observation.
    pub since_seen: u64,
    /// Tokens after the latest observation's reset, once that has passed and something was spent.
    pub after_reset: Option<AfterReset>,
}

/// Everything that is known of one window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The latest observation.
    pub observation: Option<Observation>,
    /// The last refused request.
    pub last_hit: Option<Hit>,
    /// Our own count.
    pub tokens: Option<TokensInWindow>,
    /// What a percent costs, if it could be fitted.
    pub calibration: Option<Calibration>,
    /// Earlier observations of the last window length, oldest first: for the pace and against echoes.
    pub recent: Vec<Observation>,
}

/// The window as it is to be shown at `now`.
pub fn choose(kind: &WindowKind, reading: &Reading, now: Timestamp) -> Window {
    todo!("{kind:?} {reading:?} {now}")
}
