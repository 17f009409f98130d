//! The combined health in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Fullest, Health};
use crate::window::Window;

/// Where the person stands, and the one best next step.
pub fn health(windows: &[Window], fullest: Option<&Fullest>, now: Timestamp, tz: &TimeZone) -> Health {
    todo!("{windows:?} {fullest:?} {now} {tz:?}")
}
