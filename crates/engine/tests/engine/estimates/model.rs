//! The model and what a person does to it: correct, begin anew, take along; its copy in a file.

use std::fs;

use segue_engine::Code;
use segue_meter::estimate::TaskType;

use super::{learn, outcomes, sentence, session};
use crate::support::Closed;

fn learned(sessions: &[(&str, &str, u64)]) -> (Closed, segue_engine::Segue) {
    let closed = Closed::new();
    for (id, text, output) in sessions {
        session(&closed, id, text, *output);
    }
    let mut segue = closed.segue();
    learn(&mut segue);
    (closed, segue)
}

#[test]
fn a_correction_stays_and_teaches() {
    let (closed, mut segue) = learned(&[("s1", "Fix the crash", 90_000), ("s2", "Fix the login", 80_000)]);
    segue
        .correct_task_type("s1", TaskType::Polish, "cli")
        .expect("correct");
    let row = outcomes(&closed)
        .into_iter()
        .find(|row| row.session_id == "s1")
        .expect("row");
    assert_eq!(
        (row.task_type.as_str(), row.corrected_type.as_deref()),
        ("debugging", Some("polish"))
    );
    assert!(row.learned_version.is_some());
    let history = segue.model_history().expect("history");
    assert_eq!(
        (history[0].why.as_str(), history[0].by.as_str()),
        ("corrected", "cli")
    );
    let like = segue
        .estimate(&sentence("Polish the settings page"), "cli")
        .expect("estimate")
        .comparable;
    assert_eq!(
        like.iter().map(|one| one.session.as_str()).collect::<Vec<_>>(),
        ["s1"]
    );
    let problem = segue
        .correct_task_type("nobody", TaskType::Polish, "cli")
        .expect_err("unknown");
    assert_eq!(problem.code, Code::NotFound);
}

#[test]
fn beginning_anew_forgets_and_keeps_the_old_model() {
    let (closed, mut segue) = learned(&[("s1", "Fix the crash", 90_000)]);
    assert_eq!(segue.model().expect("model").sessions, 1);
    let reset = segue.reset_model("cli").expect("reset");
    assert_eq!((reset.version, reset.sessions, reset.waiting), (2, 0, 0));
    session(&closed, "s2", "Add a button", 700);
    learn(&mut segue);
    let model = segue.model().expect("model");
    assert_eq!((model.sessions, model.waiting), (0, 0), "it finished before");
    assert_eq!(outcomes(&closed).len(), 2);
    let whys: Vec<String> = segue
        .model_history()
        .expect("history")
        .into_iter()
        .map(|one| one.why)
        .collect();
    assert!(
        whys.ends_with(&["reset".to_owned(), "learned".to_owned()]),
        "{whys:?}"
    );
}

#[test]
fn what_was_exported_is_learned_elsewhere_each_session_once() {
    let (_closed, segue) = learned(&[("s1", "Fix the crash", 90_000), ("s2", "Fix the login", 80_000)]);
    let export = segue.export_model().expect("export");
    let other = Closed::new();
    let mut there = other.segue();
    let model = there.import_model(&export, "cli").expect("import");
    assert_eq!((model.sessions, model.version), (2, 1));
    assert_eq!(there.import_model(&export, "cli").expect("again").sessions, 2);
    // What is learned afterwards comes beside it.
    session(&other, "s3", "Fix the search", 70_000);
    learn(&mut there);
    assert_eq!(there.model().expect("model").sessions, 3);
    // Its own sessions, brought back, are no more than they were.
    let own = there.export_model().expect("export");
    assert_eq!(there.import_model(&own, "cli").expect("own").sessions, 3);
}

#[test]
fn what_is_no_export_changes_nothing() {
    let (_closed, mut segue) = learned(&[("s1", "Fix the crash", 90_000)]);
    let export = segue.export_model().expect("export");
    for (text, words) in [
        ("", "not an export"),
        ("{}", "not an export"),
        ("[1, 2", "not an export"),
        (
            export.replace("\"version\": 1,", "\"version\": 99,").as_str(),
            "export",
        ),
        (
            export.replace("\"cases\"", "\"other\"").as_str(),
            "does not hold the sessions",
        ),
    ] {
        let problem = segue.import_model(text, "cli").expect_err("refused");
        assert_eq!(problem.code, Code::BadInput, "{text:.40}");
        assert!(problem.message.contains(words), "{}", problem.message);
    }
    assert_eq!(segue.model().expect("model").version, 1);
}

#[test]
fn the_copy_follows_the_model_until_a_person_changes_it() {
    let (closed, mut segue) = learned(&[("s1", "Fix the crash", 90_000)]);
    let path = closed.claude().join("ml-model/estimation-model.json");
    let copy = fs::read_to_string(&path).expect("copy");
    let value: serde_json::Value = serde_json::from_str(&copy).expect("json");
    assert_eq!(
        (value["model_version"].as_u64(), value["sessions"].as_u64()),
        (Some(1), Some(1))
    );
    assert!(value["terms"].as_array().expect("terms").len() > 5);

    let mine = copy.replace("\"sessions\": 1", "\"sessions\": 1000");
    fs::write(&path, &mine).expect("edit");
    session(&closed, "s2", "Fix the login", 80_000);
    learn(&mut segue);
    assert_eq!(
        fs::read_to_string(&path).expect("copy"),
        mine,
        "a person's file is left alone"
    );
    let told = segue.model().expect("model").mirror;
    assert!(told.contains("changed by hand"), "{told}");
    let checks = segue.doctor().expect("doctor").checks;
    assert!(checks.iter().any(|check| check.id == "model_copy"));

    fs::remove_file(&path).expect("remove");
    learn(&mut segue);
    let copy = fs::read_to_string(&path).expect("copy is back");
    assert!(copy.contains("\"model_version\": 2"));
    assert!(
        segue
            .doctor()
            .expect("doctor")
            .checks
            .iter()
            .all(|check| check.id != "model_copy")
    );
}
