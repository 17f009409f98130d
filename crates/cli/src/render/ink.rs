//! Colours and shapes. A level differs by shape and word as well as by hue, so nothing is lost without colour.
//!
//! Styles are always written; `Output` strips them where they are not wanted.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use segue_meter::advice::Level;

/// Headings and the one sentence that matters.
pub(crate) const BOLD: Style = Style::new().bold();
/// Sources, ages, units: there when looked for.
pub(crate) const DIM: Style = Style::new().dimmed();
/// Errors' first word.
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();

/// Text in a style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The hue of a level.
pub(crate) fn style(level: Level) -> Style {
    match level {
        Level::Ok => AnsiColor::Green.on_default(),
        Level::Notice => AnsiColor::Cyan.on_default(),
        Level::Warning => AnsiColor::Yellow.on_default(),
        Level::Danger => AnsiColor::Red.on_default(),
    }
}

/// The shape of a level, one column wide; nothing where nothing is to do.
pub(crate) fn mark(level: Level) -> &'static str {
    match level {
        Level::Ok => " ",
        Level::Notice => "◆",
        Level::Warning => "▲",
        Level::Danger => "■",
    }
}

/// The shape of a level in its hue.
pub(crate) fn painted_mark(level: Level) -> String {
    paint(style(level), mark(level))
}
