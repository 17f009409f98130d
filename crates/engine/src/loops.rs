//! The owner's loop: wakes when something changed, makes the rows true again, tells the faces what changed.
//!
//! One thread, one connection; alerts, memory, learning and starting sessions have one more of each. It sleeps until a file event,
//! a wish, a due time or the end; nothing is polled where an event exists. Dropping [`Loops`] ends it.

mod chronicler;
mod gather;
mod herald;
mod learner;
mod starter;
mod turn;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};

use crate::alerts::Notifier;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::Topic;
use crate::world::World;
use starter::Starter;

/// Is told what changed.
pub type Changed = Box<dyn Fn(&[Topic]) + Send + Sync>;

/// How the loop talks to the faces.
pub struct Faces {
    /// Told after each commit what changed. Missing one must be harmless: faces ask anew.
    pub changed: Changed,
    /// Shows notifications; without one no alerts are decided here.
    pub notifier: Option<Box<dyn Notifier>>,
}

/// The running loop. Dropping it ends it and waits for that.
pub struct Loops {
    stop: Arc<AtomicBool>,
    wake: Sender<()>,
    thread: Option<JoinHandle<()>>,
    _starter: Starter,
}

impl Loops {
    /// Starts the loop. It becomes the owner as soon as nobody else is.
    ///
    /// # Errors
    /// When the database cannot be opened, or no thread can be started.
    pub fn start(world: &World, faces: Faces) -> Result<Loops, Problem> {
        let segue = Segue::open(world)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (wake, woken) = bounded(1);
        let flag = Arc::clone(&stop);
        let changed = Arc::new(faces.changed);
        let notifier: Option<Arc<dyn Notifier>> = faces.notifier.map(Arc::from);
        let starter = Starter::start(world, notifier.clone(), Arc::clone(&changed));
        let bell = starter.bell();
        let thread = std::thread::Builder::new()
            .name("segue-index".to_owned())
            .spawn(move || turn::run(segue, changed, notifier, bell, &flag, &woken))
            .map_err(|error| Problem::new(Code::Io, "the index cannot be started").because(error))?;
        Ok(Loops {
            stop,
            wake,
            thread: Some(thread),
            _starter: starter,
        })
    }
}

impl Drop for Loops {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // A full channel means that it is being woken already.
        self.wake.try_send(()).ok();
        if let Some(thread) = self.thread.take() {
            // A loop that panicked has already ended, which is what we wait for.
            drop(thread.join());
        }
    }
}
