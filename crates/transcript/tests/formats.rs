//! The recorded statusline calls, streams, control answers and registry files say what they should.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{lines, sample};
use segue_transcript::control::{self, ToolTokens};
use segue_transcript::limits::LimitReading;
use segue_transcript::registry::{self, Status};
use segue_transcript::statusline::{self, Statusline};
use segue_transcript::stream::{self, Event};
use segue_transcript::usage_cache;
use serde_json::Value;

/// A recording holds `{"t":…,"in":<what the command got>}` per line.
fn statuslines(name: &str) -> Vec<Statusline> {
    let calls = lines(&format!("statusline/{name}.jsonl")).into_iter();
    calls
        .map(|line| {
            let call: Value = serde_json::from_slice(&line).unwrap();
            statusline::parse(call["in"].to_string().as_bytes()).unwrap()
        })
        .collect()
}

fn events(name: &str) -> Vec<Event> {
    lines(&format!("stream/{name}.jsonl"))
        .iter()
        .filter_map(|line| stream::parse(line))
        .collect()
}

fn answer(name: &str, request: &str) -> Value {
    events(name)
        .into_iter()
        .find_map(|event| match event {
            Event::ControlResponse {
                request_id: Some(id),
                ok: true,
                body,
            } if id == request => Some(body),
            _ => None,
        })
        .unwrap_or_else(|| panic!("{name}: no answer to {request}"))
}

fn reading(window: &str, used_percent: f64, resets_at: Option<&str>) -> LimitReading {
    LimitReading {
        window: window.to_owned(),
        used_percent: Some(used_percent),
        resets_at: resets_at.map(|time| time.parse().unwrap()),
    }
}

/// The fake account of the recordings.
fn account_limits() -> Vec<LimitReading> {
    vec![
        reading("five_hour", 37.0, Some("2026-11-21T05:00:00.123456Z")),
        reading("seven_day", 62.0, Some("2026-11-25T12:00:00Z")),
        reading("seven_day_opus", 11.0, Some("2026-11-25T12:00:00Z")),
        reading("seven_day_sonnet", 5.0, None),
    ]
}

#[test]
fn the_statusline_tells_context_and_quota() {
    let calls = statuslines("oauth_329");
    assert_eq!(
        (calls[0].used_tokens, calls[0].window_tokens, &calls[0].limits[..]),
        (None, Some(1_000_000), &[][..])
    );
    let last_with_limits = &calls[4];
    assert_eq!(last_with_limits.used_tokens, Some(4 + 10 + 84 + 15_908));
    assert_eq!(last_with_limits.used_percentage, Some(2.0));
    assert_eq!(last_with_limits.model_id.as_deref(), Some("claude-opus-5-5"));
    assert_eq!(last_with_limits.model_name.as_deref(), Some("Opus 5.5"));
    assert_eq!(last_with_limits.version.as_deref(), Some("2.1.329"));
    assert_eq!(last_with_limits.cwd.as_deref(), Some("/home/dev/work/demo-app"));
    assert!(last_with_limits.cost_micro_usd.is_some_and(|cost| cost > 0) && !last_with_limits.exceeds_200k);
    assert_eq!(
        last_with_limits.limits,
        [
            reading("five_hour", 37.0, Some("2026-11-21T02:53:08Z")),
            reading("seven_day", 62.0, Some("2026-11-23T10:26:28Z"))
        ]
    );
    assert!(
        statuslines("apikey_197")
            .iter()
            .all(|call| call.limits.is_empty())
    );
    assert!(
        statuslines("oauth_197")
            .iter()
            .all(|call| call.session_id.is_some() && call.transcript_path.is_some())
    );
    assert!(statusline::parse(b"no").is_err());
}

#[test]
fn a_stream_tells_its_session_its_limits_and_its_end() {
    let new = events("oauth_env_329");
    assert!(
        matches!(&new[0], Event::Init { model: Some(_), version: Some(version), session_id: Some(_), .. }
        if version == "2.1.329")
    );
    let limits = |events: &[Event]| {
        events.iter().find_map(|event| match event {
            Event::RateLimit {
                status,
                window,
                limits,
                ..
            } => Some((status.clone().unwrap(), window.clone().unwrap(), limits.clone())),
            _ => None,
        })
    };
    let five_hour = reading("five_hour", 91.0, Some("2026-11-21T02:44:52Z"));
    let seven_day = reading("seven_day", 43.0, Some("2026-11-23T10:18:12Z"));
    let warned = ("allowed_warning".to_owned(), "five_hour".to_owned());
    let (status, window, seen) = limits(&new).unwrap();
    assert_eq!(
        ((status, window), seen),
        (warned.clone(), vec![five_hour.clone(), seven_day])
    );
    let (status, window, seen) = limits(&events("oauth_env_197")).unwrap();
    assert_eq!(((status, window), seen), (warned, vec![five_hour]));
}

fn run_result(name: &str) -> stream::RunResult {
    events(name)
        .into_iter()
        .find_map(|event| match event {
            Event::Result(result) => Some(result),
            _ => None,
        })
        .unwrap_or_else(|| panic!("{name}: no result"))
}

#[test]
fn only_a_result_without_error_is_a_success() {
    let good = run_result("oauth_env_329");
    assert!(!good.is_error);
    let share = good.model_usage.values().next().unwrap();
    assert_eq!(
        (share.context_window, share.max_output),
        (Some(1_000_000), Some(128_000))
    );

    let refused = run_result("err_429plain_197");
    assert!(refused.is_error);
    assert_eq!(
        (refused.subtype.as_deref(), refused.api_error_status),
        (Some("success"), Some(429))
    );
    assert!(refused.text.is_some());

    let stopped = run_result("maxturns_329");
    assert_eq!(stopped.subtype.as_deref(), Some("error_max_turns"));
    assert_eq!(
        stopped.text.as_deref(),
        Some("Reached maximum number of turns (3)")
    );
    assert_eq!(stopped.cost_micro_usd, Some(70_978));
    assert_eq!(
        (stopped.usage.prompt(), stopped.usage.output),
        (12 + 12_832 + 25_452, 84)
    );

    assert!(run_result("sigINT_329").is_error);
}

#[test]
fn get_usage_is_asked_and_understood() {
    assert_eq!(
        control::get_usage("r1"),
        r#"{"request":{"subtype":"get_usage"},"request_id":"r1","type":"control_request"}"#
    );
    for version in ["ctlusage_subscription_197", "ctlusage_subscription_329"] {
        let usage = control::usage_limits(&answer(version, "r1-get_usage")).unwrap();
        assert_eq!(
            (usage.subscription.as_deref(), usage.available),
            (Some("max"), true)
        );
        assert_eq!(usage.limits, account_limits(), "{version}");
    }
    let without_account = control::usage_limits(&answer("ctl_197", "r3-get_usage")).unwrap();
    assert_eq!(
        (without_account.subscription, without_account.available),
        (None, false)
    );
    assert_eq!(control::usage_limits(&answer("ctl_197", "r4-mcp_status")), None);
}

#[test]
fn get_context_usage_is_asked_and_understood() {
    assert!(control::get_context_usage("r2").contains(r#""subtype":"get_context_usage""#));
    let new = control::context_usage(&answer("ctl_329", "r1-get_context_usage")).unwrap();
    assert_eq!(
        (new.total_tokens, new.max_tokens, new.auto_compact_at),
        (18_832, 1_000_000, Some(967_000))
    );
    let categories: Vec<_> = new
        .categories
        .iter()
        .map(|(name, tokens)| (name.as_str(), *tokens))
        .collect();
    // What is in use adds up to the total.
    assert_eq!(
        categories,
        [
            ("System prompt", 1_968),
            ("System tools", 5_881),
            ("Memory files", 34),
            ("Skills", 2_067),
            ("Messages", 8_882)
        ]
    );
    assert_eq!(
        new.categories.iter().map(|(_, tokens)| tokens).sum::<u64>(),
        new.total_tokens
    );
    assert_eq!(
        new.memory_files,
        [("/home/dev/work/demo-app/CLAUDE.md".to_owned(), 34)]
    );
    assert_eq!(
        new.tools[0],
        ToolTokens {
            name: "Read".to_owned(),
            calls: 140,
            results: 4_105
        }
    );

    let old = control::context_usage(&answer("ctl_197", "r1-get_context_usage")).unwrap();
    assert_eq!(old.model.as_deref(), Some("claude-opus-4-8"));
    assert_eq!(
        old.categories.iter().map(|(_, tokens)| tokens).sum::<u64>(),
        old.total_tokens
    );
    assert_eq!(control::context_usage(&Value::Null), None);
}

#[test]
fn a_live_session_is_read_from_the_registry() {
    let session = registry::parse(&sample("live_session_197.json")).unwrap();
    assert_eq!((session.pid, session.status), (10_934, Status::Idle));
    assert_eq!(session.proc_start.as_deref(), Some("267174"));
    assert_eq!(session.name.as_deref(), Some("demo-app-45"));
    assert_eq!(session.started_at, "2026-11-21T01:52:57.177Z".parse().ok());
    let status = |json: &str| registry::parse(json.as_bytes()).map(|session| session.status);
    assert_eq!(
        status(r#"{"pid":1,"sessionId":"s","status":"waiting","waitingFor":"permission prompt"}"#).unwrap(),
        Status::Waiting {
            for_what: Some("permission prompt".to_owned())
        }
    );
    assert_eq!(
        status(r#"{"pid":1,"sessionId":"s"}"#).unwrap(),
        Status::Unknown(String::new())
    );
    assert!(status(r#"{"pid":0,"sessionId":"s"}"#).is_err());
    assert!(status(r#"{"pid":1}"#).is_err());
}

#[test]
fn the_quota_cache_is_found_among_everything_else() {
    let cache = String::from_utf8(sample("cachedUsageUtilization_329.json")).unwrap();
    let file = format!(
        r#"{{"numStartups":3,"oauthAccount":{{"x":[1]}},"cachedUsageUtilization":{cache},"projects":{{}}}}"#
    );
    let cached = usage_cache::parse(file.as_bytes()).unwrap();
    assert_eq!(cached.limits, account_limits());
    assert_eq!(
        cached.account.as_deref(),
        Some("00000000-0000-4000-8000-00000000aaaa")
    );
}
