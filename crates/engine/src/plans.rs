//! Plans: imported, checked, shown, edited, exported, linked to sessions.
//!
//! The text of a plan is its truth: it is kept byte for byte and parsed each time. Promises: an edit replaces only the text
//! that was read, every text there was is kept, and a text that cannot be read or breaks a rule replaces nothing. Never
//! writes to the file that a plan came from.

mod find;
mod prompt;

pub use find::PlanRef;
pub(crate) use prompt::{link_started, wanted as wanted_by_schedule, words as prompt_words};
