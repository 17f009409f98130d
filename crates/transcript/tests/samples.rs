//! Every recorded transcript is read without oddities, and its totals are those computed apart from this crate (Python,
//! straight from the JSON).

mod common;

use common::{Sums, read_sample, sample, sum};
use segue_transcript::record::{TitleSource, is_known_kind};
use segue_transcript::{Body, Oddity, Record};

/// Name; lines; responses; input, output, 5-minute writes, 1-hour writes, cache reads; prompts, tool results, API
/// errors, boundaries, summaries, interruptions.
type Row = (&'static str, usize, usize, [u64; 5], [usize; 6]);

#[rustfmt::skip]
const EXPECTED: &[Row] = &[
    ("after_clear_197", 5, 0, [0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]),
    ("after_clear_329", 6, 0, [0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]),
    ("autocompact_329", 34, 2, [20, 330, 200, 0, 90000], [1, 1, 0, 0, 0, 0]),
    ("compacted_197", 45, 10, [40, 445, 25737, 0, 209976], [1, 10, 0, 1, 1, 0]),
    ("compacted_329", 90, 10, [40, 445, 18828, 0, 148448], [1, 10, 0, 1, 1, 0]),
    ("err_400credit_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_400credit_329", 22, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_400long_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_401_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_401_329", 27, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_429plain_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_429plain_329", 27, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_429unified_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_429unified_329", 22, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_500_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("err_529_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("interactive_197", 34, 4, [16, 146, 48573, 0, 48423], [4, 3, 0, 0, 0, 2]),
    ("interactive_329", 78, 7, [28, 195, 32557, 0, 78794], [4, 4, 0, 0, 0, 1]),
    ("main_197", 32, 10, [40, 445, 25737, 0, 209976], [1, 10, 0, 0, 0, 0]),
    ("main_197_pruned_then_resumed", 38, 11, [44, 456, 45059, 0, 209976], [2, 10, 0, 0, 0, 0]),
    ("oerr_allowed_197", 9, 2, [8, 35, 19609, 0, 19538], [1, 1, 0, 0, 0, 0]),
    ("oerr_allowed_329", 29, 2, [8, 35, 12802, 0, 12737], [1, 1, 0, 0, 0, 0]),
    ("oerr_limit5h_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("oerr_limit5h_329", 24, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("oerr_limit7d_197", 7, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("oerr_limit7d_329", 22, 0, [0, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
    ("subagent_197", 7, 2, [8, 83, 190, 0, 26598], [1, 2, 0, 0, 0, 0]),
    ("subagent_329", 22, 2, [8, 83, 184, 0, 13362], [1, 2, 0, 0, 0, 0]),
    ("subagent_parent_197", 9, 2, [8, 62, 25678, 0, 13489], [1, 1, 0, 0, 0, 0]),
    ("subagent_parent_329", 32, 2, [8, 62, 18764, 0, 6865], [1, 1, 0, 0, 0, 0]),
];

fn counts(records: &[Record<'_>]) -> [usize; 6] {
    let count = |wanted: fn(&Body<'_>) -> bool| records.iter().filter(|record| wanted(&record.body)).count();
    [
        count(|body| matches!(body, Body::Prompt)),
        count(|body| matches!(body, Body::ToolResult)),
        count(|body| matches!(body, Body::ApiError(_))),
        count(|body| matches!(body, Body::CompactBoundary { .. })),
        count(|body| matches!(body, Body::CompactSummary)),
        count(|body| matches!(body, Body::Interrupted)),
    ]
}

#[test]
fn every_sample_has_the_totals_computed_elsewhere() {
    for (name, lines, responses, totals, kinds) in EXPECTED {
        let records = read_sample(&format!("transcripts/{name}.jsonl"));
        assert_eq!(records.len(), *lines, "{name}");
        let Sums {
            responses: found,
            totals: sums,
        } = sum(&records);
        assert_eq!((found, sums), (*responses, *totals), "{name}");
        assert_eq!(
            counts(&records),
            *kinds,
            "{name}: prompts, results, errors, boundaries, summaries, interruptions"
        );
        assert!(records.iter().all(|record| is_known_kind(&record.kind)), "{name}");
    }
}

#[test]
fn no_sample_is_left_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/transcripts");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), EXPECTED.len());
}

#[test]
fn sub_agents_that_stand_only_in_progress_records_are_counted_once() {
    let records = read_sample("made/agent_progress.jsonl");
    let Sums { responses, totals } = sum(&records);
    // Two answers of the main conversation, two of the sub-agent: one begun and finished, one written twice.
    assert_eq!(responses, 4);
    assert_eq!(
        totals,
        [
            3 + 3 + 2 + 4,
            120 + 30 + 85 + 60,
            20_000 + 150 + 9_000 + 300,
            0,
            20_000 + 9_000
        ]
    );
    let Body::AgentProgress(inner) = &records[4].body else {
        panic!("{:?}", records[4])
    };
    assert!(inner.sidechain && !records[4].sidechain);
    assert_eq!(inner.session_id, records[4].session_id);
    assert_eq!(inner.agent_id.as_deref(), Some("a7c1d2e"));
    assert_eq!(inner.cwd.as_deref(), Some("/home/dev/work/demo-app"));
    assert_eq!(inner.timestamp, "2026-01-10T09:00:09Z".parse().ok());
}

#[test]
fn a_limit_hit_is_known_by_its_class_and_dated_by_fields_or_text() {
    for (name, window, resets) in [
        (
            "oerr_limit5h_197",
            Some("five_hour"),
            Some("2026-11-21T02:45:00Z"),
        ),
        (
            "oerr_limit7d_197",
            Some("seven_day"),
            Some("2026-11-21T02:45:00Z"),
        ),
        (
            "oerr_limit5h_329",
            Some("five_hour"),
            Some("2026-11-21T02:45:30Z"),
        ),
        ("err_429plain_197", None, None),
    ] {
        let records = read_sample(&format!("transcripts/{name}.jsonl"));
        let hit = records.iter().find_map(|record| match &record.body {
            Body::ApiError(error) => error.limit.clone(),
            _ => None,
        });
        let hit = hit.unwrap_or_else(|| panic!("{name}: no limit"));
        assert_eq!(hit.window.as_deref(), window, "{name}");
        assert_eq!(hit.resets_at, resets.map(|time| time.parse().unwrap()), "{name}");
    }
}

#[test]
fn other_errors_are_no_limits() {
    for (name, class, status) in [
        ("err_401_197", "authentication_failed", Some(401)),
        ("err_400credit_329", "billing_error", Some(400)),
        ("err_500_197", "server_error", Some(500)),
    ] {
        let records = read_sample(&format!("transcripts/{name}.jsonl"));
        let Some(Body::ApiError(error)) = records
            .iter()
            .map(|record| &record.body)
            .find(|body| matches!(body, Body::ApiError(_)))
        else {
            panic!("{name}")
        };
        assert_eq!(error.error.as_deref(), Some(class), "{name}");
        assert_eq!(error.status, status, "{name}");
        assert_eq!(error.limit, None, "{name}");
        assert!(!error.text.is_empty(), "{name}");
    }
}

#[test]
fn titles_boundaries_and_costs_are_read() {
    let bodies = |name: &str| {
        read_sample(name)
            .into_iter()
            .map(|record| record.body)
            .collect::<Vec<_>>()
    };
    assert!(
        bodies("transcripts/interactive_197.jsonl").iter().any(
            |body| matches!(body, Body::Title { source: TitleSource::Ai, text } if text == "Mock title")
        )
    );
    assert!(
        bodies("transcripts/compacted_197.jsonl")
            .iter()
            .any(|body| matches!(body,
        Body::CompactBoundary { trigger: Some(trigger), pre_tokens: Some(25_759), post_tokens: Some(3_186) }
            if trigger == "manual"))
    );
    assert!(
        bodies("transcripts/compacted_329.jsonl")
            .iter()
            .any(|body| matches!(
                body,
                Body::CostState {
                    total_micro_usd: Some(132_890)
                }
            ))
    );
    assert!(TitleSource::Custom > TitleSource::Ai && TitleSource::Ai > TitleSource::Summary);
}

#[test]
fn the_last_line_may_be_torn_anywhere() {
    let whole = sample("transcripts/main_197.jsonl");
    let all = common::read(&whole);
    for cut in (0..whole.len()).step_by(499) {
        let complete = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
        let records = common::read(&whole[..cut]);
        assert_eq!(records[..], all[..complete], "cut at {cut}");
    }
}

#[test]
fn what_is_odd_is_named() {
    let odd = |line: &str| segue_transcript::record::read(line.as_bytes()).unwrap_err();
    assert_eq!(odd("  "), Oddity::Empty);
    assert_eq!(odd("[1]"), Oddity::NotAnObject);
    assert_eq!(odd("7"), Oddity::NotAnObject);
    assert_eq!(odd("{}"), Oddity::NoType);
    assert_eq!(odd(r#"{"type":7}"#), Oddity::NoType);
    assert!(matches!(odd(r#"{"type":"user","#), Oddity::NotJson { .. }));
    assert_eq!(
        odd("{\"type\":\"user\"} {}").to_string(),
        "not JSON (byte 17: trailing characters)"
    );
}
