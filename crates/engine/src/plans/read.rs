//! From a text to a plan that may be kept.

use std::path::Path;

use segue_plan::plans::{self, Format, Plan, PlanError};

use crate::problem::{Code, Problem};
use crate::view;

/// Bytes of a plan's text.
const LONGEST: usize = 1_000_000;

/// A plan that can be read and keeps the rules. An error names the file it comes from.
pub(super) fn checked(text: &str, format: Format, source: Option<&Path>) -> Result<Plan, Problem> {
    refuse_too_long(text)?;
    if text.contains('\0') {
        return Err(Problem::new(Code::BadInput, "the plan holds a zero byte")
            .hint("No session could be told it; take it out."));
    }
    let reading = plans::read(text, format).map_err(|error| refused(&error, source))?;
    plans::check(&reading.plan).map_err(|error| refused(&error, source))?;
    Ok(reading.plan)
}

/// A plan with a title: its own, else its file's name.
pub(super) fn titled(mut plan: Plan, source: Option<&Path>) -> Plan {
    if plan.title.trim().is_empty() {
        let file = source.and_then(Path::file_stem);
        plan.title = file.map_or_else(
            || "Untitled plan".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
    }
    plan
}

pub(super) fn refuse_too_long(text: &str) -> Result<(), Problem> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    Err(Problem::new(Code::BadInput, "the plan is longer than a megabyte")
        .hint("Keep what is to be done in the plan, and what is to be read in files that it names."))
}

/// An error of a text, for people.
pub(super) fn refused(error: &PlanError, source: Option<&Path>) -> Problem {
    let file = source.and_then(Path::file_name);
    let message = match file {
        Some(file) => format!("{}, {error}", file.to_string_lossy()),
        None => error.to_string(),
    };
    Problem::new(Code::BadInput, message).hint(error.hint.clone())
}

/// What is understood of a text.
pub(super) fn reading(text: &str, format: Format) -> view::PlanReading {
    match plans::read(text, format) {
        Ok(reading) => view::PlanReading {
            error: plans::check(&reading.plan).err().map(|error| problem(&error)),
            plan: Some(reading.plan),
            notes: reading.notes,
        },
        Err(error) => view::PlanReading {
            plan: None,
            notes: Vec::new(),
            error: Some(problem(&error)),
        },
    }
}

fn problem(error: &PlanError) -> view::PlanProblem {
    view::PlanProblem {
        line: error.line,
        column: error.column,
        what: error.what.clone(),
        hint: error.hint.clone(),
    }
}
