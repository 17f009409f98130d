//! The order in which starts that are due are released: one per stagger and config folder.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use super::facts::Turn;

/// A start that could be launched now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// The start's number.
    pub start: i64,
    /// Its schedule's priority; higher goes first.
    pub priority: u8,
    /// When it was due at first (UTC); earlier goes first.
    pub due: Timestamp,
}

/// Which of those that are due goes now: priority, then due, then number; none before the stagger has passed.
pub fn may_launch(
    queue: &[Queued],
    last_launch: Option<Timestamp>,
    stagger: SignedDuration,
    now: Timestamp,
) -> Option<usize> {
    if free_at(last_launch, stagger, now) > now {
        return None;
    }
    (0..queue.len()).min_by_key(|index| {
        let queued = &queue[*index];
        (Reverse(queued.priority), queued.due, queued.start)
    })
}

/// Whose turn it is, for one of the queue.
pub fn turn(
    queue: &[Queued],
    start: i64,
    last_launch: Option<Timestamp>,
    stagger: SignedDuration,
    now: Timestamp,
) -> Turn {
    let chosen = may_launch(queue, last_launch, stagger, now);
    if chosen.is_some_and(|index| queue[index].start == start) {
        return Turn::Now;
    }
    let free = free_at(last_launch, stagger, now);
    Turn::Later {
        at: if free > now { free } else { now + stagger },
    }
}

/// From when on the next one may go. A launch in the future was noted before the clock was set back: it does not count.
fn free_at(last_launch: Option<Timestamp>, stagger: SignedDuration, now: Timestamp) -> Timestamp {
    match last_launch {
        Some(last) if last <= now + stagger => last + stagger,
        Some(_) | None => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_795_276_800, 0);
    const STAGGER: SignedDuration = SignedDuration::from_secs(30);

    fn queued(start: i64, priority: u8, due: i64) -> Queued {
        Queued {
            start,
            priority,
            due: NOW + SignedDuration::from_secs(due),
        }
    }

    #[test]
    fn priority_goes_first_then_due_then_number() {
        let mut queue = vec![
            queued(4, 5, 0),
            queued(3, 5, 0),
            queued(2, 5, -60),
            queued(1, 9, 0),
        ];
        let mut order = Vec::new();
        while let Some(index) = may_launch(&queue, None, STAGGER, NOW) {
            order.push(queue.remove(index).start);
        }
        assert_eq!(order, [1, 2, 3, 4]);
    }

    #[test]
    fn the_stagger_is_kept_and_a_clock_set_back_does_not_stop_everything() {
        let queue = [queued(1, 5, 0)];
        let after = |seconds| Some(NOW - SignedDuration::from_secs(seconds));
        assert_eq!(may_launch(&queue, after(29), STAGGER, NOW), None);
        assert_eq!(may_launch(&queue, after(30), STAGGER, NOW), Some(0));
        assert_eq!(may_launch(&queue, after(-3_600), STAGGER, NOW), Some(0));
        let later = turn(&queue, 1, after(10), STAGGER, NOW);
        assert_eq!(
            later,
            Turn::Later {
                at: NOW + SignedDuration::from_secs(20)
            }
        );
    }
}
