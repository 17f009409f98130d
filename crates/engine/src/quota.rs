//! Quota: rows become windows by the ladder of [`segue_meter::window`].

use std::time::UNIX_EPOCH;

use jiff::{SignedDuration, Timestamp};
use segue_meter::calibration::Calibration;
use segue_meter::provenance::Source;
use segue_meter::window::{
    self, AfterReset, Hit, Observation, Reading, TokensInWindow, Window, WindowKind, WindowState,
};
use segue_store::{LimitHitRow, ObservationRow, Store};
use segue_transcript::limits::LimitReading;
use segue_transcript::usage_cache;

use crate::calibrate::weighted;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view;
use crate::world::{ClaudeHome, World};

/// Observations this old belong to windows that are long over.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(8 * 24);

/// The Quota view.
pub(crate) fn quota(segue: &Segue) -> Result<view::Quota, Problem> {
    let now = segue.world.clock.now();
    let windows = windows(&segue.store, &segue.world, now)?;
    let mut calibrations = Vec::new();
    for home in &segue.world.places.claude {
        calibrations.extend(segue.store.calibrations(&home.key())?.into_iter().map(|row| {
            view::Calibration {
                window: row.kind,
                weighted_per_percent: row.weighted_per_percent,
                error_points: row.error_points,
                observations: row.observations,
            }
        }));
    }
    let limit_hits = segue.store.limit_hits(now - SignedDuration::from_hours(7 * 24))?;
    Ok(view::Quota {
        now,
        hint: hint(&windows),
        windows,
        limit_hits: limit_hits.into_iter().map(hit_view).collect(),
        calibrations,
    })
}

fn hit_view(row: LimitHitRow) -> view::LimitHit {
    view::LimitHit {
        at: row.at,
        window: row.window,
        resets_at: row.resets_at,
        session_id: row.session_id,
        text: row.text,
    }
}

/// What would make the numbers better.
fn hint(windows: &[Window]) -> Option<String> {
    let live = windows.iter().any(|window| {
        matches!(&window.state, WindowState::Known { provenance, .. }
            if provenance.source != Source::Estimate && !provenance.stale)
    });
    let words = "Let Claude Code's statusline feed Segue for live numbers (`segue doctor` shows how), or ask once with `segue quota --ask`.";
    (!live).then(|| words.to_owned())
}

/// The windows of every config folder that has any, in the order 5-hour, week, weeks of models.
pub(crate) fn windows(store: &Store, world: &World, now: Timestamp) -> Result<Vec<Window>, Problem> {
    let hits = store.limit_hits(now - LOOK_BACK)?;
    let mut all = Vec::new();
    let mut with_news = 0;
    for home in &world.places.claude {
        let observations = store.observations(&home.key(), now - LOOK_BACK)?;
        let own_hits = hits_of(&hits, home);
        // A second login without a single observation adds rows that say nothing.
        if observations.is_empty() && own_hits.is_empty() && !all.is_empty() {
            continue;
        }
        with_news += 1;
        let windows = windows_of(store, home, &observations, &own_hits, now)?;
        all.extend(windows.into_iter().map(|window| (home, window)));
    }
    if with_news < 2 {
        return Ok(all.into_iter().map(|(_, window)| window).collect());
    }
    Ok(all
        .into_iter()
        .map(|(home, window)| labelled(home, window))
        .collect())
}

/// The windows of one config folder.
pub(crate) fn windows_of_home(
    store: &Store,
    home: &ClaudeHome,
    now: Timestamp,
) -> Result<Vec<Window>, Problem> {
    let hits = store.limit_hits(now - LOOK_BACK)?;
    let observations = store.observations(&home.key(), now - LOOK_BACK)?;
    windows_of(store, home, &observations, &hits_of(&hits, home), now)
}

fn hits_of<'a>(hits: &'a [LimitHitRow], home: &ClaudeHome) -> Vec<&'a LimitHitRow> {
    let is_own = |hit: &&LimitHitRow| hit.home.as_deref().is_none_or(|key| key == home.key());
    hits.iter().filter(is_own).collect()
}

/// With several logins, a window says whose it is.
fn labelled(home: &ClaudeHome, window: Window) -> Window {
    let name = home
        .root
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Window {
        label: format!("{} ({name})", window.label),
        ..window
    }
}

fn windows_of(
    store: &Store,
    home: &ClaudeHome,
    observations: &[ObservationRow],
    hits: &[&LimitHitRow],
    now: Timestamp,
) -> Result<Vec<Window>, Problem> {
    let mut kinds = vec![WindowKind::FiveHour, WindowKind::Weekly];
    kinds.extend(observations.iter().filter_map(|row| WindowKind::parse(&row.kind)));
    kinds.sort();
    kinds.dedup();
    let calibrations = store.calibrations(&home.key())?;
    kinds
        .iter()
        .map(|kind| {
            let calibration = calibrations
                .iter()
                .find(|row| row.kind == kind.key())
                .map(|row| Calibration {
                    weighted_per_percent: row.weighted_per_percent,
                    error_points: row.error_points,
                    observations: row.observations,
                });
            let reading = reading(store, home, kind, observations, hits, calibration, now)?;
            Ok(window::choose(kind, &reading, now))
        })
        .collect()
}

fn reading(
    store: &Store,
    home: &ClaudeHome,
    kind: &WindowKind,
    observations: &[ObservationRow],
    hits: &[&LimitHitRow],
    calibration: Option<Calibration>,
    now: Timestamp,
) -> Result<Reading, Problem> {
    let recent: Vec<Observation> = observations
        .iter()
        .filter(|row| row.kind == kind.key())
        .flat_map(|row| sightings(kind, row))
        .collect();
    let observation = recent.iter().max_by_key(|seen| seen.seen_at).cloned();
    let last_hit = hits
        .iter()
        .filter(|hit| {
            hit.window
                .as_deref()
                .map_or(*kind == WindowKind::FiveHour, |window| window == kind.key())
        })
        .max_by_key(|hit| hit.at)
        .map(|hit| Hit {
            at: hit.at,
            resets_at: hit.resets_at,
        });
    let tokens = tokens(store, home, kind, observation.as_ref(), now)?;
    Ok(Reading {
        observation,
        last_hit,
        tokens: Some(tokens),
        calibration,
        recent,
    })
}

/// A row that was lengthened is two sightings: the first and the last.
fn sightings(kind: &WindowKind, row: &ObservationRow) -> Vec<Observation> {
    let Some(source) = Source::parse(&row.source) else {
        return Vec::new();
    };
    let at = |seen_at: Timestamp| Observation {
        kind: kind.clone(),
        used_percent: row.used_percent,
        resets_at: row.resets_at,
        source,
        seen_at,
    };
    if row.first_seen_at == row.last_seen_at {
        return vec![at(row.first_seen_at)];
    }
    vec![at(row.first_seen_at), at(row.last_seen_at)]
}

fn tokens(
    store: &Store,
    home: &ClaudeHome,
    kind: &WindowKind,
    latest: Option<&Observation>,
    now: Timestamp,
) -> Result<TokensInWindow, Problem> {
    let key = home.key();
    let sums = |since: Timestamp| -> Result<(u64, u64), Problem> {
        Ok(weighted(kind, &store.model_sums(Some(&key), since, now)?))
    };
    let reset = latest.and_then(|seen| seen.resets_at);
    let start = match reset {
        Some(reset) if reset > now => reset - kind.length(),
        Some(_) | None => now - kind.length(),
    };
    let (tokens, weighted) = sums(start)?;
    let since_seen = match latest {
        Some(seen) => sums(seen.seen_at)?.1,
        None => weighted,
    };
    let after_reset = match reset {
        Some(reset) if reset <= now => match store.first_response_at(&key, reset)? {
            Some(first_at) => Some(AfterReset {
                weighted: sums(reset)?.1,
                first_at,
            }),
            None => None,
        },
        Some(_) | None => None,
    };
    Ok(TokensInWindow {
        kind: kind.clone(),
        tokens,
        weighted,
        since_seen,
        after_reset,
    })
}

/// Notes limits that a source told about. True when one of them is news.
pub(crate) fn note(
    store: &mut Store,
    home: &ClaudeHome,
    source: Source,
    seen_at: Timestamp,
    limits: &[LimitReading],
) -> Result<bool, Problem> {
    let rows: Vec<ObservationRow> = limits
        .iter()
        .filter(|limit| WindowKind::parse(&limit.window).is_some())
        .map(|limit| ObservationRow {
            home: home.key(),
            kind: limit.window.clone(),
            source: source.as_str().to_owned(),
            first_seen_at: seen_at,
            last_seen_at: seen_at,
            used_percent: limit.used_percent,
            resets_at: limit.resets_at,
        })
        .collect();
    if rows.is_empty() {
        return Ok(false);
    }
    Ok(store.note_observations(&rows)?)
}

/// Reads what newer Claude Code releases leave in their state file; only when the file has changed, and nothing else
/// of it. True when it said something new.
pub(crate) fn read_cli_caches(store: &mut Store, world: &World) -> Result<bool, Problem> {
    let mut news = false;
    for home in &world.places.claude {
        let Ok(metadata) = std::fs::metadata(&home.state_file) else {
            continue;
        };
        let modified = metadata
            .modified()
            .ok()
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let stamp = format!(
            "{}-{}",
            modified.map_or(0, |since| since.as_nanos()),
            metadata.len()
        );
        let key = format!("internal.state_file.{}", home.key());
        if store.setting(&key)?.as_deref() == Some(stamp.as_str()) {
            continue;
        }
        let Ok(bytes) = std::fs::read(&home.state_file) else {
            continue;
        };
        if let Some(cached) = usage_cache::parse(&bytes) {
            // A clock that was set back must not make an old answer look fresh.
            let seen_at = cached.fetched_at.min(world.clock.now());
            news |= note(store, home, Source::CliCache, seen_at, &cached.limits)?;
        }
        store.set_setting(&key, Some(&stamp), "segue", world.clock.now())?;
    }
    Ok(news)
}
