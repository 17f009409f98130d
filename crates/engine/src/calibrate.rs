//! Fits tokens to observed percentages, per config folder and window.

use jiff::{SignedDuration, Timestamp};
use segue_meter::calibration::{Pair, fit, tier, weight};
use segue_meter::model::Family;
use segue_meter::window::WindowKind;
use segue_store::{CalibrationRow, ObservationRow, Store, Sums};

use crate::problem::Problem;
use crate::world::World;

/// Observations older than this say nothing about today's limits.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A fit rests on at most so many observations, the latest ones.
const MOST: usize = 80;
/// A fit is made again at most this often.
const EVERY: SignedDuration = SignedDuration::from_mins(10);
/// When the last fit was made.
const FITTED_AT: &str = "internal.calibrated_at";

/// Fits again when there are newer observations and the last fit is ten minutes old.
pub(crate) fn refit_when_due(store: &mut Store, world: &World) -> Result<(), Problem> {
    let now = world.clock.now();
    let last: Option<Timestamp> = store.setting(FITTED_AT)?.and_then(|text| text.parse().ok());
    if last.is_some_and(|last| now.duration_since(last) < EVERY) {
        return Ok(());
    }
    let mut fitted = false;
    for home in &world.places.claude {
        let latest = store.latest_observation_at(&home.key())?;
        if latest.is_some_and(|latest| last.is_none_or(|last| latest > last)) {
            refit(store, &home.key(), now)?;
            fitted = true;
        }
    }
    if fitted {
        store.set_setting(FITTED_AT, Some(&now.to_string()), "segue", now)?;
    }
    Ok(())
}

fn refit(store: &mut Store, home: &str, now: Timestamp) -> Result<(), Problem> {
    let observations = store.observations(home, now - LOOK_BACK)?;
    let mut kinds: Vec<WindowKind> = observations
        .iter()
        .filter_map(|row| WindowKind::parse(&row.kind))
        .collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        let rows = observations
            .iter()
            .filter(|row| row.kind == kind.key())
            .rev()
            .take(MOST);
        let mut pairs = Vec::new();
        for row in rows {
            pairs.extend(pair(store, home, &kind, row)?);
        }
        if let Some(found) = fit(&pairs, now) {
            let row = CalibrationRow {
                kind: kind.key().to_owned(),
                weighted_per_percent: found.weighted_per_percent,
                error_points: found.error_points,
                observations: found.observations,
            };
            store.set_calibration(home, &row, now)?;
        }
    }
    Ok(())
}

/// Tokens from the window's start to the moment of an observation.
fn pair(store: &Store, home: &str, kind: &WindowKind, row: &ObservationRow) -> Result<Option<Pair>, Problem> {
    let (Some(percent), Some(resets_at)) = (row.used_percent, row.resets_at) else {
        return Ok(None);
    };
    // The percentage was first seen when the tokens behind it had just been spent.
    let at = row.first_seen_at;
    let sums = store.model_sums(Some(home), resets_at - kind.length(), at)?;
    Ok(Some(Pair {
        weighted: weighted(kind, &sums).1,
        percent,
        at,
    }))
}

/// Tokens and weighted tokens of the models that spend on a window.
pub(crate) fn weighted(kind: &WindowKind, sums: &[(String, Sums)]) -> (u64, u64) {
    sums.iter().filter(|(model, _)| spends_on(kind, model)).fold(
        (0, 0),
        |(tokens, weighted), (model, sums)| {
            (
                tokens + sums.tokens.total(),
                weighted + weight(&sums.tokens, tier(model)),
            )
        },
    )
}

/// Whether a model's tokens count against a window.
pub(crate) fn spends_on(kind: &WindowKind, model: &str) -> bool {
    match kind {
        WindowKind::FiveHour | WindowKind::Weekly => true,
        WindowKind::WeeklyOf(key) => {
            let name = key.to_ascii_lowercase();
            Family::of(&name).is_some_and(|family| Family::of(model) == Some(family))
        }
    }
}
