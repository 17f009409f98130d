//! A thousand schedules, twenty of them due at one reset, and the process that launches them is another one half way.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use segue_engine::Segue;
use segue_plan::schedule::{StartState, When};

use super::world::{Planned, at};

const RESET: &str = "2026-11-21T12:00:00Z";

/// A thousand rows; every fiftieth is due at the reset, with a priority of its own.
fn crowd(planned: &mut Planned) {
    let mut store = planned.store();
    let home = planned.world.places.claude[0].key();
    for number in 0..1_000i64 {
        let soon = number % 50 == 7;
        let days = if soon { 0 } else { 1 + number / 100 };
        let mut spec = planned.plan(When::At {
            at: at(RESET) + SignedDuration::from_hours(24 * days),
            zone: "UTC".to_owned(),
        });
        spec.priority = if soon { (number / 50 % 3) as u8 + 4 } else { 5 };
        spec.conditions.notice_minutes = Some(0);
        store
            .add_schedule(&spec, None, &home, "cli", at(super::world::NOW))
            .expect("add");
    }
}

/// Starts that are due at the reset, in the order they are to go.
fn expected(planned: &Planned) -> Vec<i64> {
    let store = planned.store();
    let mut rows = store
        .starts_between(at(RESET), at(RESET) + SignedDuration::from_secs(1))
        .expect("starts");
    rows.sort_by_key(|row| {
        let schedule = store.schedule(row.schedule).expect("read").expect("a schedule");
        (std::cmp::Reverse(schedule.spec.priority), row.num)
    });
    rows.into_iter().map(|row| row.num).collect()
}

/// Whoever has been launched begins, and its transcript appears.
fn begin(planned: &Planned, starts: &[i64]) {
    for start in starts {
        if planned.row(*start).start.state == StartState::Launching {
            assert!(planned.gate(*start));
            planned.write_transcript(*start);
        }
    }
}

#[test]
fn they_go_in_order_a_stagger_apart_and_none_is_lost() {
    let mut planned = Planned::new();
    crowd(&mut planned);
    let first_turn = Instant::now();
    planned.turn();
    let first_turn = first_turn.elapsed();
    let starts = expected(&planned);
    assert_eq!(starts.len(), 20);
    planned.go_to("2026-11-21T11:59:50Z");
    let idle = Instant::now();
    planned.turn();
    println!(
        "first turn {first_turn:?}, a turn before the reset {:?}",
        idle.elapsed()
    );

    planned.hand.set(at(RESET));
    for seconds in 0..=(20 * 30 / 10) {
        planned.turn();
        begin(&planned, &starts);
        if seconds == 30 {
            // The process that launches is another one from here on; it knows what the rows say.
            planned.segue = Segue::open(&planned.world).expect("open");
        }
        planned.hand.advance(SignedDuration::from_secs(10));
    }
    planned.turn();

    let rows: Vec<_> = starts.iter().map(|start| planned.row(*start)).collect();
    let launched: Vec<Timestamp> = rows.iter().filter_map(|row| row.start.launching_at).collect();
    assert_eq!(launched.len(), 20, "none is lost");
    assert_eq!(launched[0], at(RESET));
    for pair in launched.windows(2) {
        let apart = pair[1].duration_since(pair[0]);
        assert!(apart >= SignedDuration::from_secs(30), "in order, {apart} apart");
    }
    assert!(
        rows.iter()
            .all(|row| row.start.state == StartState::Confirmed && row.start.attempts == 1)
    );
    assert_eq!(planned.gates(), 20, "each opened one terminal");
    let others = planned.store().open_starts(Timestamp::MAX).expect("starts");
    let untouched = others.iter().filter(|row| row.start.state == StartState::Waiting);
    assert_eq!(untouched.count(), 980);
}
