//! A session counts once: whatever it went through, outcomes add up to what usage says.

use std::fs;

use segue_engine::answer_hook;
use serde_json::{Value, json};

use super::{asked, counted, folder, learn, outcomes, session, store, told, usage};
use crate::support::{Closed, append};

#[test]
fn a_finished_session_is_one_row_with_what_it_took() {
    let closed = Closed::new();
    session(&closed, "s1", "Fix the crash in the importer", 500);
    let mut segue = closed.segue();
    assert_eq!(learn(&mut segue), 1);
    let row = &outcomes(&closed)[0];
    assert_eq!((row.revision, row.task_type.as_str()), (1, "debugging"));
    assert_eq!((row.sums.responses, row.sums.tokens.output), (2, 1_000));
    assert_eq!(row.model.as_deref(), Some("sonnet"));
    // One minute to the first answer, nine to the second, of which five count.
    assert_eq!(row.millis, 6 * 60_000);
    // Tier 3: input 20, writes 25, output 100, reads 2 half units.
    assert_eq!(row.weighted, 2 * 3 * (10 * 20 + 100 * 25 + 500 * 100 + 1_000 * 2));
    assert!(!row.watched, "it finished before anybody learned");
    assert_eq!(counted(&closed), usage(&mut segue));
    assert_eq!(learn(&mut segue), 0, "once is enough");
    assert_eq!(segue.model().expect("model").version, 1);
}

#[test]
fn a_session_that_goes_on_is_the_same_row() {
    let closed = Closed::new();
    session(&closed, "s1", "Fix the crash", 500);
    let mut segue = closed.segue();
    learn(&mut segue);
    append(
        &closed.transcript("s1"),
        &[told(&closed, "s1", 3, "2026-11-21T09:30:00Z", 70)],
    );
    assert_eq!(learn(&mut segue), 1);
    let rows = outcomes(&closed);
    assert_eq!((rows.len(), rows[0].revision, rows[0].sums.responses), (1, 2, 3));
    assert_eq!(counted(&closed), usage(&mut segue));
    assert_eq!(segue.model().expect("model").sessions, 1);
}

#[test]
fn a_fork_has_its_own_answers_only() {
    let closed = Closed::new();
    session(&closed, "s1", "Add an export", 500);
    let original = fs::read_to_string(closed.transcript("s1")).expect("transcript");
    let mut lines: Vec<Value> = original
        .lines()
        .map(|line| serde_json::from_str(line).expect("a record"))
        .collect();
    for line in &mut lines {
        line["forkedFrom"] = json!({"sessionId": "s1", "messageUuid": line["uuid"]});
        line["uuid"] = json!(format!("copy of {}", line["uuid"]));
        line["sessionId"] = json!("s2");
    }
    append(&closed.transcript("s2"), &lines);
    append(
        &closed.transcript("s2"),
        &[
            asked(
                &closed,
                "s2",
                "2026-11-21T09:10:00Z",
                "Write tests for the export",
            ),
            told(&closed, "s2", 9, "2026-11-21T09:11:00Z", 33),
        ],
    );
    let mut segue = closed.segue();
    learn(&mut segue);
    let rows = outcomes(&closed);
    let of = |id: &str| rows.iter().find(|row| row.session_id == id).expect("row");
    assert_eq!((of("s1").sums.responses, of("s2").sums.responses), (2, 1));
    assert_eq!(
        (of("s1").task_type.as_str(), of("s2").task_type.as_str()),
        ("implementation", "testing")
    );
    assert_eq!(of("s2").sums.tokens.output, 33);
    assert_eq!(counted(&closed), usage(&mut segue));
}

#[test]
fn compaction_midnight_and_sub_agents_change_nothing() {
    let closed = Closed::new();
    let at = |record: &mut Value, side: &str| {
        record["isSidechain"] = json!(true);
        record["agentId"] = json!(side);
    };
    append(
        &closed.transcript("s1"),
        &[
            asked(&closed, "s1", "2026-11-20T23:50:00Z", "Refactor the parser"),
            told(&closed, "s1", 1, "2026-11-20T23:55:00Z", 100),
            json!({
                "type": "system", "subtype": "compact_boundary", "uuid": "c1", "parentUuid": null, "sessionId": "s1",
                "timestamp": "2026-11-20T23:58:00Z", "compactMetadata": { "trigger": "auto", "preTokens": 150_000 },
                "cwd": folder(&closed, "demo").to_string_lossy(), "isSidechain": false,
            }),
            told(&closed, "s1", 2, "2026-11-21T00:05:00Z", 200),
        ],
    );
    let mut side = told(&closed, "s1", 3, "2026-11-21T00:02:00Z", 50);
    at(&mut side, "1");
    let file = closed
        .transcript("s1")
        .with_extension("")
        .join("subagents/agent-1.jsonl");
    append(&file, &[side]);
    let mut segue = closed.segue();
    learn(&mut segue);
    let rows = outcomes(&closed);
    assert_eq!((rows.len(), rows[0].revision, rows[0].sums.responses), (1, 1, 3));
    assert_eq!(rows[0].sums.tokens.output, 350);
    assert_eq!(counted(&closed), usage(&mut segue));
}

#[test]
fn who_is_open_or_was_busy_a_moment_ago_has_not_finished() {
    let closed = Closed::new();
    session(&closed, "s1", "Fix the crash", 500);
    session(&closed, "s2", "Add a button", 500);
    append(
        &closed.transcript("s2"),
        &[told(&closed, "s2", 3, "2026-11-21T09:50:00Z", 5)],
    );
    let registry = closed.claude().join("sessions");
    fs::create_dir_all(&registry).expect("folder");
    let entry = json!({ "pid": std::process::id(), "sessionId": "s1", "status": "idle" });
    fs::write(registry.join("1.json"), entry.to_string()).expect("write");
    let mut segue = closed.segue();
    assert_eq!(learn(&mut segue), 0, "one is open, one was busy ten minutes ago");
    fs::remove_file(registry.join("1.json")).expect("remove");
    assert_eq!(learn(&mut segue), 1);
    segue
        .set_setting("estimates.quiet_minutes", "5", "test")
        .expect("setting");
    assert_eq!(learn(&mut segue), 1);
}

#[test]
fn the_end_that_a_hook_tells_needs_no_quiet() {
    let closed = Closed::new();
    session(&closed, "s1", "Add a button", 500);
    append(
        &closed.transcript("s1"),
        &[told(&closed, "s1", 3, "2026-11-21T09:58:00Z", 5)],
    );
    let mut segue = closed.segue();
    assert_eq!(learn(&mut segue), 0);
    let ended = json!({ "session_id": "s1", "hook_event_name": "SessionEnd", "reason": "exit" });
    assert_eq!(
        answer_hook(&closed.world, "session-end", ended.to_string().as_bytes()),
        None
    );
    assert_eq!(learn(&mut segue), 1);
    assert_eq!(store(&closed).open_wishes().expect("wishes"), [], "granted");
}

#[test]
fn without_an_answer_there_is_nothing_to_learn() {
    let closed = Closed::new();
    append(
        &closed.transcript("s1"),
        &[asked(&closed, "s1", "2026-11-21T08:00:00Z", "Add a button")],
    );
    let mut segue = closed.segue();
    assert_eq!(learn(&mut segue), 0);
    assert!(outcomes(&closed).is_empty());
    assert_eq!(segue.model().expect("model").version, 0);
}

#[test]
fn whoever_is_ended_between_rows_learns_once() {
    let closed = Closed::new();
    session(&closed, "s1", "Fix the crash", 500);
    session(&closed, "s2", "Add a button", 700);
    let mut segue = closed.segue();
    learn(&mut segue);
    let version = segue.model().expect("model").version;
    let now = closed.world.clock.now();

    // Ended after the model was kept, before it was noted of whom it had learned.
    let mut rows = store(&closed);
    let outcome = rows.outcome("s2").expect("read").expect("row");
    rows.correct_outcome("s2", None, "test", now).expect("unlearned");
    assert_eq!(rows.outcome_counts().expect("counts"), (2, 1));
    assert_eq!(learn(&mut segue), 0);
    let model = segue.model().expect("model");
    assert_eq!(
        (model.version, model.sessions, model.waiting),
        (version, 2, 0),
        "the same model is no new one"
    );

    // Ended after the row of an outcome was kept, before the model: the next look learns from it.
    append(
        &closed.transcript("s2"),
        &[told(&closed, "s2", 3, "2026-11-21T09:20:00Z", 90_000)],
    );
    segue.catch_up().expect("catch up");
    let mut longer = outcome;
    longer.finished_at = "2026-11-21T09:20:00Z".parse().expect("time");
    longer.sums.responses = 3;
    longer.sums.tokens.input += 10;
    longer.sums.tokens.output += 90_000;
    longer.sums.tokens.cache_write_5m += 100;
    longer.sums.tokens.cache_read += 1_000;
    assert_eq!(rows.keep_outcome(&longer, now).expect("keep"), 2);
    learn(&mut segue);
    let model = segue.model().expect("model");
    assert_eq!(
        (model.version, model.sessions, model.waiting),
        (version + 1, 2, 0)
    );
    assert_eq!(counted(&closed), usage(&mut segue));
}

#[test]
fn a_session_whose_sums_change_without_an_end_is_looked_at_again() {
    let closed = Closed::new();
    session(&closed, "s1", "Fix the crash", 500);
    let mut segue = closed.segue();
    learn(&mut segue);
    // A side file that comes late, with an answer from the middle.
    let mut side = told(&closed, "s1", 3, "2026-11-21T08:55:00Z", 50);
    side["isSidechain"] = json!(true);
    append(
        &closed
            .transcript("s1")
            .with_extension("")
            .join("subagents/agent-1.jsonl"),
        &[side],
    );
    assert_eq!(learn(&mut segue), 1);
    assert_eq!(counted(&closed), usage(&mut segue));
    assert_eq!(outcomes(&closed)[0].revision, 2);
}
