//! `segue schedule`: what is scheduled, what stands against it, what you are asked.

mod detail;
mod output;
mod told;
mod words;

pub(crate) use detail::detail;
pub(crate) use output::{IN_TERMINAL, Lines, output};
pub(crate) use segue_engine::shell_word;
pub(crate) use told::{added, answered, cancelled, moved, paused, posed, repaired, skipped, stopped};
pub(crate) use words::{at, typed};

use segue_engine::view::{Hold, Question, Schedule, Schedules, Start};
use segue_meter::advice::Level;
use segue_meter::words::clock;
use segue_plan::schedule::{ScheduleState, StartState};

use super::ink::{self, DIM, paint};
use super::plain::{fit, plain, wrapped};
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark};

const PROJECT: usize = 14;
/// Columns that everything but the title takes.
const REST: usize = 48;

/// The table, the questions, the holds, and what is next.
pub(crate) fn list(all: &Schedules, look: &Look) -> String {
    if all.schedules.is_empty() {
        return format!(
            "{}\n{}",
            remark("Nothing is scheduled.", look),
            next_step(
                "`segue plan-next` plans the next session; `segue schedule add` schedules any other.",
                look
            )
        );
    }
    let mut table = Table::new(&[
        ("", Side::Right),
        ("Next", Side::Left),
        ("Project", Side::Left),
        ("State", Side::Left),
        ("What", Side::Left),
    ]);
    let numbers = all.schedules.iter().map(|one| one.id.to_string().len()).max();
    // What stands under a row begins where its second column does.
    let indent = 4 + numbers.unwrap_or(1);
    for one in &all.schedules {
        table.row(row(one, look));
        let about = about(one, look);
        if !about.is_empty() {
            wrapped(&about, indent, look.width)
                .lines()
                .for_each(|line| table.under(line));
        }
    }
    let mut text = format!("{}{}\n", heading("Schedules"), table.draw());
    for start in asked(all) {
        text.push_str(&question(start, look));
    }
    for hold in &all.held {
        text.push_str(&held(hold, all.held.len() > 1, look));
    }
    text.push_str(&remark(
        &format!("Times are {}. {}", words::zone(look), all.wake_words),
        look,
    ));
    text.push_str(&format!("\n{}", next_step(&next(all, look), look)));
    text
}

fn row(one: &Schedule, look: &Look) -> Vec<Cell> {
    let (state, level) = words::state(one);
    let style = match level {
        Level::Ok => anstyle::Style::new(),
        other => ink::style(other),
    };
    let next = match &one.next {
        Some(start) if !is_over(one) => clock(start.held_until.unwrap_or(start.due), look.now, &look.tz),
        Some(_) | None => "-".to_owned(),
    };
    vec![
        Cell::styled(one.id.to_string(), DIM),
        next.into(),
        fit(&one.project_name, PROJECT).into(),
        Cell::styled(state, style),
        fit(&one.title, look.width.saturating_sub(REST)).into(),
    ]
}

fn is_over(one: &Schedule) -> bool {
    matches!(one.state, ScheduleState::Done | ScheduleState::Cancelled)
}

/// What the row leaves open: by which rule it starts, why it does not, what stands against it.
fn about(one: &Schedule, look: &Look) -> String {
    let next = one.next.as_ref().filter(|_| !is_over(one));
    let why = next.and_then(|start| start.why.clone());
    let was_due = next
        .filter(|start| start.why.is_some() && start.held_until.unwrap_or(start.due) != start.first_due)
        .map(|start| format!("was due {}", clock(start.first_due, look.now, &look.tz)));
    let parts = words::rule(one, look)
        .into_iter()
        .chain(why)
        .chain(was_due)
        .chain(one.problems.iter().cloned());
    parts
        .map(|part| words::clause(&part))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Starts about which the person is asked, in the order of their schedules.
fn asked(all: &Schedules) -> impl Iterator<Item = &Start> {
    let starts = all.schedules.iter().filter_map(|one| one.next.as_ref());
    starts.filter(|start| start.state == StartState::Asking && start.ask.is_some())
}

/// For the glance: what is asked, what is held, what starts next, one line each.
pub(crate) fn glance(all: &Schedules, look: &Look) -> String {
    let mut text = String::new();
    for start in asked(all) {
        let ask = start.ask.as_ref().map_or("", |ask| ask.text.as_str());
        let line = format!("{}: {}", plain(&start.project_name), words::clause(ask));
        let how = "`segue schedule` answers";
        let room = look.width.saturating_sub(how.len() + 4);
        let line = format!("{}; {how}", fit(&line, room));
        text.push_str(&format!("{} {line}\n", ink::painted_mark(Level::Warning)));
    }
    for hold in &all.held {
        text.push_str(&held(hold, all.held.len() > 1, look));
    }
    if let Some((_, start)) = first(all) {
        let line = fit(&words::coming(start, look), look.width.saturating_sub(8));
        text.push_str(&format!("  Next: {line}\n"));
    }
    text
}

/// A question and how it is answered, one line each.
fn question(start: &Start, look: &Look) -> String {
    let Some(ask) = &start.ask else {
        return String::new();
    };
    let text = wrapped(
        &format!("{}: {}", plain(&start.project_name), plain(&ask.text)),
        2,
        look.width.saturating_sub(2),
    );
    let how = format!("segue schedule answer {} {}", start.id, answers(ask));
    format!(
        "{} {}\n    {}\n",
        ink::painted_mark(Level::Warning),
        text.trim_start(),
        paint(DIM, how)
    )
}

/// "start-now (or at-next-reset, drop)".
fn answers(ask: &Question) -> String {
    let mut actions = ask.actions.iter().map(|choice| typed(choice.action));
    let first = actions.next().unwrap_or_default();
    let others: Vec<String> = actions.collect();
    if others.is_empty() {
        first
    } else {
        format!("{first}  (or {})", others.join(", "))
    }
}

fn held(hold: &Hold, with_home: bool, look: &Look) -> String {
    let waiting = match hold.waiting {
        0 => String::new(),
        1 => "; 1 start waits".to_owned(),
        count => format!("; {count} starts wait"),
    };
    let home = if with_home {
        format!(" ({})", plain(&hold.home))
    } else {
        String::new()
    };
    let text = format!(
        "Held until {}. {}{waiting}{home}",
        clock(hold.until, look.now, &look.tz),
        words::clause(&hold.why)
    );
    format!("{} {text}\n", ink::painted_mark(Level::Notice))
}

/// What starts next, and how to stop it, for Claude to ask about.
pub(crate) fn cancel_choices(all: &Schedules, program: &str, look: &Look) -> String {
    let program = shell_word(program);
    let Some((one, start)) = first(all) else {
        return "Nothing is scheduled to start: there is nothing to cancel.\n".to_owned();
    };
    let rule = words::rule(one, look).map(|rule| format!(" ({rule})"));
    let mut text = format!(
        "Next: {}{}\n",
        words::coming(start, look),
        rule.unwrap_or_default()
    );
    if one.spec.when.repeats() {
        text.push_str(&format!(
            "  only this start:  {program} schedule skip {}\n",
            one.id
        ));
        text.push_str(&format!(
            "  all of it:        {program} schedule cancel {}\n",
            one.id
        ));
    } else {
        text.push_str(&format!(
            "  cancel it:        {program} schedule cancel {}\n",
            one.id
        ));
    }
    text.push_str(&format!(
        "  later instead:    {program} schedule move {} TIME\n",
        one.id
    ));
    text
}

/// Whether a session of it runs or is being started.
fn runs(one: &Schedule) -> bool {
    let state = one.next.as_ref().map(|start| start.state);
    matches!(
        state,
        Some(StartState::Launching | StartState::Begun | StartState::Confirmed)
    )
}

/// What starts next.
fn first(all: &Schedules) -> Option<(&Schedule, &Start)> {
    let active = all
        .schedules
        .iter()
        .filter(|one| one.state == ScheduleState::Active);
    active
        .filter_map(|one| Some((one, one.next.as_ref()?)))
        .filter(|(_, start)| matches!(start.state, StartState::Waiting | StartState::Held))
        .min_by_key(|(_, start)| start.held_until.unwrap_or(start.due))
}

/// The one next step: an answer where one is asked for, else what starts next.
fn next(all: &Schedules, look: &Look) -> String {
    match asked(all).collect::<Vec<_>>().as_slice() {
        [] => {}
        [one] => {
            return format!(
                "Answer with the command above: {} does not start until then.",
                plain(&one.project_name)
            );
        }
        _ => return "Answer with the commands above: they do not start until then.".to_owned(),
    }
    match first(all) {
        Some((_, start)) => format!("Next: {}.", words::coming(start, look)),
        None => match all.schedules.iter().find(|one| runs(one)) {
            Some(one) => format!("`segue schedule show {}` tells how far it is.", one.id),
            None => "Nothing is due. `segue schedule run-now NUMBER` starts one now.".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::Schedules;
    use segue_plan::schedule::StartState;

    use crate::render::samples;

    fn shown(all: &Schedules) -> String {
        anstream::adapter::strip_str(&super::list(all, &samples::look())).to_string()
    }

    fn calm() -> Schedules {
        let mut all = samples::schedules();
        all.held.clear();
        all.schedules.retain(|one| {
            one.next
                .as_ref()
                .is_none_or(|start| start.state == StartState::Waiting)
        });
        all
    }

    #[test]
    fn a_full_afternoon() {
        assert_snapshot!(shown(&samples::schedules()));
    }

    #[test]
    fn colours_and_shapes() {
        let text = super::list(&samples::schedules(), &samples::look());
        assert_snapshot!(text.replace('\u{1b}', "␛"));
    }

    #[test]
    fn nothing_in_the_way() {
        assert_snapshot!(shown(&calm()));
    }

    #[test]
    fn nothing_scheduled() {
        let mut all = samples::schedules();
        all.schedules.clear();
        all.held.clear();
        assert_snapshot!(shown(&all));
    }

    #[test]
    fn ways_to_cancel() {
        let all = samples::schedules();
        let mut text = super::cancel_choices(&all, "/opt/my apps/segue", &samples::look());
        let mut repeating = calm();
        repeating.schedules.retain(|one| one.spec.when.repeats());
        text.push_str(&super::cancel_choices(&repeating, "segue", &samples::look()));
        let mut none = all;
        none.schedules.clear();
        text.push_str(&super::cancel_choices(&none, "segue", &samples::look()));
        assert_snapshot!(text);
    }

    #[test]
    fn fits_on_80_columns() {
        for all in [samples::schedules(), calm()] {
            for line in shown(&all).lines() {
                assert!(crate::render::plain::width(line) <= 80, "{line}");
            }
        }
    }
}
