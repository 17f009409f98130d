//! The tray icon: what it shows (`model`), how it is kept on the panel (`keeper`), what a click does (`clicks`).
//!
//! One thread owns the icon. Others only say that something changed; what is shown is asked anew and only what differs
//! is sent to the panel. No panel, or none yet, is not an error: the thread tries again and opens the window meanwhile.

mod clicks;
mod icon;
mod keeper;
mod menu_id;
mod model;
mod words;

use std::sync::mpsc::{self, Receiver, Sender};

pub(crate) use clicks::{on_icon_event, on_menu_event};
pub(crate) use keeper::keep;

/// What the tray's thread hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Something shown may have changed.
    Changed,
    /// The app ends.
    Stop,
}

/// The line to the tray's thread.
#[derive(Debug, Clone)]
pub(crate) struct TrayLine(Sender<Word>);

impl TrayLine {
    /// A line and its far end, for [`keep`].
    pub(crate) fn new() -> (TrayLine, Receiver<Word>) {
        let (near, far) = mpsc::channel();
        (TrayLine(near), far)
    }

    /// Something shown may have changed.
    pub(crate) fn changed(&self) {
        self.say(Word::Changed);
    }

    /// The app ends.
    pub(crate) fn stop(&self) {
        self.say(Word::Stop);
    }

    fn say(&self, word: Word) {
        // The thread ends with the app: nobody hears, and nobody needs to.
        let _ = self.0.send(word);
    }
}
