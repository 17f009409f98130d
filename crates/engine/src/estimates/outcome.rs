//! What one finished session took and what it was, as a row.
//!
//! Sums come from the rows of its answers, the type from its transcript, the rest from what is known of its project. The
//! same facts give the same row: keeping it twice changes nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use jiff::Timestamp;
use segue_meter::estimate::Mark;
use segue_plan::plans::{Phase, Plan, Stated};
use segue_store::{OutcomeRow, PlanSessionRow, SessionRow, Store};
use segue_transcript::story;
use serde::{Deserialize, Serialize};

use super::features::{self, Features};
use super::known::{self, Past};
use super::phases::{self, PhaseTook};
use super::{stated, sums};
use crate::live_plan::course::Course;
use crate::problem::{Code, Problem};
use crate::project;
use crate::world::World;

/// What else is seen of a session; fields are only added.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    /// What the type stands on, in words.
    pub why: Vec<String>,
    /// Test runs.
    pub test_runs: u32,
    /// Test runs that failed.
    pub test_failures: u32,
    /// What was spent after some calls.
    pub marks: Vec<Mark>,
    /// What each phase of its plan took, when it worked on several.
    pub phases: Vec<PhaseTook>,
    /// Why the project counts as known, or not.
    pub familiarity: Option<String>,
    /// Why its code counts as clean, or not.
    pub quality: Option<String>,
    /// The transcript was gone: the type stands on the title alone.
    pub from_title: bool,
}

/// The outcome of a session; `None` when it had no answer, or is not known any more. `watched_since`: what finished later
/// finished while Segue watched.
pub(super) fn of_session(
    store: &mut Store,
    world: &World,
    past: &Past,
    session_id: &str,
    watched_since: Timestamp,
) -> Result<Option<OutcomeRow>, Problem> {
    let Some(session) = store.session(session_id)? else {
        return Ok(None);
    };
    let answers = store.answers_spent(session_id)?;
    let Some(taken) = sums::taken(&answers, session.first_seen) else {
        return Ok(None);
    };
    let (features, from_title) = told(&session);
    let link = store.plan_session(session_id)?;
    let stated = match &link {
        Some(link) => stated_of(store, link)?,
        None => Stated::default(),
    };
    let mut seen = Seen {
        why: features.inferred.why,
        test_runs: features.tests.0,
        test_failures: features.tests.1,
        marks: taken.marks,
        phases: match &link {
            Some(_) => Course::of(store, session_id)?.map_or_else(Vec::new, |course| phases::of(&course)),
            None => Vec::new(),
        },
        from_title,
        ..Seen::default()
    };
    let started_at = session.first_seen.unwrap_or(taken.first).min(taken.first);
    let finished_at = session.last_seen.unwrap_or(taken.last).max(taken.last);
    let (mut project, mut size, mut familiarity, mut quality) = (None, None, None, None);
    if !session.project_path.is_empty() {
        let row = project::of(store, world, Path::new(&session.project_path))?;
        known::freshen(store, &row, world.clock.now())?;
        if let Some(sized) = known::measured(store, row.num)? {
            size = Some(sized.size.to_string());
            if let Some((found, why)) = sized.quality {
                quality = Some(found.to_string());
                seen.quality = Some(why);
            }
        }
        let (found, why) = past.familiarity(row.num, started_at);
        familiarity = Some(found.to_string());
        seen.familiarity = Some(why);
        project = Some(row.num);
    }
    let mut all = taken.sums;
    all.cost_micros = session.sums.cost_micros;
    Ok(Some(OutcomeRow {
        session_id: session.id,
        revision: 0,
        started_at,
        finished_at,
        watched: finished_at >= watched_since,
        project,
        model: taken.family,
        task_type: features.inferred.task_type.to_string(),
        task_type_sure: features.inferred.sure,
        corrected_type: None,
        size,
        familiarity,
        quality,
        stated_tokens: stated.tokens.map(stated::middle),
        stated_minutes: stated.minutes.map(stated::middle),
        plan: link.as_ref().map(|link| link.plan),
        estimate: store
            .estimate_of_session(session_id)?
            .map(|estimate| estimate.num),
        sums: all,
        weighted: taken.weighted,
        millis: taken.millis,
        signals: serde_json::to_string(&seen).map_err(|error| {
            Problem::new(Code::Store, "a session's signals cannot be kept").because(error)
        })?,
        learned_version: None,
    }))
}

/// What the transcript tells; without one, what the title does.
fn told(session: &SessionRow) -> (Features, bool) {
    let title = session.title.as_deref();
    let open = session
        .transcript_path
        .as_deref()
        .and_then(|path| File::open(path).ok());
    let story = open.and_then(|file| story::read_story(BufReader::new(file)).ok());
    match story {
        // What a fork copied was done in the session that it was copied from.
        Some(story) => (features::features(&story.own(), title), false),
        None => (features::of_title(title), true),
    }
}

/// What the plan of a session states of the phases that were worked on in it; of the whole plan when no phase was marked.
fn stated_of(store: &Store, link: &PlanSessionRow) -> Result<Stated, Problem> {
    let Some(row) = store.plan(link.plan)? else {
        return Ok(Stated::default());
    };
    // A text that cannot be read any more states nothing.
    let Ok(reading) = segue_plan::plans::read(&row.text, row.format) else {
        return Ok(Stated::default());
    };
    let marks = store.session_marks(&link.session_id)?;
    let worked_on = |phase: &&Phase| {
        marks
            .iter()
            .any(|mark| mark.plan == link.plan && mark.phase == phase.key)
    };
    let phases: Vec<&Phase> = reading.plan.phases.iter().filter(worked_on).collect();
    Ok(
        if phases.is_empty() || phases.len() == reading.plan.phases.len() {
            of_plan(&reading.plan)
        } else {
            stated::sum(phases.into_iter().map(stated::of_phase))
        },
    )
}

/// What a plan states of the whole: its own words, else those of its phases together.
pub(super) fn of_plan(plan: &Plan) -> Stated {
    let parts = stated::sum(plan.phases.iter().map(stated::of_phase));
    Stated {
        tokens: plan.stated.tokens.or(parts.tokens),
        minutes: plan.stated.minutes.or(parts.minutes),
    }
}

/// How long a transcript is, for who reads no more than so much at a time.
pub(super) fn bytes_to_read(store: &Store, session_id: &str) -> Result<u64, Problem> {
    let path = store
        .session(session_id)?
        .and_then(|session| session.transcript_path);
    let size = path.and_then(|path| std::fs::metadata(path).ok());
    Ok(size.map_or(0, |data| data.len()))
}
