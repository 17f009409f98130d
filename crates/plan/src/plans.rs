//! Plans: what a person means to do, in phases and tasks, with what they expect it to take.
//!
//! Owns what a plan is ([`Plan`]), reading and writing the texts people keep them in, and the rules a plan must keep
//! ([`check`]). Promises: a text is read the same way each time, nothing of it is dropped silently (what is not
//! understood is kept as a [`Section`], what was guessed is told as a [`ReadingNote`]), and an error names line and
//! column. Never: a file, a clock, a row.

mod check;
mod course;
mod markdown;
mod model;
pub mod progress;
mod quantity;
mod toml;
mod write;

pub use check::check;
pub use course::{Known, MarkHow, MarkKind, PhaseState, same_after_edit};
pub use model::{Amount, Format, Phase, Plan, PlanError, Reading, ReadingNote, Section, Stated, Task};

/// Reads a plan.
///
/// # Errors
/// What makes the text no plan, where, and what to do about it.
pub fn read(text: &str, format: Format) -> Result<Reading, PlanError> {
    match format {
        Format::Markdown => markdown::read(text),
        Format::Toml => toml::read(text),
    }
}

/// The text of a plan, which reads back as the same plan.
pub fn write(plan: &Plan, format: Format) -> String {
    match format {
        Format::Markdown => write::to_markdown(plan),
        Format::Toml => write::to_toml(plan),
    }
}
