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
fn what_can_be_estimated_what_it_takes_and_what_is_followed() {
    let world = World::busy();
    let answer = |args: &[&str]| {
        let args: Vec<&str> = ["answer", "estimate-session"]
            .iter()
            .chain(args)
            .copied()
            .collect();
        let ended = world
            .command(NOW, &args)
            .env("CLAUDE_CODE_SESSION_ID", LIVE)
            .feed("");
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{args:?}");
        ended.stdout.replace(env!("CARGO_BIN_EXE_segue"), "[segue]")
    };
    check(&world, "answer_estimate_session", &answer(&[]));
    check(
        &world,
        "answer_estimate_sentence",
        &answer(&["--", "fix the flaky login test"]),
    );
    let plan = world.path("home/it's a plan.md");
    std::fs::write(&plan, "# Login\n\n## Phase 1: Fix it\n\n- Tokens: 12-15k\n")
        .expect("the temp folder can be written");
    let plan = plan.to_string_lossy();
    assert!(answer(&["--", &plan]).contains(" fresh tokens ("));
    assert_eq!(
        world.prints(&["plan", "list", "--json"]),
        "[]\n",
        "nothing was kept"
    );
    check(&world, "answer_estimate_saved", &answer(&["--save", "--", &plan]));
    assert!(answer(&[]).starts_with("This session works on \"Login\".\n"));
    assert!(
        answer(&["--", "missing.md"]).starts_with("Segue could not answer: there is no file missing.md.")
    );
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
