use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{left_sentence, pace, sentence};
use crate::provenance::{Provenance, Source};
use crate::window::{Observation, Pace, Window, WindowKind, WindowState, Zone};

const NOW: Timestamp = Timestamp::constant(1_795_003_200, 0); // Wednesday 2026-11-18, 12:00 UTC

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn seen(used: f64, ago: i64, reset: i64) -> Observation {
    Observation {
        kind: WindowKind::FiveHour,
        used_percent: Some(used),
        resets_at: Some(NOW + minutes(reset)),
        source: Source::Statusline,
        seen_at: NOW - minutes(ago),
    }
}

fn five_hour(used: f64, reset: i64, recent: &[Observation]) -> Option<Pace> {
    pace(
        &WindowKind::FiveHour,
        used,
        Some(NOW + minutes(reset)),
        recent,
        NOW,
    )
}

#[test]
fn the_average_since_the_window_began_counts_after_three_percent_of_its_time() {
    assert_eq!(five_hour(5.0, 292, &[]), None);
    let average = five_hour(60.0, 120, &[]).expect("three hours have passed");
    assert_eq!(average.percent_per_hour, 20.0);
    assert_eq!(
        (average.runs_out_at, average.early_seconds),
        (None, None),
        "exactly at the reset is in time"
    );
    assert_eq!(average.percent_at_reset, Some(100.0));
}

#[test]
fn running_out_says_when_and_how_early() {
    let fast = five_hour(75.0, 120, &[]).expect("pace");
    assert_eq!(
        (fast.percent_per_hour, fast.percent_at_reset),
        (25.0, Some(125.0))
    );
    assert_eq!(
        (fast.runs_out_at, fast.early_seconds),
        (Some(NOW + minutes(60)), Some(3_600))
    );
    let full = five_hour(100.0, 120, &[]).expect("pace");
    assert_eq!((full.runs_out_at, full.early_seconds), (Some(NOW), Some(7_200)));
}

#[test]
fn the_last_hour_outweighs_the_average() {
    let recent = [seen(20.0, 61, 120), seen(40.0, 30, 120), seen(50.0, 5, 120)];
    let found = five_hour(50.0, 120, &recent).expect("pace");
    assert_eq!(
        found.percent_per_hour, 20.0,
        "10 points in the half hour since the first of them"
    );
    let brief = [seen(40.0, 9, 120), seen(50.0, 5, 120)];
    assert_eq!(
        five_hour(60.0, 120, &brief).map(|p| p.percent_per_hour),
        Some(20.0),
        "too short a span"
    );
    let other_window = [seen(90.0, 50, 10), seen(95.0, 20, 10)];
    assert_eq!(
        five_hour(60.0, 120, &other_window).map(|p| p.percent_per_hour),
        Some(20.0)
    );
}

#[test]
fn standing_still_lasts_for_ever() {
    let recent = [seen(50.0, 50, 120), seen(50.0, 5, 120)];
    let found = five_hour(50.0, 120, &recent).expect("pace");
    assert_eq!((found.percent_per_hour, found.runs_out_at), (0.0, None));
    assert_eq!(found.percent_at_reset, Some(50.0));
}

#[test]
fn a_week_looks_back_a_day() {
    let weekly = |used, hours: i64| Observation {
        kind: WindowKind::Weekly,
        ..seen(used, hours * 60, 5_000)
    };
    let recent = [weekly(10.0, 30), weekly(30.0, 20), weekly(48.0, 1)];
    let found = pace(
        &WindowKind::Weekly,
        50.0,
        Some(NOW + minutes(5_000)),
        &recent,
        NOW,
    );
    assert_eq!(found.map(|p| p.percent_per_hour), Some(1.0));
}

#[test]
fn without_a_reset_the_recent_speed_still_says_when_it_is_full() {
    let unnamed = |used, ago| Observation {
        resets_at: None,
        ..seen(used, ago, 0)
    };
    let found = pace(
        &WindowKind::FiveHour,
        60.0,
        None,
        &[unnamed(40.0, 60), unnamed(59.0, 5)],
        NOW,
    );
    let expected = Pace {
        percent_per_hour: 20.0,
        runs_out_at: Some(NOW + minutes(120)),
        early_seconds: None,
        percent_at_reset: None,
    };
    assert_eq!(found, Some(expected));
    assert_eq!(pace(&WindowKind::FiveHour, 60.0, None, &[], NOW), None);
}

fn window(used: f64, reset: Option<i64>, pace: Option<Pace>, source: Source, limit_hit: bool) -> Window {
    let provenance = Provenance {
        source,
        seen_at: NOW,
        stale: false,
        error_points: None,
    };
    Window {
        kind: "five_hour".to_owned(),
        label: "5-hour".to_owned(),
        state: WindowState::Known {
            used_percent: used,
            resets_at: reset.map(|reset| NOW + minutes(reset)),
            time_percent: None,
            pace,
            zone: Zone::of(used),
            limit_hit,
            provenance,
        },
    }
}

#[test]
fn sentences() {
    let known = |used, reset| {
        window(
            used,
            Some(reset),
            five_hour(used, reset, &[]),
            Source::Statusline,
            false,
        )
    };
    let lasting = five_hour(50.0, 120, &[]);
    let full_soon = Pace {
        percent_per_hour: 20.0,
        runs_out_at: Some(NOW + minutes(90)),
        early_seconds: None,
        percent_at_reset: None,
    };
    for (window, pace_words, left_words) in [
        (
            known(75.0, 95),
            Some("at this pace you run out at 14:08, 26 min before the reset"),
            Some("1 h 8 m left at this pace; resets 14:35"),
        ),
        (
            known(50.0, 120),
            Some("at this pace you make it; about 83 % used at the reset"),
            Some("you make it at this pace; resets 15:00, in 2 h 0 m"),
        ),
        (
            window(50.0, Some(120), lasting, Source::Estimate, false),
            Some("at this pace you make it; about ~83 % used at the reset"),
            Some("you make it at this pace; resets 15:00, in 2 h 0 m"),
        ),
        (
            window(2.0, Some(295), None, Source::Statusline, false),
            None,
            Some("resets 17:55, in 4 h 55 m"),
        ),
        (
            window(99.0, Some(40), five_hour(99.0, 40, &[]), Source::Transcript, true),
            Some("limit reached; resets 13:40, in 40 min"),
            Some("limit reached; resets 13:40, in 40 min"),
        ),
        (
            window(70.0, None, Some(full_soon), Source::Statusline, false),
            Some("at this pace you run out at 14:30"),
            Some("1 h 30 m left at this pace"),
        ),
        (window(70.0, None, None, Source::Statusline, false), None, None),
    ] {
        let tz = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(sentence(&window, NOW, &tz).as_deref(), pace_words, "{window:?}");
        assert_eq!(
            left_sentence(&window, NOW, &tz).as_deref(),
            left_words,
            "{window:?}"
        );
    }
}

proptest! {
    #[test]
    fn more_used_never_runs_out_later(
        used in 0.0..100.0_f64,
        more in 0.0..50.0_f64,
        reset in 1_i64..290,
        points in prop::collection::vec((0.0..100.0_f64, 0_i64..60), 0..5),
    ) {
        let mut recent = points.into_iter().map(|(used, ago)| seen(used, ago, reset)).collect::<Vec<_>>();
        recent.sort_by_key(|o| o.seen_at);
        let (Some(a), Some(b)) = (five_hour(used, reset, &recent), five_hour(used + more, reset, &recent)) else {
            return Ok(());
        };
        prop_assert!(b.percent_per_hour >= a.percent_per_hour);
        prop_assert!(b.percent_at_reset >= a.percent_at_reset);
        if let Some(at) = a.runs_out_at {
            prop_assert!(b.runs_out_at.is_some_and(|other| other <= at));
        }
    }

    #[test]
    fn running_out_and_being_early_agree(used in 0.0..120.0_f64, reset in 1_i64..290) {
        if let Some(pace) = five_hour(used, reset, &[]) {
            prop_assert_eq!(pace.runs_out_at.is_some(), pace.early_seconds.is_some());
            if let Some((at, early)) = pace.runs_out_at.zip(pace.early_seconds) {
                prop_assert_eq!(at + SignedDuration::from_secs(early), NOW + minutes(reset));
                prop_assert!(early > 0);
            }
        }
    }
}
