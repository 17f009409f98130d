//! Steps before the launch: waiting, held, asking.

use jiff::{SignedDuration, Timestamp};

use super::super::due::offset;
use super::super::facts::{Hold, Step, Turn, Why};
use super::super::quota;
use super::super::spec::ScheduleState;
use super::super::start::Stage;
use super::super::transition::JITTER;
use super::Case;

/// The quota is asked for so long ahead, so that the start is punctual.
const AHEAD: SignedDuration = SignedDuration::from_secs(60);
/// A condition is looked at so often.
const LOOK: SignedDuration = SignedDuration::from_mins(1);
/// After so long a wait for a condition, the person is asked.
const STALE: SignedDuration = SignedDuration::from_hours(12);
/// A window in the way whose reset nobody knows is looked at again after this.
const UNKNOWN_RESET: SignedDuration = SignedDuration::from_mins(30);

pub(super) fn waiting(case: &Case<'_>) -> Step {
    let (start, now) = (case.start, case.now);
    if let Some(step) = of_schedule(case)
        .or_else(|| case.untold())
        .or_else(|| too_late(case))
    {
        return step;
    }
    let mut from = start.held_until.map_or(start.due, |held| held.max(start.due));
    if let Some(hold) = quota::limit(case.facts, now) {
        if hold.until > from.max(now) + JITTER {
            return hold_for(case, &hold);
        }
        from = from.max(hold.until);
    }
    if let Some(step) = other_reset(case) {
        return step;
    }
    if now < from {
        return before(case, from);
    }
    against(case)
        .or_else(|| check_quota(case, from))
        .or_else(|| not_free(case))
        .unwrap_or_else(|| release(case))
}

pub(super) fn held(case: &Case<'_>) -> Step {
    let (start, now) = (case.start, case.now);
    if let Some(step) = of_schedule(case).or_else(|| case.untold()) {
        return step;
    }
    if let Some(step) = superseded(case) {
        return step;
    }
    let limit = quota::limit(case.facts, now);
    match start.held_until {
        Some(until) => match limit {
            Some(hold) if hold.until > until + JITTER => hold_for(case, &hold),
            Some(_) if now < until => before(case, until),
            Some(_) | None => Step::Release,
        },
        None if limit.is_some() => Step::Release,
        None => match against(case) {
            None if now > start.due + STALE => Step::Ask {
                why: Why::Missed,
                stage: Stage::Missed,
            },
            None => Step::Release,
            Some(Step::Hold { .. }) if past_latest(case, now) => Step::Fail { why: Why::PastLatest },
            Some(Step::Hold { .. }) => case.wait(now + LOOK),
            Some(other) => other,
        },
    }
}

pub(super) fn asking(case: &Case<'_>) -> Step {
    if let Some(step) = of_schedule(case).or_else(|| case.untold()) {
        return step;
    }
    superseded(case).unwrap_or_else(|| match case.superseded_at() {
        Some(at) => case.wait(at),
        None => Step::Wait { until: None },
    })
}

/// What the state of the schedule says.
fn of_schedule(case: &Case<'_>) -> Option<Step> {
    let (start, spec) = (case.start, &case.schedule.spec);
    match case.schedule.state {
        ScheduleState::Active => None,
        ScheduleState::Cancelled => Some(Step::Drop {
            why: Why::ScheduleOver,
        }),
        // What a person starts by hand is started all the same.
        ScheduleState::Done | ScheduleState::Paused if start.wished_now => None,
        ScheduleState::Done => Some(Step::Drop {
            why: Why::ScheduleOver,
        }),
        ScheduleState::Paused if !spec.when.repeats() => Some(Step::Wait { until: None }),
        ScheduleState::Paused if case.now >= start.due => Some(Step::Drop { why: Why::Paused }),
        ScheduleState::Paused => Some(case.wait(start.due)),
    }
}

/// Its time passed while nobody was there to see it.
fn too_late(case: &Case<'_>) -> Option<Step> {
    let (start, facts) = (case.start, case.facts);
    let mut since = start.held_until.map_or(start.due, |held| held.max(start.due));
    if let Some(queued) = start.queued_at {
        let moved_on = facts.last_launch.map(|last| last + facts.rules.stagger);
        since = since.max(queued).max(moved_on.unwrap_or(queued));
    }
    if case.now.duration_since(since) > facts.rules.late
        && let Some(step) = case.late()
    {
        return Some(step);
    }
    let at = since.max(case.now);
    past_latest(case, at).then_some(Step::Fail { why: Why::PastLatest })
}

fn past_latest(case: &Case<'_>, at: Timestamp) -> bool {
    let latest = case.schedule.spec.conditions.latest;
    !case.start.wished_now && latest.is_some_and(|latest| at > latest)
}

fn superseded(case: &Case<'_>) -> Option<Step> {
    let at = case.superseded_at()?;
    (at <= case.now).then_some(Step::Drop { why: Why::Superseded })
}

/// Nothing starts before the limit's reset.
fn hold_for(case: &Case<'_>, hold: &Hold) -> Step {
    let until = if case.start.wished_now {
        hold.until
    } else {
        case.settle(hold.until)
    };
    if past_latest(case, until) {
        return Step::Fail { why: Why::PastLatest };
    }
    Step::Hold {
        until: Some(until),
        why: Why::LimitHit {
            label: hold.label.clone(),
        },
    }
}

/// The reset that a start goes by may turn out to be another one, as long as it has not come.
fn other_reset(case: &Case<'_>) -> Option<Step> {
    let (start, facts) = (case.start, case.facts);
    let (was, is) = (start.reset?, facts.resets.five_hour?);
    if case.now >= was || is <= case.now {
        return None;
    }
    let due = case.settle(is + offset(&case.schedule.spec.when));
    if is.duration_since(was).abs() > JITTER {
        return Some(Step::Move {
            due,
            reset: Some(is),
            why: Why::ResetMoved,
            tell: case.told(Stage::Soon),
        });
    }
    // Sources differ by a second or so; only what would start before the reset is put right.
    (is.duration_since(was) >= SignedDuration::from_secs(1)).then_some(Step::Nudge { due, reset: is })
}

/// What is done before the time: announcing it, and asking for the quota.
fn before(case: &Case<'_>, from: Timestamp) -> Step {
    let (start, facts, now) = (case.start, case.facts, case.now);
    let announce =
        case.notice().is_positive() && !start.wished_now && facts.can_tell && !case.told(Stage::Soon);
    let announce_at = from - case.notice();
    if announce && now >= announce_at {
        return Step::Notice { stage: Stage::Soon };
    }
    // Before a reset, asking would tell of the window that ends.
    let reset_between = facts
        .resets
        .five_hour
        .is_some_and(|reset| reset > now && reset <= from);
    let ask = !reset_between && quota::must_be_asked(&facts.quota, start, now);
    if ask && now >= from - AHEAD {
        return Step::AskQuota;
    }
    let moments = [
        Some(from),
        announce.then_some(announce_at),
        Some(from - AHEAD),
        facts.resets.five_hour,
    ];
    let first = moments.into_iter().flatten().filter(|at| *at > now).min();
    case.wait(first.unwrap_or(from))
}

/// Conditions that are not met; what a person starts by hand needs the folder only.
fn against(case: &Case<'_>) -> Option<Step> {
    let (facts, conditions) = (case.facts, &case.schedule.spec.conditions);
    if !facts.project_there {
        return Some(Step::Ask {
            why: Why::ProjectGone,
            stage: Stage::Refused,
        });
    }
    if case.start.wished_now {
        return None;
    }
    if conditions.until_done && facts.objectives_open == Some(false) {
        return Some(Step::Drop {
            why: Why::NothingOpen,
        });
    }
    let why = if conditions.only_clean && facts.clean != Some(true) {
        Why::NotClean
    } else if conditions.only_on_mains && facts.on_mains == Some(false) {
        Why::OnBattery
    } else {
        return None;
    };
    Some(Step::Hold { until: None, why })
}

fn check_quota(case: &Case<'_>, from: Timestamp) -> Option<Step> {
    // A clock set back does not ask twice.
    let at = case.now.max(from);
    quota::must_be_asked(&case.facts.quota, case.start, at).then_some(Step::AskQuota)
}

/// Not free: it starts when the window in the way resets, as long after it as it was planned after its own.
fn not_free(case: &Case<'_>) -> Option<Step> {
    if case.start.wished_now {
        return None;
    }
    let found = quota::in_the_way(case.facts, &case.schedule.spec, case.now)?;
    let due = match found.resets_at {
        Some(reset) => reset + offset(&case.schedule.spec.when),
        None => case.now + UNKNOWN_RESET,
    };
    let due = case.settle(due);
    if past_latest(case, due) {
        return Some(Step::Fail { why: Why::PastLatest });
    }
    Some(Step::Move {
        due,
        reset: found.resets_at,
        why: found.why,
        tell: true,
    })
}

/// Nothing stands against it: it goes when it is its turn.
fn release(case: &Case<'_>) -> Step {
    match case.facts.turn {
        Turn::Now => Step::Launch,
        Turn::Later { .. } if case.start.queued_at.is_none() => Step::Queue,
        Turn::Later { at } => case.wait(at),
    }
}
