//! With the app's loops running, a start is made when it is due.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use segue_engine::{Faces, Loops};
use segue_plan::schedule::{StartState, When};

use super::world::Planned;

/// Between two starts; the stagger is a second.
const APART: SignedDuration = SignedDuration::from_millis(1_100);

/// How late each of so many starts was, in milliseconds, sorted.
fn lateness(count: i32) -> Vec<i64> {
    let mut planned = Planned::by_the_clock();
    planned
        .segue
        .set_setting("schedule.stagger_seconds", "1", "cli")
        .expect("setting");
    let faces = Faces {
        changed: Box::new(|_| {}),
        notifier: None,
    };
    let loops = Loops::start(&planned.world, faces).expect("loops");
    let first = planned.world.clock.now() + SignedDuration::from_secs(2);
    let dues: Vec<Timestamp> = (0..count).map(|number| first + APART * number).collect();
    // Most are planned while others are being started.
    let mut starts = Vec::new();
    for due in &dues {
        while planned.world.clock.now() < *due - SignedDuration::from_secs(2) {
            open_gates(&planned, &starts);
            std::thread::park_timeout(Duration::from_millis(50));
        }
        let spec = planned.plan(When::At {
            at: *due,
            zone: "UTC".to_owned(),
        });
        starts.push(planned.add(&spec));
    }
    let limit = Instant::now() + Duration::from_secs(30);
    while starts
        .iter()
        .any(|start| planned.row(*start).start.launching_at.is_none())
    {
        assert!(Instant::now() < limit, "not everything was started");
        open_gates(&planned, &starts);
        std::thread::park_timeout(Duration::from_millis(50));
    }
    drop(loops);
    let mut late: Vec<i64> = starts
        .iter()
        .map(|start| {
            let start = planned.row(*start).start;
            assert_ne!(start.state, StartState::Asking, "{start:?}");
            let launched = start.launching_at.expect("launched");
            i64::try_from(launched.duration_since(start.due).as_millis()).expect("milliseconds")
        })
        .collect();
    late.sort_unstable();
    late
}

/// A start whose gate stays silent would be launched again, and stand in the way of others.
fn open_gates(planned: &Planned, starts: &[i64]) {
    for start in starts.iter().rev().take(10) {
        if planned.state(*start) == "launching" {
            planned.gate(*start);
        }
    }
}

#[test]
fn a_start_is_made_within_a_second_of_its_time() {
    let late = lateness(4);
    assert!(late[0] >= 0 && late[3] <= 1_000, "milliseconds late: {late:?}");
}

/// `cargo test -p segue-engine --test engine hundred -- --ignored --nocapture`
#[test]
#[ignore = "two minutes; for the figure"]
fn a_hundred_starts_for_the_figure() {
    let late = lateness(100);
    println!(
        "punctuality over {}: p50 {} ms, p99 {} ms, worst {} ms",
        late.len(),
        late[49],
        late[98],
        late[99]
    );
    assert!(late[98] <= 1_000);
}
