use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::{AfterReset, Hit, Observation, Reading, TokensInWindow, choose};
use crate::calibration::Calibration;
use crate::provenance::Source;
use crate::window::{WindowKind, WindowState, Zone};

const NOW: Timestamp = Timestamp::constant(1_795_003_200, 0); // on the hour
const KIND: WindowKind = WindowKind::FiveHour;

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

/// Seen `ago` minutes ago, resets in `reset` minutes.
fn seen(used: f64, source: Source, ago: i64, reset: i64) -> Observation {
    Observation {
        kind: KIND,
        used_percent: Some(used),
        resets_at: Some(NOW + minutes(reset)),
        source,
        seen_at: NOW - minutes(ago),
    }
}

fn reading(recent: Vec<Observation>) -> Reading {
    Reading {
        observation: recent.last().cloned(),
        recent,
        ..Reading::default()
    }
}

fn spent(since_seen: u64) -> Option<TokensInWindow> {
    Some(TokensInWindow {
        kind: KIND,
        tokens: 500_000,
        weighted: 9_000_000,
        since_seen,
        after_reset: None,
    })
}

const CALIBRATION: Calibration = Calibration {
    weighted_per_percent: 1_000.0,
    error_points: 3.0,
    observations: 9,
};

/// Used percent and source, when known.
fn shown(reading: &Reading) -> Option<(f64, Source)> {
    match choose(&KIND, reading, NOW).state {
        WindowState::Known {
            used_percent,
            provenance,
            ..
        } => Some((used_percent, provenance.source)),
        WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => None,
    }
}

fn is_stale(reading: &Reading) -> bool {
    match choose(&KIND, reading, NOW).state {
        WindowState::Known { provenance, .. } => provenance.stale,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fresh_observation_is_shown_with_its_pedigree() {
    let window = choose(&KIND, &reading(vec![seen(62.4, Source::Statusline, 1, 159)]), NOW);
    assert_eq!(
        (window.kind.as_str(), window.label.as_str()),
        ("five_hour", "5-hour")
    );
    let WindowState::Known {
        used_percent,
        resets_at,
        time_percent,
        zone,
        limit_hit,
        provenance,
        ..
    } = window.state
    else {
        panic!("known")
    };
    assert_eq!(
        (used_percent, resets_at, zone),
        (62.4, Some(NOW + minutes(159)), Zone::Moderate)
    );
    assert_eq!((time_percent, limit_hit), (Some(47.0), false));
    assert_eq!(
        (provenance.source, provenance.seen_at),
        (Source::Statusline, NOW - minutes(1))
    );
    assert_eq!((provenance.stale, provenance.error_points), (false, None));
}

#[test]
fn the_latest_wins_and_the_better_rung_breaks_ties() {
    let later = reading(vec![
        seen(60.0, Source::Statusline, 5, 60),
        seen(64.0, Source::CliCache, 2, 60),
    ]);
    assert_eq!(shown(&later), Some((64.0, Source::CliCache)));
    let mut together = seen(61.0, Source::ClaudeAnswer, 2, 60);
    together.seen_at += SignedDuration::from_secs(59);
    let tie = reading(vec![seen(62.0, Source::Statusline, 2, 60), together.clone()]);
    assert_eq!(shown(&tie), Some((62.0, Source::Statusline)));
    together.seen_at += SignedDuration::from_secs(2);
    let apart = reading(vec![seen(62.0, Source::Statusline, 2, 60), together]);
    assert_eq!(shown(&apart), Some((61.0, Source::ClaudeAnswer)));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let rows = vec![
        seen(64.0, Source::Statusline, 1, 60),
        seen(60.0, Source::Statusline, 5, 60),
    ];
    assert_eq!(shown(&reading(rows)), Some((64.0, Source::Statusline)));
}

#[test]
fn an_echo_of_an_old_figure_does_not_pull_a_newer_one_down() {
    // Another terminal draws its statusline again with what it heard an hour ago; its reset jitters by a second.
    let mut echo = seen(58.0, Source::Statusline, 1, 60);
    echo.resets_at = echo.resets_at.map(|at| at + SignedDuration::from_secs(1));
    let echoed = reading(vec![seen(62.0, Source::Statusline, 30, 60), echo]);
    assert_eq!(shown(&echoed), Some((62.0, Source::Statusline)));
    let cached = reading(vec![
        seen(62.0, Source::Statusline, 3, 60),
        seen(55.0, Source::CliCache, 1, 60),
    ]);
    assert_eq!(shown(&cached), Some((62.0, Source::Statusline)));
}

#[test]
fn a_lower_figure_is_believed_when_the_server_says_it() {
    for source in [Source::ClaudeAnswer, Source::RunEvent] {
        let refilled = reading(vec![
            seen(73.0, Source::Statusline, 30, 60),
            seen(5.0, source, 2, 60),
        ]);
        assert_eq!(shown(&refilled), Some((5.0, source)));
    }
    let later = reading(vec![
        seen(73.0, Source::Statusline, 30, 60),
        seen(5.0, Source::ClaudeAnswer, 5, 60),
        seen(6.0, Source::Statusline, 1, 60),
    ]);
    assert_eq!(
        shown(&later),
        Some((6.0, Source::Statusline)),
        "and is not forgotten"
    );
}

#[test]
fn a_new_reset_is_a_new_window() {
    let next = reading(vec![
        seen(73.0, Source::Statusline, 30, 60),
        seen(2.0, Source::Statusline, 1, 290),
    ]);
    assert_eq!(shown(&next), Some((2.0, Source::Statusline)));
}

#[test]
fn a_weekly_refill_is_believed_after_six_hours() {
    let weekly = |used, hours: i64| Observation {
        kind: WindowKind::Weekly,
        ..seen(used, Source::Statusline, hours * 60, 3_000)
    };
    let of = |rows| match choose(&WindowKind::Weekly, &reading(rows), NOW).state {
        WindowState::Known { used_percent, .. } => used_percent,
        other => panic!("{other:?}"),
    };
    assert_eq!(of(vec![weekly(73.0, 5), weekly(1.0, 0)]), 73.0);
    assert_eq!(of(vec![weekly(73.0, 7), weekly(1.0, 0)]), 1.0);
}

#[test]
fn absurd_percentages_and_other_windows_are_ignored() {
    for absurd in [1_776_950_400.0, -1.0, f64::NAN] {
        let rows = vec![
            seen(40.0, Source::Statusline, 9, 60),
            seen(absurd, Source::Statusline, 1, 60),
        ];
        assert_eq!(
            shown(&reading(rows)),
            Some((40.0, Source::Statusline)),
            "{absurd}"
        );
    }
    let other = Observation {
        kind: WindowKind::Weekly,
        ..seen(90.0, Source::Statusline, 1, 60)
    };
    assert_eq!(
        shown(&reading(vec![seen(40.0, Source::Statusline, 9, 60), other])).map(|s| s.0),
        Some(40.0)
    );
    let future = seen(90.0, Source::Statusline, -30, 60);
    assert_eq!(shown(&reading(vec![future])), None, "a clock that was wrong");
}

#[test]
fn nothing_is_shown_past_its_reset() {
    let over = reading(vec![seen(73.0, Source::Statusline, 30, 0)]);
    let WindowState::NotStarted { provenance } = choose(&KIND, &over, NOW).state else {
        panic!("over")
    };
    assert_eq!(provenance.seen_at, NOW - minutes(30));
    let nearly = reading(vec![seen(73.0, Source::Statusline, 9, 1)]);
    assert_eq!(shown(&nearly), Some((73.0, Source::Statusline)));
}

#[test]
fn an_observation_without_a_reset_ends_one_length_later() {
    let unnamed = |ago| Observation {
        resets_at: None,
        ..seen(30.0, Source::Statusline, ago, 0)
    };
    assert_eq!(
        shown(&reading(vec![unnamed(299)])),
        Some((30.0, Source::Statusline))
    );
    assert!(matches!(
        choose(&KIND, &reading(vec![unnamed(300)]), NOW).state,
        WindowState::NotStarted { .. }
    ));
}

#[test]
fn a_window_that_begins_after_the_reset_is_estimated_on_the_ten_minute_grid() {
    let mut over = reading(vec![seen(73.0, Source::Statusline, 200, -60)]);
    let after = AfterReset {
        weighted: 7_000,
        first_at: NOW - minutes(34),
    };
    over.tokens = spent(9_000).map(|tokens| TokensInWindow {
        after_reset: Some(after),
        ..tokens
    });
    assert_eq!(
        choose(&KIND, &over, NOW).state,
        WindowState::TokensOnly {
            tokens: 500_000,
            weighted: 9_000_000
        },
        "not calibrated"
    );
    over.calibration = Some(CALIBRATION);
    let WindowState::Known {
        used_percent,
        resets_at,
        provenance,
        ..
    } = choose(&KIND, &over, NOW).state
    else {
        panic!("estimated")
    };
    assert_eq!(
        (used_percent, resets_at),
        (7.0, Some(NOW - minutes(40) + minutes(300)))
    );
    assert_eq!(
        (provenance.source, provenance.error_points),
        (Source::Estimate, Some(3.0))
    );
    assert_eq!(
        provenance.seen_at,
        NOW - minutes(60),
        "zero was true at the reset"
    );
}

#[test]
fn tokens_before_the_reset_do_not_start_the_next_window() {
    let mut over = reading(vec![seen(73.0, Source::Statusline, 200, -60)]);
    over.tokens = spent(9_000);
    over.calibration = Some(CALIBRATION);
    assert!(matches!(
        choose(&KIND, &over, NOW).state,
        WindowState::NotStarted { .. }
    ));
}

#[test]
fn null_is_not_started_until_something_is_spent() {
    let null = Observation {
        used_percent: None,
        resets_at: None,
        ..seen(0.0, Source::ClaudeAnswer, 40, 0)
    };
    let mut idle = reading(vec![seen(50.0, Source::Statusline, 50, 60), null]);
    assert!(matches!(
        choose(&KIND, &idle, NOW).state,
        WindowState::NotStarted { .. }
    ));
    (idle.tokens, idle.calibration) = (spent(4_000), Some(CALIBRATION));
    assert_eq!(shown(&idle), Some((4.0, Source::Estimate)));
}

#[test]
fn without_any_observation_only_tokens_are_known() {
    let mut nothing = Reading {
        tokens: spent(10),
        calibration: Some(CALIBRATION),
        ..Reading::default()
    };
    let expected = WindowState::TokensOnly {
        tokens: 500_000,
        weighted: 9_000_000,
    };
    assert_eq!(choose(&KIND, &nothing, NOW).state, expected);
    nothing.tokens = None;
    assert_eq!(
        choose(&KIND, &nothing, NOW).state,
        WindowState::TokensOnly {
            tokens: 0,
            weighted: 0
        }
    );
}

#[test]
fn each_source_grows_stale_at_its_own_age() {
    for (source, ago, tokens, stale) in [
        (Source::Statusline, 10, spent(1), false),
        (Source::Statusline, 11, spent(1), true),
        (Source::RunEvent, 11, spent(1), true),
        (Source::CliCache, 30, spent(1), false),
        (Source::CliCache, 31, spent(1), true),
        (Source::ClaudeAnswer, 31, spent(1), true),
        (Source::Statusline, 11, None, true),
        (Source::Statusline, 200, spent(0), false),
    ] {
        let mut one = reading(vec![seen(40.0, source, ago, 30)]);
        one.tokens = tokens.clone();
        assert_eq!(is_stale(&one), stale, "{source:?} {ago} min, {tokens:?}");
    }
    let old = |hours: i64| {
        let weekly = Observation {
            kind: WindowKind::Weekly,
            ..seen(40.0, Source::Statusline, hours * 60, 3_000)
        };
        Reading {
            tokens: spent(0),
            ..reading(vec![weekly])
        }
    };
    for (hours, stale) in [(6, false), (7, true)] {
        let WindowState::Known { provenance, .. } = choose(&WindowKind::Weekly, &old(hours), NOW).state
        else {
            panic!("known")
        };
        assert_eq!(provenance.stale, stale, "{hours} h without spending");
    }
}

#[test]
fn a_stale_observation_goes_on_as_an_estimate() {
    let mut old = reading(vec![seen(40.0, Source::Statusline, 20, 60)]);
    (old.tokens, old.calibration) = (spent(5_500), Some(CALIBRATION));
    let WindowState::Known {
        used_percent,
        resets_at,
        provenance,
        ..
    } = choose(&KIND, &old, NOW).state
    else {
        panic!("known")
    };
    assert_eq!((used_percent, resets_at), (45.5, Some(NOW + minutes(60))));
    assert_eq!((provenance.source, provenance.stale), (Source::Estimate, false));
    assert_eq!(
        (provenance.error_points, provenance.seen_at),
        (Some(3.0), NOW - minutes(20))
    );
    old.tokens = spent(500_000);
    assert_eq!(
        shown(&old),
        Some((99.0, Source::Estimate)),
        "the limit itself is never estimated"
    );
    old.calibration = None;
    assert_eq!(shown(&old), Some((40.0, Source::Statusline)));
}

#[test]
fn a_refused_request_has_the_last_word_until_the_reset() {
    let hit = |ago, reset: Option<i64>| {
        Some(Hit {
            at: NOW - minutes(ago),
            resets_at: reset.map(|m| NOW + minutes(m)),
        })
    };
    let limit = |reading: &Reading| match choose(&KIND, reading, NOW).state {
        WindowState::Known {
            used_percent,
            limit_hit,
            provenance,
            ..
        } => (used_percent, limit_hit, provenance.source),
        other => panic!("{other:?}"),
    };
    let mut at_97 = reading(vec![seen(97.0, Source::Statusline, 10, 60)]);
    at_97.last_hit = hit(5, Some(60));
    assert_eq!(limit(&at_97), (100.0, true, Source::Transcript));
    at_97.last_hit = hit(5, None);
    assert_eq!(
        limit(&at_97),
        (100.0, true, Source::Transcript),
        "the observed reset stands in"
    );
    at_97.last_hit = hit(400, Some(-60));
    assert_eq!(
        limit(&at_97),
        (97.0, false, Source::Statusline),
        "its reset has passed"
    );
    let mut at_105 = reading(vec![seen(105.0, Source::Statusline, 10, 60)]);
    at_105.last_hit = hit(5, Some(60));
    assert_eq!(limit(&at_105), (105.0, true, Source::Statusline));
    let unseen = Reading {
        last_hit: hit(5, Some(60)),
        ..Reading::default()
    };
    assert_eq!(limit(&unseen), (100.0, true, Source::Transcript));
}

#[test]
fn a_limit_that_was_lifted_is_over() {
    let hit = Some(Hit {
        at: NOW - minutes(30),
        resets_at: Some(NOW + minutes(60)),
    });
    for (after, limit_hit) in [
        (seen(3.0, Source::Statusline, 5, 290), false),
        (seen(20.0, Source::ClaudeAnswer, 5, 60), false),
        (seen(98.0, Source::ClaudeAnswer, 5, 60), true),
        (seen(20.0, Source::ClaudeAnswer, 31, 60), true),
    ] {
        let one = Reading {
            last_hit: hit,
            ..reading(vec![after.clone()])
        };
        let WindowState::Known { limit_hit: found, .. } = choose(&KIND, &one, NOW).state else {
            panic!("known")
        };
        assert_eq!(found, limit_hit, "{after:?}");
    }
}

#[test]
fn a_reset_with_jitter_is_shown_on_the_minute() {
    let mut jittered = seen(40.0, Source::ClaudeAnswer, 1, 60);
    jittered.resets_at = jittered.resets_at.map(|at| at - 1.second());
    let WindowState::Known { resets_at, .. } = choose(&KIND, &reading(vec![jittered]), NOW).state else {
        panic!("known")
    };
    assert_eq!(resets_at, Some(NOW + minutes(60)));
}

proptest! {
    #[test]
    fn a_window_past_its_reset_is_never_known(
        rows in prop::collection::vec((0.0..110.0_f64, 0_i64..600, 0_i64..300), 0..12),
    ) {
        let rows = rows.into_iter().map(|(used, ago, over)| seen(used, Source::Statusline, ago + over, -over));
        prop_assert_eq!(shown(&reading(rows.collect())), None);
    }

    #[test]
    fn statuslines_never_pull_a_five_hour_window_down(
        rows in prop::collection::vec((0.0..100.0_f64, 0_i64..200), 1..12),
    ) {
        let most = rows.iter().map(|(used, _)| *used).fold(0.0, f64::max);
        let newest = rows.iter().map(|(_, ago)| *ago).min();
        let rows = rows.into_iter().map(|(used, ago)| seen(used, Source::Statusline, ago, 60)).collect();
        prop_assert_eq!(shown(&reading(rows)).map(|s| s.0), newest.map(|_| most));
    }
}
