//! Colours, CSV, help.

use crate::world::{NOW, World, check};

const ESCAPE: char = '\u{1b}';

#[test]
fn colours_only_where_they_are_wanted() {
    let world = World::busy();
    assert!(!world.prints(&["status"]).contains(ESCAPE), "this is a pipe");
    assert!(world.prints(&["status", "--color", "always"]).contains(ESCAPE));
    assert!(!world.prints(&["status", "--color", "never"]).contains(ESCAPE));
    let json = world.prints(&["status", "--json", "--color", "always"]);
    assert!(!json.contains(ESCAPE), "JSON is never coloured");
}

#[test]
fn no_color_is_honoured_where_colours_would_be_on() {
    let world = World::busy();
    // CLICOLOR_FORCE switches colours on without a terminal, so that NO_COLOR has something to switch off.
    let forced = world
        .command(NOW, &["status"])
        .env("CLICOLOR_FORCE", "1")
        .feed("");
    assert!(forced.stdout.contains(ESCAPE));
    let without = world
        .command(NOW, &["status"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .feed("");
    assert!(!without.stdout.contains(ESCAPE));
    assert_eq!(without.stdout, world.prints(&["status"]));
}

#[test]
fn csv() {
    let world = World::busy();
    check(
        &world,
        "usage_csv",
        &world.prints(&["usage", "--by", "session", "--csv"]),
    );
}

#[test]
fn help() {
    let world = World::empty();
    let mut all = world.prints(&["--help"]);
    for verb in [
        "status",
        "context",
        "compact",
        "restart",
        "plan-next",
        "schedule",
        "schedule add",
        "schedule move",
        "schedule answer",
        "schedule output",
        "plan",
        "plan import",
        "plan start",
        "estimate",
        "phase",
        "report",
        "model",
        "usage",
        "quota",
        "sessions",
        "doctor",
        "config",
        "db",
        "index",
        "statusline",
        "tee",
        "setup",
        "completions",
        "man",
    ] {
        all.push_str(&format!("\n======== segue {verb} --help\n\n"));
        let words = verb.split(' ').chain(["--help"]).collect::<Vec<_>>();
        all.push_str(&world.prints(&words));
    }
    check(&world, "help", &all);
}

#[test]
fn version() {
    let world = World::empty();
    assert_eq!(
        world.prints(&["--version"]),
        format!("segue {}\n", env!("CARGO_PKG_VERSION"))
    );
}
