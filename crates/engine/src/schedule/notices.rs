//! What a person is told about a start: the fact, then what can be done.
//!
//! A row claims the telling before anything is shown: a crash may lose a notification, but none is shown twice. What is
//! lost stands in the tray and the window all the same.

use jiff::{SignedDuration, Timestamp};
use segue_meter::advice::Level;
use segue_meter::words as figures;
use segue_plan::schedule::{Place, Stage, StartState};
use segue_store::{ScheduleRow, StartRow};

use super::outside::sentence;
use super::words;
use crate::alerts::{Does, Notice, NoticeAction, Notifier};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::settings;

/// Claims the telling of a stage and tells it. False when it was told already, now or ever.
pub(super) fn tell(
    segue: &mut Segue,
    notifier: Option<&dyn Notifier>,
    row: &StartRow,
    schedule: &ScheduleRow,
    stage: Stage,
) -> Result<bool, Problem> {
    let now = segue.world.clock.now();
    let ask = row.start.ask;
    if !segue.store.claim_notice(row.num, stage, ask, now)? {
        return Ok(false);
    }
    if let Some(notifier) = notifier {
        let failure = notifier.show(&notice(segue, row, schedule, stage, now)?).err();
        let shown_at = segue.world.clock.now();
        segue
            .store
            .notice_shown(row.num, stage, ask, shown_at, failure.as_deref())?;
    }
    Ok(true)
}

fn notice(
    segue: &Segue,
    row: &StartRow,
    schedule: &ScheduleRow,
    stage: Stage,
    now: Timestamp,
) -> Result<Notice, Problem> {
    let zone = settings::time_zone(&segue.store, &segue.world)?;
    let project = words::project_name(&schedule.spec.project);
    let due = figures::clock(row.start.due, now, &zone);
    let (title, body, level) = match stage {
        Stage::Soon => (
            format!("{project} starts at {due}"),
            soon(row, schedule, now),
            Level::Notice,
        ),
        Stage::Launched => (
            format!("{project} has started"),
            launched(schedule),
            Level::Ok,
        ),
        Stage::Refused => refused(row, &project, &due, until(row, now, &zone)),
        Stage::Missed => {
            let was = figures::clock(row.start.first_due.min(row.start.due), now, &zone);
            let why = row.start.why.as_deref().unwrap_or_default();
            (
                format!("{project} was not started at {was}"),
                format!("{} It starts when you say so.", sentence(why)),
                Level::Warning,
            )
        }
        Stage::Unconfirmed => (
            format!("{project} was started, and nothing came yet"),
            "No transcript appeared within a minute. Look into its terminal: Claude Code may be asking something. Segue does not start it twice.".to_owned(),
            Level::Warning,
        ),
        Stage::Ended => ended(row, &project),
    };
    let actions = row.start.actions().iter().map(|action| NoticeAction {
        label: action.label().to_owned(),
        does: Does::Answer {
            start: row.num,
            ask: row.start.ask,
            action: *action,
        },
    });
    Ok(Notice {
        key: format!("start:{}:{}:{}", row.num, stage.as_str(), row.start.ask),
        title,
        body,
        level,
        view: format!("schedule/{}", row.schedule),
        actions: actions.collect(),
    })
}

fn soon(row: &StartRow, schedule: &ScheduleRow, now: Timestamp) -> String {
    let left = row.start.due.duration_since(now).max(SignedDuration::ZERO);
    let left = figures::duration(left.as_secs());
    let about = words::title(&schedule.spec);
    match &schedule.spec.from_session {
        Some(_) => format!("{about}. In {left}, with the handoff of the last session."),
        None => format!("{about}. In {left}."),
    }
}

fn launched(schedule: &ScheduleRow) -> String {
    let about = words::title(&schedule.spec);
    match schedule.spec.launch.place {
        Place::Terminal => format!("{about}. It runs in a terminal."),
        Place::Headless => format!("{about}. It runs without a terminal: follow it or stop it in Segue."),
    }
}

fn refused(row: &StartRow, project: &str, due: &str, until: Option<String>) -> (String, String, Level) {
    let why = sentence(row.start.why.as_deref().unwrap_or("It could not be started."));
    match row.start.state {
        StartState::Waiting => (format!("{project} starts later, at {due}"), why, Level::Notice),
        StartState::Held => {
            let then = until.map_or_else(
                || "It starts when that is over.".to_owned(),
                |until| format!("It starts after the reset at {until}."),
            );
            (format!("{project} waits"), format!("{why} {then}"), Level::Notice)
        }
        StartState::Asking => (
            format!("{project} could not be started"),
            format!("{why} The plan is kept: say what is to become of it."),
            Level::Warning,
        ),
        StartState::Launching
        | StartState::Begun
        | StartState::Confirmed
        | StartState::Ended
        | StartState::Skipped
        | StartState::Dropped
        | StartState::Failed => (
            format!("{project} could not be started"),
            format!("{why} The plan is kept: start it from Segue when it can go."),
            Level::Warning,
        ),
    }
}

fn until(row: &StartRow, now: Timestamp, zone: &jiff::tz::TimeZone) -> Option<String> {
    row.start.held_until.map(|until| figures::clock(until, now, zone))
}

fn ended(row: &StartRow, project: &str) -> (String, String, Level) {
    let spent = row
        .start
        .spent_tokens
        .map(|tokens| format!(" It spent {} tokens.", figures::tokens(tokens)))
        .unwrap_or_default();
    let well = row.start.exit_code.is_none_or(|code| code == 0) && row.start.why.is_none();
    let what = match (&row.start.why, row.start.exit_code) {
        (Some(why), _) => sentence(why),
        (None, Some(code)) if code != 0 => format!("Claude Code ended with {code}."),
        (None, _) => "Its output is in Segue.".to_owned(),
    };
    let level = if well { Level::Ok } else { Level::Warning };
    (format!("{project} has ended"), format!("{what}{spent}"), level)
}
