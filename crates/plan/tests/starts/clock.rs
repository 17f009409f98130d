//! The clock moves: sleep, clocks set by hand, daylight saving, the year's end, a restart of the machine.

use jiff::Timestamp;
use segue_plan::schedule::{
    After, Facts, Late, Schedule, ScheduleState, Spec, Stage, Start, StartAction, StartState, Weekday, When,
    after_end,
};

use super::world::{World, minutes, now, seconds};

fn due() -> Timestamp {
    now() + minutes(30)
}

#[test]
fn asleep_across_the_time_it_asks_and_the_answer_counts_once() {
    let mut world = World::with(due(), |_| {});
    world.pass(minutes(10));
    world.sleep(minutes(60));
    world.turn();
    assert_eq!(world.state(), StartState::Asking);
    let ask = world.rows[0].start.ask;
    assert!(world.rows[0].told.contains(&(Stage::Missed, ask)));
    assert!(
        !world.answer(0, ask - 1, StartAction::StartNow),
        "the old question is closed"
    );
    assert!(world.answer(0, ask, StartAction::StartNow));
    assert!(!world.answer(0, ask, StartAction::Drop), "it was answered");
    world.pass(minutes(1));
    assert_eq!((world.state(), world.launches.len()), (StartState::Confirmed, 1));
}

#[test]
fn asleep_for_less_than_is_late_it_starts() {
    let mut world = World::with(due(), |_| {});
    world.sleep(minutes(34));
    world.turn();
    world.gates();
    world.turn();
    assert_eq!(world.state(), StartState::Confirmed);
}

#[test]
fn a_schedule_can_say_what_becomes_of_a_late_start() {
    for (late, expected) in [
        (Late::Start, StartState::Confirmed),
        (Late::Drop, StartState::Dropped),
    ] {
        let mut world = World::with(due(), |spec| spec.conditions.late = late);
        world.sleep(minutes(600));
        world.turn();
        world.gates();
        world.turn();
        assert_eq!(world.state(), expected);
    }
}

#[test]
fn a_clock_set_back_after_the_launch_starts_nothing_again() {
    let mut world = World::with(due(), |_| {});
    world.pass(minutes(31));
    assert_eq!(world.state(), StartState::Confirmed);
    world.now = now();
    world.pass(minutes(60));
    assert_eq!(world.launches.len(), 1);
}

#[test]
fn a_clock_set_back_while_a_terminal_opens_waits_for_its_gate_as_long_as_ever() {
    let mut world = World::with(due(), |_| {});
    world.now = due();
    world.turn();
    assert_eq!(world.state(), StartState::Launching);
    world.now -= minutes(60);
    world.turn();
    world.gates();
    world.turn();
    assert_eq!((world.state(), world.launches.len()), (StartState::Confirmed, 1));
}

#[test]
fn a_clock_set_back_before_the_time_only_waits_longer() {
    let mut world = World::with(due(), |_| {});
    world.pass(minutes(29));
    world.now -= minutes(20);
    world.pass(minutes(21));
    assert_eq!((world.state(), world.launches.len()), (StartState::Confirmed, 1));
    let soon = world.rows[0]
        .told
        .iter()
        .filter(|(stage, _)| *stage == Stage::Soon);
    assert_eq!(soon.count(), 1, "it was announced once");
}

#[test]
fn a_clock_set_forward_is_a_late_start() {
    let mut world = World::with(due(), |_| {});
    world.pass(minutes(29));
    world.now += minutes(120);
    world.turn();
    assert_eq!(world.state(), StartState::Asking);
}

#[test]
fn after_a_restart_of_the_machine_what_was_being_launched_is_asked_about() {
    let mut world = World::with(due(), |_| {});
    world.now = due();
    world.turn();
    // The gate has claimed it; then the power fails.
    let pid = world.gate(0).expect("claimed");
    world.sessions[pid].alive = false;
    world.sleep(minutes(90));
    world.turn();
    assert_eq!(world.state(), StartState::Asking, "nothing began, and it is late");
    let ask = world.rows[0].start.ask;
    assert!(world.answer(0, ask, StartAction::StartNow));
    world.pass(minutes(1));
    assert_eq!(world.state(), StartState::Confirmed);
    assert_eq!(
        world.sessions.iter().filter(|session| session.transcript).count(),
        1
    );
}

#[test]
fn a_gate_that_dies_at_once_is_followed_by_another_and_three_are_enough() {
    let mut world = World::with(due(), |_| {});
    world.now = due();
    for _ in 0..3 {
        world.turn();
        let pid = world.gate(0).expect("claimed");
        world.sessions[pid].alive = false;
        world.now += seconds(5);
        world.turn();
        assert_eq!(world.state(), StartState::Begun, "its terminal may still say why");
        world.now += seconds(26);
    }
    world.turn();
    assert_eq!(world.state(), StartState::Failed);
    assert_eq!(world.launches.len(), 3);
}

/// The days on which a daily schedule was started, when nobody ever sleeps.
fn daily(time: &str, zone: &str, from: &str, days: usize) -> Vec<(String, String)> {
    let mut spec = Spec::new(
        "/home/you/code/api-server",
        When::Weekly {
            days: Weekday::ALL.to_vec(),
            time: time.to_owned(),
            zone: zone.to_owned(),
        },
    );
    spec.conditions.notice_minutes = Some(0);
    let schedule = Schedule {
        spec,
        state: ScheduleState::Active,
        starts: 0,
    };
    let begin: Timestamp = from.parse().expect("time");
    let mut last: Option<Start> = None;
    let mut world = World::new();
    world.resets.five_hour = None;
    world.now = begin;
    let mut found = Vec::new();
    for _ in 0..days {
        let After::Next(due) = after_end(&schedule, last.as_ref(), &Facts::default(), begin, world.now)
        else {
            panic!("there is always a next day");
        };
        let row = world.add(schedule.clone(), due.at);
        world.rows[row].start = Start::new(&due);
        world.now = due.at - minutes(2);
        world.pass(minutes(3));
        assert_eq!(world.rows[row].start.state, StartState::Confirmed);
        let launched = world.launches.last().expect("launched").0;
        let local = launched
            .in_tz(zone)
            .expect("zone")
            .strftime("%H:%M %Z")
            .to_string();
        found.push((due.occurrence, local));
        last = Some(world.rows[row].start.clone());
    }
    assert_eq!(world.launches.len(), days, "once each");
    found
}

#[test]
fn over_both_clock_changes_and_the_year_end_each_day_starts_once() {
    for (time, from, expected) in [
        (
            "02:30",
            "2026-03-27T12:00:00Z",
            ["02:30 CET", "03:30 CEST", "02:30 CEST"],
        ),
        (
            "02:30",
            "2026-10-23T12:00:00Z",
            ["02:30 CEST", "02:30 CEST", "02:30 CET"],
        ),
        (
            "00:00",
            "2026-12-30T12:00:00Z",
            ["00:00 CET", "00:00 CET", "00:00 CET"],
        ),
    ] {
        let found = daily(time, "Europe/Paris", from, 3);
        let times: Vec<&str> = found.iter().map(|(_, local)| local.as_str()).collect();
        assert_eq!(times, expected, "{found:?}");
    }
}
