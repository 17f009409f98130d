//! One turn of the loop: wait, look, commit, tell.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, select};
use segue_store::{Lease, Store, WishKind};

use super::Changed;
use super::chronicler::Chronicler;
use super::gather::Work;
use super::herald::Herald;
use super::learner::Learner;
use super::watch::Watch;
use crate::alerts::Notifier;
use crate::index::{Looked, Pass};
use crate::problem::Problem;
use crate::schedule::Bell;
use crate::segue::Segue;
use crate::view::Topic;
use crate::{ask, calibrate, compact, handoff, prices, quota, sessions, settings};

/// The longest sleep: ages, forecasts and resets move on by themselves, and laptops sleep.
const TICK: Duration = Duration::from_secs(60);
/// How often everything is looked at while the system has no watches to give.
const POLL: Duration = Duration::from_secs(5);
/// How soon a lease that another process holds is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(250);
/// Claude Code is asked for the quota no more often than this, and only when nothing fresher is known.
const ASK_EVERY: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);
/// A full look after this many ticks even if no event came: some file systems have none.
const TICKS_PER_LOOK: u32 = 10;

pub(super) fn run(
    mut segue: Segue,
    changed: Arc<Changed>,
    notifier: Option<Arc<dyn Notifier>>,
    starter: Bell,
    stop: &AtomicBool,
    woken: &Receiver<()>,
) {
    let Some(_lease) = wait_for_lease(&mut segue, stop, woken) else {
        return;
    };
    // What cannot be cleared now is cleared by the next compaction.
    drop(compact::clear_leftovers(&mut segue.store, &segue.world));
    // Watching begins before the first look, so that nothing falls between the two.
    let watch = Watch::begin(&segue.world);
    let herald = Herald::start(&segue.world, notifier, Arc::clone(&changed));
    let chronicler = Chronicler::start(&segue.world, Arc::clone(&changed));
    let learner = Learner::start(&segue.world, Arc::clone(&changed));
    Owner {
        segue,
        changed,
        herald,
        chronicler,
        learner,
        starter,
        stop,
        watch,
        data_version: None,
        asked_at: None,
    }
    .run(woken);
}

fn wait_for_lease(segue: &mut Segue, stop: &AtomicBool, woken: &Receiver<()>) -> Option<Lease> {
    while !stop.load(Ordering::Relaxed) {
        let now = segue.world.clock.now();
        // A database that is busy or a disk that is full may be better in a moment.
        if let Ok(Some(lease)) = segue.store.try_own()
            && segue
                .store
                .announce(&lease, std::process::id(), "watching", now)
                .is_ok()
        {
            return Some(lease);
        }
        woken.recv_timeout(TRY_AGAIN).ok();
    }
    None
}

/// The state of the owner between turns. All of it can be lost: rows are the truth.
struct Owner<'a> {
    segue: Segue,
    changed: Arc<Changed>,
    herald: Herald,
    chronicler: Chronicler,
    learner: Learner,
    starter: Bell,
    stop: &'a AtomicBool,
    watch: Watch,
    data_version: Option<i64>,
    asked_at: Option<jiff::Timestamp>,
}

impl Owner<'_> {
    fn run(&mut self, woken: &Receiver<()>) {
        let mut work = Work {
            everything: true,
            state_file: true,
            registry: true,
            ..Work::default()
        };
        let mut ticks = 0;
        while !self.stop.load(Ordering::Relaxed) {
            if self.turn(&work).is_err() {
                // What could not be written now is still on disk: look at everything at the next turn.
                woken.recv_timeout(POLL).ok();
                work = Work {
                    everything: true,
                    ..work
                };
                continue;
            }
            work = Work::default();
            let news = self.watch.news.clone();
            select! {
                recv(news) -> event => if let Ok(event) = event {
                    work.gather(event, &news, &self.segue.world);
                },
                recv(woken) -> _ => {}
                default(if self.watch.exhausted { POLL } else { TICK }) => {
                    ticks += 1;
                    work.everything = self.watch.exhausted || ticks % TICKS_PER_LOOK == 0;
                    work.registry = true;
                }
            }
        }
    }

    fn turn(&mut self, work: &Work) -> Result<(), Problem> {
        if work.is_empty() {
            return Ok(());
        }
        let mut changed = BTreeSet::new();
        if work.database && self.someone_wrote()? {
            changed.extend([
                Topic::Usage,
                Topic::Quota,
                Topic::Sessions,
                Topic::Settings,
                Topic::Handoffs,
                Topic::Memory,
                Topic::Schedule,
                Topic::Plans,
                Topic::Estimates,
            ]);
        }
        self.grant_wishes(&mut changed)?;
        if work.everything {
            self.watch.forget_missing();
            self.watch.extend(&self.segue.world);
            if prices::keep_true(&mut self.segue.store, &self.segue.world, &self.segue.prices)? {
                changed.insert(Topic::Usage);
            }
            let looked = self.look(None)?;
            note(&looked, &mut changed);
            changed.insert(Topic::Index);
        } else if !work.transcripts.is_empty() {
            let looked = self.look(Some(work))?;
            note(&looked, &mut changed);
        }
        if work.registry {
            changed.insert(Topic::Sessions);
        }
        if work.state_file && quota::read_cli_caches(&mut self.segue.store, &self.segue.world)? {
            changed.insert(Topic::Quota);
        }
        self.tell(&changed);
        // Schedules, transcripts of sessions that were started, readings of quota: all of it may be what a start waits for.
        if [Topic::Schedule, Topic::Sessions, Topic::Quota]
            .iter()
            .any(|topic| changed.contains(topic))
        {
            self.starter.ring();
        }
        self.follow_up(&changed)
    }

    /// What may wait until the numbers are out: calibration, alerts, asking Claude Code.
    fn follow_up(&mut self, changed: &BTreeSet<Topic>) -> Result<(), Problem> {
        if changed.is_empty() {
            return Ok(());
        }
        calibrate::refit_when_due(&mut self.segue.store, &self.segue.world)?;
        if self.ask_when_due()? {
            self.tell(&BTreeSet::from([Topic::Quota]));
        }
        self.herald.tell();
        self.chronicler.tell();
        if [Topic::Sessions, Topic::Usage, Topic::Estimates]
            .iter()
            .any(|topic| changed.contains(topic))
        {
            self.learner.tell();
        }
        Ok(())
    }

    fn tell(&self, changed: &BTreeSet<Topic>) {
        if !changed.is_empty() {
            (self.changed)(&changed.iter().copied().collect::<Vec<_>>());
        }
    }

    /// Whether another process has committed since we looked last.
    fn someone_wrote(&mut self) -> Result<bool, Problem> {
        let version = self.segue.store.data_version()?;
        Ok(self.data_version.replace(version) != Some(version))
    }

    fn grant_wishes(&mut self, changed: &mut BTreeSet<Topic>) -> Result<(), Problem> {
        let wishes = self.segue.store.open_wishes()?;
        for wish in wishes {
            match wish.kind {
                WishKind::Rebuild => {
                    self.segue.store.forget_offsets()?;
                    note(&self.look(None)?, changed);
                }
                WishKind::AskQuota => {
                    // A wish that cannot be granted is not granted later by surprise.
                    drop(ask::ask_quota(&mut self.segue.store, &self.segue.world));
                    changed.insert(Topic::Quota);
                }
                WishKind::Handoff => {
                    handoff::auto::plan_wished(&mut self.segue, &wish)?;
                    changed.insert(Topic::Handoffs);
                }
                // The learner grants it, when the session has an outcome.
                WishKind::Learn => continue,
            }
            self.segue
                .store
                .wish_done(wish.number, self.segue.world.clock.now())?;
        }
        Ok(())
    }

    fn look(&mut self, only: Option<&Work>) -> Result<Looked, Problem> {
        let mode = if self.watch.exhausted {
            "polling"
        } else {
            "watching"
        };
        let (clock, changed) = (self.segue.world.clock.clone(), &self.changed);
        let mut progress = |store: &mut Store, done: usize, total: usize| {
            // Progress is a courtesy; the rows themselves are committed already.
            drop(store.note_refresh(mode, clock.now(), Some((done as u64, total as u64))));
            changed(&[Topic::Index]);
        };
        let mut pass = Pass {
            store: &mut self.segue.store,
            places: &self.segue.world.places,
            prices: &self.segue.prices,
            stop: self.stop,
            progress: &mut progress,
        };
        let looked = match only {
            Some(work) => pass.only(&work.transcripts.iter().cloned().collect::<Vec<_>>())?,
            None => pass.everything()?,
        };
        if only.is_none() {
            self.segue.store.note_refresh(mode, clock.now(), None)?;
        }
        Ok(looked)
    }

    /// Asks Claude Code for the quota: rarely, only while sessions run, only when nothing fresher is known, never
    /// while alerts are paused.
    fn ask_when_due(&mut self) -> Result<bool, Problem> {
        let (store, world) = (&mut self.segue.store, &self.segue.world);
        let now = world.clock.now();
        let recent = |at: Option<jiff::Timestamp>| at.is_some_and(|at| now.duration_since(at) < ASK_EVERY);
        if world.demo || recent(self.asked_at) || !settings::is_on(store, "quota.ask_claude")? {
            return Ok(false);
        }
        if settings::paused_until(store)?.is_some_and(|until| until > now) {
            return Ok(false);
        }
        for home in &world.places.claude {
            if recent(store.latest_observation_at(&home.key())?) {
                return Ok(false);
            }
        }
        if sessions::live(&self.segue, now)?.is_empty() || ask::claude_program(&self.segue.world).is_none() {
            return Ok(false);
        }
        self.asked_at = Some(now);
        // No answer is an answer: not logged in, or no subscription. Asked again in half an hour.
        Ok(ask::ask_quota(&mut self.segue.store, &self.segue.world).is_ok())
    }
}

fn note(looked: &Looked, changed: &mut BTreeSet<Topic>) {
    if looked.ingested.usage {
        changed.insert(Topic::Usage);
        // The estimate between two observations grows with tokens.
        changed.insert(Topic::Quota);
    }
    if looked.ingested.sessions {
        changed.insert(Topic::Sessions);
    }
    if looked.ingested.quota {
        changed.insert(Topic::Quota);
    }
}
