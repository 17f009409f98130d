//! Plans with texts that hurt.

use proptest::prelude::*;
use segue_plan::plans::{Amount, Phase, Plan, Section, Stated, Task};

/// Pieces that mean something to the reader, so that they land where they hurt.
const PIECES: &[&str] = &[
    "# ",
    "## Phase 2: Store",
    "### Tasks",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "[x] ",
    "[P] ",
    "```",
    "````",
    "~~~",
    "```text exactly",
    "(30m)",
    "(25-32k)",
    " — 45 min",
    "~2 hours",
    "25,000 tokens",
    "✅",
    "🚧",
    "done",
    "in progress",
    "Phase 1",
    "after phase 1",
    "depends on phase 1",
    "can run in parallel",
    "**Status**: Draft",
    "**Prompt**:",
    "Check: `cargo test`",
    "Tokens: 25k",
    "Key: 7",
    "Objectives:",
    "## Objectives",
    "none",
    "None",
    "`",
    "``",
    "`code`",
    "|",
    "| a | tokens |\n|---|---|\n| b | 5k |",
    "\\",
    "\\|",
    "&#40;",
    "&#",
    "&amp;",
    "<!-- empty -->",
    "<!-- c -->",
    "<b>",
    "> quote",
    "---",
    "===",
    "***",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "    ",
    "\u{a0}",
    "\u{2028}",
    "\0",
    "\u{feff}",
    "\u{85}",
    "é",
    "🦀",
    "words and more",
    "a",
    ":",
    ",",
    ".",
    "1.1",
    "T012",
    "yes",
    "no",
    "Total: 5h",
    "_x_",
    "**b**",
    "~~s~~",
    "[link](x)",
    "http://x.y",
    "\"\"\"",
    "'''",
    "\"",
    "'",
    "---\ntitle: x\n---\n",
    "1.5",
    "½",
    "-",
    "=",
    "+",
    "Part A",
    "Setup",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..3)
}

fn amount() -> impl Strategy<Value = Option<Amount>> {
    let value = prop_oneof![0_u64..2_000_000, any::<u64>()];
    prop::option::of((value.clone(), value).prop_map(|(one, other)| Amount {
        low: one.min(other),
        high: one.max(other),
    }))
}

fn stated() -> impl Strategy<Value = Stated> {
    (amount(), amount()).prop_map(|(tokens, minutes)| Stated { tokens, minutes })
}

fn sections(shallowest: u8) -> impl Strategy<Value = Vec<Section>> {
    let section = (text(), shallowest..=6, text()).prop_map(|(heading, level, text)| Section {
        heading,
        level,
        text,
        line: 0,
    });
    prop::collection::vec(section, 0..3)
}

fn task() -> impl Strategy<Value = Task> {
    let told = (
        text(),
        prop::option::of(text()),
        any::<bool>(),
        stated(),
        any::<bool>(),
    );
    let more = (
        prop::option::of(text()),
        texts(),
        prop::option::of(any::<u64>()),
        prop::option::of(0_u8..=9),
    );
    (told, more).prop_map(
        |((title, prompt, done, stated, parallel), (agent, checks, budget_tokens, priority))| Task {
            title,
            prompt,
            done,
            stated,
            parallel,
            agent,
            checks,
            budget_tokens,
            priority,
            ..Task::default()
        },
    )
}

fn phase() -> impl Strategy<Value = Phase> {
    let told = (
        text(),
        prop::option::of(text()),
        any::<bool>(),
        stated(),
        any::<bool>(),
        text(),
    );
    let lists = (texts(), texts(), texts(), texts(), texts());
    let more = (prop::collection::vec(task(), 0..3), sections(2));
    (told, lists, more).prop_map(
        |((title, status, done, stated, parallel, prose), lists, (tasks, other))| Phase {
            title,
            status,
            done,
            stated,
            objectives: lists.0,
            deliverables: lists.1,
            success: lists.2,
            prerequisites: lists.3,
            complexity: lists.4,
            parallel,
            prose,
            tasks,
            other,
            ..Phase::default()
        },
    )
}

/// How keys are made: as people number, or with whatever there is.
fn keyed(mut plan: Plan, odd: Option<String>, waits: &[prop::sample::Index]) -> Plan {
    let mut waits = waits.iter();
    let mut keys: Vec<String> = Vec::new();
    for (index, phase) in plan.phases.iter_mut().enumerate() {
        phase.key = match &odd {
            Some(odd) => format!("{odd}k{index}"),
            None => (index + 1).to_string(),
        };
        if let Some(wait) = waits.next().filter(|_| !keys.is_empty()) {
            phase.after.push(keys[wait.index(keys.len())].clone());
        }
        keys.push(phase.key.clone());
        for (at, task) in phase.tasks.iter_mut().enumerate() {
            task.key = format!("{}.{}", phase.key, at + 1);
        }
        for at in 0..phase.tasks.len() {
            let beside: Vec<String> = keys
                .iter()
                .cloned()
                .chain(phase.tasks[..at].iter().map(|task| task.key.clone()))
                .collect();
            if let Some(wait) = waits.next() {
                phase.tasks[at]
                    .after
                    .push(beside[wait.index(beside.len())].clone());
            }
        }
    }
    plan
}

/// Any plan whose keys are unique and whose dependencies exist.
pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let head = (text(), prop::option::of(text()), text(), stated());
    let lists = (texts(), texts(), texts(), texts(), texts());
    let more = (prop::collection::vec(phase(), 0..4), sections(1));
    let keys = (
        prop::option::of(text()),
        prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    );
    (head, lists, more, keys).prop_map(
        |((title, status, summary, stated), lists, (phases, other), (odd, waits))| {
            let plan = Plan {
                title,
                status,
                summary,
                stated,
                objectives: lists.0,
                deliverables: lists.1,
                success: lists.2,
                prerequisites: lists.3,
                complexity: lists.4,
                phases,
                other,
            };
            keyed(plan, odd, &waits)
        },
    )
}
