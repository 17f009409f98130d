//! Rows as the faces show them.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use segue_meter::words as figures;
use segue_plan::schedule::{Place, ScheduleState, Stage, StartState};
use segue_store::{ScheduleRow, StartRow};

use super::{outside, words};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::settings;
use crate::view::{ActionChoice, NextStart, Question, Schedule, Start};

/// What every row is shown with.
pub(super) struct Showing {
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
}

impl Showing {
    pub(super) fn new(segue: &Segue) -> Result<Showing, Problem> {
        Ok(Showing {
            now: segue.world.clock.now(),
            zone: settings::time_zone(&segue.store, &segue.world)?,
        })
    }

    /// A start.
    pub(super) fn start(
        &self,
        segue: &Segue,
        row: &StartRow,
        schedule: &ScheduleRow,
    ) -> Result<Start, Problem> {
        let start = &row.start;
        let spec = &schedule.spec;
        let noticed = segue.store.start_notices(row.num)?;
        let noticed = noticed.iter().filter(|notice| notice.stage == Stage::Soon);
        let headless = spec.launch.place == Place::Headless;
        Ok(Start {
            id: row.num,
            schedule: row.schedule,
            title: words::title(spec),
            project_name: words::project_name(&spec.project),
            project: spec.project.clone(),
            due: start.due,
            first_due: start.first_due,
            state: start.state,
            why: start.why.clone(),
            held_until: start.held_until.filter(|_| start.state == StartState::Held),
            session_id: row.session_id.clone(),
            place: spec.launch.place,
            ask: self.question(row),
            noticed_at: noticed.map(|notice| notice.claimed_at).max(),
            launched_at: start.launching_at,
            confirmed_at: start.confirmed_at,
            ended_at: start.ended_at,
            spent_tokens: start.spent_tokens,
            exit_code: start.exit_code,
            stoppable: headless
                && matches!(
                    start.state,
                    StartState::Launching | StartState::Begun | StartState::Confirmed
                )
                && start.stop_wished_at.is_none(),
            attach: outside::attach(segue, row)?,
        })
    }

    fn question(&self, row: &StartRow) -> Option<Question> {
        let start = &row.start;
        let actions = start.actions();
        if actions.is_empty() {
            return None;
        }
        let due = figures::clock(start.due, self.now, &self.zone);
        let why = start.why.clone().unwrap_or_default();
        let text = match (start.state, start.held_until) {
            (StartState::Asking, _) => format!("It was to start at {due}. {why}"),
            (StartState::Held, Some(until)) => {
                format!(
                    "It waits until {}. {why}",
                    figures::clock(until, self.now, &self.zone)
                )
            }
            (StartState::Held, None) => format!("It waits. {why}"),
            _ => format!("It starts at {due}."),
        };
        Some(Question {
            number: start.ask,
            text,
            actions: actions
                .iter()
                .map(|action| ActionChoice {
                    action: *action,
                    label: action.label().to_owned(),
                })
                .collect(),
        })
    }

    /// A schedule. Its problems are those that can be told without starting anything.
    pub(super) fn schedule(
        &self,
        segue: &Segue,
        row: &ScheduleRow,
        starts: &[StartRow],
    ) -> Result<Schedule, Problem> {
        let spec = &row.spec;
        let next = next(starts);
        let next = next.map(|start| self.start(segue, start, row)).transpose()?;
        let due = next
            .as_ref()
            .filter(|start| start.state.is_pending())
            .map(|start| start.due);
        Ok(Schedule {
            id: row.num,
            title: words::title(spec),
            project_name: words::project_name(&spec.project),
            state: row.state,
            when_words: words::when(&spec.when, due, self.now, &self.zone),
            made_at: row.made_at,
            made_by: row.made_by.clone(),
            starts: row.starts,
            problems: problems(segue, row, next.is_some())?,
            next,
            spec: spec.clone(),
        })
    }
}

/// The start that comes next or is being made, else the one whose session runs.
fn next(starts: &[StartRow]) -> Option<&StartRow> {
    let pending = starts.iter().filter(|row| row.start.state.is_pending());
    let running = || starts.iter().find(|row| row.start.state == StartState::Confirmed);
    pending
        .min_by_key(|row| (row.start.due, row.num))
        .or_else(running)
}

/// What stands against a schedule as it is.
fn problems(segue: &Segue, row: &ScheduleRow, posed: bool) -> Result<Vec<String>, Problem> {
    let mut problems = Vec::new();
    // In the demo folders are as made up as all else, and nothing starts.
    if segue.world.demo || matches!(row.state, ScheduleState::Done | ScheduleState::Cancelled) {
        return Ok(problems);
    }
    let spec = &row.spec;
    if !Path::new(&spec.project).is_dir() {
        problems.push(format!(
            "The project folder {} is gone. A session begins in its project's folder. Put it back, or plan it for another one.",
            spec.project
        ));
    }
    if let Some(session) = &spec.from_session
        && segue.store.handoff(session)?.is_none()
        && segue.store.session(session)?.is_none()
    {
        problems.push(
            "The handoff it was to begin with is gone. Its own words are sent all the same.".to_owned(),
        );
    }
    if !posed && row.state == ScheduleState::Active && is_by_reset(&spec.when) {
        problems.push("No reset is known now: it is planned as soon as a 5-hour window runs.".to_owned());
    }
    Ok(problems)
}

fn is_by_reset(when: &segue_plan::schedule::When) -> bool {
    use segue_plan::schedule::When;
    match when {
        When::AtReset { .. } | When::EveryReset { .. } => true,
        When::At { .. } | When::Weekly { .. } | When::Manual => false,
    }
}

/// The session that starts next, of all schedules: what the tray and `segue status` show. A start that waits for an answer
/// stands before one that waits for its time.
pub(crate) fn next_start(segue: &Segue) -> Result<Option<NextStart>, Problem> {
    let showing = Showing::new(segue)?;
    let far = Timestamp::MAX;
    let mut rows = segue.store.open_starts(far)?;
    rows.retain(|row| row.start.state.is_pending());
    rows.sort_by_key(|row| {
        let rank = match row.start.state {
            StartState::Launching | StartState::Begun => 0,
            StartState::Asking => 1,
            _ => 2,
        };
        let at = row
            .start
            .held_until
            .map_or(row.start.due, |until| until.max(row.start.due));
        (rank, at, row.num)
    });
    let mut shown = None;
    let mut waits = 0;
    for row in &rows {
        // A schedule that is paused starts nothing.
        let Some(schedule) = segue.store.schedule(row.schedule)? else {
            continue;
        };
        if schedule.state != ScheduleState::Active {
            continue;
        }
        if shown.is_none() {
            shown = Some(showing.start(segue, row, &schedule)?);
        } else {
            waits += 1;
        }
    }
    Ok(shown.map(|start| NextStart { start, waits }))
}
