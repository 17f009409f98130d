use segue_meter::tokens::Tokens;

use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("temp dir");
    let store = Store::open(&folder.path().join("segue.db")).expect("open");
    (folder, store)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("time")
}

fn row(finished_at: &str, output: u64) -> OutcomeRow {
    OutcomeRow {
        session_id: "s".to_owned(),
        revision: 0,
        started_at: at("2026-11-21T09:00:00Z"),
        finished_at: at(finished_at),
        watched: true,
        project: Some(7),
        model: Some("opus".to_owned()),
        task_type: "debugging".to_owned(),
        task_type_sure: 0.7,
        corrected_type: None,
        size: Some("small".to_owned()),
        familiarity: None,
        quality: None,
        stated_tokens: Some(25_000),
        stated_minutes: None,
        plan: None,
        estimate: None,
        sums: Sums {
            tokens: Tokens {
                output,
                ..Tokens::default()
            },
            cost_micros: 12,
            responses: 3,
        },
        weighted: 99,
        millis: 60_000,
        signals: "{}".to_owned(),
        learned_version: None,
    }
}

#[test]
fn a_session_that_goes_on_is_the_same_row_with_the_next_revision() {
    let (_folder, mut store) = store();
    let now = at("2026-11-21T12:00:00Z");
    assert_eq!(
        store
            .keep_outcome(&row("2026-11-21T10:00:00Z", 5), now)
            .expect("keep"),
        1
    );
    store
        .outcomes_learned(&[("s".to_owned(), 1)], 4)
        .expect("learned");
    assert_eq!(
        store
            .keep_outcome(&row("2026-11-21T10:00:00Z", 5), now)
            .expect("keep"),
        1
    );
    assert_eq!(store.outcome_counts().expect("counts"), (1, 0));
    assert_eq!(
        store
            .keep_outcome(&row("2026-11-21T11:00:00Z", 9), now)
            .expect("keep"),
        2
    );
    assert_eq!(store.outcome_counts().expect("counts"), (1, 1));
    // Learned meanwhile in the earlier revision: this one still waits.
    store
        .outcomes_learned(&[("s".to_owned(), 1)], 5)
        .expect("learned");
    let kept = store.outcome("s").expect("read").expect("row");
    assert_eq!(
        (kept.revision, kept.learned_version, kept.sums.tokens.output),
        (2, None, 9)
    );
    assert_eq!(store.outcomes(None, 10).expect("all"), [kept]);
    assert_eq!(
        store
            .outcomes(Some(at("2026-11-21T11:00:00Z")), 10)
            .expect("since"),
        []
    );
}

#[test]
fn what_a_person_corrected_stays() {
    let (_folder, mut store) = store();
    let now = at("2026-11-21T12:00:00Z");
    assert!(
        !store
            .correct_outcome("s", Some("polish"), "cli", now)
            .expect("correct")
    );
    store
        .keep_outcome(&row("2026-11-21T10:00:00Z", 5), now)
        .expect("keep");
    store
        .outcomes_learned(&[("s".to_owned(), 1)], 1)
        .expect("learned");
    assert!(
        store
            .correct_outcome("s", Some("polish"), "cli", now)
            .expect("correct")
    );
    assert_eq!(
        store.outcome_counts().expect("counts"),
        (1, 1),
        "a correction teaches"
    );
    store
        .keep_outcome(&row("2026-11-21T11:00:00Z", 9), now)
        .expect("keep");
    let kept = store.outcome("s").expect("read").expect("row");
    assert_eq!(
        (kept.task_type.as_str(), kept.corrected_type.as_deref()),
        ("debugging", Some("polish"))
    );
}

#[test]
fn of_two_that_learn_at_once_one_wins() {
    let (_folder, mut store) = store();
    let draft = |why| ModelDraft {
        made_at: at("2026-11-21T12:00:00Z"),
        made_by: "segue",
        why,
        sessions: 3,
        learn_after: None,
        usual_error: Some(1.4),
        coverage: None,
        model: "{}",
        lessons: "[]",
    };
    assert_eq!(store.add_model(0, &draft("learned")).expect("add"), Some(1));
    assert_eq!(store.add_model(0, &draft("learned")).expect("add"), None);
    assert_eq!(store.add_model(1, &draft("learned")).expect("add"), Some(2));
    assert_eq!(store.add_model(2, &draft("reset")).expect("add"), Some(3));
    for version in 3..8 {
        store.add_model(version, &draft("learned")).expect("add");
    }
    store.model_mirrored(8, "f").expect("mirrored");
    store.forget_old_models(2).expect("forget");
    let left: Vec<u32> = store
        .models(10)
        .expect("models")
        .iter()
        .map(|row| row.version)
        .collect();
    assert_eq!(left, [8, 7, 3, 2]);
    assert_eq!(
        store
            .model()
            .expect("model")
            .and_then(|row| row.mirrored)
            .as_deref(),
        Some("f")
    );
}
