//! The one decision about a start: what is to be done next.
//!
//! Owns every rule that leads from due to started. Promises: each step but waiting changes the start, or is told or asked
//! once, so asking again after doing it leads on; a wait always ends ahead of `now`. Never claims anything: who does the
//! step does so by compare-and-set.

mod before;
mod launched;

use jiff::{SignedDuration, Timestamp};

use super::due::{dealt_with, next_due, taken};
use super::facts::{Facts, Resets, Step, Why};
use super::quiet::settle;
use super::spec::{Late, Schedule};
use super::start::{Stage, Start, StartState};

/// Starts that are due later need not be looked at: nothing is to be done so long before.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(2);

/// What is over is told for so long.
const NEWS: SignedDuration = SignedDuration::from_hours(12);

/// What is to be done next about a start.
#[must_use]
pub fn next_step(start: &Start, schedule: &Schedule, facts: &Facts, now: Timestamp) -> Step {
    let case = Case {
        start,
        schedule,
        facts,
        now,
    };
    match start.state {
        StartState::Waiting => before::waiting(&case),
        StartState::Held => before::held(&case),
        StartState::Asking => before::asking(&case),
        StartState::Launching => launched::launching(&case),
        StartState::Begun => launched::begun(&case),
        StartState::Confirmed => launched::confirmed(&case),
        StartState::Ended | StartState::Skipped | StartState::Dropped | StartState::Failed => over(&case),
    }
}

/// A start with everything that a decision about it is made from.
struct Case<'a> {
    start: &'a Start,
    schedule: &'a Schedule,
    facts: &'a Facts,
    now: Timestamp,
}

impl Case<'_> {
    /// What happened is told before anything else is done.
    fn untold(&self) -> Option<Step> {
        let stage = self.start.tell?;
        if self.told(stage) {
            return Some(Step::Forget);
        }
        self.facts.can_tell.then_some(Step::Notice { stage })
    }

    fn told(&self, stage: Stage) -> bool {
        self.facts.told.contains(&(stage, self.start.ask))
    }

    /// How long before its time it is announced.
    fn notice(&self) -> SignedDuration {
        let own = self.schedule.spec.conditions.notice_minutes;
        own.map_or(self.facts.rules.notice, |minutes| {
            SignedDuration::from_mins(i64::from(minutes.min(60)))
        })
    }

    /// Out of the schedule's quiet hours.
    fn settle(&self, at: Timestamp) -> Timestamp {
        settle(at, &self.schedule.spec.when, &self.schedule.spec.conditions)
    }

    /// What becomes of it now that it is so late; `None` when it starts all the same.
    fn late(&self) -> Option<Step> {
        match self.schedule.spec.conditions.late {
            Late::Ask => Some(Step::Ask {
                why: Why::Missed,
                stage: Stage::Missed,
            }),
            Late::Drop => Some(Step::Drop { why: Why::Missed }),
            Late::Start => None,
        }
    }

    /// When the next occurrence is announced, which takes the place of this one.
    fn superseded_at(&self) -> Option<Timestamp> {
        let spec = &self.schedule.spec;
        if !spec.when.repeats() || self.start.wished_now {
            return None;
        }
        let resets = Resets {
            taken: taken(self.start).or(self.facts.resets.taken),
            ..self.facts.resets
        };
        let next = next_due(&spec.when, &spec.conditions, &resets, dealt_with(self.start))?;
        let announced = next.at - self.notice();
        // Once a reset has passed, the one after it is the next.
        let known = next.reset.map(|reset| reset - SignedDuration::from_mins(1));
        Some(known.map_or(announced, |known| known.min(announced)))
    }

    fn wait(&self, until: Timestamp) -> Step {
        // A moment that has passed is looked at again in a second; one that is near is met exactly.
        let ahead = if until > self.now {
            until
        } else {
            self.now + SignedDuration::from_secs(1)
        };
        Step::Wait { until: Some(ahead) }
    }
}

/// It may still be told, while it is news.
fn over(case: &Case<'_>) -> Step {
    let news = case.start.ended_at.is_some_and(|at| case.now - NEWS <= at);
    match case.untold() {
        Some(step) if news => step,
        Some(_) => Step::Forget,
        None if case.start.tell.is_some() && !news => Step::Forget,
        None => Step::Wait { until: None },
    }
}
