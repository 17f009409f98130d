//! Handoffs that Segue makes by itself: when a live context passes 90 %, when a limit was hit, when a hook wished for one.
//!
//! Planned as rows first, once per episode (a generation of the context, a hit, a wish), then made, then marked: a crash
//! in between makes one again, never two. Never overwrites what a person edited.

use jiff::{SignedDuration, Timestamp};
use segue_store::{DueHandoff, LimitHitRow, Store, Wish};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::{sessions, settings};

/// The setting that switches it off.
pub(crate) const SETTING: &str = "handoff.automatic";

/// From this share of the usable context on.
const FULL: f64 = 90.0;
/// A limit that was hit longer ago is history: nobody waits for its handoff.
const RECENT: SignedDuration = SignedDuration::from_hours(12);
/// A session that wrote on after the hit has gone on.
const STOPPED: SignedDuration = SignedDuration::from_mins(10);

/// Turns a hook's wish into a planned handoff.
pub(crate) fn plan_wished(segue: &mut Segue, wish: &Wish) -> Result<(), Problem> {
    let Some(session_id) = wish.about.clone() else {
        return Ok(());
    };
    let due = DueHandoff {
        key: format!("{session_id}/wish/{}", wish.number),
        session_id,
        by: wish.by.clone(),
    };
    segue.store.plan_handoff(&due, segue.world.clock.now())?;
    Ok(())
}

/// Plans what is due and makes it. Returns how many were made.
pub(crate) fn run(segue: &mut Segue) -> Result<usize, Problem> {
    if segue.world.demo {
        return Ok(0);
    }
    let now = segue.world.clock.now();
    if settings::value(&segue.store, SETTING)? == "true" {
        for due in found(segue, now)? {
            segue.store.plan_handoff(&due, now)?;
        }
    }
    let mut made = 0;
    for due in segue.store.due_handoffs()? {
        let failure = match segue.handoff(Some(&due.session_id), &due.by) {
            Ok(handoff) => (handoff.path.is_none()).then(|| handoff.problems.join(" ")),
            // The database may be free in a moment; everything else will not be better then.
            Err(problem) if problem.code == Code::Busy => return Err(problem),
            Err(problem) => Some(problem.to_string()),
        };
        made += usize::from(failure.is_none());
        segue.store.handoff_done(&due.key, now, failure.as_deref())?;
    }
    Ok(made)
}

/// Every episode of now that asks for a handoff, planned before or not.
fn found(segue: &Segue, now: Timestamp) -> Result<Vec<DueHandoff>, Problem> {
    let mut due = Vec::new();
    for session in sessions::live(segue, now)? {
        let full = session
            .context
            .as_ref()
            .is_some_and(|context| context.percent >= FULL);
        if full {
            due.push(DueHandoff {
                key: format!("{}/context/{}", session.id, session.compactions),
                session_id: session.id,
                by: "auto:context".to_owned(),
            });
        }
    }
    for hit in segue.store.limit_hits(now - RECENT)? {
        if ended_it(&segue.store, &hit)? {
            due.push(DueHandoff {
                key: format!("{}/limit/{}", hit.session_id, hit.at.as_millisecond()),
                session_id: hit.session_id,
                by: "auto:limit".to_owned(),
            });
        }
    }
    Ok(due)
}

/// Whether a hit was the end of its session, so far.
fn ended_it(store: &Store, hit: &LimitHitRow) -> Result<bool, Problem> {
    let session = store.session(&hit.session_id)?;
    let went_on = |seen: Timestamp| seen.duration_since(hit.at) > STOPPED;
    Ok(session.is_some_and(|session| !session.gone && !session.last_seen.is_some_and(went_on)))
}

/// Whether a handoff of this session was saved by itself a moment ago, for the alert that tells about the same thing.
pub(crate) fn saved_just_now(store: &Store, session_id: &str, now: Timestamp) -> Result<bool, Problem> {
    let kept = store.handoff(session_id)?;
    Ok(kept
        .is_some_and(|kept| kept.made_by.starts_with("auto:") && now.duration_since(kept.made_at) <= STOPPED))
}
