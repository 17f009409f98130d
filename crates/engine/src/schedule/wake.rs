//! Starts without the app: what the system's job runs (`segue wake`), and what `segue schedule run-now` does where no app
//! runs. The same turns, in this thread, for as long as a start is near.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use segue_plan::schedule::StartState;

use super::bell::{Ear, bell};
use super::outside;
use super::turn::Turns;
use crate::alerts::Notifier;
use crate::problem::Problem;
use crate::segue::Segue;

/// Until when a process without the app takes turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WakeUntil {
    /// One turn.
    OneTurn,
    /// No start is between its notice and its first sign of life.
    Settled,
    /// This start has begun, was refused or waits.
    Begun(i64),
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Woken {
    /// Another process, the app as a rule, sees to the starts: nothing was done here.
    pub elsewhere: bool,
    /// What was done, a sentence each.
    pub did: Vec<String>,
    /// When there is something to do next (UTC), as far as it is known.
    pub next: Option<Timestamp>,
}

/// A terminal that does not open, a supervisor that does not begin: the person who asked for it is not kept longer.
const LONGEST_BEGIN: Duration = Duration::from_secs(90);
/// How often the database is asked whether somebody wrote.
const LOOK: Duration = Duration::from_millis(500);

impl Segue {
    /// Sees to the starts that are due, where no other process does. Reads what is new first: a reset, a limit.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub fn wake(&mut self, notifier: Option<&dyn Notifier>, until: WakeUntil) -> Result<Woken, Problem> {
        if self.world.demo {
            // What is made up never starts.
            return Ok(Woken::default());
        }
        let (bell, ear) = bell();
        let Some(mut turns) = Turns::begin(self, bell, "wake")? else {
            return Ok(Woken {
                elsewhere: true,
                ..Woken::default()
            });
        };
        // Limits that were hit since the app was closed stand in transcripts.
        drop(self.catch_up());
        let begun = Instant::now();
        let mut woken = Woken::default();
        loop {
            let turned = turns.turn(self, notifier)?;
            woken.did.extend(turned.did);
            woken.next = turned.next;
            let over = match until {
                WakeUntil::OneTurn => true,
                WakeUntil::Settled => !turned.near,
                WakeUntil::Begun(start) => begun.elapsed() > LONGEST_BEGIN || !self.is_beginning(start)?,
            };
            if over {
                // A job that could not be made is said by Doctor; whoever wakes next tries again.
                drop(outside::keep_jobs_true(self));
                return Ok(woken);
            }
            self.wait_for_news(&ear, turned.sleep)?;
        }
    }

    /// Until the time has come, an answer about the quota is there, or somebody wrote: an answer to a notice, say. Nothing
    /// watches files here, so the database is asked.
    fn wait_for_news(&self, ear: &Ear, most: Duration) -> Result<(), Problem> {
        let version = self.store.data_version()?;
        let end = Instant::now() + most;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || ear.wait(left.min(LOOK)) || self.store.data_version()? != version {
                return Ok(());
            }
        }
    }

    fn is_beginning(&self, start: i64) -> Result<bool, Problem> {
        let row = self.store.start(start)?;
        Ok(row.is_some_and(|row| match row.start.state {
            StartState::Launching => true,
            StartState::Waiting => row.start.due <= self.world.clock.now(),
            StartState::Held
            | StartState::Begun
            | StartState::Confirmed
            | StartState::Ended
            | StartState::Asking
            | StartState::Skipped
            | StartState::Dropped
            | StartState::Failed => false,
        }))
    }
}
