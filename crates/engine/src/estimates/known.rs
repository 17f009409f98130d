//! What is known of a project when a session in it begins: its size, its state, how well it is known.
//!
//! Rows only; [`freshen`] alone walks a project, for whoever has the time.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use segue_meter::estimate::{Familiarity, ProjectSize, Quality, signals};
use segue_store::{ProjectHistory, ProjectRow, Store};

use super::measure::{self, Measured};
use crate::problem::{Code, Problem};
use crate::view::{StackItem, StackKind};

/// A project is measured again after this long.
const MEASURE_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// What a measure says, with its words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sized {
    /// Lines of code.
    pub measured: Measured,
    /// The size that follows.
    pub size: ProjectSize,
    /// The state of the code, when there is enough to tell, and why.
    pub quality: Option<(Quality, String)>,
    /// When it was measured.
    pub at: Timestamp,
}

/// What was measured of a project.
pub(crate) fn measured(store: &Store, project: i64) -> Result<Option<Sized>, Problem> {
    let Some((text, at)) = store.project_measure(project)? else {
        return Ok(None);
    };
    // A shape of another Segue is measured anew the next time.
    let Ok(measured) = serde_json::from_str::<Measured>(&text) else {
        return Ok(None);
    };
    Ok(Some(Sized {
        measured,
        size: ProjectSize::of_lines(measured.signals.lines),
        quality: signals::quality(&measured.signals),
        at,
    }))
}

/// Measures a project unless that was done lately. A folder that is gone keeps what was known of it.
pub(crate) fn freshen(store: &mut Store, project: &ProjectRow, now: Timestamp) -> Result<(), Problem> {
    let known = store.project_measure(project.num)?;
    if known.is_some_and(|(_, at)| now.duration_since(at) < MEASURE_AGAIN) {
        return Ok(());
    }
    let Some(measured) = measure::measure(Path::new(&project.path)) else {
        return Ok(());
    };
    let text = serde_json::to_string(&measured)
        .map_err(|error| Problem::new(Code::Store, "a project's size cannot be kept").because(error))?;
    Ok(store.set_project_measure(project.num, &text, now)?)
}

/// The past of all projects, read once for many questions.
pub(crate) struct Past {
    projects: Vec<(ProjectHistory, BTreeSet<String>)>,
}

impl Past {
    /// Reads it.
    pub(crate) fn read(store: &Store) -> Result<Past, Problem> {
        let histories = store.project_histories()?.into_iter();
        let with_stack = histories.map(|history| {
            let stack = stack_names(&history.stack);
            (history, stack)
        });
        Ok(Past {
            projects: with_stack.collect(),
        })
    }

    /// How well a project is known to a session that begins at `at`, with the words for it.
    pub(crate) fn familiarity(&self, project: i64, at: Timestamp) -> (Familiarity, String) {
        let before = |history: &ProjectHistory| history.began.iter().filter(|began| **began < at).count();
        let own = self
            .projects
            .iter()
            .find(|(history, _)| history.project == project);
        let here = own.map_or(0, |(history, _)| before(history));
        let elsewhere = own.filter(|(_, stack)| !stack.is_empty()).map(|(_, stack)| {
            let others = self
                .projects
                .iter()
                .filter(|(history, other)| history.project != project && !stack.is_disjoint(other));
            others.map(|(history, _)| before(history)).sum::<usize>()
        });
        let counted = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        signals::familiarity(counted(here), elsewhere.map(counted))
    }
}

/// The names by which two stacks are alike: frameworks, or languages where there is none.
fn stack_names(stack: &str) -> BTreeSet<String> {
    let items: Vec<StackItem> = serde_json::from_str(stack).unwrap_or_default();
    let of = |kind: StackKind| -> BTreeSet<String> {
        let alike = items.iter().filter(|item| item.kind == kind);
        alike.map(|item| item.name.to_lowercase()).collect()
    };
    let frameworks = of(StackKind::Framework);
    if frameworks.is_empty() {
        of(StackKind::Language)
    } else {
        frameworks
    }
}
