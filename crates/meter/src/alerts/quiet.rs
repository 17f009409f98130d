//! Quiet hours.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Due, QuietHours};

/// When an alert that is decided at `now` goes out.
pub fn due(quiet: Option<QuietHours>, now: Timestamp, tz: &TimeZone) -> Due {
    quiet
        .and_then(|hours| end(hours, now, tz))
        .map_or(Due::Now, |at| Due::AfterQuiet { at })
}

/// The end of the quiet hours that `now` lies in.
fn end(hours: QuietHours, now: Timestamp, tz: &TimeZone) -> Option<Timestamp> {
    let local = now.to_zoned(tz.clone());
    let minute = u16::try_from(local.hour()).ok()? * 60 + u16::try_from(local.minute()).ok()?;
    let (from, to) = (hours.from_minute, hours.to_minute);
    let is_quiet = if from <= to {
        (from..to).contains(&minute)
    } else {
        minute >= from || minute < to
    };
    if !is_quiet {
        return None;
    }
    let day = if minute < to {
        local.date()
    } else {
        local.date().checked_add(Span::new().days(1)).ok()?
    };
    let time = Time::new(i8::try_from(to / 60).ok()?, i8::try_from(to % 60).ok()?, 0, 0).ok()?;
    Some(day.to_datetime(time).to_zoned(tz.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::{Due, QuietHours, due};

    #[test]
    fn quiet_hours_may_span_midnight_and_end_on_the_local_clock() -> Result<(), jiff::Error> {
        let tz = TimeZone::fixed(jiff::tz::offset(1));
        let night = Some(QuietHours {
            from_minute: 22 * 60,
            to_minute: 7 * 60 + 30,
        });
        let lunch = Some(QuietHours {
            from_minute: 12 * 60,
            to_minute: 13 * 60,
        });
        let nothing = Some(QuietHours {
            from_minute: 600,
            to_minute: 600,
        });
        for (quiet, now, at) in [
            (None, "2026-11-21T23:00:00Z", None),
            (night, "2026-11-21T20:59:59Z", None),
            (night, "2026-11-21T21:00:00Z", Some("2026-11-22T06:30:00Z")),
            (night, "2026-11-22T05:00:00Z", Some("2026-11-22T06:30:00Z")),
            (night, "2026-11-22T06:29:59Z", Some("2026-11-22T06:30:00Z")),
            (night, "2026-11-22T06:30:00Z", None),
            (lunch, "2026-11-22T10:59:59Z", None),
            (lunch, "2026-11-22T11:00:00Z", Some("2026-11-22T12:00:00Z")),
            (lunch, "2026-11-22T12:00:00Z", None),
            (nothing, "2026-11-22T09:00:00Z", None),
        ] {
            let expected = match at {
                Some(at) => Due::AfterQuiet {
                    at: at.parse::<Timestamp>()?,
                },
                None => Due::Now,
            };
            assert_eq!(due(quiet, now.parse()?, &tz), expected, "{quiet:?} at {now}");
        }
        Ok(())
    }
}
