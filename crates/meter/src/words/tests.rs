use jiff::tz::TimeZone;

use super::{age, clock, duration, grouped, money, percent, tokens};

#[test]
fn tokens_are_short_and_keep_their_first_figures() {
    for (count, text) in [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0k"),
        (1_249, "1.2k"),
        (9_949, "9.9k"),
        (9_950, "10k"),
        (38_123, "38k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (1_234_567, "1.2M"),
        (99_949_999, "99.9M"),
        (99_950_000, "100M"),
        (999_500_000, "1.0B"),
        (38_600_000_000, "38.6B"),
    ] {
        assert_eq!(tokens(count), text, "{count}");
    }
    assert!(tokens(u64::MAX).ends_with('B'));
}

#[test]
fn durations_use_two_units_at_most() {
    for (seconds, text) in [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (2_100, "35 min"),
        (3_599, "59 min"),
        (3_600, "1 h 0 m"),
        (9_540, "2 h 39 m"),
        (172_799, "47 h 59 m"),
        (172_800, "2 d 0 h"),
        (273_600, "3 d 4 h"),
    ] {
        assert_eq!(duration(seconds), text, "{seconds}");
    }
}

#[test]
fn ages_end_in_ago() {
    for (seconds, text) in [
        (-3, "just now"),
        (1, "just now"),
        (40, "40 s ago"),
        (9_540, "2 h 39 m ago"),
    ] {
        assert_eq!(age(seconds), text, "{seconds}");
    }
}

#[test]
fn percentages_never_round_into_nothing_or_everything() {
    for (value, text) in [
        (0.0, "0 %"),
        (0.2, "1 %"),
        (14.000000000000002, "14 %"),
        (62.4, "62 %"),
        (62.5, "63 %"),
        (99.6, "99 %"),
        (100.0, "100 %"),
        (105.0, "105 %"),
    ] {
        assert_eq!(percent(value), text, "{value}");
    }
}

#[test]
fn money_is_rounded_to_cents_half_up() {
    for (micros, text) in [
        (0, "$0.00"),
        (1, "<$0.01"),
        (4_999, "<$0.01"),
        (5_000, "$0.01"),
        (1_235_000, "$1.24"),
        (1_234_999, "$1.23"),
        (5_793_640_000, "$5,793.64"),
    ] {
        assert_eq!(money(micros), text, "{micros}");
    }
}

#[test]
fn thousands_are_separated() {
    for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(grouped(count), text);
    }
}

#[test]
fn the_clock_names_the_day_only_when_it_is_another_one() -> Result<(), jiff::Error> {
    let paris = TimeZone::fixed(jiff::tz::offset(1));
    let now = "2026-11-24T22:30:00Z".parse()?; // 23:30 on a Tuesday there
    for (at, text) in [
        ("2026-11-24T17:50:00Z", "18:50"),
        ("2026-11-24T23:10:00Z", "Wed 00:10"),
        ("2026-11-23T12:00:00Z", "Mon 13:00"),
        ("2026-11-30T12:00:00Z", "Mon 13:00"),
        ("2026-12-01T12:00:00Z", "1 Dec 13:00"),
    ] {
        assert_eq!(clock(at.parse()?, now, &paris), text, "{at}");
    }
    Ok(())
}
