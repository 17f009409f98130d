//! The text that is read: where each place of it is, and pieces of it as they were written.

use std::ops::Range;

use crate::plans::{PlanError, ReadingNote};

/// A text, and where its lines begin. All line ends are `\n`.
pub(in crate::plans) struct Source<'a> {
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(in crate::plans) fn new(text: &'a str) -> Source<'a> {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(ends.map(|(index, _)| index + 1))
            .collect();
        Source { text, lines }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Where a piece of the text stands, if it is one.
    pub(super) fn offset_of(&self, piece: &str) -> Option<usize> {
        let at = (piece.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (at + piece.len() <= self.text.len()).then_some(at)
    }

    /// What stands there.
    pub(super) fn at(&self, span: &Range<usize>) -> &'a str {
        &self.text[span.clone()]
    }

    /// Line and column, both from 1; a column is a character.
    pub(in crate::plans) fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let before = &self.text[self.lines[line - 1]..offset.min(self.text.len())];
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(line), number(before.chars().count() + 1))
    }

    pub(in crate::plans) fn line(&self, offset: usize) -> u32 {
        self.place(offset).0
    }

    /// Where the line of `offset` begins.
    fn line_start(&self, offset: usize) -> usize {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        self.lines[line - 1]
    }

    /// A block as it was written, without the indentation of the list it stands in and without space at its end.
    pub(super) fn block(&self, span: &Range<usize>) -> String {
        let start = self.line_start(span.start);
        let indent = span.start - start;
        let outside = self.text[start..span.start].trim_start_matches(' ').is_empty();
        // Indented code begins behind its indentation.
        let begin = if outside && indent >= 4 && self.text[..start].ends_with("\n\n") {
            start
        } else {
            span.start
        };
        dedent(
            self.text[begin..span.end].trim_end(),
            if begin == start { 0 } else { indent },
        )
    }
}

fn dedent(text: &str, by: usize) -> String {
    if by == 0 || !text.contains('\n') {
        return text.to_owned();
    }
    let mut lines = text.split('\n');
    let mut written = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let spaces = line.bytes().take(by).take_while(|byte| *byte == b' ').count();
        written.push('\n');
        written.push_str(&line[spaces..]);
    }
    written
}

/// What there is to say about how a text was read.
#[derive(Default)]
pub(super) struct Notes(Vec<(usize, String)>);

impl Notes {
    pub(super) fn say(&mut self, offset: usize, text: String) {
        self.0.push((offset, text));
    }

    pub(super) fn in_order(mut self, source: &Source<'_>) -> Vec<ReadingNote> {
        self.0.sort_by_key(|(offset, _)| *offset);
        let notes = self.0.into_iter().map(|(offset, text)| {
            let (line, column) = source.place(offset);
            ReadingNote { line, column, text }
        });
        notes.collect()
    }
}

/// An error at a place of the text.
pub(in crate::plans) fn error(source: &Source<'_>, offset: usize, what: String, hint: &str) -> PlanError {
    let (line, column) = source.place(offset);
    PlanError {
        line,
        column,
        what,
        hint: hint.to_owned(),
    }
}
