//! Anything happens, in any order: one start is begun at most once, told at most once per stage and question, answered at
//! most once per question, and nobody spins.

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use segue_plan::schedule::{Event, Hold, StartAction, StartState, Step, Turn};

use super::world::{World, minutes, now, seconds};

#[derive(Debug, Clone)]
enum Move {
    /// Time passes.
    Pass(i64),
    /// Somebody sets the clock.
    SetClock(i64),
    /// The holder decides and acts; it may die between claim and effect.
    Turn {
        crash: bool,
    },
    /// Two processes decide from the same row; then both act.
    Two {
        crash: bool,
    },
    /// A process decides now, and acts when the move `Late` comes.
    Decide,
    Late,
    /// A gate runs; it may die before it becomes Claude Code, or fail to start it.
    Gate {
        which: usize,
        fate: Fate,
    },
    Register(usize),
    Write(usize),
    Die(usize),
    Answer {
        action: usize,
        old: bool,
    },
    Stop,
    Cancel,
    LimitHit(i64),
    LimitGone,
    Power(bool),
    Folder(bool),
    ResetMoves(i64),
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    BecomesClaude,
    Dies,
    CannotStart,
}

fn moves() -> impl Strategy<Value = Move> {
    let fate =
        prop_oneof![3 => Just(Fate::BecomesClaude), 1 => Just(Fate::Dies), 1 => Just(Fate::CannotStart)];
    prop_oneof![
        6 => (0i64..90).prop_map(Move::Pass),
        2 => (0i64..20_000).prop_map(Move::Pass),
        1 => (-7_200i64..7_200).prop_map(Move::SetClock),
        10 => any::<bool>().prop_map(|crash| Move::Turn { crash }),
        4 => any::<bool>().prop_map(|crash| Move::Two { crash }),
        2 => Just(Move::Decide),
        2 => Just(Move::Late),
        6 => (0usize..3, fate).prop_map(|(which, fate)| Move::Gate { which, fate }),
        3 => (0usize..3).prop_map(Move::Register),
        2 => (0usize..3).prop_map(Move::Write),
        2 => (0usize..3).prop_map(Move::Die),
        3 => (0usize..5, any::<bool>()).prop_map(|(action, old)| Move::Answer { action, old }),
        1 => Just(Move::Stop),
        1 => Just(Move::Cancel),
        1 => (0i64..20_000).prop_map(Move::LimitHit),
        1 => Just(Move::LimitGone),
        1 => any::<bool>().prop_map(Move::Power),
        1 => any::<bool>().prop_map(Move::Folder),
        1 => (-3_600i64..20_000).prop_map(Move::ResetMoves),
    ]
}

/// What a process decided, from the row as it was.
type Decision = (u64, Step);

fn decide(world: &World) -> Decision {
    (world.rows[0].version, world.step(0, Turn::Now))
}

fn do_move(world: &mut World, held: &mut Option<Decision>, step: &Move) {
    let version = world.rows[0].version;
    match *step {
        Move::Pass(time) => world.now += seconds(time),
        Move::SetClock(time) => world.now += seconds(time),
        Move::Turn { crash } => {
            let (version, step) = decide(world);
            world.act(0, version, &step, crash);
        }
        Move::Two { crash } => {
            let (version, step) = decide(world);
            let first = world.act(0, version, &step, crash);
            let second = world.act(0, version, &step, false);
            assert!(!(first && second), "{step:?} was done twice");
        }
        Move::Decide => *held = Some(decide(world)),
        Move::Late => {
            if let Some((version, step)) = held.take() {
                world.act(0, version, &step, false);
            }
        }
        Move::Gate { which, fate } => {
            if which < world.terminals.len()
                && let Some(pid) = world.gate(which)
            {
                match fate {
                    Fate::BecomesClaude => world.sessions[pid].claude = true,
                    Fate::Dies => world.sessions[pid].alive = false,
                    Fate::CannotStart => {
                        let event = Event::Asked {
                            at: world.now,
                            why: "Claude Code is not installed.".to_owned(),
                            stage: segue_plan::schedule::Stage::Refused,
                        };
                        assert!(
                            world.change(0, version + 1, &event),
                            "the gate knows that nothing began"
                        );
                        world.sessions[pid].alive = false;
                    }
                }
            }
        }
        Move::Register(pid) => {
            if let Some(session) = world.sessions.get_mut(pid).filter(|it| it.alive && it.claude) {
                session.registered = true;
            }
        }
        Move::Write(pid) => {
            if let Some(session) = world.sessions.get_mut(pid).filter(|it| it.alive && it.registered) {
                session.transcript = true;
            }
        }
        Move::Die(pid) => {
            if let Some(session) = world.sessions.get_mut(pid) {
                session.alive = false;
            }
        }
        Move::Answer { action, old } => {
            let ask = world.rows[0].start.ask;
            let ask = if old { ask.saturating_sub(1) } else { ask };
            let counts = world.answer(0, ask, StartAction::ALL[action]);
            assert!(!(counts && old), "an old question is closed");
        }
        Move::Stop => {
            world.change(0, version, &Event::StopWished { at: world.now });
        }
        Move::Cancel => {
            world.change(
                0,
                version,
                &Event::Dropped {
                    at: world.now,
                    why: None,
                },
            );
        }
        Move::LimitHit(time) => {
            world.hold = Some(Hold {
                until: world.now + seconds(time),
                label: "5-hour".to_owned(),
            });
        }
        Move::LimitGone => world.hold = None,
        Move::Power(on) => world.on_mains = on,
        Move::Folder(there) => world.project_there = there,
        Move::ResetMoves(time) => world.resets.five_hour = Some(world.now + seconds(time)),
    }
}

fn check(world: &World) {
    let alive = world.sessions.iter().filter(|session| session.alive).count();
    assert!(alive <= 1, "two processes have claimed one start");
    let wrote = world.sessions.iter().filter(|session| session.transcript).count();
    assert!(wrote <= 1, "two sessions of one start");
    // Whoever gave a sign of life is the last that was begun.
    if let Some(lived) = world.sessions.iter().position(|session| session.registered) {
        let begun_after = world.sessions.len() - 1 - lived;
        assert!(
            begun_after == 0,
            "{begun_after} were begun after one that had given a sign of life"
        );
    }
    let told = &world.rows[0].told;
    let unique: std::collections::BTreeSet<_> = told.iter().collect();
    assert_eq!(unique.len(), told.len(), "told twice");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 3_000, ..Default::default() })]

    #[test]
    fn one_occurrence_is_one_session_whatever_happens(steps in vec(moves(), 1..120), only_on_mains: bool, late in 0usize..3, ahead in 0i64..7_200) {
        use segue_plan::schedule::Late;
        let mut world = World::with(now() + seconds(ahead), |spec| {
            spec.conditions.only_on_mains = only_on_mains;
            spec.conditions.late = [Late::Ask, Late::Start, Late::Drop][late];
        });
        world.quota.can_ask = true;
        let mut held = None;
        for step in &steps {
            do_move(&mut world, &mut held, step);
            check(&world);
        }
        // Left alone with everything in order, it comes to an end or to a question, and a turn never spins.
        world.hold = None;
        world.on_mains = true;
        world.project_there = true;
        for _ in 0..40 {
            world.pass(minutes(1));
            check(&world);
            world.now += SignedDuration::from_mins(9);
            for session in &mut world.sessions {
                session.alive = false;
            }
        }
        let left = world.rows[0].start.state;
        assert!(left.is_over() || left == StartState::Asking, "{:?}", world.rows[0].start);
    }
}
