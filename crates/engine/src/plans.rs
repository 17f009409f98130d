//! Plans: imported, checked, shown, edited, exported, linked to sessions.
//!
//! The text of a plan is its truth: it is kept byte for byte and parsed each time. Promises: an edit replaces only the text
//! that was read, every text there was is kept, and a text that cannot be read or breaks a rule replaces nothing.

/// Which plan is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRef<'a> {
    /// Its number.
    Id(i64),
    /// Words of its title, or the path of the file it came from.
    Named(&'a str),
}

impl<'a> PlanRef<'a> {
    /// From what a person typed: `3`, `#3`, `"ship it"`, `./PLAN.md`.
    pub fn of(text: &'a str) -> PlanRef<'a> {
        let text = text.trim();
        match text.strip_prefix('#').unwrap_or(text).parse() {
            Ok(id) => PlanRef::Id(id),
            Err(_) => PlanRef::Named(text),
        }
    }
}
