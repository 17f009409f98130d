//! `segue schedule show`: one schedule, word for word.

use segue_engine::view::{Schedule, ScheduleDetail, Start};
use segue_meter::words::{clock, duration, tokens};
use segue_plan::schedule::ScheduleState;

use super::words;
use crate::render::ink::{DIM, paint};
use crate::render::plain::{fit, left, plain, wrapped};
use crate::render::table::{Cell, Side, Table};
use crate::render::{Look, heading, next_step, remark, session};

/// Where the words beside a name begin.
const BESIDE: usize = 14;
/// What a schedule has that nobody gave a priority.
const USUAL_PRIORITY: u8 = 5;

/// What it says, what will be sent, the OS job, and its starts.
pub(crate) fn detail(detail: &ScheduleDetail, look: &Look) -> String {
    let schedule = &detail.schedule;
    let spec = &schedule.spec;
    let name = words::name(&schedule.project_name, &schedule.title);
    let mut text = heading(&fit(&name, look.width));
    text.push_str(&remark(&made(schedule, look), look));
    text.push('\n');
    text.push_str(&beside("When", &when(schedule, look), look));
    text.push_str(&beside("Folder", &plain(&spec.project), look));
    text.push_str(&beside("Runs", &words::launch(&spec.launch), look));
    let conditions = words::conditions(&spec.conditions, look);
    if !conditions.is_empty() {
        text.push_str(&beside("Conditions", &conditions.join("; "), look));
    }
    if spec.priority != USUAL_PRIORITY {
        text.push_str(&beside("Priority", &format!("{} of 9", spec.priority), look));
    }
    if let Some(wake) = &detail.wake {
        text.push_str(&beside("OS job", &plain(wake), look));
    }
    for problem in &schedule.problems {
        text.push_str(&beside("Problem", &plain(problem), look));
    }
    text.push_str(&format!(
        "\n{}{}",
        heading("What is sent, word for word"),
        quoted(&detail.prompt)
    ));
    // The command is pasted: it stands on one line, however long.
    text.push_str(&format!("\n{}  {}\n", heading("As"), plain(&detail.command)));
    if !detail.starts.is_empty() {
        text.push_str(&format!(
            "\n{}{}",
            heading("Starts"),
            starts(&detail.starts, look)
        ));
    }
    text.push_str(&format!("\n{}", next_step(&step(schedule), look)));
    text
}

fn made(schedule: &Schedule, look: &Look) -> String {
    let state = match schedule.state {
        ScheduleState::Active => "active",
        ScheduleState::Paused => "paused",
        ScheduleState::Done => "done",
        ScheduleState::Cancelled => "cancelled",
    };
    let times = match schedule.starts {
        0 => "not started yet".to_owned(),
        1 => "started once".to_owned(),
        count => format!("started {count} times"),
    };
    format!(
        "schedule {} · {state} · {times} · made {} {}",
        schedule.id,
        clock(schedule.made_at, look.now, &look.tz),
        words::by(&schedule.made_by)
    )
}

fn when(schedule: &Schedule, look: &Look) -> String {
    let next = match (&schedule.next, schedule.state) {
        (Some(start), ScheduleState::Active | ScheduleState::Paused) => {
            let due = words::at_in_zone(start.held_until.unwrap_or(start.due), look);
            let why = start
                .why
                .as_deref()
                .map(|why| format!(" · {}", words::clause(why)));
            format!("{due}{}", why.unwrap_or_default())
        }
        (Some(_) | None, _) => String::new(),
    };
    let parts = words::rule(schedule, look).into_iter().chain(Some(next));
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("; next ")
}

fn beside(name: &str, words: &str, look: &Look) -> String {
    let lines = wrapped(words, BESIDE, look.width);
    format!("  {}{}\n", paint(DIM, left(name, BESIDE - 2)), lines.trim_start())
}

/// The prompt as it is, but for what a terminal would obey.
fn quoted(prompt: &str) -> String {
    if prompt.is_empty() {
        return format!("  {}\n", paint(DIM, "(nothing)"));
    }
    let bare = anstream::adapter::strip_str(prompt).to_string();
    let visible = |line: &str| line.replace(|c: char| c.is_control() && c != '\t', "");
    bare.lines()
        .map(|line| format!("{} {}\n", paint(DIM, "│"), visible(line)))
        .collect()
}

fn starts(starts: &[Start], look: &Look) -> String {
    let mut table = Table::new(&[
        ("", Side::Right),
        ("Due", Side::Left),
        ("State", Side::Left),
        ("Session", Side::Left),
        ("Outcome", Side::Left),
    ]);
    let numbers = starts.iter().map(|start| start.id.to_string().len()).max();
    let indent = 4 + numbers.unwrap_or(1);
    for start in starts {
        let (state, _) = words::start_state(start.state);
        table.row(vec![
            Cell::styled(start.id.to_string(), DIM),
            clock(start.due, look.now, &look.tz).into(),
            state.into(),
            Cell::styled(session::short_id(&start.session_id), DIM),
            fit(&outcome(start, look), look.width.saturating_sub(40)).into(),
        ]);
        if let Some(why) = &start.why {
            wrapped(&plain(why), indent, look.width)
                .lines()
                .for_each(|line| table.under(line));
        }
    }
    table.draw()
}

/// What came of a start: when it ran, how long, what it spent.
fn outcome(start: &Start, look: &Look) -> String {
    let mut parts = Vec::new();
    if let Some(begun) = start.confirmed_at.or(start.launched_at) {
        let late = begun.duration_since(start.due).as_secs();
        if late >= 60 {
            parts.push(format!("{} late", duration(late)));
        }
        if let Some(ended) = start.ended_at {
            parts.push(format!("ran {}", duration(ended.duration_since(begun).as_secs())));
        } else {
            parts.push(format!("since {}", clock(begun, look.now, &look.tz)));
        }
    }
    parts.extend(
        start
            .spent_tokens
            .map(|count| format!("{} tokens", tokens(count))),
    );
    parts.extend(
        start
            .exit_code
            .filter(|code| *code != 0)
            .map(|code| format!("exit code {code}")),
    );
    parts.extend(
        start
            .attach
            .as_deref()
            .map(|attach| format!("see it: {}", plain(attach))),
    );
    parts.join(", ")
}

fn step(schedule: &Schedule) -> String {
    let id = schedule.id;
    match schedule.state {
        ScheduleState::Active => {
            format!("`segue schedule cancel {id}` stops it; move, pause, skip and run-now work alike.")
        }
        ScheduleState::Paused => format!("`segue schedule resume {id}` lets it go on."),
        ScheduleState::Done | ScheduleState::Cancelled => {
            format!("It is over. `segue schedule run-now {id}` starts it once more.")
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::ScheduleDetail;

    use crate::render::samples;

    fn shown(detail: &ScheduleDetail) -> String {
        anstream::adapter::strip_str(&super::detail(detail, &samples::look())).to_string()
    }

    #[test]
    fn with_everything() {
        assert_snapshot!(shown(&samples::schedule_detail()));
    }

    #[test]
    fn a_prompt_cannot_move_the_cursor() {
        let mut detail = samples::schedule_detail();
        detail.prompt = "one\u{1b}[2Jtwo\r\n\u{7}  three `$HOME` \"x\" 🙂\n".to_owned();
        let text = shown(&detail);
        assert!(text.contains("│ onetwo\n│   three `$HOME` \"x\" 🙂\n"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\r']));
    }
}
