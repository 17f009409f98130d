//! The blocks of a Markdown text, with their places: what pulldown-cmark tells, as a tree.
//!
//! Promises: blocks that are nested too deep to mean anything are kept as one unread block.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

/// How deep lists and quotes are looked into.
const DEPTH: u32 = 24;

/// A block, and where it stands.
pub(super) struct Block {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// What a block is.
pub(super) enum Kind {
    Heading {
        level: u8,
        text: Range<usize>,
    },
    /// Its lines, without indentation and marks of quotes.
    Paragraph(Vec<Range<usize>>),
    List {
        ordered: bool,
        items: Vec<Item>,
    },
    Code {
        info: String,
        text: String,
    },
    /// Its rows of cells; the first is the head.
    Table(Vec<Vec<Range<usize>>>),
    Quote(Vec<Block>),
    Rule,
    /// HTML, footnotes, what is nested too deep.
    Other,
}

/// An item of a list.
pub(super) struct Item {
    pub(super) span: Range<usize>,
    pub(super) number: Option<u64>,
    pub(super) checked: Option<bool>,
    pub(super) blocks: Vec<Block>,
}

/// The blocks of `text`, whose beginning is at `base` of the whole.
pub(super) fn blocks(text: &str, base: usize) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut tree = Tree {
        events: Parser::new_ext(text, options).into_offset_iter().peekable(),
        text,
        base,
    };
    let blocks = tree.blocks(DEPTH, &mut None);
    with_gaps(blocks, text, base, base..base + text.len())
}

/// Definitions of links are no events: what stands between blocks is a block too.
fn with_gaps(blocks: Vec<Block>, text: &str, base: usize, within: Range<usize>) -> Vec<Block> {
    let mut all = Vec::with_capacity(blocks.len());
    let mut at = within.start;
    let gap = |from: usize, to: usize| {
        let between = text.get(from - base..to.max(from) - base)?;
        let start = from + between.len() - between.trim_start().len();
        let end = from + between.trim_end().len();
        (start < end && between.chars().any(char::is_alphanumeric)).then_some(Block {
            span: start..end,
            kind: Kind::Other,
        })
    };
    for block in blocks {
        all.extend(gap(at, block.span.start));
        at = at.max(block.span.end);
        all.push(block);
    }
    all.extend(gap(at, within.end));
    all
}

struct Tree<'a> {
    events: Peekable<OffsetIter<'a>>,
    text: &'a str,
    base: usize,
}

impl<'a> Tree<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, span) = self.events.next()?;
        Some((event, span.start + self.base..span.end + self.base))
    }

    /// The blocks until the end of what they stand in.
    fn blocks(&mut self, depth: u32, checked: &mut Option<bool>) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            if let Event::End(end) = event
                && !inline_end(*end)
            {
                self.next();
                break;
            }
            if inline(event) {
                // A tight item holds its text without a paragraph.
                let block = self.paragraph(None, checked);
                blocks.extend(block);
                continue;
            }
            let Some((event, span)) = self.next() else { break };
            match event {
                Event::Start(tag) => {
                    let block = self.block(tag, span, depth, checked);
                    blocks.extend(block);
                }
                Event::Rule => blocks.push(Block {
                    span,
                    kind: Kind::Rule,
                }),
                _ => blocks.push(Block {
                    span,
                    kind: Kind::Other,
                }),
            }
        }
        blocks
    }

    fn block(
        &mut self,
        tag: Tag<'a>,
        span: Range<usize>,
        depth: u32,
        checked: &mut Option<bool>,
    ) -> Option<Block> {
        let kind = match tag {
            Tag::Paragraph => return self.paragraph(Some(span), checked),
            Tag::Heading { level, .. } => Kind::Heading {
                level: level as u8,
                text: self.inside(span.end),
            },
            Tag::CodeBlock(kind) => self.code(&kind),
            Tag::Table(_) => Kind::Table(self.table()),
            Tag::List(first) if depth > 0 => Kind::List {
                ordered: first.is_some(),
                items: self.items(first, depth - 1),
            },
            Tag::BlockQuote(_) if depth > 0 => {
                let blocks = self.blocks(depth - 1, &mut None);
                Kind::Quote(with_gaps(blocks, self.text, self.base, span.clone()))
            }
            _ => {
                self.skip();
                Kind::Other
            }
        };
        Some(Block { span, kind })
    }

    /// Consumes until the end of the block that has begun.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// The span of the text within a heading.
    fn inside(&mut self, end: usize) -> Range<usize> {
        let mut text: Option<Range<usize>> = None;
        while let Some((event, span)) = self.next() {
            if let Event::End(TagEnd::Heading(_)) = event {
                break;
            }
            text = Some(text.map_or(span.clone(), |known| {
                known.start.min(span.start)..known.end.max(span.end)
            }));
        }
        text.unwrap_or(end..end)
    }

    fn paragraph(&mut self, span: Option<Range<usize>>, checked: &mut Option<bool>) -> Option<Block> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut line: Option<Range<usize>> = None;
        while let Some((event, _)) = self.events.peek() {
            let ends = matches!(event, Event::End(TagEnd::Paragraph));
            if ends || !inline(event) {
                if ends && span.is_some() {
                    self.next();
                }
                break;
            }
            let Some((event, at)) = self.next() else { break };
            let part = match event {
                Event::SoftBreak | Event::HardBreak => {
                    lines.extend(line.take());
                    continue;
                }
                Event::TaskListMarker(done) => {
                    *checked = Some(done);
                    continue;
                }
                Event::Start(_) => at.start..at.start,
                Event::End(_) => at.end..at.end,
                _ => at,
            };
            line = Some(line.map_or(part.clone(), |known| {
                known.start.min(part.start)..known.end.max(part.end)
            }));
        }
        lines.extend(line);
        let span = span.or_else(|| Some(lines.first()?.start..lines.last()?.end))?;
        Some(Block {
            span,
            kind: Kind::Paragraph(lines),
        })
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> Kind {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        if text.ends_with('\n') {
            text.pop();
        }
        Kind::Code { info, text }
    }

    fn table(&mut self) -> Vec<Vec<Range<usize>>> {
        let mut rows = Vec::new();
        while let Some((event, span)) = self.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    if let Some(row) = rows.last_mut() {
                        row.push(span);
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        rows
    }

    /// Where the text of an item begins.
    fn behind_bullet(&self, span: &Range<usize>) -> usize {
        let text = &self.text[span.start - self.base..span.end - self.base];
        let behind = text.trim_start_matches(|c: char| {
            c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')' | ' ')
        });
        span.end - behind.len()
    }

    fn items(&mut self, first: Option<u64>, depth: u32) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let (text, base) = (self.text, self.base);
        // Definitions behind an item belong to it.
        let behind = |last: Option<&mut Item>, to: usize| {
            if let Some(last) = last {
                let from = last.span.end;
                let gap = with_gaps(Vec::new(), text, base, from..to.max(from));
                last.span.end = gap.last().map_or(from, |block| block.span.end);
                last.blocks.extend(gap);
            }
        };
        while let Some((event, span)) = self.next() {
            match event {
                Event::Start(Tag::Item) => {
                    behind(items.last_mut(), span.start);
                    let mut checked = None;
                    let mut blocks = self.blocks(depth, &mut checked);
                    let from = blocks
                        .first()
                        .map_or_else(|| self.behind_bullet(&span), |first| first.span.start);
                    blocks = with_gaps(blocks, self.text, self.base, from..span.end);
                    let number = first.map(|first| first.saturating_add(items.len() as u64));
                    items.push(Item {
                        span,
                        number,
                        checked,
                        blocks,
                    });
                }
                Event::End(TagEnd::List(_)) => {
                    behind(items.last_mut(), span.end);
                    break;
                }
                _ => {}
            }
        }
        items
    }
}

fn inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => inline_end(tag.to_end()),
        Event::End(end) => inline_end(*end),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

fn inline_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}
