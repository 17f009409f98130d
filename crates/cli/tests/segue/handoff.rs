//! `segue handoff`: what is printed, and what an editor does.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::transcript::Transcript;
use crate::world::{LIVE, NOW, World};

/// As elsewhere; the temp folder's name counts among the tokens.
fn check(world: &World, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"~\d+ tokens", "~[moves] tokens");
    settings.add_filter(r#""tokens": \d+"#, r#""tokens": [moves]"#);
    settings.bind(|| crate::world::check(world, name, text));
}

#[test]
fn what_is_printed() {
    let world = World::busy();
    check(&world, "handoff", &world.prints(&["handoff"]));
    check(
        &world,
        "handoff_print",
        &world.prints(&["handoff", "a1b2", "--print"]),
    );
    check(&world, "handoff_json", &world.prints(&["handoff", "--json"]));
    check(&world, "handoff_list", &world.prints(&["handoff", "--list"]));
    check(
        &world,
        "handoff_list_json",
        &world.prints(&["handoff", "--list", "--json"]),
    );
    assert_eq!(world.prints(&["handoff", "--auto"]), "");
}

#[test]
fn none_yet() {
    let world = World::busy();
    check(
        &world,
        "handoff_list_empty",
        &world.prints(&["handoff", "--list"]),
    );
}

#[test]
fn a_full_context_saves_one_by_itself() {
    let world = World::busy();
    assert_eq!(
        world.prints(&["handoff", "--list", "--json"]),
        "[]\n",
        "86 % is not full"
    );
    Transcript::begin("/home/dev/work/api-server", LIVE)
        .prompt("2026-11-21T08:30:00Z", "Fix the login flow")
        .response(
            "2026-11-21T09:59:00Z",
            "claude-opus-4-8",
            [12, 900, 2_000, 155_000],
        )
        .save(&world);
    world.prints(&["index"]);
    check(&world, "handoff_list_full", &world.prints(&["handoff", "--list"]));
}

#[test]
fn what_an_editor_writes_is_kept() {
    let world = World::busy();
    let editor = world.path("bin/my editor");
    fs::write(
        &editor,
        "#!/bin/sh\nprintf '\\n## Mine\\n\\n- keep this\\n' >> \"$2\"\n",
    )
    .expect("write");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("mode");
    let edit = |args: &[&str]| {
        world
            .command(NOW, args)
            .env("EDITOR", format!("'{}' --wait", editor.display()))
            .feed("")
    };
    let ended = edit(&["handoff", LIVE, "--edit", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let edited: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(edited["edited"], true);
    assert!(
        edited["markdown"]
            .as_str()
            .expect("text")
            .ends_with("## Mine\n\n- keep this\n")
    );
    // Making it again keeps it, and says so.
    check(&world, "handoff_edited", &world.prints(&["handoff", LIVE]));
    let fresh: Value =
        serde_json::from_str(&world.prints(&["handoff", LIVE, "--fresh", "--json"])).expect("JSON");
    assert_eq!(fresh["edited"], false);
    let without = world.segue(&["handoff", LIVE, "--edit"]);
    assert_eq!(without.code, Some(2));
    assert!(without.stderr.contains("Set EDITOR"), "{}", without.stderr);
}

#[test]
fn a_folder_in_which_nothing_can_be_written() {
    let world = World::busy();
    fs::write(world.path("home/.claude/session-handoffs"), "in the way").expect("write");
    let ended = world.segue(&["handoff"]);
    assert_eq!(ended.code, Some(1));
    check(&world, "handoff_not_written", &ended.stdout);
    assert!(
        world
            .prints(&["handoff", "--print"])
            .starts_with("# Handoff: Fix the login flow")
    );
}
