//! Which observation is believed.
//!
//! Owns expiry, jitter, echoes and staleness of observations. Promises that a figure past its reset never counts,
//! and that within one window a late echo of an old figure does not pull a newer one down.

use jiff::{SignedDuration, Timestamp};

use super::{Observation, Reading, WindowKind};
use crate::provenance::Source;

/// Resets that differ by less are the same reset, sightings closer together are simultaneous.
pub(super) const SAME: SignedDuration = SignedDuration::from_secs(60);
/// Percentages beyond this are mistakes: 105 has been seen, and so has an epoch in the percent field.
const MOST_PERCENT: f64 = 200.0;
/// A weekly figure may fall in mid-window (a refill); an echo is not believed to be that for so long.
const WEEKLY_HOLD: SignedDuration = SignedDuration::from_hours(6);
/// Without any spending an observation stays true; but not for ever, because other devices spend too.
const UNSPENT_LIMIT: SignedDuration = SignedDuration::from_hours(6);

/// All believable sightings of the window up to `now`, oldest first.
pub(super) fn sightings<'a>(kind: &WindowKind, reading: &'a Reading, now: Timestamp) -> Vec<&'a Observation> {
    let mut seen = reading
        .recent
        .iter()
        .chain(&reading.observation)
        .filter(|o| o.kind == *kind && o.seen_at <= now + SAME)
        .filter(|o| {
            o.used_percent
                .is_none_or(|used| (0.0..=MOST_PERCENT).contains(&used))
        })
        .collect::<Vec<_>>();
    seen.sort_by_key(|o| (o.seen_at, std::cmp::Reverse(o.source)));
    seen
}

/// The newest sighting; of simultaneous ones the best rung.
pub(super) fn newest<'a>(seen: &[&'a Observation]) -> Option<&'a Observation> {
    let last = seen.last()?;
    seen.iter()
        .filter(|o| last.seen_at.duration_since(o.seen_at) <= SAME)
        .min_by_key(|o| (o.source, std::cmp::Reverse(o.seen_at)))
        .copied()
}

/// The sighting to show: the newest one that is not over, unless it only echoes an older figure of the same window.
pub(super) fn believed<'a>(
    kind: &WindowKind,
    seen: &[&'a Observation],
    now: Timestamp,
) -> Option<&'a Observation> {
    let current = seen
        .iter()
        .copied()
        .filter(|o| end(kind, o).is_none_or(|end| end > now))
        .collect::<Vec<_>>();
    let latest = newest(&current)?;
    let (Some(used), Some(reset)) = (latest.used_percent, latest.resets_at) else {
        // "Not started" is only news while nothing newer was seen to end.
        let newer_end = newest(seen).is_some_and(|o| o.seen_at.duration_since(latest.seen_at) > SAME);
        return (!newer_end).then_some(latest);
    };
    if asked_the_server(latest.source) {
        return Some(latest);
    }
    let higher = current.iter().copied().filter(|o| {
        o.used_percent.is_some_and(|other| other > used)
            && o.resets_at.is_some_and(|other| is_same(other, reset))
            && latest.seen_at.duration_since(o.seen_at) <= hold(kind)
            && !dropped_since(&current, o)
    });
    higher
        .max_by(|a, b| by_percent(a, b).then(a.seen_at.cmp(&b.seen_at)))
        .or(Some(latest))
}

/// Whether the server itself said something lower after `high`.
fn dropped_since(current: &[&Observation], high: &Observation) -> bool {
    current.iter().any(|o| {
        asked_the_server(o.source)
            && o.seen_at.duration_since(high.seen_at) > SAME
            && by_percent(o, high).is_lt()
    })
}

fn by_percent(a: &Observation, b: &Observation) -> std::cmp::Ordering {
    a.used_percent
        .unwrap_or(0.0)
        .total_cmp(&b.used_percent.unwrap_or(0.0))
}

/// These come fresh from the server. A statusline repeats what its own session heard last, which may be long ago; a
/// cache is as old as its writer left it.
fn asked_the_server(source: Source) -> bool {
    matches!(source, Source::ClaudeAnswer | Source::RunEvent)
}

/// How long a higher figure of the same window outlives lower echoes: a five-hour window only ever fills.
fn hold(kind: &WindowKind) -> SignedDuration {
    match kind {
        WindowKind::FiveHour => kind.length(),
        WindowKind::Weekly | WindowKind::WeeklyOf(_) => WEEKLY_HOLD,
    }
}

/// When the observed window is over; without a named reset, one length after it was seen.
pub(super) fn end(kind: &WindowKind, observation: &Observation) -> Option<Timestamp> {
    observation.used_percent?;
    observation
        .resets_at
        .or_else(|| observation.seen_at.checked_add(kind.length()).ok())
}

/// Whether two resets are one: sources jitter by up to a minute.
pub(super) fn is_same(a: Timestamp, b: Timestamp) -> bool {
    a.duration_since(b).abs() <= SAME
}

/// Whether an observation is older than its source normally delivers; `spent` is what was used since (`None`: not
/// known).
pub(super) fn is_stale(observation: &Observation, spent: Option<u64>, now: Timestamp) -> bool {
    let limit = match (spent, observation.source) {
        (Some(0), _) => UNSPENT_LIMIT,
        (_, Source::Statusline | Source::RunEvent) => SignedDuration::from_mins(10),
        (_, Source::CliCache | Source::ClaudeAnswer | Source::Transcript | Source::Estimate) => {
            SignedDuration::from_mins(30)
        }
    };
    now.duration_since(observation.seen_at) > limit
}

/// The nearest whole minute: resets arrive with jitter of a second, and 18:49:59 is 18:50.
pub(super) fn to_minute(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    let (down, past) = (second - second.rem_euclid(60), second.rem_euclid(60));
    Timestamp::from_second(if past < 30 { down } else { down + 60 }).unwrap_or(at)
}
