//! The commands typed inside Claude Code: their answers go to the model, and are always answers.

use crate::world::{LIVE, NOW, World, check};

const COMMANDS: [&str; 8] = [
    "session-status",
    "context-status",
    "compact-context",
    "save-and-restart",
    "plan-next-session",
    "automation-status",
    "cancel-next-session",
    "estimate-session",
];

fn inside(world: &World, command: &str) -> String {
    let ended = world
        .command(NOW, &["answer", command])
        .env("CLAUDE_CODE_SESSION_ID", LIVE)
        .feed("");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{command}");
    ended.stdout
}

#[test]
fn status_and_context_of_the_session_in_which_it_was_typed() {
    let world = World::busy();
    check(&world, "answer_session_status", &inside(&world, "session-status"));
    check(&world, "answer_context_status", &inside(&world, "context-status"));
    let compact = inside(&world, "compact-context").replace(env!("CARGO_BIN_EXE_segue"), "[segue]");
    check(&world, "answer_compact_context", &compact);
}

#[test]
fn what_is_not_there_yet_says_so() {
    let world = World::empty();
    assert!(inside(&world, "estimate-session").starts_with("Not yet: "));
}

#[test]
fn a_problem_is_an_answer_too() {
    let world = World::empty();
    for command in COMMANDS {
        assert!(!inside(&world, command).is_empty(), "{command}");
        let outside = world.segue(&["answer", command]);
        assert_eq!(
            (outside.code, outside.stderr.as_str()),
            (Some(0), ""),
            "{command}"
        );
        assert!(!outside.stdout.is_empty(), "{command}");
    }
    assert!(
        inside(&world, "context-status").starts_with("Segue could not answer: "),
        "there is no such session here"
    );
}
