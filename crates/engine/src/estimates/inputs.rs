//! What goes into an estimate besides its words: size, familiarity, quality and model, each with where it comes from.
//!
//! Rows only: a project that was never measured is not measured now.

use segue_meter::estimate::{Familiarity, ProjectSize, Quality};
use segue_meter::words;
use segue_store::{ProjectRow, Store};

use super::known::{self, Past};
use super::subject::{Part, Subject};
use super::sums;
use crate::problem::Problem;
use crate::view::{Input, InputFrom, Overrides};
use jiff::Timestamp;

/// What is known before it begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Inputs {
    /// Size of the project.
    pub size: Option<ProjectSize>,
    /// How well it is known.
    pub familiarity: Option<Familiarity>,
    /// State of its code.
    pub quality: Option<Quality>,
    /// Family of the model.
    pub model: Option<String>,
    /// The same for people.
    pub told: Vec<Input>,
}

/// Gathers them; what the person says counts.
pub(super) fn gather(
    store: &Store,
    project: Option<&ProjectRow>,
    overrides: &Overrides,
    now: Timestamp,
) -> Result<Inputs, Problem> {
    let mut inputs = Inputs::default();
    let sized = match project {
        Some(project) => known::measured(store, project.num)?,
        None => None,
    };
    let quality = sized.as_ref().and_then(|sized| sized.quality.clone());
    let (size, told) = match (overrides.size, &sized) {
        (Some(size), _) => (Some(size), you("size", size.to_string())),
        (None, Some(sized)) => {
            let lines = words::grouped(sized.measured.signals.lines);
            let least = if sized.measured.whole { "" } else { "at least " };
            let value = format!("{} ({least}{lines} lines)", sized.size);
            (Some(sized.size), input("size", value, InputFrom::Measured))
        }
        (None, None) => (None, unknown("size", project.is_some())),
    };
    (inputs.size, inputs.told) = (size, vec![told]);

    let (familiarity, told) = match (overrides.familiarity, project) {
        (Some(familiarity), _) => (Some(familiarity), you("familiarity", familiarity.to_string())),
        (None, Some(project)) => {
            let (found, why) = Past::read(store)?.familiarity(project.num, now);
            (
                Some(found),
                input("familiarity", format!("{found} ({why})"), InputFrom::Memory),
            )
        }
        (None, None) => (None, unknown("familiarity", false)),
    };
    inputs.familiarity = familiarity;
    inputs.told.push(told);

    let (quality, told) = match (overrides.quality, quality) {
        (Some(quality), _) => (Some(quality), you("quality", quality.to_string())),
        (None, Some((found, why))) => (
            Some(found),
            input("quality", format!("{found} ({why})"), InputFrom::Measured),
        ),
        (None, None) if sized.is_some() => (
            None,
            input("quality", "too little code to tell".to_owned(), InputFrom::Guess),
        ),
        (None, None) => (None, unknown("quality", project.is_some())),
    };
    inputs.quality = quality;
    inputs.told.push(told);

    let last = store.last_family(project.map(|project| project.num))?;
    let (model, told) = match (&overrides.model, last) {
        (Some(model), _) => {
            let family = sums::family(model).unwrap_or_else(|| model.to_lowercase());
            (Some(family), you("model", model.clone()))
        }
        (None, Some((family, here))) => {
            let whose = if here && project.is_some() {
                "as in the last session here"
            } else {
                "as in your last session"
            };
            let told = input("model", format!("{family} ({whose})"), InputFrom::Memory);
            (Some(family), told)
        }
        (None, None) => (None, unknown("model", false)),
    };
    inputs.model = model;
    inputs.told.push(told);
    Ok(inputs)
}

/// The input "task type": of a sentence the type with its words, of a plan how many phases of each.
pub(super) fn task_type(subject: &Subject, overrides: &Overrides) -> Input {
    if let Some(task_type) = overrides.task_type {
        return you("task type", task_type.to_string());
    }
    let value = match subject.parts.as_slice() {
        [Part { inferred, .. }] if inferred.why.is_empty() => {
            format!("{} (nothing in the words says which)", inferred.task_type)
        }
        [Part { inferred, .. }] => {
            let why: Vec<String> = inferred.why.iter().map(|word| format!("“{word}”")).collect();
            format!("{} ({})", inferred.task_type, why.join(", "))
        }
        parts => {
            let mut counts: Vec<(String, u32)> = Vec::new();
            for part in parts {
                let name = part.inferred.task_type.to_string();
                match counts.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((name, 1)),
                }
            }
            let counted: Vec<String> = counts
                .into_iter()
                .map(|(name, count)| format!("{count} {name}"))
                .collect();
            counted.join(", ")
        }
    };
    input("task type", value, InputFrom::Guess)
}

fn unknown(name: &str, project_known: bool) -> Input {
    let value = match project_known {
        true => "not measured yet (`segue model learn` does it)",
        false => "not known",
    };
    input(name, value.to_owned(), InputFrom::Guess)
}

fn you(name: &str, value: String) -> Input {
    input(name, value, InputFrom::You)
}

fn input(name: &str, value: String, from: InputFrom) -> Input {
    Input {
        name: name.to_owned(),
        value,
        from,
    }
}
