//! The quota check before a start: whether enough is known, and whether the quota is free.

use jiff::{SignedDuration, Timestamp};

use super::facts::{Facts, Hold, Quota, QuotaWindow, Why};
use super::spec::{Budget, Spec};
use super::start::Start;

/// Without a known reset, an observation counts for so long.
const FRESH: SignedDuration = SignedDuration::from_mins(30);

/// A window that is in the way.
pub(super) struct InTheWay {
    pub(super) why: Why,
    pub(super) resets_at: Option<Timestamp>,
}

/// Whether nothing was observed, and nobody asked, since the last reset (or for half an hour, when none is known).
pub(super) fn must_be_asked(quota: &Quota, start: &Start, now: Timestamp) -> bool {
    let since = quota.last_reset.unwrap_or(now - FRESH);
    let known = |at: Option<Timestamp>| at.is_some_and(|at| at >= since);
    quota.can_ask && !known(quota.seen_at) && !known(quota.asked_at) && !known(start.checked_at)
}

/// The limit that is hit, if any: of several, the one that lasts longest.
pub(super) fn limit(facts: &Facts, now: Timestamp) -> Option<Hold> {
    let of_windows = facts.quota.windows.iter().filter(|window| window.limit_hit);
    let holds = of_windows.filter_map(|window| {
        Some(Hold {
            until: window.resets_at?,
            label: window.label.clone(),
        })
    });
    holds
        .chain(facts.hold.clone())
        .filter(|hold| hold.until > now)
        .max_by_key(|hold| hold.until)
}

/// The window that leaves too little, if any: of several, the one that lasts longest.
pub(super) fn in_the_way(facts: &Facts, spec: &Spec, now: Timestamp) -> Option<InTheWay> {
    let running = |window: &&QuotaWindow| window.resets_at.is_none_or(|at| at > now);
    facts
        .quota
        .windows
        .iter()
        .filter(running)
        .filter_map(|window| {
            Some(InTheWay {
                why: why(window, facts.rules.start_below, spec.conditions.budget)?,
                resets_at: window.resets_at,
            })
        })
        .max_by_key(|found| found.resets_at)
}

fn why(window: &QuotaWindow, start_below: f64, budget: Option<Budget>) -> Option<Why> {
    let label = window.label.clone();
    let percent = rounded(window.used_percent);
    if window.used_percent >= start_below {
        return Some(Why::NotFree { label, percent });
    }
    match budget {
        Some(Budget::Percent { percent: budget })
            if window.five_hour && window.used_percent + budget > 100.0 && window.used_percent > 0.0 =>
        {
            Some(Why::NoRoom {
                label,
                percent,
                budget: rounded(budget),
            })
        }
        Some(Budget::Percent { .. } | Budget::Tokens { .. }) | None => None,
    }
}

fn rounded(percent: f64) -> u32 {
    percent.round().clamp(0.0, 1_000.0) as u32
}
