//! Alerts, automatic handoffs and the phases of plans, beside the loop: deciding may count a context's tokens, making a handoff asks git, and
//! showing may wait for a notification service that is slow to answer; none of it may hold up a number.

use std::sync::Arc;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::Changed;
use crate::alerts::{self, Notifier};
use crate::handoff;
use crate::live_plan;
use crate::segue::Segue;
use crate::view::Topic;
use crate::world::World;

/// The thread that saves handoffs, and decides and shows alerts. Dropping it ends it and waits for that.
pub(super) struct Herald {
    news: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Herald {
    /// Starts it. A thread that cannot be had means no alerts, not no numbers; without a notifier none are decided.
    pub(super) fn start(world: &World, notifier: Option<Arc<dyn Notifier>>, changed: Arc<Changed>) -> Herald {
        let (news, told) = bounded(1);
        let world = world.clone();
        let name = "segue-alerts".to_owned();
        let thread = std::thread::Builder::new()
            .name(name)
            .spawn(move || run(&world, notifier.as_deref(), &changed, &told))
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

fn run(world: &World, notifier: Option<&dyn Notifier>, changed: &Changed, told: &Receiver<()>) {
    let mut segue = None;
    for () in told {
        if segue.is_none() {
            segue = Segue::open(world).ok();
        }
        // What could not be done now (a busy database) is done at the next change, a minute at most.
        let Some(segue) = &mut segue else { continue };
        if handoff::auto::run(segue).is_ok_and(|made| made > 0) {
            changed(&[Topic::Handoffs]);
        }
        if live_plan::look::run(segue).is_ok_and(|moved| moved) {
            changed(&[Topic::Plans]);
        }
        if let Some(notifier) = notifier {
            drop(alerts::run(segue, notifier));
        }
    }
}
