//! A plan in the middle of its second phase.

use segue_engine::view::{
    Deviation, Live, LiveHead, LivePhase, PhaseMark, PhaseView, PlanDetail, PlanSession, PlanState,
    PlanSummary, Spent,
};
use segue_meter::estimate::Range;
use segue_plan::plans::{
    Amount, Format, MarkHow, MarkKind, Phase, PhaseState, Plan, ReadingNote, Section, Stated, Task,
};

use super::estimate::{estimate_heads, fit, lines};
use super::{ago, sessions};

fn amount(low: u64, high: u64) -> Option<Amount> {
    Some(Amount { low, high })
}

fn stated(tokens: Option<Amount>, minutes: Option<Amount>) -> Stated {
    Stated { tokens, minutes }
}

fn phase(key: &str, title: &str, tokens: Option<Amount>, minutes: Option<Amount>) -> Phase {
    Phase {
        key: key.to_owned(),
        title: title.to_owned(),
        stated: stated(tokens, minutes),
        ..Phase::default()
    }
}

/// As it was written.
pub(crate) fn plan() -> Plan {
    let task = |key: &str, title: &str| Task {
        key: key.to_owned(),
        title: title.to_owned(),
        ..Task::default()
    };
    let mut first = phase(
        "1",
        "Read the old grammar, decide",
        amount(12_000, 15_000),
        amount(30, 45),
    );
    first.done = true;
    let mut second = phase(
        "2",
        "Parser for tables and headings",
        amount(25_000, 32_000),
        amount(60, 90),
    );
    second.after = vec!["1".to_owned()];
    second.tasks = vec![
        task("2.1", "Headings and durations"),
        Task {
            stated: stated(amount(8_000, 8_000), None),
            after: vec!["2.1".to_owned()],
            agent: Some("reviewer".to_owned()),
            ..task(
                "2.2",
                "Order tables with a prompt, tokens and minutes in each row, and what is missing in them",
            )
        },
    ];
    let mut third = phase("3", "Tests in many hands' styles", None, amount(45, 45));
    third.after = vec!["2".to_owned()];
    third.parallel = true;
    let mut fourth = phase("4", "Writer", amount(10_000, 14_000), None);
    fourth.parallel = true;
    Plan {
        title: "Session 3: plans are read".to_owned(),
        status: Some("ready".to_owned()),
        summary: "What people write is understood.".to_owned(),
        stated: stated(amount(62_000, 78_000), amount(180, 240)),
        objectives: vec![
            "Any plan people write is understood".to_owned(),
            "Nothing is dropped silently".to_owned(),
        ],
        deliverables: vec!["`src/plans.rs`".to_owned()],
        success: vec!["`cargo test` passes".to_owned()],
        complexity: vec!["a parser by hand".to_owned()],
        phases: vec![first, second, third, fourth],
        other: vec![Section {
            heading: "Notes from the meeting".to_owned(),
            level: 2,
            text: "…".to_owned(),
            line: 58,
        }],
        ..Plan::default()
    }
}

/// What the parser had to say.
pub(crate) fn plan_notes() -> Vec<ReadingNote> {
    vec![
        ReadingNote {
            line: 31,
            column: 1,
            text: "the phase has no number; it is 4 by order".to_owned(),
        },
        ReadingNote {
            line: 58,
            column: 1,
            text: "the section \"Notes from the meeting\" is kept as it is, and not used for anything else"
                .to_owned(),
        },
    ]
}

fn summary(id: i64, title: &str, state: PlanState, done: u32) -> PlanSummary {
    PlanSummary {
        id,
        title: title.to_owned(),
        project: Some("/home/you/code/api-server".to_owned()),
        project_name: Some("api-server".to_owned()),
        state,
        phases: 4,
        done,
        tasks: 2,
        format: Format::Markdown,
        source: Some("/home/you/code/api-server/plans/SESSION_3_PLAN.md".to_owned()),
        version: 2,
        changed_at: ago(4_200),
        stated: plan().stated,
        estimate: None,
        live_session: None,
        problems: Vec::new(),
    }
}

fn running() -> PlanSummary {
    PlanSummary {
        estimate: estimate_heads().into_iter().next(),
        live_session: Some(sessions()[0].id.clone()),
        ..summary(3, "Session 3: plans are read", PlanState::Running, 1)
    }
}

/// One in each state.
pub(crate) fn plans() -> Vec<PlanSummary> {
    let mut open = summary(
        4,
        "Port the old grammar to the new one, then delete it and everything that was built on it",
        PlanState::Open,
        0,
    );
    open.problems = vec!["/home/you/code/api-server/plans/4.md was changed since it was imported: `segue plan import` takes it in".to_owned()];
    open.project = None;
    open.project_name = None;
    vec![
        running(),
        open,
        summary(12, "Session 2", PlanState::Done, 4),
        summary(1, "An idea", PlanState::Archived, 0),
    ]
}

/// The one that runs, in depth.
pub(crate) fn plan_detail() -> PlanDetail {
    let lines = lines();
    let view = |at: usize, state, spent: Option<(u64, u64)>, marks: Vec<PhaseMark>| PhaseView {
        key: lines[at].key.clone(),
        state,
        estimate: Some(lines[at].clone()),
        spent: spent.map(|(fresh, minutes)| Spent {
            fresh,
            weighted: fresh * 3,
            minutes,
            calls: 12,
        }),
        marks,
    };
    PlanDetail {
        summary: running(),
        text: "# Session 3: plans are read\n".to_owned(),
        plan: plan(),
        notes: plan_notes(),
        phases: vec![
            view(
                0,
                PhaseState::Done,
                Some((17_800, 41)),
                vec![PhaseMark {
                    at: ago(3_000),
                    kind: MarkKind::Done,
                    how: MarkHow::Commit,
                    detail: Some("Decide for one pass over lines".to_owned()),
                    session: Some(sessions()[0].id.clone()),
                }],
            ),
            view(1, PhaseState::Running, Some((16_200, 33)), Vec::new()),
            view(2, PhaseState::Pending, None, Vec::new()),
            view(3, PhaseState::Pending, None, Vec::new()),
        ],
        estimates: estimate_heads(),
        sessions: vec![PlanSession {
            session: sessions()[0].id.clone(),
            title: sessions()[0].title.clone(),
            linked_at: ago(4_440),
            linked_by: "cli".to_owned(),
            live: true,
        }],
        before: Vec::new(),
        imported: None,
    }
}

fn range(low: u64, mid: u64, high: u64) -> Range {
    Range { low, mid, high }
}

/// How its session does.
pub(crate) fn live_plan() -> Live {
    let lines = lines();
    let phase = |at: usize, state, spent, variance_percent, deviations| LivePhase {
        key: lines[at].key.clone(),
        title: lines[at].title.clone(),
        state,
        estimated: lines[at].fresh,
        spent,
        minutes: 20,
        variance_percent,
        deviations,
    };
    Live {
        session: sessions()[0].id.clone(),
        title: sessions()[0].title.clone(),
        plan: Some(3),
        plan_title: Some("Session 3: plans are read".to_owned()),
        estimate: 12,
        started_at: ago(4_440),
        calls: 31,
        fresh: 34_000,
        weighted: 102_000,
        minutes: 74,
        estimated: range(52_000, 78_000, 118_000),
        projected: range(71_000, 84_200, 104_000),
        change_percent: 8.0,
        inside: true,
        tokens_per_hour: 27_600,
        fits: fit(),
        phases: vec![
            phase(
                0,
                PhaseState::Done,
                17_800,
                Some(18.0),
                vec![Deviation {
                    kind: "rereads".to_owned(),
                    words: "`src/grammar.rs` was read 4 times".to_owned(),
                    tokens: Some(6_100),
                }],
            ),
            phase(1, PhaseState::Running, 16_200, None, Vec::new()),
            phase(2, PhaseState::Pending, 0, None, Vec::new()),
            phase(3, PhaseState::Pending, 0, None, Vec::new()),
        ],
        words: "new projection 84k, +8 %, still fits".to_owned(),
    }
}

/// The same at a glance.
pub(crate) fn live_head() -> LiveHead {
    let live = live_plan();
    LiveHead {
        session: live.session,
        plan_title: live.plan_title.unwrap_or_default(),
        phase: Some("Parser for tables and headings".to_owned()),
        fresh: live.fresh,
        projected: live.projected,
        words: live.words,
    }
}
