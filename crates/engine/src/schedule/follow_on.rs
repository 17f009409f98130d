//! What one start of a schedule has to do with the session before it: the handoff it goes on from, and whether anything
//! is left to be done.

use jiff::Timestamp;
use segue_plan::handoff::{self, Handoff, Kind, Mark};
use segue_plan::schedule::Spec;
use segue_store::{ScheduleRow, StartRow};

use super::outside;
use crate::problem::Problem;
use crate::segue::Segue;

/// What a start really says: a schedule that repeats goes on from the session that it started last.
pub(crate) fn spec(segue: &Segue, row: &StartRow, schedule: &ScheduleRow) -> Result<Spec, Problem> {
    let mut spec = schedule.spec.clone();
    if spec.when.repeats()
        && let Some(last) = last_started(&segue.store.starts_of(schedule.num)?, Some(row.num))
        && segue.store.session(&last.session_id)?.is_some()
    {
        spec.from_session = Some(last.session_id.clone());
    }
    Ok(spec)
}

fn last_started(starts: &[StartRow], except: Option<i64>) -> Option<&StartRow> {
    starts
        .iter()
        .filter(|row| Some(row.num) != except && row.start.confirmed_at.is_some())
        .max_by_key(|row| row.start.confirmed_at)
}

/// Makes the handoff of the session that was started before this one anew.
pub(super) fn refresh(segue: &mut Segue, row: &StartRow) -> Result<(), Problem> {
    let starts = segue.store.starts_of(row.schedule)?;
    if let Some(last) = last_started(&starts, Some(row.num)) {
        // One that cannot be made says nothing: the session is gone on with.
        drop(segue.handoff(Some(&last.session_id), "segue"));
    }
    Ok(())
}

/// Whether the last session of a schedule left anything to be done, by its handoff; `None` when it has none.
pub(super) fn objectives_open(
    segue: &Segue,
    schedule: i64,
    except: Option<i64>,
) -> Result<Option<bool>, Problem> {
    let starts = segue.store.starts_of(schedule)?;
    let Some(last) = last_started(&starts, except) else {
        return Ok(None);
    };
    let kept = segue.store.handoff(&last.session_id)?;
    let read = kept.and_then(|kept| handoff::parse(&kept.markdown).ok());
    Ok(read.map(|handoff| !open_objectives(&handoff).is_empty()))
}

/// Objectives that are not done, as their texts.
pub(super) fn open_objectives(handoff: &Handoff) -> Vec<String> {
    let open = handoff
        .items(Kind::Objectives)
        .filter(|item| item.mark != Some(Mark::Done));
    open.map(|item| item.text().to_owned()).collect()
}

/// The session is there: the handoff it began with is used up, and what was laid ready for it is cleared.
pub(super) fn confirmed(
    segue: &mut Segue,
    row: &StartRow,
    schedule: &ScheduleRow,
    now: Timestamp,
) -> Result<(), Problem> {
    let spec = spec(segue, row, schedule)?;
    if let Some(from) = spec.from_session
        && let Some(kept) = segue.store.handoff(&from)?
    {
        segue.store.use_handoff(kept.num, &row.session_id, now)?;
    }
    outside::clear(segue, &row.session_id);
    Ok(())
}
