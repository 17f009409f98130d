//! The glance: windows, live sessions, what to do next.

use jiff::{SignedDuration, Timestamp};
use segue_meter::advice::{Fullest, health};
use segue_store::{Group, Store, Sums};

use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{IndexHealth, IndexMode, Progress, Status, Totals};
use crate::{live_plan, quota, schedule, sessions, settings};

pub(crate) fn status(segue: &Segue) -> Result<Status, Problem> {
    let (store, world) = (&segue.store, &segue.world);
    let now = world.clock.now();
    let zone = settings::time_zone(store, world)?;
    let windows = quota::windows(store, world, now)?;
    let live = sessions::live(segue, now)?;
    let fullest = live.iter().find_map(|session| {
        Some(Fullest {
            session_id: session.id.clone(),
            project: session.project.clone(),
            percent: session.context.as_ref()?.percent,
            saves_tokens: crate::analysis::known_savings(store, &session.id),
        })
    });
    let midnight = now
        .to_zoned(zone.clone())
        .start_of_day()
        .map_or(now, |day| day.timestamp());
    Ok(Status {
        now,
        demo: world.demo,
        health: health(&windows, fullest.as_ref(), now, &zone),
        windows,
        live,
        today: since(store, midnight)?,
        last_hour: exactly(store, now - SignedDuration::from_hours(1), now)?,
        alerts_paused_until: settings::paused_until(store)?.filter(|until| *until > now),
        index: index_health(store)?,
        time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        next: schedule::next_start(segue)?,
        plan: live_plan::head(segue)?,
    })
}

fn since(store: &Store, from: Timestamp) -> Result<Totals, Problem> {
    let groups = store.usage_by_group(Some(from), None, Group::None, Group::None)?;
    Ok(totals(groups.into_iter().map(|(_, _, sums)| sums)))
}

fn exactly(store: &Store, from: Timestamp, to: Timestamp) -> Result<Totals, Problem> {
    Ok(totals(
        store
            .model_sums(None, from, to)?
            .into_iter()
            .map(|(_, sums)| sums),
    ))
}

/// Adds sums up.
pub(crate) fn totals(sums: impl Iterator<Item = Sums>) -> Totals {
    let mut all = Sums::default();
    sums.for_each(|sums| all += sums);
    Totals {
        tokens: all.tokens,
        cost_micros: all.cost_micros,
        responses: all.responses,
    }
}

pub(crate) fn index_health(store: &Store) -> Result<IndexHealth, Problem> {
    let owner = store.owner()?;
    let watched = store.is_owned()?;
    let mode = match owner.as_ref().map(|owner| owner.mode.as_str()) {
        Some("watching") if watched => IndexMode::Watching,
        Some("polling") if watched => IndexMode::Polling,
        Some(_) | None => IndexMode::OnDemand,
    };
    let (files, oddities) = store.file_counts()?;
    Ok(IndexHealth {
        files,
        sessions: store.session_count()?,
        oddities,
        mode,
        progress: owner
            .as_ref()
            .filter(|_| watched)
            .and_then(|owner| owner.progress)
            .map(|(done, total)| Progress { done, total }),
        refreshed_at: owner.and_then(|owner| owner.refreshed_at),
    })
}
