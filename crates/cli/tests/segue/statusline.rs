//! The statusline: numbers are kept, and nothing ever breaks what Claude Code shows.

use std::fs;

use serde_json::Value;

use crate::world::{NOW, STATUSLINE, World, check};

fn five_hour(world: &World) -> Value {
    let quota: Value = serde_json::from_str(&world.prints(&["quota", "--json"])).expect("it is JSON");
    let windows = quota["windows"].as_array().expect("windows");
    windows
        .iter()
        .find(|window| window["kind"] == "five_hour")
        .cloned()
        .unwrap_or_default()
}

#[test]
fn keeps_the_limits_and_prints_a_line() {
    let world = World::empty();
    let ended = world.command(NOW, &["statusline"]).feed(STATUSLINE);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    check(&world, "statusline", &ended.stdout);
    let window = five_hour(&world);
    assert_eq!(
        (
            window["used_percent"].as_f64(),
            window["provenance"]["source"].as_str()
        ),
        (Some(62.0), Some("statusline"))
    );
}

#[test]
fn a_wrapped_command_gets_the_input_and_its_output_is_unchanged() {
    let world = World::empty();
    let own = "read -r line; printf 'mine %s \\033[31mred\\033[0m, no newline' \"${#line}\"";
    let ended = world
        .command(NOW, &["statusline", "--wrap", own])
        .feed(&format!("{STATUSLINE}\n"));
    let expected = format!("mine {} \u{1b}[31mred\u{1b}[0m, no newline", STATUSLINE.len());
    assert_eq!(
        (ended.code, ended.stdout, ended.stderr.as_str()),
        (Some(0), expected, "")
    );
    assert_eq!(five_hour(&world)["used_percent"].as_f64(), Some(62.0));
}

#[test]
fn whatever_happens_to_segue_the_wrapped_line_is_printed() {
    let world = World::empty();
    // A file where the folder should be: the database cannot be made.
    fs::write(world.path("segue"), "in the way").expect("the temp folder can be written");
    for input in [STATUSLINE, "", "not json", "{\"rate_limits\":7}"] {
        let ended = world
            .command(NOW, &["statusline", "--wrap", "printf mine"])
            .feed(input);
        assert_eq!(
            (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
            (Some(0), "mine", ""),
            "{input}"
        );
    }
    let broken_world = world
        .command("not a time", &["statusline", "--wrap", "printf mine"])
        .feed(STATUSLINE);
    assert_eq!(
        (broken_world.code, broken_world.stdout.as_str()),
        (Some(0), "mine")
    );
}

#[test]
fn without_a_database_the_own_line_says_so_and_ends_well() {
    let world = World::empty();
    fs::write(world.path("segue"), "in the way").expect("the temp folder can be written");
    let ended = world.command(NOW, &["statusline"]).feed(STATUSLINE);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.starts_with("Segue: "), "{}", ended.stdout);
}

#[test]
fn a_person_who_tries_it_is_told_what_it_is() {
    let world = World::empty();
    let ended = world.command(NOW, &["statusline"]).feed("hello");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("hint: "), "{}", ended.stderr);
}
