//! Items of lists: labels, tasks, and texts.

use super::absorb::{Reader, waits_for};
use super::blocks::{Block, Item, Kind};
use super::draft::{Draft, Scope};
use super::exact;
use super::head;
use super::label;
use super::say::Taken;
use super::words::{self, Label};
use crate::plans::PlanError;

impl Reader<'_> {
    /// An item that is nothing but slanted ("_Requirements: 1.1_"), or says only how a phase stands to others ("Can run in
    /// parallel"), is a remark, not a task.
    pub(super) fn aside(&self, item: &Item) -> Option<String> {
        let [
            Block {
                kind: Kind::Paragraph(lines),
                span,
            },
        ] = item.blocks.as_slice()
        else {
            return None;
        };
        let text = self.source.at(lines.first()?);
        let slanted = ['_', '*'].into_iter().any(|mark| {
            let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
            inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(mark))
        });
        let aside = slanted || tells_course(text);
        (aside && lines.len() == 1 && item.checked.is_none()).then(|| self.source.block(span))
    }

    /// An item that is a label ("- **Duration**: 1h"); whether it was one.
    pub(super) fn item(&mut self, draft: &mut Draft, item: &Item, scope: Scope) -> Result<bool, PlanError> {
        let Some(Block {
            kind: Kind::Paragraph(lines),
            ..
        }) = item.blocks.first()
        else {
            return Ok(false);
        };
        let Some(first) = lines.first() else {
            return Ok(false);
        };
        let text = self.source.at(first);
        let Some((said, all)) = label::read(text) else {
            return Ok(false);
        };
        if let [only] = said.as_slice()
            && let Label::Field(field) = only.label
            && scope != Scope::Task
            && !only.value.is_empty()
        {
            // All of the item is its value.
            let start = first.end - only.value.len();
            let raw = self.source.block(&(start..item.span.end));
            if lines.len() > 1 || item.blocks.len() > 1 {
                draft.push(field, raw, start);
            } else {
                self.push_value(draft, field, &raw, start);
            }
            return Ok(true);
        }
        let mut kept = Vec::new();
        let mut pending = None;
        let mut understood = false;
        for said in &said {
            match self.say(draft, said, first.start, scope) {
                Taken::Wholly | Taken::GoesOn(_) => understood = true,
                Taken::Partly => {
                    understood = true;
                    kept.push(text);
                }
                Taken::Pending => pending = Some(said.label),
                Taken::No => kept.push(text),
            }
        }
        if !understood && pending.is_none() {
            return Ok(false);
        }
        if (!all || said.iter().any(|said| words::says_more(said.name))) && kept.is_empty() {
            kept.push(text);
        }
        kept.truncate(1);
        let mut rest = &item.blocks[1..];
        let mut fed = pending.is_none();
        if let Some(label) = pending {
            if lines.len() > 1 {
                for line in &lines[1..] {
                    let text = self.source.at(line);
                    if let Label::Field(field) = label {
                        draft.push(field, text.to_owned(), line.start);
                    } else {
                        self.go_on(draft, label, text);
                    }
                }
                fed = true;
            }
            while let Some((block, behind)) = rest.split_first() {
                if !self.feed(draft, label, block, scope)? {
                    break;
                }
                fed = true;
                rest = behind;
            }
        } else {
            for line in &lines[1..] {
                match said.last().map(|said| said.label) {
                    Some(label @ Label::Prompt) => self.go_on(draft, label, self.source.at(line)),
                    _ => kept.push(self.source.at(line)),
                }
            }
        }
        if !fed {
            kept.push(text);
        }
        if !kept.is_empty() {
            draft.prose.push(kept.join("\n"));
        }
        self.absorb(draft, rest, scope, true)?;
        Ok(true)
    }

    /// The text of an item, without its bullet and an empty box.
    pub(super) fn item_text(&self, item: &Item) -> String {
        let Some(first) = item.blocks.first() else {
            return String::new();
        };
        let start = match &first.kind {
            Kind::Paragraph(lines) => lines.first().map_or(first.span.start, |line| line.start),
            _ => first.span.start,
        };
        let text = self.source.block(&(start..item.span.end.max(start)));
        match (item.checked, &first.kind) {
            (Some(true), _) => format!("[x] {text}"),
            (None, Kind::Code { info, text }) if info.trim() == exact::BLOCK && item.blocks.len() == 1 => {
                // Encoded once more, since every item is decoded.
                exact::encode(&exact::references(text), |c| {
                    c.is_whitespace() || c.is_control() || c == '<'
                })
            }
            _ => text,
        }
    }

    /// A task from an item of a list.
    pub(super) fn task(&mut self, item: &Item) -> Result<Draft, PlanError> {
        let (mut task, rest) = self.first_line(item, Scope::Task);
        self.absorb(&mut task, rest, Scope::Task, true)?;
        Ok(task)
    }

    /// The first line of an item as a phase or task, and the blocks below it.
    pub(super) fn first_line<'b>(&mut self, item: &'b Item, scope: Scope) -> (Draft, &'b [Block]) {
        let Some(Block {
            kind: Kind::Paragraph(lines),
            ..
        }) = item.blocks.first()
        else {
            let mut task = Draft {
                offset: item.span.start,
                marked: item.checked == Some(true),
                ..Draft::default()
            };
            task.key = item.number.map(|number| number.to_string());
            return (task, &item.blocks);
        };
        let title = lines
            .iter()
            .take_while(|line| lines.first() == Some(line) || label::read(self.source.at(line)).is_none());
        let title: Vec<&str> = title.map(|line| self.source.at(line)).collect();
        let mut head = head::item(&title.join(" "));
        if head.key.is_none() {
            head.key = item.number.map(|number| number.to_string());
        }
        let status = (scope == Scope::Task).then(|| head.status.take()).flatten();
        let mut draft = Draft::from_head(head, item.span.start);
        draft.marked |= item.checked == Some(true);
        if let Some(status) = status.filter(|status| {
            status.bytes().any(|byte| byte.is_ascii_alphabetic()) && !words::says_done(status)
        }) {
            draft.prose.push(format!("Status: {status}"));
        }
        for line in &lines[title.len()..] {
            let text = self.source.at(line);
            let mut kept = true;
            if let Some((said, all)) = label::read(text) {
                kept = !all || said.iter().any(|said| words::says_more(said.name));
                for said in said {
                    kept |= !matches!(
                        self.say(&mut draft, &said, line.start, scope),
                        Taken::Wholly | Taken::GoesOn(_)
                    );
                }
            }
            if kept {
                draft.prose.push(text.to_owned());
            }
        }
        (draft, &item.blocks[1..])
    }
}

/// Whether a short line says nothing but what runs beside it or what it waits for.
fn tells_course(text: &str) -> bool {
    text.len() < 80 && (words::says_parallel(text) || !waits_for(text).is_empty())
}
