//! Asks Claude Code for the quota before a start, when nothing fresh enough is known.
//!
//! Promises: once per config folder and need, however many starts wait for it; in a thread of its own, so that no other
//! start waits for the answer; never a question that spends quota. No answer is an answer too: then nothing is known that
//! stands against the start.

use std::collections::HashMap;
use std::thread::JoinHandle;

use jiff::{SignedDuration, Timestamp};
use segue_meter::window::WindowKind;
use segue_store::Store;

use super::bell::Bell;
use crate::problem::Problem;
use crate::world::{ClaudeHome, World};
use crate::{ask, settings};

/// Windows of five hours that ended longer ago say nothing.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(12);

/// Who asks. One per process that holds the lease; what it remembers may be lost: the next one asks once more.
pub(crate) struct Asker {
    world: World,
    bell: Bell,
    running: HashMap<String, JoinHandle<()>>,
    asked_at: HashMap<String, Timestamp>,
}

impl Asker {
    /// Rings the bell when an answer is there.
    pub(crate) fn new(world: &World, bell: Bell) -> Asker {
        Asker {
            world: world.clone(),
            bell,
            running: HashMap::new(),
            asked_at: HashMap::new(),
        }
    }

    /// Whether an answer is being waited for.
    pub(super) fn is_asking(&mut self, home: &str) -> bool {
        if self.running.get(home).is_some_and(JoinHandle::is_finished)
            && let Some(done) = self.running.remove(home)
        {
            // A thread that panicked has no answer, which is an answer.
            drop(done.join());
        }
        self.running.contains_key(home)
    }

    /// Whether any answer is being waited for.
    pub(super) fn is_busy(&self) -> bool {
        !self.running.is_empty()
    }

    /// When it was asked last, well or badly.
    pub(super) fn asked_at(&self, home: &str) -> Option<Timestamp> {
        self.asked_at.get(home).copied()
    }

    /// Asks, unless it is being asked already.
    pub(super) fn ask(&mut self, home: &ClaudeHome) {
        let key = home.key();
        if self.is_asking(&key) {
            return;
        }
        self.asked_at.insert(key.clone(), self.world.clock.now());
        let (world, bell, home) = (self.world.clone(), self.bell.clone(), home.clone());
        let thread = std::thread::Builder::new()
            .name("segue-quota".to_owned())
            .spawn(move || {
                // Not logged in, no subscription, no database: nothing is known then, and nothing more is asked.
                drop(asked(&world, &home));
                bell.ring();
            });
        if let Ok(thread) = thread {
            self.running.insert(key, thread);
        }
    }

    /// Whether asking is possible and wanted.
    pub(super) fn may_ask(&self, store: &Store, home: &str) -> Result<bool, Problem> {
        Ok(!self.world.demo
            && settings::is_on(store, "quota.ask_claude")?
            && self.world.places.claude.iter().any(|known| known.key() == home)
            && ask::claude_program(&self.world).is_some())
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        for (_, thread) in self.running.drain() {
            // An answer has its own limit of time.
            drop(thread.join());
        }
    }
}

fn asked(world: &World, home: &ClaudeHome) -> Result<bool, Problem> {
    let mut store = Store::open(&world.places.database())?;
    ask::ask_quota_of(&mut store, world, home)
}

/// The last reset of the 5-hour window that has passed; of a window that runs, when it began.
pub(super) fn last_reset(store: &Store, home: &str, now: Timestamp) -> Result<Option<Timestamp>, Problem> {
    let five_hour = WindowKind::FiveHour;
    let seen = store.observations(home, now - LOOK_BACK)?;
    let hits = store.limit_hits(now - LOOK_BACK)?;
    let observed = seen
        .iter()
        .filter(|row| row.kind == five_hour.key() && row.used_percent.is_some())
        .filter_map(|row| row.resets_at);
    let hit = hits
        .iter()
        .filter(|hit| hit.home.as_deref().is_none_or(|key| key == home))
        .filter(|hit| hit.window.as_deref().is_none_or(|kind| kind == five_hour.key()))
        .filter_map(|hit| hit.resets_at);
    let passed = |reset: Timestamp| {
        if reset > now {
            reset - five_hour.length()
        } else {
            reset
        }
    };
    Ok(observed.chain(hit).map(passed).filter(|at| *at <= now).max())
}
