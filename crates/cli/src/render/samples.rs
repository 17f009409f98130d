//! Hand-built view values: a world in which every kind of row occurs.

mod account;
mod compact;
mod day;
mod estimate;
mod plan;
mod report;
mod schedule;
mod work;

pub(crate) use account::{database, doctor, settings};
pub(crate) use compact::{compaction, compaction_plan, restart};
pub(crate) use day::{empty_status, quota, status, uncertain_status};
pub(crate) use estimate::{accuracy, estimate_heads, plan_estimate, sentence_estimate};
pub(crate) use plan::{live_head, live_plan, plan, plan_detail, plan_notes, plans};
pub(crate) use report::{learned, model, model_changes, report, report_heads};
pub(crate) use schedule::{next_session, schedule_detail, schedules, start_answer, start_output};
pub(crate) use work::{detail, sessions, split_usage, usage};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use segue_meter::provenance::{Provenance, Source};

use super::Look;

/// Tuesday, 24 November 2026, 16:11 UTC.
pub(super) const NOW: Timestamp = Timestamp::constant(1_795_536_660, 0);

/// A terminal of 80 columns in UTC.
pub(crate) fn look() -> Look {
    Look {
        now: NOW,
        tz: TimeZone::UTC,
        width: 80,
    }
}

fn ago(seconds: i64) -> Timestamp {
    NOW - SignedDuration::from_secs(seconds)
}

fn ahead(seconds: i64) -> Timestamp {
    NOW + SignedDuration::from_secs(seconds)
}

fn from(source: Source, seconds: i64) -> Provenance {
    Provenance {
        source,
        seen_at: ago(seconds),
        stale: false,
        error_points: None,
    }
}
