//! What the present speed leads to.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Observation, Pace, Window, WindowKind};

/// The pace of a window.
pub fn pace(
    kind: &WindowKind,
    used_percent: f64,
    resets_at: Option<Timestamp>,
    recent: &[Observation],
    now: Timestamp,
) -> Option<Pace> {
    todo!("{kind:?} {used_percent} {resets_at:?} {recent:?} {now}")
}

/// "at this pace you run out at 16:40, 35 min before the reset".
pub fn sentence(window: &Window, now: Timestamp, tz: &TimeZone) -> Option<String> {
    todo!("{window:?} {now} {tz:?}")
}

/// "2 h 39 m left at this pace; resets 18:50".
pub fn left_sentence(window: &Window, now: Timestamp, tz: &TimeZone) -> Option<String> {
    todo!("{window:?} {now} {tz:?}")
}
