//! [`Segue`]: the handle that every face calls. It holds a connection and nothing else that lasts.

use segue_meter::price::PriceTable;
use segue_store::{Lease, Store, WishKind};

use crate::index::Pass;
use crate::problem::Problem;
use crate::view;
use crate::world::World;
use crate::{
    ask, calibrate, compact, doctor, handoff, jobs, live_plan, prices, quota, sessions, settings, status,
    statusline, stream, usage,
};

/// Whether Claude Code itself is asked for a session's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exact {
    /// Segue's own analysis only.
    No,
    /// Start a `claude` child and ask it (a second or two, no model turn).
    AskClaude,
}

/// A face's handle. `Send`, one per owner; it runs no loops.
pub struct Segue {
    pub(crate) world: World,
    pub(crate) store: Store,
    pub(crate) prices: PriceTable,
}

impl Segue {
    /// Opens the database of this world, creating it if need be.
    ///
    /// # Errors
    /// When it cannot be opened, or a newer Segue wrote it.
    pub fn open(world: &World) -> Result<Segue, Problem> {
        let store = Store::open(&world.places.database())?;
        Ok(Segue {
            world: world.clone(),
            store,
            prices: prices::table(world),
        })
    }

    /// Reads what is new, unless a running app does that already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn catch_up(&mut self) -> Result<(), Problem> {
        let now = self.world.clock.now();
        let Some(lease) = self.store.try_own()? else {
            return Ok(());
        };
        compact::clear_leftovers(&mut self.store, &self.world)?;
        prices::keep_true(&mut self.store, &self.world, &self.prices)?;
        for wish in self.store.open_wishes()? {
            match wish.kind {
                WishKind::Rebuild => self.store.forget_offsets()?,
                WishKind::Handoff => handoff::auto::plan_wished(self, &wish)?,
                // A running app asks; a command asks only when it was told to. Who learns grants its own wishes.
                WishKind::AskQuota | WishKind::Learn => continue,
            }
            self.store.wish_done(wish.number, now)?;
        }
        self.look(&lease)?;
        quota::read_cli_caches(&mut self.store, &self.world)?;
        calibrate::refit_when_due(&mut self.store, &self.world)?;
        handoff::auto::run(self)?;
        live_plan::look::run(self)?;
        Ok(())
    }

    fn look(&mut self, lease: &Lease) -> Result<(), Problem> {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let mut progress = |_: &mut Store, _, _| {};
        let looked = Pass {
            store: &mut self.store,
            places: &self.world.places,
            prices: &self.prices,
            stop: &stop,
            progress: &mut progress,
        }
        .everything()?;
        if looked.read + looked.gone > 0 {
            let now = self.world.clock.now();
            self.store.announce(lease, std::process::id(), "on_demand", now)?;
            self.store.note_refresh("on_demand", now, None)?;
        }
        Ok(())
    }

    /// Reads every transcript again. A running app is asked to do it; otherwise it is done now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn rebuild_index(&mut self) -> Result<(), Problem> {
        self.store
            .wish(WishKind::Rebuild, "cli", self.world.clock.now())?;
        self.catch_up()
    }

    /// The glance.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn status(&mut self) -> Result<view::Status, Problem> {
        status::status(self)
    }

    /// Sessions, live ones first, then latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sessions(&mut self, query: &view::SessionQuery) -> Result<Vec<view::Session>, Problem> {
        sessions::list(self, query)
    }

    /// One session in depth: by id or the beginning of one; without one the live session with the fullest context,
    /// else the latest.
    ///
    /// # Errors
    /// When there is no such session, several match, or the database cannot be read.
    pub fn session(&mut self, id: Option<&str>, exact: Exact) -> Result<view::SessionDetail, Problem> {
        sessions::detail(self, id, exact)
    }

    /// Usage, grouped.
    ///
    /// # Errors
    /// When a date or time zone cannot be read, or the database cannot.
    pub fn usage(&mut self, query: &view::UsageQuery) -> Result<view::Usage, Problem> {
        usage::usage(self, query)
    }

    /// Quota in depth.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quota(&mut self) -> Result<view::Quota, Problem> {
        quota::quota(self)
    }

    /// Asks Claude Code for the quota now (a `claude` child, no model turn), then answers as [`Segue::quota`].
    ///
    /// # Errors
    /// When Claude Code is not found, not logged in, or does not answer.
    pub fn ask_quota(&mut self) -> Result<view::Quota, Problem> {
        ask::ask_quota(&mut self.store, &self.world)?;
        self.quota()
    }

    /// What is found, what is missing, how to fix it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn doctor(&mut self) -> Result<view::Doctor, Problem> {
        doctor::doctor(self)
    }

    /// All settings.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn settings(&self) -> Result<Vec<view::Setting>, Problem> {
        settings::all(&self.store)
    }

    /// One setting's value.
    ///
    /// # Errors
    /// When there is no such setting.
    pub fn setting(&self, key: &str) -> Result<String, Problem> {
        settings::value(&self.store, key)
    }

    /// The time zone in which days are counted: the person's choice, or the system's.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn time_zone(&self) -> Result<jiff::tz::TimeZone, Problem> {
        settings::time_zone(&self.store, &self.world)
    }

    /// Sets a setting. `by` says which face did.
    ///
    /// # Errors
    /// When there is no such setting or it cannot have that value.
    pub fn set_setting(&mut self, key: &str, value: &str, by: &str) -> Result<(), Problem> {
        settings::set(&mut self.store, &self.world, key, value, by)?;
        self.follow_setting(key)
    }

    /// Goes back to a setting's default.
    ///
    /// # Errors
    /// When there is no such setting.
    pub fn unset_setting(&mut self, key: &str, by: &str) -> Result<(), Problem> {
        settings::unset(&mut self.store, &self.world, key, by)?;
        self.follow_setting(key)
    }

    /// The operating system's jobs depend on some settings.
    fn follow_setting(&mut self, key: &str) -> Result<(), Problem> {
        if matches!(key, "schedule.wake" | "schedule.notice_minutes") {
            jobs::keep_true(self)?;
        }
        Ok(())
    }

    /// Pauses alerts for so many minutes; `None` resumes them.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn pause_alerts(&mut self, minutes: Option<u32>, by: &str) -> Result<(), Problem> {
        let now = self.world.clock.now();
        let until = minutes.map(|minutes| now + jiff::SignedDuration::from_mins(i64::from(minutes)));
        let text = until.map(|until| until.to_string());
        Ok(self
            .store
            .set_setting(settings::PAUSED_UNTIL, text.as_deref(), by, now)?)
    }

    /// Stores what Claude Code sent to its statusline; answers with the line to print.
    ///
    /// # Errors
    /// When it is not the statusline's JSON, or the database cannot be written.
    pub fn note_statusline(&mut self, stdin: &[u8]) -> Result<view::StatusLine, Problem> {
        statusline::note(&mut self.store, &self.world, stdin)
    }

    /// Notes one line of a run's stream-json (limits, window sizes). True when it held such news.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_stream_line(&mut self, line: &[u8]) -> Result<bool, Problem> {
        stream::note(
            &mut self.store,
            &self.world,
            self.world.places.claude.first(),
            line,
        )
    }
}
