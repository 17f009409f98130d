//! Which plan, which session, which phase is meant.

use std::path::Path;

use segue_engine::view::{PlanDetail, PlanState, PlanSummary, SessionQuery};
use segue_engine::{Code, Exact, PlanRef, Problem, Segue, World};

use super::file;

/// The plan that was named: by its number, by words of its title, or by its file.
pub(crate) fn plan(segue: &mut Segue, text: &str) -> Result<PlanDetail, Problem> {
    let reference = PlanRef::of(text);
    let path = Path::new(text);
    match reference {
        // A file is named from where the person is; the plan knows it by its whole path.
        PlanRef::Named(_) if path.is_file() => {
            let path = file::absolute(path)?;
            segue.plan(PlanRef::Named(&path.to_string_lossy()))
        }
        PlanRef::Id(_) | PlanRef::Named(_) => segue.plan(reference),
    }
}

/// The session that is meant: the one named, the one in which the command was typed, or the only live one of this project.
pub(crate) fn session(segue: &mut Segue, world: &World, named: Option<&str>) -> Result<String, Problem> {
    if let Some(named) = named.or(world.places.environment.inside.session_id.as_deref()) {
        return Ok(segue.session(Some(named), Exact::No)?.session.id);
    }
    let mut live = segue.sessions(&SessionQuery {
        search: None,
        live_only: true,
        project_path: None,
        limit: None,
    })?;
    if !world.demo
        && let Ok(here) = file::present()
    {
        let here = here.to_string_lossy().into_owned();
        if live.iter().any(|one| one.project_path == here) {
            live.retain(|one| one.project_path == here);
        }
    }
    match live.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Problem::new(Code::NotFound, "no session is live")
            .hint("Name one with --session: `segue sessions` lists them.")),
        several => {
            let ids: Vec<&str> = several.iter().map(|one| &one.id[..one.id.len().min(8)]).collect();
            Err(Problem::new(
                Code::BadInput,
                format!("{} sessions are live: {}", several.len(), ids.join(", ")),
            )
            .hint("Name one with --session."))
        }
    }
}

/// The plan that is worked on: the one named, that of the session, or the only one that runs.
pub(crate) fn worked_on(
    segue: &mut Segue,
    world: &World,
    named: Option<&str>,
    session: Option<&str>,
) -> Result<PlanDetail, Problem> {
    if let Some(named) = named {
        return plan(segue, named);
    }
    let session = session.or(world.places.environment.inside.session_id.as_deref());
    if let Some(session) = session
        && let Some(found) = plan_of(segue, session)?
    {
        return segue.plan(PlanRef::Id(found));
    }
    let running: Vec<PlanSummary> = segue
        .plans(false)?
        .into_iter()
        .filter(|plan| plan.state == PlanState::Running)
        .collect();
    match running.as_slice() {
        [one] => segue.plan(PlanRef::Id(one.id)),
        [] => Err(Problem::new(Code::NotFound, "no plan runs")
            .hint("Name it with --plan: `segue plan list` lists them.")),
        several => {
            let ids: Vec<String> = several.iter().map(|plan| plan.id.to_string()).collect();
            Err(Problem::new(
                Code::BadInput,
                format!("{} plans run: {}", several.len(), ids.join(", ")),
            )
            .hint("Name one with --plan."))
        }
    }
}

/// The plan to which a session is linked.
fn plan_of(segue: &mut Segue, session: &str) -> Result<Option<i64>, Problem> {
    let session = segue.session(Some(session), Exact::No)?.session.id;
    let of_live = segue.live(&session)?.and_then(|live| live.plan);
    if of_live.is_some() {
        return Ok(of_live);
    }
    for plan in segue.plans(true)? {
        let detail = segue.plan(PlanRef::Id(plan.id))?;
        if detail.sessions.iter().any(|one| one.session == session) {
            return Ok(Some(plan.id));
        }
    }
    Ok(None)
}
