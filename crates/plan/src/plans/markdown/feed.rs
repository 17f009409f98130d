//! Blocks that stand below a label or a heading: its items, its prompt, its commands.

use super::absorb::Reader;
use super::blocks::{Block, Kind};
use super::draft::{Draft, Scope};
use super::exact;
use super::say::{Taken, check};
use super::words::Label;
use crate::plans::PlanError;

impl Reader<'_> {
    /// Gives a block to the label above it; whether the label had use for it.
    pub(super) fn feed(
        &mut self,
        draft: &mut Draft,
        label: Label,
        block: &Block,
        scope: Scope,
    ) -> Result<bool, PlanError> {
        let offset = block.span.start;
        match (label, &block.kind) {
            (_, Kind::Rule | Kind::Heading { .. }) => return Ok(false),
            (Label::Field(field), Kind::List { items, .. }) => {
                for item in items {
                    let raw = self.item_text(item);
                    draft.push(field, raw, item.span.start);
                }
            }
            (Label::Field(_), Kind::Other) => draft.prose.push(self.source.block(&block.span)),
            (Label::Field(field), _) => draft.push(field, self.source.block(&block.span), offset),
            (Label::Tasks, Kind::List { items, .. }) if scope == Scope::Phase => {
                for item in items {
                    let task = self.task(item)?;
                    draft.tasks.push(task);
                }
            }
            (Label::Prompt, Kind::Code { info, text }) => {
                let exactly = info.trim() == exact::BLOCK;
                draft.prompts.push(if exactly {
                    exact::references(text)
                } else {
                    text.clone()
                });
            }
            (Label::Prompt, Kind::Quote(inner)) => {
                let texts: Vec<String> = inner.iter().map(|block| self.unquoted(block)).collect();
                draft.prompts.push(texts.join("\n\n"));
            }
            (Label::Prompt, Kind::Paragraph(_) | Kind::List { .. }) => {
                draft.prompts.push(self.source.block(&block.span))
            }
            (Label::Check, Kind::Code { info, text }) if info.trim() == exact::BLOCK => {
                draft.checks.push(exact::references(text))
            }
            (Label::Check, Kind::Code { text, .. }) => {
                for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                    let place = if line.starts_with('#') {
                        &mut draft.prose
                    } else {
                        &mut draft.checks
                    };
                    place.push(line.to_owned());
                }
            }
            (Label::Check, Kind::List { items, .. }) => {
                for item in items {
                    let raw = self.item_text(item);
                    if matches!(check(draft, &raw, scope, item.span.start), Taken::Partly) {
                        draft.prose.push(raw);
                    }
                }
            }
            (Label::Status, Kind::Paragraph(lines))
                if scope != Scope::Task && draft.status.is_none() && lines.len() == 1 =>
            {
                draft.status = Some(exact::decode(self.source.at(&lines[0])));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn unquoted(&self, block: &Block) -> String {
        match &block.kind {
            Kind::Paragraph(lines) => lines
                .iter()
                .map(|line| self.source.at(line))
                .collect::<Vec<_>>()
                .join("\n"),
            Kind::Code { text, .. } => text.clone(),
            _ => self
                .source
                .block(&block.span)
                .replace("\n> ", "\n")
                .replace("\n>", "\n"),
        }
    }
}
