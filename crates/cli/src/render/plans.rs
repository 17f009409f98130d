//! `segue plan`: plans in a list, one in depth, how a text was read, and what a change did.

mod check;
mod detail;
mod told;

pub(crate) use check::{excerpt, reading};
pub(crate) use detail::detail;
pub(crate) use told::{archived, changed, exported, imported, linked, marked, unlinked};

use segue_engine::view::{PlanState, PlanSummary};
use segue_meter::advice::Level;
use segue_meter::words;
use segue_plan::plans::Format;

use super::ink::{self, DIM, paint};
use super::plain::{fit, plain};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, range, remark, session};

/// What a project's name takes at most.
const PROJECT: usize = 14;

/// The plans there are.
pub(crate) fn list(plans: &[PlanSummary], look: &Look) -> String {
    if plans.is_empty() {
        return remark(
            "There is no plan yet: `segue plan import FILE` takes one in, `segue estimate FILE` only estimates it.",
            look,
        );
    }
    let mut table = Table::new(&[
        ("", Side::Right),
        ("Plan", Side::Left),
        ("Project", Side::Left),
        ("State", Side::Left),
        ("Phases", Side::Right),
        ("Estimate", Side::Right),
        ("Changed", Side::Left),
    ]);
    for plan in plans {
        let (state, style) = state(plan.state);
        table.row(vec![
            Cell::styled(plan.id.to_string(), DIM),
            plain(&plan.title).into(),
            fit(plan.project_name.as_deref().unwrap_or(""), PROJECT).into(),
            Cell::styled(state, style),
            format!("{}/{}", plan.done, plan.phases).into(),
            plan.estimate
                .as_ref()
                .map_or_else(String::new, |estimate| range::middle(&estimate.fresh))
                .into(),
            words::clock(plan.changed_at, look.now, &look.tz).into(),
        ]);
        if let Some(live) = &plan.live_session {
            table.under(&format!("     live in session {}", session::short_id(live)));
        }
        for problem in &plan.problems {
            table.under(&format!("     {}", fit(problem, look.width.saturating_sub(5))));
        }
    }
    format!("{}{}", heading("Plans"), table.draw_in(look.width, 1))
}

/// A state in a word and its hue.
fn state(state: PlanState) -> (&'static str, anstyle::Style) {
    match state {
        PlanState::Open => ("open", anstyle::Style::new()),
        PlanState::Running => ("running", ink::style(Level::Notice)),
        PlanState::Done => ("done", ink::style(Level::Ok)),
        PlanState::Archived => ("archived", DIM),
    }
}

/// What a plan is written in, as a person says it.
fn format_name(format: Format) -> &'static str {
    match format {
        Format::Markdown => "Markdown",
        Format::Toml => "TOML",
    }
}

/// `5 phases, 12 tasks`.
fn counts(phases: usize, tasks: usize) -> String {
    let phases = match phases {
        1 => "1 phase".to_owned(),
        count => format!("{count} phases"),
    };
    match tasks {
        0 => phases,
        1 => format!("{phases}, 1 task"),
        count => format!("{phases}, {count} tasks"),
    }
}

/// `  name        words`, as in the detail of a schedule.
fn beside(name: &str, words: &str, look: &Look) -> String {
    super::estimate::beside(name, words, look)
}

/// What the parser guessed or kept aside, a line each.
fn notes(notes: &[segue_plan::plans::ReadingNote], look: &Look) -> String {
    let mut text = String::new();
    for note in notes {
        text.push_str(&remark(&format!("line {}: {}", note.line, note.text), look));
    }
    text
}

/// A path on a line of its own, quiet: it is copied, so it stands on one line, however long.
fn path(path: &str) -> String {
    format!("  {}\n", paint(DIM, plain(path)))
}

/// The next step of a plan.
fn step(id: i64, state: PlanState, look: &Look) -> String {
    let words = match state {
        PlanState::Open => format!(
            "`segue estimate {id}` says what it will take; `segue plan start {id}` begins it in the session that runs."
        ),
        PlanState::Running => {
            format!("`segue phase done KEY --plan {id}` closes a phase that Segue did not notice.")
        }
        PlanState::Done => {
            format!("It is done: `segue report` says what it took, `segue plan archive {id}` puts it away.")
        }
        PlanState::Archived => format!("`segue plan archive {id} --undo` takes it out again."),
    };
    next_step(&words, look)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{Look, plain, samples};

    #[test]
    fn in_every_state() {
        let text = super::list(&samples::plans(), &samples::look());
        let text = anstream::adapter::strip_str(&text).to_string();
        for line in text.lines() {
            assert!(plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }

    #[test]
    fn in_a_wide_terminal() {
        let look = Look {
            width: 120,
            ..samples::look()
        };
        let text = super::list(&samples::plans(), &look);
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }

    #[test]
    fn none_yet() {
        assert_snapshot!(anstream::adapter::strip_str(&super::list(&[], &samples::look())).to_string());
    }
}
