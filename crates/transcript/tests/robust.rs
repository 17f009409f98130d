//! Nothing that a file can hold makes the readers panic, and nothing around a usage hides it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::io::Read;

use proptest::prelude::*;
use segue_transcript::chain::read_chain;
use segue_transcript::story::read_story;
use segue_transcript::{Body, LineReader, RawLine, Record, Usage, record};
use segue_transcript::{control, registry, settings, statusline, stream, usage_cache};
use serde_json::{Map, Value, json};

/// Names that mean something to the readers, so that the values below land where they matter.
const NAMES: &[&str] = &[
    "type",
    "subtype",
    "uuid",
    "parentUuid",
    "message",
    "content",
    "usage",
    "id",
    "model",
    "timestamp",
    "data",
    "isSidechain",
    "isMeta",
    "isCompactSummary",
    "isApiErrorMessage",
    "error",
    "quotaLimits",
    "compactMetadata",
    "preservedMessages",
    "uuids",
    "attachment",
    "rendered",
    "shape",
    "tools",
    "files",
    "text",
    "input_tokens",
    "cache_creation",
    "stop_reason",
    "rate_limits",
    "five_hour",
    "resets_at",
    "utilization",
    "response",
    "env",
];

/// Words that the readers compare with.
const WORDS: &[&str] = &[
    "user",
    "assistant",
    "system",
    "attachment",
    "progress",
    "agent_progress",
    "compact_boundary",
    "tool_result",
    "tool_use",
    "text",
    "image",
    "instructions",
    "prompt_snapshot",
    "file",
    "rate_limit",
    "<synthetic>",
    "You've hit your weekly limit · resets Feb 30, 3pm (UTC)",
    "Claude AI usage limit reached|99999999999999999999",
    "2026-11-21T01:29:20.496Z",
    "-009999-01-01T00:00:00Z",
    "",
    "result",
    "control_response",
    "rate_limit_event",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            any_members(inner).prop_map(Value::from),
        ]
    })
}

fn any_members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![4 => prop::sample::select(NAMES).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec((name, value), 0..10).prop_map(|members| members.into_iter().collect())
}

/// Reads bytes with everything in this crate.
fn read_with_everything(bytes: &[u8]) {
    let _ = record::read(bytes).map(Record::into_owned);
    let _ = record::prompt_text(bytes);
    let _ = read_chain(bytes);
    let _ = read_story(bytes);
    let _ = statusline::parse(bytes);
    let _ = stream::parse(bytes);
    let _ = registry::parse(bytes);
    let _ = settings::parse(bytes);
    let _ = usage_cache::parse(bytes);
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        let _ = control::usage_limits(&value);
        let _ = control::context_usage(&value);
    }
}

fn offsets(bytes: impl Read) -> Vec<(u64, Vec<u8>)> {
    let mut reader = LineReader::new(bytes, 0);
    let mut found = Vec::new();
    while let Some(line) = reader.next_line().unwrap() {
        match line {
            RawLine::Whole { offset, bytes, .. } | RawLine::Torn { offset, bytes } => {
                found.push((offset, bytes.to_vec()));
            }
            RawLine::TooLong { .. } => unreachable!("nothing here is that long"),
        }
    }
    found
}

/// Hands out what it holds in two reads.
fn in_two(bytes: &[u8], at: usize) -> impl Read + '_ {
    bytes[..at].chain(&bytes[at..])
}

/// A recorded line that carries a usage.
fn a_response() -> Value {
    let lines = common::lines("transcripts/main_197.jsonl");
    let line = lines
        .iter()
        .find(|line| matches!(record::read(line).unwrap().body, Body::Response(_)));
    serde_json::from_slice(line.unwrap()).unwrap()
}

fn usage_of(line: &Value) -> (String, Usage) {
    match record::read(line.to_string().as_bytes()).unwrap().body {
        Body::Response(response) => (response.message_id.into_owned(), response.usage),
        other => panic!("no response: {other:?}"),
    }
}

/// Adds members whose names no reader knows.
fn add_unknown(object: &mut Value, members: Map<String, Value>) {
    let object = object.as_object_mut().unwrap();
    object.extend(
        members
            .into_iter()
            .map(|(name, value)| (format!("new_{name}"), value)),
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_json_object_is_read_without_panic(members in any_members(any_json())) {
        let line = Value::Object(members.clone()).to_string();
        read_with_everything(line.as_bytes());
        // With a type it is a record, whatever else it holds.
        let mut typed = members;
        typed.insert("type".to_owned(), json!("assistant"));
        prop_assert!(record::read(Value::Object(typed).to_string().as_bytes()).is_ok());
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_with_everything(&bytes);
    }

    #[test]
    fn a_damaged_transcript_is_read_without_panic(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = common::sample("transcripts/compacted_197.jsonl");
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let chain = read_chain(&bytes[..]);
        prop_assert!(chain.is_ok());
    }

    #[test]
    fn the_place_of_a_read_boundary_does_not_matter(
        text in "[a\r\n]{0,40}", at in any::<prop::sample::Index>(),
    ) {
        let at = if text.is_empty() { 0 } else { at.index(text.len()) };
        prop_assert_eq!(offsets(in_two(text.as_bytes(), at)), offsets(text.as_bytes()));
    }

    #[test]
    fn unknown_fields_around_a_usage_do_not_hide_it(extra in any_members(any_json()), inner in any_members(any_json())) {
        let mut line = a_response();
        let expected = usage_of(&line);
        add_unknown(&mut line, extra);
        add_unknown(&mut line["message"]["usage"], inner);
        prop_assert_eq!(usage_of(&line), expected);
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hide_a_usage(noise in prop::collection::vec(128_u8..=255, 1..20)) {
        let mut line = br#"{"type":"assistant","cwd":"/home/x"#.to_vec();
        line.extend_from_slice(&noise);
        line.extend_from_slice(br#"","message":{"id":"m","model":"claude","content":[{"type":"text","text":""#);
        line.extend_from_slice(&noise);
        line.extend_from_slice(br#""}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":6}}}"#);
        let record = record::read(&line).unwrap();
        let Body::Response(response) = record.body else { panic!("{:?}", record.body) };
        prop_assert_eq!((response.usage.input, response.usage.output), (5, 6));
    }
}
