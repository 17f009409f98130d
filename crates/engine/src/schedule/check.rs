//! Whether a plan can be kept: what can never work is refused and said; what may work by then is only said.

use std::path::Path;

use jiff::Timestamp;
use segue_plan::schedule::{Mcp, Quiet, Spec, When, is_time_of_day};
use segue_store::Store;

use super::facts::Login;
use crate::plans;
use crate::problem::{Code, Problem};
use crate::segue::Segue;

/// Refuses what can never work.
pub(super) fn spec(segue: &Segue, spec: &Spec, home: &str, now: Timestamp) -> Result<(), Problem> {
    if !segue.world.demo {
        project(&spec.project)?;
    }
    prompt(&segue.store, spec)?;
    when(segue, &spec.when, home, now)?;
    conditions(spec, now)?;
    files(spec)
}

fn project(folder: &str) -> Result<(), Problem> {
    let path = Path::new(folder);
    if !path.is_absolute() {
        return Err(
            bad(format!("{folder} is not a whole path")).hint("Write the project's folder from its root on.")
        );
    }
    if !path.is_dir() {
        return Err(Problem::new(
            Code::NotFound,
            format!("the project folder {folder} is not there"),
        )
        .hint("A session begins in its project's folder: name one that exists."));
    }
    Ok(())
}

fn prompt(store: &Store, spec: &Spec) -> Result<(), Problem> {
    if spec.prompt.contains('\0') {
        return Err(
            bad("the prompt holds a zero byte").hint("No program takes one as a prompt; take it out.")
        );
    }
    let plan = plans::wanted_by_schedule(store, spec)?;
    match &spec.from_session {
        None if plan.is_none() && spec.prompt.trim().is_empty() => Err(bad("there is nothing to send").hint(
            "Write what the session is to do, or choose a plan, or a session whose handoff it begins with.",
        )),
        Some(session) if store.session(session)?.is_none() && store.handoff(session)?.is_none() => {
            Err(Problem::new(
                Code::NotFound,
                format!("there is no session {session} to go on from"),
            )
            .hint("`segue sessions` lists them."))
        }
        Some(_) | None => Ok(()),
    }
}

/// Refuses a time that has passed, is none, or cannot be known.
pub(super) fn when(segue: &Segue, when: &When, home: &str, now: Timestamp) -> Result<(), Problem> {
    match when {
        When::At { at, .. } if *at <= now => Err(bad(format!("{at} has passed"))
            .hint("Write a time that is still to come; `segue schedule run-now` starts at once.")),
        When::At { zone, .. } => known_zone(zone),
        When::Weekly { days, time, zone } => {
            if days.is_empty() {
                return Err(bad("no day of the week is chosen").hint("Write days, as mon,wed or weekdays."));
            }
            if !is_time_of_day(time) {
                return Err(bad(format!("\"{time}\" is not a time of the day")).hint("Write it as 09:00."));
            }
            known_zone(zone)
        }
        When::AtReset { .. } | When::EveryReset { .. } => {
            let login = Login::of(segue, home, now)?;
            let repeats = when.repeats() && login.knows_limits();
            if login.five_hour.is_some() || repeats {
                return Ok(());
            }
            Err(bad("there is no reset to wait for").hint(if login.knows_limits() {
                "No 5-hour window runs now: it begins with the next message. Choose a time, or start now."
            } else {
                "Segue knows no limit of this login. `segue quota --ask` asks Claude Code; without a subscription there is none, so choose a time."
            }))
        }
        When::Manual => Ok(()),
    }
}

fn known_zone(zone: &str) -> Result<(), Problem> {
    if zone.is_empty() || jiff::tz::TimeZone::get(zone).is_ok() {
        return Ok(());
    }
    Err(bad(format!("there is no time zone \"{zone}\"")).hint("Write a name such as Europe/Paris."))
}

fn conditions(spec: &Spec, now: Timestamp) -> Result<(), Problem> {
    use segue_plan::schedule::Budget;
    let conditions = &spec.conditions;
    if let Some(hours) = &conditions.quiet_hours
        && !hours.is_empty()
        && Quiet::parse(hours).is_none()
    {
        return Err(bad(format!("\"{hours}\" are no quiet hours")).hint("Write two times, as 22:00-07:00."));
    }
    if let Some(zone) = &conditions.zone {
        known_zone(zone)?;
    }
    if conditions.latest.is_some_and(|latest| latest <= now) {
        return Err(bad("the latest start has passed").hint("Write a time that is still to come."));
    }
    if let (Some(latest), When::At { at, .. }) = (conditions.latest, &spec.when)
        && latest < *at
    {
        return Err(bad("the latest start lies before the start").hint("Write a later time for it."));
    }
    if conditions.max_starts == Some(0) {
        return Err(
            bad("a schedule with no start at all does nothing").hint("Write 1 or more, or leave it out.")
        );
    }
    match conditions.budget {
        Some(Budget::Tokens { tokens: 0 }) => {
            Err(bad("a budget of no tokens starts nothing").hint("Write more, or leave it out."))
        }
        Some(Budget::Percent { percent }) if !(percent > 0.0 && percent <= 100.0) => {
            Err(bad(format!("a budget cannot be {percent} %")).hint("Write a number above 0, up to 100."))
        }
        Some(_) | None => Ok(()),
    }?;
    if conditions.notice_minutes.is_some_and(|minutes| minutes > 60) {
        return Err(
            bad("a notice more than an hour ahead is none").hint("Write 60 minutes at most, or 0 for none.")
        );
    }
    if spec.priority > 9 {
        return Err(
            bad(format!("there is no priority {}", spec.priority)).hint("Write 0 to 9; higher goes first.")
        );
    }
    Ok(())
}

fn files(spec: &Spec) -> Result<(), Problem> {
    let Mcp::Files { files } = &spec.launch.mcp else {
        return Ok(());
    };
    if files.is_empty() {
        return Err(bad("no file of MCP servers is named").hint("Name one, or choose none or as usual."));
    }
    for file in files {
        if !Path::new(&spec.project).join(file).is_file() {
            return Err(
                Problem::new(Code::NotFound, format!("the file {file} is not there"))
                    .hint("Name files that list MCP servers, as .mcp.json does."),
            );
        }
    }
    Ok(())
}

fn bad(message: impl Into<String>) -> Problem {
    Problem::new(Code::BadInput, message)
}
