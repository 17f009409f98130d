//! What is said before it starts: ranges, reasons, shares of the quota, and what was kept.

use std::fs;
use std::time::Instant;

use segue_engine::Code;
use segue_engine::view::{EstimateQuery, FitAnswer, InputFrom, Overrides};
use segue_meter::estimate::{Confidence, ProjectSize, TaskType};
use segue_store::{OutcomeRow, Sums};

use super::{folder, learn, limits, sentence, session, store};
use crate::support::Closed;

#[test]
fn before_anything_was_learned_the_cold_start_speaks() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let estimate = segue
        .estimate(&sentence("Fix the crash in the importer"), "cli")
        .expect("estimate");
    assert_eq!(estimate.total.task_type, TaskType::Debugging);
    assert!(estimate.total.fresh.holds(20_000), "{:?}", estimate.total.fresh);
    assert_eq!(
        (estimate.confidence, estimate.model_version),
        (Confidence::Low, 0)
    );
    assert!(
        estimate.confidence_words.contains("cold start"),
        "{}",
        estimate.confidence_words
    );
    assert_eq!(estimate.fit.answer, FitAnswer::Unknown);
    assert!(estimate.lines.is_empty() && estimate.comparable.is_empty() && estimate.windows.is_empty());
    assert!(
        estimate.inputs.iter().all(|input| input.from == InputFrom::Guess),
        "{:?}",
        estimate.inputs
    );
    let problem = segue.estimate(&sentence("  "), "cli").expect_err("nothing");
    assert_eq!(problem.code, Code::BadInput);
    let plan = EstimateQuery {
        plan: Some(7),
        ..EstimateQuery::default()
    };
    assert_eq!(
        segue.estimate(&plan, "cli").expect_err("no plan").code,
        Code::NotFound
    );
}

#[test]
fn what_is_known_of_a_project_goes_in_and_says_where_from() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    fs::create_dir_all(demo.join("src")).expect("folder");
    fs::write(demo.join("src/main.rs"), "let a = 1;\n".repeat(6_000)).expect("code");
    session(&closed, "s1", "Fix the crash", 9_000);
    let mut segue = closed.segue();
    learn(&mut segue);
    let query = EstimateQuery {
        project: Some(demo.to_string_lossy().into_owned()),
        ..sentence("Fix the login")
    };
    let estimate = segue.estimate(&query, "cli").expect("estimate");
    let input = |name: &str| {
        estimate
            .inputs
            .iter()
            .find(|input| input.name == name)
            .expect("input")
    };
    assert_eq!(
        (input("size").value.as_str(), input("size").from),
        ("medium (6,000 lines)", InputFrom::Measured)
    );
    assert_eq!(input("familiarity").from, InputFrom::Memory);
    assert!(
        input("quality").value.starts_with("legacy (no tests"),
        "{}",
        input("quality").value
    );
    assert_eq!(
        (input("model").value.as_str(), input("model").from),
        ("sonnet (as in the last session here)", InputFrom::Memory)
    );
    assert_eq!(estimate.comparable[0].session, "s1");
    assert_eq!(estimate.comparable[0].title, "Fix the crash");
    assert_eq!(estimate.comparable[0].project_name.as_deref(), Some("demo"));

    let known_better = EstimateQuery {
        overrides: Overrides {
            task_type: Some(TaskType::Polish),
            size: Some(ProjectSize::Huge),
            model: Some("claude-opus-5-5".to_owned()),
            ..Overrides::default()
        },
        ..query
    };
    let said = segue.estimate(&known_better, "cli").expect("estimate");
    assert_eq!(
        (said.total.task_type, said.total.task_type_sure),
        (TaskType::Polish, 1.0)
    );
    let yours: Vec<&str> = said
        .inputs
        .iter()
        .filter(|input| input.from == InputFrom::You)
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(yours, ["task type", "size", "model"]);
}

#[test]
fn shares_of_the_window_say_whether_it_fits() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    limits(&closed, 1e9);
    let fits = segue
        .estimate(&sentence("Fix the crash"), "cli")
        .expect("estimate");
    assert_eq!(fits.fit.answer, FitAnswer::Yes, "{}", fits.fit.words);
    assert!(
        fits.fit.words.starts_with("yes, with 20 % buffer"),
        "{}",
        fits.fit.words
    );
    assert_eq!(fits.windows[0].left_percent, Some(60.0));
    limits(&closed, 1_000.0);
    let no = segue
        .estimate(&sentence("Fix the crash"), "cli")
        .expect("estimate");
    assert_eq!(no.fit.answer, FitAnswer::No, "{}", no.fit.words);
    assert!(
        no.windows[0].share.low < no.windows[0].share.mid
            && no.windows[0].share.mid < no.windows[0].share.high
    );
}

#[test]
fn what_is_kept_is_found_again_as_it_was_shown() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let query = EstimateQuery {
        save: true,
        session: Some("s1".to_owned()),
        ..sentence("Fix the crash")
    };
    let kept = segue.estimate(&query, "plugin").expect("estimate");
    let id = kept.id.expect("number");
    assert_eq!(segue.saved_estimate(id).expect("saved"), kept);
    assert_eq!(
        segue.explain_estimate(id).expect("explained").total.steps,
        kept.total.steps
    );
    session(&closed, "s1", "Fix the crash", 9_000);
    learn(&mut segue);
    let heads = segue.estimates(10).expect("list");
    assert_eq!((heads.len(), heads[0].made_by.as_str()), (1, "plugin"));
    assert_eq!(
        (heads[0].linked_session.as_deref(), heads[0].actual),
        (Some("s1"), Some(2 * 9_110))
    );
    assert!(
        segue
            .estimate(&sentence("Fix the crash"), "cli")
            .expect("estimate")
            .id
            .is_none()
    );
    assert_eq!(segue.saved_estimate(99).expect_err("none").code, Code::NotFound);
}

#[test]
fn learning_moves_the_estimate_towards_what_sessions_took() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let before = segue
        .estimate(&sentence("Fix the crash"), "cli")
        .expect("estimate")
        .total
        .fresh;
    for number in 0..12 {
        session(&closed, &format!("s{number}"), "Fix the crash", 100_000);
    }
    learn(&mut segue);
    let after = segue
        .estimate(&sentence("Fix the crash"), "cli")
        .expect("estimate");
    assert!(
        after.total.fresh.mid > before.mid * 3,
        "{before:?} {:?}",
        after.total.fresh
    );
    assert!(
        after.confidence_words.contains("12 similar sessions"),
        "{}",
        after.confidence_words
    );
    assert_eq!(after.comparable.len(), 5);
    let lessons = &segue.model_history().expect("history")[0].lessons;
    assert!(!lessons.is_empty());
}

#[test]
fn a_long_history_does_not_make_it_slow() {
    let closed = Closed::new();
    session(&closed, "s1", "Fix the crash", 9_000);
    let mut segue = closed.segue();
    learn(&mut segue);
    let mut rows = store(&closed);
    let now = closed.world.clock.now();
    let one = rows.outcome("s1").expect("read").expect("row");
    for number in 0_u64..1_000 {
        let row = OutcomeRow {
            session_id: format!("made-{number}"),
            sums: Sums {
                responses: 1 + number,
                ..one.sums
            },
            ..one.clone()
        };
        rows.keep_outcome(&row, now).expect("keep");
    }
    drop(segue.estimate(&sentence("Fix the login"), "cli").expect("once"));
    let began = Instant::now();
    drop(
        segue
            .estimate(&sentence("Fix the login"), "cli")
            .expect("estimate"),
    );
    // Some milliseconds in a release build; tests are not optimised and share their cores.
    assert!(began.elapsed().as_millis() < 500, "{:?}", began.elapsed());
}
