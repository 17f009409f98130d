//! Schedules that repeat.

use segue_plan::schedule::{Weekday, When};

use super::world::{Planned, at};

fn weekdays(planned: &Planned) -> segue_plan::schedule::Spec {
    planned.plan(When::Weekly {
        days: Weekday::ALL[..5].to_vec(),
        time: "09:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
    })
}

#[test]
fn each_occurrence_is_posed_when_the_last_one_is_dealt_with() {
    let mut planned = Planned::new();
    let spec = weekdays(&planned);
    let first = planned.add(&spec);
    assert_eq!(
        planned.row(first).start.due,
        at("2026-11-23T08:00:00Z"),
        "Monday in Paris"
    );
    planned.go_to("2026-11-23T08:00:00Z");
    assert!(planned.gate(first));
    planned.write_transcript(first);
    planned.go_on(1);
    planned.go_on(1);
    let detail = planned.segue.schedule(1).expect("schedule");
    assert_eq!(detail.starts.len(), 2);
    let second = detail.starts[0].id;
    assert_eq!(planned.row(second).start.due, at("2026-11-24T08:00:00Z"));
    let schedule = planned.segue.skip_next(1, "cli").expect("skip");
    assert_eq!(schedule.next.expect("next").due, at("2026-11-25T08:00:00Z"));
    assert_eq!(schedule.when_words, "weekdays 09:00 (Europe/Paris)");
}

#[test]
fn one_more_start_is_beside_the_plan() {
    let mut planned = Planned::new();
    let spec = weekdays(&planned);
    let first = planned.add(&spec);
    let other = planned
        .store()
        .try_lease(segue_store::LeaseKind::Starts)
        .expect("lease")
        .expect("free");
    let extra = planned.segue.run_now(1, "cli").expect("run");
    drop(other);
    assert_ne!(extra.id, first);
    planned.turn();
    assert_eq!(
        (planned.state(extra.id), planned.state(first)),
        ("launching", "waiting")
    );
}

#[test]
fn a_plan_that_is_changed_starts_on_each_day_it_says() {
    let mut planned = Planned::new();
    let weekly = |days: &[Weekday], time: &str| When::Weekly {
        days: days.to_vec(),
        time: time.to_owned(),
        zone: "UTC".to_owned(),
    };
    let mut spec = planned.plan(weekly(&[Weekday::Fri], "09:00"));
    spec.conditions.notice_minutes = Some(0);
    let friday = planned.add(&spec);
    assert_eq!(planned.row(friday).start.due, at("2026-11-27T09:00:00Z"));
    spec.when = weekly(&Weekday::ALL, "12:00");
    planned.segue.change_schedule(1, &spec, "cli").expect("change");
    assert_eq!(planned.state(friday), "dropped");
    for day in 21..30 {
        let next = planned.segue.schedule(1).expect("schedule").schedule.next;
        let next = next.expect("each day has one");
        assert_eq!(next.due, at(&format!("2026-11-{day}T12:00:00Z")));
        planned.segue.skip_next(1, "cli").expect("skip");
    }
    // Later on the same day: the day moves, and stays one.
    spec.when = weekly(&Weekday::ALL, "13:00");
    let changed = planned.segue.change_schedule(1, &spec, "cli").expect("change");
    assert_eq!(changed.next.expect("next").due, at("2026-11-21T13:00:00Z"));
}

#[test]
fn it_ends_after_so_many_starts() {
    let mut planned = Planned::new();
    let mut spec = weekdays(&planned);
    spec.conditions.max_starts = Some(1);
    let first = planned.add(&spec);
    planned.go_to("2026-11-23T08:00:00Z");
    assert!(planned.gate(first));
    planned.write_transcript(first);
    planned.go_on(1);
    planned.go_on(1);
    let detail = planned.segue.schedule(1).expect("schedule");
    assert_eq!(serde_json::to_value(detail.schedule.state).expect("json"), "done");
    assert_eq!(detail.starts.len(), 1);
}

#[test]
fn every_reset_goes_on_from_the_session_before_until_nothing_is_open() {
    let mut planned = Planned::new();
    planned.five_hour(90.0, "2026-11-21T12:00:00Z");
    let mut spec = planned.plan(When::EveryReset { after_minutes: 0 });
    spec.conditions.until_done = true;
    let first = planned.add(&spec);
    planned.hand.set(at("2026-11-21T12:00:00Z"));
    planned.five_hour(0.0, "2026-11-21T17:00:00Z");
    planned.turn();
    assert_eq!(planned.state(first), "launching");
    assert!(planned.gate(first));
    planned.write_transcript(first);
    planned.go_on(1);
    planned.go_on(1);
    let detail = planned.segue.schedule(1).expect("schedule");
    assert_eq!(detail.starts.len(), 2, "{detail:?}");
    let second = detail.starts[0].id;
    assert_eq!(planned.row(second).start.due, at("2026-11-21T17:00:00Z"));
    // Its handoff says that nothing is left.
    let session = planned.row(first).session_id;
    planned.segue.catch_up().expect("look");
    planned
        .segue
        .save_handoff(
            &session,
            "# Login\n\n## Next objectives\n\n- [x] Fix the login flow\n",
            "cli",
        )
        .expect("handoff");
    planned.hand.set(at("2026-11-21T17:00:00Z"));
    planned.five_hour(0.0, "2026-11-21T22:00:00Z");
    planned.turn();
    assert_eq!((planned.state(second), planned.gates()), ("dropped", 1));
    planned.go_on(1);
    let detail = planned.segue.schedule(1).expect("schedule");
    assert_eq!(serde_json::to_value(detail.schedule.state).expect("json"), "done");
}
