//! What the present speed leads to, in numbers and in a sentence.
//!
//! Owns the speed; promises to say nothing while there is too little to judge by.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::sighting::is_same;
use super::{Observation, Pace, Window, WindowKind, WindowState};
use crate::provenance::{Provenance, Source};
use crate::words;

/// Two sightings this far apart make a speed.
const LEAST_SPAN: SignedDuration = SignedDuration::from_mins(5);
/// The average since the window began says nothing before this share of its time has passed, in percent.
const LEAST_TIME_PERCENT: f64 = 3.0;

/// The pace of a window that is used to `used_percent` at `now`.
///
/// The speed is that of the last hour (a week: the last day) when at least two sightings of this window span five
/// minutes, else the average since the window began; `None` when neither can be told.
pub fn pace(
    kind: &WindowKind,
    used_percent: f64,
    resets_at: Option<Timestamp>,
    recent: &[Observation],
    now: Timestamp,
) -> Option<Pace> {
    let percent_per_hour = recent_speed(kind, used_percent, resets_at, recent, now)
        .or_else(|| average_speed(kind, used_percent, resets_at?, now))?;
    let left = resets_at.map(|reset| reset.duration_since(now).as_secs().max(0));
    let seconds_to_full = match used_percent {
        used if used >= 100.0 => Some(0),
        used if percent_per_hour > 0.0 => Some(((100.0 - used) / percent_per_hour * 3600.0).ceil() as i64),
        _ => None,
    };
    let in_time = seconds_to_full.filter(|seconds| left.is_none_or(|left| *seconds < left));
    let runs_out_at = in_time.and_then(|s| now.checked_add(SignedDuration::from_secs(s)).ok());
    Some(Pace {
        percent_per_hour,
        runs_out_at,
        early_seconds: runs_out_at
            .and(left)
            .zip(in_time)
            .map(|(left, seconds)| left - seconds),
        percent_at_reset: left.map(|left| used_percent + percent_per_hour * left as f64 / 3600.0),
    })
}

fn recent_speed(
    kind: &WindowKind,
    used_percent: f64,
    resets_at: Option<Timestamp>,
    recent: &[Observation],
    now: Timestamp,
) -> Option<f64> {
    let reach = match kind {
        WindowKind::FiveHour => SignedDuration::from_mins(60),
        WindowKind::Weekly | WindowKind::WeeklyOf(_) => SignedDuration::from_hours(24),
    };
    let same_window = |o: &&Observation| match (o.resets_at, resets_at) {
        (Some(theirs), Some(ours)) => is_same(theirs, ours),
        (None, None) => true,
        _ => false,
    };
    let mut seen = recent
        .iter()
        .filter(|o| o.kind == *kind && o.seen_at <= now && now.duration_since(o.seen_at) <= reach)
        .filter(same_window)
        .filter_map(|o| Some((o.seen_at, o.used_percent?)));
    let (first_at, first_used) = seen.next()?;
    let (last_at, _) = seen.next_back()?;
    if last_at.duration_since(first_at) < LEAST_SPAN {
        return None;
    }
    let hours = now.duration_since(first_at).as_secs_f64() / 3600.0;
    Some(((used_percent - first_used) / hours).max(0.0))
}

fn average_speed(kind: &WindowKind, used_percent: f64, reset: Timestamp, now: Timestamp) -> Option<f64> {
    if time_percent(kind, reset, now) < LEAST_TIME_PERCENT {
        return None;
    }
    let passed = kind.length() - reset.duration_since(now);
    Some(used_percent / (passed.as_secs_f64() / 3600.0))
}

/// How much of a window's time has passed, 0 to 100.
pub(super) fn time_percent(kind: &WindowKind, reset: Timestamp, now: Timestamp) -> f64 {
    let left = reset.duration_since(now).as_secs_f64();
    let length = kind.length().as_secs_f64();
    (100.0 * (length - left) / length).clamp(0.0, 100.0)
}

/// "at this pace you run out at 16:40, 35 min before the reset", or that it lasts; `None` without a pace.
pub fn sentence(window: &Window, now: Timestamp, tz: &TimeZone) -> Option<String> {
    let WindowState::Known {
        pace,
        limit_hit,
        used_percent,
        provenance,
        ..
    } = &window.state
    else {
        return None;
    };
    if *limit_hit || *used_percent >= 100.0 {
        return left_sentence(window, now, tz);
    }
    let pace = (*pace)?;
    Some(match (pace.runs_out_at, pace.early_seconds) {
        (Some(at), Some(early)) => format!(
            "at this pace you run out at {}, {} before the reset",
            words::clock(at, now, tz),
            words::duration(early)
        ),
        (Some(at), None) => format!("at this pace you run out at {}", words::clock(at, now, tz)),
        (None, _) => match pace.percent_at_reset {
            Some(at_reset) => {
                let tilde = tilde(provenance);
                let at_reset = words::percent(at_reset.min(99.0));
                format!("at this pace you make it; about {tilde}{at_reset} used at the reset")
            }
            None => "at this pace you make it".to_owned(),
        },
    })
}

/// "2 h 39 m left at this pace; resets 18:50"; `None` when neither pace nor reset is known.
pub fn left_sentence(window: &Window, now: Timestamp, tz: &TimeZone) -> Option<String> {
    let WindowState::Known {
        pace,
        resets_at,
        limit_hit,
        used_percent,
        ..
    } = &window.state
    else {
        return None;
    };
    let resets = resets_at.map(|reset| format!("resets {}", words::clock(reset, now, tz)));
    let until_reset = resets_at.map(|reset| words::duration(reset.duration_since(now).as_secs()));
    if *limit_hit || *used_percent >= 100.0 {
        return Some(match resets.zip(until_reset) {
            Some((resets, wait)) => format!("limit reached; {resets}, in {wait}"),
            None => "limit reached".to_owned(),
        });
    }
    let full_at = pace.and_then(|pace| pace.runs_out_at);
    match (full_at, resets.zip(until_reset)) {
        (Some(at), resets) => {
            let left = words::duration(at.duration_since(now).as_secs());
            let resets = resets.map_or(String::new(), |(resets, _)| format!("; {resets}"));
            Some(format!("{left} left at this pace{resets}"))
        }
        (None, Some((resets, wait))) if pace.is_some() => {
            Some(format!("you make it at this pace; {resets}, in {wait}"))
        }
        (None, Some((resets, wait))) => Some(format!("{resets}, in {wait}")),
        (None, None) => None,
    }
}

/// Estimates wear a tilde.
fn tilde(provenance: &Provenance) -> &'static str {
    if provenance.source == Source::Estimate {
        "~"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests;
