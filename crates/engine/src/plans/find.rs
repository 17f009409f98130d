//! Which plan or phase a person means.

use std::path::Path;

use segue_store::{PhaseRow, PlanRow, Store};

use crate::problem::{Code, Problem};

/// Which plan is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRef<'a> {
    /// Its number.
    Id(i64),
    /// Words of its title, or the path of the file it came from.
    Named(&'a str),
}

impl<'a> PlanRef<'a> {
    /// From what a person typed: `3`, `#3`, `ship it`, `./PLAN.md`.
    pub fn of(text: &'a str) -> PlanRef<'a> {
        let text = text.trim();
        match text.strip_prefix('#').unwrap_or(text).parse() {
            Ok(id) => PlanRef::Id(id),
            Err(_) => PlanRef::Named(text),
        }
    }
}

pub(super) fn find(store: &Store, which: PlanRef<'_>) -> Result<PlanRow, Problem> {
    match which {
        PlanRef::Id(id) => store.plan(id)?.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("there is no plan {id}"))
                .hint("`segue plan list --all` shows the plans there are.")
        }),
        PlanRef::Named(words) => named(store, words.trim()),
    }
}

fn named(store: &Store, words: &str) -> Result<PlanRow, Problem> {
    if let Ok(path) = Path::new(words).canonicalize()
        && path.is_file()
    {
        return store
            .plan_of_source(&path.to_string_lossy())?
            .ok_or_else(|| not_imported(words));
    }
    let all = store.plans(true)?;
    // What a person put away is meant only when nothing else can be.
    let (open, away): (Vec<PlanRow>, Vec<PlanRow>) = all.into_iter().partition(|row| !row.archived);
    for rows in [open, away] {
        let mut meant = by_words(rows, words);
        match meant.len() {
            0 => {}
            1 => return Ok(meant.remove(0)),
            _ => return Err(several(words, &meant)),
        }
    }
    Err(
        Problem::new(Code::NotFound, format!("no plan is called \"{words}\""))
            .hint("`segue plan list --all` shows the plans there are; `segue plan import` brings one in."),
    )
}

/// By the whole title, else by the name of its file, else by words of the title.
fn by_words(rows: Vec<PlanRow>, words: &str) -> Vec<PlanRow> {
    let wanted = words.to_lowercase();
    let parts: Vec<&str> = wanted.split_whitespace().collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let exact = |row: &PlanRow| row.title.to_lowercase() == wanted;
    let file = |row: &PlanRow| {
        row.source
            .as_deref()
            .is_some_and(|source| Path::new(source).ends_with(words))
    };
    let some = |row: &PlanRow| {
        let title = row.title.to_lowercase();
        parts.iter().all(|part| title.contains(part))
    };
    let ways: [&dyn Fn(&PlanRow) -> bool; 3] = [&exact, &file, &some];
    for way in ways {
        if rows.iter().any(way) {
            return rows.into_iter().filter(|row| way(row)).collect();
        }
    }
    Vec::new()
}

fn several(words: &str, meant: &[PlanRow]) -> Problem {
    let names: Vec<String> = meant
        .iter()
        .map(|row| format!("{} ({})", row.num, row.title))
        .collect();
    Problem::new(
        Code::BadInput,
        format!("\"{words}\" may be several plans: {}", names.join(", ")),
    )
    .hint("Name one by its number.")
}

fn not_imported(path: &str) -> Problem {
    Problem::new(Code::NotFound, format!("{path} was not imported yet"))
        .hint(format!("`segue plan import {path}` brings it in."))
}

/// The key of a phase that a person names by key or title.
pub(super) fn phase(store: &Store, plan: i64, words: &str) -> Result<String, Problem> {
    let words = words.trim();
    let phases = store.phases(plan)?;
    if let Some(phase) = phases.iter().find(|phase| phase.key == words) {
        return Ok(phase.key.clone());
    }
    let wanted = words.to_lowercase();
    let titled = |like: fn(&str, &str) -> bool| -> Vec<&PhaseRow> {
        let is_meant = |phase: &&PhaseRow| !wanted.is_empty() && like(&phase.title.to_lowercase(), &wanted);
        phases.iter().filter(is_meant).collect()
    };
    let mut meant = titled(|title, wanted| title == wanted);
    if meant.is_empty() {
        meant = titled(|title, wanted| title.contains(wanted));
    }
    let problem = match meant.as_slice() {
        [only] => return Ok(only.key.clone()),
        [] => Problem::new(Code::NotFound, format!("plan {plan} has no phase \"{words}\"")),
        _ => Problem::new(
            Code::BadInput,
            format!("\"{words}\" may be several phases of plan {plan}"),
        ),
    };
    let known: Vec<String> = phases
        .iter()
        .map(|phase| format!("{} {}", phase.key, phase.title))
        .collect();
    Err(problem.hint(if known.is_empty() {
        "It has none: edit the plan to give it some.".to_owned()
    } else {
        format!("Its phases: {}.", known.join("; "))
    }))
}
