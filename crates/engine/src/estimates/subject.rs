//! What is to be estimated: a kept plan, a plan's text, or a sentence.

use std::path::Path;

use segue_meter::estimate::{Inferred, infer_type};
use segue_plan::plans::{self, Format, Phase, PhaseState, Plan, PlanError, Stated};
use segue_store::{PlanRow, ProjectRow, Store};

use super::{outcome, stated};
use crate::problem::{Code, Problem};
use crate::project;
use crate::view::EstimateQuery;

/// A longer title is cut.
const LONGEST_TITLE: usize = 80;
/// A longer text is no plan.
const LONGEST_TEXT: usize = 2 << 20;

/// What is to be estimated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Subject {
    /// What it is called.
    pub title: String,
    /// The text, for what makes it hard.
    pub text: String,
    /// The plan's row.
    pub plan: Option<PlanRow>,
    /// Its project, when known.
    pub project: Option<ProjectRow>,
    /// What it states of the whole.
    pub stated: Stated,
    /// Phases that are still to be done; one nameless part for a sentence.
    pub parts: Vec<Part>,
    /// The parts are phases of a plan.
    pub phased: bool,
    /// Phases that are done and left out.
    pub done: usize,
}

/// A phase, or the whole of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// Its key; empty for a sentence.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its type, from its words.
    pub inferred: Inferred,
    /// What it states itself.
    pub stated: Stated,
    /// It can run beside others.
    pub parallel: bool,
    /// Keys of the phases before it.
    pub after: Vec<String>,
    /// The line it begins at; 0 when it was not read from a text.
    pub line: u32,
}

/// Finds out what is asked for.
pub(super) fn of_query(store: &Store, query: &EstimateQuery) -> Result<Subject, Problem> {
    let mut subject = match (query.plan, query.text.as_deref().map(str::trim)) {
        (Some(num), _) => of_row(store, num)?,
        (None, Some(text)) if !text.is_empty() => of_text(text, query.format)?,
        (None, Some(_) | None) => {
            return Err(Problem::new(Code::BadInput, "there is nothing to estimate").hint(
                "Give a plan's number or file, or a sentence: `segue estimate \"add a login page\"`.",
            ));
        }
    };
    let own = subject.plan.as_ref().and_then(|plan| plan.project);
    subject.project = match own {
        Some(num) => store.project(num)?,
        None => None,
    };
    if subject.project.is_none() {
        subject.project = asked_project(store, query)?;
    }
    Ok(subject)
}

/// The project that the question names, or that its session runs in.
fn asked_project(store: &Store, query: &EstimateQuery) -> Result<Option<ProjectRow>, Problem> {
    if let Some(path) = &query.project {
        return project::known(store, Path::new(path));
    }
    let session = match &query.session {
        Some(id) => store.session(id)?,
        None => None,
    };
    match session {
        Some(session) if !session.project_path.is_empty() => {
            project::known(store, Path::new(&session.project_path))
        }
        Some(_) | None => Ok(None),
    }
}

fn of_row(store: &Store, num: i64) -> Result<Subject, Problem> {
    let row = store.plan(num)?.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no plan {num}"))
            .hint("`segue plan list` shows the plans there are.")
    })?;
    let reading = plans::read(&row.text, row.format).map_err(|error| unreadable(&row.title, &error))?;
    let done: Vec<String> = store
        .phases(num)?
        .into_iter()
        .filter(|phase| phase.state == PhaseState::Done)
        .map(|phase| phase.key)
        .collect();
    let mut subject = of_plan(&reading.plan, &row.text, &done);
    subject.plan = Some(row);
    Ok(subject)
}

fn of_text(text: &str, format: Option<Format>) -> Result<Subject, Problem> {
    if text.len() > LONGEST_TEXT {
        return Err(Problem::new(Code::BadInput, "this text is too long for a plan")
            .hint("Estimate the part of it that is to be done."));
    }
    let format = format.or_else(|| looks_like_plan(text));
    let Some(format) = format else {
        return Ok(of_sentence(text));
    };
    let reading = plans::read(text, format).map_err(|error| unreadable("this text", &error))?;
    if reading.plan.phases.is_empty() {
        return Ok(of_sentence(text));
    }
    let done: Vec<String> = reading
        .plan
        .phases
        .iter()
        .filter(|phase| phase.done)
        .map(|phase| phase.key.clone())
        .collect();
    Ok(of_plan(&reading.plan, text, &done))
}

fn unreadable(name: &str, error: &PlanError) -> Problem {
    let hint = error.hint.clone();
    Problem::new(
        Code::BadInput,
        format!("{name} cannot be read as a plan: {error}"),
    )
    .hint(hint)
}

/// A text of several lines with headings or tables may be a plan; anything else is a sentence.
fn looks_like_plan(text: &str) -> Option<Format> {
    let mut lines = text.lines().map(str::trim_start);
    text.lines().nth(1)?;
    lines.find_map(|line| {
        if line.starts_with("# ") || line.starts_with("## ") {
            Some(Format::Markdown)
        } else if line.starts_with("[[phase") || line.starts_with("[plan") || line.starts_with("title =") {
            Some(Format::Toml)
        } else {
            None
        }
    })
}

fn of_sentence(text: &str) -> Subject {
    Subject {
        title: title(text),
        text: text.to_owned(),
        plan: None,
        project: None,
        stated: Stated::default(),
        parts: vec![Part {
            key: String::new(),
            title: title(text),
            inferred: infer_type(text),
            stated: Stated::default(),
            parallel: false,
            after: Vec::new(),
            line: 0,
        }],
        phased: false,
        done: 0,
    }
}

fn of_plan(plan: &Plan, text: &str, done: &[String]) -> Subject {
    let open: Vec<&Phase> = plan
        .phases
        .iter()
        .filter(|phase| !done.contains(&phase.key))
        .collect();
    // When all is done, the question is what it would take.
    let (left, out) = match open.is_empty() {
        true => (plan.phases.iter().collect(), 0),
        false => (open, plan.phases.len()),
    };
    let done = out.saturating_sub(left.len());
    let stated = if done == 0 {
        outcome::of_plan(plan)
    } else {
        stated::sum(left.iter().map(|phase| stated::of_phase(phase)))
    };
    let parts: Vec<Part> = left.into_iter().map(part).collect();
    let phased = !parts.is_empty();
    if phased {
        return Subject {
            title: if plan.title.is_empty() {
                title(text)
            } else {
                plan.title.clone()
            },
            text: text.to_owned(),
            plan: None,
            project: None,
            stated,
            parts,
            phased,
            done,
        };
    }
    let mut whole = of_sentence(text);
    if !plan.title.is_empty() {
        whole.title.clone_from(&plan.title);
    }
    whole.stated = stated;
    whole.parts[0].stated = stated;
    whole
}

fn part(phase: &Phase) -> Part {
    Part {
        key: phase.key.clone(),
        title: phase.title.clone(),
        inferred: infer_type(&words(phase)),
        stated: stated::of_phase(phase),
        parallel: phase.parallel,
        after: phase.after.clone(),
        line: phase.line,
    }
}

/// The words of a phase that say what is done in it, its title first.
pub(super) fn words(phase: &Phase) -> String {
    let mut lines: Vec<&str> = vec![&phase.title];
    lines.extend(phase.objectives.iter().map(String::as_str));
    lines.extend(phase.tasks.iter().map(|task| task.title.as_str()));
    lines.extend(phase.deliverables.iter().map(String::as_str));
    lines.push(&phase.prose);
    lines.extend(phase.tasks.iter().filter_map(|task| task.prompt.as_deref()));
    lines.join("\n")
}

/// The first line of a text, shortened.
fn title(text: &str) -> String {
    let line = text
        .lines()
        .map(|line| line.trim_start_matches(['#', '-', '*', ' ']))
        .find(|line| !line.is_empty());
    let line = line.unwrap_or("without words");
    match line.char_indices().nth(LONGEST_TITLE) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use segue_meter::estimate::TaskType;

    use super::*;

    fn phase(key: &str, title: &str) -> Phase {
        Phase {
            key: key.to_owned(),
            title: title.to_owned(),
            ..Phase::default()
        }
    }

    #[test]
    fn a_sentence_is_one_part() {
        let subject = of_text("Fix the crash in the importer", None).expect("sentence");
        assert_eq!(
            (subject.title.as_str(), subject.phased),
            ("Fix the crash in the importer", false)
        );
        assert_eq!(subject.parts[0].inferred.task_type, TaskType::Debugging);
        assert_eq!(title(&"word ".repeat(40)).chars().count(), 80);
    }

    #[test]
    fn phases_that_are_done_are_left_out_unless_all_are() {
        let plan = Plan {
            title: "Ship it".to_owned(),
            phases: vec![
                phase("1", "Plan the work"),
                phase("2", "Implement it"),
                phase("3", "Write tests"),
            ],
            ..Plan::default()
        };
        let some = of_plan(&plan, "", &["1".to_owned()]);
        let keys: Vec<&str> = some.parts.iter().map(|part| part.key.as_str()).collect();
        assert_eq!((keys, some.done), (vec!["2", "3"], 1));
        assert_eq!(some.parts[1].inferred.task_type, TaskType::Testing);
        let all = ["1", "2", "3"].map(str::to_owned);
        assert_eq!(of_plan(&plan, "", &all).parts.len(), 3);
    }

    #[test]
    fn a_text_of_several_lines_with_headings_may_be_a_plan() {
        assert_eq!(looks_like_plan("# Plan\n\n## Phase 1\n"), Some(Format::Markdown));
        assert_eq!(looks_like_plan("title = \"x\"\n[[phase]]\n"), Some(Format::Toml));
        assert_eq!(looks_like_plan("# only a heading"), None);
        assert_eq!(looks_like_plan("Fix this\nand that"), None);
    }
}
