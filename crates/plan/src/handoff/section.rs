//! A section of the file: its heading, and items and prose in their order.

use super::item::Item;
use super::{one_line, prose};

/// The sections that Segue writes; a person may add others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What was done.
    Accomplished,
    /// Branch, last commit, tests, changed files.
    State,
    /// What is to be done next, with estimates where there is a basis.
    Objectives,
    /// What was decided.
    Decisions,
    /// What is in the way.
    Blockers,
    /// What to read first.
    Files,
    /// What to run.
    Commands,
    /// How to go on.
    Instructions,
    /// Whatever else.
    Notes,
}

impl Kind {
    /// All of them, in the order of the file.
    pub const ALL: [Kind; 9] = [
        Kind::Accomplished,
        Kind::State,
        Kind::Objectives,
        Kind::Decisions,
        Kind::Blockers,
        Kind::Files,
        Kind::Commands,
        Kind::Instructions,
        Kind::Notes,
    ];

    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Kind::Accomplished => "Accomplished",
            Kind::State => "Current state",
            Kind::Objectives => "Next objectives",
            Kind::Decisions => "Key decisions",
            Kind::Blockers => "Blockers",
            Kind::Files => "Files to read first",
            Kind::Commands => "Commands to run",
            Kind::Instructions => "Instructions",
            Kind::Notes => "Notes",
        }
    }
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A line of a list.
    Item(Item),
    /// Anything else, Markdown, word for word.
    Prose(String),
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    heading: String,
    blocks: Vec<Block>,
}

impl Section {
    /// An empty section under a heading of any words.
    pub fn new(heading: &str) -> Section {
        let heading = one_line(heading);
        Section {
            heading: if heading.is_empty() {
                "Notes".to_owned()
            } else {
                heading
            },
            blocks: Vec::new(),
        }
    }

    /// An empty section of a kind.
    pub fn of(kind: Kind) -> Section {
        Section::new(kind.heading())
    }

    /// What stands before the first heading.
    pub(super) fn lead() -> Section {
        Section {
            heading: String::new(),
            blocks: Vec::new(),
        }
    }

    /// Its heading; empty for what stands before the first one.
    pub fn heading(&self) -> &str {
        &self.heading
    }

    /// What it is, by its heading.
    pub fn kind(&self) -> Option<Kind> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.heading().eq_ignore_ascii_case(&self.heading))
    }

    /// Items and prose, in their order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Its items.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Item(item) => Some(item),
            Block::Prose(_) => None,
        })
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Adds an item.
    pub fn push(&mut self, item: Item) {
        self.blocks.push(Block::Item(item));
    }

    /// Adds prose. Lines that would be read as items or headings get a backslash, which Markdown does not show; prose
    /// after prose becomes one.
    pub fn push_prose(&mut self, text: &str) {
        let before = match self.blocks.last() {
            Some(Block::Prose(before)) => before.as_str(),
            _ => "",
        };
        let Some(prose) = prose::sound(&format!("{before}\n\n{text}")) else {
            return;
        };
        if let Some(Block::Prose(before)) = self.blocks.last_mut() {
            *before = prose;
        } else {
            self.blocks.push(Block::Prose(prose));
        }
    }
}
