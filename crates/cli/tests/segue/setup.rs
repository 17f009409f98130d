//! Setup without a `claude` on the PATH: settings and commands, in and out, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::world::{NOW, World, check};

const SETTINGS: &str = "{\n    \"env\": {\"KEY\":  \"secret\"},\n\n    \"statusLine\": {\"type\": \"command\", \"command\": \"~/line.sh 'a'\"},\n    \"hooks\": {}\n}\n";

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            all.insert(path.display().to_string(), Vec::new());
            all.extend(tree(&path));
        } else {
            all.insert(
                path.display().to_string(),
                fs::read(&path).expect("it can be read"),
            );
        }
    }
    all
}

fn with_settings(text: &str) -> World {
    let world = World::empty();
    fs::write(world.path("home/.claude/settings.json"), text).expect("the temp folder can be written");
    world
}

fn settings(world: &World) -> String {
    fs::read_to_string(world.path("home/.claude/settings.json")).expect("it is there")
}

/// The built program's place differs from machine to machine.
fn shown(text: &str) -> String {
    text.replace(env!("CARGO_BIN_EXE_segue"), "[segue]")
}

#[test]
fn the_plan_shows_every_change_and_makes_none() {
    let world = with_settings(SETTINGS);
    let before = tree(&world.path("home"));
    check(&world, "setup_plan", &shown(&world.prints(&["setup", "--plan"])));
    check(
        &world,
        "setup_plan_json",
        &shown(&world.prints(&["setup", "--plan", "--json"])),
    );
    assert_eq!(tree(&world.path("home")), before);
    assert!(!world.path("segue/plugin").exists());
}

#[test]
fn in_and_out_again_leaves_the_folder_as_it_was() {
    for text in [SETTINGS, "{}", "{\"a\":1}", "\u{feff}{\r\n\t\"a\": 1\r\n}"] {
        let world = with_settings(text);
        let before = tree(&world.path("home"));
        drop(world.prints(&["setup", "--yes"]));
        assert_ne!(settings(&world), text);
        assert!(world.path("home/.claude/commands/session-status.md").is_file());
        let second = world.prints(&["setup", "--yes"]);
        assert!(second.contains("Segue is set up"), "{second}");
        drop(world.prints(&["setup", "--remove", "--yes"]));
        assert_eq!(tree(&world.path("home")), before, "{text}");
    }
}

#[test]
fn without_settings_none_are_left() {
    let world = World::empty();
    let before = tree(&world.path("home"));
    drop(world.prints(&["setup", "--yes"]));
    let value: Value = serde_json::from_str(&settings(&world)).expect("it is JSON");
    let line = value["statusLine"]["command"].as_str().expect("a command");
    assert!(line.ends_with("segue statusline"), "{line}");
    drop(world.prints(&["setup", "--remove", "--yes"]));
    assert_eq!(tree(&world.path("home")), before);
}

#[test]
fn what_the_person_changed_since_stays() {
    let world = with_settings(SETTINGS);
    drop(world.prints(&["setup", "--yes"]));
    let edited = settings(&world).replace("\"secret\"", "\"changed\"");
    fs::write(world.path("home/.claude/settings.json"), edited).expect("the temp folder can be written");
    let command = world.path("home/.claude/commands/session-status.md");
    fs::write(&command, "mine now").expect("the temp folder can be written");
    drop(world.prints(&["setup", "--remove", "--yes"]));
    assert_eq!(settings(&world), SETTINGS.replace("secret", "changed"));
    assert_eq!(fs::read_to_string(&command).expect("it is there"), "mine now");
}

#[test]
fn a_persons_own_command_is_never_overwritten() {
    let world = with_settings("{}");
    let own = world.path("home/.claude/commands/context-status.md");
    fs::create_dir_all(own.parent().expect("a folder")).expect("the temp folder can be written");
    fs::write(&own, "mine").expect("the temp folder can be written");
    let before = tree(&world.path("home"));
    let text = world.prints(&["setup", "--yes"]);
    assert!(
        text.contains("left alone: you have a command of that name"),
        "{text}"
    );
    assert_eq!(fs::read_to_string(&own).expect("it is there"), "mine");
    drop(world.prints(&["setup", "--remove", "--yes"]));
    assert_eq!(tree(&world.path("home")), before);
}

#[test]
fn a_file_that_is_not_plain_json_is_refused() {
    let text = "{ // mine\n  \"a\": 1\n}";
    let world = with_settings(text);
    let before = tree(&world.path("home"));
    for args in [
        &["setup", "--plan"][..],
        &["setup", "--yes"],
        &["setup", "--remove", "--yes"],
    ] {
        let ended = world.segue(args);
        assert_eq!(ended.code, Some(2), "{args:?}\n{}", ended.stderr);
        assert!(ended.stderr.contains("hint: "), "{}", ended.stderr);
    }
    assert_eq!(tree(&world.path("home")), before);
}

#[test]
fn nobody_is_asked_where_nobody_is() {
    let world = with_settings("{}");
    let ended = world.segue(&["setup"]);
    assert_eq!(ended.code, Some(2));
    check(&world, "setup_nobody", &ended.stderr);
    assert_eq!(settings(&world), "{}");
}

#[test]
fn parts_can_be_left_out_and_folders_chosen() {
    let world = with_settings(SETTINGS);
    drop(world.prints(&["setup", "--yes", "--no-statusline", "--no-commands"]));
    assert_eq!(
        settings(&world),
        SETTINGS,
        "without claude nothing else is in the settings"
    );
    assert!(!world.path("home/.claude/commands").exists());
    let other = world.path("home/other");
    fs::create_dir_all(&other).expect("the temp folder can be written");
    drop(world.prints(&["setup", "--yes", "--config-dir", &other.to_string_lossy()]));
    assert!(other.join("settings.json").is_file());
    assert_eq!(settings(&world), SETTINGS);
    let missing = world.segue(&["setup", "--plan", "--config-dir", "/no/such/folder"]);
    assert_eq!(missing.code, Some(3), "{}", missing.stderr);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told_and_left_whole() {
    use std::os::unix::fs::PermissionsExt;
    let world = with_settings(SETTINGS);
    let folder = world.path("home/.claude");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).expect("it is ours");
    if fs::write(folder.join("probe"), "").is_ok() {
        // Root may write everywhere: there is nothing to see then.
        fs::remove_file(folder.join("probe")).expect("it was just written");
        return;
    }
    let ended = world.command(NOW, &["setup", "--yes"]).feed("");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("it is ours");
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stdout.contains("cannot be written"), "{}", ended.stdout);
    assert_eq!(settings(&world), SETTINGS);
}

#[test]
fn the_plugin_for_one_launch_is_a_folder() {
    let world = World::empty();
    let folder = world.prints(&["setup", "--print-dir"]);
    let folder = Path::new(folder.trim());
    assert!(folder.join(".claude-plugin/plugin.json").is_file());
    assert!(folder.join("../settings.json").is_file());
    assert!(!world.path("home/.claude/settings.json").exists());
}
