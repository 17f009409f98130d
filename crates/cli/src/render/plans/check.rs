//! How a text was read as a plan, or where it cannot be.

use segue_engine::view::{PlanProblem, PlanReading};
use segue_plan::plans::{Phase, Plan, Task};

use super::{beside, counts, notes};
use crate::render::estimate::{minutes, stated, tokens};
use crate::render::ink::{BOLD, DIM, RED, paint};
use crate::render::plain::{fit, plain, wrapped};
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, heading, remark};

/// What was understood of `name`.
pub(crate) fn reading(name: &str, reading: &PlanReading, look: &Look) -> String {
    let Some(plan) = &reading.plan else {
        return String::new();
    };
    let mut text = format!("{}\n", paint(BOLD, fit(&plan.title, look.width)));
    let tasks = plan.phases.iter().map(|phase| phase.tasks.len()).sum();
    text.push_str(&remark(
        &format!("{name} can be read: {}.", counts(plan.phases.len(), tasks)),
        look,
    ));
    text.push_str(&format!("\n{}", phases(&plan.phases, look)));
    if let Some(words) = stated(&plan.stated) {
        text.push_str(&remark(&format!("The whole: {words}."), look));
    }
    let sections = sections(plan, look);
    if !sections.is_empty() {
        text.push_str(&format!("\n{sections}"));
    }
    if !reading.notes.is_empty() {
        text.push_str(&format!(
            "\n{}{}",
            heading("How it was read"),
            notes(&reading.notes, look)
        ));
    }
    text
}

/// Phases as they were understood, with their tasks.
fn phases(phases: &[Phase], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Right),
        ("Phase", Side::Left),
        ("Tokens", Side::Left),
        ("Time", Side::Left),
        ("", Side::Left),
    ]);
    for phase in phases {
        table.row(vec![
            Cell::styled(fit(&phase.key, 6), DIM),
            plain(&phase.title).into(),
            phase
                .stated
                .tokens
                .as_ref()
                .map(tokens)
                .unwrap_or_default()
                .into(),
            phase
                .stated
                .minutes
                .as_ref()
                .map(minutes)
                .unwrap_or_default()
                .into(),
            Cell::styled(conditions(phase), DIM),
        ]);
        for task in &phase.tasks {
            task_lines(task, look).lines().for_each(|line| table.under(line));
        }
    }
    table.draw_in(look.width, 1)
}

fn conditions(phase: &Phase) -> String {
    let mut parts = Vec::new();
    if phase.done {
        parts.push("done".to_owned());
    }
    if !phase.after.is_empty() {
        parts.push(format!("after {}", phase.after.join(", ")));
    }
    if phase.parallel {
        parts.push("side by side".to_owned());
    }
    parts.join(", ")
}

/// A task under its phase: its key, what it is, and what is said of it.
pub(super) fn task_lines(task: &Task, look: &Look) -> String {
    let mut about = Vec::new();
    about.extend(stated(&task.stated));
    if !task.after.is_empty() {
        about.push(format!("after {}", task.after.join(", ")));
    }
    about.extend(task.agent.as_deref().map(|agent| format!("agent {agent}")));
    if task.done {
        about.push("done".to_owned());
    }
    let about = match about.as_slice() {
        [] => String::new(),
        parts => format!(" ({})", parts.join(", ")),
    };
    let words = format!("{}  {}{about}", task.key, plain(&task.title));
    wrapped(&words, 7, look.width)
}

/// The other things a plan says, by their number.
fn sections(plan: &Plan, look: &Look) -> String {
    let mut text = String::new();
    for (name, items) in [
        ("Objectives", &plan.objectives),
        ("Delivers", &plan.deliverables),
        ("Success", &plan.success),
        ("Needs", &plan.prerequisites),
        ("Complexity", &plan.complexity),
    ] {
        if !items.is_empty() {
            text.push_str(&beside(name, &plain(&items.join("; ")), look));
        }
    }
    let kept: Vec<String> = plan.other.iter().map(|section| plain(&section.heading)).collect();
    if !kept.is_empty() {
        text.push_str(&beside("Kept as is", &kept.join("; "), look));
    }
    text
}

/// The line that cannot be read, with a mark under the place.
pub(crate) fn excerpt(text: &str, problem: &PlanProblem, look: &Look) -> String {
    let at = usize::try_from(problem.line).unwrap_or(1).max(1);
    let Some(line) = text.lines().nth(at - 1) else {
        return String::new();
    };
    let number = at.to_string();
    let room = look.width.saturating_sub(number.len() + 5);
    let column = usize::try_from(problem.column).unwrap_or(1).max(1) - 1;
    // A long line is shown from where the mark is still on the screen.
    let skipped = if column + 1 >= room {
        column + 1 - room / 2
    } else {
        0
    };
    let shown: String = line.chars().skip(skipped).map(visible).collect();
    let before: String = line
        .chars()
        .skip(skipped)
        .take(column - skipped)
        .map(visible)
        .collect();
    let margin = " ".repeat(number.len());
    format!(
        "  {} {}\n  {margin} {} {}{}\n",
        paint(DIM, format!("{number} │")),
        cut(&shown, room),
        paint(DIM, "│"),
        " ".repeat(crate::render::plain::width(&before)),
        paint(RED, "^")
    )
}

/// A tab is one column here; nothing a terminal would obey is left.
fn visible(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

fn cut(text: &str, columns: usize) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if crate::render::plain::width(&kept) > columns {
            kept.pop();
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::{PlanProblem, PlanReading};

    use crate::render::{plain, samples};

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn what_was_understood() {
        let reading = PlanReading {
            plan: Some(samples::plan()),
            notes: samples::plan_notes(),
            error: None,
        };
        let text = bare(&super::reading("SESSION_3_PLAN.md", &reading, &samples::look()));
        for line in text.lines() {
            assert!(plain::width(line) <= 80, "{line}");
        }
        assert_snapshot!(text);
    }

    #[test]
    fn where_it_cannot_be_read() {
        let at = |line, column| PlanProblem {
            line,
            column,
            what: String::new(),
            hint: String::new(),
        };
        let text = "# One\n## Phase 2: x (after 9)\n\twide 修复 here\n";
        let look = samples::look();
        assert_eq!(
            bare(&super::excerpt(text, &at(2, 20), &look)),
            "  2 │ ## Phase 2: x (after 9)\n    │                    ^\n"
        );
        assert_eq!(
            bare(&super::excerpt(text, &at(3, 9), &look)),
            "  3 │  wide 修复 here\n    │           ^\n"
        );
        assert_eq!(super::excerpt(text, &at(9, 1), &look), "");
        let long = format!("{}x\u{1b}[2J", "words and ".repeat(30));
        for column in [1, 74, 75, 76, 299, 301] {
            for line in bare(&super::excerpt(&long, &at(1, column), &look)).lines() {
                assert!(plain::width(line) <= 80, "{line}");
                assert!(!line.contains('\u{1b}'));
            }
        }
    }
}
