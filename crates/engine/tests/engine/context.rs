//! Contexts: exact totals, the window Claude Code told, live sessions, the breakdown.

use segue_engine::view::Activity;
use segue_engine::{Code, Exact};
use segue_meter::context::{ContextStatus, WindowSource};
use serde_json::json;

use crate::support::{Closed, answer, append, prompt};

/// Registers a live session of this very process.
fn register(closed: &Closed, session: &str, status: &str) {
    let folder = closed.claude().join("sessions");
    std::fs::create_dir_all(&folder).expect("dir");
    let entry = json!({
        "pid": std::process::id(), "sessionId": session, "cwd": "/home/dev/demo", "status": status,
        "waitingFor": "permission prompt", "version": "2.1.197",
    });
    std::fs::write(folder.join(format!("{session}.json")), entry.to_string()).expect("write");
}

#[test]
fn a_live_sessions_context_is_the_last_answers_exactly() {
    let closed = Closed::new();
    let mut last = answer("s1", 2, 500);
    last["message"]["usage"]["cache_read_input_tokens"] = json!(149_400);
    append(
        &closed.transcript("s1"),
        &[prompt("s1", "hello"), answer("s1", 1, 10), last],
    );
    register(&closed, "s1", "waiting");
    let status = closed.segue().status().expect("status");
    let session = &status.live[0];
    assert!(
        matches!(&session.activity, Activity::Waiting { waiting_for, .. } if waiting_for == "permission prompt")
    );
    let context = session.context.as_ref().expect("context");
    assert_eq!(context.used_tokens, 10 + 500 + 149_400 + 100);
    // 200,000 less 20,000 for the answer and 13,000 of margin.
    assert_eq!(
        (context.usable_tokens, context.window_source),
        (167_000, WindowSource::Assumed)
    );
    assert_eq!(context.status, ContextStatus::Danger);
    assert_eq!(status.health.session_id.as_deref(), Some("s1"));
}

#[test]
fn a_registry_file_of_a_dead_process_is_no_live_session() {
    let closed = Closed::new();
    append(&closed.transcript("s1"), &[answer("s1", 1, 10)]);
    register(&closed, "s1", "busy");
    let path = closed.claude().join("sessions/s1.json");
    let text = std::fs::read_to_string(&path).expect("read");
    let dead = text.replace(&format!("\"pid\":{}", std::process::id()), "\"pid\":4194303");
    assert_ne!(dead, text);
    std::fs::write(&path, dead).expect("write");
    assert!(closed.segue().status().expect("status").live.is_empty());
}

#[test]
fn a_sub_agents_answer_does_not_change_the_main_context() {
    let closed = Closed::new();
    append(&closed.transcript("s1"), &[answer("s1", 1, 10)]);
    let mut side = answer("s1", 2, 90_000);
    side["isSidechain"] = json!(true);
    append(
        &closed
            .transcript("s1")
            .with_extension("")
            .join("subagents/agent-1.jsonl"),
        &[side],
    );
    let detail = closed.segue().session(Some("s1"), Exact::No).expect("session");
    assert_eq!(detail.session.context.expect("context").used_tokens, 1_120);
    assert_eq!(detail.session.totals.responses, 2, "its tokens count");
}

#[test]
fn after_a_compaction_the_context_is_what_claude_code_says_is_left() {
    let closed = Closed::new();
    let boundary = json!({
        "type": "system", "subtype": "compact_boundary", "uuid": "b", "parentUuid": null, "sessionId": "s1",
        "timestamp": "2026-11-21T09:30:00Z", "cwd": "/home/dev/demo", "isSidechain": false,
        "compactMetadata": { "trigger": "auto", "preTokens": 160_000, "postTokens": 9_000 },
    });
    append(&closed.transcript("s1"), &[answer("s1", 1, 10), boundary]);
    let detail = closed.segue().session(Some("s1"), Exact::No).expect("session");
    assert_eq!(detail.session.context.expect("context").used_tokens, 9_000);
    assert_eq!(detail.session.compactions, 1);
}

#[test]
fn the_categories_add_up_to_the_exact_total() {
    let closed = Closed::new();
    let mut reader = answer("s1", 1, 10);
    let read = json!({ "type": "tool_use", "id": "t1", "name": "Read", "input": { "file_path": "/home/dev/demo/a.rs" } });
    reader["message"]["content"] = json!([read]);
    reader["uuid"] = json!("a1");
    reader["parentUuid"] = json!("p-hello");
    let result = json!({
        "type": "user", "uuid": "r1", "parentUuid": "a1", "isSidechain": false, "sessionId": "s1",
        "timestamp": "2026-11-21T09:01:30Z", "cwd": "/home/dev/demo", "version": "2.1.197",
        "message": { "role": "user", "content": [
            { "type": "tool_result", "tool_use_id": "t1", "content": "fn main() { println!(\"hello\"); }\n".repeat(60) },
        ] },
    });
    let mut last = answer("s1", 2, 40);
    last["parentUuid"] = json!("r1");
    last["message"]["usage"]["cache_read_input_tokens"] = json!(20_000);
    append(
        &closed.transcript("s1"),
        &[prompt("s1", "hello"), reader, result, last],
    );
    let detail = closed
        .segue()
        .session(None, Exact::No)
        .expect("the latest session");
    let breakdown = detail.breakdown.expect("breakdown");
    let total: u64 = breakdown.categories.iter().map(|category| category.tokens).sum();
    assert_eq!(total, detail.session.context.expect("context").used_tokens);
    assert!(
        breakdown.biggest.iter().any(|item| item.label.ends_with("a.rs")),
        "{:?}",
        breakdown.biggest
    );
    assert_eq!(detail.outline.len(), 1);
}

#[test]
fn an_unknown_or_ambiguous_session_is_said_plainly() {
    let closed = Closed::new();
    append(&closed.transcript("abc-1"), &[answer("abc-1", 1, 10)]);
    append(&closed.transcript("abc-2"), &[answer("abc-2", 2, 10)]);
    let mut segue = closed.segue();
    assert_eq!(
        segue.session(Some("zzz"), Exact::No).expect_err("unknown").code,
        Code::NotFound
    );
    let several = segue.session(Some("abc"), Exact::No).expect_err("ambiguous");
    assert_eq!(several.code, Code::BadInput);
    assert!(several.hint.expect("hint").contains("abc-2"));
    assert_eq!(
        segue.session(Some("abc-1"), Exact::No).expect("exact").session.id,
        "abc-1"
    );
}
