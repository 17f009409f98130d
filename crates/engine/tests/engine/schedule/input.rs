//! What cannot be planned is said, with what to do instead; nothing is kept of it.

use segue_plan::schedule::{Budget, Spec, When};

use super::world::{Planned, at};

#[test]
fn what_can_never_work_is_refused_with_a_hint() {
    let mut planned = Planned::new();
    let good = planned.plan(planned.at("2026-11-21T18:05:00Z"));
    let with = |change: &dyn Fn(&mut Spec)| {
        let mut spec = good.clone();
        change(&mut spec);
        spec
    };
    let cases: Vec<(&str, Spec)> = vec![
        (
            "has passed",
            with(&|spec| spec.when = planned.at("2026-11-21T09:59:00Z")),
        ),
        (
            "there is no time zone \"Mars/Base\"",
            with(&|spec| {
                spec.when = When::At {
                    at: at("2026-11-21T18:05:00Z"),
                    zone: "Mars/Base".to_owned(),
                }
            }),
        ),
        ("is not there", with(&|spec| spec.project.push_str("-gone"))),
        (
            "is not a whole path",
            with(&|spec| spec.project = "api-server".to_owned()),
        ),
        (
            "there is nothing to send",
            with(&|spec| spec.prompt = " \n".to_owned()),
        ),
        ("zero byte", with(&|spec| spec.prompt.push('\0'))),
        (
            "there is no session",
            with(&|spec| spec.from_session = Some("nope".to_owned())),
        ),
        (
            "there is no reset",
            with(&|spec| spec.when = When::AtReset { after_minutes: 5 }),
        ),
        (
            "there is no reset",
            with(&|spec| spec.when = When::EveryReset { after_minutes: 5 }),
        ),
        (
            "no day of the week",
            with(&|spec| {
                spec.when = When::Weekly {
                    days: Vec::new(),
                    time: "09:00".to_owned(),
                    zone: "UTC".to_owned(),
                }
            }),
        ),
        (
            "are no quiet hours",
            with(&|spec| spec.conditions.quiet_hours = Some("late".to_owned())),
        ),
        (
            "the latest start",
            with(&|spec| spec.conditions.latest = Some(at("2026-11-21T09:00:00Z"))),
        ),
        (
            "lies before the start",
            with(&|spec| spec.conditions.latest = Some(at("2026-11-21T18:00:00Z"))),
        ),
        (
            "no start at all",
            with(&|spec| spec.conditions.max_starts = Some(0)),
        ),
        (
            "a budget cannot be 120 %",
            with(&|spec| spec.conditions.budget = Some(Budget::Percent { percent: 120.0 })),
        ),
        ("no priority 10", with(&|spec| spec.priority = 10)),
    ];
    for (words, spec) in cases {
        let problem = planned.segue.add_schedule(&spec, "cli").expect_err(words);
        assert!(problem.message.contains(words), "{words}: {problem}");
        assert!(problem.hint.is_some(), "{words}");
    }
    assert!(planned.segue.schedules(true).expect("list").schedules.is_empty());
    assert!(planned.segue.schedule(7).is_err());
    assert!(planned.segue.run_now(7, "cli").is_err());
    assert!(planned.segue.stop_start(7, "cli").is_err());
    assert!(
        planned
            .segue
            .timeline(at("2026-11-21T18:00:00Z"), at("2026-11-21T18:00:00Z"))
            .is_err()
    );
}

#[test]
fn a_plan_is_shown_with_its_words_and_its_next_start() {
    let mut planned = Planned::new();
    planned.five_hour(60.0, "2026-11-21T12:00:00Z");
    let spec = planned.plan(When::AtReset { after_minutes: 5 });
    let schedule = planned.segue.add_schedule(&spec, "window").expect("plan");
    assert_eq!(schedule.title, "Fix the login flow");
    assert_eq!(schedule.when_words, "5 minutes after the reset, 12:05");
    assert_eq!(
        (schedule.made_by.as_str(), schedule.problems.len()),
        ("window", 0),
        "{schedule:?}"
    );
    let detail = planned.segue.schedule(schedule.id).expect("detail");
    assert!(detail.prompt.contains("Fix the login flow"), "{detail:?}");
    let status = planned.segue.status().expect("status");
    let next = status.next.expect("the next start");
    assert_eq!((next.start.due, next.waits), (at("2026-11-21T12:05:00Z"), 0));
    let day = planned
        .segue
        .timeline(at("2026-11-21T00:00:00Z"), at("2026-11-22T00:00:00Z"))
        .expect("timeline");
    assert_eq!((day.starts.len(), day.windows.len()), (1, 1));
    assert!(day.windows[0].running && day.resets.iter().any(|reset| reset.certain));
}

#[test]
fn the_dialog_begins_with_what_the_handoff_says() {
    let mut planned = Planned::new();
    planned.five_hour(84.0, "2026-11-21T12:00:00Z");
    let project = planned.project();
    let next = planned.segue.next_session(Some(&project), None).expect("next");
    assert_eq!(
        (next.session_id, next.project_name.as_str()),
        (None, "api-server")
    );
    let labels: Vec<(&str, bool)> = next
        .choices
        .iter()
        .map(|choice| (choice.label.as_str(), choice.recommended))
        .collect();
    assert_eq!(
        labels,
        [
            ("At the reset", false),
            ("5 minutes after the reset", true),
            ("At a time", false),
            ("When I say so", false)
        ]
    );
    assert_eq!(next.choices[1].at, Some(at("2026-11-21T12:05:00Z")));
}
