//! Forks of transcripts: each rule on a small file, then any cuts over every recorded sample.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "fork/any_cuts.rs"]
mod any_cuts;
mod common;

use segue_transcript::chain::{ItemKind, read_chain};
use segue_transcript::fork::{Cut, ForkPlan, Forked, write_fork};
use segue_transcript::record::{Body, Record};
use segue_transcript::story::read_story;
use serde_json::{Value, json};

const FORK: &str = "f0f0f0f0-0000-4000-8000-000000000001";
const SOURCE: &str = "50505050-0000-4000-8000-000000000002";

fn plan(cuts: Vec<Cut>) -> ForkPlan {
    ForkPlan {
        session_id: FORK.to_owned(),
        from_session: SOURCE.to_owned(),
        title: None,
        cuts,
        context_tokens: 1_000_000,
        at: "2026-11-21T12:00:00Z".parse().unwrap(),
    }
}

fn result(tool_use_id: &str) -> Cut {
    Cut::Result {
        tool_use_id: tool_use_id.to_owned(),
        placeholder: format!("[cut {tool_use_id}]"),
    }
}

fn text(uuid: &str) -> Cut {
    Cut::Text {
        uuid: uuid.to_owned(),
        placeholder: format!("[cut {uuid}]"),
    }
}

fn attachment(uuid: &str) -> Cut {
    Cut::Attachment {
        uuid: uuid.to_owned(),
    }
}

fn fork(source: &[u8], plan: &ForkPlan) -> (Vec<u8>, Forked) {
    let mut out = Vec::new();
    let forked = write_fork(source, plan, &mut out).unwrap();
    assert_eq!(
        (forked.bytes_read, forked.bytes_written),
        (source.len() as u64, out.len() as u64)
    );
    assert_eq!(
        forked.records as usize,
        out.iter().filter(|byte| **byte == b'\n').count()
    );
    (out, forked)
}

fn values(bytes: &[u8]) -> Vec<Value> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

/// A transcript of a few lines; `uuid` and `parent` are one letter each, "-" is none.
fn lines(records: &[(&str, &str, Value)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (uuid, parent, record) in records {
        let mut record = record.clone();
        if *uuid != "-" {
            record["uuid"] = json!(uuid);
            record["parentUuid"] = if *parent == "-" {
                Value::Null
            } else {
                json!(parent)
            };
        }
        record["sessionId"] = json!(SOURCE);
        record["timestamp"] = json!("2026-11-21T01:00:00Z");
        out.extend_from_slice(record.to_string().as_bytes());
        out.push(b'\n');
    }
    out
}

fn said(content: Value) -> Value {
    json!({"type": "user", "message": {"role": "user", "content": content}})
}

fn answered(id: &str, usage: u64, content: Value) -> Value {
    json!({"type": "assistant", "requestId": "r", "message": {"role": "assistant", "id": id, "model": "m", "content": content,
        "stop_reason": "end_turn", "usage": {"input_tokens": usage, "output_tokens": 5}}})
}

fn small() -> Vec<u8> {
    lines(&[
        (
            "a",
            "-",
            said(
                json!([{"type": "text", "text": "one"}, {"type": "image", "source": {}}, {"type": "text", "text": "two"}]),
            ),
        ),
        (
            "b",
            "a",
            json!({"type": "attachment", "attachment": {"type": "file", "filename": "f", "content": "x"}}),
        ),
        (
            "c",
            "b",
            json!({"type": "attachment", "attachment": {"type": "prompt_snapshot", "systemPrompt": ["s"]}}),
        ),
        (
            "d",
            "c",
            answered(
                "m1",
                900,
                json!([{"type": "thinking", "thinking": "hm", "signature": "sig"}, {"type": "text", "text": "long"}, {"type": "tool_use", "id": "t1", "name": "Read", "input": {}}]),
            ),
        ),
        (
            "e",
            "d",
            json!({"type": "user", "slug": "s", "toolUseResult": "same", "sourceToolAssistantUUID": "d",
            "message": {"role": "user", "content": [{"tool_use_id": "t1", "type": "tool_result", "is_error": true, "content": [{"type": "image"}]}]}}),
        ),
        ("-", "", json!({"type": "cost-state", "totalCostUSD": 1.5})),
        ("-", "", json!({"type": "brand-new", "about": "d", "other": "dd"})),
        (
            "g",
            "e",
            answered("m2", 1000, json!([{"type": "text", "text": "done"}])),
        ),
    ])
}

#[test]
fn contents_are_replaced_and_the_rest_of_the_record_stays() {
    let (out, forked) = fork(
        &small(),
        &plan(vec![
            result("t1"),
            text("a"),
            text("d"),
            result("t9"),
            attachment("d"),
        ]),
    );
    assert_eq!(
        (forked.cuts_made, forked.cuts_not_found),
        (3, vec!["t9".to_owned(), "d".to_owned()])
    );
    let fork = values(&out);
    assert_eq!(
        fork[0]["message"]["content"],
        json!([{"type": "text", "text": "[cut a]"}, {"type": "image", "source": {}}])
    );
    let answer = fork[3]["message"]["content"].as_array().unwrap();
    assert_eq!(
        answer[0],
        json!({"type": "thinking", "thinking": "hm", "signature": "sig"})
    );
    assert_eq!(answer[1], json!({"type": "text", "text": "[cut d]"}));
    assert_eq!(answer[2]["id"], "t1");
    assert_eq!(
        fork[4]["message"]["content"],
        json!([{"tool_use_id": "t1", "type": "tool_result", "is_error": true, "content": "[cut t1]"}])
    );
    for gone in ["toolUseResult", "slug", "sourceToolAssistantUUID"] {
        assert_eq!(fork[4].get(gone), None, "{gone}");
    }
}

#[test]
fn every_record_has_a_new_id_and_says_where_it_came_from() {
    let (out, _) = fork(&small(), &plan(Vec::new()));
    let fork = values(&out);
    assert!(fork.iter().all(|record| record["sessionId"] == FORK));
    for pair in fork
        .windows(2)
        .filter(|pair| pair.iter().all(|record| record["uuid"].is_string()))
    {
        assert_eq!(pair[1]["parentUuid"], pair[0]["uuid"]);
    }
    assert_eq!(fork[0]["parentUuid"], Value::Null);
    assert_eq!(
        fork[3]["forkedFrom"],
        json!({"sessionId": SOURCE, "messageUuid": "d"})
    );
    let note = fork.iter().find(|record| record["type"] == "brand-new").unwrap();
    assert_eq!((&note["about"], &note["other"]), (&fork[3]["uuid"], &json!("dd")));
    assert!(!fork.iter().any(|record| record["type"] == "cost-state"));
    assert_eq!(
        out,
        self::fork(&small(), &plan(Vec::new())).0,
        "the same plan, the same bytes"
    );
}

#[test]
fn a_fork_of_a_fork_names_the_session_that_wrote_the_message() {
    let (first, _) = fork(&small(), &plan(vec![result("t1")]));
    let again = ForkPlan {
        session_id: "f0f0f0f0-0000-4000-8000-000000000009".to_owned(),
        from_session: FORK.to_owned(),
        cuts: vec![text(values(&first)[0]["uuid"].as_str().unwrap())],
        ..plan(Vec::new())
    };
    let (second, forked) = fork(&first, &again);
    assert_eq!(forked.cuts_made, 1);
    let (first, second) = (values(&first), values(&second));
    assert_eq!(first.len(), second.len());
    assert_eq!(
        second[0]["forkedFrom"],
        json!({"sessionId": SOURCE, "messageUuid": "a"})
    );
    assert_ne!(second[0]["uuid"], first[0]["uuid"]);
    assert_eq!(second[4]["message"], first[4]["message"]);
}

#[test]
fn what_follows_a_cut_attachment_follows_what_it_followed() {
    let (out, forked) = fork(&small(), &plan(vec![attachment("b"), attachment("c")]));
    assert_eq!(forked.cuts_not_found, ["c"], "a prompt snapshot is never cut");
    let fork = values(&out);
    assert_eq!(fork[1]["attachment"]["type"], "prompt_snapshot");
    assert_eq!(fork[1]["parentUuid"], fork[0]["uuid"]);
}

#[test]
fn the_end_of_the_conversation_is_not_cut() {
    let end = |uuid, parent| {
        (
            uuid,
            parent,
            json!({"type": "attachment", "attachment": {"type": "date"}}),
        )
    };
    let source = lines(&[
        ("a", "-", said(json!("hi"))),
        end("b", "a"),
        end("c", "b"),
        ("-", "", json!({"type": "mode"})),
    ]);
    let (out, forked) = fork(&source, &plan(vec![attachment("b"), attachment("c")]));
    assert_eq!(
        (forked.cuts_made, forked.cuts_not_found),
        (1, vec!["c".to_owned()])
    );
    let fork = values(&out);
    let last = fork.iter().find(|record| record["type"] == "attachment").unwrap();
    assert_eq!(last["parentUuid"], fork[0]["uuid"]);
}

#[test]
fn no_usage_is_higher_than_the_fork_is_large() {
    let (out, _) = fork(
        &small(),
        &ForkPlan {
            context_tokens: 950,
            ..plan(Vec::new())
        },
    );
    let records = common::read(&out);
    let usages: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Response(response) => Some((response.usage.total(), response.estimated)),
            _ => None,
        })
        .collect();
    assert_eq!(usages, [(905, false), (950, true)]);
    let chain = read_chain(&out[..]).unwrap();
    assert_eq!(chain.last_usage.unwrap().0.total(), 950);
    assert_eq!(chain.growth, None, "what a copied answer measured may be cut");
}

#[test]
fn a_title_replaces_the_sources() {
    let source = lines(&[
        ("a", "-", said(json!("hi"))),
        ("-", "", json!({"type": "custom-title", "customTitle": "old"})),
    ]);
    let titles = |plan: &ForkPlan| -> Vec<Value> {
        values(&fork(&source, plan).0)
            .into_iter()
            .filter_map(|record| record.get("customTitle").cloned())
            .collect()
    };
    assert_eq!(titles(&plan(Vec::new())), ["old"]);
    assert_eq!(
        titles(&ForkPlan {
            title: Some("new".to_owned()),
            ..plan(Vec::new())
        }),
        ["new"]
    );
}

#[test]
fn a_boundarys_references_follow() {
    let old = "beaaf374-7802-49d2-a477-2a7bcb7a066e";
    let source = lines(&[
        (old, "-", said(json!("hi"))),
        (
            "b",
            "-",
            json!({"type": "system", "subtype": "compact_boundary", "logicalParentUuid": old,
            "compactMetadata": {"preservedMessages": {"uuids": [old]}, "preTokens": 7}}),
        ),
    ]);
    let fork = values(&fork(&source, &plan(Vec::new())).0);
    let new = &fork[0]["uuid"];
    assert_eq!(&fork[1]["logicalParentUuid"], new);
    assert_eq!(
        fork[1]["compactMetadata"],
        json!({"preservedMessages": {"uuids": [new]}, "preTokens": 7})
    );
}

#[test]
fn lines_that_cannot_be_read_are_left_out_and_the_rest_is_forked() {
    let mut source = small();
    source.extend_from_slice(b"not json\n\n[1]\n{\"no\":\"type\"}\r\n");
    source.extend_from_slice(b"{\"type\":\"user\",\"uuid\":\"x\",\"message\":{\"content\":\"caf\xe9\"}}\n");
    source.extend_from_slice(
        b"{\"type\":\"user\",\"uuid\":\"y\",\"message\":{\"content\":\"half \\ud83d\"}}\n",
    );
    source.extend_from_slice(b"{\"type\":\"user\",\"uuid\":\"z\",\"message\":{\"conte");
    let (out, forked) = fork(&source, &plan(vec![text("x")]));
    assert_eq!((forked.skipped, forked.cuts_made), (3, 1));
    let text = String::from_utf8(out).unwrap();
    let ends: Vec<&str> = text.lines().rev().take(2).collect();
    assert!(
        ends[0].contains(r#""content":"half \ud83d""#),
        "bytes of what stays are kept: {}",
        ends[0]
    );
    assert!(ends[1].contains("[cut x]"), "{}", ends[1]);
    assert_eq!(read_chain(text.as_bytes()).unwrap().oddities, 0);
}

#[test]
fn a_last_line_that_only_lacks_its_newline_is_forked() {
    let mut source = small();
    source.pop();
    let (out, forked) = fork(&source, &plan(Vec::new()));
    assert_eq!((forked.skipped, values(&out).len()), (0, 7));
}

#[test]
fn a_line_of_forty_megabytes_is_cut_and_one_of_seventy_skipped() {
    let long = |bytes: usize| {
        (
            "b",
            "a",
            said(json!([{"type": "tool_result", "tool_use_id": "t1", "content": "x".repeat(bytes)}])),
        )
    };
    let source = lines(&[("a", "-", said(json!("hi"))), long(40 << 20), long(70 << 20)]);
    let (out, forked) = fork(&source, &plan(vec![result("t1")]));
    assert_eq!((forked.records, forked.skipped, forked.cuts_made), (2, 1, 1));
    assert!(out.len() < 1000);
}

/// Who a record belongs to when what sessions used is added up.
fn writer<'r>(record: &'r Record<'_>) -> Option<&'r str> {
    record
        .forked_from_session
        .as_deref()
        .or(record.session_id.as_deref())
}

#[test]
fn a_message_keeps_belonging_to_the_session_that_paid_for_it() {
    let sample = common::sample("transcripts/compacted_329.jsonl");
    let before = common::read(&sample);
    let (out, _) = fork(
        &sample,
        &ForkPlan {
            context_tokens: 5000,
            ..plan(Vec::new())
        },
    );
    let after = common::read(&out);
    let responses = |records: &[Record<'_>]| -> Vec<(String, String)> {
        records
            .iter()
            .filter_map(|record| match &record.body {
                Body::Response(response) => {
                    Some((response.message_id.to_string(), writer(record)?.to_owned()))
                }
                _ => None,
            })
            .collect()
    };
    assert_eq!(responses(&before), responses(&after));
}

#[test]
fn the_chain_of_a_compacted_session_is_the_same_in_its_fork() {
    for name in [
        "compacted_197",
        "compacted_329",
        "autocompact_329",
        "interactive_329",
    ] {
        let sample = common::sample(&format!("transcripts/{name}.jsonl"));
        let (before, after) = (
            read_chain(&sample[..]).unwrap(),
            read_chain(&fork(&sample, &plan(Vec::new())).0[..]).unwrap(),
        );
        let told = |item: &segue_transcript::chain::Item| (item.kind.clone(), item.text.clone(), item.turn);
        // Without a snapshot in the conversation, the system prompt is known from a request, and requests are not copied.
        let sent = |kind: &ItemKind| !matches!(kind, ItemKind::SystemPrompt | ItemKind::ToolDefinitions);
        let items = |chain: &segue_transcript::chain::Chain| -> Vec<_> {
            chain
                .items
                .iter()
                .filter(|item| sent(&item.kind))
                .map(told)
                .collect()
        };
        assert_eq!(items(&before), items(&after), "{name}");
        assert_eq!(
            (before.compactions, before.compacted_to),
            (after.compactions, after.compacted_to)
        );
    }
}

#[test]
fn what_a_fork_copied_did_not_happen_in_it() {
    let source = small();
    let whole = read_story(&source[..]).unwrap();
    assert_eq!(whole.clone().own(), whole);
    let (mut out, _) = fork(&source, &plan(Vec::new()));
    assert_eq!(
        read_story(&out[..]).unwrap().beats.len(),
        whole.beats.len(),
        "the fork knows it all"
    );
    assert_eq!(read_story(&out[..]).unwrap().own().beats, []);
    out.extend_from_slice(&lines(&[("h", "g", said(json!("go on")))]));
    let own = read_story(&out[..]).unwrap().own();
    assert_eq!(own.beats.len(), 1);
    assert_eq!(own.started, own.ended);
}
