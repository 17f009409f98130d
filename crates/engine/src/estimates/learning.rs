//! Learning: which sessions have finished, what they took, and the model that follows from it.
//!
//! Facts first: an outcome is a row that can be kept any number of times; the model is made from all rows. A crash in
//! between repeats a step, and a session counts once. Bounded: so many bytes of transcripts at a time, latest first.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use segue_store::{Store, WishKind};

use super::known::Past;
use super::state::{self, Fitted, Why};
use super::{mirror, outcome};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::{live, live_plan, project, reports, settings};

/// What is read at one time, in bytes of transcripts.
const AT_ONE_TIME: u64 = 48 << 20;
/// Sessions that are looked up at one time.
const MOST_DUE: u32 = 500;
/// Sessions that finished earlier than this were not watched.
const BEGAN: &str = "internal.learning_began";
/// The end of a session is told by a hook; a wish about it that is older says nothing any more.
const WISH_HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// What was done at one time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Looked {
    /// Sessions whose outcomes are new, or another revision.
    pub sessions: Vec<String>,
    /// What the model learned from them.
    pub fitted: Option<Fitted>,
    /// There is more to do.
    pub more: bool,
    /// When the next session will have been quiet for long enough.
    pub next: Option<Timestamp>,
}

/// How far a look goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    /// Bytes of transcripts.
    pub bytes: u64,
    /// Sessions.
    pub sessions: u32,
    /// Also outcomes whose sums have changed though their session did not go on: that takes a walk over all usage rows.
    pub sums: bool,
}

impl Reach {
    /// What may have changed a moment ago.
    pub(crate) fn shallow() -> Reach {
        Reach {
            bytes: AT_ONE_TIME,
            sessions: MOST_DUE,
            sums: false,
        }
    }

    /// Everything, a piece at a time.
    pub(crate) fn deep() -> Reach {
        Reach {
            sums: true,
            ..Reach::shallow()
        }
    }
}

/// What is to be looked at now, and when next.
struct Due {
    sessions: Vec<String>,
    more: bool,
    next: Option<Timestamp>,
}

/// Looks at sessions that have finished, and learns from them. `progress` is told after each.
pub(crate) fn look(
    segue: &mut Segue,
    reach: Reach,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u32),
) -> Result<Looked, Problem> {
    let now = segue.world.clock.now();
    let began = began(&mut segue.store, now)?;
    let due = due(segue, now, reach.sums)?;
    let mut looked = Looked {
        more: due.more,
        next: due.next,
        ..Looked::default()
    };
    if !due.sessions.is_empty() {
        // How well a project was known is counted over all of its folders.
        while project::look_at_new(&mut segue.store, &segue.world, 50)? && !stop.load(Ordering::Relaxed) {}
        let past = Past::read(&segue.store)?;
        let mut bytes = 0;
        for (done, session) in (0..).zip(&due.sessions) {
            if bytes >= reach.bytes || done >= reach.sessions || stop.load(Ordering::Relaxed) {
                looked.more = true;
                break;
            }
            bytes += outcome::bytes_to_read(&segue.store, session)?;
            match one(segue, &past, session, began) {
                Ok(true) => looked.sessions.push(session.clone()),
                Ok(false) => {}
                // The database may be free in a moment.
                Err(problem) if problem.code == Code::Busy => return Err(problem),
                // What is wrong with one session holds up no other; it is due again at the next look.
                Err(_) => {}
            }
            progress(done + 1);
        }
    }
    // Also what a crash, or another program, left between its row and its lesson.
    if segue.store.outcome_counts()?.1 > 0 {
        looked.fitted = Some(state::fit(&mut segue.store, now, Why::Learned, "segue")?);
    }
    // The rows are the truth; `segue model show` says when the copy cannot be written.
    drop(mirror::write(&mut segue.store, &segue.world));
    // After learning, so that a report can say what was learned.
    looked.more |= reports::run(segue)?;
    grant_wishes(segue, now)?;
    Ok(looked)
}

/// Keeps the outcome of one session; false when it has none.
fn one(segue: &mut Segue, past: &Past, session_id: &str, began: Timestamp) -> Result<bool, Problem> {
    let last_seen = segue
        .store
        .session(session_id)?
        .and_then(|session| session.last_seen);
    if let Some(at) = last_seen {
        // Before it is known what each phase took, it must be known when they ended.
        live_plan::look::ended(segue, session_id, at)?;
    }
    let Some(row) = outcome::of_session(&mut segue.store, &segue.world, past, session_id, began)? else {
        return Ok(false);
    };
    segue.store.keep_outcome(&row, segue.world.clock.now())?;
    Ok(true)
}

/// How many sessions wait to be looked at.
pub(crate) fn waiting(segue: &Segue) -> Result<u32, Problem> {
    let due = due(segue, segue.world.clock.now(), true)?;
    Ok(u32::try_from(due.sessions.len()).unwrap_or(u32::MAX))
}

/// When learning began here: what finishes later finishes while Segue watches.
pub(crate) fn began(store: &mut Store, now: Timestamp) -> Result<Timestamp, Problem> {
    if let Some(at) = known_begin(store)? {
        return Ok(at);
    }
    store.set_setting(BEGAN, Some(&now.to_string()), "segue", now)?;
    Ok(now)
}

fn known_begin(store: &Store) -> Result<Option<Timestamp>, Problem> {
    Ok(store.setting(BEGAN)?.and_then(|text| text.parse().ok()))
}

/// Sessions that no process has open and that were quiet for a while, or whose end a hook has told.
fn due(segue: &Segue, now: Timestamp, sums: bool) -> Result<Due, Problem> {
    let store = &segue.store;
    let minutes = settings::value(store, "estimates.quiet_minutes")?
        .parse()
        .unwrap_or(15);
    let quiet = SignedDuration::from_mins(minutes);
    let live: Vec<String> = live::live_sessions(&segue.world.places)
        .into_iter()
        .map(|session| session.session_id)
        .collect();
    let ended: Vec<String> = ended(store)?;
    let unseen = store.unseen_outcomes(now, MOST_DUE)?;
    let mut due = Due {
        sessions: Vec::new(),
        more: unseen.len() == MOST_DUE as usize,
        next: None,
    };
    for session in unseen
        .into_iter()
        .filter(|session| !live.contains(&session.session_id))
    {
        let quiet_at = session.last_seen + quiet;
        if quiet_at <= now || ended.contains(&session.session_id) {
            due.sessions.push(session.session_id);
        } else {
            due.next = Some(due.next.map_or(quiet_at, |next| next.min(quiet_at)));
        }
    }
    let drifted = if sums {
        store.drifted_outcomes(MOST_DUE)?
    } else {
        Vec::new()
    };
    for session in drifted {
        if !due.sessions.contains(&session) && !live.contains(&session) {
            due.sessions.push(session);
        }
    }
    Ok(due)
}

/// Sessions whose end a hook has told.
fn ended(store: &Store) -> Result<Vec<String>, Problem> {
    let wishes = store.open_wishes()?.into_iter();
    let ends = wishes.filter(|wish| wish.kind == WishKind::Learn);
    Ok(ends.filter_map(|wish| wish.about).collect())
}

/// A wish is granted when its session has an outcome of its end; one that is old is let go.
fn grant_wishes(segue: &mut Segue, now: Timestamp) -> Result<(), Problem> {
    for wish in segue.store.open_wishes()? {
        let Some(session_id) = wish.about.as_deref().filter(|_| wish.kind == WishKind::Learn) else {
            continue;
        };
        let outcome = segue.store.outcome(session_id)?;
        let seen = segue
            .store
            .session(session_id)?
            .and_then(|session| session.last_seen);
        let learned = outcome.is_some_and(|row| Some(row.finished_at) >= seen);
        if learned || now.duration_since(wish.at) > WISH_HOLDS {
            segue.store.wish_done(wish.number, now)?;
        }
    }
    Ok(())
}
