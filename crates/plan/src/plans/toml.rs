//! Plans in TOML, for exactness: every key is known, every value has its kind, and what is wrong is told with its place.

mod fields;

use toml::de::DeTable;

use self::fields::Fields;
use super::markdown::{Source, error};
use super::{Phase, Plan, PlanError, Reading, ReadingNote, Section, Task};

const PLAN: &[&str] = &[
    "title",
    "status",
    "tokens",
    "minutes",
    "summary",
    "objectives",
    "deliverables",
    "success",
    "prerequisites",
    "complexity",
    "phase",
    "other",
];
const PHASE: &[&str] = &[
    "key",
    "title",
    "status",
    "done",
    "tokens",
    "minutes",
    "after",
    "parallel",
    "prose",
    "objectives",
    "deliverables",
    "success",
    "prerequisites",
    "complexity",
    "task",
    "other",
];
const TASK: &[&str] = &[
    "key",
    "title",
    "done",
    "tokens",
    "minutes",
    "after",
    "parallel",
    "agent",
    "checks",
    "budget_tokens",
    "priority",
    "prompt",
];
const SECTION: &[&str] = &["heading", "level", "text"];

/// Reads a plan.
pub(super) fn read(text: &str) -> Result<Reading, PlanError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tidy = text.contains("\r\n").then(|| text.replace("\r\n", "\n"));
    let text = tidy.as_deref().unwrap_or(text);
    let source = Source::new(text);
    if text.trim().is_empty() {
        return Err(error(&source, 0, "there is nothing in it".to_owned(), HINT));
    }
    let table = DeTable::parse(text).map_err(|wrong| {
        let at = wrong.span().map_or(0, |span| span.start);
        let hint = "This is not TOML. A plan in Markdown is read when its file ends in .md.";
        error(&source, floor(text, at), wrong.message().to_owned(), hint)
    })?;
    let plan = plan(&Fields::new(&source, "a plan", table.get_ref(), 0, PLAN)?)?;
    if plan.title.trim().is_empty() && plan.phases.is_empty() {
        return Err(error(
            &source,
            0,
            "neither a title nor a phase was found".to_owned(),
            HINT,
        ));
    }
    let untitled = plan.title.is_empty().then(|| ReadingNote {
        line: 1,
        column: 1,
        text: "the plan has no title; write one: title = \"What it is about\"".to_owned(),
    });
    Ok(Reading {
        plan,
        notes: untitled.into_iter().collect(),
    })
}

const HINT: &str = "Write title = \"What it is about\", and phases as [[phase]] with key and title.";

fn plan(fields: &Fields<'_>) -> Result<Plan, PlanError> {
    let mut phases = Vec::new();
    for table in fields.tables("phase", "a phase", PHASE)? {
        let phase = phase(&table, phases.len() + 1)?;
        phases.push(phase);
    }
    Ok(Plan {
        title: fields.text("title")?.unwrap_or_default(),
        status: fields.text("status")?,
        summary: fields.text("summary")?.unwrap_or_default(),
        stated: fields.stated()?,
        objectives: fields.texts("objectives")?,
        deliverables: fields.texts("deliverables")?,
        success: fields.texts("success")?,
        prerequisites: fields.texts("prerequisites")?,
        complexity: fields.texts("complexity")?,
        phases,
        other: sections(fields, 1)?,
    })
}

fn phase(fields: &Fields<'_>, number: usize) -> Result<Phase, PlanError> {
    let key = fields.text("key")?.unwrap_or_else(|| number.to_string());
    let mut tasks = Vec::new();
    for table in fields.tables("task", "a task", TASK)? {
        let task = task(&table, &key, tasks.len() + 1)?;
        tasks.push(task);
    }
    Ok(Phase {
        title: fields.required("title")?,
        status: fields.text("status")?,
        done: fields.flag("done")?,
        stated: fields.stated()?,
        objectives: fields.texts("objectives")?,
        deliverables: fields.texts("deliverables")?,
        success: fields.texts("success")?,
        prerequisites: fields.texts("prerequisites")?,
        complexity: fields.texts("complexity")?,
        parallel: fields.flag("parallel")?,
        after: fields.texts("after")?,
        prose: fields.text("prose")?.unwrap_or_default(),
        tasks,
        other: sections(fields, 2)?,
        line: fields.line(),
        key,
    })
}

fn task(fields: &Fields<'_>, phase: &str, number: usize) -> Result<Task, PlanError> {
    Ok(Task {
        key: fields.text("key")?.unwrap_or_else(|| format!("{phase}.{number}")),
        title: fields.required("title")?,
        prompt: fields.text("prompt")?,
        done: fields.flag("done")?,
        stated: fields.stated()?,
        after: fields.texts("after")?,
        parallel: fields.flag("parallel")?,
        agent: fields.text("agent")?,
        checks: fields.texts("checks")?,
        budget_tokens: fields.tokens("budget_tokens")?,
        priority: fields.digit("priority", 0, 9)?,
        line: fields.line(),
    })
}

fn sections(fields: &Fields<'_>, shallowest: u8) -> Result<Vec<Section>, PlanError> {
    let mut sections = Vec::new();
    for table in fields.tables("other", "a section", SECTION)? {
        sections.push(Section {
            heading: table.required("heading")?,
            level: table.digit("level", shallowest, 6)?.unwrap_or(shallowest.max(2)),
            text: table.text("text")?.unwrap_or_default(),
            line: table.line(),
        });
    }
    Ok(sections)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;
