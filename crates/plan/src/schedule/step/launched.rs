//! Steps from the launch on: until the gate has claimed it, until its transcript is there, until it is over.

use jiff::{SignedDuration, Timestamp};

use super::super::facts::{Process, Step, Turn, Why};
use super::super::spec::ScheduleState;
use super::super::start::{MOST_ATTEMPTS, Stage};
use super::Case;

/// So long a terminal has until its gate claims the start, and until it says why nothing came of it.
const GATE: SignedDuration = SignedDuration::from_secs(20);
/// A process that has lived so long since its claim was Claude Code.
const LIVED: SignedDuration = SignedDuration::from_secs(10);
/// So long a transcript may take before the person is told.
const UNCONFIRMED: SignedDuration = SignedDuration::from_secs(60);
/// How often a young process is looked at, and an old one.
const YOUNG: SignedDuration = SignedDuration::from_secs(5);
const OLD: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn launching(case: &Case<'_>) -> Step {
    let start = case.start;
    if case.facts.transcript {
        return Step::Confirm;
    }
    if start.stop_wished_at.is_some() {
        return Step::Drop { why: Why::Stopped };
    }
    if case.schedule.state == ScheduleState::Cancelled {
        return Step::Drop {
            why: Why::ScheduleOver,
        };
    }
    match gate_until(case) {
        Some(until) => Step::AwaitGate { until },
        None => again(case, Why::NeverBegan),
    }
}

/// Until when the last attempt has time; `None`: it is over.
fn gate_until(case: &Case<'_>) -> Option<Timestamp> {
    let until = case.start.launching_at? + GATE;
    // After a clock was set back, it still has as long.
    (case.now < until).then(|| until.min(case.now + GATE))
}

pub(super) fn begun(case: &Case<'_>) -> Step {
    let (start, facts, now) = (case.start, case.facts, case.now);
    if facts.transcript {
        return Step::Confirm;
    }
    let begun = start.begun_at.unwrap_or(now);
    let lived = facts.process == Process::Alive && now >= begun + LIVED;
    if start.alive_at.is_none() && (facts.registered || lived) {
        return Step::NoteAlive;
    }
    if facts.process == Process::Gone {
        return match (start.alive_at, gate_until(case)) {
            (Some(_), _) => Step::Finish,
            // Its terminal has the time to say why it ended: `segue begin --ended`.
            (None, Some(until)) => Step::AwaitGate { until },
            (None, None) => again(case, Why::DiedAtOnce),
        };
    }
    if let Some(step) = case.untold() {
        return step;
    }
    let tell_at = begun + UNCONFIRMED;
    let untold = facts.can_tell && !case.told(Stage::Unconfirmed);
    if untold && now >= tell_at {
        return Step::Notice {
            stage: Stage::Unconfirmed,
        };
    }
    let look = if now < tell_at { YOUNG } else { OLD };
    case.wait(now + look)
}

pub(super) fn confirmed(case: &Case<'_>) -> Step {
    if let Some(step) = case.untold() {
        return step;
    }
    match case.facts.process {
        Process::Gone => Step::Finish,
        Process::Alive | Process::Unknown => case.wait(case.now + OLD),
    }
}

/// Once more, unless it was tried often enough, or is late by now.
fn again(case: &Case<'_>, why: Why) -> Step {
    let (start, now) = (case.start, case.now);
    let since = start.launching_at.unwrap_or(now);
    if now.duration_since(since) > case.facts.rules.late {
        match case.late() {
            None => {}
            // The gate's claim is not undone: it did not come to a session, and that is said.
            Some(Step::Drop { .. }) => return Step::Fail { why },
            Some(step) => return step,
        }
    }
    if start.attempts >= MOST_ATTEMPTS {
        return Step::Fail { why };
    }
    match case.facts.turn {
        Turn::Now => Step::Relaunch,
        Turn::Later { at } => Step::AwaitGate {
            until: at.max(now + SignedDuration::from_secs(1)),
        },
    }
}
