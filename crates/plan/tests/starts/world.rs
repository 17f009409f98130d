//! A world of starts: what the engine, the gate and Claude Code do, without any of them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use segue_plan::schedule::{
    Due, Event, Facts, HORIZON, Hold, Place, Process, Queued, Quota, Resets, Rules, Schedule, ScheduleState,
    Spec, Stage, Start, StartAction, StartState, Step, Turn, When, answer, next_step, transition, turn,
};

/// Saturday, 16:30 UTC; the window resets at 18:00.
pub(crate) fn now() -> Timestamp {
    "2026-11-21T16:30:00Z".parse().expect("now")
}

pub(crate) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

pub(crate) fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

/// A schedule for a time, with changes.
pub(crate) fn schedule(at: Timestamp, change: impl FnOnce(&mut Spec)) -> Schedule {
    let mut spec = Spec::new(
        "/home/you/code/api-server",
        When::At {
            at,
            zone: "UTC".to_owned(),
        },
    );
    change(&mut spec);
    Schedule {
        spec,
        state: ScheduleState::Active,
        starts: 0,
    }
}

/// The row of a start.
pub(crate) struct Row {
    pub(crate) schedule: Schedule,
    pub(crate) start: Start,
    pub(crate) version: u64,
    /// What was claimed to be told.
    pub(crate) told: Vec<(Stage, u32)>,
    /// Questions that were answered.
    pub(crate) answered: BTreeSet<u32>,
}

/// A terminal that was opened: its gate has not run yet.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) row: usize,
}

/// A gate's process, which may have become Claude Code.
pub(crate) struct Session {
    pub(crate) row: usize,
    pub(crate) alive: bool,
    /// It is Claude Code by now.
    pub(crate) claude: bool,
    pub(crate) registered: bool,
    pub(crate) transcript: bool,
}

pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) rows: Vec<Row>,
    pub(crate) terminals: Vec<Terminal>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) resets: Resets,
    pub(crate) quota: Quota,
    pub(crate) hold: Option<Hold>,
    pub(crate) on_mains: bool,
    pub(crate) project_there: bool,
    pub(crate) rules: Rules,
    pub(crate) last_launch: Option<Timestamp>,
    /// When which row was launched, and whether for the first time.
    pub(crate) launches: Vec<(Timestamp, usize, bool)>,
    /// When there is something to do next, as the last turn found.
    pub(crate) wake: Option<Timestamp>,
    /// How often the quota was asked for.
    pub(crate) questions: usize,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            now: now(),
            rows: Vec::new(),
            terminals: Vec::new(),
            sessions: Vec::new(),
            resets: Resets {
                five_hour: "2026-11-21T18:00:00Z".parse().ok(),
                taken: None,
            },
            quota: Quota::default(),
            hold: None,
            on_mains: true,
            project_there: true,
            rules: Rules::default(),
            last_launch: None,
            launches: Vec::new(),
            wake: None,
            questions: 0,
        }
    }

    /// A world with one start at this time.
    pub(crate) fn with(at: Timestamp, change: impl FnOnce(&mut Spec)) -> World {
        let mut world = World::new();
        world.add(schedule(at, change), at);
        world
    }

    pub(crate) fn add(&mut self, schedule: Schedule, at: Timestamp) -> usize {
        let start = Start::new(&Due {
            occurrence: "once".to_owned(),
            at,
            reset: None,
        });
        self.rows.push(Row {
            schedule,
            start,
            version: 0,
            told: Vec::new(),
            answered: BTreeSet::new(),
        });
        self.rows.len() - 1
    }

    pub(crate) fn state(&self) -> StartState {
        self.rows[0].start.state
    }

    pub(crate) fn facts(&self, row: usize, turn: Turn) -> Facts {
        let pid = self.rows[row].start.begun_pid;
        let session = pid.and_then(|pid| self.sessions.get(pid as usize));
        Facts {
            resets: Resets {
                five_hour: self.resets.five_hour.filter(|reset| *reset > self.now),
                taken: None,
            },
            quota: self.quota.clone(),
            hold: self.hold.clone(),
            turn,
            last_launch: self.last_launch,
            project_there: self.project_there,
            on_mains: Some(self.on_mains),
            transcript: self
                .sessions
                .iter()
                .any(|session| session.row == row && session.transcript),
            registered: session.is_some_and(|session| session.registered),
            process: match session {
                Some(session) if session.alive => Process::Alive,
                Some(_) => Process::Gone,
                None => Process::Unknown,
            },
            told: self.rows[row].told.clone(),
            rules: self.rules,
            ..Facts::default()
        }
    }

    pub(crate) fn step(&self, row: usize, turn: Turn) -> Step {
        let it = &self.rows[row];
        let step = next_step(&it.start, &it.schedule, &self.facts(row, turn), self.now);
        if let Step::Wait { until: Some(until) } | Step::AwaitGate { until } = step {
            assert!(until > self.now, "a wait ends ahead of {}: {until}", self.now);
        }
        step
    }

    /// Has an event happen to a row as it was at `version`. Whether it could.
    pub(crate) fn change(&mut self, row: usize, version: u64, event: &Event) -> bool {
        let it = &mut self.rows[row];
        let Some(next) = transition(&it.start, event).filter(|_| it.version == version) else {
            return false;
        };
        it.start = next;
        it.version += 1;
        true
    }

    /// Does a step that was decided at `version`. `crash`: the process dies between the claim and the effect.
    pub(crate) fn act(&mut self, row: usize, version: u64, step: &Step, crash: bool) -> bool {
        let now = self.now;
        let event = match step {
            Step::Wait { .. } | Step::AwaitGate { .. } => return false,
            Step::Notice { stage } => return self.tell(row, *stage),
            Step::Forget => match self.rows[row].start.tell {
                Some(stage) => Event::Told { stage },
                None => return false,
            },
            Step::AskQuota => {
                self.questions += 1;
                self.quota.asked_at = Some(now);
                Event::Checked { at: now }
            }
            Step::Hold { until, why } => Event::Held {
                until: *until,
                why: why.to_string(),
            },
            Step::Release => Event::Released { at: now },
            Step::Nudge { due, reset } => Event::Nudged {
                due: *due,
                reset: *reset,
            },
            Step::Move {
                due,
                reset,
                why,
                tell,
            } => Event::Moved {
                due: *due,
                reset: *reset,
                why: Some(why.to_string()),
                tell: *tell,
                wished_now: false,
            },
            Step::Ask { why, stage } => Event::Asked {
                at: now,
                why: why.to_string(),
                stage: *stage,
            },
            Step::Queue => Event::Queued { at: now },
            Step::Launch | Step::Relaunch => return self.launch(row, version, crash),
            Step::NoteAlive => Event::Alive { at: now },
            Step::Confirm => Event::Confirmed { at: now },
            Step::Finish => Event::Ended {
                at: now,
                exit_code: None,
                spent_tokens: None,
                why: None,
                tell: self.rows[row].schedule.spec.launch.place == Place::Headless,
            },
            Step::Drop { why } => Event::Dropped {
                at: now,
                why: Some(why.to_string()),
            },
            Step::Fail { why } => Event::Failed {
                at: now,
                why: why.to_string(),
            },
        };
        self.change(row, version, &event)
    }

    fn tell(&mut self, row: usize, stage: Stage) -> bool {
        let ask = self.rows[row].start.ask;
        if self.rows[row].told.contains(&(stage, ask)) {
            return false;
        }
        self.rows[row].told.push((stage, ask));
        let version = self.rows[row].version;
        self.change(row, version, &Event::Told { stage });
        true
    }

    fn launch(&mut self, row: usize, version: u64, crash: bool) -> bool {
        let first = self.rows[row].start.attempts == 0;
        if !self.change(row, version, &Event::Launching { at: self.now }) {
            return false;
        }
        self.last_launch = Some(self.now);
        self.launches.push((self.now, row, first));
        if !crash {
            self.terminals.push(Terminal { row });
        }
        true
    }

    /// Everything there is to do now, as the holder of the lease does it.
    pub(crate) fn turn(&mut self) {
        for _ in 0..100 {
            self.wake = None;
            let mut queue = Vec::new();
            let mut acted = false;
            for row in 0..self.rows.len() {
                let start = &self.rows[row].start;
                if !start.is_open() || start.due > self.now + HORIZON {
                    continue;
                }
                acted |= self.until_wait(row, &mut queue);
            }
            let Some(row) = self.chosen(&queue) else {
                if !acted {
                    return;
                }
                continue;
            };
            let step = self.step(row, Turn::Now);
            assert!(matches!(step, Step::Launch | Step::Relaunch), "{step:?}");
            self.act(row, self.rows[row].version, &step, false);
        }
        panic!("a turn ends");
    }

    /// Does all steps of a row but its launch; what could be launched joins the queue.
    fn until_wait(&mut self, row: usize, queue: &mut Vec<Queued>) -> bool {
        for steps in 0..20 {
            match self.step(row, Turn::Now) {
                Step::Wait { until: None } => return steps > 0,
                Step::Wait { until: Some(until) } | Step::AwaitGate { until } => {
                    self.wake_at(until);
                    return steps > 0;
                }
                Step::Launch | Step::Relaunch => {
                    queue.push(self.queued(row));
                    return steps > 0;
                }
                step => {
                    let version = self.rows[row].version;
                    assert!(self.act(row, version, &step, false), "{step:?} changes something");
                }
            }
        }
        panic!("the steps of a start end in a wait: {:?}", self.rows[row].start);
    }

    fn wake_at(&mut self, at: Timestamp) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }

    pub(crate) fn queued(&self, row: usize) -> Queued {
        Queued {
            start: row as i64,
            priority: self.rows[row].schedule.spec.priority,
            due: self.rows[row].start.first_due,
        }
    }

    /// Whose turn it is; the others note that they wait for theirs.
    fn chosen(&mut self, queue: &[Queued]) -> Option<usize> {
        let mut chosen = None;
        for queued in queue {
            let row = queued.start as usize;
            match turn(
                queue,
                queued.start,
                self.last_launch,
                self.rules.stagger,
                self.now,
            ) {
                Turn::Now => chosen = Some(row),
                Turn::Later { at } => {
                    self.wake_at(at);
                    let step = self.step(row, Turn::Later { at });
                    self.act(row, self.rows[row].version, &step, false);
                }
            }
        }
        chosen
    }

    /// The gate of a terminal runs: it claims the start and becomes Claude Code, or ends.
    pub(crate) fn gate(&mut self, terminal: usize) -> Option<usize> {
        let Terminal { row } = self.terminals.remove(terminal);
        let pid = self.sessions.len();
        let version = self.rows[row].version;
        let begun = Event::Begun {
            at: self.now,
            pid: pid as u32,
        };
        if !self.change(row, version, &begun) {
            return None;
        }
        self.sessions.push(Session {
            row,
            alive: true,
            claude: false,
            registered: false,
            transcript: false,
        });
        Some(pid)
    }

    /// All gates run, and Claude Code writes its transcript.
    pub(crate) fn gates(&mut self) {
        while !self.terminals.is_empty() {
            if let Some(pid) = self.gate(0) {
                self.sessions[pid].claude = true;
                self.sessions[pid].registered = true;
                self.sessions[pid].transcript = true;
            }
        }
    }

    /// Time passes, with a turn whenever there is something to do, after 20 seconds at most, and gates that run at once.
    pub(crate) fn pass(&mut self, time: SignedDuration) {
        let end = self.now + time;
        while self.now < end {
            self.turn();
            self.gates();
            self.turn();
            let most = (self.now + seconds(20)).min(end);
            self.now = self.wake.map_or(most, |wake| wake.min(most));
        }
        self.turn();
        self.gates();
        self.turn();
    }

    /// Nobody looks for so long: the machine sleeps, or is off.
    pub(crate) fn sleep(&mut self, time: SignedDuration) {
        self.now += time;
    }

    /// A person answers question number `ask`. Whether it counts.
    pub(crate) fn answer(&mut self, row: usize, ask: u32, action: StartAction) -> bool {
        let it = &self.rows[row];
        let resets = self.facts(row, Turn::Now).resets;
        let Ok(next) = answer(&it.start, ask, action, &it.schedule.spec, &resets, self.now) else {
            return false;
        };
        let it = &mut self.rows[row];
        assert!(
            it.answered.insert(ask),
            "question {ask} was open after it was answered"
        );
        it.start = next;
        it.version += 1;
        true
    }
}
