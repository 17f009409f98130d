//! What the tray shows, as plain values: from a status to picture, words and menu. Pure.

mod menu;
mod next;

use segue_engine::view::{Activity, Session, Status};
use segue_meter::context::ContextReading;
use segue_meter::window::{Window, WindowState};
use segue_meter::words::tokens;

pub(super) use menu::{Entry, menu};

use super::words::{Here, percent};
use crate::gauge::GaugeInput;

/// Everything the tray shows. Two equal models look the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TrayModel {
    /// The picture.
    pub(super) gauge: GaugeInput,
    /// One line that says it all; panels that show only one line show this.
    pub(super) title: String,
    /// The lines beneath.
    pub(super) tooltip: String,
    /// Text beside the icon, on macOS.
    pub(super) beside: Option<String>,
    /// The menu.
    pub(super) menu: Vec<Entry>,
}

impl TrayModel {
    /// Before anything is known.
    pub(super) fn starting() -> TrayModel {
        TrayModel::words_only("Segue is reading your sessions")
    }

    /// When the engine cannot say.
    pub(super) fn broken(message: &str) -> TrayModel {
        TrayModel::words_only(message)
    }

    fn words_only(title: &str) -> TrayModel {
        TrayModel {
            gauge: GaugeInput::default(),
            title: title.to_owned(),
            tooltip: String::new(),
            beside: None,
            menu: menu::without_status(title),
        }
    }

    /// What `status` looks like.
    pub(super) fn of(status: &Status) -> TrayModel {
        let here = Here::new(status.now, &status.time_zone);
        TrayModel {
            gauge: gauge(status).rounded(),
            title: title(status, &here),
            tooltip: tooltip(status, &here),
            beside: five_hour(status).and_then(short),
            menu: menu(status, &here),
        }
    }
}

/// The 5-hour window; with several Claude folders, the fullest.
fn five_hour(status: &Status) -> Option<&Window> {
    let used = |window: &Window| match &window.state {
        WindowState::Known { used_percent, .. } => *used_percent,
        WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => -1.0,
    };
    status
        .windows
        .iter()
        .filter(|window| window.kind == "five_hour")
        .reduce(|fullest, window| {
            if used(window) > used(fullest) {
                window
            } else {
                fullest
            }
        })
}

/// The live session with the fullest context.
fn fullest(status: &Status) -> Option<(&Session, &ContextReading)> {
    status
        .live
        .iter()
        .find_map(|session| Some((session, session.context.as_ref()?)))
}

fn gauge(status: &Status) -> GaugeInput {
    let (quota, time, stale) = match five_hour(status).map(|window| &window.state) {
        Some(WindowState::Known {
            used_percent,
            time_percent,
            limit_hit,
            provenance,
            ..
        }) => {
            let used = if *limit_hit {
                used_percent.max(100.0)
            } else {
                *used_percent
            };
            (Some(used), *time_percent, provenance.stale)
        }
        Some(WindowState::NotStarted { .. } | WindowState::TokensOnly { .. }) | None => (None, None, false),
    };
    GaugeInput {
        quota,
        time,
        context: fullest(status).map(|(_, context)| context.percent),
        waiting: status
            .live
            .iter()
            .any(|session| matches!(session.activity, Activity::Waiting { .. }))
            || next::asks(status.next.as_ref()),
        stale,
    }
}

fn short(window: &Window) -> Option<String> {
    match &window.state {
        WindowState::Known {
            used_percent,
            provenance,
            ..
        } => Some(percent(*used_percent, provenance.source)),
        WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => None,
    }
}

/// `5-hour 62 %, resets 18:50 · context 82 % · seen 4 m ago`.
fn title(status: &Status, here: &Here) -> String {
    let mut parts = Vec::new();
    let mut seen = None;
    if let Some(window) = five_hour(status) {
        parts.push(in_short(window, here));
        seen = match &window.state {
            WindowState::Known { provenance, .. } => Some(format!("seen {}", here.age(provenance.seen_at))),
            WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => None,
        };
    }
    if let Some((_, context)) = fullest(status) {
        parts.push(format!("context {}", context.percent_words()));
    }
    parts.extend(seen);
    let prefix = if status.demo { "Demo: " } else { "" };
    if parts.is_empty() {
        format!("{prefix}Segue: no limits known yet")
    } else {
        format!("{prefix}{}", parts.join(" · "))
    }
}

fn in_short(window: &Window, here: &Here) -> String {
    let label = &window.label;
    match &window.state {
        WindowState::Known {
            used_percent,
            resets_at,
            provenance,
            ..
        } => {
            let used = percent(*used_percent, provenance.source);
            match resets_at {
                Some(at) => format!("{label} {used}, resets {}", here.clock(*at)),
                None => format!("{label} {used}"),
            }
        }
        WindowState::NotStarted { .. } => format!("{label} not started"),
        WindowState::TokensOnly { tokens: count, .. } => {
            format!("{label} {} tokens, limit unknown", tokens(*count))
        }
    }
}

/// What to do, every window with reset and pedigree, the fullest session, what starts next.
fn tooltip(status: &Status, here: &Here) -> String {
    let mut lines = vec![status.health.headline.clone(), status.health.advice.clone()];
    lines.retain(|line| !line.is_empty());
    lines.extend(status.windows.iter().map(|window| in_depth(window, here)));
    if let Some((session, context)) = fullest(status) {
        lines.push(format!(
            "Context {} in {}",
            context.percent_words(),
            session.project
        ));
    }
    lines.extend(status.next.iter().map(|next| next::line(&next.start, here)));
    if let Some(until) = status.alerts_paused_until {
        lines.push(format!("Alerts paused until {}", here.clock(until)));
    }
    lines.join("\n")
}

fn in_depth(window: &Window, here: &Here) -> String {
    match &window.state {
        WindowState::Known {
            used_percent,
            resets_at,
            limit_hit,
            provenance,
            ..
        } => {
            let mut line = format!("{} {}", window.label, percent(*used_percent, provenance.source));
            if *limit_hit {
                line.push_str(", limit reached");
            }
            if let Some(at) = resets_at {
                line.push_str(&format!(", resets {}", here.clock_and_wait(*at)));
            }
            format!("{line} ({})", here.pedigree(provenance))
        }
        WindowState::NotStarted { .. } => format!("{} starts with your next message", window.label),
        WindowState::TokensOnly { .. } => in_short(window, here),
    }
}

#[cfg(test)]
mod tests;
