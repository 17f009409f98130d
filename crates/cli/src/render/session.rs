//! A session in few words: what it is doing, how full its context is.

use segue_engine::view::{Activity, Session};
use segue_meter::advice::level;
use segue_meter::context::{ContextReading, ContextStatus};

use super::bar::Bar;
use super::ink;
use super::plain::{plain, right};

/// The shape of an activity, one column wide.
pub(crate) fn mark(activity: &Activity) -> &'static str {
    match activity {
        Activity::Busy { .. } => "●",
        Activity::Idle { .. } => "○",
        Activity::Waiting { .. } => "◐",
        Activity::Past => " ",
    }
}

/// What the session is doing.
pub(crate) fn activity(activity: &Activity) -> String {
    match activity {
        Activity::Busy { .. } => "busy".to_owned(),
        Activity::Idle { .. } => "idle".to_owned(),
        Activity::Waiting { waiting_for, .. } => format!("waits: {}", plain(waiting_for)),
        Activity::Past => "past".to_owned(),
    }
}

/// Project and title: what a person recognises it by.
pub(crate) fn name(session: &Session) -> String {
    match &session.title {
        Some(title) => format!("{} · {}", plain(&session.project), plain(title)),
        None => plain(&session.project),
    }
}

/// The first part of the session id, enough to name it on the command line.
pub(crate) fn short_id(id: &str) -> String {
    plain(id).chars().take(8).collect()
}

/// The context as a bar of `cells`, its percentage and its shape.
pub(crate) fn context_meter(context: &ContextReading, cells: usize) -> String {
    let level = level(context.percent);
    let bar = Bar {
        percent: context.percent,
        time_percent: None,
        level,
        estimate: false,
        stale: context.provenance.stale,
    };
    let percent = ink::paint(ink::style(level), right(&context.percent_words(), 6));
    format!("{}  {percent} {}", bar.draw(cells), ink::painted_mark(level))
}

/// The status in a word.
pub(crate) fn status_word(status: ContextStatus) -> &'static str {
    match status {
        ContextStatus::Fresh => "fresh",
        ContextStatus::Healthy => "healthy",
        ContextStatus::Moderate => "moderate",
        ContextStatus::Warning => "warning",
        ContextStatus::Danger => "danger",
        ContextStatus::Critical => "critical",
    }
}
