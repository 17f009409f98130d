//! What a person reads, verb by verb.

use crate::world::{LIVE, PAST, World, check};

fn busy(name: &str, args: &[&str]) {
    let world = World::busy();
    check(&world, name, &world.prints(args));
}

#[test]
fn status() {
    busy("status", &["status"]);
}

#[test]
fn without_a_verb_it_is_the_status() {
    let world = World::busy();
    check(&world, "status", &world.prints(&[]));
}

#[test]
fn context() {
    let world = World::busy();
    check(&world, "context", &world.prints(&["context"]));
    assert_eq!(
        world.prints(&["context"]),
        world.prints(&["context", LIVE]),
        "the live session is the default"
    );
    check(&world, "context_past", &world.prints(&["context", &PAST[..8]]));
}

#[test]
fn compact() {
    busy("compact_plan", &["compact", "--plan"]);
    busy(
        "compact_plan_past",
        &["compact", &PAST[..8], "--plan", "--level", "soft"],
    );
}

#[test]
fn usage() {
    for by in ["day", "week", "month", "project", "model", "session"] {
        busy(&format!("usage_by_{by}"), &["usage", "--by", by]);
    }
}

#[test]
fn usage_of_some_days_in_another_zone_split() {
    busy(
        "usage_chosen",
        &[
            "usage",
            "--since",
            "2026-11-20",
            "--until",
            "2026-11-21",
            "--tz",
            "Asia/Tokyo",
            "--split",
            "model",
        ],
    );
}

#[test]
fn quota() {
    busy("quota", &["quota"]);
}

#[test]
fn sessions() {
    busy("sessions", &["sessions"]);
    busy("sessions_live", &["sessions", "--live"]);
    busy("sessions_found", &["sessions", "--search", "readme"]);
    busy("sessions_limited", &["sessions", "--limit", "1"]);
}

#[test]
fn doctor() {
    busy("doctor", &["doctor"]);
}

#[test]
fn index() {
    busy("index", &["index"]);
    busy("index", &["index", "--rebuild"]);
}

#[test]
fn database() {
    let world = World::busy();
    check(&world, "db_status", &world.prints(&["db", "status"]));
    let copy = world.path("copy.db");
    check(
        &world,
        "db_backup",
        &world.prints(&["db", "backup", &copy.to_string_lossy()]),
    );
    assert!(copy.metadata().expect("the copy was written").len() > 0);
    check(&world, "db_status", &world.prints(&["db", "migrate"]));
}

#[test]
fn going_back_to_a_copy_brings_back_what_it_held() {
    let world = World::busy();
    assert_eq!(
        world.prints(&["config", "set", "ui.theme", "dark"]),
        "ui.theme = dark\n"
    );
    drop(world.prints(&["db", "backup"]));
    assert_eq!(
        world.prints(&["config", "set", "ui.theme", "light"]),
        "ui.theme = light\n"
    );
    assert!(world.prints(&["db", "rollback"]).starts_with("Went back to "));
    assert_eq!(world.prints(&["config", "get", "ui.theme"]), "dark\n");
}

#[test]
fn settings() {
    let world = World::empty();
    check(&world, "config_list", &world.prints(&["config"]));
    assert_eq!(world.prints(&["config", "get", "ui.theme"]), "system\n");
    assert_eq!(
        world.prints(&["config", "set", "alerts.quiet_hours", "22:00-07:00"]),
        "alerts.quiet_hours = 22:00-07:00\n"
    );
    assert_eq!(
        world.prints(&["config", "get", "alerts.quiet_hours"]),
        "22:00-07:00\n"
    );
    assert_eq!(
        world.prints(&["config", "unset", "alerts.quiet_hours"]),
        "alerts.quiet_hours = \n"
    );
}

#[test]
fn a_machine_without_history() {
    let world = World::empty();
    for verb in ["status", "usage", "quota", "sessions", "doctor", "index"] {
        check(&world, &format!("empty_{verb}"), &world.prints(&[verb]));
    }
}
