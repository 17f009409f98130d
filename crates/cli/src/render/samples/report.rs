//! A report, and what the model learned.

use segue_engine::view::{
    Deviation, Learned, ModelChange, ModelView, Report, ReportHead, ReportLine, TaskTypeFrom,
};
use segue_meter::estimate::{Lesson, Range, TaskType, Term, TermGroup, TermUnit};

use super::estimate::{estimate_heads, lines};
use super::{ago, sessions};

fn lesson(group: TermGroup, name: &str, unit: TermUnit, before: f64, after: f64, sessions: u32) -> Lesson {
    Lesson {
        group,
        name: name.to_owned(),
        unit,
        before,
        after,
        sessions,
    }
}

fn lessons() -> Vec<Lesson> {
    vec![
        lesson(TermGroup::Project, "api-server", TermUnit::Factor, 0.9, 0.94, 13),
        lesson(
            TermGroup::TaskType,
            "implementation",
            TermUnit::Tokens,
            25_000.0,
            26_100.0,
            9,
        ),
        lesson(
            TermGroup::Rate,
            "implementation",
            TermUnit::TokensPerHour,
            45_000.0,
            43_800.0,
            1,
        ),
    ]
}

/// A session with an estimate that held.
pub(crate) fn report() -> Report {
    let session = &sessions()[0];
    let line = |at: usize, fresh: u64, minutes, inside| {
        let estimated = lines()[at].fresh;
        ReportLine {
            key: lines()[at].key.clone(),
            title: lines()[at].title.clone(),
            estimated: Some(estimated),
            fresh,
            weighted: fresh * 3,
            minutes,
            factor: Some(fresh as f64 / estimated.mid as f64),
            inside: Some(inside),
        }
    };
    Report {
        session: session.id.clone(),
        title: "Session 3: plans are read".to_owned(),
        project_name: Some("api-server".to_owned()),
        finished_at: ago(900),
        revision: 2,
        plan: Some(3),
        estimate: estimate_heads().into_iter().next(),
        estimated: estimate_heads().first().map(|head| head.fresh),
        task_type: TaskType::Implementation,
        task_type_from: TaskTypeFrom::Inferred,
        totals: session.totals,
        fresh: 96_300,
        weighted: 288_900,
        minutes: 131,
        calls: 61,
        lines: vec![
            line(0, 17_800, 41, true),
            line(1, 52_000, 61, false),
            line(2, 19_100, 25, true),
            line(3, 7_400, 4, false),
        ],
        factor: Some(1.23),
        inside: Some(true),
        drivers: vec![
            Deviation {
                kind: "failing_tests".to_owned(),
                words: "3 test runs failed in phase 2 before they passed".to_owned(),
                tokens: Some(14_200),
            },
            Deviation {
                kind: "rereads".to_owned(),
                words: "`src/grammar.rs` was read 4 times".to_owned(),
                tokens: None,
            },
        ],
        lessons: lessons(),
        path: Some(format!(
            "/home/you/.claude/session-reports/{}-report.md",
            session.id
        )),
        markdown: "# Session 3: plans are read\n".to_owned(),
    }
}

/// With and without an estimate.
pub(crate) fn report_heads() -> Vec<ReportHead> {
    let head = |at: usize, title: &str, estimated: Option<Range>, factor, inside| ReportHead {
        session: sessions()[at].id.clone(),
        title: title.to_owned(),
        project_name: Some("api-server".to_owned()),
        finished_at: ago(900 + 86_400 * at as i64),
        fresh: 96_300,
        estimated,
        factor,
        inside,
        task_type: TaskType::Implementation,
    };
    let estimated = estimate_heads().first().map(|head| head.fresh);
    vec![
        head(0, "Session 3: plans are read", estimated, Some(1.23), Some(true)),
        head(1, "Session 2", estimated, Some(14.0), Some(false)),
        head(
            2,
            "Port the 修复 parser to the new grammar, then delete the old one",
            None,
            None,
            None,
        ),
    ]
}

fn term(group: TermGroup, name: &str, unit: TermUnit, factor: f64, cold: f64, sessions: u32) -> Term {
    Term {
        group,
        name: name.to_owned(),
        unit,
        factor,
        cold,
        sessions,
    }
}

/// A model that has learned something.
pub(crate) fn model() -> ModelView {
    ModelView {
        version: 14,
        fitted_at: Some(ago(900)),
        sessions: 23,
        waiting: 2,
        terms: vec![
            term(
                TermGroup::TaskType,
                "planning",
                TermUnit::Tokens,
                14_200.0,
                15_000.0,
                4,
            ),
            term(
                TermGroup::TaskType,
                "implementation",
                TermUnit::Tokens,
                26_100.0,
                25_000.0,
                9,
            ),
            term(TermGroup::Size, "small", TermUnit::Factor, 0.8, 0.8, 0),
            term(TermGroup::Person, "you", TermUnit::Factor, 1.12, 1.0, 23),
            term(
                TermGroup::Project,
                "a-project-with-a-rather-long-name-that-nobody-would-type",
                TermUnit::Factor,
                0.94,
                1.0,
                13,
            ),
            term(
                TermGroup::Rate,
                "implementation",
                TermUnit::TokensPerHour,
                43_800.0,
                45_000.0,
                9,
            ),
        ],
        usual_error: Some(1.6),
        coverage_percent: Some(79.0),
        mirror: "/home/you/.claude/ml-model/estimation-model.json".to_owned(),
        words: "Learned from 23 sessions: usual error 1.6×, 79 % stayed inside their range".to_owned(),
    }
}

/// What a look taught.
pub(crate) fn learned() -> Learned {
    Learned {
        sessions: 1,
        left: 0,
        model_version: 15,
        lessons: lessons(),
    }
}

/// Versions of the model.
pub(crate) fn model_changes() -> Vec<ModelChange> {
    let change = |version, seconds, by: &str, why: &str, sessions, lessons| ModelChange {
        version,
        at: ago(seconds),
        by: by.to_owned(),
        why: why.to_owned(),
        sessions,
        lessons,
    };
    vec![
        change(14, 900, "segue", "1 session finished", 23, lessons()),
        change(13, 90_000, "cli", "begun anew", 0, Vec::new()),
    ]
}
