//! Reads blocks into a plan, a phase or a task: labels, lists, prompts, checks. What is none of these is prose.

use std::ops::Range;

use super::after;
use super::blocks::{Block, Item, Kind};
use super::draft::{Draft, Scope};
use super::exact;
use super::head;
use super::label::{self, Said};
use super::source::{Notes, Source};
use super::words::{self, Field, Label};
use crate::plans::{PlanError, Stated, quantity};

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

/// What became of a label.
enum Taken {
    /// All of it was understood.
    Wholly,
    /// It was understood, but says more than that.
    Partly,
    /// Its value is below.
    Pending,
    /// The value goes on in the next lines.
    GoesOn(Label),
    /// It is no label here.
    No,
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
                let said = label::read(self.source.at(line));
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
            let mut keep = !all;
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
    fn go_on(&mut self, draft: &mut Draft, label: Label, text: &str) {
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
        let text = text.trim_start_matches(['*', '_', '-', ' ']);
        for start in [
            "depends on ",
            "blocked by ",
            "hängt ab von ",
            "dépend de ",
            "depende de ",
        ] {
            if draft.after.is_none() && quantity::starts_with(text, start) && !text.contains("&#") {
                let named = after::named(text);
                if !named.is_empty() {
                    let how = after::How::InProse;
                    let wanted = named.into_iter().map(|name| after::Wanted { name, how, offset });
                    draft.after = Some(wanted.collect());
                }
            }
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

    /// An item that is a label ("- **Duration**: 1h"); whether it was one.
    fn item(&mut self, draft: &mut Draft, item: &Item, scope: Scope) -> Result<bool, PlanError> {
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
        if !all && kept.is_empty() {
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
                        taken &= wholly && all;
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
                let commands = text
                    .lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty() && !line.starts_with('#'));
                draft.checks.extend(commands.map(str::to_owned));
            }
            (Label::Check, Kind::List { items, .. }) => {
                for item in items {
                    let raw = self.item_text(item);
                    self.check(draft, &raw);
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
        let mut head = head::read(&title.join(" "));
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
                kept = !all;
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

    /// What a row of labels and values says; whether all of it was understood.
    pub(super) fn say_pair(
        &mut self,
        draft: &mut Draft,
        said: &Said<'_>,
        offset: usize,
        scope: Scope,
    ) -> bool {
        matches!(
            self.say(draft, said, offset, scope),
            Taken::Wholly | Taken::GoesOn(_)
        )
    }

    /// What a label says.
    fn say(&mut self, draft: &mut Draft, said: &Said<'_>, offset: usize, scope: Scope) -> Taken {
        let value = said.value.trim();
        match said.label {
            Label::Field(_) if scope == Scope::Task => Taken::No,
            Label::Field(_) | Label::Prompt | Label::Check if value.is_empty() => Taken::Pending,
            Label::Tasks if value.is_empty() && scope == Scope::Phase => Taken::Pending,
            Label::Status if value.is_empty() && scope != Scope::Task => Taken::Pending,
            _ if value.is_empty() => Taken::No,
            Label::Field(field) => {
                self.push_value(draft, field, value, offset);
                Taken::GoesOn(said.label)
            }
            Label::Prompt => {
                draft
                    .prompts
                    .push(exact::decode(after::code(value).unwrap_or(value)));
                Taken::GoesOn(said.label)
            }
            Label::Check => self.check(draft, value),
            Label::Status => status(draft, value, scope),
            Label::Done => match words::yes_or_no(value) {
                Some(done) => {
                    draft.done = Some(done);
                    Taken::Wholly
                }
                None if value.bytes().any(|byte| byte.is_ascii_digit()) => {
                    draft.marked = true;
                    Taken::Partly
                }
                None => Taken::No,
            },
            Label::Tokens | Label::Time | Label::Estimate => self.amount(draft, said, offset),
            Label::Budget => self.budget(draft, said, offset, scope),
            Label::After => {
                if draft.after.is_some() || scope == Scope::Plan {
                    return Taken::No;
                }
                draft.after = Some(after::wanted(value, offset));
                Taken::Wholly
            }
            Label::Parallel => match words::yes_or_no(value) {
                _ if scope == Scope::Plan => Taken::No,
                Some(parallel) => {
                    draft.parallel = Some(parallel);
                    Taken::Wholly
                }
                None => {
                    let no = quantity::starts_with(value, "no") || quantity::starts_with(value, "nein");
                    draft.parallel = Some(!no);
                    Taken::Partly
                }
            },
            Label::Agent => {
                draft.agent = Some(exact::decode(after::code(value).unwrap_or(value)));
                Taken::Wholly
            }
            Label::Priority => match priority(value) {
                Some(priority) => {
                    draft.priority = Some(priority);
                    if value.bytes().all(|byte| byte.is_ascii_digit()) {
                        Taken::Wholly
                    } else {
                        Taken::Partly
                    }
                }
                None => Taken::No,
            },
            Label::Key => {
                let code = after::code(value);
                if scope == Scope::Plan || (code.is_none() && value.contains(' ')) {
                    return Taken::No;
                }
                draft.key = Some(code.map_or_else(|| exact::decode(value), exact::references));
                draft.exact_key = true;
                Taken::Wholly
            }
            Label::Tasks => Taken::No,
        }
    }

    /// An item in the line of its label: several when it is a list of paths.
    fn push_value(&mut self, draft: &mut Draft, field: Field, value: &str, offset: usize) {
        let parts: Vec<&str> = value.split(',').map(str::trim).collect();
        let paths = parts.len() > 1
            && parts.iter().all(|part| {
                part.len() > 2
                    && part.starts_with('`')
                    && part.ends_with('`')
                    && part[1..part.len() - 1].find('`').is_none()
            });
        if paths {
            for part in parts {
                draft.push(field, part.to_owned(), offset);
            }
        } else {
            draft.push(field, value.to_owned(), offset);
        }
    }

    fn amount(&mut self, draft: &mut Draft, said: &Said<'_>, offset: usize) -> Taken {
        let lower = said.name.to_lowercase();
        let hours = lower.contains("hour") || lower.contains("stunden");
        let bare = match said.label {
            Label::Tokens => quantity::Bare::Tokens(1),
            Label::Time if hours => quantity::Bare::Minutes(60),
            Label::Time => quantity::Bare::Minutes(1),
            _ => quantity::Bare::No,
        };
        let (stated, rest) = quantity::leading(said.value, bare);
        if stated == Stated::default() {
            if said.label != Label::Estimate {
                self.notes.say(
                    offset,
                    format!(
                        "no amount was read from \"{}\"; it is kept as text",
                        said.value.trim()
                    ),
                );
            }
            return Taken::No;
        }
        if said.label == Label::Time
            && !hours
            && !lower.contains("min")
            && quantity::leading(said.value, quantity::Bare::No).0 == Stated::default()
        {
            self.notes.say(
                offset,
                format!(
                    "\"{}\" was taken as minutes; write \"min\" or \"h\" behind it",
                    said.value.trim()
                ),
            );
        }
        if stated
            .tokens
            .is_some_and(|amount| amount.high > 0 && amount.high < 1_000)
        {
            self.notes.say(
                offset,
                format!(
                    "\"{}\" is less than 1,000 tokens; write \"k\" behind it if thousands are meant",
                    said.value.trim()
                ),
            );
        }
        if !draft.expect(stated) {
            self.notes.say(
                offset,
                "another amount was stated before; the first one counts".to_owned(),
            );
            return Taken::Partly;
        }
        if rest.is_empty() {
            Taken::Wholly
        } else {
            Taken::Partly
        }
    }

    fn budget(&mut self, draft: &mut Draft, said: &Said<'_>, offset: usize, scope: Scope) -> Taken {
        if said.value.contains(['$', '€', '£']) {
            return Taken::No;
        }
        if scope == Scope::Task {
            let (tokens, rest) = quantity::tokens(said.value, 1);
            let Some(tokens) = tokens else { return Taken::No };
            draft.budget = Some(tokens.high);
            return if rest.is_empty() && tokens.low == tokens.high {
                Taken::Wholly
            } else {
                Taken::Partly
            };
        }
        let said = Said {
            label: Label::Tokens,
            name: said.name,
            value: said.value,
        };
        self.amount(draft, &said, offset)
    }

    /// Commands: what stands in code, or the whole text.
    fn check(&mut self, draft: &mut Draft, value: &str) -> Taken {
        let whole = after::code(value);
        if let Some(command) = whole {
            draft.checks.push(exact::references(command));
            return Taken::Wholly;
        }
        let parts: Vec<&str> = value.split('`').collect();
        let commands: Vec<&str> = parts
            .iter()
            .skip(1)
            .step_by(2)
            .copied()
            .filter(|part| !part.trim().is_empty())
            .collect();
        if parts.len() >= 3 && parts.len() % 2 == 1 && !commands.is_empty() {
            draft
                .checks
                .extend(commands.iter().map(|command| exact::references(command)));
            let words = parts.iter().step_by(2).any(|part| {
                part.chars().any(char::is_alphanumeric) && !matches!(part.trim(), "and" | "und" | "then")
            });
            return if words { Taken::Partly } else { Taken::Wholly };
        }
        draft.checks.push(exact::decode(value));
        Taken::Wholly
    }
}

fn status(draft: &mut Draft, value: &str, scope: Scope) -> Taken {
    if scope == Scope::Task {
        draft.marked |= words::says_done(value);
        return Taken::No;
    }
    if draft
        .status
        .as_deref()
        .is_some_and(|known| known.bytes().any(|byte| byte.is_ascii_alphanumeric()))
    {
        return Taken::No;
    }
    draft.status = Some(exact::decode(value));
    Taken::Wholly
}

/// 0 to 9; "P0" goes first, as do high and critical.
pub(super) fn priority(value: &str) -> Option<u8> {
    let plain = words::plain(value);
    if let Ok(number) = value.parse::<u8>() {
        return (number <= 9).then_some(number);
    }
    if let Some(number) = value
        .trim()
        .strip_prefix(['P', 'p'])
        .and_then(|rest| rest.get(..1)?.parse::<u8>().ok())
    {
        return Some(9 - number);
    }
    match plain.as_str() {
        "critical" | "highest" | "urgent" | "kritisch" => Some(9),
        "high" | "hoch" | "haute" | "alta" => Some(7),
        "medium" | "normal" | "mittel" | "moyenne" | "media" => Some(5),
        "low" | "niedrig" | "basse" | "baja" => Some(2),
        "lowest" => Some(0),
        _ => None,
    }
}
