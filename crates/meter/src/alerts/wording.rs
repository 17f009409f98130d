//! The words of an alert: the fact in the title, the action in the body.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{AlertReading, EndedWindow, Subject};
use crate::advice::{Action, Level, combine, level};
use crate::window::WindowKind;
use crate::words;

/// What a person reads.
pub(super) struct Wording {
    pub(super) title: String,
    pub(super) body: String,
    pub(super) level: Level,
}

/// A threshold was passed.
pub(super) fn threshold(reading: &AlertReading, now: Timestamp, tz: &TimeZone) -> Wording {
    let body = match &reading.subject {
        Subject::Quota { .. } => quota_action(reading, now, tz),
        Subject::Context { .. } => context_action(reading),
    };
    Wording {
        title: fact(reading),
        body,
        level: level(reading.percent),
    }
}

/// Quota and context are both high.
pub(super) fn both(quota: &AlertReading, context: &AlertReading, now: Timestamp, tz: &TimeZone) -> Wording {
    let title = format!("{}, {}", fact(quota), lower_first(&fact(context)));
    let action = match combine(Some(quota.percent), Some(context.percent)) {
        Action::WaitForReset => "Hand off now and go on after the reset.",
        Action::SaveAndExit | Action::WrapUp => "Save and exit now; go on after the reset.",
        Action::Continue
        | Action::ContinueAware
        | Action::Compact
        | Action::SaveAndRestart
        | Action::PlanNext => "Hand off and plan the next session for the reset.",
    };
    let body = match reset_words(quota, now, tz) {
        Some(reset) => format!("{action} {}.", upper_first(&reset)),
        None => action.to_owned(),
    };
    Wording {
        title,
        body,
        level: level(quota.percent.max(context.percent)),
    }
}

/// The window will run out before its reset; `None` when nobody can tell when.
pub(super) fn forecast(reading: &AlertReading, now: Timestamp, tz: &TimeZone) -> Option<Wording> {
    let pace = reading.pace?;
    let (at, early) = (pace.runs_out_at?, pace.early_seconds?);
    Some(Wording {
        title: format!(
            "{} runs out at {} at this pace",
            name(reading),
            words::clock(at, now, tz)
        ),
        body: format!(
            "{} before the reset, {} used now. Slow down, or plan the next session.",
            words::duration(early),
            percent(reading)
        ),
        level: Level::Notice,
    })
}

/// A window that was nearly used up is free again.
pub(super) fn reset(
    ended: &EndedWindow,
    current: Option<&AlertReading>,
    now: Timestamp,
    tz: &TimeZone,
) -> Wording {
    let next = match current {
        Some(reading) => match reset_words(reading, now, tz) {
            Some(reset) => format!("Now {} used, {reset}.", percent(reading)),
            None => format!("Now {} used.", percent(reading)),
        },
        None => "The next message starts a new one: go on where you stopped.".to_owned(),
    };
    Wording {
        title: format!("{} is free again", limit_name(&ended.kind)),
        body: format!("It was {} used. {next}", words::percent(ended.peak_percent)),
        level: Level::Ok,
    }
}

/// "Context 82 % in api-server", "5-hour window ~82 % used".
fn fact(reading: &AlertReading) -> String {
    match &reading.subject {
        Subject::Quota { .. } => format!("{} {} used", name(reading), percent(reading)),
        Subject::Context { project, .. } => format!("Context {} in {project}", percent(reading)),
    }
}

fn name(reading: &AlertReading) -> String {
    match &reading.subject {
        Subject::Quota { kind, .. } => limit_name(kind),
        Subject::Context { project, .. } => format!("Context of {project}"),
    }
}

/// "5-hour window", "Opus week limit".
fn limit_name(kind: &WindowKind) -> String {
    let noun = match kind {
        WindowKind::FiveHour => "window",
        WindowKind::Weekly | WindowKind::WeeklyOf(_) => "limit",
    };
    format!("{} {noun}", kind.label())
}

fn percent(reading: &AlertReading) -> String {
    format!(
        "{}{}",
        if reading.estimate { "~" } else { "" },
        words::percent(reading.percent)
    )
}

fn quota_action(reading: &AlertReading, now: Timestamp, tz: &TimeZone) -> String {
    let action = match combine(Some(reading.percent), None) {
        Action::WaitForReset => "Wait for the reset, or schedule the next session for it.",
        Action::SaveAndExit => "Save and exit now.",
        Action::WrapUp => "Wrap up what is in hand.",
        Action::PlanNext | Action::SaveAndRestart | Action::Compact => "Plan the next session for the reset.",
        Action::ContinueAware | Action::Continue => "Work on, and keep an eye on it.",
    };
    let left = reading
        .pace
        .and_then(|pace| pace.runs_out_at)
        .filter(|at| *at > now);
    let left = left.map(|at| format!("{} left at this pace", words::duration(seconds(now, at))));
    let facts = left
        .into_iter()
        .chain(reset_words(reading, now, tz))
        .collect::<Vec<_>>()
        .join(", ");
    if facts.is_empty() {
        action.to_owned()
    } else {
        format!("{}. {action}", upper_first(&facts))
    }
}

fn context_action(reading: &AlertReading) -> String {
    let saves = reading
        .saves_tokens
        .filter(|tokens| *tokens > 0)
        .map(words::tokens);
    match (combine(None, Some(reading.percent)), saves) {
        (Action::SaveAndExit, _) => "Save and exit now, before Claude Code compacts by itself.".to_owned(),
        (Action::Compact, Some(saves)) => format!("Compact now saves about {saves} tokens."),
        (Action::Compact, None) => "Compact now, or hand off to a fresh session.".to_owned(),
        (_, Some(saves)) => {
            format!("Work on; compacting at a good stopping point saves about {saves} tokens.")
        }
        (_, None) => "Work on, knowing that half is used.".to_owned(),
    }
}

/// "resets 18:50, in 2 h 39 m".
fn reset_words(reading: &AlertReading, now: Timestamp, tz: &TimeZone) -> Option<String> {
    let Subject::Quota {
        resets_at: Some(at), ..
    } = reading.subject
    else {
        return None;
    };
    let wait = words::duration(seconds(now, at));
    Some(format!("resets {}, in {wait}", words::clock(at, now, tz)))
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second() - from.as_second()
}

fn upper_first(text: &str) -> String {
    changed_first(text, |c| c.to_ascii_uppercase())
}

fn lower_first(text: &str) -> String {
    changed_first(text, |c| c.to_ascii_lowercase())
}

fn changed_first(text: &str, change: impl Fn(char) -> char) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        std::iter::once(change(first)).chain(letters).collect()
    })
}
