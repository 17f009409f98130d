//! From values to the file and back.

use super::item::Item;
use super::prose::{Fence, Line, line};
use super::section::{Block, Section};
use super::{Handoff, tidy};

/// A longer file is none that a person wrote.
const LONGEST: usize = 1 << 20;

/// Why a text is no handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing but white space.
    #[error("the handoff is empty")]
    Empty,
    /// Over a mebibyte.
    #[error("the handoff is longer than 1 MiB")]
    TooLong,
}

/// The file.
pub fn render(handoff: &Handoff) -> String {
    let mut out = format!("# {}\n", handoff.title());
    render_blocks(&handoff.lead, &mut out);
    for section in &handoff.sections {
        out.push_str("\n## ");
        out.push_str(section.heading());
        out.push('\n');
        render_blocks(section, &mut out);
    }
    out
}

fn render_blocks(section: &Section, out: &mut String) {
    let mut in_list = false;
    for block in section.blocks() {
        if !in_list || matches!(block, Block::Prose(_)) {
            out.push('\n');
        }
        match block {
            Block::Item(item) => render_item(item, out),
            Block::Prose(text) => {
                out.push_str(text);
                out.push('\n');
            }
        }
        in_list = matches!(block, Block::Item(_));
    }
}

fn render_item(item: &Item, out: &mut String) {
    for (at, line) in item.render().split('\n').enumerate() {
        match (at, line) {
            (0, _) => out.push_str("- "),
            (_, "") => {}
            _ => out.push_str("  "),
        }
        out.push_str(line);
        out.push('\n');
    }
}

/// Reads the file.
///
/// # Errors
/// [`Unreadable`]; anything else is read as far as it is known, and kept word for word where it is not.
pub fn parse(text: &str) -> Result<Handoff, Unreadable> {
    if text.len() > LONGEST {
        return Err(Unreadable::TooLong);
    }
    let text = tidy(text.trim_start_matches('\u{feff}'));
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    let (title, body) = match text.strip_prefix("# ") {
        Some(rest) => rest.split_once('\n').unwrap_or((rest, "")),
        None => ("", text.as_str()),
    };
    let mut reader = Reader {
        handoff: Handoff::new(title),
        open: Open::Nothing,
        fence: Fence::default(),
    };
    for line in body.split('\n') {
        reader.take(line);
    }
    reader.close();
    Ok(reader.handoff)
}

/// What the lines before belong to.
enum Open {
    Nothing,
    /// An item, and how many empty lines have followed it.
    Item(String, usize),
    Prose(String),
}

struct Reader {
    handoff: Handoff,
    open: Open,
    /// Of prose; an item's code is told by its indentation.
    fence: Fence,
}

impl Reader {
    fn take(&mut self, text: &str) {
        if let Open::Item(..) = self.open {
            return self.after_item(text);
        }
        if self.fence.take(text) {
            return self.prose(text);
        }
        match line(text) {
            Line::Heading(heading) => self.heading(heading),
            Line::Item(first) => self.item(first),
            Line::Empty | Line::Indented(_) | Line::Text(_) => self.prose(text),
        }
    }

    fn after_item(&mut self, text: &str) {
        let Open::Item(item, empty) = &mut self.open else {
            return;
        };
        match line(text) {
            Line::Empty => *empty += 1,
            Line::Indented(more) => {
                item.push_str(&"\n".repeat(*empty + 1));
                item.push_str(more);
                *empty = 0;
            }
            Line::Heading(heading) => self.heading(heading),
            Line::Item(first) => self.item(first),
            Line::Text(_) => {
                self.close();
                self.take(text);
            }
        }
    }

    fn heading(&mut self, heading: &str) {
        self.close();
        self.handoff.sections.push(Section::new(heading));
    }

    fn item(&mut self, first: &str) {
        self.close();
        self.open = Open::Item(first.to_owned(), 0);
    }

    fn prose(&mut self, text: &str) {
        match &mut self.open {
            Open::Prose(prose) => {
                prose.push('\n');
                prose.push_str(text);
            }
            Open::Nothing | Open::Item(..) => self.open = Open::Prose(text.to_owned()),
        }
    }

    /// Gives what is open to its section.
    fn close(&mut self) {
        let section = self.handoff.sections.last_mut().unwrap_or(&mut self.handoff.lead);
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => {}
            Open::Item(text, _) => section.push(Item::parse(&text)),
            Open::Prose(text) => section.push_prose(&text),
        }
    }
}
