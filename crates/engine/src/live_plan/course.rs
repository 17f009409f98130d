//! How a session's plan goes, from rows: its phases, what each has taken, what it was estimated at. Reads no transcript.

use std::collections::BTreeMap;

use jiff::Timestamp;
use segue_plan::plans::progress::{self, Mark, Stretch, timeline};
use segue_plan::plans::{self, MarkHow, MarkKind, PhaseState, Plan};
use segue_store::{AnswerSpentRow, EstimateRow, PhaseMarkRow, PlanSessionRow, SessionRow, Store};

use super::spend::{self, Spent};
use super::trouble::{Incident, Trouble};
use crate::problem::Problem;
use crate::view;

/// A session, its plan, and what it has taken.
pub(crate) struct Course {
    pub session: SessionRow,
    /// Of a session that works on a plan.
    pub on: Option<OnPlan>,
    pub answers: Vec<AnswerSpentRow>,
    pub whole: Spent,
    /// By the key of the phase; they add up to `whole`.
    pub phases: BTreeMap<String, Spent>,
    /// What it is measured by, as it was shown.
    pub estimate: Option<(EstimateRow, view::Estimate)>,
    pub incidents: Vec<Incident>,
    stretches: Vec<Stretch>,
}

/// The plan of a session.
pub(crate) struct OnPlan {
    pub link: PlanSessionRow,
    pub title: String,
    pub plan: Plan,
    pub states: BTreeMap<String, PhaseState>,
    /// All marks of the plan, oldest first.
    pub marks: Vec<PhaseMarkRow>,
}

impl Course {
    /// `None` when there is no such session.
    pub(crate) fn of(store: &Store, session_id: &str) -> Result<Option<Course>, Problem> {
        let Some(session) = store.session(session_id)? else {
            return Ok(None);
        };
        let on = on_plan(store, session_id)?;
        let answers = store.answers_spent(session_id)?;
        let stretches = match &on {
            Some(on) => on.stretches(store, &session)?,
            None => Vec::new(),
        };
        let (whole, phases) = spend::by_phase(&answers, session.first_seen, &stretches);
        let estimate = match store.estimate_of_session(session_id)? {
            // What an older or newer Segue wrote and we cannot read is no measure.
            Some(row) => serde_json::from_str(&row.shown).ok().map(|shown| (row, shown)),
            None => None,
        };
        let trouble = store.live_look(session_id)?;
        let trouble: Option<Trouble> = trouble.and_then(|row| serde_json::from_str(&row.trouble).ok());
        Ok(Some(Course {
            session,
            on,
            answers,
            whole,
            phases,
            estimate,
            incidents: trouble.map(|trouble| trouble.incidents()).unwrap_or_default(),
            stretches,
        }))
    }

    /// Whether a phase was done before this session began, and not worked on in it.
    pub(crate) fn done_before(&self, key: &str) -> bool {
        let Some(on) = &self.on else {
            return false;
        };
        let begun = self.session.first_seen.unwrap_or(on.link.linked_at);
        let marked = on.marks.iter().rfind(|mark| mark.phase == key);
        let before = marked.is_none_or(|mark| mark.kind == MarkKind::Done && mark.at <= begun);
        on.state(key) == PhaseState::Done && !self.phases.contains_key(key) && before
    }

    /// What went otherwise in a phase, most tokens first.
    pub(crate) fn deviations(&self, key: &str) -> Vec<view::Deviation> {
        let owner = |incident: &&Incident| progress::owner(&self.stretches, incident.from) == Some(key);
        self.told(self.incidents.iter().filter(owner))
    }

    /// What went otherwise in the whole session, most tokens first.
    pub(crate) fn all_deviations(&self) -> Vec<view::Deviation> {
        self.told(self.incidents.iter())
    }

    fn told<'a>(&'a self, incidents: impl Iterator<Item = &'a Incident>) -> Vec<view::Deviation> {
        let mut all: Vec<view::Deviation> = incidents
            .map(|incident| view::Deviation {
                kind: incident.kind.as_str().to_owned(),
                words: incident.words.clone(),
                tokens: spend::cost(&self.answers, incident),
            })
            .collect();
        all.sort_by_key(|deviation| std::cmp::Reverse(deviation.tokens));
        all
    }
}

fn on_plan(store: &Store, session_id: &str) -> Result<Option<OnPlan>, Problem> {
    let Some(link) = store.plan_session(session_id)? else {
        return Ok(None);
    };
    let Some(row) = store.plan(link.plan)? else {
        return Ok(None);
    };
    let Ok(reading) = plans::read(&row.text, row.format) else {
        return Ok(None);
    };
    let states = store.phases(link.plan)?;
    Ok(Some(OnPlan {
        title: row.title,
        plan: reading.plan,
        states: states.into_iter().map(|row| (row.key, row.state)).collect(),
        marks: store.phase_marks(link.plan)?,
        link,
    }))
}

impl OnPlan {
    /// How far a phase is.
    pub(crate) fn state(&self, key: &str) -> PhaseState {
        self.states.get(key).copied().unwrap_or_default()
    }

    /// When the session worked on which phase: by its own marks and by what a person said meanwhile, from the phase that
    /// was worked on when it began.
    fn stretches(&self, store: &Store, session: &SessionRow) -> Result<Vec<Stretch>, Problem> {
        let begun = session.first_seen.unwrap_or(self.link.linked_at);
        let (plan, marks) = standing(store, self.link.plan, &self.plan)?;
        let is_own = |mark: &Mark, of: Option<&str>| match of {
            Some(of) => of == session.id,
            None => mark.at >= begun,
        };
        let (own, others): (Vec<_>, Vec<_>) = marks
            .into_iter()
            .partition(|(mark, of)| is_own(mark, of.as_deref()));
        let mut own: Vec<Mark> = own.into_iter().map(|(mark, _)| mark).collect();
        let before: Vec<Mark> = others
            .into_iter()
            .map(|(mark, _)| mark)
            .filter(|mark| mark.at <= begun)
            .collect();
        let at_begin = progress::worked_on(&plan, &before);
        // When nothing is open any more, what is done still belongs to the last that was worked on.
        let last = || {
            own.is_empty()
                .then(|| before.last().map(|mark| mark.key.clone()))?
        };
        if let Some(key) = at_begin.map(str::to_owned).or_else(last) {
            own.insert(
                0,
                Mark {
                    key,
                    kind: MarkKind::Started,
                    at: begun,
                    how: MarkHow::Start,
                    detail: String::new(),
                },
            );
        }
        if own.is_empty()
            && let Some(phase) = plan.phases.last()
        {
            own.push(Mark {
                key: phase.key.clone(),
                kind: MarkKind::Started,
                at: begun,
                how: MarkHow::Start,
                detail: String::new(),
            });
        }
        Ok(timeline(&own))
    }
}

/// A plan's structure, from its text; `None` when it cannot be read, or there is none.
pub(super) fn plan_of(store: &Store, num: i64) -> Result<Option<Plan>, Problem> {
    let row = store.plan(num)?;
    Ok(row
        .and_then(|row| plans::read(&row.text, row.format).ok())
        .map(|reading| reading.plan))
}

/// A mark, and the session it came about in.
pub(super) type Told = (Mark, Option<String>);

/// The plan and its marks as they stand, each with the session it came about in. What the rows say of a phase counts more
/// than its marks: a person may have said it in the text.
pub(super) fn standing(store: &Store, num: i64, plan: &Plan) -> Result<(Plan, Vec<Told>), Problem> {
    let states: BTreeMap<String, PhaseState> = store
        .phases(num)?
        .into_iter()
        .map(|row| (row.key, row.state))
        .collect();
    let mut marks = store.phase_marks(num)?;
    let mut plan = plan.clone();
    for phase in &mut plan.phases {
        let state = states.get(&phase.key).copied().unwrap_or_default();
        phase.done = state == PhaseState::Done;
        let last = marks.iter().rev().find(|mark| mark.phase == phase.key);
        let by_marks = last.map_or(PhaseState::Pending, |mark| match mark.kind {
            MarkKind::Started | MarkKind::Reopened => PhaseState::Running,
            MarkKind::Done => PhaseState::Done,
        });
        if by_marks != state {
            marks.retain(|mark| mark.phase != phase.key);
        }
    }
    let mark = |row: PhaseMarkRow| {
        let mark = Mark {
            key: row.phase,
            kind: row.kind,
            at: row.at,
            how: row.how,
            detail: row.detail.unwrap_or_default(),
        };
        (mark, row.session_id)
    };
    Ok((plan, marks.into_iter().map(mark).collect()))
}

/// When a session began, as far as is known.
pub(crate) fn begun(session: &SessionRow, now: Timestamp) -> Timestamp {
    session.first_seen.or(session.last_seen).unwrap_or(now)
}
