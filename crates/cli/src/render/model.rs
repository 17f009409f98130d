//! `segue model`: what was learned, term by term, beside what it began with.

use segue_engine::view::{Learned, ModelChange, ModelView};
use segue_meter::estimate::{Lesson, TaskType, Term, TermGroup, TermUnit};
use segue_meter::words;

use super::ink::{BOLD, DIM, paint};
use super::plain::{fit, plain, sentence};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark, session};

/// All of it.
pub(crate) fn model(model: &ModelView, look: &Look) -> String {
    let mut text = format!("{}\n", paint(BOLD, sentence(&model.words)));
    let fitted = model
        .fitted_at
        .map(|at| format!("last learned {}", words::clock(at, look.now, &look.tz)));
    let about = [
        Some(format!("version {}", model.version)),
        fitted,
        (model.waiting > 0).then(|| format!("{} more to learn", model.waiting)),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    text.push_str(&format!("  {}\n", paint(DIM, about.join(" · "))));
    text.push_str(&format!("\n{}", terms(&model.terms, look)));
    text.push_str(&format!(
        "\n{}",
        remark(&format!("A readable copy: {}", model.mirror), look)
    ));
    if model.waiting > 0 {
        text.push_str(&format!(
            "\n{}",
            next_step("`segue model learn` learns from them now.", look)
        ));
    }
    text
}

/// In the order in which an estimate uses them.
const GROUPS: [TermGroup; 11] = [
    TermGroup::TaskType,
    TermGroup::Size,
    TermGroup::Familiarity,
    TermGroup::Quality,
    TermGroup::Person,
    TermGroup::Project,
    TermGroup::Model,
    TermGroup::Stated,
    TermGroup::Rate,
    TermGroup::Calls,
    TermGroup::Weight,
];

/// One table; each group under its name.
fn terms(all: &[Term], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("Now", Side::Right),
        ("At first", Side::Right),
        ("Sessions", Side::Right),
    ]);
    for group in GROUPS {
        let of_group = |term: &&Term| term.group == group;
        // What the factors are of comes first.
        let is_factor = |term: &&Term| term.unit == TermUnit::Factor;
        let bases = all.iter().filter(of_group).filter(|term| !is_factor(term));
        let factors = all.iter().filter(of_group).filter(is_factor);
        let mut name = Some(title(group));
        for term in bases.chain(factors) {
            if let Some(name) = name.take() {
                table.row(vec![Cell::styled(name, DIM)]);
            }
            table.row(vec![
                format!("  {}", plain(&term.name)).into(),
                Cell::styled(value(term.unit, term.factor), BOLD),
                value(term.unit, term.cold).into(),
                Cell::styled(term.sessions.to_string(), DIM),
            ]);
        }
    }
    table.draw_in(look.width, 0)
}

fn title(group: TermGroup) -> &'static str {
    match group {
        TermGroup::TaskType => "Tokens by kind of work",
        TermGroup::Size => "Project size",
        TermGroup::Familiarity => "Familiarity",
        TermGroup::Quality => "Quality",
        TermGroup::Person => "You",
        TermGroup::Project => "Project",
        TermGroup::Model => "Model",
        TermGroup::Stated => "What plans say themselves",
        TermGroup::Rate => "Speed",
        TermGroup::Calls => "Size of a call",
        TermGroup::Weight => "What quota counts",
    }
}

fn value(unit: TermUnit, value: f64) -> String {
    let tokens = words::tokens(value.max(0.0).round() as u64);
    match unit {
        TermUnit::Tokens => tokens,
        TermUnit::TokensPerHour => format!("{tokens} an hour"),
        TermUnit::TokensPerCall => format!("{tokens} a call"),
        TermUnit::WeightedPerToken => format!("{value:.0} half units"),
        TermUnit::Factor => format!("{value:.2}×"),
    }
}

/// What a look at finished sessions taught.
pub(crate) fn learned(learned: &Learned, look: &Look) -> String {
    let mut text = heading(&match learned.sessions {
        0 => "Nothing new to learn".to_owned(),
        count => format!("Learned from {}", sessions(count)),
    });
    text.push_str(&remark(
        &format!("Model version {}.", learned.model_version),
        look,
    ));
    text.push_str(&lessons(&learned.lessons, look));
    if learned.left > 0 {
        text.push_str(&remark(&format!("{} are left.", sessions(learned.left)), look));
    }
    text
}

/// What changed by it: before and after.
pub(crate) fn lessons(lessons: &[Lesson], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Left),
        ("", Side::Right),
        ("", Side::Left),
        ("", Side::Left),
    ]);
    for lesson in lessons {
        let (before, after) = change(lesson);
        table.row(vec![
            about(lesson).into(),
            before.into(),
            format!("→ {after}").into(),
            Cell::styled(sessions(lesson.sessions), DIM),
        ]);
    }
    table.draw_in(look.width, 0)
}

/// `Project api-server`, `Tokens by kind of work: testing`.
fn about(lesson: &Lesson) -> String {
    let (group, name) = (title(lesson.group), plain(&lesson.name));
    // Some names say already what they are of.
    match name.strip_prefix(&format!("{} ", group.to_lowercase())) {
        Some(name) => format!("{group} {name}"),
        None => format!("{group}: {name}"),
    }
}

/// Both values; exact ones where the short ones read the same.
fn change(lesson: &Lesson) -> (String, String) {
    let short = (
        value(lesson.unit, lesson.before),
        value(lesson.unit, lesson.after),
    );
    if short.0 != short.1 {
        return short;
    }
    let exact = |value: f64| match lesson.unit {
        TermUnit::Factor => format!("{value:.4}×"),
        TermUnit::Tokens | TermUnit::TokensPerHour | TermUnit::TokensPerCall | TermUnit::WeightedPerToken => {
            words::grouped(value.max(0.0).round() as u64)
        }
    };
    (exact(lesson.before), exact(lesson.after))
}

fn sessions(count: u32) -> String {
    match count {
        1 => "1 session".to_owned(),
        count => format!("{count} sessions"),
    }
}

/// The versions there were, the latest first.
pub(crate) fn history(changes: &[ModelChange], look: &Look) -> String {
    if changes.is_empty() {
        return remark("Nothing was learned yet: every estimate is the table's.", look);
    }
    let mut text = heading("What the model learned");
    for change in changes {
        text.push_str(&change_line(change, look));
    }
    text
}

fn change_line(change: &ModelChange, look: &Look) -> String {
    let at = words::clock(change.at, look.now, &look.tz);
    let line = format!(
        "{at}  version {} · {} · {}",
        change.version,
        plain(&change.why),
        sessions(change.sessions)
    );
    format!(
        "  {}\n{}",
        fit(&line, look.width.saturating_sub(2)),
        lessons(&change.lessons, look)
    )
}

/// It begins anew.
pub(crate) fn reset(model: &ModelView, look: &Look) -> String {
    format!(
        "{}{}",
        heading("The model begins anew"),
        remark(
            &format!(
                "Version {}: every estimate is the table's until sessions finish. The old one is kept: `segue model history` lists it.",
                model.version
            ),
            look
        )
    )
}

/// Another one was taken in.
pub(crate) fn imported(model: &ModelView, look: &Look) -> String {
    format!(
        "{}{}",
        heading("The model was taken in"),
        remark(
            &format!("Version {} now. {}", model.version, sentence(&model.words)),
            look
        )
    )
}

/// A session counts as another kind of work from now on.
pub(crate) fn corrected(session: &str, task_type: TaskType, look: &Look) -> String {
    format!(
        "{}{}",
        heading(&format!(
            "Session {} counts as {task_type} now",
            session::short_id(session)
        )),
        remark(
            "The model learns it with its next look: `segue model learn` does that now.",
            look
        )
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::{plain, samples};

    fn fitting(text: &str) -> String {
        let text = anstream::adapter::strip_str(text).to_string();
        for line in text.lines() {
            assert!(plain::width(line) <= 80, "{line}");
        }
        text
    }

    #[test]
    fn term_by_term() {
        assert_snapshot!(fitting(&super::model(&samples::model(), &samples::look())));
    }

    #[test]
    fn what_was_learned() {
        let look = samples::look();
        let mut nothing = samples::learned();
        nothing.sessions = 0;
        nothing.lessons.clear();
        let all = [
            super::learned(&samples::learned(), &look),
            super::learned(&nothing, &look),
            super::history(&samples::model_changes(), &look),
            super::history(&[], &look),
            super::reset(&samples::model(), &look),
            super::imported(&samples::model(), &look),
            super::corrected(
                "9f1c2d3e-0000-4000-8000-000000000001",
                segue_meter::estimate::TaskType::Debugging,
                &look,
            ),
        ];
        assert_snapshot!(fitting(&all.join("\n---\n")));
    }
}
