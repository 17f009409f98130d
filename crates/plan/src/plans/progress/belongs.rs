//! Which phase a thing to do belongs to: the one it names, or the only one it sounds like.

use std::collections::BTreeSet;

use crate::plans::Plan;

/// What a to-do is of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Belongs {
    pub phase: usize,
    /// It stands for the phase as a whole, not for a step of it.
    pub whole: bool,
}

/// Words that say how, not what.
const EMPTY: &[&str] = &[
    "a",
    "an",
    "the",
    "and",
    "or",
    "of",
    "to",
    "in",
    "on",
    "for",
    "with",
    "from",
    "by",
    "at",
    "as",
    "is",
    "it",
    "its",
    "all",
    "add",
    "make",
    "write",
    "create",
    "update",
    "implement",
    "build",
    "do",
    "set",
    "up",
    "fix",
    "use",
    "new",
    "phase",
    "step",
    "part",
    "task",
];

/// Words that say only that it is done.
const FINISHED: &[&str] = &["done", "complete", "completed", "finish", "finished"];

/// The phase that a text belongs to; `None` when it names none, or sounds like several.
pub(super) fn to(text: &str, plan: &Plan) -> Option<Belongs> {
    labelled(text, plan).or_else(|| sounding(text, plan))
}

/// "Phase 2: …", "2.1 Write the reader", "[2] …".
pub(super) fn labelled(text: &str, plan: &Plan) -> Option<Belongs> {
    let lower = text.trim().to_lowercase();
    let (named, rest) = match ["phase ", "part ", "milestone ", "stage "]
        .iter()
        .find_map(|word| lower.strip_prefix(word))
    {
        Some(rest) => (true, rest),
        None => (false, lower.trim_start_matches(['[', '(', '#'])),
    };
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .unwrap_or(rest.len());
    let (label, after) = (rest[..end].trim_end_matches('.'), &rest[end..]);
    // "3 tests are missing" begins with a number and names no phase.
    let marked = named
        || label.contains('.')
        || rest[..end].ends_with('.')
        || after.starts_with([':', ')', ']'])
        || after.trim_start().starts_with("- ");
    if label.is_empty() || !marked {
        return None;
    }
    for (phase, one) in plan.phases.iter().enumerate() {
        if one.key.to_lowercase() == label {
            // "Phase 2: the reader" is the phase when nothing but its title follows; with other words it is a step of it.
            let own = words(&one.title);
            let mut said = words(after);
            said.retain(|word| !FINISHED.contains(&word.as_str()));
            return Some(Belongs {
                phase,
                whole: said.is_empty() || said.is_subset(&own),
            });
        }
        if one.tasks.iter().any(|task| task.key.to_lowercase() == label) {
            return Some(Belongs { phase, whole: false });
        }
    }
    // "2.3 …" of a phase that lists no such step.
    let (first, _) = label.split_once('.')?;
    let phase = plan
        .phases
        .iter()
        .position(|one| one.key.to_lowercase() == first)?;
    Some(Belongs { phase, whole: false })
}

fn sounding(text: &str, plan: &Plan) -> Option<Belongs> {
    let said = words(text);
    let mut best: Vec<(f64, Belongs)> = plan
        .phases
        .iter()
        .enumerate()
        .filter_map(|(phase, one)| {
            let steps = one.tasks.iter().map(|task| task.title.as_str());
            let promises = one.objectives.iter().chain(&one.deliverables).map(String::as_str);
            let whole = alike(&said, &words(&one.title));
            let part = steps
                .chain(promises)
                .map(|line| alike(&said, &words(line)))
                .fold(0.0, f64::max);
            let score = whole.max(part);
            let belongs = Belongs {
                phase,
                whole: whole > part,
            };
            (score > 0.0).then_some((score, belongs))
        })
        .collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (score, belongs) = *best.first()?;
    let alone = best.get(1).is_none_or(|(second, _)| *second < score);
    (score >= 0.6 && alone).then_some(belongs)
}

/// MarkHow alike two sets of words are, 0 to 1; fewer than two words in common are an accident, unless they are all.
fn alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let common = one.intersection(other).count();
    if common == 0 || (common < 2 && one != other) {
        return 0.0;
    }
    common as f64 / one.len().min(other.len()) as f64 * 0.5
        + common as f64 / one.len().max(other.len()) as f64 * 0.5
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !EMPTY.contains(&word.as_str()))
        .map(|word| match word.strip_suffix('s') {
            Some(singular) if singular.len() > 2 => singular.to_owned(),
            _ => word,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::{Phase, Task};

    fn plan() -> Plan {
        let task = |key: &str, title: &str| Task {
            key: key.to_owned(),
            title: title.to_owned(),
            ..Task::default()
        };
        let phase = |key: &str, title: &str, tasks: Vec<Task>| Phase {
            key: key.to_owned(),
            title: title.to_owned(),
            tasks,
            ..Phase::default()
        };
        Plan {
            phases: vec![
                phase(
                    "1",
                    "Database schema",
                    vec![
                        task("1.1", "Write the migration for users"),
                        task("1.2", "Seed data"),
                    ],
                ),
                phase(
                    "2",
                    "API endpoints",
                    vec![task("2.1", "Login endpoint with tokens")],
                ),
            ],
            ..Plan::default()
        }
    }

    #[test]
    fn a_to_do_belongs_to_the_phase_it_names_or_sounds_like() {
        let table = [
            ("Phase 1: Database schema", Some((0, true))),
            ("phase 2", Some((1, true))),
            ("Phase 2 - rename the columns", Some((1, false))),
            ("1.2 Seed data", Some((0, false))),
            ("2.7: something else", Some((1, false))),
            ("[2] anything", Some((1, false))),
            ("Write migration for the users table", Some((0, false))),
            ("Login endpoint, tokens", Some((1, false))),
            ("Build the API endpoints", Some((1, true))),
            ("3 tests are missing", None),
            ("2 of the files", None),
            ("Look around", None),
            ("Login", None),
            ("Phase 9: not there", None),
            ("", None),
        ];
        for (text, expected) in table {
            let found = to(text, &plan()).map(|belongs| (belongs.phase, belongs.whole));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_sounds_like_two_phases_belongs_to_none() {
        let mut plan = plan();
        plan.phases[1].title = "Database schema".to_owned();
        assert_eq!(to("Database schema", &plan), None);
    }
}
