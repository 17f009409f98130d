//! A quota window as a meter.

use segue_meter::advice::{Level, level};
use segue_meter::provenance::Source;
use segue_meter::window::{self, Pace, Window, WindowKind, WindowState};
use segue_meter::words;

use super::bar::Bar;
use super::ink::{self, DIM, paint};
use super::plain::{fit, left, right, width};
use super::{Look, remark};

/// Which windows get their forecast as a second line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forecasts {
    /// The five-hour window's, and those of windows that run out before their reset.
    WhereItMatters,
    /// Every window's.
    All,
}

const BAR: usize = 24;
const LONGEST_LABEL: usize = 14;

/// The windows, one meter each.
pub(crate) fn meters(windows: &[Window], forecasts: Forecasts, look: &Look) -> String {
    if windows.is_empty() {
        return remark("No quota window is known yet.", look);
    }
    let labels = windows
        .iter()
        .map(|window| fit(&window.label, LONGEST_LABEL))
        .collect::<Vec<_>>();
    let column = labels.iter().map(|label| width(label)).max().unwrap_or(0);
    let mut text = String::new();
    for (window, label) in windows.iter().zip(&labels) {
        text.push_str(&format!("  {}  {}\n", left(label, column), meter(window, look)));
        if let Some(sentence) = forecast(window, forecasts, look) {
            text.push_str(&format!("{}{}\n", " ".repeat(column + 4), paint(DIM, sentence)));
        }
    }
    text
}

/// What the pace leads to; the reset stands on the line above already.
fn forecast(window: &Window, forecasts: Forecasts, look: &Look) -> Option<String> {
    let WindowState::Known {
        pace,
        limit_hit,
        used_percent,
        ..
    } = &window.state
    else {
        return None;
    };
    if *limit_hit || *used_percent >= 100.0 {
        return Some("limit reached".to_owned());
    }
    let runs_out = matches!(
        pace,
        Some(Pace {
            runs_out_at: Some(_),
            ..
        })
    );
    let wanted = match forecasts {
        Forecasts::All => pace.is_some(),
        Forecasts::WhereItMatters => window.kind == "five_hour" || runs_out,
    };
    if wanted {
        window::sentence(window, look.now, &look.tz)
    } else {
        None
    }
}

fn meter(window: &Window, look: &Look) -> String {
    match &window.state {
        WindowState::Known {
            used_percent,
            resets_at,
            time_percent,
            limit_hit,
            provenance,
            ..
        } => {
            let level = if *limit_hit {
                Level::Danger
            } else {
                level(*used_percent)
            };
            let estimate = provenance.source == Source::Estimate;
            let bar = Bar {
                percent: *used_percent,
                time_percent: *time_percent,
                level,
                estimate,
                stale: provenance.stale,
            };
            let tilde = if estimate { "~" } else { "" };
            let percent = right(&format!("{tilde}{}", words::percent(*used_percent)), 6);
            let resets = match resets_at {
                Some(at) => format!(
                    "resets {}, in {}",
                    words::clock(*at, look.now, &look.tz),
                    words::duration(at.duration_since(look.now).as_secs())
                ),
                None => "reset time unknown".to_owned(),
            };
            let percent = paint(ink::style(level), percent);
            format!(
                "{}  {percent} {}  {resets}",
                bar.draw(BAR),
                ink::painted_mark(level)
            )
        }
        WindowState::NotStarted { .. } => {
            format!(
                "{}  {}",
                paint(DIM, "░".repeat(BAR)),
                paint(DIM, "begins with your next message")
            )
        }
        WindowState::TokensOnly { tokens, .. } => {
            let time = match WindowKind::parse(&window.kind) {
                Some(WindowKind::FiveHour) => "5 hours",
                Some(WindowKind::Weekly | WindowKind::WeeklyOf(_)) | None => "7 days",
            };
            format!(
                "{} tokens in the last {time}; the limit is unknown",
                words::tokens(*tokens)
            )
        }
    }
}
