//! The cold start, the product of its steps, sums, projections and the file.

use proptest::prelude::*;

use super::{
    Case, Estimate, Familiarity, ImportProblem, Model, ProjectSize, Quality, SoFar, StepFrom, TaskType,
};

fn legacy_debugging() -> Case {
    Case {
        size: Some(ProjectSize::Large),
        familiarity: Some(Familiarity::New),
        quality: Some(Quality::Legacy),
        ..Case::of(TaskType::Debugging)
    }
}

fn product(estimate: &Estimate) -> f64 {
    estimate.steps.iter().map(|step| step.factor).product()
}

#[test]
fn the_cold_start_is_the_table() {
    let cold = Model::cold();
    for (task_type, tokens, per_hour) in [
        (TaskType::Planning, 15_000, 20_000.0),
        (TaskType::Implementation, 25_000, 45_000.0),
        (TaskType::Refactoring, 30_000, 55_000.0),
        (TaskType::Testing, 18_000, 30_000.0),
        (TaskType::Debugging, 20_000, 35_000.0),
        (TaskType::Polish, 12_000, 20_000.0),
    ] {
        let estimate = cold.estimate(&Case::of(task_type));
        assert_eq!(estimate.fresh.mid, tokens, "{task_type}");
        let hours = estimate.millis.mid as f64 / 3_600_000.0;
        assert!(
            (hours - tokens as f64 / per_hour).abs() < 0.001,
            "{task_type}: {hours} h"
        );
        assert!(
            (10.0..30.0).contains(&estimate.fresh.width()),
            "{task_type}: {:?}",
            estimate.fresh
        );
    }
}

#[test]
fn the_factors_of_the_table_multiply_and_are_named() {
    let estimate = Model::cold().estimate(&legacy_debugging());
    assert_eq!(estimate.fresh.mid, 54_600, "20,000 x 1.3 x 1.5 x 1.4");
    let names = estimate
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .collect::<Vec<_>>();
    assert_eq!(names, ["debugging", "large project", "new stack", "legacy code"]);
    assert!(estimate.steps.iter().all(|step| step.from == StepFrom::Table));
    assert!((product(&estimate) - 54_600.0).abs() < 1.0);
}

#[test]
fn what_a_plan_states_pulls_and_is_named() {
    let case = Case {
        stated_tokens: Some(60_000),
        ..Case::of(TaskType::Testing)
    };
    let estimate = Model::cold().estimate(&case);
    assert!(
        (18_000..60_000).contains(&estimate.fresh.mid),
        "{:?}",
        estimate.fresh
    );
    assert!((product(&estimate) / estimate.fresh.mid as f64 - 1.0).abs() < 0.001);
    assert_eq!(
        estimate.steps.last().map(|step| step.from),
        Some(StepFrom::Stated)
    );
    let absurd = Case {
        stated_tokens: Some(u64::MAX),
        ..case
    };
    assert!(
        Model::cold().estimate(&absurd).fresh.mid < 200_000,
        "a typing error pulls only so far"
    );
}

#[test]
fn the_range_of_a_sum_is_narrower_than_the_sum_of_the_ranges() {
    let cases = [TaskType::Planning, TaskType::Implementation, TaskType::Testing].map(Case::of);
    let cold = Model::cold();
    let total = cold.sum(&cases);
    let lines = cases.iter().map(|case| cold.estimate(case)).collect::<Vec<_>>();
    let low = lines.iter().map(|line| line.fresh.low).sum::<u64>();
    let high = lines.iter().map(|line| line.fresh.high).sum::<u64>();
    assert!(
        total.fresh.low > low && total.fresh.high < high,
        "{:?} in {low}..{high}",
        total.fresh
    );
    assert_eq!(total, cold.sum(&cases), "the same again");
    assert_eq!(
        cold.sum(&cases[..1]).fresh,
        lines[0].fresh,
        "one phase is its own sum"
    );
    assert_eq!(cold.sum(&[]).fresh.high, 1, "no phase is nothing");
}

#[test]
fn a_newer_file_is_refused_and_unknown_fields_are_passed_over() {
    let text = Model::cold().to_json();
    assert_eq!(Model::from_json(&text), Ok(Model::cold()));
    let with_more = text.replacen('{', "{ \"mood\": [1, 2],", 1);
    assert_eq!(Model::from_json(&with_more), Ok(Model::cold()));
    let newer = text.replacen("\"version\": 1", "\"version\": 9", 1);
    assert_eq!(Model::from_json(&newer), Err(ImportProblem::Newer { found: 9 }));
    assert!(matches!(
        Model::from_json("[]"),
        Err(ImportProblem::Unreadable(_))
    ));
}

proptest! {
    #[test]
    fn a_projection_is_never_wider_than_the_estimate_nor_below_what_is_spent(
        steps in prop::collection::vec(1_u64..40_000, 1..40),
        kind in 0_usize..6,
    ) {
        let model = Model::cold();
        let estimate = model.estimate(&Case::of(TaskType::ALL[kind]));
        let mut so_far = SoFar::default();
        let width = 1.01 * estimate.fresh.width();
        for step in steps {
            so_far.calls += 1;
            so_far.fresh += step;
            let now = model.project(&estimate, &so_far).fresh;
            prop_assert!(now.low >= so_far.fresh && now.low <= now.mid && now.mid <= now.high, "{now:?}");
            prop_assert!(now.width() <= width, "never wider than before it started: {width} -> {now:?}");
        }
    }

    #[test]
    fn no_text_makes_a_panic(text in ".{0,200}") {
        let _ = Model::from_json(&text);
    }
}
