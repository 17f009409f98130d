//! The one place that reads the clock.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::Environment;
use crate::problem::{Code, Problem};

/// Tells the time: the system's, or one that was moved (`SEGUE_NOW`) and goes on from there.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    moved: Option<(Timestamp, Instant)>,
}

impl Clock {
    /// The system's clock, unless the environment moves it.
    pub(super) fn from(environment: &Environment) -> Result<Clock, Problem> {
        let moved = match &environment.now {
            None => None,
            Some(text) => {
                let at = text.parse().map_err(|error: jiff::Error| {
                    Problem::new(Code::BadInput, format!("SEGUE_NOW is not a time: {text}"))
                        .hint("Write it as 2026-11-21T10:00:00Z.")
                        .because(error)
                })?;
                Some((at, Instant::now()))
            }
        };
        Ok(Clock { moved })
    }

    /// The present instant (UTC).
    #[expect(clippy::disallowed_methods, reason = "the clock's home")]
    pub fn now(&self) -> Timestamp {
        match self.moved {
            None => Timestamp::now(),
            Some((from, since)) => {
                let passed = SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::ZERO);
                from.checked_add(passed).unwrap_or(from)
            }
        }
    }
}
