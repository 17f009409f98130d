//! A plan and a session: what the session is told of it, and the link between the two.

use jiff::Timestamp;
use segue_plan::plans::PhaseState;
use segue_plan::schedule::Spec;
use segue_store::{PlanRow, Store};

use super::find::{self, PlanRef};
use crate::problem::{Code, Problem};

/// The plan that a schedule is to work on; refused when it is not there or was put away.
pub(crate) fn wanted(store: &Store, spec: &Spec) -> Result<Option<PlanRow>, Problem> {
    let Some(plan) = spec.plan else {
        return Ok(None);
    };
    let row = find::find(store, PlanRef::Id(plan))?;
    if row.archived {
        return Err(Problem::new(
            Code::BadInput,
            format!("plan {plan}, \"{}\", was put away", row.title),
        )
        .hint("Take it back into the list, or choose another one."));
    }
    Ok(Some(row))
}

/// What a session is told of a plan: what is done already, and the text word for word.
pub(crate) fn words(store: &Store, plan: i64, alone: bool) -> Result<String, Problem> {
    let row = find::find(store, PlanRef::Id(plan))?;
    let phases = store.phases(plan)?;
    let done: Vec<&str> = phases
        .iter()
        .filter(|phase| phase.state == PhaseState::Done)
        .map(|phase| phase.key.as_str())
        .collect();
    let lead = if alone {
        "Work on this plan, phase by phase"
    } else {
        "The plan to work on"
    };
    let done = match done.as_slice() {
        [] => String::new(),
        [one] => format!(" Phase {one} is done already."),
        several => format!(" Phases {} are done already.", several.join(", ")),
    };
    Ok(format!(
        "{lead} (\"{}\", plan {plan} of Segue).{done} It follows word for word.\n\n{}",
        row.title, row.text
    ))
}

/// Has the session that a schedule starts work on the schedule's plan. Its id is known before its first line is written.
pub(crate) fn link_started(
    store: &mut Store,
    spec: &Spec,
    session_id: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    match spec.plan {
        Some(plan) => link(store, plan, session_id, None, "schedule", now),
        None => Ok(()),
    }
}

/// Links a session to a plan; without an estimate it is measured by the last one that was kept of the plan and is no other
/// session's.
pub(super) fn link(
    store: &mut Store,
    plan: i64,
    session_id: &str,
    estimate: Option<i64>,
    by: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let estimate = match estimate {
        Some(estimate) => Some(estimate),
        None => latest_free(store, plan, session_id)?,
    };
    store.link_session(session_id, plan, estimate, by, now)?;
    if let Some(estimate) = estimate {
        store.set_estimate_session(estimate, session_id)?;
    }
    Ok(())
}

fn latest_free(store: &Store, plan: i64, session_id: &str) -> Result<Option<i64>, Problem> {
    // One that it is measured by already stays.
    let linked = store.plan_session(session_id)?.filter(|link| link.plan == plan);
    if linked.is_some_and(|link| link.estimate.is_some()) {
        return Ok(None);
    }
    let latest = store.estimates(Some(plan), 1)?.into_iter().next();
    let free = latest.filter(|row| row.session_id.as_deref().is_none_or(|other| other == session_id));
    Ok(free.map(|row| row.num))
}

#[cfg(test)]
mod tests {
    use segue_plan::plans::{Format, Plan};
    use segue_plan::schedule::When;
    use segue_store::{EstimateDraft, PlanDraft, StoredRange};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("time")
    }

    /// A store with a plan.
    fn with_plan() -> (tempfile::TempDir, Store, i64) {
        let folder = tempfile::tempdir().expect("temp dir");
        let mut store = Store::open(&folder.path().join("segue.db")).expect("open");
        let plan = Plan {
            title: "Ship it".to_owned(),
            ..Plan::default()
        };
        let draft = PlanDraft {
            project: None,
            format: Format::Markdown,
            text: "# Ship it\n",
            plan: &plan,
            source: None,
            by: "cli",
            at: at("2026-11-21T10:00:00Z"),
        };
        let num = store.add_plan(&draft).expect("add").expect("new").num;
        (folder, store, num)
    }

    fn estimate(store: &mut Store, plan: i64) -> i64 {
        store
            .add_estimate(&EstimateDraft {
                title: "Ship it",
                plan: Some(plan),
                plan_version: Some(1),
                project: None,
                session_id: None,
                made_at: at("2026-11-21T10:00:00Z"),
                made_by: "cli",
                model_version: 0,
                fresh: StoredRange::default(),
                minutes: StoredRange::default(),
                query: "{}",
                shown: "{}",
            })
            .expect("estimate")
    }

    #[test]
    fn a_started_session_is_linked_by_itself() {
        let (_folder, mut store, plan) = with_plan();
        let now = at("2026-11-21T11:00:00Z");
        let mut spec = Spec::new("/home/you/code/api-server", When::Manual);
        link_started(&mut store, &spec, "s", now).expect("link");
        assert_eq!(
            store.plan_session("s").expect("read"),
            None,
            "a schedule without a plan links nothing"
        );
        spec.plan = Some(plan);
        link_started(&mut store, &spec, "s", now).expect("link");
        let link = store.plan_session("s").expect("read").expect("link");
        assert_eq!(
            (link.plan, link.estimate, link.linked_by.as_str()),
            (plan, None, "schedule")
        );
    }

    #[test]
    fn a_session_is_measured_by_the_last_estimate_that_is_no_other_sessions() {
        let (_folder, mut store, plan) = with_plan();
        let now = at("2026-11-21T11:00:00Z");
        let first = estimate(&mut store, plan);
        link(&mut store, plan, "one", None, "cli", now).expect("link");
        link(&mut store, plan, "two", None, "cli", now).expect("link");
        let of = |store: &Store, session: &str| {
            store
                .plan_session(session)
                .expect("read")
                .and_then(|link| link.estimate)
        };
        assert_eq!((of(&store, "one"), of(&store, "two")), (Some(first), None));
        let second = estimate(&mut store, plan);
        link(&mut store, plan, "two", None, "cli", now).expect("link");
        link(&mut store, plan, "one", None, "cli", now).expect("link");
        assert_eq!(
            (of(&store, "one"), of(&store, "two")),
            (Some(first), Some(second))
        );
    }
}
