//! Schedules that repeat, over weeks of sleep, crashes, holds and answers: each occurrence is posed once and begun at most
//! once, and however long nobody looked, it goes on.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use segue_plan::schedule::{
    After, Facts, Hold, Late, Resets, Schedule, ScheduleState, Spec, Start, StartAction, StartState, Turn,
    Weekday, When, after_end,
};

use super::world::{World, minutes, now, seconds};

#[derive(Debug, Clone)]
enum Move {
    /// Awake for so many minutes.
    Awake(i64),
    /// Nobody looks for so many minutes.
    Asleep(i64),
    Answer(usize),
    LimitHit(i64),
    /// The process that launches dies between claim and terminal.
    Crash,
    /// All sessions end.
    End,
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        5 => (1i64..90).prop_map(Move::Awake),
        4 => (1i64..3_000).prop_map(Move::Asleep),
        3 => (0usize..5).prop_map(Move::Answer),
        1 => (0i64..4_000).prop_map(Move::LimitHit),
        1 => Just(Move::Crash),
        2 => Just(Move::End),
    ]
}

/// A schedule that repeats, in a world where a window resets every five hours.
struct Repeating {
    world: World,
    schedule: Schedule,
    jitter: i64,
}

impl Repeating {
    /// The next reset, as it is seen now: never twice to the second.
    fn reset(&mut self) -> Timestamp {
        self.jitter = (self.jitter * 7 + 3) % 5 - 2;
        let first = now() + minutes(90);
        let hours = self
            .world
            .now
            .duration_since(first)
            .as_secs()
            .div_euclid(5 * 3_600)
            + 1;
        first + minutes(hours.max(0) * 5 * 60) + seconds(self.jitter)
    }

    /// Poses the next occurrence, as any process does.
    fn pose(&mut self) {
        self.world.resets.five_hour = Some(self.reset());
        let pending = self.world.rows.iter().any(|row| row.start.state.is_pending());
        if pending {
            return;
        }
        let facts = Facts {
            resets: Resets {
                five_hour: self
                    .world
                    .resets
                    .five_hour
                    .filter(|reset| *reset > self.world.now),
                taken: None,
            },
            ..Facts::default()
        };
        let last = self.world.rows.last().map(|row| row.start.clone());
        match after_end(&self.schedule, last.as_ref(), &facts, now(), self.world.now) {
            After::Next(due) => {
                let taken = self
                    .world
                    .rows
                    .iter()
                    .any(|row| row.start.occurrence == due.occurrence);
                assert!(!taken, "{} was there already", due.occurrence);
                let row = self.world.add(self.schedule.clone(), due.at);
                self.world.rows[row].start = Start::new(&due);
            }
            After::NotKnownYet => {}
            other @ (After::Rest | After::Done) => panic!("it goes on: {other:?}"),
        }
    }

    fn awake(&mut self, time: i64) {
        for _ in 0..time {
            self.pose();
            self.world.pass(minutes(1));
            self.pose();
        }
    }

    fn step(&mut self, step: &Move) {
        match *step {
            Move::Awake(time) => self.awake(time),
            Move::Asleep(time) => self.world.sleep(minutes(time)),
            Move::Answer(action) => {
                if let Some(row) = self.world.rows.len().checked_sub(1) {
                    let ask = self.world.rows[row].start.ask;
                    self.world.answer(row, ask, StartAction::ALL[action]);
                }
            }
            Move::LimitHit(time) => {
                self.world.hold = Some(Hold {
                    until: self.world.now + minutes(time),
                    label: "Week".to_owned(),
                });
            }
            Move::Crash => {
                self.pose();
                let row = self.world.rows.len() - 1;
                let version = self.world.rows[row].version;
                let step = self.world.step(row, Turn::Now);
                self.world.act(row, version, &step, true);
            }
            Move::End => {
                for session in &mut self.world.sessions {
                    session.alive = false;
                }
            }
        }
        self.check();
    }

    fn check(&self) {
        let rows = &self.world.rows;
        let pending = rows.iter().filter(|row| row.start.state.is_pending());
        assert!(pending.count() <= 1, "one occurrence at a time");
        for (number, _) in rows.iter().enumerate() {
            let sessions = self
                .world
                .sessions
                .iter()
                .filter(|session| session.row == number && session.transcript);
            assert!(sessions.count() <= 1, "two sessions of one occurrence");
        }
        let dues = rows.iter().map(|row| row.start.first_due);
        assert!(dues.is_sorted(), "occurrences come in order");
    }

    fn started(&self) -> usize {
        self.world
            .sessions
            .iter()
            .filter(|session| session.transcript)
            .count()
    }
}

fn repeating(when: When, late: Late) -> Repeating {
    let mut spec = Spec::new("/home/you/code/api-server", when);
    spec.conditions.late = late;
    Repeating {
        world: World::new(),
        schedule: Schedule {
            spec,
            state: ScheduleState::Active,
            starts: 0,
        },
        jitter: 0,
    }
}

fn daily() -> When {
    When::Weekly {
        days: Weekday::ALL.to_vec(),
        time: "09:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 150, ..Default::default() })]

    #[test]
    fn it_goes_on_whatever_happens(steps in vec(moves(), 1..25), every_reset: bool, late in 0usize..3) {
        let when = if every_reset { When::EveryReset { after_minutes: 5 } } else { daily() };
        let mut it = repeating(when, [Late::Ask, Late::Start, Late::Drop][late]);
        for step in &steps {
            it.step(step);
        }
        // Without a limit, and awake when something is due: it starts again, also when the person answers nothing.
        it.world.hold = None;
        it.step(&Move::End);
        let before = it.started();
        // One that was wished for days ahead and then slept over stays a question until the day after its own.
        for _ in 0..200 {
            if it.started() > before {
                break;
            }
            it.pose();
            let waits = it.world.rows.last().map(|row| &row.start).filter(|start| start.state == StartState::Waiting);
            match waits.map(|start| start.due - minutes(6)) {
                Some(near) if near > it.world.now => it.world.now = near,
                Some(_) | None => it.awake(60),
            }
            it.check();
        }
        assert!(it.started() > before, "{:?}", it.world.rows.last().map(|row| &row.start));
    }
}

#[test]
fn a_week_of_sleep_is_one_question_and_the_next_day_starts() {
    let mut it = repeating(daily(), Late::Ask);
    it.awake(5);
    it.world.sleep(minutes(7 * 24 * 60));
    it.awake(5);
    let states: Vec<_> = it.world.rows.iter().map(|row| row.start.state).collect();
    assert_eq!(states, [StartState::Asking]);
    it.awake(24 * 60);
    let states: Vec<_> = it.world.rows.iter().take(2).map(|row| row.start.state).collect();
    assert_eq!(
        states,
        [StartState::Dropped, StartState::Confirmed],
        "nobody answered; the next day took its place"
    );
}
