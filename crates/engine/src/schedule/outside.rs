//! What a start asks of the parts beside it: launching, the system's jobs, the power supply. In one place, so that what a
//! turn does to the world outside can be seen at a glance.

use segue_plan::schedule::{Launch, Place, Spec, StartState};
use segue_store::StartRow;

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::{jobs, launch, settings};

/// Whether the machine runs on mains power; `None` where that cannot be told.
pub(super) fn mains_power() -> Option<bool> {
    segue_agent::mains_power()
}

/// Makes the system's jobs fit the schedules.
pub(super) fn keep_jobs_true(segue: &mut Segue) -> Result<(), Problem> {
    jobs::keep_true(segue)
}

/// How starts happen with the app closed.
pub(super) fn wake_words(segue: &Segue) -> Result<String, Problem> {
    jobs::wake_words(segue)
}

/// The job of one schedule, in words.
pub(super) fn wake_words_of(segue: &Segue, schedule: i64) -> Result<Option<String>, Problem> {
    jobs::words_of(segue, schedule)
}

/// The config folder whose login and quota a plan uses.
pub(super) fn home_of(segue: &Segue, spec: &Spec) -> Result<String, Problem> {
    Ok(launch::home_of(segue, spec)?.key())
}

/// What stands in the way of a start as far as it can be known before. What can never work is refused.
pub(super) fn refuse_what_cannot_work(segue: &mut Segue, spec: &Spec) -> Result<(), Problem> {
    let found = launch::check_ready(segue, spec);
    match found.into_iter().find(|problem| problem.code == Code::BadInput) {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

/// The same, in words.
pub(super) fn check_ready(segue: &mut Segue, spec: &Spec) -> Vec<String> {
    launch::check_ready(segue, spec).iter().map(in_words).collect()
}

/// What will be sent, word for word.
pub(super) fn prompt(segue: &mut Segue, spec: &Spec) -> Result<String, Problem> {
    launch::prompt_text(segue, spec)
}

/// The command that will be run, for reading.
pub(super) fn command(segue: &Segue, spec: &Spec, session_id: &str) -> Result<String, Problem> {
    launch::shown_command(segue, spec, session_id)
}

/// How sessions are launched unless a plan says otherwise.
pub(super) fn usual_launch(segue: &Segue) -> Result<Launch, Problem> {
    let place = match settings::value(&segue.store, "launch.place")?.as_str() {
        "headless" => Place::Headless,
        _ => Place::Terminal,
    };
    Ok(Launch {
        place,
        ..Launch::default()
    })
}

/// Opens the terminal or the supervisor of a claimed start; where, in words.
pub(super) fn open(segue: &mut Segue, start: &StartRow, spec: &Spec) -> Result<String, Problem> {
    let opened = launch::open(segue, start, spec)?;
    let words = match &opened.attach {
        Some(attach) => format!("in {} ({attach})", opened.terminal),
        None => format!("in {}", opened.terminal),
    };
    if let Some(attach) = opened.attach {
        let now = segue.world.clock.now();
        segue
            .store
            .set_setting(&attach_key(start), Some(&attach), "segue", now)?;
    }
    Ok(words)
}

/// The command that shows a session whose terminal has no window.
pub(super) fn attach(segue: &Segue, start: &StartRow) -> Result<Option<String>, Problem> {
    let runs = matches!(start.start.state, StartState::Begun | StartState::Confirmed);
    if !runs {
        return Ok(None);
    }
    Ok(segue.store.setting(&attach_key(start))?)
}

fn attach_key(start: &StartRow) -> String {
    format!("internal.attach.{}", start.num)
}

/// What was laid ready for a session is not needed any more: it has begun.
pub(super) fn clear(segue: &Segue, session_id: &str) {
    launch::forget_prompt(&segue.world, session_id);
}

/// A page of what a session without a terminal has said.
pub(super) fn output(segue: &Segue, session_id: &str, from: u64) -> Result<launch::Page, Problem> {
    launch::read_output(&segue.world, session_id, from).map_err(|error| {
        Problem::new(Code::Io, "the output of the session cannot be read")
            .hint("Its transcript in Segue's Sessions has it too.")
            .because(error)
    })
}

/// A problem as a sentence in a row: the fact, then what to do.
pub(super) fn in_words(problem: &Problem) -> String {
    let fact = sentence(&problem.to_string());
    match &problem.hint {
        Some(hint) => format!("{fact} {hint}"),
        None => fact,
    }
}

/// With a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let first: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    let text = format!("{first}{}", letters.as_str());
    if text.is_empty() || text.ends_with(['.', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_becomes_sentences() {
        let problem = Problem::new(Code::NotFound, "the project folder is gone");
        assert_eq!(in_words(&problem), "The project folder is gone.");
        let problem = problem.hint("Bring it back.");
        assert_eq!(in_words(&problem), "The project folder is gone. Bring it back.");
    }
}
