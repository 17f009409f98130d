//! The one place that reads the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::Environment;
use crate::problem::{Code, Problem};

/// Tells the time: the system's, one that was moved (`SEGUE_NOW`) and goes on from there, or one that stands until a
/// test moves it.
#[derive(Debug, Clone)]
pub struct Clock(Time);

#[derive(Debug, Clone)]
enum Time {
    System,
    Moved { from: Timestamp, since: Instant },
    ByHand(Hand),
}

/// Moves a clock that stands; shared by every copy of it.
#[derive(Debug, Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// The clock shows this from now on.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millisecond(), Ordering::SeqCst);
    }

    /// The clock goes on by so much.
    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(0);
        self.0.fetch_add(by, Ordering::SeqCst);
    }

    fn at(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl Clock {
    /// A clock that stands at `at`, and the hand that moves it. For tests.
    pub fn by_hand(at: Timestamp) -> (Clock, Hand) {
        let hand = Hand(Arc::new(AtomicI64::new(at.as_millisecond())));
        (Clock(Time::ByHand(hand.clone())), hand)
    }

    /// The system's clock, unless the environment moves it.
    pub(super) fn from(environment: &Environment) -> Result<Clock, Problem> {
        let Some(text) = &environment.now else {
            return Ok(Clock(Time::System));
        };
        let from = text.parse().map_err(|error: jiff::Error| {
            Problem::new(Code::BadInput, format!("SEGUE_NOW is not a time: {text}"))
                .hint("Write it as 2026-11-21T10:00:00Z.")
                .because(error)
        })?;
        Ok(Clock(Time::Moved {
            from,
            since: Instant::now(),
        }))
    }

    /// The present instant (UTC).
    #[expect(clippy::disallowed_methods, reason = "the clock's home")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Time::System => Timestamp::now(),
            Time::Moved { from, since } => {
                let passed = SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::ZERO);
                from.checked_add(passed).unwrap_or(*from)
            }
            Time::ByHand(hand) => hand.at(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_by_hand_stands_until_it_is_moved() {
        let begin: Timestamp = "2026-11-21T10:00:00Z".parse().expect("time");
        let (clock, hand) = Clock::by_hand(begin);
        let copy = clock.clone();
        assert_eq!((clock.now(), copy.now()), (begin, begin));
        hand.advance(SignedDuration::from_mins(5));
        assert_eq!(copy.now().to_string(), "2026-11-21T10:05:00Z");
        hand.set(begin);
        assert_eq!(copy.now(), begin, "a clock can be set back");
    }
}
