//! Learning, beside the loop: reading whole transcripts may take seconds, and no number may wait for that.
//!
//! Wakes when sessions changed and when the next one will have been quiet for long enough; in between it sleeps.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::Changed;
use crate::estimates::learning::{self, Looked, Reach};
use crate::segue::Segue;
use crate::view::Topic;
use crate::world::World;

/// While sessions run, something changes many times a minute; it looks no more often than this.
const REST: Duration = Duration::from_secs(5);
/// Between two pieces of a long history: other work goes first.
const BREATH: Duration = Duration::from_secs(1);
/// The longest sleep before a time that is due: laptops sleep, and clocks are set.
const LONGEST: Duration = Duration::from_secs(600);
/// How often sums are compared with the usage rows.
const SUMS_AGAIN: Duration = Duration::from_secs(3_600);

/// The thread that learns. Dropping it ends it and waits for that.
pub(super) struct Learner {
    stop: Arc<AtomicBool>,
    news: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Learner {
    /// Starts it. A thread that cannot be had means no learning for now, not no numbers.
    pub(super) fn start(world: &World, changed: Arc<Changed>) -> Learner {
        let (news, told) = bounded(1);
        let stop = Arc::new(AtomicBool::new(false));
        let (world, flag) = (world.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("segue-learner".to_owned())
            .spawn(move || {
                Work {
                    world,
                    changed,
                    stop: flag,
                }
                .run(&told)
            })
            .ok();
        Learner {
            stop,
            news: Some(news),
            thread,
        }
    }

    /// Sessions changed. Told once for many changes while it is busy.
    pub(super) fn tell(&self) {
        if let Some(news) = &self.news {
            // Full: it looks again anyway.
            news.try_send(()).ok();
        }
    }
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.news.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, which is what we wait for.
            drop(thread.join());
        }
    }
}

struct Work {
    world: World,
    changed: Arc<Changed>,
    stop: Arc<AtomicBool>,
}

impl Work {
    fn run(&self, told: &Receiver<()>) {
        let mut segue = None;
        let mut summed: Option<Instant> = None;
        // The first look follows the first news: then the index has been read.
        let mut sleep = None;
        while wait(told, sleep) {
            let deep = summed.is_none_or(|at| at.elapsed() >= SUMS_AGAIN);
            let looked = self.look(&mut segue, deep);
            if deep && !looked.more {
                summed = Some(Instant::now());
            }
            // Many changes in a row are one look.
            sleep = match rest(told, if looked.more { BREATH } else { REST }) {
                Rested::End => return,
                Rested::NewsCame => Some(Duration::ZERO),
                Rested::Quiet if looked.more => Some(Duration::ZERO),
                Rested::Quiet => looked.next.map(|next| {
                    let left = next.duration_since(self.world.clock.now());
                    Duration::try_from(left).unwrap_or(Duration::ZERO).min(LONGEST)
                }),
            };
        }
    }

    fn look(&self, segue: &mut Option<Segue>, deep: bool) -> Looked {
        if segue.is_none() {
            *segue = Segue::open(&self.world).ok();
        }
        let reach = if deep { Reach::deep() } else { Reach::shallow() };
        // What could not be read or written now is due again at the next look.
        let looked = segue
            .as_mut()
            .and_then(|segue| learning::look(segue, reach, &self.stop, &mut |_| {}).ok())
            .unwrap_or_default();
        if !looked.sessions.is_empty() || looked.fitted.is_some() {
            (self.changed)(&[Topic::Plans, Topic::Estimates]);
        }
        looked
    }
}

/// Waits for news, or for a time. False at the end.
fn wait(told: &Receiver<()>, sleep: Option<Duration>) -> bool {
    match sleep {
        None => told.recv().is_ok(),
        Some(sleep) => !matches!(told.recv_timeout(sleep), Err(RecvTimeoutError::Disconnected)),
    }
}

enum Rested {
    End,
    NewsCame,
    Quiet,
}

/// Waits, but not past the end. What is told meanwhile is looked at afterwards.
fn rest(told: &Receiver<()>, time: Duration) -> Rested {
    let end = Instant::now() + time;
    let mut rested = Rested::Quiet;
    loop {
        match told.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(()) => rested = Rested::NewsCame,
            Err(RecvTimeoutError::Timeout) => return rested,
            Err(RecvTimeoutError::Disconnected) => return Rested::End,
        }
    }
}
