//! A running session against its estimate, as the faces show it. Rows only.

use jiff::SignedDuration;
use segue_meter::estimate::{Model, Range};
use segue_plan::plans::PhaseState;

use super::course::{self, Course, OnPlan};
use super::{fits, project, words};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{Live, LiveHead, LivePhase};
use crate::{estimates, live as registry};

/// A session without a process (`claude -p` has none that registers) runs as long as it wrote something this lately.
const LATELY: SignedDuration = SignedDuration::from_mins(15);

/// The sessions that run and have an estimate, latest activity first.
pub(super) fn lives(segue: &Segue) -> Result<Vec<Live>, Problem> {
    let mut all = Vec::new();
    for id in running(segue)? {
        all.extend(live(segue, &id)?);
    }
    Ok(all)
}

/// The one that was active last, in a line.
pub(crate) fn head(segue: &Segue) -> Result<Option<LiveHead>, Problem> {
    for id in running(segue)? {
        if let Some(live) = live(segue, &id)? {
            let phase = live
                .phases
                .iter()
                .rfind(|phase| phase.state == PhaseState::Running);
            return Ok(Some(LiveHead {
                phase: phase.map(|phase| phase.title.clone()),
                plan_title: live.plan_title.or(live.title).unwrap_or_default(),
                session: live.session,
                fresh: live.fresh,
                projected: live.projected,
                words: live.words,
            }));
        }
    }
    Ok(None)
}

fn running(segue: &Segue) -> Result<Vec<String>, Problem> {
    let now = segue.world.clock.now();
    let registered: Vec<String> = registry::live_sessions(&segue.world.places)
        .into_iter()
        .map(|live| live.session_id)
        .collect();
    let mut found = Vec::new();
    for (id, last_seen) in segue.store.measured_sessions()? {
        let wrote_lately = now.duration_since(last_seen) < LATELY
            && segue
                .store
                .outcome(&id)?
                .is_none_or(|outcome| outcome.finished_at < last_seen);
        if wrote_lately || registered.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// One session; `None` when it is not known, or has no estimate.
pub(super) fn live(segue: &Segue, session_id: &str) -> Result<Option<Live>, Problem> {
    let now = segue.world.clock.now();
    let Some(course) = Course::of(&segue.store, session_id)? else {
        return Ok(None);
    };
    let Some((row, shown)) = &course.estimate else {
        return Ok(None);
    };
    // A model that cannot be read is told where it is shown; the table does to project what is known anyway.
    let model = estimates::state::in_use(&segue.store).map_or_else(|_| Model::cold(), |in_use| in_use.model);
    let done_before = |key: &str| course.done_before(key);
    let state = |key: &str| course.on.as_ref().map_or(PhaseState::Pending, |on| on.state(key));
    let estimate = project::of_session(shown, &model, done_before);
    let share = project::done_share(shown, done_before, state);
    let projected = model.project(&estimate, &project::so_far(&course.whole, share));
    let fits = fits::fit(segue, &course, &projected, shown, now)?;
    let change_percent = change(projected.fresh.mid, estimate.fresh.mid);
    let hours = course.whole.millis as f64 / 3_600_000.0;
    Ok(Some(Live {
        words: words::projection(
            projected.fresh.mid,
            change_percent,
            fits.answer,
            fits.split_after.as_deref(),
        ),
        session: session_id.to_owned(),
        title: course.session.title.clone(),
        plan: course.on.as_ref().map(|on| on.link.plan),
        plan_title: course.on.as_ref().map(|on| on.title.clone()),
        estimate: row.num,
        started_at: course::begun(&course.session, now),
        calls: course.whole.calls,
        fresh: course.whole.fresh,
        weighted: course.whole.weighted,
        minutes: course.whole.minutes(),
        estimated: estimate.fresh,
        projected: projected.fresh,
        change_percent,
        inside: estimate.fresh.holds(projected.fresh.mid),
        tokens_per_hour: if hours > 0.0 {
            (course.whole.fresh as f64 / hours).round() as u64
        } else {
            0
        },
        phases: course
            .on
            .as_ref()
            .map(|on| phases(&course, on))
            .unwrap_or_default(),
        fits,
    }))
}

fn phases(course: &Course, on: &OnPlan) -> Vec<LivePhase> {
    let shown = course.estimate.as_ref().map(|(_, shown)| shown);
    let lines = on.plan.phases.iter().map(|phase| {
        let line = shown.and_then(|shown| shown.lines.iter().find(|line| line.key == phase.key));
        let estimated = line.map_or(Range::default(), |line| line.fresh);
        let spent = course.phases.get(&phase.key).copied().unwrap_or_default();
        let state = on.state(&phase.key);
        let known = estimated.mid > 0 && spent.calls > 0;
        LivePhase {
            key: phase.key.clone(),
            title: phase.title.clone(),
            state,
            estimated,
            spent: spent.fresh,
            minutes: spent.minutes(),
            variance_percent: (state == PhaseState::Done && known)
                .then(|| change(spent.fresh, estimated.mid)),
            deviations: course.deviations(&phase.key),
        }
    });
    lines.collect()
}

/// By how many percent `now` differs from `before`.
fn change(now: u64, before: u64) -> f64 {
    if before == 0 {
        return 0.0;
    }
    (now as f64 / before as f64 - 1.0) * 100.0
}
