//! Estimates, and how they held.

use segue_engine::view::{
    Accuracy, AccuracyGroup, AccuracyPoint, Comparable, ComplexityView, Estimate, EstimateHead, EstimateLine,
    Fit, FitAnswer, Input, InputFrom, PercentRange, WindowShare,
};
use segue_meter::estimate::{Confidence, Range, Step, StepFrom, TaskType};
use segue_plan::plans::{Amount, Stated};

use super::{ago, ahead, sessions};

fn range(low: u64, mid: u64, high: u64) -> Range {
    Range { low, mid, high }
}

fn step(name: &str, from: StepFrom, factor: f64, sessions: u32) -> Step {
    Step {
        name: name.to_owned(),
        from,
        factor,
        sessions,
    }
}

fn line(key: &str, title: &str, task_type: TaskType, fresh: Range, minutes: Range) -> EstimateLine {
    EstimateLine {
        key: key.to_owned(),
        title: title.to_owned(),
        task_type,
        task_type_sure: 0.8,
        fresh,
        weighted: range(fresh.low * 3, fresh.mid * 3, fresh.high * 3),
        minutes,
        stated: Stated::default(),
        parallel: false,
        steps: vec![
            step(task_type.as_str(), StepFrom::Table, fresh.mid as f64 / 1.008, 0),
            step("your sessions", StepFrom::Learned, 1.12, 23),
            step("project api-server", StepFrom::Learned, 0.9, 1),
        ],
    }
}

/// The phases of the plan.
pub(super) fn lines() -> Vec<EstimateLine> {
    let mut lines = vec![
        line(
            "1",
            "Read the old grammar, decide",
            TaskType::Planning,
            range(10_200, 15_100, 22_400),
            range(28, 45, 74),
        ),
        line(
            "2",
            "Parser for tables and headings",
            TaskType::Implementation,
            range(18_000, 29_400, 48_100),
            range(24, 39, 66),
        ),
        line(
            "3",
            "Tests in many hands' styles",
            TaskType::Testing,
            range(11_800, 19_000, 30_700),
            range(23, 38, 62),
        ),
        line(
            "4",
            "Writer",
            TaskType::Implementation,
            range(8_900, 14_500, 23_700),
            range(12, 19, 32),
        ),
    ];
    lines[2].parallel = true;
    lines[3].parallel = true;
    lines
}

/// It fits, with a buffer.
pub(super) fn fit() -> Fit {
    Fit {
        answer: FitAnswer::Yes,
        words: "fits before the 19:00 reset: yes, with 20 % buffer".to_owned(),
        split_after: None,
        until: Some(ahead(10_140)),
    }
}

fn input(name: &str, value: &str, from: InputFrom) -> Input {
    Input {
        name: name.to_owned(),
        value: value.to_owned(),
        from,
    }
}

/// Of a plan, well founded.
pub(crate) fn plan_estimate() -> Estimate {
    let mut total = line(
        "",
        "In all",
        TaskType::Implementation,
        range(52_000, 78_000, 118_000),
        range(60, 100, 160),
    );
    total.steps.clear();
    total.stated = Stated {
        tokens: Some(Amount {
            low: 62_000,
            high: 78_000,
        }),
        minutes: Some(Amount { low: 180, high: 240 }),
    };
    let share = |low, mid, high| PercentRange { low, mid, high };
    let comparable = |at: usize, title: &str, fresh, minutes, task_type| Comparable {
        session: sessions()[at].id.clone(),
        title: title.to_owned(),
        project_name: Some("api-server".to_owned()),
        task_type,
        fresh,
        minutes,
        at: ago(400_000 + 90_000 * at as i64),
    };
    Estimate {
        id: Some(12),
        title: "Session 3: plans are read".to_owned(),
        plan: Some(3),
        project: Some("/home/you/code/api-server".to_owned()),
        made_at: ago(4_440),
        total,
        lines: lines(),
        confidence: Confidence::Medium,
        confidence_words: "medium: 12 similar sessions, usual error 1.6×".to_owned(),
        windows: vec![
            WindowShare {
                kind: "five_hour".to_owned(),
                label: "5-hour".to_owned(),
                share: share(12.0, 18.0, 27.0),
                left_percent: Some(38.0),
                words: "~18 % of the 5-hour window (12 to 27 %), 38 % is left".to_owned(),
            },
            WindowShare {
                kind: "seven_day".to_owned(),
                label: "Week".to_owned(),
                share: share(1.4, 2.1, 3.2),
                left_percent: Some(69.0),
                words: "~2 % of the week (1 to 3 %), 69 % is left".to_owned(),
            },
        ],
        fit: fit(),
        tokens_per_hour: Some(range(31_000, 46_800, 70_000)),
        risks: vec![
            "Phase 2 is the widest: 18k to 48k. Split it, or set a budget for it.".to_owned(),
            "The plan itself says 62k to 78k; sessions of yours took 1.3× what their plans said.".to_owned(),
        ],
        complexity: vec![ComplexityView {
            name: "parser".to_owned(),
            words: "a parser by hand".to_owned(),
            line: 12,
            key: Some("2".to_owned()),
        }],
        inputs: vec![
            input("size", "medium, 12,400 lines", InputFrom::Measured),
            input("familiarity", "familiar", InputFrom::Memory),
            input("quality", "clean", InputFrom::Guess),
            input("model", "opus", InputFrom::You),
        ],
        comparable: vec![
            comparable(0, "Read statuslines of every version", 81_000, 96, TaskType::Implementation),
            comparable(
                1,
                "Port the 修复 parser to the new grammar, then delete the old one and its tests",
                1_240_000,
                655,
                TaskType::Refactoring,
            ),
        ],
        basis_words: "Fresh tokens are input, output and cache writes; the shares of the windows count weighted tokens.".to_owned(),
        model_version: 14,
    }
}

/// Of a sentence, from the table.
pub(crate) fn sentence_estimate() -> Estimate {
    let mut estimate = plan_estimate();
    estimate.id = None;
    estimate.title = "fix the flaky login test".to_owned();
    estimate.plan = None;
    estimate.project = None;
    estimate.total = line(
        "",
        "fix the flaky login test",
        TaskType::Debugging,
        range(5_900, 20_000, 68_000),
        range(10, 34, 117),
    );
    estimate.total.steps = vec![step("debugging", StepFrom::Table, 20_000.0, 0)];
    estimate.lines.clear();
    estimate.confidence = Confidence::Low;
    estimate.confidence_words = "low: nothing was learned yet, these are the table's numbers".to_owned();
    estimate.windows.clear();
    estimate.fit = Fit {
        answer: FitAnswer::Unknown,
        words: "fits before the reset: unknown, no limit of this login is known; `segue quota` says how to make it known".to_owned(),
        split_after: None,
        until: None,
    };
    estimate.tokens_per_hour = None;
    estimate.risks.clear();
    estimate.complexity.clear();
    estimate.inputs = vec![input("task type", "debugging", InputFrom::Guess)];
    estimate.comparable.clear();
    estimate.model_version = 0;
    estimate
}

/// Kept ones: one is still open, one was right, one was not.
pub(crate) fn estimate_heads() -> Vec<EstimateHead> {
    let head = |id, title: &str, actual| EstimateHead {
        id,
        title: title.to_owned(),
        plan: Some(3),
        made_at: ago(4_440 * id),
        made_by: "cli".to_owned(),
        fresh: range(52_000, 78_000, 118_000),
        minutes: range(60, 100, 160),
        model_version: 14,
        linked_session: Some(sessions()[0].id.clone()),
        actual,
    };
    let mut never = head(9, "Port the 修复 parser to the new grammar, then delete it", None);
    never.linked_session = None;
    never.fresh = range(1_100_000, 3_400_000, 10_900_000);
    vec![
        head(12, "Session 3: plans are read", None),
        head(11, "Session 2", Some(84_100)),
        never,
    ]
}

/// Some sessions with an estimate.
pub(crate) fn accuracy() -> Accuracy {
    let point = |days: i64, title: &str, actual: u64, factor, inside| AccuracyPoint {
        session: sessions()[0].id.clone(),
        title: title.to_owned(),
        at: ago(86_400 * days),
        task_type: TaskType::Implementation,
        estimated: range(52_000, 78_000, 118_000),
        actual,
        factor,
        inside,
    };
    let group = |name: &str, sessions, median_factor, coverage_percent| AccuracyGroup {
        name: name.to_owned(),
        sessions,
        median_factor,
        coverage_percent,
    };
    Accuracy {
        points: vec![
            point(1, "Session 2", 84_100, 1.08, true),
            point(
                3,
                "Port the parser to the new grammar, then delete the old one",
                31_000,
                0.4,
                false,
            ),
            point(19, "Everything at once", 1_940_000, 24.9, false),
        ],
        median_factor: Some(1.6),
        coverage_percent: Some(66.7),
        by_type: vec![
            group("implementation", 2, Some(1.3), Some(50.0)),
            group("debugging", 1, None, None),
        ],
        words: "Usual error 1.6× over 3 sessions; 2 of 3 stayed inside their range".to_owned(),
    }
}
