//! The menu's ids: an enum for us, text for the system.

use std::fmt;

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
    /// Only says something.
    Note(u8),
    /// Ends the app.
    Quit,
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
            MenuId::Note(line) => write!(out, "note:{line}"),
            MenuId::Quit => out.write_str("quit"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MenuId;
    use crate::route::Route;

    #[test]
    fn text_and_id_are_each_other() {
        for id in [
            MenuId::Open(Route::Now, 0),
            MenuId::Open(Route::Session("8c5d1f0e-4a57".into()), 7),
            MenuId::Pause(30),
            MenuId::PauseUntilTomorrow,
            MenuId::Resume,
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
            "open:0:plans",
            "pause:soon",
            "pause:-1",
            "menu-17",
        ] {
            assert_eq!(MenuId::parse(text), None, "{text}");
        }
    }
}
