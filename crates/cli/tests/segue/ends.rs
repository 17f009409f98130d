//! Exit codes, and how problems are told.

use std::fs;
use std::io::Read;

use serde_json::Value;

use crate::world::{LIVE, World, check};

#[test]
fn wrong_arguments_end_with_2() {
    let world = World::empty();
    for args in [
        &["nonsense"][..],
        &["usage", "--by", "year"],
        &["usage", "--since", "yesterday"],
        &["usage", "--tz", "Mars/Olympus"],
        &["config", "set", "ui.theme", "pink"],
    ] {
        let ended = world.segue(args);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(2), ""),
            "{args:?}\n{}",
            ended.stderr
        );
        assert!(ended.stderr.starts_with("error: "), "{args:?}\n{}", ended.stderr);
    }
}

#[test]
fn what_does_not_exist_ends_with_3() {
    let world = World::busy();
    for args in [
        &["context", "ffffffff"][..],
        &["config", "get", "no.such.setting"],
    ] {
        let ended = world.segue(args);
        assert_eq!(ended.code, Some(3), "{args:?}\n{}", ended.stderr);
    }
    for args in [&["context"][..], &["db", "backup"], &["db", "rollback"]] {
        let empty = World::empty();
        let ended = empty.segue(args);
        assert_eq!(ended.code, Some(3), "{args:?}\n{}", ended.stderr);
    }
}

#[test]
fn an_unusable_database_ends_with_4() {
    let world = World::empty();
    fs::create_dir_all(world.path("segue")).expect("the temp folder can be written");
    fs::write(
        world.path("segue/segue.db"),
        "this is not a database, it only looks long enough to be one\n".repeat(99),
    )
    .expect("the temp folder can be written");
    let ended = world.segue(&["status"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(4), ""),
        "{}",
        ended.stderr
    );
    assert_eq!(
        world.segue(&["db", "status"]).code,
        Some(0),
        "its state can still be asked for"
    );
}

#[test]
fn a_newer_database_is_refused_politely_with_4_and_left_alone() {
    let old = World::busy();
    let copy = old.path("copy.db");
    drop(old.prints(&["db", "backup", &copy.to_string_lossy()]));
    let mut bytes = fs::read(&copy).expect("the copy was written");
    // SQLite's file header (sqlite.org/fileformat.html). Bytes 18 and 19: 2 is WAL, which every Segue uses, but copies
    // do not. Bytes 60 to 63: user_version, which counts the schema's steps.
    bytes[18..20].copy_from_slice(&[2, 2]);
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    let world = World::empty();
    let file = world.path("segue/segue.db");
    fs::create_dir_all(world.path("segue")).expect("the temp folder can be written");
    fs::write(&file, &bytes).expect("the temp folder can be written");
    let ended = world.segue(&["status"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""));
    check(&world, "newer_database", &ended.stderr);
    let after = fs::read(&file).expect("the database is there");
    assert!(after == bytes, "the file was changed");
    let status = world.prints(&["db", "status"]);
    assert!(status.contains("999, newer than this Segue's"), "{status}");
}

#[test]
fn without_claude_code_asking_ends_with_5() {
    let world = World::busy();
    let ended = world.segue(&["quota", "--ask"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(5), ""));
    check(&world, "claude_missing", &ended.stderr);
}

#[test]
fn a_bad_check_ends_with_1() {
    let world = World::empty();
    fs::write(world.path("home/.claude/settings.json"), "{ not json")
        .expect("the temp folder can be written");
    let ended = world.segue(&["doctor"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    assert!(ended.stdout.contains("(does not work)"), "{}", ended.stdout);
}

#[test]
fn with_json_problems_are_json_too() {
    let world = World::busy();
    let missing = world.segue(&["context", "ffffffff", "--json"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (Some(3), ""));
    check(&world, "problem_json", &missing.stderr);
    let wrong = world.segue(&["usage", "--csv", "--json"]);
    assert_eq!(wrong.code, Some(2));
    let envelope: Value = serde_json::from_str(&wrong.stderr).expect("it is JSON");
    assert_eq!(envelope["error"]["code"], "bad_input");
    assert_eq!(
        envelope["error"]["message"],
        "the argument '--csv' cannot be used with '--json'"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = World::busy();
    let mut child = world.command(crate::world::NOW, &["usage", "--json"]).start();
    drop(child.stdout.take());
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("it is piped")
        .read_to_string(&mut said)
        .expect("it prints UTF-8");
    assert_eq!(
        child.wait().expect("a child can be waited for").code(),
        Some(0),
        "{said}"
    );
    assert_eq!(said, "");
}

#[test]
fn a_fork_is_not_written_without_a_question_or_a_yes() {
    let world = World::busy();
    let ended = world.segue(&["compact"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    check(&world, "compact_unasked", &ended.stderr);
    let live = world.segue(&["compact", LIVE, "--level", "emergency", "--yes"]);
    assert_eq!((live.code, live.stdout.as_str()), (Some(1), ""));
    let pid = std::process::id().to_string();
    check(&world, "compact_live", &live.stderr.replace(&pid, "[pid]"));
}
