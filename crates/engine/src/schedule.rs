//! Schedules: what starts when, kept as rows, started once, told in time.
//!
//! Owns the way from a plan to a started session: checks ([`check`]), rows that any process poses ([`pose`]), and turns
//! ([`turn`]) taken by the one process that has the lease of starts: the app ([`crate::loops`]), or `segue wake` where
//! none runs ([`wake`]). Facts are gathered in [`facts`], what is to be done is decided in `segue_plan::schedule`, launching
//! is [`crate::launch`]'s. Promises: an occurrence is started once, whoever dies when; a question is answered once,
//! whoever answers; nothing a person planned is lost. What is shown of it is in [`look`].

mod answer;
mod asker;
mod bell;
mod check;
mod confirm;
mod facts;
mod follow_on;
mod look;
mod next_session;
mod notices;
mod outside;
mod pose;
mod show;
mod timeline;
mod turn;
mod wake;
mod words;

use jiff::Timestamp;
use segue_plan::schedule::Due;
use segue_plan::schedule::{Event, Place, ScheduleState, Spec, StartState, When, next_due};
use segue_store::{ScheduleRow, StartRow};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view;
use crate::{plans, project, settings};
use facts::Gathered;
use show::Showing;

pub(crate) use bell::{Bell, Ear, bell};
pub(crate) use follow_on::spec as spec_of_start;
pub(crate) use show::next_start;
pub(crate) use turn::Turns;
pub use wake::{WakeUntil, Woken};

impl Segue {
    /// Plans a start. `by` says which face does.
    ///
    /// # Errors
    /// When it can never work: a time that has passed, an unknown zone, a folder that is not there, nothing to send, no
    /// reset to wait for. What may be repaired until then is told in the answer.
    pub fn add_schedule(&mut self, spec: &Spec, by: &str) -> Result<view::Schedule, Problem> {
        let now = self.world.clock.now();
        let (spec, home) = self.checked(spec, now)?;
        let project = project::of(&mut self.store, &self.world, spec.project.as_ref())?.num;
        let num = self.store.add_schedule(&spec, Some(project), &home, by, now)?;
        self.pose_next(by)?;
        self.shown(num, Problems::Checked)
    }

    /// Says a plan anew. A start that waits moves to the new time.
    ///
    /// # Errors
    /// As [`Segue::add_schedule`]; and when there is no such schedule or it was cancelled.
    pub fn change_schedule(&mut self, id: i64, spec: &Spec, by: &str) -> Result<view::Schedule, Problem> {
        let before = schedule_row(self, id)?;
        if before.state == ScheduleState::Cancelled {
            return Err(
                Problem::new(Code::BadInput, format!("schedule {id} was cancelled"))
                    .hint("Plan it anew: a cancelled one is history."),
            );
        }
        let now = self.world.clock.now();
        let (spec, home) = self.checked_change(spec, &before, now)?;
        if home != before.home {
            return Err(
                Problem::new(Code::BadInput, "the session it goes on from has another login")
                    .hint("Plan it anew for that login, and cancel this one."),
            );
        }
        let project = project::of(&mut self.store, &self.world, spec.project.as_ref())?.num;
        self.store.set_spec(id, &spec, Some(project), by, now)?;
        if before.state == ScheduleState::Done {
            self.store
                .set_schedule_state(id, ScheduleState::Done, ScheduleState::Active, by, now)?;
        }
        if spec.when != before.spec.when || spec.conditions != before.spec.conditions {
            self.follow_change(id, &spec, by)?;
        }
        self.pose_next(by)?;
        self.shown(id, Problems::Checked)
    }

    /// Moves the next start to another time; of a schedule that repeats, that one only.
    ///
    /// # Errors
    /// When there is no such schedule, no start that waits, or the time is none.
    pub fn move_schedule(&mut self, id: i64, when: &When, by: &str) -> Result<view::Schedule, Problem> {
        let row = schedule_row(self, id)?;
        let now = self.world.clock.now();
        if !row.spec.when.repeats() {
            let spec = Spec {
                when: when.clone(),
                ..row.spec
            };
            return self.change_schedule(id, &spec, by);
        }
        check::when(self, when, &row.home, now)?;
        let one = match when {
            When::AtReset { .. } | When::At { .. } => self.due(
                &Spec {
                    when: when.clone(),
                    ..row.spec.clone()
                },
                &row.home,
                now,
            )?,
            When::Weekly { .. } | When::EveryReset { .. } | When::Manual => None,
        };
        let Some(due) = one else {
            return Err(Problem::new(
                Code::BadInput,
                "one start of a schedule that repeats is moved to one time",
            )
            .hint("Write a time or the reset; change the schedule itself to change all of them."));
        };
        let next = pending(&self.store.starts_of(id)?).ok_or_else(|| nothing_waits(id))?;
        self.happen(next.num, &moved(&due, false), by, "moved")?;
        times_changed(self);
        self.shown(id, Problems::Known)
    }

    /// Pauses a schedule, or goes on with it. What was due while it was paused is not made up for.
    ///
    /// # Errors
    /// When there is no such schedule, or it is over.
    pub fn pause_schedule(&mut self, id: i64, paused: bool, by: &str) -> Result<view::Schedule, Problem> {
        let (from, to) = if paused {
            (ScheduleState::Active, ScheduleState::Paused)
        } else {
            (ScheduleState::Paused, ScheduleState::Active)
        };
        let now = self.world.clock.now();
        if !self.store.set_schedule_state(id, from, to, by, now)? {
            let row = schedule_row(self, id)?;
            if row.state != to {
                return Err(Problem::new(Code::BadInput, format!("schedule {id} is over"))
                    .hint("Change its time to go on with it, or plan it anew."));
            }
        }
        self.pose_next(by)?;
        self.shown(id, Problems::Known)
    }

    /// Cancels a schedule: nothing of it starts any more. A session that has begun goes on.
    ///
    /// # Errors
    /// When there is no such schedule.
    pub fn cancel_schedule(&mut self, id: i64, by: &str) -> Result<view::Schedule, Problem> {
        let row = schedule_row(self, id)?;
        let now = self.world.clock.now();
        if row.state != ScheduleState::Cancelled {
            self.store
                .set_schedule_state(id, row.state, ScheduleState::Cancelled, by, now)?;
        }
        for start in self.store.starts_of(id)? {
            if start.start.state.is_pending() {
                // One that has begun in between goes on: it is a session already.
                let event = Event::Dropped { at: now, why: None };
                self.store.change_start(start.num, &event, by, now)?;
            }
        }
        times_changed(self);
        self.shown(id, Problems::Known)
    }

    /// Leaves the next start of a schedule out.
    ///
    /// # Errors
    /// When there is no such schedule, or nothing of it waits.
    pub fn skip_next(&mut self, id: i64, by: &str) -> Result<view::Schedule, Problem> {
        schedule_row(self, id)?;
        let next = pending(&self.store.starts_of(id)?).ok_or_else(|| nothing_waits(id))?;
        let at = self.world.clock.now();
        self.happen(next.num, &Event::Skipped { at }, by, "skipped")?;
        self.pose_next(by)?;
        self.shown(id, Problems::Known)
    }

    /// Starts a schedule now: the start that waits, or, where it repeats, one more. Done by the app where it runs, else
    /// here; then this takes until the session has begun or could not.
    ///
    /// # Errors
    /// When there is no such schedule, it was cancelled, or its session is beginning already.
    pub fn run_now(&mut self, id: i64, by: &str) -> Result<view::Start, Problem> {
        let row = schedule_row(self, id)?;
        if self.world.demo {
            return Err(Problem::new(Code::BadInput, "in the demo nothing starts")
                .hint("Leave --demo away to start your own."));
        }
        if row.state == ScheduleState::Cancelled {
            return Err(
                Problem::new(Code::BadInput, format!("schedule {id} was cancelled"))
                    .hint("Plan it anew: a cancelled one is history."),
            );
        }
        let start = self.wish_now(&row, by)?;
        times_changed(self);
        let woken = self.wake(None, WakeUntil::Begun(start))?;
        drop(woken);
        let (start, schedule) = start_row(self, start)?;
        Showing::new(self)?.start(self, &start, &schedule)
    }

    /// Asks a session without a terminal to stop.
    ///
    /// # Errors
    /// When there is no such start, it runs in a terminal, or it does not run.
    pub fn stop_start(&mut self, start: i64, by: &str) -> Result<view::Start, Problem> {
        let (_, schedule) = start_row(self, start)?;
        if schedule.spec.launch.place == Place::Terminal {
            return Err(Problem::new(Code::BadInput, "that session runs in a terminal")
                .hint("Exit Claude Code there; Segue closes nobody's terminal."));
        }
        let at = self.world.clock.now();
        self.happen(start, &Event::StopWished { at }, by, "stopped")?;
        let (row, schedule) = start_row(self, start)?;
        Showing::new(self)?.start(self, &row, &schedule)
    }

    /// The plan with what it leaves open filled in, and the config folder it uses; refused when it can never work.
    fn checked(&mut self, spec: &Spec, now: Timestamp) -> Result<(Spec, String), Problem> {
        let spec = self.filled_in(spec)?;
        let home = outside::home_of(self, &spec)?;
        check::spec(self, &spec, &home, now)?;
        outside::refuse_what_cannot_work(self, &spec)?;
        Ok((spec, home))
    }

    /// The same for a plan that is there: a time that has passed is no matter when it was not touched.
    fn checked_change(
        &mut self,
        spec: &Spec,
        before: &ScheduleRow,
        now: Timestamp,
    ) -> Result<(Spec, String), Problem> {
        if spec.when != before.spec.when {
            return self.checked(spec, now);
        }
        let manual = Spec {
            when: When::Manual,
            ..spec.clone()
        };
        let (mut spec, home) = self.checked(&manual, now)?;
        spec.when = before.spec.when.clone();
        Ok((spec, home))
    }

    fn filled_in(&self, spec: &Spec) -> Result<Spec, Problem> {
        let mut spec = spec.clone();
        if spec.conditions.zone.is_none() {
            let zone = settings::time_zone(&self.store, &self.world)?;
            spec.conditions.zone = zone.iana_name().map(str::to_owned);
        }
        spec.conditions.quiet_hours = spec.conditions.quiet_hours.filter(|hours| !hours.is_empty());
        spec.title = spec.title.filter(|title| !title.trim().is_empty());
        if spec.title.is_none()
            && spec.prompt.trim().is_empty()
            && let Some(plan) = plans::wanted_by_schedule(&self.store, &spec)?
        {
            spec.title = Some(plan.title);
        }
        Ok(spec)
    }

    /// When a plan is due next, from now on.
    fn due(&self, spec: &Spec, home: &str, now: Timestamp) -> Result<Option<Due>, Problem> {
        let resets = segue_plan::schedule::Resets {
            five_hour: facts::Login::of(self, home, now)?.five_hour,
            taken: None,
        };
        Ok(next_due(&spec.when, &spec.conditions, &resets, now))
    }

    /// The time was changed: the start that waits moves; where none does, one is posed.
    fn follow_change(&mut self, id: i64, spec: &Spec, by: &str) -> Result<(), Problem> {
        let now = self.world.clock.now();
        let row = schedule_row(self, id)?;
        let gathered = Gathered::new(self, false)?;
        let effective = gathered.with_settings(ScheduleRow {
            spec: spec.clone(),
            ..row.clone()
        });
        let due = self.due(&effective.spec, &row.home, now)?;
        let waits = pending(&self.store.starts_of(id)?);
        if let Some(waits) = waits {
            let launched = matches!(waits.start.state, StartState::Launching | StartState::Begun);
            let by_hand = waits.start.wished_now;
            // One that is being launched is a start of the old plan; one that a person wants now is of neither.
            // What was missed and waits for an answer is not given up because a condition was changed.
            let asks = waits.start.state == StartState::Asking && due.is_none() && spec.when != When::Manual;
            if launched || by_hand || asks {
                return Ok(());
            }
            let same = |due: &&Due| !spec.when.repeats() || due.occurrence == waits.start.occurrence;
            if let Some(due) = due.as_ref().filter(same) {
                self.store.change_start(waits.num, &moved(due, false), by, now)?;
                return Ok(());
            }
            // Another day is another occurrence: the one that waited is none of the new plan's.
            let event = Event::Dropped { at: now, why: None };
            self.store.change_start(waits.num, &event, by, now)?;
        }
        if let Some(due) = due {
            pose::wished(self, id, &due, false, by)?;
        }
        Ok(())
    }

    /// The start that is to be made now.
    fn wish_now(&mut self, row: &ScheduleRow, by: &str) -> Result<i64, Problem> {
        let now = self.world.clock.now();
        let due = Due {
            occurrence: String::new(),
            at: now,
            reset: None,
        };
        let starts = self.store.starts_of(row.num)?;
        let waits = pending(&starts);
        if let Some(waits) = &waits
            && matches!(waits.start.state, StartState::Launching | StartState::Begun)
        {
            return Err(Problem::new(Code::Busy, "its session is being started already")
                .hint("`segue schedule show` tells how far it is."));
        }
        let asks = waits
            .as_ref()
            .is_some_and(|waits| waits.start.state == StartState::Asking);
        if let Some(waits) = waits
            && (asks || !row.spec.when.repeats())
        {
            self.happen(waits.num, &moved(&due, true), by, "started")?;
            return Ok(waits.num);
        }
        if row.state == ScheduleState::Done {
            self.store
                .set_schedule_state(row.num, ScheduleState::Done, ScheduleState::Active, by, now)?;
        }
        let extra = Due {
            occurrence: format!("now-{}", starts.len() + 1),
            ..due
        };
        let posed = pose::wished(self, row.num, &extra, true, by)?;
        let posed = posed.ok_or_else(|| Problem::new(Code::Busy, "it is being started already"))?;
        Ok(posed.num)
    }

    /// Has an event happen to a start that a person means.
    fn happen(&mut self, start: i64, event: &Event, by: &str, done: &str) -> Result<StartRow, Problem> {
        let now = self.world.clock.now();
        match self.store.change_start(start, event, by, now)? {
            Some(row) => Ok(row),
            None => {
                let (row, _) = start_row(self, start)?;
                Err(Problem::new(
                    Code::BadInput,
                    format!("it cannot be {done}: it is {}", row.start.state.as_str()),
                )
                .hint("`segue schedule show` tells how far it is."))
            }
        }
    }

    /// Poses what is due next, and makes the system's jobs fit.
    fn pose_next(&mut self, by: &str) -> Result<(), Problem> {
        let now = self.world.clock.now();
        let mut gathered = Gathered::new(self, false)?;
        pose::all(self, &mut gathered, by, now)?;
        times_changed(self);
        Ok(())
    }

    fn shown(&mut self, id: i64, problems: Problems) -> Result<view::Schedule, Problem> {
        let row = schedule_row(self, id)?;
        let starts = self.store.starts_of(id)?;
        let mut shown = Showing::new(self)?.schedule(self, &row, &starts)?;
        if matches!(problems, Problems::Checked)
            && matches!(row.state, ScheduleState::Active | ScheduleState::Paused)
        {
            for problem in outside::check_ready(self, &row.spec) {
                if !shown.problems.contains(&problem) {
                    shown.problems.push(problem);
                }
            }
        }
        Ok(shown)
    }
}

/// How a schedule's problems are told.
enum Problems {
    /// What rows and folders tell.
    Known,
    /// With what Claude Code and the terminal are asked for.
    Checked,
}

/// The jobs of the system are a second way to be woken. That they cannot be made stops nobody: `segue doctor` says it.
fn times_changed(segue: &mut Segue) {
    drop(outside::keep_jobs_true(segue));
}

fn schedule_row(segue: &Segue, id: i64) -> Result<ScheduleRow, Problem> {
    segue.store.schedule(id)?.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no schedule {id}"))
            .hint("`segue schedule list --all` lists them.")
    })
}

fn start_row(segue: &Segue, id: i64) -> Result<(StartRow, ScheduleRow), Problem> {
    let row = segue.store.start(id)?.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no start {id}"))
            .hint("`segue schedule list` lists what is planned.")
    })?;
    let schedule = schedule_row(segue, row.schedule)?;
    Ok((row, schedule))
}

fn pending(starts: &[StartRow]) -> Option<StartRow> {
    let pending = starts.iter().filter(|row| row.start.state.is_pending());
    pending.min_by_key(|row| (row.start.due, row.num)).cloned()
}

fn nothing_waits(id: i64) -> Problem {
    Problem::new(
        Code::BadInput,
        format!("nothing of schedule {id} waits to be started"),
    )
    .hint("`segue schedule run-now` starts it now.")
}

fn moved(due: &Due, wished_now: bool) -> Event {
    Event::Moved {
        due: due.at,
        reset: due.reset,
        why: None,
        tell: false,
        wished_now,
    }
}

/// The config folder of a session, or of what is planned without one.
fn home_of(segue: &Segue, folder: &str, session: Option<&str>) -> Result<String, Problem> {
    let mut spec = Spec::new(folder, When::Manual);
    spec.from_session = session.map(str::to_owned);
    outside::home_of(segue, &spec)
}
