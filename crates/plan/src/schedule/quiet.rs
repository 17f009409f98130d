//! Quiet hours: a start that would fall into them waits for their end.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::clock;
use super::spec::{Conditions, When};

/// Hours of the day in which nothing starts; `from` later than `to` spans midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    from: Time,
    to: Time,
}

impl Quiet {
    /// From "22:00-07:00"; `None` when it is written in another way, or both ends are the same.
    pub fn parse(text: &str) -> Option<Quiet> {
        let (from, to) = text.split_once(['-', '–'])?;
        let (from, to) = (clock::time(from)?, clock::time(to)?);
        (from != to).then_some(Quiet { from, to })
    }

    /// The end of the quiet hours that `at` falls into; `None` when it falls into none.
    pub fn end(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = at.to_zoned(zone.clone());
        let (date, time) = (local.date(), local.time());
        let over_midnight = self.from > self.to;
        let quiet = if over_midnight {
            time >= self.from || time < self.to
        } else {
            time >= self.from && time < self.to
        };
        if !quiet {
            return None;
        }
        let end = if over_midnight && time >= self.from {
            date.tomorrow().ok()?
        } else {
            date
        };
        // In the hour that comes twice, the first end may lie behind.
        [clock::instant, clock::later_instant]
            .into_iter()
            .filter_map(|instant| instant(end, self.to, zone))
            .find(|end| *end > at)
    }

    /// The quiet hours between two instants.
    pub fn spans(&self, from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
        let mut date = from.to_zoned(zone.clone()).date();
        date = date.yesterday().unwrap_or(date);
        let mut spans = Vec::new();
        while let Some(begin) = clock::instant(date, self.from, zone).filter(|begin| *begin < to) {
            if let Some(end) = self.end(begin, zone).filter(|end| *end > from) {
                spans.push((begin.max(from), end.min(to)));
            }
            match date.checked_add(Span::new().days(1)) {
                Ok(next) => date = next,
                Err(_) => break,
            }
        }
        spans
    }
}

/// The first moment from `at` on that is not quiet for this schedule.
pub(super) fn settle(at: Timestamp, when: &When, conditions: &Conditions) -> Timestamp {
    conditions
        .quiet_hours
        .as_deref()
        .and_then(Quiet::parse)
        .and_then(|quiet| quiet.end(at, &clock::zone_of(when, conditions)))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paris(text: &str) -> Timestamp {
        format!("{text}[Europe/Paris]")
            .parse::<jiff::Zoned>()
            .expect("time")
            .timestamp()
    }

    #[test]
    fn quiet_hours_end_where_they_say() {
        let zone = TimeZone::get("Europe/Paris").expect("zone");
        let night = Quiet::parse("22:00-07:00").expect("night");
        let lunch = Quiet::parse("12:00 - 13:30").expect("lunch");
        for (quiet, at, end) in [
            (night, "2026-11-21T21:59", None),
            (night, "2026-11-21T22:00", Some("2026-11-22T07:00")),
            (night, "2026-11-22T06:59", Some("2026-11-22T07:00")),
            (night, "2026-11-22T07:00", None),
            (night, "2026-12-31T23:30", Some("2027-01-01T07:00")),
            (lunch, "2026-11-21T12:15", Some("2026-11-21T13:30")),
            (lunch, "2026-11-21T13:30", None),
        ] {
            assert_eq!(quiet.end(paris(at), &zone), end.map(paris), "{at}");
        }
        for bad in ["", "22:00", "22-7", "22:00-22:00", "25:00-07:00", "22:00-07:60"] {
            assert_eq!(Quiet::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_end_lies_ahead_when_clocks_change() {
        let zone = TimeZone::get("Europe/Paris").expect("zone");
        // 02:30 comes twice on 2026-10-25; in the second 02:15, the first 02:30 is over.
        let quiet = Quiet::parse("23:00-02:30").expect("quiet");
        let at: Timestamp = "2026-10-25T01:15:00Z".parse().expect("time");
        assert_eq!(quiet.end(at, &zone), "2026-10-25T01:30:00Z".parse().ok());
        // 02:30 does not come on 2026-03-29: the end is 03:30.
        let at = paris("2026-03-29T01:00");
        assert_eq!(quiet.end(at, &zone), Some(paris("2026-03-29T03:30")));
    }

    #[test]
    fn spans_are_cut_at_the_ends() {
        let zone = TimeZone::get("Europe/Paris").expect("zone");
        let quiet = Quiet::parse("22:00-07:00").expect("quiet");
        let spans = quiet.spans(paris("2026-11-21T03:00"), paris("2026-11-22T23:00"), &zone);
        let expected = [
            ("2026-11-21T03:00", "2026-11-21T07:00"),
            ("2026-11-21T22:00", "2026-11-22T07:00"),
            ("2026-11-22T22:00", "2026-11-22T23:00"),
        ];
        assert_eq!(spans, expected.map(|(from, to)| (paris(from), paris(to))));
    }
}
