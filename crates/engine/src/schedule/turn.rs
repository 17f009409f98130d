//! One turn: for every start that something may happen to, facts, the one decision, its effect.
//!
//! Promises: an effect is a row first, by compare-and-set on what was read; who loses that race does nothing. Only the
//! process that has the lease of starts takes turns, and even two of them would start nothing twice: the gate claims.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use segue_plan::schedule::{
    Event, HORIZON, Place, Queued, ScheduleState, Stage, StartState, Step, Turn, may_launch, next_step,
    transition, turn,
};
use segue_store::{Lease, LeaseKind, ScheduleRow, StartRow};

use super::asker::Asker;
use super::bell::Bell;
use super::facts::{self, Gathered};
use super::{follow_on, notices, outside, pose, words};
use crate::alerts::Notifier;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::settings;

/// While a session is being started: how often its first sign of life is looked for.
const LOOK: SignedDuration = SignedDuration::from_millis(250);
/// For so long after a launch; then now and then.
const LOOKING: SignedDuration = SignedDuration::from_secs(90);
/// The longest sleep while something is due within a day: a laptop that slept wakes up late, and no wait knows of it.
const SHORT: Duration = Duration::from_secs(20);
/// The longest sleep otherwise.
const LONG: Duration = Duration::from_secs(60);
/// Steps of one start in one turn: more would be a circle.
const MOST_STEPS: u32 = 12;
/// So long is a handoff fresh that was made to see whether anything is left to be done.
const HANDOFF: SignedDuration = SignedDuration::from_mins(1);
/// An answer about the quota counts for this long for other starts that want one.
const ASKED: SignedDuration = SignedDuration::from_mins(2);

/// Who takes turns: it has the lease.
pub(crate) struct Turns {
    _lease: Lease,
    asker: Asker,
    by: &'static str,
    /// When the last session's handoff was made for a start, to see whether anything is left.
    handoffs: HashMap<i64, Timestamp>,
    /// Nothing can have changed until then, unless somebody wrote.
    rest: Option<(i64, Timestamp)>,
}

/// What came of a turn.
#[derive(Debug, Default)]
pub(crate) struct Turned {
    /// Rows were written.
    pub(crate) changed: bool,
    /// What was done, a sentence each.
    pub(crate) did: Vec<String>,
    /// When there is something to do next, as far as it is known.
    pub(crate) next: Option<Timestamp>,
    /// A start is between its notice and its first sign of life: stay.
    pub(crate) near: bool,
    /// How long to sleep.
    pub(crate) sleep: Duration,
}

impl Turns {
    /// Takes the lease. `None` when another process has it.
    pub(crate) fn begin(segue: &Segue, bell: Bell, by: &'static str) -> Result<Option<Turns>, Problem> {
        let lease = segue.store.try_lease(LeaseKind::Starts)?;
        Ok(lease.map(|lease| Turns {
            _lease: lease,
            asker: Asker::new(&segue.world, bell),
            by,
            handoffs: HashMap::new(),
            rest: None,
        }))
    }

    /// Takes one turn.
    pub(crate) fn turn(
        &mut self,
        segue: &mut Segue,
        notifier: Option<&dyn Notifier>,
    ) -> Result<Turned, Problem> {
        let now = segue.world.clock.now();
        let version = segue.store.data_version()?;
        if let Some((seen, until)) = self.rest
            && seen == version
            && now < until
        {
            return Ok(Turned {
                next: Some(until),
                sleep: sleep(now, Some(until)),
                ..Turned::default()
            });
        }
        let mut round = Round {
            gathered: Gathered::new(segue, notifier.is_some())?,
            segue,
            asker: &mut self.asker,
            handoffs: &mut self.handoffs,
            notifier,
            by: self.by,
            turned: Turned::default(),
            times_changed: false,
            queues: BTreeMap::new(),
        };
        round.run()?;
        let mut turned = round.turned;
        // Asking rings; whatever else is waited for is either a time or somebody's write.
        let now = segue.world.clock.now();
        turned.sleep = sleep(now, turned.next);
        self.rest = turned
            .next
            .filter(|_| !self.asker.is_busy())
            .map(|next| (version, next));
        Ok(turned)
    }
}

fn sleep(now: Timestamp, next: Option<Timestamp>) -> Duration {
    let Some(next) = next else { return LONG };
    let left = next.duration_since(now);
    let longest = if left <= SignedDuration::from_hours(24) {
        SHORT
    } else {
        LONG
    };
    Duration::try_from(left).unwrap_or(Duration::ZERO).min(longest)
}

/// A turn under way.
struct Round<'a> {
    segue: &'a mut Segue,
    asker: &'a mut Asker,
    handoffs: &'a mut HashMap<i64, Timestamp>,
    notifier: Option<&'a dyn Notifier>,
    by: &'static str,
    gathered: Gathered,
    turned: Turned,
    /// The system's jobs no longer fit.
    times_changed: bool,
    /// Starts that could begin now, by login.
    queues: BTreeMap<String, Vec<(StartRow, ScheduleRow)>>,
}

/// What acting on a step came to.
enum Acted {
    /// Nothing more for this start, in this turn.
    Done,
    /// It has changed: decide again.
    Again,
}

impl Round<'_> {
    fn run(&mut self) -> Result<(), Problem> {
        let now = self.now();
        let posed = pose::all(self.segue, &mut self.gathered, self.by, now)?;
        self.turned.changed |= posed > 0;
        self.times_changed |= posed > 0;
        let before = now + HORIZON;
        for row in self.segue.store.open_starts(before)? {
            self.settle(row, Turn::Now)?;
        }
        for (home, queue) in std::mem::take(&mut self.queues) {
            self.release(&home, queue)?;
        }
        if let Some(due) = self.segue.store.next_open_due(before)? {
            self.look_at(due - HORIZON);
        }
        if self.times_changed {
            // The jobs are a second way to be woken; that they cannot be made is for `segue doctor`.
            drop(outside::keep_jobs_true(self.segue));
        }
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.segue.world.clock.now()
    }

    fn look_at(&mut self, at: Timestamp) {
        self.turned.next = Some(self.turned.next.map_or(at, |next| next.min(at)));
    }

    /// Decides about one start until there is nothing more to do for it now.
    fn settle(&mut self, mut row: StartRow, turn: Turn) -> Result<(), Problem> {
        for _ in 0..MOST_STEPS {
            let Some(schedule) = self.gathered.schedule(&self.segue.store, row.schedule)? else {
                return Ok(());
            };
            let objectives_open = self.objectives_open(&row, &schedule)?;
            let now = self.now();
            let mut facts = self
                .gathered
                .facts(self.segue, self.asker, &row, &schedule, now)?;
            facts.turn = turn;
            facts.objectives_open = objectives_open;
            let step = next_step(&row.start, &facts::decided(&schedule), &facts, now);
            if matches!(self.act(&row, &schedule, step)?, Acted::Done) {
                return Ok(());
            }
            match self.segue.store.start(row.num)? {
                Some(next) if next.start.is_open() => row = next,
                Some(_) | None => return Ok(()),
            }
        }
        // A circle would be a mistake of ours: it is not run through for ever.
        self.look_at(self.now() + SignedDuration::from_secs(1));
        Ok(())
    }

    fn act(&mut self, row: &StartRow, schedule: &ScheduleRow, step: Step) -> Result<Acted, Problem> {
        let now = self.now();
        match step {
            Step::Wait { until } => {
                self.wait(row, schedule, until, now);
                return Ok(Acted::Done);
            }
            Step::AwaitGate { until } => {
                self.wait(row, schedule, Some(until), now);
                return Ok(Acted::Done);
            }
            Step::Notice { stage } => {
                self.turned.changed |= notices::tell(self.segue, self.notifier, row, schedule, stage)?;
            }
            Step::Forget => {
                let Some(stage) = row.start.tell else {
                    return Ok(Acted::Done);
                };
                self.happen(row, &Event::Told { stage })?;
            }
            Step::AskQuota => return self.ask_quota(row, schedule, now),
            Step::Hold { until, why } => {
                let why = why.to_string();
                self.say(schedule, &format!("waits: {why}"));
                self.times_changed |= self.happen(row, &Event::Held { until, why })?;
            }
            Step::Release => {
                self.happen(row, &Event::Released { at: now })?;
            }
            Step::Nudge { due, reset } => {
                self.times_changed |= self.happen(row, &Event::Nudged { due, reset })?;
            }
            Step::Move {
                due,
                reset,
                why,
                tell,
            } => {
                let why = Some(why.to_string());
                self.say(schedule, "was moved");
                self.times_changed |= self.happen(
                    row,
                    &Event::Moved {
                        due,
                        reset,
                        why,
                        tell,
                        wished_now: false,
                    },
                )?;
            }
            Step::Ask { why, stage } => {
                let why = why.to_string();
                self.say(schedule, &format!("waits for you: {why}"));
                self.times_changed |= self.happen(row, &Event::Asked { at: now, why, stage })?;
            }
            Step::Queue => {
                self.happen(row, &Event::Queued { at: now })?;
            }
            Step::Launch | Step::Relaunch => {
                let queue = self.queues.entry(schedule.home.clone()).or_default();
                queue.push((row.clone(), schedule.clone()));
                return Ok(Acted::Done);
            }
            Step::NoteAlive => {
                self.happen(row, &Event::Alive { at: now })?;
            }
            Step::Confirm => self.confirm(row, schedule, now)?,
            Step::Finish => {
                let tell = schedule.spec.launch.place == Place::Headless;
                self.happen(
                    row,
                    &Event::Ended {
                        at: now,
                        exit_code: None,
                        spent_tokens: None,
                        why: None,
                        tell,
                    },
                )?;
            }
            Step::Drop { why } => {
                let why = Some(why.to_string());
                self.say(schedule, "was given up");
                self.times_changed |= self.happen(row, &Event::Dropped { at: now, why })?;
            }
            Step::Fail { why } => {
                let why = why.to_string();
                self.say(schedule, &format!("could not be started: {why}"));
                self.times_changed |= self.happen(row, &Event::Failed { at: now, why })?;
            }
        }
        Ok(Acted::Again)
    }

    /// Writes what an event makes of a start. False when somebody changed it in between, or it cannot happen.
    fn happen(&mut self, row: &StartRow, event: &Event) -> Result<bool, Problem> {
        let Some(next) = transition(&row.start, event) else {
            return Ok(false);
        };
        let now = self.now();
        let written = self.segue.store.set_start(row, &next, self.by, now)?;
        self.turned.changed |= written;
        Ok(written)
    }

    fn say(&mut self, schedule: &ScheduleRow, what: &str) {
        self.turned
            .did
            .push(format!("{} {what}", words::title(&schedule.spec)));
    }

    fn wait(&mut self, row: &StartRow, schedule: &ScheduleRow, until: Option<Timestamp>, now: Timestamp) {
        if let Some(until) = until {
            self.look_at(until);
        }
        match row.start.state {
            StartState::Launching | StartState::Begun => {
                let since = row.start.launching_at.unwrap_or(now);
                if now.duration_since(since) < LOOKING {
                    self.turned.near = true;
                    self.look_at(now + LOOK);
                } else {
                    self.look_at(now + SignedDuration::from_secs(2));
                }
            }
            StartState::Waiting | StartState::Held => {
                let at = row.start.held_until.unwrap_or(row.start.due).max(row.start.due);
                let own = schedule.spec.conditions.notice_minutes;
                let notice = own.map_or(self.gathered.notice(), |minutes| {
                    SignedDuration::from_mins(i64::from(minutes.min(60)))
                });
                // A job may come a little early.
                let active = schedule.state == ScheduleState::Active;
                self.turned.near |= active && at <= now + notice + SignedDuration::from_secs(30);
            }
            StartState::Confirmed
            | StartState::Ended
            | StartState::Asking
            | StartState::Skipped
            | StartState::Dropped
            | StartState::Failed => {}
        }
    }

    /// Asks beside the turns. The answer rings, and the next turn goes on.
    fn ask_quota(
        &mut self,
        row: &StartRow,
        schedule: &ScheduleRow,
        now: Timestamp,
    ) -> Result<Acted, Problem> {
        self.turned.near = true;
        if self.asker.is_asking(&schedule.home) {
            return Ok(Acted::Done);
        }
        let asked = self.asker.asked_at(&schedule.home);
        match facts::home(&self.segue.world, &schedule.home) {
            Some(home) if asked.is_none_or(|at| now.duration_since(at) > ASKED) => {
                self.asker.ask(home);
                Ok(Acted::Done)
            }
            Some(_) | None => {
                let at = asked.unwrap_or(now);
                let noted = self.happen(row, &Event::Checked { at })?;
                Ok(if noted { Acted::Again } else { Acted::Done })
            }
        }
    }

    /// Of the starts of one login that could begin, the one whose turn it is does; the others wait for theirs.
    fn release(&mut self, home: &str, queue: Vec<(StartRow, ScheduleRow)>) -> Result<(), Problem> {
        let now = self.now();
        let stagger = settings::stagger(&self.segue.store)?;
        let last = self.segue.store.last_launch(home)?;
        let mut waiting: Vec<Queued> = queue
            .iter()
            .map(|(row, schedule)| Queued {
                start: row.num,
                priority: schedule.spec.priority,
                due: row.start.due,
            })
            .collect();
        if let Some(first) = may_launch(&waiting, last, stagger, now) {
            waiting.remove(first);
            let (row, schedule) = &queue[first];
            self.launch(row, schedule, now)?;
            if let Some(row) = self.segue.store.start(row.num)? {
                self.settle(row, Turn::Now)?;
            }
        }
        let last = self.segue.store.last_launch(home)?;
        for (row, _) in queue {
            if waiting.iter().any(|queued| queued.start == row.num) {
                let later = match turn(&waiting, row.num, last, stagger, self.now()) {
                    // Somebody else's launch took so long that the next turn has come: in the next turn.
                    Turn::Now => Turn::Later {
                        at: self.now() + SignedDuration::from_millis(10),
                    },
                    later @ Turn::Later { .. } => later,
                };
                self.turned.near = true;
                self.settle(row, later)?;
            }
        }
        Ok(())
    }

    /// Claims a start and opens its terminal or its supervisor.
    fn launch(&mut self, row: &StartRow, schedule: &ScheduleRow, now: Timestamp) -> Result<(), Problem> {
        let spec = follow_on::spec(self.segue, row, schedule)?;
        if !self.happen(row, &Event::Launching { at: now })? {
            return Ok(());
        }
        let Some(claimed) = self.segue.store.start(row.num)? else {
            return Ok(());
        };
        self.turned.near = true;
        match outside::open(self.segue, &claimed, &spec) {
            Ok(opened) => self.say(schedule, &format!("was started {opened}")),
            // It may go in a moment: the start is tried again when its gate stays silent.
            Err(problem) if problem.code == Code::Busy => {}
            Err(problem) => {
                let why = outside::in_words(&problem);
                self.say(schedule, &format!("could not be started: {why}"));
                let at = self.now();
                let asked = Event::Asked {
                    at,
                    why,
                    stage: Stage::Refused,
                };
                self.segue.store.change_start(row.num, &asked, self.by, at)?;
                self.times_changed = true;
            }
        }
        Ok(())
    }

    fn confirm(&mut self, row: &StartRow, schedule: &ScheduleRow, now: Timestamp) -> Result<(), Problem> {
        if self.happen(row, &Event::Confirmed { at: now })? {
            self.say(schedule, "has begun");
            self.times_changed = true;
            // What cannot be marked or cleared now does no harm.
            drop(follow_on::confirmed(self.segue, row, schedule, now));
        }
        Ok(())
    }

    /// Whether the session before a start left anything to be done; its handoff is made anew for that when the time is
    /// near, once a minute at most.
    fn objectives_open(&mut self, row: &StartRow, schedule: &ScheduleRow) -> Result<Option<bool>, Problem> {
        let asks = matches!(row.start.state, StartState::Waiting | StartState::Held)
            && schedule.spec.conditions.until_done
            && schedule.spec.when.repeats();
        if !asks {
            return Ok(None);
        }
        let now = self.now();
        let near = row.start.due <= now + self.gathered.notice() + HANDOFF;
        let made = self.handoffs.get(&row.num).copied();
        if near && made.is_none_or(|at| now.duration_since(at) >= HANDOFF) {
            self.handoffs.insert(row.num, now);
            follow_on::refresh(self.segue, row)?;
        }
        follow_on::objectives_open(self.segue, row.schedule, Some(row.num))
    }
}
