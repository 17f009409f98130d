//! A look at what is new in the transcript of a session that works on a plan: marks follow from it.
//!
//! Bounded: only what was added since the last look is read, and not more than [`AT_ONE_TIME`] of it. Marks are rows before
//! the bookmark moves, so a crash in between looks at the same piece again and changes nothing.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use jiff::Timestamp;
use segue_plan::plans::Plan;
use segue_plan::plans::progress::{self, Fact, Mark, Notes, Seen};
use segue_store::{LiveLookRow, PhaseMarkDraft, PlanSessionRow, SessionRow};
use segue_transcript::story::{self, Bookmark};

use super::course::{self, standing};
use super::facts::facts;
use super::trouble::Trouble;
use crate::problem::{Code, Problem};
use crate::segue::Segue;

/// Bytes of a transcript that are read at one time.
const AT_ONE_TIME: u64 = 16 << 20;
/// A transcript that is longer than so many pieces goes on at the next look.
const PIECES: u32 = 4;

/// Looks at every session that is linked to a plan and went on since. True when a phase began or ended.
pub(crate) fn run(segue: &mut Segue) -> Result<bool, Problem> {
    let mut moved = false;
    for session in segue.store.live_looks_due()? {
        moved |= match look(segue, &session, None) {
            // A transcript that cannot be read now holds up no other; it is due again.
            Err(problem) if problem.code == Code::Io => false,
            looked => looked?,
        };
    }
    Ok(moved)
}

/// A last look at a session that has ended. True when a phase ended by it.
pub(crate) fn ended(segue: &mut Segue, session_id: &str, at: Timestamp) -> Result<bool, Problem> {
    look(segue, session_id, Some(at))
}

fn look(segue: &mut Segue, session_id: &str, ended: Option<Timestamp>) -> Result<bool, Problem> {
    let (Some(link), Some(session)) = (
        segue.store.plan_session(session_id)?,
        segue.store.session(session_id)?,
    ) else {
        return Ok(false);
    };
    // A text that cannot be read any more has no phases; it is looked at when it can.
    let Some(plan) = course::plan_of(&segue.store, link.plan)? else {
        return Ok(false);
    };
    let kept = segue
        .store
        .live_look(session_id)?
        .filter(|kept| kept.plan == link.plan);
    let mut state = Looked::of(kept.as_ref());
    let mut moved = false;
    for _ in 0..PIECES {
        let (facts, more) = state.read_on(&session)?;
        moved |= mark(segue, &link, &session, &plan, &mut state.notes, &facts)?;
        keep(segue, &link, &state, session.last_seen.filter(|_| !more))?;
        if !more {
            break;
        }
    }
    if let Some(at) = ended {
        let end = [Fact {
            at,
            what: Seen::Ended,
        }];
        moved |= mark(segue, &link, &session, &plan, &mut state.notes, &end)?;
        keep(segue, &link, &state, session.last_seen)?;
    }
    Ok(moved)
}

/// What is kept between two looks.
#[derive(Default)]
struct Looked {
    bookmark: Bookmark,
    notes: Notes,
    trouble: Trouble,
}

impl Looked {
    /// What cannot be read (a newer Segue wrote it) is gathered anew.
    fn of(kept: Option<&LiveLookRow>) -> Looked {
        let Some(kept) = kept else {
            return Looked::default();
        };
        let read = || -> Result<Looked, serde_json::Error> {
            Ok(Looked {
                bookmark: serde_json::from_str(&kept.bookmark)?,
                notes: serde_json::from_str(&kept.notes)?,
                trouble: serde_json::from_str(&kept.trouble)?,
            })
        };
        read().unwrap_or_default()
    }

    /// Reads a piece. A transcript that cannot be opened has nothing new; one that became shorter is another one.
    fn read_on(&mut self, session: &SessionRow) -> Result<(Vec<Fact>, bool), Problem> {
        let begun = session.first_seen.unwrap_or(Timestamp::UNIX_EPOCH);
        let Some(path) = session.transcript_path.as_deref() else {
            return Ok((Vec::new(), false));
        };
        let Ok(mut file) = File::open(Path::new(path)) else {
            return Ok((Vec::new(), false));
        };
        let problem = |error| Problem::new(Code::Io, "a transcript cannot be read").because(error);
        if file.metadata().map_err(problem)?.len() < self.bookmark.offset {
            *self = Looked::default();
        }
        file.seek(SeekFrom::Start(self.bookmark.offset))
            .map_err(problem)?;
        let part = story::read_part(BufReader::new(file), &self.bookmark, AT_ONE_TIME).map_err(problem)?;
        self.bookmark = part.next;
        let beats = part.story.own().beats;
        self.trouble.add(&beats);
        Ok((facts(&beats, begun), part.more))
    }
}

fn mark(
    segue: &mut Segue,
    link: &PlanSessionRow,
    session: &SessionRow,
    plan: &Plan,
    notes: &mut Notes,
    facts: &[Fact],
) -> Result<bool, Problem> {
    let begun = session.first_seen.unwrap_or(link.linked_at);
    let (plan, marks) = standing(&segue.store, link.plan, plan)?;
    let marks: Vec<Mark> = marks.into_iter().map(|(mark, _)| mark).collect();
    let made = progress::advance(&plan, &marks, notes, facts, begun);
    let mut moved = false;
    for mark in &made {
        let draft = PhaseMarkDraft {
            plan: link.plan,
            phase: &mark.key,
            session_id: Some(&link.session_id),
            kind: mark.kind,
            at: mark.at,
            how: mark.how,
            detail: Some(&mark.detail),
        };
        moved |= segue.store.mark_phase(&draft)?.is_some();
    }
    let all: Vec<Mark> = marks.into_iter().chain(made).collect();
    moved |= segue
        .store
        .set_session_phase(&link.session_id, progress::worked_on(&plan, &all))?;
    Ok(moved)
}

fn keep(
    segue: &mut Segue,
    link: &PlanSessionRow,
    state: &Looked,
    seen_at: Option<Timestamp>,
) -> Result<(), Problem> {
    let json = |value: Result<String, serde_json::Error>| {
        value
            .map_err(|error| Problem::new(Code::Store, "the look at a session cannot be kept").because(error))
    };
    Ok(segue.store.set_live_look(&LiveLookRow {
        session_id: link.session_id.clone(),
        plan: link.plan,
        bookmark: json(serde_json::to_string(&state.bookmark))?,
        notes: json(serde_json::to_string(&state.notes))?,
        trouble: json(serde_json::to_string(&state.trouble))?,
        seen_at,
    })?)
}
