//! The quota ladder from end to end: what Claude Code says becomes a window with source and age.

use segue_engine::Segue;
use segue_meter::provenance::Source;
use segue_meter::window::{Window, WindowState};
use serde_json::{Value, json};

use crate::support::{Closed, answer, append};

/// 2026-11-21T12:00:00Z, two hours after the world's now.
const RESET: i64 = 1_795_262_400;

fn statusline(percent: f64, resets_at: i64) -> Vec<u8> {
    let line = json!({
        "session_id": "s1", "transcript_path": "/nowhere/s1.jsonl", "cwd": "/home/dev/demo", "version": "2.1.329",
        "model": { "id": "claude-opus-5-5[1m]", "display_name": "Opus 5.5" },
        "context_window": { "context_window_size": 1_000_000, "current_usage": {
            "input_tokens": 4, "output_tokens": 10, "cache_creation_input_tokens": 84, "cache_read_input_tokens": 15_908,
        } },
        "rate_limits": {
            "five_hour": { "used_percentage": percent, "resets_at": resets_at },
            "seven_day": { "used_percentage": 62, "resets_at": RESET + 200_000 },
        },
    });
    line.to_string().into_bytes()
}

fn window(segue: &mut Segue, kind: &str) -> Window {
    let windows = segue.status().expect("status").windows;
    windows
        .into_iter()
        .find(|window| window.kind == kind)
        .expect("window")
}

#[test]
fn the_statusline_is_stored_and_answered_with_a_line() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let line = segue.note_statusline(&statusline(37.0, RESET)).expect("note");
    insta::assert_snapshot!(line.text, @"Opus 5.5 · context 16k of 1.0M (2 %) · 5-hour 37 %, resets 12:00 · week 62 %");
    match window(&mut segue, "five_hour").state {
        WindowState::Known {
            used_percent,
            provenance,
            time_percent,
            ..
        } => {
            assert!((used_percent - 37.0).abs() < 1e-9);
            assert_eq!((provenance.source, provenance.stale), (Source::Statusline, false));
            // Three of five hours have passed.
            assert!((time_percent.expect("time") - 60.0).abs() < 0.1);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_window_drops_at_its_reset() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    segue
        .note_statusline(&statusline(91.0, RESET - 7_200 - 60))
        .expect("note");
    assert!(matches!(
        window(&mut segue, "five_hour").state,
        WindowState::NotStarted { .. }
    ));
}

#[test]
fn the_cached_answer_is_read_without_anything_else_of_the_file() {
    let closed = Closed::new();
    let state: Value = json!({
        "oauthAccount": { "accessToken": "secret-token" },
        "cachedUsageUtilization": {
            "fetchedAtMs": 1_795_254_900_000_i64, "accountUuid": "x",
            "utilization": {
                "five_hour": { "utilization": 44, "resets_at": "2026-11-21T12:00:00.123456+00:00" },
                "seven_day_opus": { "utilization": 11, "resets_at": "2026-11-25T12:00:00+00:00" },
            },
        },
    });
    std::fs::create_dir_all(closed.claude()).expect("dir");
    std::fs::write(closed.claude().join(".claude.json"), state.to_string()).expect("write");
    let mut segue = closed.segue();
    match window(&mut segue, "five_hour").state {
        WindowState::Known {
            used_percent,
            provenance,
            ..
        } => {
            assert!((used_percent - 44.0).abs() < 1e-9);
            assert_eq!(provenance.source, Source::CliCache);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(window(&mut segue, "seven_day_opus").label, "Opus week");
    let database = std::fs::read(closed.world.places.database()).expect("read");
    let log = std::fs::read(closed.world.places.database().with_extension("db-wal")).unwrap_or_default();
    let secret = b"secret-token";
    assert!(
        !database
            .windows(secret.len())
            .chain(log.windows(secret.len()))
            .any(|bytes| bytes == secret)
    );
}

#[test]
fn without_any_observation_only_tokens_are_told() {
    let closed = Closed::new();
    append(&closed.transcript("s1"), &[answer("s1", 1, 500)]);
    let mut segue = closed.segue();
    match window(&mut segue, "five_hour").state {
        WindowState::TokensOnly { tokens, weighted } => {
            assert_eq!(tokens, 10 + 500 + 100 + 1000);
            assert!(weighted > 0);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_refused_request_is_a_limit_hit() {
    let closed = Closed::new();
    let mut line = answer("s1", 50, 0);
    line["timestamp"] = json!("2026-11-21T09:50:00Z");
    line["message"]["model"] = json!("<synthetic>");
    line["message"]["content"] =
        json!([{ "type": "text", "text": "You've hit your session limit · resets 12pm (UTC)" }]);
    line["isApiErrorMessage"] = json!(true);
    line["error"] = json!("rate_limit");
    append(&closed.transcript("s1"), &[line]);
    let mut segue = closed.segue();
    let hits = segue.quota().expect("quota").limit_hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].resets_at.map(jiff::Timestamp::as_second), Some(RESET));
    match window(&mut segue, "five_hour").state {
        WindowState::Known {
            used_percent,
            limit_hit,
            ..
        } => assert!(used_percent >= 100.0 && limit_hit),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_runs_stream_is_the_second_rung() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let event = json!({ "type": "rate_limit_event", "rate_limit_info": {
        "status": "allowed_warning", "resetsAt": RESET, "rateLimitType": "five_hour", "utilization": 0.91,
    } });
    assert!(
        segue
            .note_stream_line(event.to_string().as_bytes())
            .expect("note")
    );
    match window(&mut segue, "five_hour").state {
        WindowState::Known {
            used_percent,
            provenance,
            ..
        } => {
            assert!((used_percent - 91.0).abs() < 1e-9);
            assert_eq!(provenance.source, Source::RunEvent);
        }
        other => panic!("{other:?}"),
    }
}
