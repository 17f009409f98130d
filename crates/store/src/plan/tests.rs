use segue_plan::plans::{MarkHow, MarkKind, Phase, PhaseState, Task};

use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("temp dir");
    let store = Store::open(&folder.path().join("segue.db")).expect("open");
    (folder, store)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("time")
}

/// A plan with phases numbered by order, each with one task; those that begin with `!` are done in the text.
fn plan(titles: &[&str]) -> Plan {
    let phase = |(place, title): (usize, &&str)| Phase {
        key: (place + 1).to_string(),
        title: title.trim_start_matches('!').to_owned(),
        done: title.starts_with('!'),
        tasks: vec![Task {
            key: format!("{}.1", place + 1),
            title: format!("Do {title}"),
            ..Task::default()
        }],
        ..Phase::default()
    };
    Plan {
        title: "Ship it".to_owned(),
        phases: titles.iter().enumerate().map(phase).collect(),
        ..Plan::default()
    }
}

fn draft<'a>(text: &'a str, plan: &'a Plan, source: Option<&'a str>) -> PlanDraft<'a> {
    PlanDraft {
        project: None,
        format: Format::Markdown,
        text,
        plan,
        source,
        by: "cli",
        at: at("2026-11-21T10:00:00Z"),
    }
}

fn mark(plan: i64, phase: &str, kind: MarkKind) -> PhaseMarkDraft<'_> {
    PhaseMarkDraft {
        plan,
        phase,
        session_id: Some("s"),
        kind,
        at: at("2026-11-21T11:00:00Z"),
        how: MarkHow::Todo,
        detail: None,
    }
}

fn states(store: &Store, plan: i64) -> Vec<(String, PhaseState)> {
    let phases = store.phases(plan).expect("phases");
    phases
        .into_iter()
        .map(|phase| (phase.title, phase.state))
        .collect()
}

fn known(pairs: &[(&str, PhaseState)]) -> Vec<(String, PhaseState)> {
    pairs
        .iter()
        .map(|&(title, state)| (title.to_owned(), state))
        .collect()
}

#[test]
fn a_text_changes_only_from_the_version_that_was_read() {
    let (_folder, mut store) = store();
    let plan = plan(&["Build"]);
    let row = store
        .add_plan(&draft("one", &plan, Some("/p.md")))
        .expect("add")
        .expect("new");
    assert_eq!((row.version, row.imported), (1, Some(1)));
    assert_eq!(
        store.add_plan(&draft("x", &plan, Some("/p.md"))).expect("add"),
        None,
        "one plan per file"
    );
    let edited = store
        .set_plan_text(row.num, 1, &draft("two", &plan, None))
        .expect("set")
        .expect("current");
    assert_eq!(
        (edited.version, edited.imported, edited.text.as_str()),
        (2, Some(1), "two")
    );
    assert_eq!(
        store
            .set_plan_text(row.num, 1, &draft("mine", &plan, None))
            .expect("set"),
        None
    );
    let texts = store.plan_texts(row.num).expect("texts");
    assert_eq!(
        texts
            .iter()
            .map(|old| (old.version, old.text.as_str()))
            .collect::<Vec<_>>(),
        [(1, "one")]
    );
    assert_eq!(store.plan_of_source("/p.md").expect("read"), Some(edited));
    assert!(store.archive_plan(row.num, true, "cli").expect("archive"));
    assert_eq!(store.plans(false).expect("plans"), []);
    assert_eq!(store.plans(true).expect("plans").len(), 1);
}

#[test]
fn states_and_marks_outlive_edits_of_other_parts() {
    use PhaseState::{Done, Pending, Running};
    let (_folder, mut store) = store();
    let first = plan(&["Set up", "Build", "Ship"]);
    let num = store
        .add_plan(&draft("1", &first, None))
        .expect("add")
        .expect("new")
        .num;
    store
        .link_session("s", num, None, "cli", at("2026-11-21T10:30:00Z"))
        .expect("link");
    store.mark_phase(&mark(num, "1", MarkKind::Done)).expect("mark");
    store
        .mark_phase(&mark(num, "2", MarkKind::Started))
        .expect("mark");
    store.set_session_phase("s", Some("2")).expect("phase");

    // Something is put in between: "Build" has the key 3 now, and takes its past along.
    let second = plan(&["Set up", "Measure", "Build", "Ship"]);
    store
        .set_plan_text(num, 1, &draft("2", &second, None))
        .expect("set")
        .expect("current");
    assert_eq!(
        states(&store, num),
        known(&[
            ("Set up", Done),
            ("Measure", Pending),
            ("Build", Running),
            ("Ship", Pending)
        ])
    );
    let marks = store.phase_marks(num).expect("marks");
    assert_eq!(
        marks.iter().map(|mark| mark.phase.as_str()).collect::<Vec<_>>(),
        ["1", "3"]
    );
    let link = store.plan_session("s").expect("read").expect("link");
    assert_eq!(link.phase.as_deref(), Some("3"));
    assert_eq!(store.tasks(num).expect("tasks")[2].phase, "3");

    // Two change places, one is taken out, and comes back.
    let third = plan(&["Build", "Set up", "Ship"]);
    store
        .set_plan_text(num, 2, &draft("3", &third, None))
        .expect("set")
        .expect("current");
    assert_eq!(
        states(&store, num),
        known(&[("Build", Running), ("Set up", Done), ("Ship", Pending)])
    );
    let marks = store.phase_marks(num).expect("marks");
    assert_eq!(
        marks.iter().map(|mark| mark.phase.as_str()).collect::<Vec<_>>(),
        ["2", "1"]
    );
    let fourth = plan(&["Build"]);
    store
        .set_plan_text(num, 3, &draft("4", &fourth, None))
        .expect("set")
        .expect("current");
    store
        .set_plan_text(num, 4, &draft("3", &third, None))
        .expect("set")
        .expect("current");
    assert_eq!(
        states(&store, num),
        known(&[("Build", Running), ("Set up", Done), ("Ship", Pending)])
    );

    // What the text itself says counts when it says something new.
    let fifth = plan(&["!Build", "Set up", "Ship"]);
    store
        .set_plan_text(num, 5, &draft("5", &fifth, None))
        .expect("set")
        .expect("current");
    assert_eq!(
        states(&store, num),
        known(&[("Build", Done), ("Set up", Done), ("Ship", Pending)])
    );
}

#[test]
fn a_mark_that_says_nothing_new_is_not_kept() {
    let (_folder, mut store) = store();
    let plan = plan(&["Build"]);
    let num = store
        .add_plan(&draft("1", &plan, None))
        .expect("add")
        .expect("new")
        .num;
    let said =
        |store: &mut Store, phase: &str, kind| store.mark_phase(&mark(num, phase, kind)).expect("mark");
    assert_eq!(
        said(&mut store, "1", MarkKind::Started),
        Some(PhaseState::Running)
    );
    assert_eq!(said(&mut store, "1", MarkKind::Started), None);
    assert_eq!(said(&mut store, "1", MarkKind::Done), Some(PhaseState::Done));
    assert_eq!(
        said(&mut store, "1", MarkKind::Reopened),
        Some(PhaseState::Running)
    );
    assert_eq!(
        said(&mut store, "9", MarkKind::Done),
        None,
        "there is no such phase"
    );
    assert_eq!(store.session_marks("s").expect("marks").len(), 3);
}

#[test]
fn a_session_works_on_one_plan() {
    let (_folder, mut store) = store();
    let plan = plan(&["Build"]);
    let one = store
        .add_plan(&draft("1", &plan, None))
        .expect("add")
        .expect("new")
        .num;
    let two = store
        .add_plan(&draft("2", &plan, None))
        .expect("add")
        .expect("new")
        .num;
    let (early, late) = (at("2026-11-21T10:00:00Z"), at("2026-11-21T11:00:00Z"));
    store.link_session("s", one, Some(5), "cli", early).expect("link");
    store.set_session_phase("s", Some("1")).expect("phase");
    store.link_session("s", one, None, "window", late).expect("link");
    let link = store.plan_session("s").expect("read").expect("link");
    assert_eq!(
        (link.estimate, link.phase.as_deref(), link.linked_at),
        (Some(5), Some("1"), early)
    );
    store.link_session("s", two, None, "window", late).expect("link");
    let link = store.plan_session("s").expect("read").expect("link");
    assert_eq!(
        (link.plan, link.estimate, link.phase, link.linked_at),
        (two, None, None, late)
    );
    assert_eq!(store.plan_sessions(Some(one)).expect("links"), []);
    assert!(store.unlink_session("s").expect("unlink"));
    assert!(!store.unlink_session("s").expect("unlink"));
}
