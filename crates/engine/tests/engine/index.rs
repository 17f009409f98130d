//! What the index promises: every answer once, whatever happens to the files.

use std::fs;
use std::path::Path;

use segue_engine::Segue;
use segue_engine::view::{SessionQuery, UsageQuery, UsageTotals};
use segue_meter::provenance::Source;
use serde_json::json;

use crate::support::{Closed, answer, append, append_text, prompt};

fn totals(segue: &mut Segue) -> UsageTotals {
    segue.usage(&UsageQuery::default()).expect("usage").totals
}

fn outputs(segue: &mut Segue) -> u64 {
    segue.catch_up().expect("catch up");
    totals(segue).output_tokens
}

#[test]
fn the_best_record_of_an_answer_counts_once_across_files() {
    let closed = Closed::new();
    let mut early = answer("s1", 1, 3);
    early["message"]["stop_reason"] = json!(null);
    append(
        &closed.transcript("s1"),
        &[prompt("s1", "hello"), early.clone(), answer("s1", 1, 50)],
    );
    // A fork copies the lines into a file of its own, the placeholder last.
    append(&closed.transcript("s2"), &[answer("s1", 1, 50), early]);
    let mut segue = closed.segue();
    let all = totals(&mut segue);
    assert_eq!((all.input_tokens, all.output_tokens, all.responses), (10, 50, 1));
    assert_eq!((all.cache_creation_tokens, all.cache_read_tokens), (100, 1000));
}

#[test]
fn a_lowered_usage_in_a_fork_of_ours_is_shown_as_an_estimate_and_never_billed() {
    let closed = Closed::new();
    let mut copy = answer("s2", 1, 0);
    copy["forkedFrom"] = json!({"sessionId": "s1", "messageUuid": "a"});
    copy["segueEstimate"] = json!(true);
    copy["message"]["usage"] = json!({"cache_read_input_tokens": 700});
    // The fork is read although the session it came from is gone, or before it.
    let title = json!({"type": "custom-title", "customTitle": "smaller", "sessionId": "s2", "timestamp": "2026-11-21T09:30:00Z"});
    append(&closed.transcript("s2"), &[copy, title]);
    let mut segue = closed.segue();
    assert_eq!(totals(&mut segue).responses, 0);
    let sessions = segue.sessions(&SessionQuery::default()).expect("sessions");
    let fork = sessions
        .iter()
        .find(|session| session.id == "s2")
        .expect("the fork");
    let context = fork.context.as_ref().expect("a context");
    assert_eq!(
        (context.used_tokens, context.provenance.source),
        (700, Source::Estimate)
    );
    assert_eq!(fork.forked_from.as_deref(), Some("s1"));
    assert!(
        !fork.project_path.is_empty(),
        "it belongs to the project of what was copied"
    );
    append(&closed.transcript("s1"), &[answer("s1", 1, 50)]);
    assert_eq!(outputs(&mut segue), 50);
}

#[test]
fn a_finished_small_answer_beats_a_larger_placeholder() {
    let closed = Closed::new();
    let mut placeholder = answer("s1", 1, 8);
    placeholder["message"]["stop_reason"] = json!(null);
    append(&closed.transcript("s1"), &[placeholder, answer("s1", 1, 5)]);
    assert_eq!(totals(&mut closed.segue()).output_tokens, 5);
}

#[test]
fn a_sub_agents_replay_under_another_request_id_counts_once_in_any_order() {
    for replay_first in [true, false] {
        let closed = Closed::new();
        let mut replay = answer("s1", 1, 40);
        replay["isSidechain"] = json!(true);
        replay["requestId"] = json!("req_other");
        let side = closed
            .transcript("s1")
            .with_extension("")
            .join("subagents/agent-1.jsonl");
        let main = closed.transcript("s1");
        let (first, second) = if replay_first {
            (&side, &main)
        } else {
            (&main, &side)
        };
        let line = |path: &Path| {
            if path == side {
                replay.clone()
            } else {
                answer("s1", 1, 50)
            }
        };
        append(first, &[line(first)]);
        let mut segue = closed.segue();
        append(second, &[line(second)]);
        assert_eq!(outputs(&mut segue), 50, "replay first: {replay_first}");
        assert_eq!(totals(&mut segue).responses, 1);
    }
}

#[test]
fn only_new_bytes_are_read_and_a_torn_line_waits_for_its_end() {
    let closed = Closed::new();
    let path = closed.transcript("s1");
    append(&path, &[answer("s1", 1, 10)]);
    let mut segue = closed.segue();
    let line = answer("s1", 2, 20).to_string();
    let (head, tail) = line.split_at(line.len() / 2);
    append_text(&path, head);
    assert_eq!(outputs(&mut segue), 10, "half a line is no line");
    append_text(&path, &format!("{tail}\n"));
    assert_eq!(outputs(&mut segue), 30);
}

#[test]
fn a_broken_line_in_the_middle_is_counted_and_skipped() {
    let closed = Closed::new();
    let path = closed.transcript("s1");
    append(&path, &[answer("s1", 1, 10)]);
    append_text(&path, "{\"type\":\"assistant\",\"mess\n");
    append(&path, &[answer("s1", 2, 20)]);
    let mut segue = closed.segue();
    assert_eq!(totals(&mut segue).output_tokens, 30);
    assert_eq!(segue.status().expect("status").index.oddities, 1);
}

#[test]
fn truncation_replacement_and_deletion_lose_nothing() {
    let closed = Closed::new();
    let path = closed.transcript("s1");
    append(&path, &[answer("s1", 1, 10), answer("s1", 2, 20)]);
    let mut segue = closed.segue();
    fs::write(&path, format!("{}\n", answer("s1", 3, 5))).expect("truncate");
    assert_eq!(
        outputs(&mut segue),
        35,
        "what was read stays, what is new is added"
    );
    let other = path.with_extension("tmp");
    append(&other, &[answer("s1", 4, 1), answer("s1", 3, 5)]);
    fs::rename(&other, &path).expect("replace");
    assert_eq!(outputs(&mut segue), 36);
    fs::remove_file(&path).expect("delete");
    assert_eq!(outputs(&mut segue), 36, "history outlives the file");
    let sessions = segue.sessions(&SessionQuery::default()).expect("sessions");
    assert!(sessions[0].transcript_gone);
}

#[test]
fn a_rewrite_of_the_same_length_is_noticed() {
    let closed = Closed::new();
    let path = closed.transcript("s1");
    append(&path, &[answer("s1", 1, 10)]);
    let mut segue = closed.segue();
    let before = fs::metadata(&path).expect("stat").modified().expect("mtime");
    fs::write(&path, format!("{}\n", answer("s1", 2, 10))).expect("rewrite");
    let later = before + std::time::Duration::from_secs(1);
    fs::File::options()
        .write(true)
        .open(&path)
        .expect("open")
        .set_modified(later)
        .expect("mtime");
    assert_eq!(outputs(&mut segue), 20);
}

#[test]
fn a_projects_folder_that_does_not_exist_yet_is_no_error() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    assert_eq!(totals(&mut segue), UsageTotals::default());
    append(&closed.transcript("s1"), &[answer("s1", 1, 10)]);
    assert_eq!(outputs(&mut segue), 10);
}

#[test]
fn reading_everything_again_changes_nothing() {
    let closed = Closed::new();
    for session in 0..20 {
        let name = format!("s{session}");
        let lines: Vec<_> = (0..15).map(|n| answer(&name, session * 100 + n, 7 + n)).collect();
        append(&closed.transcript(&name), &lines);
    }
    let mut segue = closed.segue();
    let before = totals(&mut segue);
    segue.rebuild_index().expect("rebuild");
    assert_eq!(totals(&mut segue), before);
    assert_eq!(before.responses, 300);
}

#[test]
fn sub_agents_that_stand_only_in_progress_records_count_once() {
    let closed = Closed::new();
    let inner = answer("s1", 7, 33);
    let progress = json!({
        "type": "progress", "uuid": "x", "parentUuid": null, "isSidechain": false, "sessionId": "s1",
        "timestamp": "2026-11-21T09:30:00Z", "cwd": "/home/dev/demo", "parentToolUseID": "toolu_1",
        "data": { "type": "agent_progress", "agentId": "abc", "prompt": "look", "message": {
            "type": "assistant", "uuid": "y", "timestamp": "2026-11-21T09:30:00Z", "requestId": inner["requestId"],
            "message": inner["message"],
        } },
    });
    append(
        &closed.transcript("s1"),
        &[answer("s1", 1, 10), progress.clone(), progress],
    );
    assert_eq!(totals(&mut closed.segue()).output_tokens, 43);
}

#[test]
fn several_config_folders_are_read_together() {
    let closed = Closed::new();
    let second = closed.folder.path().join("second");
    append(&closed.transcript("s1"), &[answer("s1", 1, 10)]);
    append(&second.join("projects/-x/s2.jsonl"), &[answer("s2", 2, 20)]);
    let environment = segue_engine::Environment {
        claude_config_dir: Some(format!("{},{}", closed.claude().display(), second.display())),
        ..closed.world.places.environment.clone()
    };
    let world = segue_engine::World::from(&environment).expect("world");
    let mut segue = Segue::open(&world).expect("open");
    assert_eq!(outputs(&mut segue), 30);
}

#[test]
fn ten_thousand_files_are_read_and_a_second_look_reads_none() {
    let closed = Closed::new();
    for number in 0..10_000 {
        let session = format!("s{number}");
        let path = closed
            .claude()
            .join(format!("projects/p{}", number % 50))
            .join(format!("{session}.jsonl"));
        append(&path, &[answer(&session, number, 3)]);
    }
    let mut segue = closed.segue();
    let all = totals(&mut segue);
    assert_eq!((all.responses, all.output_tokens), (10_000, 30_000));
    let refreshed = segue.status().expect("status").index.refreshed_at;
    segue.catch_up().expect("second look");
    let index = segue.status().expect("status").index;
    assert_eq!(
        (index.files, index.refreshed_at),
        (10_000, refreshed),
        "nothing was new"
    );
}
