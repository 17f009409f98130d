//! A wake as text: one line, for the log of whatever woke us.

use segue_meter::words;

use crate::render::Look;
use crate::verbs::wake::Told;

/// What was done, or why nothing.
pub(crate) fn wake(told: &Told, look: &Look) -> String {
    if told.elsewhere {
        return "Segue runs and sees to the starts.\n".to_owned();
    }
    let did = if told.did.is_empty() {
        "Nothing to start.".to_owned()
    } else {
        format!("{}.", told.did.join("; "))
    };
    match told.next {
        Some(next) => format!("{did} Next: {}.\n", words::clock(next, look.now, &look.tz)),
        None => format!("{did}\n"),
    }
}
