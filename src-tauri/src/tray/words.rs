//! What the tray adds to the house's words: estimates, pedigrees, signs. Pure: `now` and the time zone are passed in.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use segue_meter::advice::{Level, level};
use segue_meter::provenance::{Provenance, Source};
use segue_meter::words;

/// The moment and the place that words are spoken in.
#[derive(Debug, Clone)]
pub(super) struct Here {
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
}

impl Here {
    /// `zone_name` as the engine reports it; an unknown one is UTC.
    pub(super) fn new(now: Timestamp, zone_name: &str) -> Here {
        Here {
            now,
            zone: TimeZone::get(zone_name).unwrap_or(TimeZone::UTC),
        }
    }

    /// `18:50` today, `Tue 18:50` within a week, else `24 Nov 18:50`.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        words::clock(at, self.now, &self.zone)
    }

    /// `18:50, in 2 h 39 m`.
    pub(super) fn clock_and_wait(&self, at: Timestamp) -> String {
        format!(
            "{}, in {}",
            self.clock(at),
            words::duration(at.duration_since(self.now).as_secs())
        )
    }

    /// Whole minutes, because the tray is looked at anew once a minute: `4 min ago`.
    pub(super) fn age(&self, seen_at: Timestamp) -> String {
        match self.now.duration_since(seen_at).as_secs() {
            ..60 => "less than a minute ago".to_owned(),
            seconds => words::age(seconds),
        }
    }

    /// `from Claude Code's statusline, 4 min ago`.
    pub(super) fn pedigree(&self, provenance: &Provenance) -> String {
        let old = if provenance.stale { ", old" } else { "" };
        format!(
            "from {}, {}{old}",
            provenance.source.words(),
            self.age(provenance.seen_at)
        )
    }

    /// Minutes until eight in the morning of the next day.
    pub(super) fn minutes_until_tomorrow(&self) -> Option<u32> {
        let today = self.now.to_zoned(self.zone.clone());
        let morning = today
            .date()
            .tomorrow()
            .ok()?
            .at(8, 0, 0, 0)
            .to_zoned(self.zone.clone())
            .ok()?;
        u32::try_from(morning.timestamp().duration_since(self.now).as_mins()).ok()
    }
}

/// `62 %`, `~62 %` when it is an estimate.
pub(super) fn percent(value: f64, source: Source) -> String {
    let about = if source == Source::Estimate { "~" } else { "" };
    format!("{about}{}", words::percent(value))
}

/// A sign for levels that ask for action, so that they show without colour.
pub(super) fn sign(percent: f64) -> &'static str {
    match level(percent) {
        Level::Ok | Level::Notice => "",
        Level::Warning => "  ▲",
        Level::Danger => "  ◆",
    }
}

#[cfg(test)]
mod tests {
    use super::Here;

    fn here() -> Here {
        Here::new("2026-11-20T15:11:00Z".parse().unwrap(), "Europe/Berlin")
    }

    #[test]
    fn a_reset_is_a_clock_and_a_wait() {
        assert_eq!(
            here().clock_and_wait("2026-11-20T17:50:00Z".parse().unwrap()),
            "18:50, in 2 h 39 m"
        );
    }

    #[test]
    fn ages_do_not_pretend_to_be_finer_than_the_minute() {
        assert_eq!(
            here().age("2026-11-20T15:10:20Z".parse().unwrap()),
            "less than a minute ago"
        );
        assert_eq!(here().age("2026-11-20T15:06:30Z".parse().unwrap()), "4 min ago");
    }

    #[test]
    fn tomorrow_is_eight_in_the_morning_here() {
        // 16:11 in Berlin: 15 h 49 m to go.
        assert_eq!(here().minutes_until_tomorrow(), Some(949));
    }
}
