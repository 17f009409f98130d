//! The rules before a start, one by one.

use segue_plan::schedule::{Budget, Hold, QuotaWindow, Stage, StartAction, StartState, Step, Turn, Why};

use super::world::{World, minutes, now, seconds};

fn window(used_percent: f64) -> QuotaWindow {
    QuotaWindow {
        five_hour: true,
        label: "5-hour".to_owned(),
        used_percent,
        resets_at: "2026-11-21T18:00:00Z".parse().ok(),
        limit_hit: false,
    }
}

fn ready() -> World {
    let mut world = World::with(now() + minutes(30), |_| {});
    world.now = now() + minutes(30);
    world
}

#[test]
fn it_is_announced_then_starts_on_time() {
    let mut world = World::with(now() + minutes(30), |_| {});
    let until = |world: &World| match world.step(0, Turn::Now) {
        Step::Wait { until } => until,
        other => panic!("{other:?}"),
    };
    assert_eq!(until(&world), Some(now() + minutes(25)));
    world.now = now() + minutes(25);
    assert_eq!(world.step(0, Turn::Now), Step::Notice { stage: Stage::Soon });
    world.turn();
    world.now = now() + minutes(29);
    assert_eq!(until(&world), Some(now() + minutes(30)));
    world.now = now() + minutes(30);
    assert_eq!(world.step(0, Turn::Now), Step::Launch);
}

#[test]
fn without_notice_there_is_none() {
    let mut world = World::with(now() + minutes(30), |spec| {
        spec.conditions.notice_minutes = Some(0)
    });
    world.pass(minutes(31));
    assert_eq!(world.state(), StartState::Confirmed);
    assert_eq!(world.rows[0].told, [(Stage::Launched, 1)]);
}

#[test]
fn in_15_minutes_asks_again_before_the_new_time() {
    let mut world = World::with(now() + minutes(30), |_| {});
    world.pass(minutes(26));
    assert!(world.answer(0, 1, StartAction::In15Minutes));
    assert!(!world.answer(0, 1, StartAction::StartNow), "it was answered");
    assert_eq!(world.rows[0].start.due, now() + minutes(41));
    world.pass(minutes(11));
    assert_eq!(world.rows[0].told, [(Stage::Soon, 1), (Stage::Soon, 2)]);
    assert!(world.answer(0, 2, StartAction::Skip));
    world.pass(minutes(60));
    assert_eq!((world.state(), world.launches.len()), (StartState::Skipped, 0));
}

#[test]
fn the_quota_is_asked_for_once_and_ahead_when_that_says_enough() {
    // The reset lies before: asked a minute ahead.
    let mut world = World::with("2026-11-21T18:05:00Z".parse().expect("due"), |_| {});
    world.quota.can_ask = true;
    world.quota.last_reset = "2026-11-21T18:00:00Z".parse().ok();
    world.resets.five_hour = "2026-11-21T23:00:00Z".parse().ok();
    world.now = "2026-11-21T18:03:59Z".parse().expect("now");
    world.turn();
    assert_eq!(world.questions, 0);
    world.now += seconds(1);
    assert_eq!(world.step(0, Turn::Now), Step::AskQuota);
    world.turn();
    world.pass(minutes(2));
    assert_eq!((world.questions, world.state()), (1, StartState::Confirmed));

    // The reset is the time itself: asked then.
    let reset = "2026-11-21T18:00:00Z".parse().expect("due");
    let mut world = World::with(reset, |_| {});
    world.quota.can_ask = true;
    world.now = reset - seconds(30);
    world.turn();
    assert_eq!(world.questions, 0, "the old window would answer");
    world.now = reset;
    world.quota.last_reset = Some(reset);
    assert_eq!(world.step(0, Turn::Now), Step::AskQuota);

    // Something was observed since: nobody is asked.
    world.quota.seen_at = Some(reset);
    assert_eq!(world.step(0, Turn::Now), Step::Launch);
}

#[test]
fn a_window_that_is_nearly_used_up_moves_it_to_the_reset_and_says_so() {
    let mut world = ready();
    world.quota.windows = vec![window(94.9)];
    assert_eq!(world.step(0, Turn::Now), Step::Launch);
    world.quota.windows = vec![window(95.2)];
    let reset = window(0.0).resets_at.expect("reset");
    assert_eq!(
        world.step(0, Turn::Now),
        Step::Move {
            due: reset,
            reset: Some(reset),
            why: Why::NotFree {
                label: "5-hour".to_owned(),
                percent: 95
            },
            tell: true
        }
    );
    world.turn();
    assert_eq!(
        world.rows[0].start.why.as_deref(),
        Some("The 5-hour window is 95 % used.")
    );
    assert!(world.rows[0].told.contains(&(Stage::Refused, 2)));
    world.pass(minutes(61));
    assert_eq!(world.state(), StartState::Confirmed, "the reset freed it");
}

#[test]
fn a_budget_must_fit() {
    let mut world = ready();
    world.rows[0].schedule.spec.conditions.budget = Some(Budget::Percent { percent: 30.0 });
    world.quota.windows = vec![window(70.0)];
    assert_eq!(world.step(0, Turn::Now), Step::Launch);
    world.quota.windows = vec![window(71.0)];
    assert!(matches!(
        world.step(0, Turn::Now),
        Step::Move {
            why: Why::NoRoom { .. },
            ..
        }
    ));
}

#[test]
fn what_is_unknown_is_free() {
    let world = ready();
    assert_eq!(world.step(0, Turn::Now), Step::Launch);
}

#[test]
fn a_limit_holds_even_what_a_person_starts_by_hand() {
    let mut world = World::with(now() + minutes(30), |_| {});
    let until = now() + minutes(90);
    world.hold = Some(Hold {
        until,
        label: "5-hour".to_owned(),
    });
    assert!(world.answer(0, 1, StartAction::StartNow));
    world.turn();
    assert_eq!(world.state(), StartState::Held);
    assert_eq!(world.rows[0].start.actions(), [StartAction::Skip]);
    assert_eq!(
        world.rows[0].start.why.as_deref(),
        Some("The 5-hour limit is reached.")
    );
    // The limit's reset is told some seconds later: nothing new.
    let told = world.rows[0].told.len();
    world.hold = Some(Hold {
        until: until + seconds(2),
        label: "5-hour".to_owned(),
    });
    world.turn();
    assert_eq!(world.rows[0].told.len(), told);
    world.pass(minutes(91));
    assert_eq!(world.state(), StartState::Confirmed);
}

#[test]
fn conditions_are_waited_for_and_a_person_can_start_all_the_same() {
    let mut world = World::with(now() + minutes(30), |spec| spec.conditions.only_on_mains = true);
    world.on_mains = false;
    world.pass(minutes(50));
    assert_eq!(world.state(), StartState::Held);
    let version = world.rows[0].version;
    world.pass(minutes(30));
    assert_eq!(world.rows[0].version, version, "waiting writes nothing");
    world.on_mains = true;
    world.pass(minutes(2));
    assert_eq!(world.state(), StartState::Confirmed);

    let mut world = World::with(now() + minutes(30), |spec| spec.conditions.only_clean = true);
    world.pass(minutes(31));
    assert_eq!(world.state(), StartState::Held, "clean is not known");
    let ask = world.rows[0].start.ask;
    assert!(world.answer(0, ask, StartAction::StartNow));
    world.pass(minutes(1));
    assert_eq!(world.state(), StartState::Confirmed);
}

#[test]
fn a_folder_that_is_gone_is_a_question_and_loses_nothing() {
    let mut world = ready();
    world.project_there = false;
    world.turn();
    assert_eq!(world.state(), StartState::Asking);
    let ask = world.rows[0].start.ask;
    assert_eq!(world.rows[0].told.last(), Some(&(Stage::Refused, ask)));
    world.project_there = true;
    assert!(world.answer(0, ask, StartAction::AtNextReset));
    world.pass(minutes(62));
    assert_eq!(world.state(), StartState::Confirmed);
}

#[test]
fn nothing_starts_after_the_latest_start() {
    let mut world = World::with(now() + minutes(30), |spec| {
        spec.conditions.latest = Some(now() + minutes(60));
    });
    world.hold = Some(Hold {
        until: now() + minutes(90),
        label: "Week".to_owned(),
    });
    world.turn();
    assert_eq!(world.state(), StartState::Failed);
    assert_eq!(world.rows[0].told, [(Stage::Refused, 1)]);
}

#[test]
fn a_reset_that_comes_seconds_later_is_waited_for_and_another_one_moves_the_start() {
    let reset: jiff::Timestamp = "2026-11-21T18:00:00Z".parse().expect("reset");
    let mut world = World::with(reset, |spec| {
        spec.when = segue_plan::schedule::When::AtReset { after_minutes: 0 };
    });
    world.rows[0].start.reset = Some(reset);
    world.resets.five_hour = Some(reset + seconds(40));
    world.turn();
    let start = &world.rows[0].start;
    assert_eq!((start.due, start.ask), (reset + seconds(40), 1));
    world.resets.five_hour = Some(reset);
    let version = world.rows[0].version;
    world.turn();
    assert_eq!(world.rows[0].version, version, "an earlier one changes nothing");
    world.resets.five_hour = Some(reset + minutes(20));
    world.turn();
    let start = &world.rows[0].start;
    assert_eq!((start.due, start.ask), (reset + minutes(20), 2));
}

#[test]
fn no_transcript_within_a_minute_is_told_once() {
    let mut world = ready();
    world.turn();
    let pid = world.gate(0).expect("claimed");
    world.sessions[pid].claude = true;
    for _ in 0..30 {
        world.now += seconds(10);
        world.turn();
    }
    assert_eq!(
        world.rows[0].told,
        [(Stage::Launched, 1), (Stage::Unconfirmed, 1)]
    );
    assert_eq!(world.state(), StartState::Begun);
    world.sessions[pid].transcript = true;
    world.turn();
    assert_eq!(world.state(), StartState::Confirmed);
    world.sessions[pid].alive = false;
    world.turn();
    assert_eq!(world.state(), StartState::Ended);
}
