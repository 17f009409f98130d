//! `segue memory`: what a person reads, and how it ends.

use crate::transcript::Transcript;
use crate::world::{World, check};

const PROJECT: &str = "/home/dev/work/api-server";
const SESSION: &str = "c3d4e5f6-0000-4000-8000-000000000003";

/// A project in which something was decided.
fn decided() -> World {
    let world = World::empty();
    Transcript::begin(PROJECT, SESSION)
        .title("Limit requests per key")
        .prompt(
            "2026-11-20T14:00:00Z",
            "Limit the requests of each API key.\n\nLet's use a token bucket instead of a fixed window.",
        )
        .response(
            "2026-11-20T14:03:00Z",
            "claude-opus-4-8",
            [12, 900, 2_000, 41_000],
        )
        .prompt(
            "2026-11-20T14:05:00Z",
            "Always answer 429 with a Retry-After header.",
        )
        .response(
            "2026-11-20T14:08:00Z",
            "claude-opus-4-8",
            [12, 400, 1_000, 44_000],
        )
        .save(&world);
    world
}

fn memory(world: &World, args: &[&str]) -> String {
    let mut all = vec!["memory", "--project", PROJECT];
    all.extend(args);
    world.prints(&all)
}

#[test]
fn shown_told_and_found() {
    let world = decided();
    check(&world, "memory", &memory(&world, &[]));
    check(&world, "memory_next", &memory(&world, &["next"]));
    check(&world, "memory_json", &memory(&world, &["--json"]));
    check(
        &world,
        "memory_search",
        &memory(&world, &["search", "token", "buck"]),
    );
    check(&world, "memory_projects", &memory(&world, &["projects"]));
}

#[test]
fn written_pinned_edited_forgotten_and_restored() {
    let world = decided();
    drop(memory(&world, &["show"]));
    let text: String = [
        ["add", "--pin", "The staging server is called blue-heron."].as_slice(),
        ["add", "--decision", "Money is kept in cents."].as_slice(),
        ["pin", "1"].as_slice(),
        ["unpin", "1"].as_slice(),
        ["edit", "2", "429 answers carry Retry-After."].as_slice(),
        ["forget", "1"].as_slice(),
    ]
    .iter()
    .map(|args| memory(&world, args))
    .collect();
    check(&world, "memory_changes", &text);
    check(&world, "memory_all", &memory(&world, &["show", "--all"]));
    assert!(memory(&world, &["restore", "1"]).starts_with("Restored"));
}

#[test]
fn exported_and_imported() {
    let world = decided();
    let file = world.path("memory.json");
    let name = file.to_string_lossy().into_owned();
    assert!(memory(&world, &["export", &name]).starts_with("Written to "));
    assert_eq!(
        std::fs::read_to_string(&file).expect("it was written"),
        memory(&world, &["export"])
    );
    let other = World::empty();
    let told = other.prints(&["memory", "--project", "/home/dev/elsewhere", "import", &name]);
    assert_eq!(told, "2 items added, 0 changed, 0 as here; 1 session added\n");
}

#[test]
fn what_is_not_there_ends_with_3_and_what_is_wrong_with_2() {
    let world = decided();
    for (args, code, words) in [
        (["memory", "show"].as_slice(), 3, "nothing is remembered of"),
        (["memory", "pin", "99"].as_slice(), 3, "nothing with number 99"),
        (
            ["memory", "import", "missing.json"].as_slice(),
            3,
            "cannot be read",
        ),
        (
            ["memory", "--project", PROJECT, "add", " "].as_slice(),
            2,
            "no words",
        ),
    ] {
        let ended = world.segue(args);
        assert_eq!(ended.code, Some(code), "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(words), "{args:?}: {}", ended.stderr);
    }
}
