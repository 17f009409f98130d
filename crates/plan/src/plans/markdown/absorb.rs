//! Reads blocks into a plan, a phase or a task: labels, lists, prompts, checks. What is none of these is prose.

use std::ops::Range;

use super::after;
use super::blocks::{Block, Item, Kind};
use super::draft::{Draft, Scope};
use super::exact;
use super::label;
use super::say::Taken;
use super::source::{Notes, Source};
use super::words::{self, Label};
use crate::plans::{PlanError, quantity};

/// Reads one text.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) notes: Notes,
}

/// A label whose value is in the blocks below.
struct Pending {
    label: Label,
    line: String,
    offset: usize,
}

impl Reader<'_> {
    /// Reads blocks; `explicit`: tasks stand below a label or heading of their own.
    pub(super) fn absorb(
        &mut self,
        draft: &mut Draft,
        blocks: &[Block],
        scope: Scope,
        explicit: bool,
    ) -> Result<(), PlanError> {
        let explicit = explicit || blocks.iter().any(|block| self.names_tasks(block));
        let mut pending: Option<Pending> = None;
        let mut leads = false;
        for block in blocks {
            if let Some(label) = pending.take() {
                let begins_anew = matches!(&block.kind, Kind::Paragraph(lines) if lines.first().is_some_and(|line| label::read(self.source.at(line)).is_some()));
                if !begins_anew && self.feed(draft, label.label, block, scope)? {
                    // A prompt's block may be followed by more blocks of another label only.
                    continue;
                }
                draft.prose.push(label.line);
                leads = false;
                let _ = label.offset;
            }
            let led = std::mem::take(&mut leads);
            match &block.kind {
                Kind::Paragraph(lines) => {
                    pending = self.paragraph(draft, block, lines, scope);
                    leads = self.source.at(&block.span).trim_end().ends_with(':');
                }
                Kind::List { items, ordered } => {
                    self.list(draft, block, items, *ordered, scope, explicit, led)?
                }
                Kind::Table(rows) => self.table(draft, block, rows, scope)?,
                Kind::Quote(inner) => self.quote(draft, block, inner, scope),
                Kind::Code { info, text } if info.trim() == exact::BLOCK => {
                    draft.prose.push(exact::references(text))
                }
                Kind::Rule => {}
                Kind::Code { .. } | Kind::Other | Kind::Heading { .. } => {
                    draft.prose.push(self.source.block(&block.span))
                }
            }
        }
        draft.prose.extend(pending.map(|label| label.line));
        Ok(())
    }

    fn names_tasks(&self, block: &Block) -> bool {
        match &block.kind {
            Kind::List { items, .. } => items.iter().any(|item| item.checked.is_some()),
            Kind::Paragraph(lines) => lines.last().is_some_and(|line| {
                let text = self.source.at(line).trim_end();
                let said = text
                    .ends_with([':', '*', '_'])
                    .then(|| label::read(text))
                    .flatten();
                said.is_some_and(|(said, _)| {
                    said.iter()
                        .any(|said| said.label == Label::Tasks && said.value.is_empty())
                })
            }),
            _ => false,
        }
    }

    fn paragraph(
        &mut self,
        draft: &mut Draft,
        block: &Block,
        lines: &[Range<usize>],
        scope: Scope,
    ) -> Option<Pending> {
        let mut kept: Vec<&str> = Vec::new();
        let mut goes_on: Option<Label> = None;
        let mut pending = None;
        let mut whole = true;
        for (index, line) in lines.iter().enumerate() {
            let text = self.source.at(line);
            let Some((said, all)) = label::read(text) else {
                match goes_on {
                    Some(label) => self.go_on(draft, label, text),
                    None => {
                        self.sentence(draft, text, line.start, scope);
                        kept.push(text);
                    }
                }
                continue;
            };
            goes_on = None;
            let mut keep = !all || said.iter().any(|said| words::says_more(said.name));
            let last = index + 1 == lines.len();
            for said in said {
                match self.say(draft, &said, line.start, scope) {
                    Taken::Wholly => {}
                    Taken::Partly => keep = true,
                    Taken::GoesOn(label) => goes_on = Some(label),
                    Taken::Pending if last => pending = Some(said.label),
                    Taken::Pending => goes_on = Some(said.label),
                    Taken::No => {
                        keep = true;
                        self.sentence(draft, text, line.start, scope);
                    }
                }
            }
            if keep && pending.is_none() {
                kept.push(text);
            } else {
                whole = false;
            }
        }
        let whole = whole && kept.len() == lines.len();
        if whole {
            draft.prose.push(self.source.block(&block.span));
        } else if !kept.is_empty() {
            draft.prose.push(kept.join("\n"));
        }
        let line = lines.last()?;
        pending.map(|label| Pending {
            label,
            line: self.source.at(line).to_owned(),
            offset: line.start,
        })
    }

    /// The next line of a value that began in the line before.
    pub(super) fn go_on(&mut self, draft: &mut Draft, label: Label, text: &str) {
        match label {
            Label::Field(field) => match draft.field(field).last_mut() {
                Some(item) => {
                    item.raw.push('\n');
                    item.raw.push_str(text);
                }
                None => draft.prose.push(text.to_owned()),
            },
            Label::Prompt => match draft.prompts.last_mut() {
                Some(prompt) => {
                    prompt.push('\n');
                    prompt.push_str(text);
                }
                None => draft.prompts.push(text.to_owned()),
            },
            _ => draft.prose.push(text.to_owned()),
        }
    }

    /// What a sentence says of the course of things.
    fn sentence(&mut self, draft: &mut Draft, text: &str, offset: usize, scope: Scope) {
        if scope == Scope::Plan || text.len() > 400 {
            return;
        }
        if words::says_parallel(text) {
            draft.mentions_parallel = true;
        }
        let named = waits_for(text);
        if draft.after.is_none() && !named.is_empty() {
            let how = after::How::InProse;
            let wanted = named.into_iter().map(|name| after::Wanted {
                name,
                how,
                rest: String::new(),
                offset,
            });
            draft.after = Some(wanted.collect());
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a list is depends on where it stands"
    )]
    fn list(
        &mut self,
        draft: &mut Draft,
        block: &Block,
        items: &[Item],
        ordered: bool,
        scope: Scope,
        explicit: bool,
        led: bool,
    ) -> Result<(), PlanError> {
        let mut left = Vec::new();
        for item in items {
            let labelled = !ordered && item.checked.is_none();
            if !(labelled && self.item(draft, item, scope)?) {
                left.push(item);
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        let boxes = left.iter().any(|item| item.checked.is_some());
        let tasks = scope == Scope::Phase && (boxes || (!explicit && (ordered || !led)));
        if tasks {
            for item in left {
                if let Some(aside) = self.aside(item) {
                    self.sentence(draft, &aside, item.span.start, scope);
                    draft.prose.push(aside);
                    continue;
                }
                let task = self.task(item)?;
                draft.tasks.push(task);
            }
        } else if left.len() == items.len() {
            for item in &left {
                self.sentence(draft, self.source.at(&item.span), item.span.start, scope);
            }
            draft.prose.push(self.source.block(&block.span));
        } else {
            let left: Vec<String> = left.iter().map(|item| self.source.block(&item.span)).collect();
            draft.prose.push(left.join("\n"));
        }
        Ok(())
    }

    fn quote(&mut self, draft: &mut Draft, block: &Block, inner: &[Block], scope: Scope) {
        let mut kept = Vec::new();
        let mut any = false;
        for inner in inner {
            let Kind::Paragraph(lines) = &inner.kind else {
                kept.push(self.source.block(&inner.span));
                continue;
            };
            for line in lines {
                let text = self.source.at(line);
                let said = label::read(text);
                let mut taken = said.is_some();
                if let Some((said, all)) = said {
                    for said in said {
                        let inline = !said.value.is_empty();
                        let wholly = inline
                            && matches!(
                                self.say(draft, &said, line.start, scope),
                                Taken::Wholly | Taken::GoesOn(_)
                            );
                        taken &= wholly && all && !words::says_more(said.name);
                    }
                }
                any |= taken;
                if !taken {
                    kept.push(text.to_owned());
                }
            }
        }
        if !any {
            draft.prose.push(self.source.block(&block.span));
        } else if !kept.is_empty() {
            let quoted: Vec<String> = kept
                .iter()
                .flat_map(|text| text.split('\n'))
                .map(|line| format!("> {line}"))
                .collect();
            draft.prose.push(quoted.join("\n"));
        }
    }
}

/// What a sentence says is waited for ("Depends on phase 1"); empty when it says nothing of it.
pub(super) fn waits_for(text: &str) -> Vec<String> {
    const STARTS: [&str; 5] = [
        "depends on ",
        "blocked by ",
        "hängt ab von ",
        "dépend de ",
        "depende de ",
    ];
    let text = text.trim_start_matches(['*', '_', '-', ' ']);
    let start = STARTS.iter().find(|start| quantity::starts_with(text, start));
    match start {
        Some(start) if !text.contains("&#") => after::named_or_first(text, &text[start.len()..]),
        _ => Vec::new(),
    }
}
