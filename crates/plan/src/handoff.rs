//! A handoff: what the next session needs to go on, as values and as the Markdown file that people edit and Claude reads.
//!
//! Owns the form of the file. Promises: `parse(&render(&h)) == h` for every [`Handoff`] there can be, and whatever a
//! person writes into the file (sections, lists, prose, code) is kept word for word and in place. Text is tidied once,
//! when a value is made (line ends, space at the ends of lines), never when it is rendered. Never decides what is true.
//!
//! The form: `# title`, then sections `## heading`. In a section, a line that begins with `- ` is an item and goes on in
//! the lines indented below it; everything else is prose. An item may begin with a box (`[ ]`, `[~]`, `[x]`), and its
//! first line may end with an estimate and with where it comes from: ` — ~12,000 tokens (basis) — transcript line 812,
//! 14:02; git`.

mod item;
mod markdown;
mod prose;
mod section;
mod source;

pub use item::{Estimate, Item, Mark};
pub use markdown::{Unreadable, parse, render};
pub use section::{Block, Kind, Section};
pub use source::{Source, When};

/// What the next session needs to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    title: String,
    lead: Section,
    /// The sections, in the order of the file.
    pub sections: Vec<Section>,
}

impl Handoff {
    /// A handoff without content.
    pub fn new(title: &str) -> Handoff {
        let title = one_line(title);
        Handoff {
            title: if title.is_empty() {
                "Handoff".to_owned()
            } else {
                title
            },
            lead: Section::lead(),
            sections: Vec::new(),
        }
    }

    /// The goal in a line.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What stands before the first section: which session, when, in a few words.
    pub fn lead(&self) -> &Section {
        &self.lead
    }

    /// The same, to add to.
    pub fn lead_mut(&mut self) -> &mut Section {
        &mut self.lead
    }

    /// The first section of that kind.
    pub fn section(&self, kind: Kind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind() == Some(kind))
    }

    /// The items of all sections of that kind.
    pub fn items(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.sections
            .iter()
            .filter(move |section| section.kind() == Some(kind))
            .flat_map(Section::items)
    }
}

/// A text as one line: white space of any length becomes one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as it is kept: line ends of one kind, no space at the ends of lines, no empty lines at its ends.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// A text as inline code, whatever backticks it holds: for commands, paths and branches.
#[must_use]
pub fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text as a fenced block, whatever fences it holds.
#[must_use]
pub fn fenced(text: &str) -> String {
    let text = tidy(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_survives_backticks() {
        assert_eq!(code("npm test"), "`npm test`");
        assert_eq!(code("echo `date`"), "`` echo `date` ``");
        assert_eq!(fenced("a\n```\nb"), "````\na\n```\nb\n````");
    }

    #[test]
    fn a_title_is_one_line_and_never_empty() {
        assert_eq!(Handoff::new(" Fix\r\nthe  thing ").title(), "Fix the thing");
        assert_eq!(Handoff::new("\n").title(), "Handoff");
    }
}
