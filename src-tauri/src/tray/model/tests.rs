//! Snapshots of what the tray says, and the rules of its picture.

use jiff::Timestamp;
use segue_engine::view::{
    ActionChoice, Activity, IndexHealth, IndexMode, LiveHead, NextStart, Question, Session, Start, Status,
    Totals,
};
use segue_meter::advice::{Action, Health, Level};
use segue_meter::context::{ContextReading, ContextStatus, WindowSource};
use segue_meter::estimate::Range;
use segue_meter::provenance::{Provenance, Source};
use segue_meter::window::{Window, WindowState, Zone};
use segue_plan::schedule::{Place, StartAction, StartState};

use super::super::words::Here;
use super::{Entry, TrayModel};
use crate::gauge::GaugeInput;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn provenance(source: Source, seen_at: &str, stale: bool) -> Provenance {
    Provenance {
        source,
        seen_at: at(seen_at),
        stale,
        error_points: None,
    }
}

fn known(kind: &str, label: &str, used_percent: f64, resets_at: &str, provenance: Provenance) -> Window {
    let state = WindowState::Known {
        used_percent,
        resets_at: Some(at(resets_at)),
        time_percent: Some(47.0),
        pace: None,
        zone: Zone::Moderate,
        limit_hit: false,
        provenance,
    };
    Window {
        kind: kind.into(),
        label: label.into(),
        state,
    }
}

fn session(id: &str, project: &str, activity: Activity, percent: Option<f64>) -> Session {
    let context = percent.map(|percent| ContextReading {
        used_tokens: 100_000,
        window_tokens: 200_000,
        window_source: WindowSource::Session,
        usable_tokens: 167_000,
        auto_compact: true,
        percent,
        status: ContextStatus::Healthy,
        provenance: provenance(Source::Transcript, "2026-11-20T15:10:50Z", false),
    });
    Session {
        id: id.into(),
        title: None,
        project: project.into(),
        project_path: format!("/src/{project}"),
        model: None,
        git_branch: None,
        version: None,
        first_seen: None,
        last_seen: None,
        activity,
        forked_from: None,
        totals: Totals::default(),
        context,
        compactions: 0,
        transcript_gone: false,
    }
}

fn start(state: StartState, due: &str) -> Start {
    Start {
        id: 12,
        schedule: 3,
        title: "Pass the time into the refill".into(),
        project_name: "api-server".into(),
        project: "/src/api-server".into(),
        due: at(due),
        first_due: at(due),
        state,
        why: None,
        held_until: None,
        session_id: "9b1d7c40-0000-4000-8000-000000000012".into(),
        place: Place::Terminal,
        ask: None,
        noticed_at: None,
        launched_at: None,
        confirmed_at: None,
        ended_at: None,
        spent_tokens: None,
        exit_code: None,
        stoppable: false,
        attach: None,
    }
}

/// A Friday afternoon in Berlin, 16:11.
fn afternoon() -> Status {
    let live = provenance(Source::Statusline, "2026-11-20T15:07:00Z", false);
    Status {
        now: at("2026-11-20T15:11:00Z"),
        demo: false,
        windows: vec![
            known("five_hour", "5-hour", 62.4, "2026-11-20T17:50:00Z", live.clone()),
            known("seven_day", "Week", 31.0, "2026-11-24T08:00:00Z", live),
        ],
        live: vec![
            session("aa11", "api & server", Activity::Busy { pid: 10 }, Some(82.0)),
            session(
                "bb22",
                "infra",
                Activity::Waiting {
                    pid: 11,
                    waiting_for: "permission".into(),
                },
                Some(54.0),
            ),
            session("cc33", "docs", Activity::Idle { pid: 12 }, None),
        ],
        health: Health {
            level: Level::Warning,
            headline: "2 h 39 m left at this pace".into(),
            action: Action::Compact,
            advice: "Compact api & server now to free about 40k tokens".into(),
            session_id: Some("aa11".into()),
        },
        today: Totals::default(),
        last_hour: Totals::default(),
        alerts_paused_until: None,
        index: IndexHealth {
            files: 3,
            sessions: 3,
            oddities: 0,
            mode: IndexMode::Watching,
            progress: None,
            refreshed_at: None,
        },
        time_zone: "Europe/Berlin".into(),
        next: None,
        plan: None,
    }
}

/// The tray as text: what a person would read, and what each line does.
fn read(model: &TrayModel) -> String {
    let TrayModel {
        gauge,
        title,
        tooltip,
        beside,
        menu,
    } = model;
    format!(
        "{gauge:?}\n\ntitle: {title}\nbeside: {beside:?}\n\n{tooltip}\n\n{}",
        lines(menu, 0)
    )
}

fn lines(entries: &[Entry], depth: usize) -> String {
    let pad = "    ".repeat(depth);
    entries
        .iter()
        .map(|entry| match entry {
            Entry::Line {
                id,
                text,
                enabled: true,
            } => format!("{pad}{text}   [{id}]\n"),
            Entry::Line {
                id,
                text,
                enabled: false,
            } => format!("{pad}({text})   [{id}]\n"),
            Entry::Separator => format!("{pad}----\n"),
            Entry::Submenu { text, entries } => format!("{pad}{text} >\n{}", lines(entries, depth + 1)),
        })
        .collect()
}

#[test]
fn an_afternoon_of_work() {
    insta::assert_snapshot!(read(&TrayModel::of(&afternoon())));
}

#[test]
fn estimated_old_paused_and_a_demo() {
    let mut status = afternoon();
    status.demo = true;
    status.alerts_paused_until = Some(at("2026-11-20T16:00:00Z"));
    let old = provenance(Source::Estimate, "2026-11-20T12:11:00Z", true);
    status.windows = vec![known("five_hour", "5-hour", 93.0, "2026-11-20T17:50:00Z", old)];
    insta::assert_snapshot!(read(&TrayModel::of(&status)));
}

#[test]
fn nothing_known_yet() {
    let mut status = afternoon();
    status.windows.clear();
    status.live.clear();
    insta::assert_snapshot!(read(&TrayModel::of(&status)));
}

#[test]
fn between_two_windows_and_without_a_limit() {
    let mut status = afternoon();
    status.live.truncate(1);
    let seen = provenance(Source::ClaudeAnswer, "2026-11-20T13:00:00Z", false);
    status.windows = vec![
        Window {
            kind: "five_hour".into(),
            label: "5-hour".into(),
            state: WindowState::NotStarted { provenance: seen },
        },
        Window {
            kind: "seven_day".into(),
            label: "Week".into(),
            state: WindowState::TokensOnly {
                tokens: 1_240_000,
                weighted: 9_000_000,
            },
        },
    ];
    insta::assert_snapshot!(read(&TrayModel::of(&status)));
}

#[test]
fn many_sessions_are_counted() {
    let mut status = afternoon();
    status.live = (0..11)
        .map(|n| {
            session(
                &format!("s{n}"),
                &format!("p{n}"),
                Activity::Idle { pid: 100 + n },
                Some(20.0),
            )
        })
        .collect();
    let menu = lines(&TrayModel::of(&status).menu, 0);
    assert!(
        menu.contains("p7: context 20 %") && !menu.contains("p8:"),
        "{menu}"
    );
    assert!(menu.contains("and 3 more   [open:0:sessions]"), "{menu}");
}

#[test]
fn a_refused_request_fills_the_outer_ring() {
    let mut status = afternoon();
    if let WindowState::Known { limit_hit, .. } = &mut status.windows[0].state {
        *limit_hit = true;
    }
    assert_eq!(TrayModel::of(&status).gauge.quota, Some(100.0));
}

#[test]
fn of_several_claude_folders_the_fullest_is_drawn() {
    let mut status = afternoon();
    let seen = provenance(Source::Statusline, "2026-11-20T15:07:00Z", false);
    status.windows.push(known(
        "five_hour",
        "5-hour (work)",
        71.0,
        "2026-11-20T16:50:00Z",
        seen,
    ));
    let model = TrayModel::of(&status);
    assert_eq!(model.gauge.quota, Some(71.0));
    assert!(
        model.title.starts_with("5-hour (work) 71 %, resets 17:50"),
        "{}",
        model.title
    );
}

#[test]
fn the_picture_waits_for_a_whole_percent() {
    let mut status = afternoon();
    let before = TrayModel::of(&status).gauge;
    assert_eq!(
        before,
        GaugeInput {
            quota: Some(62.0),
            time: Some(47.0),
            context: Some(82.0),
            waiting: true,
            stale: false
        }
    );
    if let WindowState::Known { used_percent, .. } = &mut status.windows[0].state {
        *used_percent = 61.6;
    }
    assert_eq!(TrayModel::of(&status).gauge, before);
}

#[test]
fn an_unknown_zone_is_utc() {
    let here = Here::new(at("2026-11-20T15:11:00Z"), "Mars/Olympus");
    assert_eq!(here.clock(at("2026-11-20T17:50:00Z")), "17:50");
}

#[test]
fn what_starts_next_is_a_line_with_its_actions() {
    let mut status = afternoon();
    status.next = Some(NextStart {
        start: start(StartState::Waiting, "2026-11-20T17:05:00Z"),
        waits: 2,
    });
    let model = TrayModel::of(&status);
    assert!(
        model.tooltip.contains("Next: 18:05 api-server"),
        "{}",
        model.tooltip
    );
    insta::assert_snapshot!(lines(&model.menu, 0));
}

#[test]
fn a_session_at_work_on_a_plan_is_a_line() {
    let mut status = afternoon();
    status.plan = Some(LiveHead {
        session: "aa11".into(),
        plan_title: "Rate limits".into(),
        phase: Some("2 Middleware".into()),
        fresh: 58_900,
        projected: Range {
            low: 93_000,
            mid: 105_000,
            high: 121_000,
        },
        words: "new projection ~105k, +8 %, still fits".into(),
    });
    let menu = lines(&TrayModel::of(&status).menu, 0);
    assert!(
        menu.contains("▸ 2 Middleware: 59k of ~93k–121k tokens   [open:1:sessions/aa11]"),
        "{menu}"
    );
}

#[test]
fn a_question_is_the_dot_and_its_answers_are_the_menu() {
    let mut status = afternoon();
    status.live.clear();
    let mut missed = start(StartState::Asking, "2026-11-20T14:05:00Z");
    missed.why = Some("This computer slept from 14:40 to 16:02".into());
    missed.ask = Some(Question {
        number: 2,
        text: "It was due at 15:05. Start it now?".into(),
        actions: [StartAction::StartNow, StartAction::AtNextReset, StartAction::Drop]
            .map(|action| ActionChoice {
                action,
                label: action.label().into(),
            })
            .into(),
    });
    status.next = Some(NextStart {
        start: missed,
        waits: 0,
    });
    let model = TrayModel::of(&status);
    assert!(model.gauge.waiting);
    insta::assert_snapshot!(lines(&model.menu, 0));
}

#[test]
fn held_and_begun_starts_say_so() {
    let here = Here::new(at("2026-11-20T15:11:00Z"), "Europe/Berlin");
    let mut held = start(StartState::Held, "2026-11-20T15:05:00Z");
    held.held_until = Some(at("2026-11-20T17:50:00Z"));
    assert_eq!(super::next::line(&held, &here), "Next: 18:50 api-server, held");
    let begun = start(StartState::Begun, "2026-11-20T15:10:00Z");
    assert_eq!(super::next::line(&begun, &here), "Starting: api-server");
}
