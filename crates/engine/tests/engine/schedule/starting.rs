//! From the notice to the transcript.

use segue_engine::Does;
use segue_plan::plans::Format;
use segue_plan::schedule::{Place, StartAction};

use super::world::{NOW, Planned, at};

#[test]
fn a_start_is_announced_launched_once_and_confirmed_by_its_transcript() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.turn();
    assert_eq!(
        (planned.state(start), planned.shown.take()),
        ("waiting", Vec::new())
    );

    planned.go_to("2026-11-21T10:25:00Z");
    let soon = planned.shown.take();
    assert_eq!(soon.len(), 1, "{soon:?}");
    assert_eq!(soon[0].title, "api-server starts at 10:30");
    let labels: Vec<&str> = soon[0]
        .actions
        .iter()
        .map(|action| action.label.as_str())
        .collect();
    assert_eq!(labels, ["Start now", "In 15 minutes", "Skip"]);
    planned.go_to("2026-11-21T10:29:59Z");
    assert_eq!((planned.gates(), planned.shown.take()), (0, Vec::new()));

    planned.go_to("2026-11-21T10:30:00Z");
    assert_eq!((planned.state(start), planned.gates()), ("launching", 1));
    planned.go_on(5);
    assert_eq!(planned.gates(), 1, "its gate has time");
    assert!(planned.gate(start), "the first gate claims it");
    assert!(!planned.gate(start), "and no other");
    planned.go_on(1);
    assert_eq!(planned.shown.titles(), ["api-server has started"]);
    assert_eq!(planned.state(start), "begun");

    planned.write_transcript(start);
    planned.go_on(1);
    assert_eq!(planned.state(start), "confirmed");
    planned.go_on(120);
    let detail = planned.segue.schedule(1).expect("schedule");
    assert_eq!(detail.schedule.starts, 1);
    assert_eq!(serde_json::to_value(detail.schedule.state).expect("json"), "done");
    assert_eq!((planned.gates(), planned.shown.take()), (1, Vec::new()));
}

#[test]
fn a_gate_that_never_opens_is_tried_three_times_and_then_told() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.go_to("2026-11-21T10:30:00Z");
    for _ in 0..8 {
        planned.go_on(25);
    }
    assert_eq!((planned.state(start), planned.gates()), ("failed", 3));
    assert_eq!(planned.shown.titles(), ["api-server could not be started"]);
    // A second process has the lease: this one poses the start and waits for nothing.
    let other = planned
        .store()
        .try_lease(segue_store::LeaseKind::Starts)
        .expect("lease");
    let again = planned.segue.run_now(1, "cli");
    assert!(again.is_ok(), "the plan is kept: {again:?}");
    drop(other);
}

#[test]
fn a_session_without_a_transcript_is_told_after_a_minute_and_not_started_again() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.go_to("2026-11-21T10:30:00Z");
    assert!(planned.gate(start));
    planned.go_on(1);
    planned.go_on(61);
    assert_eq!(
        planned.shown.titles(),
        [
            "api-server has started",
            "api-server was started, and nothing came yet"
        ]
    );
    planned.go_on(600);
    assert_eq!((planned.state(start), planned.gates()), ("begun", 1));
    planned.write_transcript(start);
    planned.go_on(1);
    assert_eq!(planned.state(start), "confirmed");
}

#[test]
fn what_was_slept_through_is_asked_about_and_started_when_the_person_says_so() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    planned.go_to("2026-11-21T13:00:00Z");
    assert_eq!((planned.state(start), planned.gates()), ("asking", 0));
    let missed = planned.shown.take();
    assert_eq!(missed.len(), 1, "{missed:?}");
    assert_eq!(missed[0].title, "api-server was not started at 10:30");
    let labels: Vec<&str> = missed[0]
        .actions
        .iter()
        .map(|action| action.label.as_str())
        .collect();
    assert_eq!(labels, ["Start now", "At next reset", "Drop"]);
    planned.go_on(3600);
    assert_eq!((planned.state(start), planned.shown.take().len()), ("asking", 0));
    let mut calmer = spec.clone();
    calmer.conditions.only_clean = true;
    planned
        .segue
        .change_schedule(1, &calmer, "window")
        .expect("change");
    assert_eq!(planned.state(start), "asking", "the question stays open");
    let Does::Answer {
        start: about,
        ask,
        action,
    } = missed[0].actions[0].does.clone()
    else {
        panic!("an answer");
    };
    assert_eq!((about, action), (start, StartAction::StartNow));
    let answer = planned
        .segue
        .answer_start(about, ask, action, "notification")
        .expect("answer");
    assert!(answer.taken, "{answer:?}");
    planned.turn();
    assert_eq!((planned.state(start), planned.gates()), ("launching", 1));
}

#[test]
fn what_cannot_be_started_is_asked_about_and_the_plan_is_kept() {
    let mut planned = Planned::new();
    let spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    let start = planned.add(&spec);
    std::fs::rename(planned.project(), planned.project().with_extension("away")).expect("rename");
    planned.go_to("2026-11-21T10:30:00Z");
    assert_eq!(planned.state(start), "asking");
    let refused = planned.shown.take();
    assert!(refused[0].body.contains("folder is gone"), "{refused:?}");
    let problems = planned.segue.schedules(false).expect("schedules").schedules[0]
        .problems
        .clone();
    assert!(problems[0].contains("is gone."), "{problems:?}");
    std::fs::rename(planned.project().with_extension("away"), planned.project()).expect("rename");
    let ask = planned.row(start).start.ask;
    planned
        .segue
        .answer_start(start, ask, StartAction::StartNow, "tray")
        .expect("answer");
    planned.turn();
    assert_eq!((planned.state(start), planned.gates()), ("launching", 1));
}

#[test]
fn run_now_begins_at_once_where_no_app_runs() {
    let mut planned = Planned::new();
    let spec = planned.plan(segue_plan::schedule::When::Manual);
    let schedule = planned.segue.add_schedule(&spec, "cli").expect("plan");
    assert_eq!(
        (schedule.next, schedule.when_words.as_str()),
        (None, "when you say so")
    );
    // A second process has the lease and does nothing: only the row is posed.
    let other = planned
        .store()
        .try_lease(segue_store::LeaseKind::Starts)
        .expect("lease")
        .expect("free");
    let start = planned.segue.run_now(1, "cli").expect("posed");
    assert_eq!(
        (planned.state(start.id), planned.row(start.id).start.due),
        ("waiting", at(NOW))
    );
    assert!(
        planned.segue.run_now(1, "cli").is_ok(),
        "said twice, started once"
    );
    drop(other);
    planned.turn();
    assert_eq!((planned.state(start.id), planned.gates()), ("launching", 1));
    assert!(planned.segue.run_now(1, "cli").is_err(), "it is being started");
}

#[test]
fn a_session_works_on_the_plan_of_its_schedule() {
    let mut planned = Planned::new();
    planned.write(
        "bin/claude",
        "#!/bin/sh\nif [ \"$1\" = auth ]; then printf '{\"loggedIn\":true,\"authMethod\":\"claude.ai\"}\\n'; exit 0; fi\n\
         read -r message\nprintf '%s\n' \"$message\" > \"$(dirname \"$(dirname \"$0\")\")/told\"\n",
    );
    let text = "# Ship it\n\n## Phase 1: Set up\n\n- [ ] Say \"done\"\n";
    let plan = planned
        .segue
        .import_plan(text, Format::Markdown, None, None, "cli")
        .expect("import");
    let mut spec = planned.plan(planned.at("2026-11-21T10:30:00Z"));
    spec.prompt.clear();
    spec.with_memory = false;
    spec.plan = Some(plan.summary.id);
    spec.launch.place = Place::Headless;
    let start = planned.add(&spec);
    planned.go_to("2026-11-21T10:30:00Z");
    assert_eq!(planned.state(start), "launching");
    let session = planned.row(start).session_id;
    segue_engine::begin(&planned.world, start, &session).expect("begun and ended");
    let told: serde_json::Value = serde_json::from_str(&planned.read("told")).expect("message");
    let content = &told["message"]["content"];
    let words = content.as_str().or(content[0]["text"].as_str()).expect("words");
    assert!(words.ends_with(text), "{told}");
    let link = planned
        .store()
        .plan_session(&session)
        .expect("read")
        .expect("link");
    assert_eq!(
        (link.plan, link.linked_by.as_str()),
        (plan.summary.id, "schedule")
    );
}
