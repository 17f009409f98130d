//! What a need means for the quota that is left: shares of the windows, and whether it fits before the reset.
//!
//! [`rooms`] reads rows; the rest is pure. Promises: no share without a calibration, whose error widens the share; without
//! one it says that the limit is not known, and never guesses it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use segue_meter::calibration::Calibration;
use segue_meter::estimate::Range;
use segue_meter::window::{WindowKind, WindowState};
use segue_meter::words;
use segue_store::Store;

use crate::calibrate;
use crate::problem::Problem;
use crate::quota;
use crate::view::{Fit, FitAnswer, PercentRange, WindowShare};
use crate::world::ClaudeHome;

/// What must be left over for an unworried yes.
const BUFFER: f64 = 1.2;
/// A calibration's error is told in points; it is held against a window that is half used.
const HALF: f64 = 50.0;

/// A window and what is left of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Room {
    /// Claude Code's key.
    pub kind: String,
    /// What a person calls it.
    pub label: String,
    /// Percent that is left; `None` when not known.
    pub left: Option<f64>,
    /// When it resets; `None` when it has not begun, or nobody said.
    pub resets_at: Option<Timestamp>,
    /// How long it lasts.
    pub length: SignedDuration,
    /// What a percent costs.
    pub calibration: Option<Calibration>,
}

/// What is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need<'a> {
    /// Weighted tokens.
    pub weighted: &'a Range,
    /// Milliseconds.
    pub millis: &'a Range,
    /// Where it can be split.
    pub cuts: &'a [Cut],
}

/// The end of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The phase's key.
    pub key: String,
    /// Weighted tokens up to there.
    pub weighted: Range,
}

/// The windows of a login that concern a model.
pub(crate) fn rooms(
    store: &Store,
    home: &ClaudeHome,
    model: Option<&str>,
    now: Timestamp,
) -> Result<Vec<Room>, Problem> {
    let calibrations = store.calibrations(&home.key())?;
    let windows = quota::windows_of_home(store, home, now)?;
    let mut rooms = Vec::new();
    for window in windows {
        let Some(kind) = WindowKind::parse(&window.kind) else {
            continue;
        };
        // Which model "as usual" is, is not known: no model's own week counts.
        let concerns = match (&kind, model) {
            (WindowKind::WeeklyOf(_), None) => false,
            (kind, model) => calibrate::spends_on(kind, model.unwrap_or_default()),
        };
        if !concerns {
            continue;
        }
        let calibration = calibrations
            .iter()
            .find(|row| row.kind == window.kind)
            .map(|row| Calibration {
                weighted_per_percent: row.weighted_per_percent,
                error_points: row.error_points,
                observations: row.observations,
            });
        let (left, resets_at) = match &window.state {
            WindowState::Known {
                used_percent,
                resets_at,
                limit_hit,
                ..
            } => {
                let left = if *limit_hit {
                    0.0
                } else {
                    (100.0 - used_percent).max(0.0)
                };
                (Some(left), resets_at.filter(|at| *at > now))
            }
            WindowState::NotStarted { .. } => (Some(100.0), None),
            WindowState::TokensOnly { .. } => (None, None),
        };
        rooms.push(Room {
            kind: window.kind,
            label: window.label,
            left,
            resets_at,
            length: kind.length(),
            calibration,
        });
    }
    Ok(rooms)
}

/// Which share of each window is needed.
pub(crate) fn shares(rooms: &[Room], weighted: &Range) -> Vec<WindowShare> {
    let of = |room: &Room| {
        let share = share(room.calibration.as_ref()?, weighted);
        let left = room
            .left
            .map(|left| format!(", {} left", words::percent(left)))
            .unwrap_or_default();
        Some(WindowShare {
            kind: room.kind.clone(),
            label: room.label.clone(),
            share,
            left_percent: room.left,
            words: format!("{}{left}", range_words(&share)),
        })
    };
    rooms.iter().filter_map(of).collect()
}

/// Weighted tokens as percent of a window; what is not known of a percent's cost widens the range.
fn share(calibration: &Calibration, weighted: &Range) -> PercentRange {
    let doubt = (calibration.error_points / HALF).min(0.5);
    let percent = |tokens: u64| tokens as f64 / calibration.weighted_per_percent;
    PercentRange {
        low: percent(weighted.low) * (1.0 - doubt),
        mid: percent(weighted.mid),
        high: percent(weighted.high) * (1.0 + doubt),
    }
}

/// "~4-18 %".
pub(crate) fn range_words(share: &PercentRange) -> String {
    let (low, high) = (words::percent(share.low), words::percent(share.high));
    if low == high {
        return format!("~{low}");
    }
    format!("~{}-{high}", low.trim_end_matches(" %"))
}

/// Whether a need fits into what is left before the reset.
pub(crate) fn fit(rooms: &[Room], need: &Need<'_>, now: Timestamp, zone: &TimeZone) -> Fit {
    let tightest = rooms
        .iter()
        .filter_map(|room| Held::of(room, need, now))
        .max_by(|a, b| a.pressure().total_cmp(&b.pressure()));
    match tightest {
        Some(held) => held.answer(need, now, zone),
        None => unknown(rooms),
    }
}

fn unknown(rooms: &[Room]) -> Fit {
    let words = if rooms.iter().any(|room| room.calibration.is_some()) {
        "tokens only: how much is left is not known"
    } else {
        "tokens only, limit unknown: what a percent costs is learned from your statusline"
    };
    Fit {
        answer: FitAnswer::Unknown,
        words: words.to_owned(),
        split_after: None,
        until: None,
    }
}

/// A need held against one window.
struct Held<'a> {
    room: &'a Room,
    calibration: &'a Calibration,
    left: f64,
    share: PercentRange,
    /// How much of the high end, at most, is spent before the reset.
    before_reset: f64,
    /// It goes on after the reset.
    beyond: bool,
}

impl<'a> Held<'a> {
    fn of(room: &'a Room, need: &Need<'_>, now: Timestamp) -> Option<Held<'a>> {
        let (calibration, left) = (room.calibration.as_ref()?, room.left?);
        let time = room.resets_at.map_or(room.length, |at| at.duration_since(now));
        let part = |millis: u64| (time.as_millis() as f64 / millis.max(1) as f64).clamp(0.0, 1.0);
        let mut share = share(calibration, need.weighted);
        // Even at its fastest, what comes after the reset is spent from the next window.
        let before_reset = part(need.millis.low);
        share.low *= part(need.millis.high);
        share.mid *= part(need.millis.mid);
        share.high *= before_reset;
        share.mid = share.mid.max(share.low);
        Some(Held {
            room,
            calibration,
            left,
            share,
            before_reset,
            beyond: part(need.millis.mid) < 1.0,
        })
    }

    fn pressure(&self) -> f64 {
        self.share.high / self.left.max(0.1)
    }

    fn answer(&self, need: &Need<'_>, now: Timestamp, zone: &TimeZone) -> Fit {
        let until = match self.room.resets_at {
            Some(at) => format!("left until {}", words::clock(at, now, zone)),
            None => "of a fresh window".to_owned(),
        };
        let left = words::percent(self.left);
        let share = range_words(&self.share);
        let held = format!("{share} of the {} window, {left} {until}", self.room.label);
        let split = self.split(need);
        let (answer, words) = if self.share.high * BUFFER <= self.left {
            (FitAnswer::Yes, format!("yes, with 20 % buffer: {held}"))
        } else if self.share.mid * BUFFER <= self.left {
            let safe = split
                .as_ref()
                .map(|key| format!("; to be safe split after phase {key}"));
            (
                FitAnswer::Tight,
                format!("likely, but tight: {held}{}", safe.unwrap_or_default()),
            )
        } else if let Some(key) = &split {
            (
                FitAnswer::Split,
                format!("probably not: split after phase {key} ({held})"),
            )
        } else {
            (FitAnswer::No, format!("no: {held}"))
        };
        let beyond = if self.beyond {
            "; the rest comes after the reset"
        } else {
            ""
        };
        Fit {
            split_after: split.filter(|_| answer != FitAnswer::Yes),
            answer,
            words: format!("{words}{beyond}"),
            until: self.room.resets_at,
        }
    }

    /// The last phase whose high end still fits with the buffer. The whole is no split.
    fn split(&self, need: &Need<'_>) -> Option<String> {
        let inner = need.cuts.len().saturating_sub(1);
        let fits = |cut: &&Cut| {
            share(self.calibration, &cut.weighted).high * self.before_reset * BUFFER <= self.left
        };
        need.cuts[..inner]
            .iter()
            .rev()
            .find(fits)
            .map(|cut| cut.key.clone())
    }
}

#[cfg(test)]
mod tests;
