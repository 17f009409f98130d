//! What can happen to a start, and what becomes of it: the only way from one state to another.
//!
//! Promises: from `launching` on, the only ways back are those of somebody who knows that no session was begun: the gate
//! that could not start Claude Code, and the decision about a gate that died before the first sign of life. An event that
//! cannot happen in a state changes nothing (`None`).

use jiff::{SignedDuration, Timestamp};

use super::start::{MOST_ATTEMPTS, Stage, Start, StartState};

/// A reset that moved by less is the same reset.
pub(super) const JITTER: SignedDuration = SignedDuration::from_mins(5);

/// Something that happened to a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is due at another time. Poses a new question, as everything does after which the old one makes no sense.
    Moved {
        /// When (UTC).
        due: Timestamp,
        /// The reset this was computed from.
        reset: Option<Timestamp>,
        /// Why, in words; `None` when a person did it.
        why: Option<String>,
        /// Whether the person is to be told.
        tell: bool,
        /// A person said "now".
        wished_now: bool,
    },
    /// The reset it goes by comes some seconds later than known: the same question stays open.
    Nudged {
        /// When (UTC).
        due: Timestamp,
        /// The reset this was computed from.
        reset: Timestamp,
    },
    /// Something stands against it.
    Held {
        /// Until then (UTC); `None`: until a condition is met.
        until: Option<Timestamp>,
        /// What, in words.
        why: String,
    },
    /// Nothing does any more.
    Released {
        /// When (UTC).
        at: Timestamp,
    },
    /// It waits for its turn behind others.
    Queued {
        /// When (UTC).
        at: Timestamp,
    },
    /// The quota was asked for it, well or badly.
    Checked {
        /// When (UTC).
        at: Timestamp,
    },
    /// The person must choose.
    Asked {
        /// When (UTC).
        at: Timestamp,
        /// Why, in words.
        why: String,
        /// How it is told: missed, or refused.
        stage: Stage,
    },
    /// A terminal or a supervisor is being started, for the first time or again.
    Launching {
        /// When (UTC).
        at: Timestamp,
    },
    /// The gate claims it.
    Begun {
        /// When (UTC).
        at: Timestamp,
        /// The gate's process.
        pid: u32,
    },
    /// Claude Code gave a sign of life.
    Alive {
        /// When (UTC).
        at: Timestamp,
    },
    /// Its transcript is there.
    Confirmed {
        /// When (UTC).
        at: Timestamp,
    },
    /// So many tokens so far.
    Spent {
        /// All classes.
        tokens: u64,
    },
    /// A person asked for it to be stopped.
    StopWished {
        /// When (UTC).
        at: Timestamp,
    },
    /// Its session is over.
    Ended {
        /// When (UTC).
        at: Timestamp,
        /// What its program ended with, where known.
        exit_code: Option<i64>,
        /// Tokens it spent, where known.
        spent_tokens: Option<u64>,
        /// Why it ended, where there is more to say than that it did.
        why: Option<String>,
        /// Whether the person is to be told (without a terminal).
        tell: bool,
    },
    /// The person skipped it.
    Skipped {
        /// When (UTC).
        at: Timestamp,
    },
    /// It is given up.
    Dropped {
        /// When (UTC).
        at: Timestamp,
        /// Why, in words; `None` when a person did it.
        why: Option<String>,
    },
    /// It could not be started.
    Failed {
        /// When (UTC).
        at: Timestamp,
        /// Why, in words.
        why: String,
    },
    /// What was to be told is told, or is no news any more.
    Told {
        /// What.
        stage: Stage,
    },
}

/// The start after the event; `None` when that cannot happen to it.
#[must_use]
pub fn transition(start: &Start, event: &Event) -> Option<Start> {
    let mut next = start.clone();
    match event {
        Event::Moved {
            due,
            reset,
            why,
            tell,
            wished_now,
        } => {
            before_launch(start)?;
            pose(&mut next, StartState::Waiting, tell.then_some(Stage::Refused));
            next.due = *due;
            next.reset = *reset;
            next.why.clone_from(why);
            next.wished_now = *wished_now;
            next.held_until = None;
        }
        Event::Nudged { due, reset } => {
            only(start, &[StartState::Waiting])?;
            next.due = *due;
            next.reset = Some(*reset);
        }
        Event::Held { until, why } => hold(start, &mut next, *until, why)?,
        Event::Released { at } => {
            only(start, &[StartState::Held])?;
            next.state = StartState::Waiting;
            next.held_until = Some(*at);
            next.why = None;
            // A hold that was not told yet need not be told any more.
            next.tell = None;
        }
        Event::Queued { at } => {
            only(start, &[StartState::Waiting])?;
            next.queued_at = Some(start.queued_at.unwrap_or(*at));
        }
        Event::Checked { at } => {
            only(start, &[StartState::Waiting, StartState::Held])?;
            next.checked_at = Some(*at);
        }
        Event::Asked { at, why, stage } => {
            not_alive(start)?;
            pose(&mut next, StartState::Asking, Some(*stage));
            next.asked_at = Some(*at);
            next.why = Some(why.clone());
            next.held_until = None;
        }
        Event::Launching { at } => launch(start, &mut next, *at)?,
        Event::Begun { at, pid } => {
            only(start, &[StartState::Launching])?;
            next.state = StartState::Begun;
            next.begun_at = Some(*at);
            next.begun_pid = Some(*pid);
            next.tell = Some(Stage::Launched);
        }
        Event::Alive { at } => {
            only(start, &[StartState::Begun])?;
            next.alive_at = Some(start.alive_at.unwrap_or(*at));
        }
        Event::Confirmed { at } => {
            only(start, &[StartState::Launching, StartState::Begun])?;
            next.state = StartState::Confirmed;
            next.alive_at = Some(start.alive_at.unwrap_or(*at));
            next.confirmed_at = Some(*at);
        }
        Event::Spent { tokens } => {
            only(start, &[StartState::Begun, StartState::Confirmed])?;
            next.spent_tokens = Some(*tokens);
        }
        Event::StopWished { at } => {
            only(
                start,
                &[StartState::Launching, StartState::Begun, StartState::Confirmed],
            )?;
            next.stop_wished_at = Some(start.stop_wished_at.unwrap_or(*at));
        }
        Event::Ended {
            at,
            exit_code,
            spent_tokens,
            why,
            tell,
        } => {
            only(start, &[StartState::Begun, StartState::Confirmed])?;
            over(&mut next, StartState::Ended, *at, tell.then_some(Stage::Ended));
            next.exit_code = *exit_code;
            next.spent_tokens = spent_tokens.or(start.spent_tokens);
            next.why.clone_from(why);
        }
        Event::Skipped { at } => {
            unclaimed(start)?;
            over(&mut next, StartState::Skipped, *at, None);
            next.why = None;
        }
        Event::Dropped { at, why } => {
            unclaimed(start)?;
            over(&mut next, StartState::Dropped, *at, None);
            next.why.clone_from(why);
        }
        Event::Failed { at, why } => {
            not_alive(start)?;
            over(&mut next, StartState::Failed, *at, Some(Stage::Refused));
            next.why = Some(why.clone());
        }
        Event::Told { stage } => {
            if start.tell != Some(*stage) {
                return None;
            }
            next.tell = None;
        }
    }
    Some(next)
}

/// A new question, and what was noted for the old time is forgotten.
fn pose(next: &mut Start, state: StartState, tell: Option<Stage>) {
    next.state = state;
    next.ask += 1;
    next.tell = tell;
    next.wished_now = false;
    next.queued_at = None;
    next.checked_at = None;
    next.attempts = 0;
}

fn over(next: &mut Start, state: StartState, at: Timestamp, tell: Option<Stage>) {
    next.state = state;
    next.ended_at = Some(at);
    next.tell = tell;
}

/// A hold that is new, or much longer than the last one said, is told; one that moved by seconds is not.
fn hold(start: &Start, next: &mut Start, until: Option<Timestamp>, why: &str) -> Option<()> {
    only(start, &[StartState::Waiting, StartState::Held])?;
    let same = start.state == StartState::Held
        && match (start.held_until, until) {
            (Some(was), Some(is)) => is.duration_since(was) <= JITTER,
            (None, None) => start.why.as_deref() == Some(why),
            (Some(_), None) | (None, Some(_)) => false,
        };
    if !same {
        let wished_now = start.wished_now;
        pose(next, StartState::Held, Some(Stage::Refused));
        next.wished_now = wished_now;
    }
    next.held_until = until;
    next.why = Some(why.to_owned());
    Some(())
}

/// The next attempt. From `begun` only when nothing of Claude Code was ever seen.
fn launch(start: &Start, next: &mut Start, at: Timestamp) -> Option<()> {
    only(
        start,
        &[StartState::Waiting, StartState::Launching, StartState::Begun],
    )?;
    not_alive(start)?;
    if start.attempts >= MOST_ATTEMPTS {
        return None;
    }
    next.state = StartState::Launching;
    next.attempts += 1;
    next.launching_at = Some(at);
    next.begun_at = None;
    next.begun_pid = None;
    next.tell = None;
    next.why = None;
    Some(())
}

fn only(start: &Start, states: &[StartState]) -> Option<()> {
    states.contains(&start.state).then_some(())
}

fn before_launch(start: &Start) -> Option<()> {
    only(
        start,
        &[StartState::Waiting, StartState::Held, StartState::Asking],
    )
}

/// No gate has claimed it.
fn unclaimed(start: &Start) -> Option<()> {
    only(
        start,
        &[
            StartState::Waiting,
            StartState::Held,
            StartState::Asking,
            StartState::Launching,
        ],
    )
}

/// Nothing of Claude Code was seen, and it is not over.
fn not_alive(start: &Start) -> Option<()> {
    only(
        start,
        &[
            StartState::Waiting,
            StartState::Held,
            StartState::Launching,
            StartState::Begun,
            StartState::Asking,
        ],
    )?;
    start.alive_at.is_none().then_some(())
}

#[cfg(test)]
mod tests;
