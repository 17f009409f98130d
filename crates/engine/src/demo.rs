//! The made-up history of `--demo`: thirty days on five projects, three sessions live.
//!
//! It is written as transcripts in Claude Code's own form into a folder of its own, and read by the same index as real
//! ones; so everything that is shown is computed, not painted. The same numbers come out on the same day.

mod conversation;
mod dice;
mod plans;
mod schedules;

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp, ToSpan};
use segue_store::Store;
use segue_transcript::project_dir;
use serde_json::json;

use crate::problem::{Code, Problem};
use crate::world::World;
use conversation::{Conversation, Shape};
use dice::Dice;

/// Marks the folder as ours, so that it may be written anew.
const MARK: &str = ".segue-demo";
/// Days of history.
const DAYS: i64 = 30;
/// Projects, with how much work each gets.
const PROJECTS: [(&str, u64); 5] = [
    ("api-server", 40),
    ("web-app", 25),
    ("infra", 15),
    ("docs", 10),
    ("data-pipeline", 10),
];

/// Writes the history, replacing an earlier one.
pub(crate) fn write(world: &World) -> Result<(), Problem> {
    let root = world
        .places
        .segue
        .parent()
        .unwrap_or(&world.places.segue)
        .to_owned();
    let failed = |error: std::io::Error| {
        Problem::new(
            Code::Io,
            format!("the demo cannot be written to {}", root.display()),
        )
        .because(error)
    };
    if root.exists() && !root.join(MARK).exists() {
        return Err(Problem::new(
            Code::Io,
            format!("{} is not a demo folder of Segue's", root.display()),
        )
        .hint("Move it away, then try again."));
    }
    if is_running(world)? {
        return Ok(());
    }
    if root.exists() {
        fs::remove_dir_all(&root).map_err(failed)?;
    }
    let live = write_all(world, &root).map_err(failed)?;
    plan(world, &live)
}

/// A demo that is open somewhere is looked at, not written anew under its feet.
fn is_running(world: &World) -> Result<bool, Problem> {
    let database = world.places.database();
    Ok(database.exists() && Store::open_as_is(&database)?.is_owned()?)
}

/// Schedules and plans stand in the database, beside what the index makes of the transcripts.
fn plan(world: &World, live: &[Live]) -> Result<(), Problem> {
    let (Some(home), [first, second, ..]) = (world.places.claude.first(), live) else {
        return Ok(());
    };
    let now = world.clock.now();
    let mut store = Store::open(&world.places.database())?;
    schedules::write(
        &mut store,
        &schedules::Given {
            home: &home.key(),
            zone: world.time_zone.iana_name().unwrap_or("UTC"),
            now,
            reset: next_reset(now),
            from: &first.id,
            started: (&second.id, second.start),
        },
    )?;
    drop(store);
    plans::write(world, first)
}

/// Returns the live sessions.
fn write_all(world: &World, root: &Path) -> std::io::Result<Vec<Live>> {
    fs::create_dir_all(root)?;
    fs::write(
        root.join(MARK),
        "A made-up history for `segue --demo`. Safe to delete.\n",
    )?;
    let Some(home) = world.places.claude.first() else {
        return Ok(Vec::new());
    };
    let now = world.clock.now();
    fs::create_dir_all(home.projects())?;
    fs::create_dir_all(home.live_sessions())?;
    let mut dice = Dice::new(20_26);
    for day in (0..DAYS).rev() {
        past_day(&home.projects(), now, day, &mut dice)?;
    }
    let live = live_sessions(world, now, &mut dice)?;
    fs::write(&home.state_file, limits(now).to_string())?;
    Ok(live)
}

/// A live session, and when it began.
struct Live {
    id: String,
    start: Timestamp,
}

/// A few sessions of one day; fewer at week-ends.
fn past_day(projects: &Path, now: Timestamp, days_ago: i64, dice: &mut Dice) -> std::io::Result<()> {
    let midnight = now
        - SignedDuration::from_hours(24 * days_ago)
        - SignedDuration::from_secs(now.as_second().rem_euclid(86_400));
    let weekend = (midnight.as_second() / 86_400 + 3).rem_euclid(7) >= 5;
    for _ in 0..if weekend { dice.below(2) } else { 3 + dice.below(4) } {
        let start = midnight + SignedDuration::from_mins(8 * 60 + dice.below(9 * 60) as i64);
        if start + SignedDuration::from_hours(1) >= now {
            continue;
        }
        let project = PROJECTS[dice.weighted(&PROJECTS.map(|(_, weight)| weight))].0;
        let shape = Shape {
            turns: 3 + dice.below(12),
            tokens: 18_000 + dice.below(120_000),
            text: 600,
        };
        write_session(projects, project, start, &shape, dice)?;
    }
    Ok(())
}

/// Three live ones: one nearly full and busy, one quiet, one that waits.
fn live_sessions(world: &World, now: Timestamp, dice: &mut Dice) -> std::io::Result<Vec<Live>> {
    let Some(home) = world.places.claude.first() else {
        return Ok(Vec::new());
    };
    let mut live = Vec::new();
    let states = [
        ("api-server", "busy", 137_000, 9),
        ("docs", "idle", 52_000, 26),
        ("infra", "waiting", 91_000, 3),
    ];
    for (number, (project, status, tokens, minutes_ago)) in states.into_iter().enumerate() {
        let shape = Shape {
            turns: 14,
            tokens,
            text: tokens / 14,
        };
        let start = now - SignedDuration::from_mins(70 + minutes_ago);
        let id = write_session(&home.projects(), project, start, &shape, dice)?;
        let mut entry = json!({
            "pid": std::process::id(), "sessionId": id, "cwd": folder_of(project), "status": status,
            "version": conversation::VERSION, "kind": "interactive", "updatedAt": now.as_millisecond(),
        });
        if status == "waiting" {
            entry["waitingFor"] = json!("permission prompt");
        }
        fs::write(
            home.live_sessions().join(format!("demo-{number}.json")),
            entry.to_string(),
        )?;
        live.push(Live { id, start });
    }
    Ok(live)
}

/// Where a made-up project lies.
fn folder_of(project: &str) -> String {
    format!("/home/you/work/{project}")
}

fn write_session(
    projects: &Path,
    project: &str,
    start: Timestamp,
    shape: &Shape,
    dice: &mut Dice,
) -> std::io::Result<String> {
    let cwd = folder_of(project);
    let folder = projects.join(project_dir::encode(&cwd));
    fs::create_dir_all(&folder)?;
    let conversation = Conversation::make(&cwd, start, shape, dice);
    fs::write(
        folder.join(format!("{}.jsonl", conversation.id)),
        conversation.lines,
    )?;
    Ok(conversation.id)
}

/// When the 5-hour window resets.
fn next_reset(now: Timestamp) -> Timestamp {
    grid(now + SignedDuration::from_mins(169))
}

/// Resets are at full ten minutes.
fn grid(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second() - at.as_second().rem_euclid(600)).unwrap_or(at)
}

/// What newer releases leave in their state file; here with made-up percentages.
fn limits(now: Timestamp) -> serde_json::Value {
    let five_hours = next_reset(now);
    let week = grid(now + 76.hours());
    json!({ "cachedUsageUtilization": {
        "fetchedAtMs": (now - SignedDuration::from_secs(40)).as_millisecond(),
        "accountUuid": "00000000-0000-4000-8000-000000000000",
        "utilization": {
            "five_hour": { "utilization": 62, "resets_at": five_hours.to_string() },
            "seven_day": { "utilization": 31, "resets_at": week.to_string() },
            "seven_day_opus": { "utilization": 12, "resets_at": week.to_string() },
        },
    }})
}
