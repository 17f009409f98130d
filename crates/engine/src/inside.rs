//! What Claude asks for from inside a session, beyond what every face shows: the handoff of its project, and adding to
//! the one that its own session will leave.

use std::path::Path;

use segue_plan::handoff::{self as form, Item, Kind, Section};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::Handoff;

/// More than this is no note.
const LONGEST_NOTES: usize = 20_000;
/// Every fact of a handoff says where it comes from.
const ORIGIN: &str = "(noted by Claude)";

impl Segue {
    /// The handoff that waits in a project, else the last one that was made there; not that of the session which asks.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub fn handoff_of_project(
        &mut self,
        folder: &Path,
        asking: Option<&str>,
    ) -> Result<Option<Handoff>, Problem> {
        let mut entries = self.handoffs(Some(folder))?;
        entries.retain(|entry| Some(entry.session_id.as_str()) != asking);
        let waiting = entries.iter().position(|entry| entry.used_by.is_none());
        match entries.get(waiting.unwrap_or_default()) {
            Some(entry) => self.stored_handoff(&entry.session_id),
            None => Ok(None),
        }
    }

    /// Adds what Claude or the person knows to the handoff of a session, which is made first where there is none. From
    /// then on it is theirs: Segue does not write it anew.
    ///
    /// # Errors
    /// When there is no such session, there is nothing to add, or it cannot be kept.
    pub fn add_to_handoff(&mut self, session: &str, notes: &str, by: &str) -> Result<Handoff, Problem> {
        if notes.trim().is_empty() || notes.len() > LONGEST_NOTES {
            return Err(Problem::new(Code::BadInput, "these are no notes")
                .hint("Write what the next session must know, in a few plain lines."));
        }
        let made = self.handoff(Some(session), by)?;
        let text = with_notes(&made.markdown, notes)?;
        self.save_handoff(&made.session_id, &text, by)
    }
}

/// The text with one more item for each paragraph or point, under its notes.
fn with_notes(markdown: &str, notes: &str) -> Result<String, Problem> {
    let mut handoff = form::parse(markdown)
        .map_err(|error| Problem::new(Code::BadInput, "the handoff cannot be added to").because(error))?;
    let found = handoff
        .sections
        .iter()
        .position(|section| section.kind() == Some(Kind::Notes));
    let at = found.unwrap_or_else(|| {
        handoff.sections.push(Section::of(Kind::Notes));
        handoff.sections.len() - 1
    });
    let known: Vec<String> = handoff.sections[at]
        .items()
        .map(|item| item.text().to_owned())
        .collect();
    for note in points(notes) {
        let note = format!("{note} {ORIGIN}");
        // Asked twice, said once.
        if !known.contains(&note) {
            handoff.sections[at].push(Item::new(&note));
        }
    }
    Ok(form::render(&handoff))
}

/// A list's points, or else paragraphs.
fn points(notes: &str) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    let mut begins = true;
    for line in notes.trim().lines() {
        let bare = line.trim_end();
        let point = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* "));
        match (point, bare.is_empty()) {
            (Some(text), _) => points.push(text.trim().to_owned()),
            (None, true) => {}
            (None, false) if begins => points.push(bare.trim().to_owned()),
            (None, false) => {
                if let Some(last) = points.last_mut() {
                    last.push('\n');
                    last.push_str(bare.trim());
                }
            }
        }
        begins = bare.is_empty();
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_become_items_once_and_everything_else_stays() {
        let before = "# Fix the login\n\n## Notes\n\n- mine\n\n## My own\n\nWords.\n";
        let once = with_notes(before, "- try the old token first\n- ask Kim\n  about it").expect("a handoff");
        assert!(
            once.contains("- mine\n- try the old token first (noted by Claude)"),
            "{once}"
        );
        assert!(once.contains("- ask Kim\n  about it"), "{once}");
        assert!(once.ends_with("## My own\n\nWords.\n"), "{once}");
        assert_eq!(
            with_notes(&once, "- try the old token first").expect("a handoff"),
            once
        );
        let new = with_notes("# Fix\n", "One thing.\nStill it.\n\nAnother.").expect("a handoff");
        assert!(new.contains("## Notes\n\n- One thing."), "{new}");
        assert!(new.contains("- Another."), "{new}");
    }
}
