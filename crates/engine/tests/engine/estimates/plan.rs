//! What a plan will take: phase by phase, what it states itself, where it can be split.

use segue_engine::view::{EstimateQuery, FitAnswer};
use segue_meter::estimate::{StepFrom, TaskType, TermGroup};
use segue_plan::plans::{self, Amount, Format, MarkHow, MarkKind};
use segue_store::{PhaseMarkDraft, PlanDraft};

use super::{asked, learn, limits, outcomes, sentence, session, store, told};
use crate::support::{Closed, append};

const PLAN: &str = "# Billing\n\n## Phase 1: Plan the migration\n\n- Duration: 30 min\n- Tokens: 8-10k\n\n\
## Phase 2: Implement the new tables\n\n- Duration: 1-1.5h\n- Tokens: 25-32k\n\nMigrate the invoices.\n\n\
## Phase 3: Write tests\n\n- Duration: 45 min\n- Tokens: 12k\n\nCan run in parallel with phase 2.\n";

fn plan(text: &str) -> EstimateQuery {
    EstimateQuery {
        text: Some(text.to_owned()),
        format: Some(Format::Markdown),
        ..EstimateQuery::default()
    }
}

/// Keeps the plan; its number.
fn keep(closed: &Closed) -> i64 {
    let read = plans::read(PLAN, Format::Markdown).expect("plan");
    let draft = PlanDraft {
        project: None,
        format: Format::Markdown,
        text: PLAN,
        plan: &read.plan,
        source: None,
        by: "test",
        at: closed.world.clock.now(),
    };
    store(closed).add_plan(&draft).expect("add").expect("new").num
}

#[test]
fn phases_have_their_own_types_and_what_the_plan_says_counts() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let estimate = segue.estimate(&plan(PLAN), "cli").expect("estimate");
    let types: Vec<TaskType> = estimate.lines.iter().map(|line| line.task_type).collect();
    assert_eq!(
        types,
        [TaskType::Planning, TaskType::Implementation, TaskType::Testing]
    );
    assert_eq!(estimate.title, "Billing");
    let tokens = Some(Amount {
        low: 25_000,
        high: 32_000,
    });
    assert_eq!(estimate.lines[1].stated.tokens, tokens);
    assert_eq!(
        estimate.total.stated.tokens,
        Some(Amount {
            low: 45_000,
            high: 54_000
        })
    );
    assert!(
        estimate.lines[1]
            .steps
            .iter()
            .any(|step| step.from == StepFrom::Stated)
    );
    // The factors of a line multiply to its middle.
    for line in &estimate.lines {
        let product: f64 = line.steps.iter().map(|step| step.factor).product();
        assert!((product / line.fresh.mid as f64 - 1.0).abs() < 0.02, "{line:?}");
    }
    let highs: u64 = estimate.lines.iter().map(|line| line.fresh.high).sum();
    let mids: u64 = estimate.lines.iter().map(|line| line.fresh.mid).sum();
    assert!(
        estimate.total.fresh.high < highs,
        "the range of a sum is narrower than the sum of ranges"
    );
    assert!(estimate.total.fresh.mid > mids / 2 && estimate.total.fresh.high > mids);
    let migration = estimate
        .complexity
        .iter()
        .find(|one| one.name == "migration")
        .expect("found");
    assert_eq!((migration.line, migration.key.as_deref()), (3, Some("1")));
    assert!(
        estimate
            .risks
            .iter()
            .any(|risk| risk.contains("migrations are seldom")),
        "{:?}",
        estimate.risks
    );
}

#[test]
fn what_does_not_fit_is_split_at_a_phase() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let whole = segue.estimate(&plan(PLAN), "cli").expect("estimate");
    // As much is left as the first phase takes at most, with its buffer: about 60 %.
    let first = whole.lines[0].weighted.high as f64 * 1.35;
    limits(&closed, first / 60.0);
    let estimate = segue.estimate(&plan(PLAN), "cli").expect("estimate");
    assert!(
        matches!(estimate.fit.answer, FitAnswer::Split | FitAnswer::Tight),
        "{:?}",
        estimate.fit
    );
    assert_eq!(
        estimate.fit.split_after.as_deref(),
        Some("1"),
        "{:?}",
        estimate.fit
    );
    assert!(
        estimate.fit.words.contains("split after phase 1"),
        "{}",
        estimate.fit.words
    );
}

#[test]
fn a_kept_plan_is_estimated_for_what_is_left_of_it() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let now = closed.world.clock.now();
    let kept = keep(&closed);
    session(&closed, "s1", "Implement the plan", 20_000);
    segue.catch_up().expect("catch up");
    let query = EstimateQuery {
        plan: Some(kept),
        session: Some("s1".to_owned()),
        save: true,
        ..EstimateQuery::default()
    };
    let estimate = segue.estimate(&query, "plugin").expect("estimate");
    assert_eq!(estimate.lines.len(), 3);
    let link = store(&closed).plan_session("s1").expect("read").expect("linked");
    assert_eq!((link.plan, link.estimate), (kept, estimate.id));
    let done = PhaseMarkDraft {
        plan: kept,
        phase: "1",
        session_id: None,
        kind: MarkKind::Done,
        at: now,
        how: MarkHow::Click,
        detail: None,
    };
    store(&closed).mark_phase(&done).expect("mark").expect("new");
    let left = segue
        .estimate(&EstimateQuery { save: false, ..query }, "cli")
        .expect("estimate");
    let keys: Vec<&str> = left.lines.iter().map(|line| line.key.as_str()).collect();
    assert_eq!(keys, ["2", "3"]);
    assert!(
        left.basis_words.ends_with("1 phase that is done is left out"),
        "{}",
        left.basis_words
    );
    learn(&mut segue);
    let row = &outcomes(&closed)[0];
    assert_eq!(
        (row.plan, row.estimate, row.stated_tokens),
        (Some(kept), estimate.id, Some(49_500))
    );
}

#[test]
fn a_session_that_went_through_phases_teaches_each_of_them() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let kept = keep(&closed);
    append(
        &closed.transcript("s1"),
        &[
            asked(&closed, "s1", "2026-11-21T08:00:00Z", "Carry the plan out"),
            told(&closed, "s1", 1, "2026-11-21T08:05:00Z", 4_000),
            told(&closed, "s1", 2, "2026-11-21T08:20:00Z", 90_000),
            told(&closed, "s1", 3, "2026-11-21T08:30:00Z", 90_000),
        ],
    );
    segue.catch_up().expect("catch up");
    let mut rows = store(&closed);
    let at = |time: &str| format!("2026-11-21T{time}:00Z").parse().expect("time");
    rows.link_session("s1", kept, None, "test", at("07:59"))
        .expect("link");
    let done = PhaseMarkDraft {
        plan: kept,
        phase: "1",
        session_id: Some("s1"),
        kind: MarkKind::Done,
        at: at("08:10"),
        how: MarkHow::Todo,
        detail: None,
    };
    rows.mark_phase(&done).expect("mark").expect("new");
    let begun = PhaseMarkDraft {
        phase: "2",
        kind: MarkKind::Started,
        ..done
    };
    rows.mark_phase(&begun).expect("mark").expect("new");
    learn(&mut segue);
    let row = &outcomes(&closed)[0];
    let seen: serde_json::Value = serde_json::from_str(&row.signals).expect("signals");
    let phases = seen["phases"].as_array().expect("phases");
    let fresh = |phase: &serde_json::Value| phase["fresh"].as_u64().expect("fresh");
    assert_eq!(phases.len(), 2, "{phases:?}");
    assert_eq!(
        phases.iter().map(fresh).sum::<u64>(),
        3 * 110 + 184_000,
        "they add up to the session"
    );
    let model = segue.model().expect("model");
    assert_eq!(model.sessions, 1, "the phases of a session are one session");
    let taught = |name: &str| {
        let mut terms = model.terms.iter();
        terms.any(|term| term.group == TermGroup::TaskType && term.name == name && term.sessions > 0)
    };
    assert!(
        taught("planning") && taught("implementation") && !taught("testing"),
        "{:?}",
        model.terms
    );
}

#[test]
fn a_text_that_is_no_plan_is_told_or_is_a_sentence() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let broken = EstimateQuery {
        format: Some(Format::Toml),
        ..sentence("title = \"x\"\n[[phases]\n")
    };
    let problem = segue.estimate(&broken, "cli").expect_err("no TOML");
    assert!(problem.message.contains("line 2"), "{}", problem.message);
    let text = sentence("Fix the crash\nand the login, too");
    assert!(segue.estimate(&text, "cli").expect("a sentence").lines.is_empty());
    let found = segue
        .estimate(&sentence(PLAN), "cli")
        .expect("a plan without being told");
    assert_eq!(found.lines.len(), 3);
}

#[test]
fn forty_phases_are_estimated_at_once() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    append(
        &closed.transcript("s1"),
        &[
            asked(&closed, "s1", "2026-11-21T08:00:00Z", "Add a button"),
            told(&closed, "s1", 1, "2026-11-21T08:01:00Z", 9_000),
        ],
    );
    learn(&mut segue);
    let phases: String = (1..=40)
        .map(|number| format!("## Phase {number}: Implement part {number}\n\n- Tokens: 20k\n\n"))
        .collect();
    let text = format!("# Large\n\n{phases}");
    let began = std::time::Instant::now();
    let estimate = segue.estimate(&plan(&text), "cli").expect("estimate");
    assert_eq!(estimate.lines.len(), 40);
    // Some milliseconds in a release build; tests are not optimised and share their cores.
    assert!(began.elapsed().as_millis() < 3_000, "{:?}", began.elapsed());
}
