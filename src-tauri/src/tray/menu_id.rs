//! The menu's ids: an enum for us, text for the system.

use std::fmt;

use segue_plan::schedule::StartAction;

use crate::route::Route;

/// What a menu line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MenuId {
    /// Opens the window there. The number tells apart lines that lead to the same place.
    Open(Route, u8),
    /// Pauses alerts for so many minutes.
    Pause(u32),
    /// Pauses alerts until the next morning.
    PauseUntilTomorrow,
    /// Lets alerts through again.
    Resume,
    /// Does something with the start that comes next.
    Next(NextAct, StartId),
    /// Only says something.
    Note(u8),
    /// Ends the app.
    Quit,
}

/// A start as the menu knew it: what is done later is done to this one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StartId {
    /// Its schedule's number.
    pub(crate) schedule: i64,
    /// Its own number.
    pub(crate) start: i64,
    /// The question that was open; 0 for none.
    pub(crate) ask: u32,
}

/// What the menu offers for a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextAct {
    /// One of the answers that questions have.
    Answer(StartAction),
    /// Cancels its schedule.
    Cancel,
}

impl NextAct {
    fn parse(text: &str) -> Option<NextAct> {
        match text {
            "cancel" => Some(NextAct::Cancel),
            other => Some(NextAct::Answer(StartAction::parse(other)?)),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            NextAct::Cancel => "cancel",
            NextAct::Answer(action) => action.as_str(),
        }
    }
}

impl MenuId {
    /// Reads the text that the system hands back. The payload is everything after the first colon.
    pub(crate) fn parse(text: &str) -> Option<MenuId> {
        let (kind, payload) = text.split_once(':').unwrap_or((text, ""));
        match kind {
            "open" => {
                let (line, route) = payload.split_once(':')?;
                Some(MenuId::Open(Route::parse(route)?, line.parse().ok()?))
            }
            "pause" => Some(MenuId::Pause(payload.parse().ok()?)),
            "pause-until-tomorrow" => Some(MenuId::PauseUntilTomorrow),
            "resume" => Some(MenuId::Resume),
            "next" => {
                let mut parts = payload.split(':');
                let act = NextAct::parse(parts.next()?)?;
                let id = StartId {
                    schedule: parts.next()?.parse().ok()?,
                    start: parts.next()?.parse().ok()?,
                    ask: parts.next()?.parse().ok()?,
                };
                parts.next().is_none().then_some(MenuId::Next(act, id))
            }
            "note" => Some(MenuId::Note(payload.parse().ok()?)),
            "quit" => Some(MenuId::Quit),
            _ => None,
        }
    }
}

impl fmt::Display for MenuId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MenuId::Open(route, line) => write!(out, "open:{line}:{route}"),
            MenuId::Pause(minutes) => write!(out, "pause:{minutes}"),
            MenuId::PauseUntilTomorrow => out.write_str("pause-until-tomorrow"),
            MenuId::Resume => out.write_str("resume"),
            MenuId::Next(act, StartId { schedule, start, ask }) => {
                write!(out, "next:{}:{schedule}:{start}:{ask}", act.as_str())
            }
            MenuId::Note(line) => write!(out, "note:{line}"),
            MenuId::Quit => out.write_str("quit"),
        }
    }
}

#[cfg(test)]
mod tests {
    use segue_plan::schedule::StartAction;

    use super::{MenuId, NextAct, StartId};
    use crate::route::Route;

    const START: StartId = StartId {
        schedule: 3,
        start: 12,
        ask: 1,
    };

    #[test]
    fn text_and_id_are_each_other() {
        for id in [
            MenuId::Open(Route::Now, 0),
            MenuId::Open(Route::Session("8c5d1f0e-4a57".into()), 7),
            MenuId::Pause(30),
            MenuId::PauseUntilTomorrow,
            MenuId::Resume,
            MenuId::Next(NextAct::Answer(StartAction::In15Minutes), START),
            MenuId::Next(NextAct::Cancel, START),
            MenuId::Note(3),
            MenuId::Quit,
        ] {
            assert_eq!(MenuId::parse(&id.to_string()), Some(id));
        }
    }

    #[test]
    fn other_text_is_nothing() {
        for text in [
            "",
            "open",
            "open:now",
            "open:0:plan",
            "pause:soon",
            "pause:-1",
            "next:eat:3:12:1",
            "next:skip:3:12",
            "next:skip:3:12:1:0",
            "menu-17",
        ] {
            assert_eq!(MenuId::parse(text), None, "{text}");
        }
    }
}
