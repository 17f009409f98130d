//! Starts sessions at their time, beside the loop and independent of it: the index may be another process's, and no start
//! waits for a number.
//!
//! Takes the lease of starts, or waits while another process has it; sleeps exactly until the next moment at which
//! something is due, and wakes when it is told of a change. Laptops sleep too, and then no time passes for a wait: so the
//! longest sleep is short.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Changed;
use crate::alerts::Notifier;
use crate::jobs;
use crate::schedule::{Bell, Ear, Turns, bell};
use crate::segue::Segue;
use crate::view::Topic;
use crate::world::World;

/// How soon a lease that another process holds is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(500);
/// After a failure (a busy database, a full disk).
const BREATH: Duration = Duration::from_secs(1);

/// The thread that starts sessions. Dropping it ends it and waits for that.
pub(super) struct Starter {
    stop: Arc<AtomicBool>,
    bell: Bell,
    thread: Option<JoinHandle<()>>,
}

impl Starter {
    /// Starts it. A thread that cannot be had means that the system's jobs start sessions, not that there are no numbers.
    pub(super) fn start(
        world: &World,
        notifier: Option<Arc<dyn Notifier>>,
        changed: Arc<Changed>,
    ) -> Starter {
        let (bell, ear) = bell();
        let stop = Arc::new(AtomicBool::new(false));
        let thread = (!world.demo)
            .then(|| {
                let (world, flag, bell) = (world.clone(), Arc::clone(&stop), bell.clone());
                std::thread::Builder::new()
                    .name("segue-starts".to_owned())
                    .spawn(move || run(&world, notifier.as_deref(), &changed, &bell, &ear, &flag))
                    .ok()
            })
            .flatten();
        Starter { stop, bell, thread }
    }

    /// Rung when schedules, readings of quota or sessions have changed.
    pub(super) fn bell(&self) -> Bell {
        self.bell.clone()
    }
}

impl Drop for Starter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.bell.ring();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, which is what we wait for.
            drop(thread.join());
        }
    }
}

fn run(
    world: &World,
    notifier: Option<&dyn Notifier>,
    changed: &Changed,
    bell: &Bell,
    ear: &Ear,
    stop: &AtomicBool,
) {
    while !stop.load(Ordering::Relaxed) {
        let opened = Segue::open(world).ok();
        let began = opened.and_then(|segue| {
            let turns = Turns::begin(&segue, bell.clone(), "segue").ok().flatten();
            Some((segue, turns?))
        });
        let Some((mut segue, mut turns)) = began else {
            ear.wait(TRY_AGAIN);
            continue;
        };
        // The system's jobs may have been changed while nothing of Segue ran; `segue doctor` says what cannot be repaired.
        drop(jobs::keep_true(&mut segue));
        while !stop.load(Ordering::Relaxed) {
            match turns.turn(&mut segue, notifier) {
                Ok(turned) => {
                    if turned.changed {
                        changed(&[Topic::Schedule]);
                    }
                    ear.wait(turned.sleep);
                }
                // What could not be done now is done at the next turn; nothing of it lives in memory only.
                Err(_) => {
                    ear.wait(BREATH);
                }
            }
        }
    }
}
