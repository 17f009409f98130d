//! The menu: windows, live sessions, what starts next, and the few things to do.

use segue_engine::view::{Activity, Session, Status};
use segue_meter::window::{Window, WindowState};
use segue_meter::words::tokens;

use super::super::menu_id::MenuId;
use super::super::words::{Here, percent, sign};
use super::next;
use crate::route::{Route, Step};

/// Live sessions shown by name; the others are counted.
const SESSIONS: usize = 8;

/// A line of the menu.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Entry {
    /// Does something when clicked, or is greyed.
    Line { id: MenuId, text: String, enabled: bool },
    /// A thin rule.
    Separator,
    /// Opens to the side.
    Submenu { text: String, entries: Vec<Entry> },
}

impl Entry {
    pub(super) fn act(id: MenuId, text: impl Into<String>) -> Entry {
        Entry::Line {
            id,
            text: text.into(),
            enabled: true,
        }
    }

    pub(super) fn note(line: u8, text: impl Into<String>) -> Entry {
        Entry::Line {
            id: MenuId::Note(line),
            text: text.into(),
            enabled: false,
        }
    }
}

/// The menu of a status.
pub(in super::super) fn menu(status: &Status, here: &Here) -> Vec<Entry> {
    let mut entries = Vec::new();
    if status.demo {
        entries.push(Entry::note(0, "Demo: a made-up history"));
    }
    entries.extend(windows(status, here));
    entries.push(Entry::Separator);
    entries.extend(sessions(status));
    entries.extend(step(status));
    entries.extend(plan(status));
    entries.push(Entry::Separator);
    entries.extend(status.next.iter().flat_map(|next| next::entries(next, here)));
    entries.push(Entry::act(MenuId::Open(Route::Now, 0), "Open Segue"));
    entries.push(Entry::act(
        MenuId::Open(Route::Plan(None), 0),
        "Schedule next session …",
    ));
    entries.push(alerts(status, here));
    entries.extend(ending());
    entries
}

/// The menu while nothing is known but `note`.
pub(super) fn without_status(note: &str) -> Vec<Entry> {
    let mut entries = vec![
        Entry::note(0, note),
        Entry::Separator,
        Entry::act(MenuId::Open(Route::Now, 0), "Open Segue"),
    ];
    entries.extend(ending());
    entries
}

fn ending() -> [Entry; 3] {
    [
        Entry::act(MenuId::Open(Route::Settings, 0), "Settings"),
        Entry::Separator,
        Entry::act(MenuId::Quit, "Quit Segue"),
    ]
}

fn windows(status: &Status, here: &Here) -> Vec<Entry> {
    if status.windows.is_empty() {
        return vec![Entry::note(1, "No limits known yet")];
    }
    let mut entries = status
        .windows
        .iter()
        .zip(1u8..)
        .map(|(window, line)| Entry::act(MenuId::Open(Route::Now, line), window_line(window, here)))
        .collect::<Vec<_>>();
    let source = status.windows.iter().find_map(|window| match &window.state {
        WindowState::Known { provenance, .. } | WindowState::NotStarted { provenance } => Some(provenance),
        WindowState::TokensOnly { .. } => None,
    });
    if let Some(provenance) = source {
        entries.push(Entry::note(1, here.pedigree(provenance)));
    }
    entries
}

fn window_line(window: &Window, here: &Here) -> String {
    let label = &window.label;
    match &window.state {
        WindowState::Known {
            used_percent,
            resets_at,
            limit_hit,
            provenance,
            ..
        } => {
            let used = percent(*used_percent, provenance.source);
            let sign = if *limit_hit {
                ", limit reached  ◆"
            } else {
                sign(*used_percent)
            };
            match resets_at {
                Some(at) => format!("{label}: {used}{sign}  –  resets {}", here.clock_and_wait(*at)),
                None => format!("{label}: {used}{sign}"),
            }
        }
        WindowState::NotStarted { .. } => format!("{label}: starts with your next message"),
        WindowState::TokensOnly { tokens: count, .. } => {
            format!("{label}: {} tokens, limit unknown", tokens(*count))
        }
    }
}

fn sessions(status: &Status) -> Vec<Entry> {
    if status.live.is_empty() {
        return vec![Entry::note(2, "No live sessions")];
    }
    let mut entries = status
        .live
        .iter()
        .take(SESSIONS)
        .map(|session| {
            Entry::act(
                MenuId::Open(Route::Session(session.id.clone()), 0),
                session_line(session),
            )
        })
        .collect::<Vec<_>>();
    if let more @ 1.. = status.live.len().saturating_sub(SESSIONS) {
        entries.push(Entry::act(
            MenuId::Open(Route::Sessions, 0),
            format!("and {more} more"),
        ));
    }
    entries
}

/// The one thing to do, when the advice is about a live session.
fn step(status: &Status) -> Option<Entry> {
    let step = Step::advised(status.health.action)?;
    let about = status.health.session_id.as_ref()?;
    let session = status.live.iter().find(|session| session.id == *about)?;
    let project = &session.project;
    let text = match step {
        Step::Compact => format!("Compact {project} …"),
        Step::Handoff => format!("Hand off {project}"),
        Step::Restart => format!("Save and restart {project} …"),
    };
    Some(Entry::act(
        MenuId::Open(Route::Step(session.id.clone(), step), 0),
        text,
    ))
}

/// The session at work on a plan: its phase, and what it will come to.
fn plan(status: &Status) -> Option<Entry> {
    let live = status.plan.as_ref()?;
    let what = live.phase.as_ref().unwrap_or(&live.plan_title);
    let range = &live.projected;
    Some(Entry::act(
        MenuId::Open(Route::Session(live.session.clone()), 1),
        format!(
            "▸ {what}: {} of ~{}–{} tokens",
            tokens(live.fresh),
            tokens(range.low),
            tokens(range.high)
        ),
    ))
}

fn session_line(session: &Session) -> String {
    let (dot, state) = match &session.activity {
        Activity::Idle { .. } => ("○", "idle".to_owned()),
        Activity::Busy { .. } => ("●", "busy".to_owned()),
        Activity::Waiting { waiting_for, .. } => ("◐", format!("waits: {waiting_for}")),
        Activity::Past => ("·", "past".to_owned()),
    };
    let project = &session.project;
    match &session.context {
        Some(context) => {
            let percent = context.percent_words();
            format!(
                "{dot} {project}: context {percent}{}  –  {state}",
                sign(context.percent)
            )
        }
        None => format!("{dot} {project}: {state}"),
    }
}

fn alerts(status: &Status, here: &Here) -> Entry {
    match status.alerts_paused_until {
        Some(until) => Entry::act(
            MenuId::Resume,
            format!("Resume alerts (paused until {})", here.clock(until)),
        ),
        None => Entry::Submenu {
            text: "Pause alerts".to_owned(),
            entries: vec![
                Entry::act(MenuId::Pause(30), "For 30 minutes"),
                Entry::act(MenuId::Pause(60), "For 1 hour"),
                Entry::act(MenuId::PauseUntilTomorrow, "Until tomorrow, 08:00"),
            ],
        },
    }
}
