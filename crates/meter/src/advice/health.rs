//! The combined health in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Action, Fullest, Health, combine, level};
use crate::provenance::Source;
use crate::window::{Window, WindowKind, WindowState, left_sentence};
use crate::words;

/// Where the person stands, and the one best next step.
///
/// The window that is used most speaks for quota, the fullest live session for context.
pub fn health(windows: &[Window], fullest: Option<&Fullest>, now: Timestamp, tz: &TimeZone) -> Health {
    let tightest = tightest(windows);
    let (quota, context) = (
        tightest.map(|(_, used)| used),
        fullest.map(|session| session.percent),
    );
    let action = combine(quota, context);
    let urgency = [quota, context].into_iter().flatten().map(level).max();
    let about = fullest.filter(|session| session.percent >= 50.0);
    let tightest = tightest.map(|(window, _)| window);
    Health {
        level: urgency.unwrap_or(super::Level::Ok),
        headline: headline(windows, tightest, about, now, tz),
        action,
        advice: advice(action, tightest, about, now, tz),
        session_id: about.map(|session| session.session_id.clone()),
    }
}

/// The window that is used most, with its percentage.
fn tightest(windows: &[Window]) -> Option<(&Window, f64)> {
    windows
        .iter()
        .filter_map(|window| match window.state {
            WindowState::Known { used_percent, .. } => Some((window, used_percent)),
            WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => None,
        })
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
}

fn headline(
    windows: &[Window],
    tightest: Option<&Window>,
    session: Option<&Fullest>,
    now: Timestamp,
    tz: &TimeZone,
) -> String {
    let quota = match tightest {
        Some(window) => used(window),
        None => unknown(windows),
    };
    match (
        session,
        tightest.and_then(|window| left_sentence(window, now, tz)),
    ) {
        (Some(s), _) => format!("{quota}, context {} in {}", words::percent(s.percent), s.project),
        (None, Some(left)) => format!("{quota}, {left}"),
        (None, None) => quota,
    }
}

/// `5-hour 62 % used`; an estimate wears a tilde.
fn used(window: &Window) -> String {
    let WindowState::Known {
        used_percent,
        provenance,
        ..
    } = &window.state
    else {
        return window.label.clone();
    };
    let tilde = if provenance.source == Source::Estimate {
        "~"
    } else {
        ""
    };
    format!("{} {tilde}{} used", window.label, words::percent(*used_percent))
}

/// What can be said while no percentage is known.
fn unknown(windows: &[Window]) -> String {
    let of = |kind: &WindowKind| windows.iter().find(|window| window.kind == kind.key());
    match of(&WindowKind::FiveHour)
        .or(windows.first())
        .map(|window| (&window.label, &window.state))
    {
        Some((label, WindowState::NotStarted { .. })) => format!("{label} window not started"),
        Some((_, WindowState::TokensOnly { tokens, .. })) if *tokens > 0 => {
            format!("{} tokens spent, limit unknown", words::tokens(*tokens))
        }
        _ => "No quota figures yet".to_owned(),
    }
}

fn advice(
    action: Action,
    tightest: Option<&Window>,
    session: Option<&Fullest>,
    now: Timestamp,
    tz: &TimeZone,
) -> String {
    let reset = tightest.and_then(|window| match window.state {
        WindowState::Known { resets_at, .. } => resets_at.map(|at| words::clock(at, now, tz)),
        WindowState::NotStarted { .. } | WindowState::TokensOnly { .. } => None,
    });
    let name = session.map_or("the session", |session| session.project.as_str());
    let saves = session
        .and_then(|session| session.saves_tokens)
        .filter(|tokens| *tokens > 0);
    let at_reset = reset
        .as_ref()
        .map_or("for the reset".to_owned(), |at| format!("for the reset at {at}"));
    match action {
        Action::Continue => "Work on".to_owned(),
        Action::ContinueAware => match session {
            Some(session) => format!("Work on; compact {} at a good stopping point", session.project),
            None => "Work on, and keep an eye on it".to_owned(),
        },
        Action::Compact => match saves {
            Some(tokens) => format!(
                "Compact {name} now to free about {} tokens",
                words::tokens(tokens)
            ),
            None => format!("Compact {name} now"),
        },
        Action::SaveAndRestart => format!("Save what {name} knows and restart it with fresh context"),
        Action::PlanNext => format!("Plan the next session {at_reset}"),
        Action::WrapUp => format!("Wrap up what is in hand; plan the rest {at_reset}"),
        Action::SaveAndExit => format!("Save {name} and exit now"),
        Action::WaitForReset => match reset {
            Some(at) => format!("Wait for the reset at {at}, or schedule the next session for it"),
            None => "Wait for the reset".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests;
