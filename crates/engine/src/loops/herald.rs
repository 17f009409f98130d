//! Alerts, beside the loop: deciding may count a context's tokens and showing may wait for a notification service that
//! is slow to answer; neither may hold up a number.

use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::alerts::{self, Notifier};
use crate::segue::Segue;
use crate::world::World;

/// The thread that decides and shows alerts. Dropping it ends it and waits for that.
pub(super) struct Herald {
    news: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Herald {
    /// Starts it. A thread that cannot be had means no alerts, not no numbers.
    pub(super) fn start(world: &World, notifier: Box<dyn Notifier>) -> Herald {
        let (news, told) = bounded(1);
        let world = world.clone();
        let name = "segue-alerts".to_owned();
        let thread = std::thread::Builder::new()
            .name(name)
            .spawn(move || run(&world, notifier.as_ref(), &told))
            .ok();
        Herald {
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

impl Drop for Herald {
    fn drop(&mut self) {
        drop(self.news.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, which is what we wait for.
            drop(thread.join());
        }
    }
}

fn run(world: &World, notifier: &dyn Notifier, told: &Receiver<()>) {
    let mut segue = None;
    for () in told {
        if segue.is_none() {
            segue = Segue::open(world).ok();
        }
        // What could not be decided now (a busy database) is decided at the next change, a minute at most.
        if let Some(segue) = &mut segue {
            drop(alerts::run(segue, notifier));
        }
    }
}
