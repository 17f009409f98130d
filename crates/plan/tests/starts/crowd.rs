//! A thousand schedules, twenty of them due at one reset.

use jiff::Timestamp;
use segue_plan::schedule::{Hold, StartState, Step, Turn};

use super::world::{World, minutes, now, schedule, seconds};

fn crowd() -> (World, Timestamp) {
    let mut world = World::new();
    let reset: Timestamp = "2026-11-21T18:00:00Z".parse().expect("reset");
    for number in 0..1_000i64 {
        let (at, priority) = if number % 50 == 7 {
            (reset, (number / 50 % 3) as u8 + 4)
        } else {
            (reset + minutes(24 * 60 + number), 5)
        };
        world.add(schedule(at, |spec| spec.priority = priority), at);
    }
    (world, reset)
}

/// The rows that are due at the reset, in the order they are to go.
fn expected(world: &World) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..1_000).filter(|row| row % 50 == 7).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(world.rows[*row].schedule.spec.priority), *row));
    rows
}

fn assert_staggered(world: &World) {
    for pair in world.launches.windows(2) {
        let apart = pair[1].0.duration_since(pair[0].0);
        assert!(apart >= world.rules.stagger, "two launches {apart} apart");
    }
}

fn first_launches(world: &World) -> Vec<usize> {
    let first = world.launches.iter().filter(|(_, _, first)| *first);
    first.map(|(_, row, _)| *row).collect()
}

#[test]
fn twenty_at_one_reset_go_in_order_and_the_others_are_not_touched() {
    let (mut world, reset) = crowd();
    world.now = reset - minutes(6);
    world.pass(minutes(17));
    assert_eq!(first_launches(&world), expected(&world));
    assert_eq!(world.launches.len(), 20, "each once");
    assert_staggered(&world);
    assert_eq!(world.launches[0].0, reset, "the first is punctual");
    let confirmed = world
        .rows
        .iter()
        .filter(|row| row.start.state == StartState::Confirmed);
    assert_eq!(confirmed.count(), 20);
    let untouched = world.rows.iter().filter(|row| row.version == 0);
    assert_eq!(untouched.count(), 980);
}

#[test]
fn a_limit_holds_all_of_them_until_its_reset() {
    let (mut world, reset) = crowd();
    let until = reset + minutes(5 * 60);
    world.hold = Some(Hold {
        until,
        label: "5-hour".to_owned(),
    });
    world.now = reset - minutes(6);
    world.pass(minutes(60));
    let held = world
        .rows
        .iter()
        .filter(|row| row.start.state == StartState::Held);
    assert_eq!(held.count(), 20);
    assert_eq!(world.launches, []);
    world.now = until - minutes(6);
    world.pass(minutes(17));
    assert_eq!(first_launches(&world), expected(&world));
    assert_staggered(&world);
    assert_eq!(world.launches[0].0, until);
}

#[test]
fn an_owner_that_dies_in_the_middle_loses_none() {
    let (mut world, reset) = crowd();
    world.now = reset - minutes(6);
    world.pass(minutes(8));
    let before = world.launches.len();
    assert!((2..10).contains(&before), "{before} so far");
    // It claims the next one, and dies before it opens a terminal.
    world.now = world.launches[before - 1].0 + seconds(30);
    let row = expected(&world)[before];
    let step = world.step(row, Turn::Now);
    assert_eq!(step, Step::Launch);
    let version = world.rows[row].version;
    assert!(world.act(row, version, &step, true));
    // The next owner knows only what the rows say.
    world.sleep(seconds(4));
    world.pass(minutes(17));
    assert_eq!(first_launches(&world), expected(&world));
    assert_eq!(world.launches.len(), 21, "one was tried twice");
    assert_staggered(&world);
    assert_eq!(world.sessions.len(), 20, "each was begun once");
}

#[test]
fn a_turn_over_a_thousand_starts_is_nothing() {
    // All of them within the horizon: what one turn decides at most.
    let mut world = World::new();
    for number in 0..1_000 {
        let at = now() + minutes(60) + seconds(number);
        world.add(schedule(at, |_| {}), at);
    }
    world.turn();
    assert!(world.rows.iter().all(|row| row.version == 0));
}

#[test]
fn a_machine_that_sleeps_in_the_middle_asks_about_the_rest() {
    let (mut world, reset) = crowd();
    world.now = reset - minutes(6);
    world.pass(minutes(8));
    let before = world.launches.len();
    world.sleep(minutes(60));
    world.pass(minutes(20));
    assert_eq!(world.launches.len(), before, "none starts an hour late by itself");
    let asking = world
        .rows
        .iter()
        .filter(|row| row.start.state == StartState::Asking);
    assert_eq!(asking.count(), 20 - before);
}
