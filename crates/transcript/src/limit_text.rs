//! The sentence that says a limit was hit, and when it ends: the last resort, where no machine-readable field does.
//!
//! The wordings are from Claude Code 2.1.197 and 2.1.329 and from older versions as public reports quote them. A time of
//! day without a date is the next such time after the record was written, in the zone that the text names; a text
//! without a zone leaves the reset unknown. Zones come from jiff's time zone database.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::record::LimitHit;

/// The window and the reset that `text` tells, for a record written at `at`. `None` when it speaks of no limit.
#[must_use]
pub fn read(text: &str, at: Option<Timestamp>) -> Option<LimitHit> {
    let text = text.trim();
    if let Some((_, epoch)) = text.split_once("usage limit reached|") {
        let resets_at = epoch.trim().parse().ok().and_then(from_epoch_seconds);
        return Some(LimitHit {
            window: None,
            resets_at,
        });
    }
    let hit =
        text.contains("hit your") || text.contains("limit reached") || text.contains("out of usage credits");
    if !hit {
        return None;
    }
    let resets_at = text
        .split_once("resets ")
        .and_then(|(_, when)| reset_time(when, at?));
    Some(LimitHit {
        window: window(text),
        resets_at,
    })
}

/// Seconds since 1970 as a time; milliseconds, which some versions write, are told by their size.
pub(crate) fn from_epoch_seconds(epoch: u64) -> Option<Timestamp> {
    let epoch = i64::try_from(epoch).ok()?;
    if epoch >= 100_000_000_000 {
        return Timestamp::from_millisecond(epoch).ok();
    }
    Timestamp::from_second(epoch)
        .ok()
        .filter(|time| *time > Timestamp::UNIX_EPOCH)
}

/// The name of the window, as `rateLimitType` has it, from words like "session limit" or "Fable 5 limit".
fn window(text: &str) -> Option<String> {
    let before = text.split(" limit").next().unwrap_or_default();
    let name = before.rsplit(" your ").next().unwrap_or(before).trim();
    match name.to_ascii_lowercase().as_str() {
        "session" | "5-hour" => Some("five_hour".to_owned()),
        "weekly" => Some("seven_day".to_owned()),
        "opus" => Some("seven_day_opus".to_owned()),
        "sonnet" => Some("seven_day_sonnet".to_owned()),
        // "You've hit your limit", and limits on money, name no window of ours.
        "" | "usage" | "claude ai usage" | "you've hit your" => None,
        other if other.contains("spend") || other.contains("credits") || other.contains(['\'', '·', '∙']) => {
            None
        }
        _ => Some(format!("model:{name}")),
    }
}

/// Reads `3pm (Europe/Paris)`, `2:45am (UTC)`, `Aug 28, 3pm (Europe/Paris)`, `Jan 2, 2027, 3:10pm (UTC)`.
fn reset_time(when: &str, at: Timestamp) -> Option<Timestamp> {
    let (when, zone) = when.split_once('(')?;
    let zone = TimeZone::get(zone.split(')').next()?.trim()).ok()?;
    let now = at.to_zoned(zone.clone());
    let mut parts: Vec<&str> = when.split(',').map(str::trim).collect();
    let time = time_of_day(parts.pop()?)?;
    let resets = match parts[..] {
        [] => next_time_of_day(&now, time)?,
        [day] => month_and_day(day, now.year()).and_then(|this_year| {
            let date = if this_year < now.date() {
                month_and_day(day, now.year() + 1)?
            } else {
                this_year
            };
            zoned(date.to_datetime(time), &zone)
        })?,
        [day, year] => zoned(month_and_day(day, year.parse().ok()?)?.to_datetime(time), &zone)?,
        _ => return None,
    };
    Some(resets.timestamp())
}

fn zoned(at: DateTime, zone: &TimeZone) -> Option<Zoned> {
    at.to_zoned(zone.clone()).ok()
}

fn next_time_of_day(now: &Zoned, time: Time) -> Option<Zoned> {
    let today = zoned(now.date().to_datetime(time), now.time_zone())?;
    if today > *now {
        return Some(today);
    }
    zoned(
        now.date().checked_add(1.day()).ok()?.to_datetime(time),
        now.time_zone(),
    )
}

/// Reads `3pm`, `12am`, `2:45 am`.
fn time_of_day(text: &str) -> Option<Time> {
    let text = text.to_ascii_lowercase();
    let (clock, afternoon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, 0),
        (_, Some(clock)) => (clock, 12),
        (None, None) => return None,
    };
    let (hour, minute) = clock.trim().split_once(':').unwrap_or((clock.trim(), "0"));
    let hour: i8 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    Time::new(hour % 12 + afternoon, minute.parse().ok()?, 0, 0).ok()
}

/// Reads `Aug 28` in a year.
fn month_and_day(text: &str, year: i16) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (month, day) = text.split_once(' ')?;
    let month = MONTHS.iter().position(|name| month.starts_with(name))?;
    Date::new(year, i8::try_from(month + 1).ok()?, day.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(text: &str, at: &str) -> (Option<String>, String) {
        let hit = read(text, at.parse().ok()).expect("a limit");
        (
            hit.window,
            hit.resets_at
                .map_or_else(|| "-".to_owned(), |time| time.to_string()),
        )
    }

    fn expect(text: &str, at: &str, window: Option<&str>, resets: &str) {
        assert_eq!(
            hit(text, at),
            (window.map(str::to_owned), resets.to_owned()),
            "{text}"
        );
    }

    #[test]
    fn every_known_wording_is_read() {
        let at = "2026-11-21T01:45:35Z";
        expect(
            "You've hit your session limit · resets 2:45am (UTC)",
            at,
            Some("five_hour"),
            "2026-11-21T02:45:00Z",
        );
        expect(
            "You've hit your 5-hour limit · resets 1am (UTC)",
            at,
            Some("five_hour"),
            "2026-11-22T01:00:00Z",
        );
        expect(
            "You've hit your weekly limit · resets Nov 28, 3pm (Europe/Paris)",
            at,
            Some("seven_day"),
            "2026-11-28T14:00:00Z",
        );
        expect(
            "You've hit your Opus limit · resets Jan 2, 2027, 12:10am (UTC)",
            at,
            Some("seven_day_opus"),
            "2027-01-02T00:10:00Z",
        );
        expect(
            "You've hit your Fable 5 limit · resets Jan 2, 9am (UTC)",
            at,
            Some("model:Fable 5"),
            "2027-01-02T09:00:00Z",
        );
        expect("5-hour limit reached ∙ resets 3am", at, Some("five_hour"), "-");
        expect(
            "You've hit your limit · resets 2am (Europe/Paris)",
            at,
            None,
            "2026-11-22T01:00:00Z",
        );
        expect(
            "Claude AI usage limit reached|1795229130",
            at,
            None,
            "2026-11-21T02:45:30Z",
        );
        expect("You've hit your org's monthly spend limit", at, None, "-");
        expect(
            "You're out of usage credits · resets 3pm (UTC)",
            at,
            None,
            "2026-11-21T15:00:00Z",
        );
    }

    #[test]
    fn other_texts_and_broken_times_tell_nothing() {
        assert_eq!(read("API Error: Request rejected (429) · slow down", None), None);
        for when in [
            "resets 25pm (UTC)",
            "resets soon (UTC)",
            "resets 3pm (Nowhere/Land)",
            "resets 3:99am (UTC)",
        ] {
            expect(
                &format!("You've hit your weekly limit · {when}"),
                "2026-11-21T01:45:35Z",
                Some("seven_day"),
                "-",
            );
        }
        assert_eq!(
            read("You've hit your weekly limit · resets 3pm (UTC)", None)
                .unwrap()
                .resets_at,
            None
        );
    }

    #[test]
    fn a_time_that_the_clock_change_skips_is_still_a_time() {
        // 02:30 does not exist in Paris on 29 March 2026; the clock shows 03:30 instead.
        expect(
            "You've hit your session limit · resets 2:30am (Europe/Paris)",
            "2026-03-29T00:10:00Z",
            Some("five_hour"),
            "2026-03-29T01:30:00Z",
        );
    }
}
