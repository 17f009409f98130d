use super::*;
use crate::schedule::Due;

const AT: Timestamp = Timestamp::constant(1_795_276_800, 0);

fn start(state: StartState) -> Start {
    Start {
        state,
        ..Start::new(&Due {
            occurrence: "once".to_owned(),
            at: AT,
            reset: None,
        })
    }
}

fn events() -> [(&'static str, Event); 16] {
    let why = || "Because.".to_owned();
    [
        (
            "moved",
            Event::Moved {
                due: AT,
                reset: None,
                why: None,
                tell: false,
                wished_now: false,
            },
        ),
        ("nudged", Event::Nudged { due: AT, reset: AT }),
        (
            "held",
            Event::Held {
                until: None,
                why: why(),
            },
        ),
        ("released", Event::Released { at: AT }),
        ("queued", Event::Queued { at: AT }),
        ("checked", Event::Checked { at: AT }),
        (
            "asked",
            Event::Asked {
                at: AT,
                why: why(),
                stage: Stage::Missed,
            },
        ),
        ("launching", Event::Launching { at: AT }),
        ("begun", Event::Begun { at: AT, pid: 7 }),
        ("alive", Event::Alive { at: AT }),
        ("confirmed", Event::Confirmed { at: AT }),
        ("stop", Event::StopWished { at: AT }),
        (
            "ended",
            Event::Ended {
                at: AT,
                exit_code: Some(0),
                spent_tokens: None,
                why: None,
                tell: false,
            },
        ),
        ("skipped", Event::Skipped { at: AT }),
        ("dropped", Event::Dropped { at: AT, why: None }),
        ("failed", Event::Failed { at: AT, why: why() }),
    ]
}

/// What can happen in each state, and where it leads.
fn table(start: &Start) -> Vec<String> {
    let possible = events().into_iter().filter_map(|(name, event)| {
        let next = transition(start, &event)?;
        Some(format!("{name} -> {}", next.state.as_str()))
    });
    possible.collect()
}

#[test]
fn what_can_happen_in_each_state() {
    use StartState::{Asking, Begun, Confirmed, Dropped, Ended, Failed, Held, Launching, Skipped, Waiting};
    let expected: [(StartState, &[&str]); 10] = [
        (
            Waiting,
            &[
                "moved -> waiting",
                "nudged -> waiting",
                "held -> held",
                "queued -> waiting",
                "checked -> waiting",
                "asked -> asking",
                "launching -> launching",
                "skipped -> skipped",
                "dropped -> dropped",
                "failed -> failed",
            ],
        ),
        (
            Held,
            &[
                "moved -> waiting",
                "held -> held",
                "released -> waiting",
                "checked -> held",
                "asked -> asking",
                "skipped -> skipped",
                "dropped -> dropped",
                "failed -> failed",
            ],
        ),
        (
            Asking,
            &[
                "moved -> waiting",
                "asked -> asking",
                "skipped -> skipped",
                "dropped -> dropped",
                "failed -> failed",
            ],
        ),
        (
            Launching,
            &[
                "asked -> asking",
                "launching -> launching",
                "begun -> begun",
                "confirmed -> confirmed",
                "stop -> launching",
                "skipped -> skipped",
                "dropped -> dropped",
                "failed -> failed",
            ],
        ),
        (
            Begun,
            &[
                "asked -> asking",
                "launching -> launching",
                "alive -> begun",
                "confirmed -> confirmed",
                "stop -> begun",
                "ended -> ended",
                "failed -> failed",
            ],
        ),
        (Confirmed, &["stop -> confirmed", "ended -> ended"]),
        (Ended, &[]),
        (Skipped, &[]),
        (Dropped, &[]),
        (Failed, &[]),
    ];
    for (state, possible) in expected {
        assert_eq!(table(&start(state)), possible, "{}", state.as_str());
    }
}

#[test]
fn after_a_sign_of_life_there_is_no_way_back() {
    let alive = Start {
        alive_at: Some(AT),
        ..start(StartState::Begun)
    };
    let possible = [
        "alive -> begun",
        "confirmed -> confirmed",
        "stop -> begun",
        "ended -> ended",
    ];
    assert_eq!(table(&alive), possible);
}

#[test]
fn three_attempts_are_enough() {
    let mut it = start(StartState::Waiting);
    for attempt in 1..=MOST_ATTEMPTS {
        it = transition(&it, &Event::Launching { at: AT }).expect("attempt");
        assert_eq!(it.attempts, attempt);
    }
    assert_eq!(transition(&it, &Event::Launching { at: AT }), None);
}

#[test]
fn a_hold_that_moves_by_seconds_is_not_told_again() {
    let held = |start: &Start, minutes: i64| {
        let until = Some(AT + SignedDuration::from_mins(minutes));
        let why = "The 5-hour limit is reached.".to_owned();
        transition(start, &Event::Held { until, why }).expect("held")
    };
    let first = held(&start(StartState::Waiting), 60);
    assert_eq!((first.ask, first.tell), (2, Some(Stage::Refused)));
    let told = transition(
        &first,
        &Event::Told {
            stage: Stage::Refused,
        },
    )
    .expect("told");
    let same = held(&told, 64);
    assert_eq!((same.ask, same.tell), (2, None));
    let longer = held(&same, 120);
    assert_eq!((longer.ask, longer.tell), (3, Some(Stage::Refused)));
}
