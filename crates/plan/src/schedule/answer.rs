//! What an answer makes of a start.

use jiff::{SignedDuration, Timestamp};

use super::due::offset;
use super::facts::Resets;
use super::quiet::settle;
use super::spec::Spec;
use super::start::{Start, StartAction};
use super::transition::{Event, transition};

/// Why an answer changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// That question is not open, or this is no answer to it.
    #[error("That question is no longer open.")]
    Closed,
    /// There is no next reset.
    #[error("No reset of the 5-hour window is known.")]
    NoReset,
    /// It would be later than allowed.
    #[error("That would be later than the latest start you allowed.")]
    PastLatest,
}

/// The start after the answer to its question number `ask`.
///
/// # Errors
/// Why the answer cannot be taken; the question stays as it is.
pub fn answer(
    start: &Start,
    ask: u32,
    action: StartAction,
    spec: &Spec,
    resets: &Resets,
    now: Timestamp,
) -> Result<Start, NotTaken> {
    if ask != start.ask || !start.actions().contains(&action) {
        return Err(NotTaken::Closed);
    }
    let event = match action {
        StartAction::StartNow => moved(now, None, true),
        StartAction::In15Minutes => moved(now + SignedDuration::from_mins(15), None, false),
        StartAction::AtNextReset => {
            let reset = resets.five_hour.filter(|reset| *reset > now);
            let reset = reset.ok_or(NotTaken::NoReset)?;
            let due = settle(reset + offset(&spec.when), &spec.when, &spec.conditions);
            moved(due, Some(reset), false)
        }
        StartAction::Skip => Event::Skipped { at: now },
        StartAction::Drop => Event::Dropped { at: now, why: None },
    };
    let next = transition(start, &event).ok_or(NotTaken::Closed)?;
    let latest = spec.conditions.latest;
    let too_late =
        !next.wished_now && !next.state.is_over() && latest.is_some_and(|latest| next.due > latest);
    if too_late {
        return Err(NotTaken::PastLatest);
    }
    Ok(next)
}

fn moved(due: Timestamp, reset: Option<Timestamp>, wished_now: bool) -> Event {
    Event::Moved {
        due,
        reset,
        why: None,
        tell: false,
        wished_now,
    }
}
