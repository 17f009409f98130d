//! Memory, beside the loop: reading whole transcripts may take seconds, and no number may wait for that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::Changed;
use crate::memory;
use crate::segue::Segue;
use crate::view::Topic;
use crate::world::World;

/// While sessions run, something changes many times a minute; memory looks no more often than this.
const REST: Duration = Duration::from_secs(10);
/// Between two pieces of a long history: other work goes first.
const BREATH: Duration = Duration::from_secs(1);

/// The thread that gathers memory. Dropping it ends it and waits for that.
pub(super) struct Chronicler {
    stop: Arc<AtomicBool>,
    news: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Chronicler {
    /// Starts it. A thread that cannot be had means no memory for now, not no numbers.
    pub(super) fn start(world: &World, changed: Arc<Changed>) -> Chronicler {
        let (news, told) = bounded(1);
        let stop = Arc::new(AtomicBool::new(false));
        let (world, flag) = (world.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("segue-memory".to_owned())
            .spawn(move || run(&world, &changed, &told, &flag))
            .ok();
        Chronicler {
            stop,
            news: Some(news),
            thread,
        }
    }

    /// Something changed. Told once for many changes while it is busy.
    pub(super) fn tell(&self) {
        if let Some(news) = &self.news {
            // Full: it looks again anyway.
            news.try_send(()).ok();
        }
    }
}

impl Drop for Chronicler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.news.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, which is what we wait for.
            drop(thread.join());
        }
    }
}

fn run(world: &World, changed: &Changed, told: &Receiver<()>, stop: &AtomicBool) {
    let mut segue = None;
    while told.recv().is_ok() {
        loop {
            if segue.is_none() {
                segue = Segue::open(world).ok();
            }
            // What could not be read or written now is due again at the next look.
            let gathered = segue
                .as_mut()
                .and_then(|segue| memory::gather::lately(segue, stop).ok())
                .unwrap_or_default();
            if !gathered.projects.is_empty() {
                changed(&[Topic::Memory]);
            }
            let rested = rest(told, if gathered.more { BREATH } else { REST });
            match rested {
                Rested::End => return,
                Rested::NewsCame => {}
                Rested::Quiet if gathered.more => {}
                Rested::Quiet => break,
            }
        }
    }
}

enum Rested {
    End,
    NewsCame,
    Quiet,
}

/// Waits, but not for ever and not past the end. What is told meanwhile is looked at afterwards.
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
