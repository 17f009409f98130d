//! `segue tee`: the stream passes unchanged, the limits in it are kept.

use std::fs;

use crate::world::{NOW, World};

/// Five-hour limit at 91 %, resets at 12:00; a broken line; no newline at the end.
const STREAM: &str = concat!(
    r#"{"type":"system","subtype":"init","session_id":"s1"}"#,
    "\n{broken\n",
    r#"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","resetsAt":1795262400,"rateLimitType":"five_hour","utilization":0.91}}"#,
    "\n",
    r#"{"type":"result","subtype":"success","is_error":false}"#,
);

#[test]
fn passes_every_byte_and_keeps_the_limits() {
    let world = World::empty();
    let ended = world.command(NOW, &["tee"]).feed(STREAM);
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (Some(0), STREAM, "")
    );
    let quota = world.prints(&["quota", "--json"]);
    assert!(
        quota.contains("\"run_event\"") && quota.contains("91.0"),
        "{quota}"
    );
}

#[test]
fn a_database_that_cannot_be_made_does_not_disturb_the_stream() {
    let world = World::empty();
    fs::write(world.path("segue"), "in the way").expect("the temp folder can be written");
    let ended = world.command(NOW, &["tee"]).feed(STREAM);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), STREAM));
    assert!(!ended.stderr.is_empty(), "but it is told");
}
