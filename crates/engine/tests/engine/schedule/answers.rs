//! A question is answered once, whoever answers.

use segue_plan::schedule::StartAction;

use super::world::{Planned, at};

#[test]
fn the_first_answer_counts_and_the_second_face_is_told_which() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.go_to("2026-11-21T10:26:00Z");
    let later = StartAction::In15Minutes;
    let first = planned
        .segue
        .answer_start(start, 1, later, "notification")
        .expect("answer");
    assert_eq!(
        (first.taken, first.sentence.as_str()),
        (true, "api-server starts at 10:41.")
    );
    let second = planned
        .segue
        .answer_start(start, 1, StartAction::Skip, "tray")
        .expect("answer");
    assert_eq!(
        (second.taken, second.sentence.as_str()),
        (
            false,
            "Already answered: In 15 minutes, from the notification, 10:26."
        )
    );
    assert_eq!(second.start.ask.expect("a new question").number, 2);
    planned.go_to("2026-11-21T10:36:00Z");
    assert_eq!(
        planned.shown.titles(),
        ["api-server starts at 10:30", "api-server starts at 10:41"],
        "the new question is told once"
    );
    planned
        .segue
        .answer_start(start, 2, StartAction::Skip, "tray")
        .expect("answer");
    planned.go_to("2026-11-21T10:41:00Z");
    assert_eq!((planned.state(start), planned.gates()), ("skipped", 0));
    let over = planned
        .segue
        .answer_start(start, 3, StartAction::StartNow, "cli")
        .expect("answer");
    assert_eq!(
        (over.taken, over.sentence.as_str()),
        (false, "It was skipped already.")
    );
}

#[test]
fn a_next_reset_that_is_not_known_is_said() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.go_to("2026-11-21T12:00:00Z");
    let ask = planned.row(start).start.ask;
    let refused = planned
        .segue
        .answer_start(start, ask, StartAction::AtNextReset, "window");
    assert!(
        refused
            .expect_err("no reset")
            .hint
            .expect("a hint")
            .contains("start now")
    );
    planned.five_hour(40.0, "2026-11-21T14:00:00Z");
    let taken = planned
        .segue
        .answer_start(start, ask, StartAction::AtNextReset, "window")
        .expect("answer");
    assert!(taken.taken);
    assert_eq!(planned.row(start).start.due, at("2026-11-21T14:00:00Z"));
}

#[test]
fn moving_pausing_skipping_and_cancelling() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    let moved = planned.at("2026-11-21T11:00:00Z");
    let schedule = planned.segue.move_schedule(1, &moved, "window").expect("move");
    assert_eq!(schedule.next.expect("start").due, at("2026-11-21T11:00:00Z"));
    planned.go_to("2026-11-21T10:30:00Z");
    assert_eq!((planned.state(start), planned.gates()), ("waiting", 0));
    planned.segue.pause_schedule(1, true, "tray").expect("pause");
    planned.go_to("2026-11-21T11:00:01Z");
    assert_eq!(planned.gates(), 0);
    planned.segue.pause_schedule(1, false, "tray").expect("go on");
    let cancelled = planned.segue.cancel_schedule(1, "tray").expect("cancel");
    assert_eq!(serde_json::to_value(cancelled.state).expect("json"), "cancelled");
    planned.go_on(60);
    assert_eq!(planned.gates(), 0);
    assert!(planned.segue.run_now(1, "cli").is_err());
    assert!(planned.segue.skip_next(1, "cli").is_err());
    assert!(planned.segue.schedules(false).expect("list").schedules.is_empty());
    assert_eq!(planned.segue.schedules(true).expect("list").schedules.len(), 1);
}
