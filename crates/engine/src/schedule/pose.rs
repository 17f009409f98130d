//! Poses the next start of every schedule as soon as its time is known, and ends schedules that have nothing left to start.
//!
//! Any process may do this, any number of times: an occurrence has one row.

use jiff::Timestamp;
use segue_plan::schedule::{After, Due, Facts, ScheduleState, Start, after_end};
use segue_store::{ScheduleRow, StartRow};

use super::facts::{self, Gathered};
use super::follow_on;
use crate::compact::new_session_id;
use crate::problem::Problem;
use crate::segue::Segue;

/// Looks at every schedule without a start that is to be dealt with. Returns how many rows were written.
pub(super) fn all(
    segue: &mut Segue,
    gathered: &mut Gathered,
    by: &str,
    now: Timestamp,
) -> Result<usize, Problem> {
    let mut written = 0;
    for row in segue.store.schedules_without_start()? {
        let row = gathered.with_settings(row);
        written += usize::from(next(segue, gathered, &row, by, now)?);
    }
    Ok(written)
}

/// Poses the next start of one schedule, or ends it. True when something was written.
fn next(
    segue: &mut Segue,
    gathered: &mut Gathered,
    row: &ScheduleRow,
    by: &str,
    now: Timestamp,
) -> Result<bool, Problem> {
    let starts = segue.store.starts_of(row.num)?;
    let until_done = row.spec.conditions.until_done && row.spec.when.repeats();
    let facts = Facts {
        resets: gathered.resets(segue, row, None, now)?,
        objectives_open: if until_done {
            follow_on::objectives_open(segue, row.num, None)?
        } else {
            None
        },
        ..Facts::default()
    };
    let last = starts.first().map(|row| &row.start);
    match after_end(&facts::decided(row), last, &facts, row.changed_at, now) {
        After::Next(due) => {
            let id = new_session_id(now);
            let posed = segue
                .store
                .pose_start(row.num, &Start::new(&due), &id, true, by, now)?;
            Ok(posed.is_some())
        }
        After::Done => {
            gathered.forget_schedule(row.num);
            let done = ScheduleState::Done;
            Ok(segue
                .store
                .set_schedule_state(row.num, row.state, done, by, now)?)
        }
        After::NotKnownYet | After::Rest => Ok(false),
    }
}

/// Poses a start that a person asked for, beside or instead of what was planned: under a name of its own, should the
/// occurrence have been there before. `wished_now`: it is to be made at once, whatever the plan's conditions.
pub(super) fn wished(
    segue: &mut Segue,
    schedule: i64,
    due: &Due,
    wished_now: bool,
    by: &str,
) -> Result<Option<StartRow>, Problem> {
    let now = segue.world.clock.now();
    let again = segue.store.starts_of(schedule)?.len() + 1;
    for occurrence in [due.occurrence.clone(), format!("{}~{again}", due.occurrence)] {
        let due = Due {
            occurrence,
            ..due.clone()
        };
        let start = Start {
            wished_now,
            ..Start::new(&due)
        };
        let id = new_session_id(now);
        if let Some(row) = segue.store.pose_start(schedule, &start, &id, false, by, now)? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}
