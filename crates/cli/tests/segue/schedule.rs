//! `segue schedule` and `segue plan-next`: what is printed, what is refused, what changes.

use std::fs;

use serde_json::Value;

use crate::world::{LIVE, NOW, World, check};

/// The busy world, with a project whose folder is there.
fn planning() -> World {
    let world = World::busy();
    fs::create_dir_all(world.path("home/code/web-app")).expect("the temp folder can be written");
    world
}

fn project(world: &World) -> String {
    world.path("home/code/web-app").to_string_lossy().into_owned()
}

/// Schedules a session in that project; what was printed.
fn add(world: &World, more: &[&str]) -> String {
    let project = project(world);
    let args = [
        "schedule",
        "add",
        "--project",
        &project,
        "--prompt",
        "Migrate the forms",
    ];
    world.prints(&[&args, more].concat())
}

fn json(world: &World, args: &[&str]) -> Value {
    let text = world.prints(&[args, &["--json"]].concat());
    serde_json::from_str(&text).expect("it is JSON")
}

/// The snapshot of a text, without the ids of sessions that were chosen for starts.
fn check_schedule(world: &World, name: &str, text: &str) {
    let mut text = text.to_owned();
    let all = json(world, &["schedule", "list", "--all"]);
    for one in all["schedules"].as_array().expect("a list") {
        if let Some(id) = one["next"]["session_id"].as_str() {
            text = text.replace(id, "[session]").replace(&id[..8], "[start's]");
        }
    }
    check(world, name, &text);
}

/// What a refused command says; nothing on stdout.
fn refused(world: &World, args: &[&str], code: i32) -> String {
    let ended = world.segue(args);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(code), ""),
        "{args:?}\n{}",
        ended.stderr
    );
    ended.stderr
}

#[test]
fn nothing_yet() {
    let world = World::empty();
    check(&world, "schedule_empty", &world.prints(&["schedule"]));
    check(
        &world,
        "schedule_empty_json",
        &world.prints(&["schedule", "list", "--json"]),
    );
}

#[test]
fn one_at_the_reset_and_one_every_week() {
    let world = planning();
    let added = add(&world, &[]);
    check_schedule(&world, "schedule_added", &added);
    let weekly = add(
        &world,
        &[
            "--at",
            "weekdays 09:00",
            "--tz",
            "Europe/Paris",
            "--title",
            "Check the links",
            "--headless",
            "--budget",
            "200k",
            "--only-clean",
            "--quiet-hours",
            "22:00-07:00",
            "--max-starts",
            "20",
            "--model",
            "opus",
            "--mcp",
            "none",
            "--priority",
            "8",
            "--notice",
            "10",
            "--late",
            "drop",
        ],
    );
    check_schedule(&world, "schedule_added_weekly", &weekly);
    check_schedule(&world, "schedule_list", &world.prints(&["schedule"]));
    check_schedule(
        &world,
        "schedule_list_json",
        &world.prints(&["schedule", "--json"]),
    );
    check_schedule(&world, "schedule_show", &world.prints(&["schedule", "show", "2"]));
    check_schedule(
        &world,
        "schedule_show_json",
        &world.prints(&["schedule", "show", "2", "--json"]),
    );
    check_schedule(&world, "status_next", &world.prints(&["status"]));
}

#[test]
fn a_schedule_is_moved_paused_skipped_and_cancelled() {
    let world = planning();
    drop(add(&world, &["--at", "tomorrow 09:00"]));
    let mut told = String::new();
    for args in [
        &["move", "1", "21:30"][..],
        &["pause", "1"],
        &["list"],
        &["resume", "1"],
        &["cancel", "1"],
        &["list"],
        &["list", "--all"],
    ] {
        told.push_str(&format!("$ segue schedule {}\n", args.join(" ")));
        told.push_str(&world.prints(&[&["schedule"], args].concat()));
        told.push('\n');
    }
    drop(add(&world, &["--at", "weekdays 09:00"]));
    told.push_str(&world.prints(&["schedule", "skip", "2"]));
    check_schedule(&world, "schedule_changes", &told);
}

#[test]
fn what_is_said_to_it_arrives_byte_for_byte() {
    let world = planning();
    let awkward = "quotes ' \" `x` $HOME\n\ttabs, \\n, 修复 🙂\r\n-- end";
    let file = world.path("home/prompt.md");
    fs::write(&file, awkward).expect("the temp folder can be written");
    let project = project(&world);
    let base = ["schedule", "add", "--json", "--project", &project];
    let file = file.to_string_lossy();
    let from_file = world.prints(&[&base[..], &["--prompt-file", &file]].concat());
    let from_stdin = world
        .command(NOW, &[&base[..], &["--prompt-file", "-"]].concat())
        .feed(awkward);
    let from_option = world.prints(&[&base[..], &["--prompt", awkward]].concat());
    for text in [&from_file, &from_stdin.stdout, &from_option] {
        let added: Value = serde_json::from_str(text).expect("it is JSON");
        assert_eq!(added["spec"]["prompt"], awkward);
    }
    fs::write(world.path("home/prompt.md"), b"caf\xe9").expect("the temp folder can be written");
    let said = refused(
        &world,
        &[&base[..4], &[&project, "--prompt-file", &file]].concat()[..],
        2,
    );
    assert!(said.contains("byte 3 is not UTF-8"), "{said}");
}

#[test]
fn what_cannot_be_says_why_and_what_to_write() {
    let world = planning();
    let project = project(&world);
    let gone = world.path("home/code/gone").to_string_lossy().into_owned();
    let here = ["--project", project.as_str(), "--prompt", "x"];
    let mut told = String::new();
    for (args, code) in [
        (&["add", "--at", "2026-11-20 09:00"][..], 2),
        (&["add", "--at", "whenever"], 2),
        (&["add", "--at", "weekdays 09:00 Mars/Olympus"], 2),
        (&["add", "--at", "09:75"], 2),
        (&["add", "--tz", "Mars/Olympus"], 2),
        (&["add", "--latest", "every reset"], 2),
        (&["add", "--quiet-hours", "night"], 2),
        (&["add", "--budget", "much"], 2),
        (&["add", "--budget", "200%"], 2),
        (&["add", "--mcp", "none", "--mcp", "a.json"], 2),
        (&["add", "--mcp", "/no/such.json"], 3),
        (&["add", "--prompt-file", "/no/such.md"], 2),
        (&["add", "--from", "ffffffff"], 3),
        (&["answer", "1", "later"], 2),
        (&["show", "99"], 3),
        (&["move", "99", "21:30"], 3),
        (&["cancel", "99"], 3),
        (&["run-now", "99"], 3),
        (&["answer", "99", "skip"], 3),
        (&["stop", "99"], 3),
        (&["output", "99"], 3),
        (&["output", "99", "--follow"], 3),
    ] {
        let args = if args[0] == "add" {
            [&["schedule"], args, &here[..]].concat()
        } else {
            [&["schedule"], args].concat()
        };
        let shown = args.join(" ").replace(&project, "DIR");
        told.push_str(&format!("$ segue {shown}\n{}\n", refused(&world, &args, code)));
    }
    for args in [
        &["schedule", "add", "--project", project.as_str()][..],
        &["schedule", "add", "--project", gone.as_str(), "--prompt", "x"],
    ] {
        let code = if args.len() == 4 { 2 } else { 3 };
        told.push_str(&format!(
            "$ segue {}\n{}\n",
            args.join(" "),
            refused(&world, args, code)
        ));
    }
    check(&world, "schedule_refused", &told);
    assert_eq!(
        json(&world, &["schedule", "list", "--all"])["schedules"],
        Value::Array(vec![])
    );
}

#[test]
fn an_answer_counts_once() {
    let world = planning();
    drop(add(&world, &["--at", "10:03"]));
    let start = json(&world, &["schedule"])["schedules"][0]["next"].clone();
    let (id, ask) = (start["id"].to_string(), start["ask"]["number"].to_string());
    let first = world.prints(&["schedule", "answer", &id, "in-15-minutes", "--ask", &ask]);
    let second = world.segue(&["schedule", "answer", &id, "skip", "--ask", &ask]);
    assert_eq!(second.code, Some(1), "{}", second.stderr);
    check_schedule(
        &world,
        "schedule_answered",
        &format!("{first}\n{}{}", second.stdout, second.stderr),
    );
}

#[test]
fn the_next_session() {
    let world = World::busy();
    check(&world, "plan_next", &world.prints(&["plan-next", LIVE]));
    check(
        &world,
        "plan_next_json",
        &world.prints(&["plan-next", LIVE, "--json"]),
    );
    let unknown = refused(&world, &["plan-next", "ffffffff"], 3);
    assert!(unknown.starts_with("error: there is no session"), "{unknown}");
    let wrong = refused(&world, &["plan-next", "--at", "whenever"], 2);
    assert!(wrong.contains("hint: "), "{wrong}");
}

#[test]
fn no_reset_is_known() {
    let world = World::empty();
    fs::create_dir_all(world.path("home/code/web-app")).expect("the temp folder can be written");
    let project = project(&world);
    let args = ["schedule", "add", "--project", &project, "--prompt", "x"];
    check(&world, "schedule_no_reset", &refused(&world, &args, 2));
}

#[test]
fn the_demo_is_marked_and_starts_nothing() {
    let world = World::empty();
    check(&world, "schedule_demo", &world.prints(&["schedule", "--demo"]));
    check(
        &world,
        "schedule_demo_show",
        &world.prints(&["schedule", "show", "1", "--demo"]),
    );
    let ended = world.segue(&["schedule", "run-now", "1", "--demo"]);
    assert_eq!(ended.code, Some(2), "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("demo"), "{}", ended.stderr);
}
