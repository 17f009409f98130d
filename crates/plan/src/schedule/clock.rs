//! Clock times of a zone as instants: "09:00" on a date, once, whatever daylight saving does to it.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::spec::{Conditions, When};

/// A clock time as people write it: "09:00", "9:00", "9", "9am", "6:05 pm".
pub(super) fn time(text: &str) -> Option<Time> {
    let text = text.trim().to_ascii_lowercase();
    let (digits, afternoon) = if let Some(rest) = text.strip_suffix("am") {
        (rest.trim_end(), Some(false))
    } else if let Some(rest) = text.strip_suffix("pm") {
        (rest.trim_end(), Some(true))
    } else {
        (text.as_str(), None)
    };
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, number(minute)?),
        Some(_) => return None,
        // A bare number is a clock time only with am or pm: "9" may be anything.
        None if afternoon.is_some() => (digits, 0),
        None => return None,
    };
    let hour = match (number(hour)?, afternoon) {
        (hour, None) => hour,
        (12, Some(false)) => 0,
        (12, Some(true)) => 12,
        (hour @ 1..=11, Some(afternoon)) => hour + if afternoon { 12 } else { 0 },
        (_, Some(_)) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// Whether a schedule can be told this clock time.
#[must_use]
pub fn is_time_of_day(text: &str) -> bool {
    time(text).is_some()
}

fn number(text: &str) -> Option<i8> {
    let short = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    short.then(|| text.parse().ok()).flatten()
}

/// That time of that date in the zone. A time that is skipped in spring is as much later; of a time that comes twice in
/// autumn, the first counts.
pub(super) fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = zone
        .to_ambiguous_zoned(date.to_datetime(time))
        .compatible()
        .ok()?;
    Some(zoned.timestamp())
}

/// The same, but of a time that comes twice the second.
pub(super) fn later_instant(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = zone.to_ambiguous_zoned(date.to_datetime(time)).later().ok()?;
    Some(zoned.timestamp())
}

/// The zone a schedule counts in, wherever the machine is.
pub(super) fn zone_of(when: &When, conditions: &Conditions) -> TimeZone {
    let name = match when {
        When::At { zone, .. } | When::Weekly { zone, .. } => Some(zone.as_str()),
        When::AtReset { .. } | When::EveryReset { .. } | When::Manual => conditions.zone.as_deref(),
    };
    name.and_then(|name| TimeZone::get(name).ok())
        .unwrap_or(TimeZone::UTC)
}
