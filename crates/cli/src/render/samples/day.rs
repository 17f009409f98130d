//! Where someone stands on a busy afternoon, on a fresh machine, and when little is certain.

use segue_engine::view::{Calibration, IndexHealth, IndexMode, LimitHit, Progress, Quota, Status, Totals};
use segue_meter::advice::{Action, Health, Level};
use segue_meter::provenance::Source;
use segue_meter::tokens::Tokens;
use segue_meter::window::{Pace, Window, WindowState, Zone};

use super::work::live;
use super::{NOW, ago, ahead, from};

fn window(kind: &str, label: &str, state: WindowState) -> Window {
    Window {
        kind: kind.to_owned(),
        label: label.to_owned(),
        state,
    }
}

fn known(used_percent: f64, resets_in: i64, time_percent: f64, pace: Option<Pace>) -> WindowState {
    WindowState::Known {
        used_percent,
        resets_at: Some(ahead(resets_in)),
        time_percent: Some(time_percent),
        pace,
        zone: Zone::of(used_percent),
        limit_hit: false,
        provenance: from(Source::Statusline, 40),
    }
}

fn windows() -> Vec<Window> {
    let runs_out = Pace {
        percent_per_hour: 18.0,
        runs_out_at: Some(ahead(7_440)),
        early_seconds: Some(2_100),
        percent_at_reset: None,
    };
    let lasts = Pace {
        percent_per_hour: 0.4,
        runs_out_at: None,
        early_seconds: None,
        percent_at_reset: Some(61.0),
    };
    vec![
        window("five_hour", "5-hour", known(62.4, 9_540, 47.0, Some(runs_out))),
        window("seven_day", "Week", known(31.0, 273_600, 54.8, Some(lasts))),
        window("seven_day_opus", "Opus week", known(84.0, 273_600, 54.8, None)),
    ]
}

fn totals(output: u64, cache_read: u64, cost_micros: u64) -> Totals {
    let tokens = Tokens {
        input: 12_000,
        output,
        cache_write_5m: 80_000,
        cache_write_1h: 9_000,
        cache_read,
    };
    Totals {
        tokens,
        cost_micros,
        responses: 212,
    }
}

/// A busy afternoon.
pub(crate) fn status() -> Status {
    Status {
        now: NOW,
        demo: false,
        windows: windows(),
        live: live(),
        health: Health {
            level: Level::Warning,
            headline: "2 h 4 m left at this pace; resets 18:50".to_owned(),
            action: Action::Compact,
            advice: "Compact api-server now to free about 40k tokens.".to_owned(),
            session_id: Some("9f1c2d3e-0000-4000-8000-000000000001".to_owned()),
        },
        today: totals(240_000, 8_100_000, 12_340_000),
        last_hour: totals(31_000, 900_000, 1_240_000),
        alerts_paused_until: None,
        index: IndexHealth {
            files: 1_204,
            sessions: 560,
            oddities: 3,
            mode: IndexMode::Watching,
            progress: None,
            refreshed_at: Some(ago(2)),
        },
        time_zone: "UTC".to_owned(),
        next: None,
        plan: None,
    }
}

/// A machine on which Claude Code has never answered.
pub(crate) fn empty_status() -> Status {
    Status {
        windows: Vec::new(),
        live: Vec::new(),
        health: Health {
            level: Level::Ok,
            headline: "Nothing is known yet.".to_owned(),
            action: Action::Continue,
            advice: "Start Claude Code; Segue reads what it writes.".to_owned(),
            session_id: None,
        },
        today: Totals::default(),
        last_hour: Totals::default(),
        ..status()
    }
}

/// The demo, still being read, with estimates, a refusal, and a window that has not begun.
pub(crate) fn uncertain_status() -> Status {
    let mut estimate = from(Source::Estimate, 5);
    estimate.error_points = Some(6.4);
    let mut old = from(Source::CliCache, 90_000);
    old.stale = true;
    let mut refused = known(100.0, 1_500, 91.7, None);
    if let WindowState::Known { limit_hit, .. } = &mut refused {
        *limit_hit = true;
    }
    let estimated = WindowState::Known {
        used_percent: 54.0,
        resets_at: None,
        time_percent: None,
        pace: None,
        zone: Zone::Moderate,
        limit_hit: false,
        provenance: estimate,
    };
    Status {
        demo: true,
        windows: vec![
            window("five_hour", "5-hour", refused),
            window("seven_day", "Week", estimated),
            window(
                "seven_day_opus",
                "Opus week",
                WindowState::NotStarted { provenance: old },
            ),
            window(
                "model:a model with a long name",
                "A model with a long name week",
                WindowState::TokensOnly {
                    tokens: 1_234_567,
                    weighted: 9_000_000,
                },
            ),
        ],
        alerts_paused_until: Some(ahead(3_600)),
        index: IndexHealth {
            progress: Some(Progress {
                done: 120,
                total: 3_400,
            }),
            ..status().index
        },
        ..status()
    }
}

/// Quota in depth, with refusals.
pub(crate) fn quota() -> Quota {
    Quota {
        now: NOW,
        windows: windows(),
        limit_hits: vec![LimitHit {
            at: ago(90_000),
            window: Some("five_hour".to_owned()),
            resets_at: Some(ago(80_000)),
            session_id: "9f1c2d3e-0000-4000-8000-000000000001".to_owned(),
            text: "You've hit your 5-hour limit · resets 5pm (UTC) and more words than fit on a line"
                .to_owned(),
        }],
        calibrations: vec![Calibration {
            window: "five_hour".to_owned(),
            weighted_per_percent: 81_234.5,
            error_points: 4.2,
            observations: 37,
        }],
        hint: Some("Let Claude Code tell Segue: set up its statusline as `segue doctor` shows.".to_owned()),
    }
}
