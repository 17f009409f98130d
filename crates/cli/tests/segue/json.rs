//! What a program reads, verb by verb: the stable form.

use serde_json::Value;

use crate::world::{LIVE, World, check};

fn busy(name: &str, args: &[&str]) {
    let world = World::busy();
    check(&world, name, &world.prints(args));
}

#[test]
fn status() {
    busy("status_json", &["status", "--json"]);
}

#[test]
fn context() {
    busy("context_json", &["context", LIVE, "--json"]);
}

#[test]
fn compact() {
    let world = World::busy();
    let args = ["compact", "--level", "soft", "--plan", "--json", "--demo"];
    let mut plan: Value = serde_json::from_str(&world.prints(&args)).expect("JSON");
    // The made-up history is written as the clock ticks.
    for item in plan["items"].as_array_mut().expect("items") {
        assert!(item["at"].as_str().expect("a time").ends_with('Z'));
        item["at"] = "[moves]".into();
    }
    let text = serde_json::to_string_pretty(&plan).expect("JSON");
    check(&world, "compact_plan_json", &text);
}

#[test]
fn usage() {
    busy("usage_json", &["usage", "--json"]);
    busy(
        "usage_split_json",
        &["--json", "usage", "--by", "project", "--split", "model"],
    );
}

#[test]
fn usage_has_the_promised_names_and_exact_sums() {
    let world = World::busy();
    let usage: Value = serde_json::from_str(&world.prints(&["usage", "--json"])).expect("it is JSON");
    let rows = usage["rows"].as_array().expect("rows");
    for (name, total) in [
        ("input_tokens", 400 + 8 + 12),
        ("output_tokens", 1_500 + 120 + 900),
        ("cache_creation_tokens", 12_000 + 30_000 + 2_000),
        ("cache_read_tokens", 141_000),
    ] {
        assert_eq!(usage["totals"][name].as_u64(), Some(total), "{name}");
        assert_eq!(
            rows.iter().filter_map(|row| row[name].as_u64()).sum::<u64>(),
            total,
            "{name} of the rows"
        );
    }
    let cost = |of: &Value| of["cost_usd"].as_f64().expect("a cost");
    assert!(cost(&usage["totals"]) > 0.0);
    assert!((rows.iter().map(cost).sum::<f64>() - cost(&usage["totals"])).abs() < 1e-6);
}

#[test]
fn quota() {
    busy("quota_json", &["quota", "--json"]);
}

#[test]
fn sessions() {
    busy("sessions_json", &["sessions", "--json"]);
}

#[test]
fn doctor() {
    busy("doctor_json", &["doctor", "--json"]);
}

#[test]
fn index() {
    busy("index_json", &["index", "--json"]);
}

#[test]
fn database() {
    let world = World::busy();
    check(
        &world,
        "db_status_json",
        &world.prints(&["db", "status", "--json"]),
    );
    let copy = world.path("copy.db");
    check(
        &world,
        "db_backup_json",
        &world.prints(&["db", "backup", &copy.to_string_lossy(), "--json"]),
    );
    drop(world.prints(&["db", "backup"]));
    let back: Value = serde_json::from_str(&world.prints(&["db", "rollback", "--json"])).expect("it is JSON");
    assert!(
        back["snapshot"]["path"].is_string() && back["kept"].is_string(),
        "{back}"
    );
}

#[test]
fn settings() {
    let world = World::empty();
    check(
        &world,
        "config_list_json",
        &world.prints(&["config", "list", "--json"]),
    );
    check(
        &world,
        "config_get_json",
        &world.prints(&["config", "get", "ui.theme", "--json"]),
    );
}

#[test]
fn the_demo_says_so() {
    let world = World::busy();
    let status: Value =
        serde_json::from_str(&world.prints(&["status", "--demo", "--json"])).expect("it is JSON");
    assert_eq!(status["demo"], true);
    assert!(
        !world.prints(&["sessions", "--demo", "--json"]).contains(LIVE),
        "nothing of the person's is shown"
    );
    for verb in ["status", "context", "usage", "quota", "sessions"] {
        let text = world.prints(&[verb, "--demo"]);
        assert!(
            text.starts_with("Demo: a made-up history, not yours.\n"),
            "{verb}\n{text}"
        );
    }
}
