//! `segue plan-next`: what was done, what is next, and when the next session can start.

use segue_engine::view::{NextSession, WhenChoice};
use segue_plan::schedule::When;

use super::ink::{BOLD, DIM, paint};
use super::plain::{fit, left, plain, right, width, wrapped};
use super::schedule::{at, shell_word};
use super::{Look, heading, next_step, remark};

/// Items that are shown of what was done and of the state; the handoff has them all.
const SHOWN: usize = 6;

/// What the next session will know.
pub(crate) fn about(next: &NextSession, look: &Look) -> String {
    let mut text = heading(&format!("The next session in {}", plain(&next.project_name)));
    text.push_str(&match &next.handoff_path {
        Some(path) => format!("  {}\n", paint(DIM, format!("begins with {}", plain(path)))),
        None => remark(
            "No session of this folder is known to go on from: say what to do.",
            look,
        ),
    });
    text.push_str(&items("What was done", &next.done, look));
    text.push_str(&items("Where it stands", &next.state, look));
    text.push_str(&objectives(&next.objectives, look));
    if let Some(estimate) = &next.estimate {
        text.push_str(&format!("\n{}", remark(estimate, look)));
    }
    for (number, problem) in next.problems.iter().enumerate() {
        text.push_str(if number == 0 { "\n" } else { "" });
        text.push_str(&remark(&format!("But: {problem}"), look));
    }
    text
}

/// What the next session is to do.
pub(crate) fn objectives(markdown: &str, look: &Look) -> String {
    let lines: Vec<String> = markdown
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            line.trim_start_matches("- ")
                .trim_start_matches("[ ] ")
                .to_owned()
        })
        .collect();
    if lines.is_empty() {
        return format!(
            "\n{}{}",
            heading("What is next"),
            remark("Nothing is noted: say what to do.", look)
        );
    }
    listed("What is next", &lines, lines.len(), look)
}

fn items(title: &str, items: &[String], look: &Look) -> String {
    if items.is_empty() {
        return String::new();
    }
    listed(title, items, SHOWN, look)
}

fn listed(title: &str, items: &[String], most: usize, look: &Look) -> String {
    let mut text = format!("\n{}", heading(title));
    for item in items.iter().take(most) {
        // Two lines tell what it is; the handoff has it whole.
        let lines = wrapped(&fit(item, 2 * look.width.saturating_sub(6)), 4, look.width);
        text.push_str(&format!("  - {}\n", lines.trim_start()));
    }
    if items.len() > most {
        text.push_str(&remark(
            &format!("  {} more in the handoff", items.len() - most),
            look,
        ));
    }
    text
}

/// When it can start, numbered.
pub(crate) fn choices(next: &NextSession, look: &Look) -> String {
    let column = next
        .choices
        .iter()
        .map(|choice| width(&choice.label))
        .max()
        .unwrap_or(0);
    let mut text = heading("When");
    for (number, choice) in next.choices.iter().enumerate() {
        let number = paint(BOLD, right(&(number + 1).to_string(), 2));
        let label = left(&plain(&choice.label), column);
        let line = format!("  {number}  {label}  {}", time(choice, look));
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    text
}

/// Times that can be typed instead of a number.
pub(crate) const TIMES: &str = "21:30, tomorrow 09:00, in 2h, every reset";

fn time(choice: &WhenChoice, look: &Look) -> String {
    if let Some(why) = &choice.unavailable {
        return paint(DIM, plain(why));
    }
    if is_open(choice) {
        return paint(DIM, TIMES);
    }
    let at = choice.at.map(|time| at(time, look));
    let mark = choice.recommended.then(|| paint(BOLD, "recommended"));
    let parts: Vec<String> = at.into_iter().chain(mark).collect();
    parts.join("  ")
}

/// Whether the time is still to be named.
pub(crate) fn is_open(choice: &WhenChoice) -> bool {
    matches!(choice.when, When::At { .. })
}

/// A choice and the command that makes it: for those who are not asked here, and for Claude.
pub(crate) fn commands(next: &NextSession, plan: Option<i64>, program: &str, look: &Look) -> String {
    let mut text = heading("When, and the command that schedules it");
    for (number, choice) in next.choices.iter().enumerate() {
        let number = paint(BOLD, right(&(number + 1).to_string(), 2));
        let line = format!("  {number}  {}  {}", plain(&choice.label), time(choice, look));
        text.push_str(&format!("{}\n", line.trim_end()));
        if choice.unavailable.is_none() {
            text.push_str(&format!("      {}\n", command(next, choice, plan, program)));
        }
    }
    text
}

/// The command that schedules this session then.
pub(crate) fn command(next: &NextSession, choice: &WhenChoice, plan: Option<i64>, program: &str) -> String {
    let at = if is_open(choice) {
        "TIME".to_owned()
    } else {
        typed(&choice.when)
    };
    let from = match &next.session_id {
        Some(session) => format!("--from {}", plain(session)),
        None if plan.is_some() => format!("--project {}", shell_word(&next.project)),
        None => format!("--project {} --prompt TEXT", shell_word(&next.project)),
    };
    let plan = plan.map_or_else(String::new, |plan| format!(" --plan {plan}"));
    format!(
        "{} schedule add --at {} {from}{plan}",
        shell_word(program),
        shell_word(&at)
    )
}

/// A time as it is typed.
fn typed(when: &When) -> String {
    let after = |minutes: &u32| match minutes {
        0 => String::new(),
        minutes => format!("+{minutes}m"),
    };
    match when {
        When::AtReset { after_minutes } => format!("reset{}", after(after_minutes)),
        When::EveryReset { after_minutes } => format!("every reset{}", after(after_minutes)),
        When::At { at, zone } => match at.in_tz(zone) {
            Ok(at) => format!("{} {zone}", at.strftime("%Y-%m-%d %H:%M")),
            Err(_) => at.to_string(),
        },
        When::Weekly { days, time, zone } => {
            let days: Vec<String> = days.iter().map(|day| format!("{day:?}").to_lowercase()).collect();
            format!("{} {time} {zone}", days.join(","))
        }
        When::Manual => "manual".to_owned(),
    }
}

/// For a reader that is not asked.
pub(crate) fn printed(next: &NextSession, plan: Option<i64>, program: &str, look: &Look) -> String {
    format!(
        "{}\n{}\n{}",
        about(next, look),
        commands(next, plan, program, look),
        next_step("In a terminal `segue plan-next` asks and schedules.", look)
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::NextSession;
    use segue_plan::schedule::{Weekday, When};

    use crate::render::samples;

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn asked(next: &NextSession) -> String {
        let look = samples::look();
        bare(&format!(
            "{}\n{}",
            super::about(next, &look),
            super::choices(next, &look)
        ))
    }

    #[test]
    fn where_it_is_asked() {
        assert_snapshot!(asked(&samples::next_session()));
    }

    #[test]
    fn where_nobody_is_asked() {
        assert_snapshot!(bare(&super::printed(
            &samples::next_session(),
            Some(3),
            "segue",
            &samples::look()
        )));
    }

    #[test]
    fn with_little_to_go_on() {
        let mut next = samples::next_session();
        next.session_id = None;
        next.handoff_path = None;
        next.done.clear();
        next.state.clear();
        next.objectives.clear();
        next.problems = vec!["Claude Code is not logged in: run `claude` once.".to_owned()];
        for choice in &mut next.choices[..2] {
            choice.at = None;
            choice.recommended = false;
            choice.unavailable = Some("No limit of this login is known".to_owned());
        }
        assert_snapshot!(asked(&next));
        assert_snapshot!(bare(&super::commands(
            &next,
            None,
            "/opt/my apps/segue",
            &samples::look()
        )));
    }

    #[test]
    fn every_time_can_be_typed() {
        let at = samples::look().now;
        let zone = "Europe/Paris".to_owned();
        for (when, text) in [
            (When::AtReset { after_minutes: 0 }, "reset"),
            (When::EveryReset { after_minutes: 5 }, "every reset+5m"),
            (
                When::At {
                    at,
                    zone: zone.clone(),
                },
                "2026-11-24 17:11 Europe/Paris",
            ),
            (
                When::Weekly {
                    days: vec![Weekday::Mon, Weekday::Wed],
                    time: "09:00".to_owned(),
                    zone,
                },
                "mon,wed 09:00 Europe/Paris",
            ),
            (When::Manual, "manual"),
        ] {
            assert_eq!(super::typed(&when), text);
        }
    }
}
