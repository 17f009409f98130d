//! The hooks: whatever is wrong with Segue or its input, a session notices nothing.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::{LIVE, NOW, PAST, World};

const EVENTS: [&str; 4] = [
    "session-start",
    "stop-failure",
    "pre-compact",
    "from-a-newer-plugin",
];

fn call(source: &str) -> String {
    json!({
        "session_id": "c3d4e5f6-0000-4000-8000-000000000003",
        "transcript_path": "/home/dev/.claude/projects/-x/c3d4e5f6-0000-4000-8000-000000000003.jsonl",
        "cwd": "/home/dev/work/api-server",
        "hook_event_name": "SessionStart",
        "source": source,
        "error": "server_error",
    })
    .to_string()
}

fn is_silent(world: &World, event: &str, stdin: &str) {
    let ended = world.command(NOW, &["hook", event]).feed(stdin);
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (Some(0), "", ""),
        "{event}"
    );
}

#[test]
fn without_a_database_there_is_no_answer_and_none_is_made() {
    let world = World::empty();
    for event in EVENTS {
        is_silent(&world, event, &call("startup"));
    }
    assert!(!world.path("segue").exists(), "a hook makes nothing");
}

#[test]
fn a_broken_newer_or_older_database_is_left_alone() {
    let broken = "this is not a database, it only looks long enough to be one\n".repeat(99);
    let old = World::busy();
    let copy = old.path("copy.db");
    drop(old.prints(&["db", "backup", &copy.to_string_lossy()]));
    let mut newer = fs::read(&copy).expect("the copy was written");
    newer[60..64].copy_from_slice(&999_u32.to_be_bytes());
    let mut older = newer.clone();
    older[60..64].copy_from_slice(&1_u32.to_be_bytes());
    for bytes in [broken.into_bytes(), newer, older, Vec::new()] {
        let world = World::empty();
        fs::create_dir_all(world.path("segue")).expect("the temp folder can be written");
        fs::write(world.path("segue/segue.db"), &bytes).expect("the temp folder can be written");
        for event in EVENTS {
            is_silent(&world, event, &call("startup"));
        }
        let after = fs::read(world.path("segue/segue.db")).expect("it is there");
        assert!(after == bytes, "the file was changed");
    }
}

#[test]
fn any_input_is_fine() {
    let world = World::busy();
    let large = format!("{{\"session_id\":\"{}\"", "x".repeat(10 << 20));
    for stdin in ["", "not json", "[]", "{}", "{\"cwd\":7}", &large] {
        for event in EVENTS {
            is_silent(&world, event, stdin);
        }
    }
}

#[test]
fn an_input_that_never_ends_is_not_waited_for() {
    let world = World::busy();
    let begun = Instant::now();
    let mut child = world.command(NOW, &["hook", "session-start"]).start();
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin
        .write_all(call("startup").as_bytes())
        .expect("it reads its input");
    // The pipe stays open: without a deadline this would never come back.
    let ended = child.wait_with_output().expect("a child can be waited for");
    drop(stdin);
    assert_eq!(ended.status.code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_output_that_nobody_reads_is_no_failure() {
    let world = World::busy();
    let mut child = world.command(NOW, &["hook", "session-start"]).start();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin
        .write_all(call("startup").as_bytes())
        .expect("it reads its input");
    drop(stdin);
    let ended = child.wait_with_output().expect("a child can be waited for");
    assert_eq!(
        (ended.status.code(), ended.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn a_child_that_only_answers_segue_is_told_nothing() {
    let world = World::busy();
    let ended = world
        .command(NOW, &["hook", "session-start"])
        .env("SEGUE_ASKS", "1")
        .feed(&call("startup"));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""));
}
#[test]
fn a_new_session_is_told_what_memory_holds() {
    let world = World::busy();
    // What the program does that a session leaves behind when it ends.
    assert_eq!(world.prints(&["hook", "read-after", PAST]), "");
    for source in ["startup", "clear", "compact"] {
        let ended = world.command(NOW, &["hook", "session-start"]).feed(&call(source));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        let answer: Value = serde_json::from_str(&ended.stdout).expect("it is JSON");
        let told = &answer["hookSpecificOutput"];
        assert_eq!(told["hookEventName"], "SessionStart", "{source}");
        let text = told["additionalContext"].as_str().expect("a text");
        assert!(text.chars().count() < 10_000);
        assert!(!text.is_empty(), "{LIVE} was here before");
    }
}

#[test]
fn nothing_is_told_when_a_session_is_resumed() {
    let world = World::busy();
    is_silent(&world, "session-start", &call("resume"));
    let large = call("resume").replace("/home/dev/work", &"/x".repeat(5 << 20));
    is_silent(&world, "session-start", &large);
}

#[test]
fn a_limit_and_a_compaction_leave_a_handoff_and_nobody_waits_for_it() {
    for (event, error) in [("stop-failure", "rate_limit"), ("pre-compact", "")] {
        let world = World::busy();
        let stdin = json!({ "session_id": LIVE, "cwd": "/home/dev/work/api-server", "error": error });
        is_silent(&world, event, &stdin.to_string());
        let file = world.path(&format!("home/.claude/session-handoffs/handoff-{LIVE}.md"));
        let deadline = Instant::now() + Duration::from_secs(60);
        while !file.exists() {
            assert!(Instant::now() < deadline, "{event}: no handoff came");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }
}
