//! What a change did: the fact, then how to undo it or go on.

use segue_engine::view::{JobsRepaired, Schedule, Start, StartAnswer};
use segue_plan::schedule::{Place, StartState};

use super::words;
use crate::render::plain::{fit, plain};
use crate::render::{Look, heading, next_step, remark, session};

/// A new schedule: when it starts, how the person is told, and how to stop it.
pub(crate) fn added(one: &Schedule, notice_minutes: u32, wake_words: &str, look: &Look) -> String {
    let mut text = head("Scheduled", one, look);
    text.push_str(&remark(
        &format!("{}; {}.", next(one, look), words::launch(&one.spec.launch)),
        look,
    ));
    let minutes = one.spec.conditions.notice_minutes.unwrap_or(notice_minutes);
    let manual = one.next.is_none();
    if minutes > 0 && !manual {
        text.push_str(&remark(
            &format!("You are told {minutes} min before, and can start it then, wait 15 minutes or skip it."),
            look,
        ));
    }
    if !manual {
        text.push_str(&remark(wake_words, look));
    }
    text.push_str(&problems(one, look));
    let id = one.id;
    let step = if manual {
        format!("`segue schedule run-now {id}` starts it, `segue schedule cancel {id}` takes it away.")
    } else {
        format!("`segue schedule cancel {id}` stops it, `segue schedule show {id}` prints what will be sent.")
    };
    text.push_str(&format!("\n{}", next_step(&step, look)));
    text
}

/// It has another time.
pub(crate) fn moved(one: &Schedule, look: &Look) -> String {
    format!(
        "{}{}{}",
        head("Moved", one, look),
        remark(&format!("{}.", next(one, look)), look),
        problems(one, look)
    )
}

/// It is paused, or goes on.
pub(crate) fn paused(one: &Schedule, paused: bool, look: &Look) -> String {
    if paused {
        let id = one.id;
        return format!(
            "{}{}",
            head("Paused", one, look),
            remark(
                &format!("Nothing of it starts until `segue schedule resume {id}`."),
                look
            )
        );
    }
    format!(
        "{}{}",
        head("Resumed", one, look),
        remark(&format!("{}.", next(one, look)), look)
    )
}

/// Its next start does not happen.
pub(crate) fn skipped(one: &Schedule, look: &Look) -> String {
    let after = match &one.next {
        Some(_) => format!("{}.", next(one, look)),
        None => "Nothing is left to start.".to_owned(),
    };
    format!(
        "{}{}",
        head("Skipped the next start of", one, look),
        remark(&after, look)
    )
}

/// It is over. A session that runs goes on.
pub(crate) fn cancelled(one: &Schedule, look: &Look) -> String {
    let running = one
        .next
        .as_ref()
        .filter(|start| start.state == StartState::Confirmed);
    let after = match running {
        Some(start) if start.place == Place::Terminal => "Its session runs on in its terminal.".to_owned(),
        Some(start) => format!(
            "Its session {} runs on; `segue schedule stop {}` ends it.",
            session::short_id(&start.session_id),
            start.id
        ),
        None => "Nothing of it will start. The handoff and the prompt are kept.".to_owned(),
    };
    format!("{}{}", head("Cancelled", one, look), remark(&after, look))
}

/// A start that was asked for now: how far it is.
pub(crate) fn posed(start: &Start, app_running: bool, look: &Look) -> String {
    let name = words::name(&start.project_name, &start.title);
    let why = start
        .why
        .as_deref()
        .map(|why| format!(" {}.", words::clause(why)));
    let why = why.unwrap_or_default();
    let (head, after) = match start.state {
        StartState::Confirmed => (format!("Started {name}"), "Its transcript is there.".to_owned()),
        StartState::Begun | StartState::Launching => (
            format!("Starting {name}"),
            "Claude Code is being started; its transcript is not there yet.".to_owned(),
        ),
        StartState::Held => (format!("Held: {name}"), format!("It starts when it can.{why}")),
        StartState::Waiting if app_running => (
            format!("Starts now: {name}"),
            "The Segue that runs starts it in a moment.".to_owned(),
        ),
        StartState::Waiting => (format!("Not yet started: {name}"), format!("It waits.{why}")),
        StartState::Asking => (
            format!("Not started: {name}"),
            format!("You are asked about it.{why}"),
        ),
        StartState::Failed => (format!("Not started: {name}"), format!("It failed.{why}")),
        StartState::Ended => (format!("Started and ended: {name}"), format!("It is over.{why}")),
        StartState::Skipped | StartState::Dropped => {
            (format!("Not started: {name}"), format!("It was given up.{why}"))
        }
    };
    let mut text = format!("{}{}", heading(&fit(&head, look.width)), remark(&after, look));
    text.push_str(&remark(
        &format!("Start {}, session {}.", start.id, plain(&start.session_id)),
        look,
    ));
    if let Some(attach) = &start.attach {
        text.push_str(&format!(
            "\n{}",
            next_step(&format!("See it with `{attach}`."), look)
        ));
    } else if start.stoppable {
        let step = format!(
            "`segue schedule output {} --follow` shows what it does.",
            start.id
        );
        text.push_str(&format!("\n{}", next_step(&step, look)));
    }
    text
}

/// What came of an answer.
pub(crate) fn answered(answer: &StartAnswer, look: &Look) -> String {
    let name = words::name(&answer.start.project_name, &answer.start.title);
    format!(
        "{}{}",
        heading(&fit(&name, look.width)),
        remark(&answer.sentence, look)
    )
}

/// A session that was asked to end.
pub(crate) fn stopped(start: &Start, look: &Look) -> String {
    let name = words::name(&start.project_name, &start.title);
    let (head, after) = if start.ended_at.is_some() {
        ("Stopped", "What it wrote is kept.")
    } else {
        (
            "Stopping",
            "It is asked to end, then ended. What it wrote is kept.",
        )
    };
    let step = format!(
        "`segue handoff {}` saves what it knows.",
        session::short_id(&start.session_id)
    );
    format!(
        "{}{}\n{}",
        heading(&fit(&format!("{head} {name}"), look.width)),
        remark(after, look),
        next_step(&step, look)
    )
}

/// What became of the operating system's jobs.
pub(crate) fn repaired(jobs: &JobsRepaired, look: &Look) -> String {
    let mut text = heading(if jobs.failed.is_empty() {
        "The system's jobs are as the schedules need them"
    } else {
        "Not every job of the system could be repaired"
    });
    for (what, names) in [
        ("There", &jobs.put),
        ("Removed", &jobs.removed),
        ("Failed", &jobs.failed),
    ] {
        for name in names {
            text.push_str(&remark(&format!("{what}: {name}"), look));
        }
    }
    text.push_str(&remark(&jobs.words, look));
    text
}

/// "Scheduled 3: api-server · Fix the login flow".
fn head(what: &str, one: &Schedule, look: &Look) -> String {
    let name = words::name(&one.project_name, &one.title);
    heading(&fit(&format!("{what} {}: {name}", one.id), look.width))
}

/// "Starts 18:05, in 1 h 54 m, 5 minutes after the reset".
fn next(one: &Schedule, look: &Look) -> String {
    let rule = words::rule(one, look);
    match &one.next {
        Some(start) => {
            let due = start.held_until.unwrap_or(start.due);
            let rule = rule.map(|rule| format!(", {rule}"));
            format!("Starts {}{}", words::at(due, look), rule.unwrap_or_default())
        }
        None => format!("Starts {}", rule.unwrap_or_default()),
    }
}

fn problems(one: &Schedule, look: &Look) -> String {
    one.problems
        .iter()
        .map(|problem| remark(&format!("But: {}.", words::clause(problem)), look))
        .collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::{JobsRepaired, Schedule};
    use segue_plan::schedule::{Place, StartState};

    use crate::render::samples;

    fn bare(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn sample(id: i64) -> Schedule {
        let all = samples::schedules().schedules;
        all.into_iter().find(|one| one.id == id).expect("it is there")
    }

    #[test]
    fn what_was_scheduled() {
        let wake = samples::schedules().wake_words;
        let mut text = String::new();
        for id in [3, 4, 7] {
            text.push_str(&super::added(&sample(id), 5, &wake, &samples::look()));
            text.push('\n');
        }
        let mut quiet = sample(6);
        quiet.spec.conditions.notice_minutes = Some(0);
        text.push_str(&super::added(&quiet, 5, &wake, &samples::look()));
        assert_snapshot!(bare(&text));
    }

    #[test]
    fn what_was_changed() {
        let look = samples::look();
        let mut running = sample(3);
        if let Some(start) = &mut running.next {
            start.state = StartState::Confirmed;
        }
        let repaired = JobsRepaired {
            removed: vec!["segue-wake-1a2b3c4d-2".to_owned()],
            put: vec!["segue-wake-1a2b3c4d-3".to_owned()],
            failed: vec!["segue-wake-1a2b3c4d-4: systemctl did not answer".to_owned()],
            words: samples::schedules().wake_words,
        };
        let mut headless = running.clone();
        if let Some(start) = &mut headless.next {
            start.place = Place::Headless;
        }
        let text = [
            super::moved(&sample(3), &look),
            super::paused(&sample(3), true, &look),
            super::paused(&sample(3), false, &look),
            super::skipped(&sample(4), &look),
            super::skipped(&sample(7), &look),
            super::cancelled(&sample(3), &look),
            super::cancelled(&running, &look),
            super::cancelled(&headless, &look),
            super::answered(&samples::start_answer(), &look),
            super::repaired(&repaired, &look),
        ];
        assert_snapshot!(bare(&text.join("\n")));
    }

    #[test]
    fn how_far_a_start_is() {
        let look = samples::look();
        let mut text = String::new();
        for state in StartState::ALL {
            let mut start = sample(3).next.expect("it waits");
            start.state = state;
            start.why = (state == StartState::Failed).then(|| "Claude Code is not logged in.".to_owned());
            start.attach = (state == StartState::Confirmed).then(|| "tmux attach -t segue".to_owned());
            text.push_str(&format!("{state:?}\n{}\n", super::posed(&start, false, &look)));
        }
        let mut start = samples::start_output().start;
        text.push_str(&super::posed(&start, true, &look));
        text.push('\n');
        text.push_str(&super::stopped(&start, &look));
        start.ended_at = Some(look.now);
        text.push('\n');
        text.push_str(&super::stopped(&start, &look));
        assert_snapshot!(bare(&text));
    }
}
