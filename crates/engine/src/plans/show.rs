//! A plan as every face shows it.

use std::collections::HashMap;

use segue_plan::plans::{Amount, PhaseState, Plan, Stated};
use segue_store::{EstimateRow, PhaseMarkRow, PhaseRow, PlanRow, PlanSessionRow, PlanTextRow};

use super::read;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{
    Estimate, EstimateLine, PhaseMark, PhaseView, PlanDetail, PlanReading, PlanSession, PlanState,
    PlanSummary, PlanVersion,
};
use crate::{live, live_plan};

/// Estimates of a plan that are shown.
const SHOWN_ESTIMATES: u32 = 50;
/// Texts it had before that are shown.
const SHOWN_TEXTS: usize = 20;

/// Plans in lines.
pub(super) fn summaries(segue: &Segue, rows: &[PlanRow]) -> Result<Vec<PlanSummary>, Problem> {
    let running = running(segue);
    let links = segue.store.plan_sessions(None)?;
    rows.iter()
        .map(|row| {
            let live = live_session(&links, row.num, &running);
            let phases = segue.store.phases(row.num)?;
            summary(segue, row, &read::reading(&row.text, row.format), &phases, live)
        })
        .collect()
}

/// A plan in depth.
pub(super) fn detail(segue: &Segue, row: PlanRow) -> Result<PlanDetail, Problem> {
    let reading = read::reading(&row.text, row.format);
    let running = running(segue);
    let links = segue.store.plan_sessions(Some(row.num))?;
    let phases = segue.store.phases(row.num)?;
    let live = live_session(&links, row.num, &running);
    let summary = summary(segue, &row, &reading, &phases, live)?;
    let estimates = segue.store.estimates(Some(row.num), SHOWN_ESTIMATES)?;
    let lines = estimates.first().map(lines_of).unwrap_or_default();
    let spent = live_plan::spent_on(&segue.store, &links)?;
    let mut marks = marks_of(segue.store.phase_marks(row.num)?);
    let phases = phases
        .into_iter()
        .map(|phase| PhaseView {
            estimate: line_of(&lines, &phase),
            spent: spent.get(&phase.key).copied(),
            marks: marks.remove(&phase.key).unwrap_or_default(),
            state: phase.state,
            key: phase.key,
        })
        .collect();
    Ok(PlanDetail {
        summary,
        text: row.text,
        plan: reading.plan.unwrap_or_default(),
        notes: reading.notes,
        phases,
        estimates: estimates
            .into_iter()
            .map(|estimate| segue.estimate_head(estimate))
            .collect::<Result<_, _>>()?,
        sessions: links
            .into_iter()
            .map(|link| session(segue, link, &running))
            .collect::<Result<_, _>>()?,
        before: segue
            .store
            .plan_texts(row.num)?
            .into_iter()
            .take(SHOWN_TEXTS)
            .map(version)
            .collect(),
        imported: None,
    })
}

fn summary(
    segue: &Segue,
    row: &PlanRow,
    reading: &PlanReading,
    phases: &[PhaseRow],
    live: Option<&str>,
) -> Result<PlanSummary, Problem> {
    let project = match row.project {
        Some(num) => segue.store.project(num)?,
        None => None,
    };
    let estimate = segue.store.estimates(Some(row.num), 1)?.into_iter().next();
    let done = phases
        .iter()
        .filter(|phase| phase.state == PhaseState::Done)
        .count();
    let state = if row.archived {
        PlanState::Archived
    } else if live.is_some() {
        PlanState::Running
    } else if !phases.is_empty() && done == phases.len() {
        PlanState::Done
    } else {
        PlanState::Open
    };
    let problem = reading
        .error
        .as_ref()
        .map(|error| format!("Line {}, column {}: {}", error.line, error.column, error.what));
    let plan = reading.plan.as_ref();
    Ok(PlanSummary {
        id: row.num,
        title: row.title.clone(),
        project_name: project.as_ref().map(|project| project.name.clone()),
        project: project.map(|project| project.path),
        state,
        phases: phases.len() as u32,
        done: done as u32,
        tasks: plan.map_or(0, |plan| {
            plan.phases.iter().map(|phase| phase.tasks.len() as u32).sum()
        }),
        format: row.format,
        source: row.source.clone(),
        version: row.version,
        changed_at: row.changed_at,
        stated: plan.map(stated).unwrap_or_default(),
        estimate: estimate.map(|row| segue.estimate_head(row)).transpose()?,
        live_session: live.map(str::to_owned),
        problems: problem.into_iter().collect(),
    })
}

/// What the person expects the whole to take: as they said, else what they said of its phases.
fn stated(plan: &Plan) -> Stated {
    let sum = |of: fn(&Stated) -> Option<Amount>| {
        of(&plan.stated).or_else(|| {
            let phases = plan.phases.iter().filter_map(|phase| of(&phase.stated));
            phases.reduce(|a, b| Amount {
                low: a.low.saturating_add(b.low),
                high: a.high.saturating_add(b.high),
            })
        })
    };
    Stated {
        tokens: sum(|stated| stated.tokens),
        minutes: sum(|stated| stated.minutes),
    }
}

fn running(segue: &Segue) -> Vec<String> {
    let live = live::live_sessions(&segue.world.places);
    live.into_iter().map(|session| session.session_id).collect()
}

fn live_session<'a>(links: &'a [PlanSessionRow], plan: i64, running: &[String]) -> Option<&'a str> {
    let mut links = links.iter().filter(|link| link.plan == plan);
    links
        .find(|link| running.contains(&link.session_id))
        .map(|link| link.session_id.as_str())
}

fn session(segue: &Segue, link: PlanSessionRow, running: &[String]) -> Result<PlanSession, Problem> {
    let known = segue.store.session(&link.session_id)?;
    Ok(PlanSession {
        title: known.and_then(|session| session.title),
        live: running.contains(&link.session_id),
        session: link.session_id,
        linked_at: link.linked_at,
        linked_by: link.linked_by,
    })
}

fn marks_of(rows: Vec<PhaseMarkRow>) -> HashMap<String, Vec<PhaseMark>> {
    let mut marks: HashMap<String, Vec<PhaseMark>> = HashMap::new();
    for row in rows {
        marks.entry(row.phase).or_default().push(PhaseMark {
            at: row.at,
            kind: row.kind,
            how: row.how,
            detail: row.detail,
            session: row.session_id,
        });
    }
    marks
}

/// The lines of an estimate; one that an older or newer Segue kept in another form has none.
fn lines_of(row: &EstimateRow) -> Vec<EstimateLine> {
    let shown: Option<Estimate> = serde_json::from_str(&row.shown).ok();
    shown.map(|shown| shown.lines).unwrap_or_default()
}

/// The line of a phase, also when its key has moved since the estimate was made.
fn line_of(lines: &[EstimateLine], phase: &PhaseRow) -> Option<EstimateLine> {
    let titled = lines
        .iter()
        .find(|line| line.title == phase.title && line.key == phase.key);
    let moved = || lines.iter().find(|line| line.title == phase.title);
    let renamed = || lines.iter().find(|line| line.key == phase.key);
    titled.or_else(moved).or_else(renamed).cloned()
}

fn version(row: PlanTextRow) -> PlanVersion {
    PlanVersion {
        version: row.version,
        at: row.at,
        by: row.by,
        format: row.format,
        text: row.text,
    }
}
