//! Starts as rows: whatever two processes do at once, one of them wins.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use segue_plan::schedule::{
    Due, Event, ScheduleState, Spec, Stage, Start, StartAction, StartState, When, transition,
};
use segue_store::{LeaseKind, StartRow, Store, Taken};

const NOW: Timestamp = Timestamp::constant(1_795_276_800, 0);

fn file() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("temp dir");
    let path = folder.path().join("segue.db");
    (folder, path)
}

fn spec() -> Spec {
    let mut spec = Spec::new("/home/you/code/api-server", When::AtReset { after_minutes: 5 });
    spec.prompt = "Go on with \"the\" plan.\n- [ ] one".to_owned();
    spec.conditions.quiet_hours = Some("22:00-07:00".to_owned());
    spec
}

fn due(occurrence: &str, minutes: i64) -> Start {
    Start::new(&Due {
        occurrence: occurrence.to_owned(),
        at: NOW + SignedDuration::from_mins(minutes),
        reset: Some(NOW),
    })
}

/// A database with one schedule and its start.
fn one(path: &Path) -> (Store, StartRow) {
    let mut store = Store::open(path).expect("open");
    let schedule = store
        .add_schedule(&spec(), None, "/home/you/.claude", "cli", NOW)
        .expect("add");
    let row = store
        .pose_start(schedule, &due("once", 5), "session-1", true, "cli", NOW)
        .expect("pose");
    (store, row.expect("posed"))
}

#[test]
fn a_schedule_reads_back_as_it_was_planned() {
    let (_folder, path) = file();
    let mut store = Store::open(&path).expect("open");
    let num = store
        .add_schedule(&spec(), Some(3), "/home/you/.claude", "window", NOW)
        .expect("add");
    let row = store.schedule(num).expect("read").expect("row");
    assert_eq!((&row.spec, row.project_num, row.starts), (&spec(), Some(3), 0));
    assert_eq!(
        (row.state, row.made_by.as_str()),
        (ScheduleState::Active, "window")
    );
    let changed = Spec {
        priority: 9,
        ..spec()
    };
    assert!(store.set_spec(num, &changed, None, "cli", NOW).expect("change"));
    let (active, paused) = (ScheduleState::Active, ScheduleState::Paused);
    assert!(
        store
            .set_schedule_state(num, active, paused, "cli", NOW)
            .expect("pause")
    );
    assert!(
        !store
            .set_schedule_state(num, active, ScheduleState::Done, "cli", NOW)
            .expect("changed meanwhile")
    );
    let row = store.schedule(num).expect("read").expect("row");
    assert_eq!(
        (row.spec.priority, row.state, row.changed_by.as_str()),
        (9, paused, "cli")
    );
    assert!(
        store
            .set_schedule_state(num, paused, ScheduleState::Cancelled, "cli", NOW)
            .expect("cancel")
    );
    assert_eq!(store.schedules(false).expect("live"), []);
    assert_eq!(store.schedules(true).expect("all").len(), 1, "nothing is removed");
}

#[test]
fn an_occurrence_has_one_start_and_a_schedule_one_that_is_pending() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let pose = |store: &mut Store, occurrence: &str, session: &str, only_next| {
        let start = due(occurrence, 10);
        store
            .pose_start(row.schedule, &start, session, only_next, "segue", NOW)
            .expect("pose")
    };
    assert_eq!(
        pose(&mut store, "once", "session-2", false),
        None,
        "the occurrence is there"
    );
    assert_eq!(
        pose(&mut store, "2026-11-22", "session-2", true),
        None,
        "another one is pending"
    );
    assert_eq!(store.schedules_without_start().expect("none"), []);
    assert!(
        pose(&mut store, "now-1", "session-2", false).is_some(),
        "but one by hand may be"
    );
    for row in store.starts_of(row.schedule).expect("starts") {
        store
            .change_start(row.num, &Event::Skipped { at: NOW }, "cli", NOW)
            .expect("skip")
            .expect("skipped");
    }
    assert_eq!(store.schedules_without_start().expect("one").len(), 1);
    assert_eq!(store.open_starts(Timestamp::MAX).expect("open"), []);
    assert!(pose(&mut store, "2026-11-22", "session-3", true).is_some());
    assert_eq!(
        store.next_open_due(NOW).expect("next"),
        Some(NOW + SignedDuration::from_mins(10))
    );
}

#[test]
fn an_occurrence_that_was_dropped_before_its_launch_can_be_posed_anew() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let pose = |store: &mut Store, session: &str| {
        let posed = store.pose_start(row.schedule, &due("once", 10), session, true, "segue", NOW);
        posed.expect("pose").map(|row| (row.num, row.start.occurrence))
    };
    let change = |store: &mut Store, num, event: &Event| {
        store
            .change_start(num, event, "segue", NOW)
            .expect("change")
            .expect("changed");
    };
    let dropped = Event::Dropped { at: NOW, why: None };
    change(&mut store, row.num, &dropped);
    let (second, key) = pose(&mut store, "session-2").expect("posed anew");
    assert_eq!(key, "once~2");
    assert_eq!(pose(&mut store, "session-3"), None, "it is pending");
    change(&mut store, second, &Event::Launching { at: NOW });
    change(&mut store, second, &dropped);
    assert_eq!(pose(&mut store, "session-3"), None, "it was launched");
}

#[test]
fn all_that_decisions_need_reads_back() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let mut expected = row.start.clone();
    let until = Some(NOW + SignedDuration::from_mins(90));
    for event in [
        Event::Held {
            until,
            why: "The 5-hour limit is reached.".to_owned(),
        },
        Event::Released { at: NOW },
        Event::Asked {
            at: NOW,
            why: "Missed.".to_owned(),
            stage: Stage::Missed,
        },
        Event::Moved {
            due: NOW,
            reset: None,
            why: None,
            tell: false,
            wished_now: true,
        },
        Event::Checked { at: NOW },
        Event::Queued { at: NOW },
        Event::Launching { at: NOW },
        Event::Begun { at: NOW, pid: 7 },
        Event::Alive { at: NOW },
        Event::StopWished { at: NOW },
        Event::Confirmed { at: NOW },
        Event::Spent { tokens: 12_000 },
        Event::Ended {
            at: NOW,
            exit_code: Some(143),
            spent_tokens: Some(13_000),
            why: Some("Stopped.".to_owned()),
            tell: true,
        },
        Event::Told { stage: Stage::Ended },
    ] {
        expected = transition(&expected, &event).expect("possible");
        let row = store
            .change_start(row.num, &event, "segue", NOW)
            .expect("change")
            .expect("changed");
        assert_eq!(row.start, expected, "{event:?}");
        assert_eq!(store.start(row.num).expect("read"), Some(row));
    }
    let row = store.start(row.num).expect("read").expect("row");
    assert_eq!((row.version, row.start.is_open()), (row.version.max(14), false));
    assert_eq!(
        store.schedule(row.schedule).expect("read").expect("row").starts,
        1
    );
    assert_eq!(store.last_launch("/home/you/.claude").expect("read"), Some(NOW));
    assert_eq!(store.last_launch("/home/you/.claude-work").expect("read"), None);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let next = transition(&row.start, &Event::Launching { at: NOW }).expect("launch");
    assert!(store.set_start(&row, &next, "window", NOW).expect("first"));
    assert!(!store.set_start(&row, &next, "wake", NOW).expect("second"));
    assert_eq!(
        store.start(row.num).expect("read").expect("row").start.attempts,
        1
    );
}

/// Does the same in many connections at once, as many processes would. How often it was granted.
fn at_once(path: &Path, act: impl Fn(&mut Store, u32) -> bool + Sync) -> usize {
    let barrier = std::sync::Barrier::new(8);
    std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8u32)
            .map(|number| {
                let (barrier, act) = (&barrier, &act);
                scope.spawn(move || {
                    let mut store = Store::open(path).expect("open");
                    barrier.wait();
                    act(&mut store, number)
                })
            })
            .collect();
        racers
            .into_iter()
            .map(|racer| racer.join().expect("racer"))
            .filter(|granted| *granted)
            .count()
    })
}

#[test]
fn of_many_gates_one_begins() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let begin = |store: &mut Store, pid| {
        store
            .begin_start(row.num, "session-1", pid, Some("mark"), NOW)
            .expect("begin")
    };
    assert!(!begin(&mut store, 1), "nobody has launched it");
    store
        .change_start(row.num, &Event::Launching { at: NOW }, "segue", NOW)
        .expect("launch")
        .expect("launching");
    assert!(
        !store
            .begin_start(row.num, "another", 1, None, NOW)
            .expect("begin"),
        "a terminal of another start"
    );
    assert_eq!(at_once(&path, |store, number| begin(store, 100 + number)), 1);
    let begun = store.start(row.num).expect("read").expect("row");
    assert_eq!(
        (begun.start.state, begun.begun_mark.as_deref()),
        (StartState::Begun, Some("mark"))
    );
}

#[test]
fn of_many_launchers_one_launches() {
    let (_folder, path) = file();
    let (store, row) = one(&path);
    drop(store);
    let next = transition(&row.start, &Event::Launching { at: NOW }).expect("launch");
    assert_eq!(
        at_once(&path, |store, _| store
            .set_start(&row, &next, "segue", NOW)
            .expect("set")),
        1
    );
}

#[test]
fn of_many_faces_one_tells_and_what_was_to_be_told_is_forgotten() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let event = Event::Asked {
        at: NOW,
        why: "Missed.".to_owned(),
        stage: Stage::Missed,
    };
    let asked = store
        .change_start(row.num, &event, "segue", NOW)
        .expect("ask")
        .expect("asked");
    assert_eq!(asked.start.tell, Some(Stage::Missed));
    let claim = |store: &mut Store, _| store.claim_notice(row.num, Stage::Missed, 2, NOW).expect("claim");
    assert_eq!(at_once(&path, claim), 1);
    assert_eq!(store.start(row.num).expect("read").expect("row").start.tell, None);
    assert!(
        store
            .claim_notice(row.num, Stage::Missed, 3, NOW)
            .expect("another question")
    );
    store
        .notice_shown(row.num, Stage::Missed, 2, NOW, Some("no daemon"))
        .expect("shown");
    let notices = store.start_notices(row.num).expect("notices");
    let failures: BTreeSet<_> = notices.iter().map(|notice| notice.failure.as_deref()).collect();
    assert_eq!(
        (notices.len(), failures),
        (2, BTreeSet::from([None, Some("no daemon")]))
    );
}

#[test]
fn of_many_answers_one_counts_and_the_others_hear_which() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    let later = Event::Moved {
        due: NOW,
        reset: None,
        why: None,
        tell: false,
        wished_now: false,
    };
    let next = transition(&row.start, &later).expect("move");
    let take = |store: &mut Store, number: u32| {
        let taken = store
            .take_answer(
                &row,
                StartAction::In15Minutes,
                &next,
                &format!("face {number}"),
                NOW,
            )
            .expect("answer");
        taken == Taken::Yes
    };
    assert_eq!(at_once(&path, take), 1);
    let answers = store.start_answers(row.num).expect("answers");
    assert_eq!((answers.len(), answers[0].ask), (1, 1));
    let again = store
        .take_answer(&row, StartAction::Skip, &next, "tray", NOW)
        .expect("answer");
    assert_eq!(again, Taken::Before(answers[0].clone()));
    assert_eq!(store.start(row.num).expect("read").expect("row").start, next);
}

#[test]
fn an_answer_to_a_start_that_changed_is_read_again() {
    let (_folder, path) = file();
    let (mut store, row) = one(&path);
    store
        .change_start(row.num, &Event::Checked { at: NOW }, "segue", NOW)
        .expect("check")
        .expect("checked");
    let next = transition(&row.start, &Event::Skipped { at: NOW }).expect("skip");
    let taken = store
        .take_answer(&row, StartAction::Skip, &next, "tray", NOW)
        .expect("answer");
    assert_eq!(taken, Taken::Changed);
    assert_eq!(store.start_answers(row.num).expect("answers"), []);
}

#[test]
fn the_leases_are_apart_and_one_process_has_each() {
    let (_folder, path) = file();
    let (store, other) = (
        Store::open(&path).expect("open"),
        Store::open(&path).expect("open"),
    );
    let owner = store.try_own().expect("try").expect("free");
    let starts = other.try_lease(LeaseKind::Starts).expect("try").expect("free");
    assert!(store.try_lease(LeaseKind::Starts).expect("try").is_none());
    drop(starts);
    assert!(!store.is_leased(LeaseKind::Starts).expect("look"));
    assert!(store.is_owned().expect("look"));
    drop(owner);
}

#[test]
fn what_a_turn_reads_does_not_grow_with_what_is_planned_or_over() {
    let (_folder, path) = file();
    let mut store = Store::open(&path).expect("open");
    for number in 0..1_000i64 {
        let schedule = store
            .add_schedule(&spec(), None, "/home/you/.claude", "cli", NOW)
            .expect("add");
        let minutes = if number < 20 { 0 } else { 24 * 60 + number };
        store
            .pose_start(
                schedule,
                &due("once", minutes),
                &format!("session-{number}"),
                true,
                "cli",
                NOW,
            )
            .expect("pose");
    }
    let due = store
        .open_starts(NOW + SignedDuration::from_hours(2))
        .expect("due");
    assert_eq!(due.len(), 20);
    for sql in [
        "SELECT num FROM start WHERE open = 1 AND due < ?1 ORDER BY due, num",
        "SELECT min(due) FROM start WHERE open = 1 AND due >= ?1",
        "SELECT 1 FROM start WHERE start.schedule = ?1 AND start.pending = 1",
        "SELECT num FROM start WHERE due >= ?1 AND due < ?1 ORDER BY due, num",
    ] {
        let raw = rusqlite::Connection::open(&path).expect("raw");
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let plan: String = raw.query_row(&explain, [0], |row| row.get(3)).expect("plan");
        assert!(
            plan.starts_with("SEARCH start USING") && plan.contains(" INDEX start_"),
            "{sql}: {plan}"
        );
    }
}
