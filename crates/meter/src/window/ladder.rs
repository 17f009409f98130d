//! The ladder of quota truth: which observation is shown, and when an estimate takes its place.
//!
//! Owns the choice between observations; promises that a window past its reset is never shown, and that a late
//! echo of an old figure does not pull a newer one down. Never reads a clock: `now` is an argument.

use jiff::{SignedDuration, Timestamp};

use super::forecast::{pace, time_percent};
use super::sighting::{SAME, believed, end, is_same, is_stale, newest, sightings, to_minute};
use super::{Window, WindowKind, WindowState, Zone};
use crate::calibration::Calibration;
use crate::provenance::{Provenance, Source};

/// Five-hour windows reset on a grid of ten minutes, not on the hour.
const GRID: SignedDuration = SignedDuration::from_mins(10);
/// No estimate says that the limit is reached: that is known from a refused request only.
const ESTIMATE_CEILING: f64 = 99.0;
/// A figure under this, measured after a refused request, means that the limit was lifted.
const FREED: f64 = 90.0;

/// One sighting of a window's used percentage.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Which window.
    pub kind: WindowKind,
    /// Used percent; `None` when the source said "not started".
    pub used_percent: Option<f64>,
    /// When the window resets (UTC), if the source said so.
    pub resets_at: Option<Timestamp>,
    /// The rung it came from.
    pub source: Source,
    /// When it was true (UTC): when it was measured, not when it was read.
    pub seen_at: Timestamp,
}

/// A request that was refused by the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// When it was refused (UTC).
    pub at: Timestamp,
    /// The reset that was named (UTC), if one was.
    pub resets_at: Option<Timestamp>,
}

/// Tokens spent after a reset that has passed: a new window has begun with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterReset {
    /// Weighted tokens since that reset.
    pub weighted: u64,
    /// The first response after the reset (UTC).
    pub first_at: Timestamp,
}

/// Our own count of what was spent on a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokensInWindow {
    /// Which window.
    pub kind: WindowKind,
    /// Tokens of all classes since the window began, or in the last window length when no window is known.
    pub tokens: u64,
    /// The same, weighted ([`crate::calibration::weight`]).
    pub weighted: u64,
    /// Weighted tokens after the latest observation.
    pub since_seen: u64,
    /// Tokens after the latest observation's reset, once that has passed and something was spent.
    pub after_reset: Option<AfterReset>,
}

/// Everything that is known of one window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The latest observation.
    pub observation: Option<Observation>,
    /// The last refused request.
    pub last_hit: Option<Hit>,
    /// Our own count.
    pub tokens: Option<TokensInWindow>,
    /// What a percent costs, if it could be fitted.
    pub calibration: Option<Calibration>,
    /// Earlier observations of the last window length, oldest first: for the pace and against echoes.
    pub recent: Vec<Observation>,
}

/// The window as it is to be shown at `now`.
pub fn choose(kind: &WindowKind, reading: &Reading, now: Timestamp) -> Window {
    let seen = sightings(kind, reading, now);
    let state = match believed(kind, &seen, now) {
        Some(observation) => match observation.used_percent {
            Some(used) => measured(kind, observation, used, reading, now),
            None => idle(kind, observation, reading, now),
        },
        None => match newest(&seen) {
            Some(expired) => idle(kind, expired, reading, now),
            None => tokens_only(reading),
        },
    };
    Window {
        kind: kind.key().to_owned(),
        label: kind.label(),
        state: refused(kind, state, reading, now),
    }
}

/// A measured percentage, or the estimate that goes on from it when it has grown old while tokens were spent.
fn measured(
    kind: &WindowKind,
    seen: &Observation,
    used: f64,
    reading: &Reading,
    now: Timestamp,
) -> WindowState {
    let spent = reading.tokens.as_ref().map(|tokens| tokens.since_seen);
    let stale = is_stale(seen, spent, now);
    match (reading.calibration, spent) {
        (Some(calibration), Some(since)) if stale && since > 0 => {
            let grown = used + since as f64 / calibration.weighted_per_percent.max(f64::MIN_POSITIVE);
            let estimate = estimated(
                grown.max(used).min(ESTIMATE_CEILING.max(used)),
                seen.seen_at,
                &calibration,
            );
            known(kind, estimate, seen.resets_at, reading, now)
        }
        _ => {
            let provenance = Provenance {
                source: seen.source,
                seen_at: seen.seen_at,
                stale,
                error_points: None,
            };
            known(kind, (used, provenance), seen.resets_at, reading, now)
        }
    }
}

/// A window that was not started, or is over: nothing is used of the next one until tokens are spent.
fn idle(kind: &WindowKind, last: &Observation, reading: &Reading, now: Timestamp) -> WindowState {
    let over_at = last
        .used_percent
        .and_then(|_| end(kind, last))
        .filter(|end| *end <= now);
    let began = match (&reading.tokens, over_at) {
        (Some(tokens), Some(_)) => tokens
            .after_reset
            .map(|after| (after.weighted, Some(after.first_at))),
        (Some(tokens), None) if tokens.since_seen > 0 => Some((tokens.since_seen, None)),
        _ => None,
    };
    let Some((weighted, first_at)) = began else {
        let provenance = Provenance {
            source: last.source,
            seen_at: last.seen_at,
            stale: false,
            error_points: None,
        };
        return WindowState::NotStarted { provenance };
    };
    let Some(calibration) = reading.calibration else {
        return tokens_only(reading);
    };
    let used = weighted as f64 / calibration.weighted_per_percent.max(f64::MIN_POSITIVE);
    let anchor = over_at.unwrap_or(last.seen_at);
    let resets_at = next_reset(kind, over_at, first_at).filter(|reset| *reset > now);
    known(
        kind,
        estimated(used.min(ESTIMATE_CEILING), anchor, &calibration),
        resets_at,
        reading,
        now,
    )
}

/// When a window that began by itself will end: five hours after its first use, on the grid of ten minutes that real
/// resets lie on (observed; the exact rule is not published); a week after the last weekly reset.
fn next_reset(
    kind: &WindowKind,
    over_at: Option<Timestamp>,
    first_at: Option<Timestamp>,
) -> Option<Timestamp> {
    let start = match kind {
        WindowKind::FiveHour => {
            let first = first_at?.as_second();
            Timestamp::from_second(first - first.rem_euclid(GRID.as_secs())).ok()?
        }
        WindowKind::Weekly | WindowKind::WeeklyOf(_) => over_at?,
    };
    start.checked_add(kind.length()).ok()
}

fn estimated(used: f64, anchor: Timestamp, calibration: &Calibration) -> (f64, Provenance) {
    let provenance = Provenance {
        source: Source::Estimate,
        seen_at: anchor,
        stale: false,
        error_points: Some(calibration.error_points),
    };
    (used, provenance)
}

fn known(
    kind: &WindowKind,
    (used_percent, provenance): (f64, Provenance),
    resets_at: Option<Timestamp>,
    reading: &Reading,
    now: Timestamp,
) -> WindowState {
    let resets_at = resets_at.map(to_minute);
    WindowState::Known {
        used_percent,
        resets_at,
        time_percent: resets_at.map(|reset| time_percent(kind, reset, now)),
        pace: pace(kind, used_percent, resets_at, &reading.recent, now),
        zone: Zone::of(used_percent),
        limit_hit: false,
        provenance,
    }
}

fn tokens_only(reading: &Reading) -> WindowState {
    let (tokens, weighted) = reading.tokens.as_ref().map_or((0, 0), |t| (t.tokens, t.weighted));
    WindowState::TokensOnly { tokens, weighted }
}

/// Lets a refused request have the last word until its reset has passed, or a later measurement contradicts it.
fn refused(kind: &WindowKind, state: WindowState, reading: &Reading, now: Timestamp) -> WindowState {
    let Some(hit) = reading.last_hit.filter(|hit| hit.at <= now) else {
        return state;
    };
    let (shown_reset, measured) = match &state {
        WindowState::Known {
            resets_at,
            used_percent,
            provenance,
            ..
        } => (*resets_at, Some((*used_percent, provenance))),
        WindowState::NotStarted { provenance } => (None, Some((0.0, provenance))),
        WindowState::TokensOnly { .. } => (None, None),
    };
    let Some(resets_at) = hit.resets_at.or(shown_reset) else {
        return state;
    };
    let contradicted = measured.is_some_and(|(used, provenance)| {
        let later = provenance.seen_at > hit.at + SAME && provenance.source != Source::Estimate;
        later && (used < FREED || shown_reset.is_some_and(|shown| !is_same(shown, resets_at)))
    });
    if resets_at <= now || contradicted {
        return state;
    }
    let (used, provenance) = match measured {
        Some((used, provenance)) if used >= 100.0 => (used, provenance.clone()),
        _ => (100.0, from_transcript(&hit)),
    };
    match known(kind, (used, provenance), Some(resets_at), reading, now) {
        WindowState::Known {
            used_percent,
            resets_at,
            time_percent,
            pace,
            zone,
            provenance,
            ..
        } => WindowState::Known {
            used_percent,
            resets_at,
            time_percent,
            pace,
            zone,
            limit_hit: true,
            provenance,
        },
        other => other,
    }
}

fn from_transcript(hit: &Hit) -> Provenance {
    Provenance {
        source: Source::Transcript,
        seen_at: hit.at,
        stale: false,
        error_points: None,
    }
}

#[cfg(test)]
mod tests;
