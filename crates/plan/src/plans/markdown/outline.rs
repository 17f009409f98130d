//! The headings of a text as parts, and which of them are phases.
//!
//! The rules, first that fits: headings that say so ("Phase 2", "Step 3"); those below a heading like "Implementation
//! plan"; numbered ones; those that have lists of boxes. What is left may be a list or a table of phases.

use std::ops::Range;

use super::blocks::{Block, Kind};
use super::head::{self, Head};
use super::source::Source;
use super::words::{self, Label, Topic};

/// A heading and what stands directly below it.
pub(super) struct Part {
    /// 0 for what stands before the first heading.
    pub(super) level: u8,
    /// The heading as it was written.
    pub(super) heading: String,
    pub(super) offset: usize,
    /// From below the heading to the next one.
    pub(super) span: Range<usize>,
    pub(super) blocks: Vec<Block>,
    pub(super) parent: Option<usize>,
}

/// What a part is.
pub(super) enum Role {
    /// The plan's own beginning.
    Title,
    Phase(Head),
    Task(Head),
    Topic(Topic),
}

/// The parts of a text, in order.
pub(super) fn parts(blocks: Vec<Block>, source: &Source<'_>, end: usize) -> Vec<Part> {
    let mut parts = vec![Part {
        level: 0,
        heading: String::new(),
        offset: 0,
        span: 0..end,
        blocks: Vec::new(),
        parent: None,
    }];
    for block in blocks {
        let Kind::Heading { level, text } = block.kind else {
            if let Some(part) = parts.last_mut() {
                part.blocks.push(block);
            }
            continue;
        };
        let parent = parts.iter().rposition(|part| part.level < level);
        if let Some(before) = parts.last_mut() {
            before.span.end = block.span.start.max(before.span.start);
        }
        // A first escaped character begins behind its backslash.
        let start =
            if text.start > block.span.start && source.at(&(block.span.start..text.start)).ends_with('\\') {
                text.start - 1
            } else {
                text.start
            };
        parts.push(Part {
            level,
            heading: source
                .at(&(start..text.end))
                .split('\n')
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" "),
            offset: block.span.start,
            span: block.span.end..end,
            blocks: Vec::new(),
            parent,
        });
    }
    parts
}

/// What each part is.
pub(super) fn roles(parts: &[Part]) -> Vec<Role> {
    let heads: Vec<Head> = parts.iter().map(|part| head::read(&part.heading)).collect();
    let topics: Vec<Topic> = parts.iter().map(|part| words::topic(&part.heading)).collect();
    let title = title(parts, &heads, &topics);
    let free: Vec<bool> = (0..parts.len())
        .map(|index| index > 0 && Some(index) != title && matches!(topics[index], Topic::Unknown))
        .collect();
    let worded: Vec<bool> = (0..parts.len())
        .map(|index| {
            index > 0 && Some(index) != title && heads[index].key.is_some() && heads[index].word.is_some()
        })
        .collect();
    let outline = Outline {
        parts,
        heads: &heads,
        topics: &topics,
        free: &free,
    };
    let phases = outline
        .worded(&worded)
        .or_else(|| outline.below_a_container())
        .or_else(|| outline.numbered())
        .or_else(|| outline.with_boxes())
        .unwrap_or_else(|| vec![false; parts.len()]);
    let mut roles = Vec::with_capacity(parts.len());
    for (index, head) in heads.iter().enumerate() {
        let role = if index == 0 || Some(index) == title {
            Role::Title
        } else if phases[index] {
            Role::Phase(head.clone())
        } else if in_phase(parts, &phases, index)
            && (worded[index]
                || (free[index]
                    && head
                        .key
                        .as_deref()
                        .is_some_and(|key| key.contains('.') || head.separated)))
        {
            Role::Task(head.clone())
        } else {
            Role::Topic(topics[index])
        };
        roles.push(role);
    }
    roles
}

/// The part a part belongs to, when that is a phase.
pub(super) fn owner(parts: &[Part], roles: &[Role], index: usize) -> Option<usize> {
    let mut at = Some(index);
    while let Some(part) = at {
        if matches!(roles[part], Role::Phase(_)) {
            return Some(part);
        }
        at = parts[part].parent;
    }
    None
}

fn in_phase(parts: &[Part], phases: &[bool], index: usize) -> bool {
    let mut at = parts[index].parent;
    while let Some(part) = at {
        if phases[part] {
            return true;
        }
        at = parts[part].parent;
    }
    false
}

fn title(parts: &[Part], heads: &[Head], topics: &[Topic]) -> Option<usize> {
    let first = 1;
    let part = parts.get(first)?;
    let numbered = heads[first].word.is_some() && heads[first].key.is_some();
    let alike = |index: &usize| {
        parts[*index].level == part.level && heads[*index].word.is_some() && heads[*index].key.is_some()
    };
    let others = (2..parts.len()).filter(alike).count();
    if numbered && (others > 0 || part.level > 1) {
        return None;
    }
    let beside = parts.iter().skip(2).any(|other| other.level <= part.level);
    let known = !matches!(topics[first], Topic::Unknown);
    // "## Objectives" at the head of a text without a title.
    (!(known && (beside || part.level > 1)) && !(part.level > 2 && beside)).then_some(first)
}

struct Outline<'a> {
    parts: &'a [Part],
    heads: &'a [Head],
    topics: &'a [Topic],
    free: &'a [bool],
}

impl Outline<'_> {
    fn mark(&self, which: impl Fn(usize) -> bool) -> Option<Vec<bool>> {
        let marks: Vec<bool> = (0..self.parts.len()).map(which).collect();
        marks.contains(&true).then_some(marks)
    }

    /// "Phase 2: …", "Step 3 — …". Of several kinds the outermost; a single one without a colon does not count.
    fn worded(&self, worded: &[bool]) -> Option<Vec<bool>> {
        let count = worded.iter().filter(|worded| **worded).count();
        let sure = |index: usize| worded[index] && (count > 1 || self.heads[index].separated);
        let top = (0..self.parts.len())
            .filter(|index| sure(*index))
            .map(|index| self.parts[index].level)
            .min()?;
        let outermost = self.mark(|index| sure(index) && self.parts[index].level == top)?;
        // A deeper one that is in none of them is a phase too.
        self.mark(|index| outermost[index] || (sure(index) && !in_phase(self.parts, &outermost, index)))
    }

    /// All headings directly below "Implementation plan".
    fn below_a_container(&self) -> Option<Vec<bool>> {
        self.mark(|index| {
            let container = self.parts[index].parent.is_some_and(|parent| {
                parent > 0 && matches!(self.topics[parent], Topic::Phases | Topic::Label(Label::Tasks))
            });
            container && self.free[index]
        })
    }

    /// "1. …", "2. …" on one level, if at least two are.
    fn numbered(&self) -> Option<Vec<bool>> {
        let numbered = |index: usize| self.free[index] && self.heads[index].key.is_some();
        (1..=6).find_map(|level| {
            let here = |index: usize| numbered(index) && self.parts[index].level == level;
            let count = (0..self.parts.len()).filter(|index| here(*index)).count();
            if count < 2 { None } else { self.mark(here) }
        })
    }

    /// Headings with lists of boxes, if at least two are.
    fn with_boxes(&self) -> Option<Vec<bool>> {
        let boxes = |index: usize| self.free[index] && self.parts[index].blocks.iter().any(has_boxes);
        let count = (0..self.parts.len()).filter(|index| boxes(*index)).count();
        if count < 2 {
            return None;
        }
        let top = (0..self.parts.len())
            .filter(|index| boxes(*index))
            .map(|index| self.parts[index].level)
            .min()?;
        self.mark(|index| boxes(index) && self.parts[index].level == top)
    }
}

/// Whether a block is a list with boxes.
pub(super) fn has_boxes(block: &Block) -> bool {
    matches!(&block.kind, Kind::List { items, .. } if items.iter().any(|item| item.checked.is_some()))
}
