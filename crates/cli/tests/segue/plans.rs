//! Plans, estimates, phases, reports and the model: from a file to what was learned.

use std::fs;

use serde_json::Value;

use crate::world::{LIVE, NOW, World, check};

const PLAN: &str = "\
# Session 3: plans are read

Status: ready
Duration: 3-4h
Tokens: 62-78k

## Objectives

- Any plan people write is understood

## Phase 1: Read the old grammar, decide

- Duration: 30-45 min
- Tokens: 12-15k

## Phase 2: Implement the parser for tables

- Duration: 1-1.5h
- Tokens: 25-32k

### Deliverables

- `src/plans.rs`

## Phase 3: Write tests in many styles

- Duration: 45 min

## Notes from the meeting

Everybody was there.
";

fn with_plan() -> World {
    let world = World::busy();
    fs::write(world.path("home/SESSION_3_PLAN.md"), PLAN).expect("the temp folder can be written");
    world
}

fn json(world: &World, args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    serde_json::from_str(&world.prints(&args)).expect("it is JSON")
}

#[test]
fn a_plan_is_imported_shown_and_put_away() {
    let world = with_plan();
    check(&world, "plan_none", &world.prints(&["plan"]));
    check(
        &world,
        "plan_check",
        &world.prints(&["plan", "check", "SESSION_3_PLAN.md"]),
    );
    check(&world, "plan_none", &world.prints(&["plan", "list"]));
    check(
        &world,
        "plan_import",
        &world.prints(&["plan", "import", "SESSION_3_PLAN.md"]),
    );
    check(&world, "plan_list", &world.prints(&["plan"]));
    check(&world, "plan_show", &world.prints(&["plan", "show", "1"]));
    assert_eq!(
        world.prints(&["plan", "show", "1"]),
        world.prints(&["plan", "show", "plans are"])
    );
    assert_eq!(
        world.prints(&["plan", "show", "1"]),
        world.prints(&["plan", "show", "SESSION_3_PLAN.md"])
    );
    assert_eq!(world.prints(&["plan", "export", "1"]), PLAN, "byte for byte");
    check(&world, "plan_archive", &world.prints(&["plan", "archive", "1"]));
    check(&world, "plan_none", &world.prints(&["plan"]));
    drop(world.prints(&["plan", "archive", "1", "--undo"]));
    check(&world, "plan_list", &world.prints(&["plan"]));
}

#[test]
fn json_of_plans() {
    let world = with_plan();
    check(
        &world,
        "plan_check_json",
        &world.prints(&["plan", "check", "SESSION_3_PLAN.md", "--json"]),
    );
    check(
        &world,
        "plan_import_json",
        &world.prints(&["plan", "import", "SESSION_3_PLAN.md", "--json"]),
    );
    check(
        &world,
        "plan_list_json",
        &world.prints(&["plan", "list", "--json"]),
    );
    let shown = json(&world, &["plan", "show", "1"]);
    assert_eq!(shown["text"], PLAN);
    assert_eq!(shown["live"], Value::Null);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_nothing_is_taken_in() {
    let world = with_plan();
    fs::write(
        world.path("home/bad.toml"),
        "title = \"One\"\n\n[[phase]]\nkey = \"1\"\ntitle = \"First\"\nafter = [\"9\"]\n",
    )
    .expect("the temp folder can be written");
    fs::write(world.path("home/worse.toml"), "title = \"Two\nphases = 3\n")
        .expect("the temp folder can be written");
    let bad = world.segue(&["plan", "check", "bad.toml"]);
    assert_eq!((bad.code, bad.stdout.as_str()), (Some(2), ""));
    check(&world, "plan_check_bad", &bad.stderr);
    let worse = world.segue(&[
        "plan",
        "import",
        "SESSION_3_PLAN.md",
        "worse.toml",
        "bad.toml",
        "none.md",
    ]);
    assert_eq!(worse.code, Some(3), "the last one's");
    check(&world, "plan_import_bad", &worse.stderr);
    assert_eq!(
        json(&world, &["plan", "list"]).as_array().map(Vec::len),
        Some(1),
        "what could be read is there"
    );
    let checked = world.segue(&["plan", "check", "worse.toml", "--json"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(2), ""));
    let reading: Value = serde_json::from_str(&checked.stdout).expect("it is JSON");
    assert_eq!(reading["error"]["line"], 1);
}

#[test]
fn a_text_that_is_no_plan_is_kept_aside_and_taken_in_once_it_is_right() {
    let world = with_plan();
    drop(world.prints(&["plan", "import", "SESSION_3_PLAN.md"]));
    let text = json(
        &world,
        &["plan", "export", "1", "--format", "toml", "--output", "plan.toml"],
    );
    assert!(
        text["path"]
            .as_str()
            .is_some_and(|path| path.ends_with("plan.toml"))
    );
    drop(world.prints(&["plan", "import", "plan.toml"]));
    // An editor that breaks the plan, then one that mends it.
    fs::write(
        world.path("bin/breaks"),
        "#!/bin/sh\nprintf 'after = [\\n' >> \"$1\"\n",
    )
    .expect("the temp folder can be written");
    executable(&world, "bin/breaks");
    let broken = world
        .command(NOW, &["plan", "edit", "2"])
        .env("PATH", "/usr/bin:/bin")
        .env("EDITOR", world.path("bin/breaks"))
        .feed("");
    assert_eq!(
        (broken.code, broken.stdout.as_str()),
        (Some(2), ""),
        "{}",
        broken.stderr
    );
    check(&world, "plan_edit_bad", &broken.stderr);
    let kept = world.path("segue/plan-2.toml");
    let wrote = fs::read_to_string(&kept).expect("it was kept");
    assert!(wrote.ends_with("after = [\n"), "{wrote}");
    fs::write(
        &kept,
        wrote
            .replace("after = [\n", "\n")
            .replace("plans are read", "plans are understood"),
    )
    .expect("it can be mended");
    drop(world.prints(&["plan", "edit", "2", "--from", &kept.to_string_lossy()]));
    let now = json(&world, &["plan", "show", "2"]);
    assert_eq!(now["summary"]["title"], "Session 3: plans are understood");
    assert_eq!(now["summary"]["version"], 2);
}

fn executable(world: &World, file: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(world.path(file), fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn nothing_is_overwritten_by_an_export() {
    let world = with_plan();
    drop(world.prints(&["plan", "import", "SESSION_3_PLAN.md"]));
    fs::write(world.path("home/mine.md"), "mine").expect("the temp folder can be written");
    let refused = world.segue(&["plan", "export", "1", "--output", "mine.md"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    assert_eq!(
        fs::read_to_string(world.path("home/mine.md")).ok().as_deref(),
        Some("mine")
    );
    drop(world.prints(&["plan", "export", "1", "--output", "new.md"]));
    drop(world.prints(&["plan", "export", "1", "--output", "new.md"]));
    assert_eq!(
        fs::read_to_string(world.path("home/new.md")).ok().as_deref(),
        Some(PLAN)
    );
}

#[test]
fn estimates_of_a_plan_a_file_and_a_sentence() {
    let world = with_plan();
    check(
        &world,
        "estimate_file",
        &world.prints(&["estimate", "SESSION_3_PLAN.md"]),
    );
    assert_eq!(
        json(&world, &["plan", "list"]),
        Value::Array(Vec::new()),
        "it was not taken in"
    );
    drop(world.prints(&["plan", "import", "SESSION_3_PLAN.md"]));
    check(&world, "estimate_plan", &world.prints(&["estimate", "1"]));
    assert_eq!(
        json(&world, &["estimate", "SESSION_3_PLAN.md"])["plan"],
        1,
        "it is the plan's file"
    );
    assert_eq!(
        json(&world, &["estimate", "session 3: PLANS are read"])["plan"],
        1,
        "it is its title"
    );
    check(
        &world,
        "estimate_sentence",
        &world.prints(&[
            "estimate",
            "fix the flaky login test",
            "--size",
            "small",
            "--quality",
            "legacy",
        ]),
    );
    assert_eq!(
        json(&world, &["estimate", "show", "the", "totals", "--type", "polish"])["total"]["task_type"],
        "polish",
        "a sentence may begin with any word"
    );
    assert_eq!(
        json(&world, &["estimate", "list"]),
        Value::Array(Vec::new()),
        "nothing was kept"
    );
}

#[test]
fn an_estimate_that_is_kept() {
    let world = with_plan();
    drop(world.prints(&["plan", "import", "SESSION_3_PLAN.md"]));
    check(
        &world,
        "estimate_list_empty",
        &world.prints(&["estimate", "list"]),
    );
    let kept = json(&world, &["estimate", "1", "--save"]);
    let id = kept["id"].as_i64().expect("it was kept").to_string();
    assert_eq!(
        json(&world, &["estimate", "1", "--save", "--no-save"])["id"],
        Value::Null
    );
    check(&world, "estimate_list", &world.prints(&["estimate", "list"]));
    check(
        &world,
        "estimate_list_json",
        &world.prints(&["estimate", "list", "--json"]),
    );
    assert_eq!(
        json(&world, &["estimate", "show", &id])["total"]["fresh"],
        kept["total"]["fresh"]
    );
    check(&world, "model_explain", &world.prints(&["model", "explain", &id]));
    check(
        &world,
        "estimate_json",
        &world.prints(&["estimate", "show", &id, "--json"]),
    );
    check(
        &world,
        "estimate_accuracy",
        &world.prints(&["estimate", "accuracy"]),
    );
}

#[test]
fn what_there_is_not_ends_with_3_and_what_is_wrong_with_2() {
    let world = with_plan();
    for (args, code) in [
        (&["estimate", "99"][..], 3),
        (&["estimate", "missing.md"], 3),
        (&["estimate", "show", "99"], 3),
        (&["estimate"], 2),
        (&["estimate", "x", "--type", "magic"], 2),
        (&["plan", "show", "99"], 3),
        (&["plan", "check", "missing.md"], 3),
        (&["plan", "import"], 2),
        (&["phase", "done", "1"], 3),
        (&["report"], 3),
        (&["report", "ffffffff"], 3),
        (&["model", "explain", "99"], 3),
        (&["model", "correct", LIVE, "magic"], 2),
        (&["model", "import", "SESSION_3_PLAN.md"], 2),
    ] {
        let ended = world.segue(args);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(code), ""),
            "{args:?}\n{}",
            ended.stderr
        );
        assert!(ended.stderr.starts_with("error: "), "{args:?}\n{}", ended.stderr);
    }
}

#[test]
fn a_session_works_on_a_plan() {
    let world = with_plan();
    drop(world.prints(&["plan", "import", "SESSION_3_PLAN.md"]));
    let begun = json(&world, &["plan", "start", "1"]);
    assert_eq!(begun["sessions"][0]["session"], LIVE, "the only live one");
    assert_eq!(begun["summary"]["state"], "running");
    assert!(
        begun["estimates"][0]["id"].is_i64(),
        "an estimate was kept: {begun}"
    );
    check(&world, "plan_running", &world.prints(&["plan", "show", "1"]));
    check(&world, "status_plan", &world.prints(&["status"]));
    check(&world, "phase_done", &world.prints(&["phase", "done", "1"]));
    assert_eq!(
        json(&world, &["phase", "start", "parser"])["phases"][1]["state"],
        "running"
    );
    assert_eq!(
        json(&world, &["phase", "reopen", "1", "--plan", "1"])["phases"][0]["state"],
        "running"
    );
    check(
        &world,
        "plan_unlink",
        &world.prints(&["plan", "unlink", "--session", &LIVE[..8]]),
    );
    assert_eq!(json(&world, &["plan", "list"])[0]["state"], "open");
}

#[test]
fn the_model_is_shown_moved_and_begun_anew() {
    let world = World::busy();
    check(&world, "model", &world.prints(&["model"]));
    drop(world.prints(&["model", "learn"]));
    check(&world, "model_json", &world.prints(&["model", "--json"]));
    let exported = world.prints(&["model", "export"]);
    drop(world.prints(&["model", "export", "model.json"]));
    assert_eq!(
        fs::read_to_string(world.path("home/model.json")).ok(),
        Some(exported)
    );
    drop(world.prints(&["model", "import", "model.json"]));
    drop(world.prints(&["model", "reset"]));
    assert!(
        json(&world, &["model", "history"])
            .as_array()
            .is_some_and(|changes| !changes.is_empty())
    );
}

#[test]
fn a_session_that_has_finished_has_a_report() {
    let world = World::busy();
    drop(world.prints(&["model", "learn"]));
    check(&world, "report_list_empty", &world.prints(&["report", "--list"]));
    let past = &crate::world::PAST[..8];
    check(&world, "report", &world.prints(&["report", past]));
    check(&world, "report_json", &world.prints(&["report", past, "--json"]));
    assert!(world.prints(&["report", past, "--markdown"]).starts_with("# "));
    assert_eq!(
        json(&world, &["model", "correct", past, "debugging"])["task_type"],
        "debugging"
    );
    drop(world.prints(&["model", "learn"]));
    assert_eq!(json(&world, &["report", past])["task_type_from"], "you");
}
