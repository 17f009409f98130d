//! Tables of what closes a phase and what does not, and what holds whatever happens.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::plans::{MarkHow, MarkKind, Phase, Task};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("time")
}

fn fact(second: i64, what: Seen) -> Fact {
    Fact { at: at(second), what }
}

fn todos(second: i64, items: &[(&str, TodoState)]) -> Fact {
    let todo = |(text, state): &(&str, TodoState)| Todo {
        text: (*text).to_owned(),
        state: *state,
    };
    fact(second, Seen::Todos(items.iter().map(todo).collect()))
}

fn wrote(second: i64, path: &str) -> Fact {
    fact(
        second,
        Seen::Wrote {
            path: path.to_owned(),
        },
    )
}

fn tested(second: i64, ok: bool) -> Fact {
    let command = "cargo test".to_owned();
    fact(second, Seen::Tested { command, ok })
}

fn committed(second: i64, subject: &str) -> Fact {
    let subject = subject.to_owned();
    fact(second, Seen::Committed { subject })
}

fn phase(key: &str, title: &str, deliverables: &[&str], tasks: &[&str]) -> Phase {
    let task = |(place, title): (usize, &&str)| Task {
        key: format!("{key}.{}", place + 1),
        title: (*title).to_owned(),
        ..Task::default()
    };
    Phase {
        key: key.to_owned(),
        title: title.to_owned(),
        deliverables: deliverables.iter().map(|line| (*line).to_owned()).collect(),
        tasks: tasks.iter().enumerate().map(task).collect(),
        ..Phase::default()
    }
}

fn plan() -> Plan {
    Plan {
        phases: vec![
            phase(
                "1",
                "Database schema",
                &["`src/schema.rs`"],
                &["Write the users migration", "Seed the data"],
            ),
            phase(
                "2",
                "Report reader",
                &["`src/report.rs`", "Unit tests for the reader"],
                &[],
            ),
            phase("3", "Documents", &["docs/", "A tour that everybody likes"], &[]),
            phase("4", "Release", &[], &[]),
        ],
        ..Plan::default()
    }
}

fn mark(key: &str, kind: MarkKind, second: i64, how: MarkHow) -> Mark {
    Mark {
        key: key.to_owned(),
        kind,
        at: at(second),
        how,
        detail: String::new(),
    }
}

/// The marks that follow, as "1 started start, 1 done todo, …".
fn told(plan: &Plan, marks: &[Mark], facts: &[Fact]) -> String {
    let made = advance(plan, marks, &mut Notes::default(), facts, at(0));
    let word = |mark: &Mark| {
        let step = match mark.kind {
            MarkKind::Started => "started",
            MarkKind::Done => "done",
            MarkKind::Reopened => "reopened",
        };
        format!("{} {step} {:?}", mark.key, mark.how).to_lowercase()
    };
    made.iter().map(word).collect::<Vec<_>>().join(", ")
}

use TodoState::{Begun, Done, Pending};

#[test]
fn a_phase_is_done_by_its_to_dos_and_the_next_begins() {
    let both = [("Write the users migration", Done), ("Seed the data", Done)];
    assert_eq!(
        told(&plan(), &[], &[todos(5, &both)]),
        "1 started start, 1 done todo, 2 started todo"
    );
    let one = [("Write the users migration", Done), ("Seed the data", Begun)];
    assert_eq!(told(&plan(), &[], &[todos(5, &one)]), "1 started start");
    // The list names one step of two: the other may follow.
    assert_eq!(
        told(&plan(), &[], &[todos(5, &[("Seed the data", Done)])]),
        "1 started start"
    );
    // Tidied away when done: still done.
    let facts = [
        todos(5, &[("1.1 Migration", Done)]),
        todos(6, &[]),
        todos(7, &[("1.2 Data", Done)]),
    ];
    assert_eq!(
        told(&plan(), &[], &facts),
        "1 started start, 1 done todo, 2 started todo"
    );
    // Dropped undone: not done.
    let facts = [
        todos(5, &[("1.1 Migration", Done), ("1.2 Data", Begun)]),
        todos(6, &[]),
    ];
    assert_eq!(told(&plan(), &[], &facts), "1 started start");
}

#[test]
fn a_to_do_that_stands_for_the_phase_is_enough() {
    let facts = [todos(
        5,
        &[
            ("Phase 1: Database schema", Done),
            ("Phase 2: Report reader", Begun),
        ],
    )];
    assert_eq!(
        told(&plan(), &[], &facts),
        "1 started start, 2 started todo, 1 done todo"
    );
}

#[test]
fn all_at_once_closes_one_after_the_other() {
    let facts = [todos(
        5,
        &[
            ("Phase 1", Done),
            ("Phase 2", Done),
            ("Phase 3", Done),
            ("Phase 4", Done),
        ],
    )];
    let made = told(&plan(), &[], &facts);
    for key in ["1", "2", "3", "4"] {
        assert!(made.contains(&format!("{key} done todo")), "{made}");
    }
}

#[test]
fn files_need_tests_or_a_commit_after_them() {
    let at_two = [mark("1", MarkKind::Done, 1, MarkHow::Click)];
    let told = |facts: &[Fact]| told(&plan(), &at_two, facts);
    let file = || wrote(5, "/home/you/code/api/src/report.rs");
    assert_eq!(told(&[file()]), "2 started click");
    assert_eq!(told(&[file(), tested(6, false)]), "2 started click");
    assert_eq!(
        told(&[file(), tested(6, true)]),
        "2 started click, 2 done deliverable, 3 started deliverable"
    );
    // Passed before the file was changed again: that says nothing.
    assert_eq!(told(&[tested(4, true), file()]), "2 started click");
    // The phase promises tests: a commit without any is not enough.
    assert_eq!(told(&[file(), committed(6, "Add the reader")]), "2 started click");
    assert_eq!(
        told(&[tested(4, true), file(), committed(6, "Add the reader")]),
        "2 started click, 2 done deliverable, 3 started deliverable"
    );
    assert_eq!(told(&[file(), fact(7, Seen::Ended)]), "2 started click");
}

#[test]
fn words_that_nobody_can_check_wait_until_work_has_moved_on() {
    let mut plan = plan();
    plan.phases[3].deliverables = vec!["`release.sh`".to_owned()];
    let before = [
        mark("1", MarkKind::Done, 1, MarkHow::Click),
        mark("2", MarkKind::Done, 1, MarkHow::Click),
    ];
    let facts = [wrote(5, "docs/a.md"), committed(6, "Documents")];
    assert_eq!(told(&plan, &before, &facts), "3 started click");
    let facts = [
        wrote(5, "docs/a.md"),
        wrote(7, "release.sh"),
        committed(8, "Script"),
    ];
    assert_eq!(
        told(&plan, &before, &facts),
        "3 started click, 3 done deliverable, 4 started deliverable, 4 done deliverable"
    );
}

#[test]
fn the_end_closes_only_what_is_there() {
    let facts = [wrote(5, "src/schema.rs"), fact(6, Seen::Ended)];
    assert_eq!(told(&plan(), &[], &facts), "1 started start, 1 done end");
    assert_eq!(told(&plan(), &[], &[fact(6, Seen::Ended)]), "1 started start");
    // Resumed: work goes on with the next.
    let facts = [
        wrote(5, "src/schema.rs"),
        fact(6, Seen::Ended),
        wrote(9, "src/report.rs"),
    ];
    assert_eq!(
        told(&plan(), &[], &facts),
        "1 started start, 1 done end, 2 started end"
    );
}

#[test]
fn a_list_without_names_is_about_what_is_worked_on() {
    let mut plan = plan();
    plan.phases[0].deliverables.clear();
    let list = [("Look around", Done), ("Tidy the tables", Done)];
    assert_eq!(told(&plan, &[], &[todos(5, &list)]), "1 started start");
    assert_eq!(
        told(&plan, &[], &[todos(5, &list), committed(6, "Tables")]),
        "1 started start, 1 done todo, 2 started todo"
    );
    assert_eq!(
        told(&plan, &[], &[todos(5, &list[..1]), committed(6, "Tables")]),
        "1 started start"
    );
}

#[test]
fn a_commit_named_after_the_phase_closes_it() {
    for (subject, closes) in [
        ("Phase 1: Database schema", true),
        ("Phase 1 complete", true),
        ("Phase 1: first migration", false),
        ("Phase 2: Report reader", false),
        ("Database schema", false),
    ] {
        let made = told(&plan(), &[], &[committed(5, subject)]);
        assert_eq!(made.contains("1 done commit"), closes, "{subject}: {made}");
    }
}

#[test]
fn tests_that_pass_again_close_a_phase_about_tests() {
    let mut plan = plan();
    plan.phases[0].success = vec!["All tests pass".to_owned()];
    let facts = [tested(4, false), tested(6, true), committed(7, "Fix the join")];
    assert_eq!(
        told(&plan, &[], &facts),
        "1 started start, 1 done tests, 2 started tests"
    );
    assert_eq!(told(&plan, &[], &facts[1..]), "1 started start");
    assert_eq!(told(&plan, &[], &facts[..2]), "1 started start");
}

#[test]
fn a_click_wins() {
    let done = todos(5, &[("Phase 1", Done)]);
    let clicked = [
        mark("1", MarkKind::Started, 0, MarkHow::Start),
        mark("1", MarkKind::Reopened, 20, MarkHow::Click),
    ];
    // Reopened afterwards: what was done before does not close it again.
    assert_eq!(told(&plan(), &clicked, std::slice::from_ref(&done)), "");
    let again = [
        done.clone(),
        todos(30, &[("Phase 1", Begun)]),
        todos(31, &[("Phase 1", Done)]),
    ];
    assert_eq!(told(&plan(), &clicked, &again), "1 done todo, 2 started todo");
    // Further than the person went nothing begins before; a closed phase is not touched.
    let ahead = [
        mark("1", MarkKind::Started, 0, MarkHow::Start),
        mark("3", MarkKind::Started, 2, MarkHow::Cli),
        mark("2", MarkKind::Done, 2, MarkHow::Cli),
    ];
    assert_eq!(told(&plan(), &ahead, &[done]), "1 done todo");
    // Nothing inferred stands before what a person said.
    let made = advance(
        &plan(),
        &ahead,
        &mut Notes::default(),
        &[todos(1, &[("Phase 1", Done)])],
        at(0),
    );
    assert_eq!(made[0].at, at(2));
}

#[test]
fn what_waits_for_a_phase_does_not_begin_before_it() {
    let mut plan = plan();
    plan.phases[1].after = vec!["4".to_owned()];
    let facts = [todos(5, &[("Phase 1", Done)])];
    assert_eq!(
        told(&plan, &[], &facts),
        "1 started start, 1 done todo, 3 started todo"
    );
    plan.phases[0].done = true;
    assert_eq!(told(&plan, &[], &[]), "3 started start");
    assert_eq!(told(&Plan::default(), &[], &facts), "");
}

#[test]
fn answers_belong_to_the_phase_that_was_worked_on() {
    let stretches = timeline(&[
        mark("1", MarkKind::Started, 10, MarkHow::Start),
        mark("1", MarkKind::Done, 20, MarkHow::Todo),
        mark("2", MarkKind::Started, 20, MarkHow::Todo),
        mark("3", MarkKind::Started, 30, MarkHow::Click),
        mark("3", MarkKind::Done, 40, MarkHow::Click),
        mark("2", MarkKind::Done, 50, MarkHow::Todo),
    ]);
    for (second, key) in [
        (0, "1"),
        (15, "1"),
        (20, "1"),
        (21, "2"),
        (31, "3"),
        (41, "2"),
        (99, "2"),
    ] {
        assert_eq!(owner(&stretches, at(second)), Some(key), "{second}");
    }
    assert_eq!(owner(&timeline(&[]), at(1)), None);
    assert_eq!(
        owner(&timeline(&[mark("1", MarkKind::Done, 5, MarkHow::Click)]), at(1)),
        Some("1")
    );
}

fn any_fact() -> impl Strategy<Value = Seen> {
    let texts = prop::sample::select(vec![
        "Phase 1",
        "Phase 2: Report reader",
        "1.1 Migration",
        "Seed the data",
        "Phase 3",
        "Look around",
        "Phase 4",
    ]);
    let state = prop::sample::select(vec![Pending, Begun, Done]);
    let todo = (texts, state).prop_map(|(text, state)| Todo {
        text: text.to_owned(),
        state,
    });
    let paths = prop::sample::select(vec![
        "src/schema.rs",
        "src/report.rs",
        "docs/a.md",
        "src/other.rs",
    ]);
    let subjects = prop::sample::select(vec!["Phase 2 done", "Something", "Phase 1: Database schema"]);
    prop_oneof![
        3 => prop::collection::vec(todo, 0..4).prop_map(Seen::Todos),
        2 => paths.prop_map(|path| Seen::Wrote { path: path.to_owned() }),
        2 => subjects.prop_map(|subject| Seen::Committed { subject: subject.to_owned() }),
        2 => any::<bool>().prop_map(|ok| Seen::Tested { command: "npm test".to_owned(), ok }),
        1 => Just(Seen::Ended),
    ]
}

fn any_click() -> impl Strategy<Value = Mark> {
    let steps = prop::sample::select(vec![MarkKind::Started, MarkKind::Done, MarkKind::Reopened]);
    (1..=4_u32, steps, 0..40_i64)
        .prop_map(|(key, kind, second)| mark(&key.to_string(), kind, second, MarkHow::Click))
}

proptest! {
    /// Looking piece by piece finds the same as looking once; nothing is closed twice, nothing goes back, and what a
    /// person closed is left alone.
    #[test]
    fn whatever_happens(
        seen in prop::collection::vec(any_fact(), 0..14),
        clicks in prop::collection::vec(any_click(), 0..4),
        cut in 0..14_usize,
    ) {
        let plan = plan();
        let facts: Vec<Fact> = seen.into_iter().enumerate().map(|(place, what)| fact(place as i64 * 3, what)).collect();
        let whole = advance(&plan, &clicks, &mut Notes::default(), &facts, at(0));

        let cut = cut.min(facts.len());
        let mut notes = Notes::default();
        let mut marks = clicks.clone();
        let first = advance(&plan, &marks, &mut notes, &facts[..cut], at(0));
        marks.extend(first.iter().cloned());
        // What is kept between two looks passes through a row.
        let kept = serde_json::to_string(&notes).expect("notes");
        let mut notes: Notes = serde_json::from_str(&kept).expect("notes");
        let second = advance(&plan, &marks, &mut notes, &facts[cut..], at(0));
        let pieces: Vec<Mark> = first.into_iter().chain(second).collect();
        if clicks.is_empty() {
            prop_assert_eq!(&pieces, &whole);
        }

        let closed_last: Vec<&str> = plan.phases.iter().map(|phase| phase.key.as_str()).filter(|key| {
            let mut own: Vec<&Mark> = clicks.iter().filter(|click| click.key == **key).collect();
            own.sort_by_key(|click| click.at);
            own.last().is_some_and(|click| click.kind == MarkKind::Done)
        }).collect();
        let mut furthest = None;
        for made in &whole {
            prop_assert!(made.kind != MarkKind::Reopened);
            prop_assert!(!closed_last.contains(&made.key.as_str()), "{} was closed by the person", made.key);
            let place = plan.phases.iter().position(|phase| phase.key == made.key);
            prop_assert!(place.is_some());
            if made.kind == MarkKind::Started {
                prop_assert!(place > furthest, "{} begins after {:?}", made.key, furthest);
                furthest = place;
            }
        }
        for phase in &plan.phases {
            let times = whole.iter().filter(|made| made.key == phase.key && made.kind == MarkKind::Done).count();
            prop_assert!(times <= 1, "{} is closed {} times", phase.key, times);
        }
        // Every moment has exactly one owner as soon as there is a mark.
        let all: Vec<Mark> = clicks.iter().chain(&whole).cloned().collect();
        let stretches = timeline(&all);
        for second in 0..50 {
            prop_assert_eq!(owner(&stretches, at(second)).is_some(), !all.is_empty());
        }
    }
}
