use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::health;
use crate::advice::{Action, Fullest, Level};
use crate::provenance::{Provenance, Source};
use crate::window::{Window, WindowKind, WindowState, Zone};

const NOW: Timestamp = Timestamp::constant(1_795_003_200, 0); // 2026-11-18 12:00 UTC

fn provenance(source: Source) -> Provenance {
    Provenance {
        source,
        seen_at: NOW,
        stale: false,
        error_points: None,
    }
}

fn window(kind: &WindowKind, state: WindowState) -> Window {
    Window {
        kind: kind.key().to_owned(),
        label: kind.label(),
        state,
    }
}

fn known(kind: &WindowKind, used_percent: f64, source: Source) -> Window {
    let state = WindowState::Known {
        used_percent,
        resets_at: Some(NOW + SignedDuration::from_mins(170)),
        time_percent: None,
        pace: None,
        zone: Zone::of(used_percent),
        limit_hit: used_percent >= 100.0,
        provenance: provenance(source),
    };
    window(kind, state)
}

fn session(percent: f64, saves_tokens: Option<u64>) -> Fullest {
    Fullest {
        session_id: "s1".to_owned(),
        project: "api-server".to_owned(),
        percent,
        saves_tokens,
    }
}

/// Level, headline, action, advice, session.
fn said(windows: &[Window], fullest: Option<Fullest>) -> (Level, String, Action, String, bool) {
    let found = health(windows, fullest.as_ref(), NOW, &TimeZone::UTC);
    (
        found.level,
        found.headline,
        found.action,
        found.advice,
        found.session_id.is_some(),
    )
}

#[test]
fn the_words_of_every_action() {
    let (five, week) = (WindowKind::FiveHour, WindowKind::Weekly);
    let at = |used| {
        vec![
            known(&five, used, Source::Statusline),
            known(&week, 31.0, Source::Statusline),
        ]
    };
    for (windows, fullest, level, headline, action, advice, names_session) in [
        (
            at(40.0),
            Some(session(49.0, None)),
            Level::Ok,
            "5-hour 40 % used, resets 14:50, in 2 h 50 m",
            Action::Continue,
            "Work on",
            false,
        ),
        (
            at(62.0),
            None,
            Level::Notice,
            "5-hour 62 % used, resets 14:50, in 2 h 50 m",
            Action::ContinueAware,
            "Work on, and keep an eye on it",
            false,
        ),
        (
            at(10.0),
            Some(session(54.0, None)),
            Level::Notice,
            "Week 31 % used, context 54 % in api-server",
            Action::ContinueAware,
            "Work on; compact api-server at a good stopping point",
            true,
        ),
        (
            at(62.0),
            Some(session(82.0, Some(40_123))),
            Level::Warning,
            "5-hour 62 % used, context 82 % in api-server",
            Action::Compact,
            "Compact api-server now to free about 40k tokens",
            true,
        ),
        (
            at(75.0),
            Some(session(82.0, None)),
            Level::Warning,
            "5-hour 75 % used, context 82 % in api-server",
            Action::SaveAndRestart,
            "Save what api-server knows and restart it with fresh context",
            true,
        ),
        (
            at(85.0),
            None,
            Level::Warning,
            "5-hour 85 % used, resets 14:50, in 2 h 50 m",
            Action::PlanNext,
            "Plan the next session for the reset at 14:50",
            false,
        ),
        (
            at(92.0),
            None,
            Level::Danger,
            "5-hour 92 % used, resets 14:50, in 2 h 50 m",
            Action::WrapUp,
            "Wrap up what is in hand; plan the rest for the reset at 14:50",
            false,
        ),
        (
            at(62.0),
            Some(session(93.0, Some(40_123))),
            Level::Danger,
            "5-hour 62 % used, context 93 % in api-server",
            Action::SaveAndExit,
            "Save api-server and exit now",
            true,
        ),
        (
            at(100.0),
            None,
            Level::Danger,
            "5-hour 100 % used, limit reached; resets 14:50, in 2 h 50 m",
            Action::WaitForReset,
            "Wait for the reset at 14:50, or schedule the next session for it",
            false,
        ),
    ] {
        let expected = (
            level,
            headline.to_owned(),
            action,
            advice.to_owned(),
            names_session,
        );
        assert_eq!(said(&windows, fullest), expected);
    }
}

#[test]
fn an_estimate_wears_a_tilde() {
    let windows = [known(&WindowKind::FiveHour, 62.0, Source::Estimate)];
    assert_eq!(
        said(&windows, None).1,
        "5-hour ~62 % used, resets 14:50, in 2 h 50 m"
    );
}

#[test]
fn not_knowing_is_said_too() {
    let spent = |tokens| {
        window(
            &WindowKind::FiveHour,
            WindowState::TokensOnly { tokens, weighted: 0 },
        )
    };
    let idle = WindowState::NotStarted {
        provenance: provenance(Source::ClaudeAnswer),
    };
    for (windows, headline) in [
        (vec![], "No quota figures yet"),
        (vec![spent(0)], "No quota figures yet"),
        (vec![spent(38_123)], "38k tokens spent, limit unknown"),
        (
            vec![window(&WindowKind::FiveHour, idle)],
            "5-hour window not started",
        ),
    ] {
        let expected = (
            Level::Ok,
            headline.to_owned(),
            Action::Continue,
            "Work on".to_owned(),
            false,
        );
        assert_eq!(said(&windows, None), expected);
    }
}
