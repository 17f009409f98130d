//! Lists and tables of phases, when no heading is one; and tables that say more of phases that are there.

use super::blocks::{Block, Item, Kind};
use super::draft::{Draft, Scope};
use super::outline::{self, Part, Role};
use super::table::{Order, Row};
use super::words::{self, Label, Topic};
use super::{Whole, exact, section};
use crate::plans::{PlanError, Section, Stated};

/// An order table of the plan, and what to keep if not all of it is used.
pub(super) struct Table {
    order: Order,
    offset: usize,
    /// The section that keeps it; none when the whole section is kept anyway.
    kept: Option<Section>,
}

impl Whole<'_> {
    /// Takes the order tables out of a part of the plan.
    pub(super) fn take_orders(&mut self, part: &mut Part, role: &Role) -> Result<(), PlanError> {
        let sure = match role {
            Role::Title
            | Role::Topic(
                Topic::Phases
                | Topic::Overview
                | Topic::Label(
                    Label::Tasks
                    | Label::Estimate
                    | Label::Tokens
                    | Label::Time
                    | Label::Prompt
                    | Label::Budget,
                ),
            ) => true,
            Role::Topic(Topic::Unknown | Topic::Aside) => false,
            _ => return Ok(()),
        };
        let mut kept = Vec::with_capacity(part.blocks.len());
        for block in std::mem::take(&mut part.blocks) {
            let Kind::Table(rows) = &block.kind else {
                kept.push(block);
                continue;
            };
            let order = match self.reader.order(rows) {
                Ok(order) => order,
                Err(error) if sure => return Err(error),
                Err(_) => None,
            };
            match order.filter(|order| order.amounts || sure) {
                Some(order) if sure => {
                    let mut kept = section(self.reader.source, part);
                    kept.text = self.reader.source.block(&block.span);
                    if part.level == 0 || matches!(role, Role::Title) {
                        kept.heading = "Order".to_owned();
                        kept.level = 2;
                    }
                    self.orders.push(Table {
                        order,
                        offset: block.span.start,
                        kept: Some(kept),
                    });
                }
                Some(order) => {
                    self.orders.push(Table {
                        order,
                        offset: block.span.start,
                        kept: None,
                    });
                    kept.push(block);
                }
                None => kept.push(block),
            }
        }
        part.blocks = kept;
        Ok(())
    }

    /// Makes the rows of order tables the phases; whether there were any.
    pub(super) fn phases_from_tables(&mut self) -> bool {
        let tables = std::mem::take(&mut self.orders);
        let any = tables
            .iter()
            .any(|table| table.kept.is_some() && table.order.rows.iter().any(|row| !row.total));
        for table in tables {
            if !any || (table.kept.is_none() && !table.order.amounts) {
                self.orders.push(table);
                continue;
            }
            for row in table.order.rows {
                if row.total {
                    self.plan.stated_at = row.draft.offset;
                    self.plan.expect(row.draft.stated);
                } else {
                    self.phases.push(row.draft);
                }
            }
            if !table.order.whole {
                self.plan.other.extend(table.kept);
            }
        }
        any
    }

    /// Tables that say more of the phases there are.
    pub(super) fn match_tables(&mut self) {
        for table in std::mem::take(&mut self.orders) {
            let mut whole = table.order.whole;
            for row in table.order.rows {
                whole &= self.match_row(row);
            }
            if !whole && let Some(kept) = table.kept {
                let text = "not all of this table was used; it is kept as it is".to_owned();
                self.reader.notes.say(table.offset, text);
                self.plan.other.push(kept);
            }
        }
    }

    fn match_row(&mut self, row: Row) -> bool {
        if row.total {
            self.plan.stated_at = row.draft.offset;
            return self.plan.expect(row.draft.stated);
        }
        let mut said = row.draft;
        let same = |draft: &Draft| {
            let key = said.key.is_some() && said.key == draft.key;
            let (said, draft) = (words::plain(&said.title), words::plain(&draft.title));
            key || (!said.is_empty() && said == draft)
        };
        let found = self.phases.iter_mut().find_map(|phase| {
            if same(phase) {
                return Some(phase);
            }
            phase.tasks.iter_mut().find(|task| same(task))
        });
        let Some(draft) = found else { return false };
        let mut whole = draft.expect(said.stated);
        let clash = |mine: Option<&String>, others: Option<&String>| {
            mine.is_some() && others.is_some() && mine != others
        };
        whole &= !clash(draft.status.as_ref(), said.status.as_ref())
            && !clash(draft.agent.as_ref(), said.agent.as_ref());
        whole &= !(draft.after.is_some() && said.after.is_some());
        draft.marked |= said.marked;
        draft.status = draft.status.take().or(said.status);
        draft.after = draft.after.take().or(said.after);
        draft.parallel = draft.parallel.or(said.parallel);
        draft.agent = draft.agent.take().or(said.agent);
        draft.budget = draft.budget.or(said.budget);
        draft.priority = draft.priority.or(said.priority);
        for (mine, others) in draft.fields.iter_mut().zip(said.fields) {
            mine.extend(others);
        }
        for prompt in std::mem::take(&mut said.prompts) {
            let known = draft.prompts.contains(&prompt)
                || draft.tasks.iter().any(|task| task.prompts.contains(&prompt));
            if !known {
                draft.prompts.push(prompt);
            }
        }
        for check in said.checks {
            if !draft.checks.contains(&check) {
                draft.checks.push(check);
            }
        }
        whole &= words::plain(&said.title).is_empty()
            || words::plain(&draft.title).contains(&words::plain(&said.title));
        whole
    }

    /// Makes the items of a part's lists the phases, or the tasks of one phase when they are single lines.
    pub(super) fn phases_from_lists(&mut self, part: &mut Part, role: &Role) -> Result<(), PlanError> {
        let container = matches!(role, Role::Topic(Topic::Phases | Topic::Label(Label::Tasks)));
        let mut left = Vec::new();
        for block in std::mem::take(&mut part.blocks) {
            let boxes = outline::has_boxes(&block);
            match &block.kind {
                Kind::List { items, ordered } if boxes || *ordered || (container && !self.labels(items)) => {
                    if items.iter().any(|item| self.has_more(item)) {
                        for (index, item) in items.iter().enumerate() {
                            self.phase_from_item(item, items.get(index + 1))?;
                        }
                    } else {
                        self.phase_of_tasks(part, role, &block, items)?;
                    }
                }
                _ => left.push(block),
            }
        }
        part.blocks = left;
        match role {
            Role::Topic(Topic::Unknown) => {
                let left: Vec<String> = part
                    .blocks
                    .iter()
                    .map(|block| self.reader.source.block(&block.span))
                    .collect();
                let used = self.phases.iter().any(|phase| phase.title == part.heading);
                if !(used && left.is_empty()) {
                    let mut section = section(self.reader.source, part);
                    section.text = left.join("\n\n");
                    self.plan.other.push(section);
                }
                Ok(())
            }
            _ => self.of_the_plan(part, role),
        }
    }

    fn labels(&self, items: &[Item]) -> bool {
        items.iter().any(|item| match item.blocks.first() {
            Some(Block {
                kind: Kind::Paragraph(lines),
                ..
            }) => lines
                .first()
                .is_some_and(|line| super::label::read(self.reader.source.at(line)).is_some()),
            _ => false,
        })
    }

    /// An item that is more than a line: a phase of its own.
    fn has_more(&self, item: &Item) -> bool {
        let Some(Block {
            kind: Kind::Paragraph(lines),
            ..
        }) = item.blocks.first()
        else {
            return false;
        };
        let head = lines
            .first()
            .map(|line| super::head::item(self.reader.source.at(line)))
            .unwrap_or_default();
        let worded = head.word.is_some_and(|word| word != "task") && head.key.is_some();
        item.blocks.len() > 1
            || worded
            || head.stated != Stated::default()
            || head.key.is_some_and(|key| key.contains('.'))
    }

    fn phase_from_item(&mut self, item: &Item, next: Option<&Item>) -> Result<(), PlanError> {
        let (mut draft, rest) = self.reader.first_line(item, Scope::Phase);
        // "2.1" behind "2" is a task of it.
        let parent = draft
            .key
            .as_deref()
            .and_then(|key| key.rsplit_once('.'))
            .map(|(parent, _)| parent.to_owned());
        if let Some(parent) = parent
            && let Some(phase) = self
                .phases
                .iter()
                .position(|phase| phase.key.as_ref() == Some(&parent))
        {
            let task = self.reader.task(item)?;
            self.phases[phase].tasks.push(task);
            return Ok(());
        }
        let explicit = next.is_some_and(|next| {
            let (next, _) = self.reader.first_line(next, Scope::Phase);
            let below = next
                .key
                .as_deref()
                .and_then(|key| key.rsplit_once('.'))
                .map(|(parent, _)| parent.to_owned());
            below.is_some() && below == draft.key
        });
        self.reader.absorb(&mut draft, rest, Scope::Phase, explicit)?;
        self.phases.push(draft);
        Ok(())
    }

    fn phase_of_tasks(
        &mut self,
        part: &Part,
        role: &Role,
        block: &Block,
        items: &[Item],
    ) -> Result<(), PlanError> {
        let title = if matches!(role, Role::Title) {
            "Tasks".to_owned()
        } else {
            part.heading.clone()
        };
        let mut phase = Draft {
            offset: block.span.start,
            title,
            ..Draft::default()
        };
        for item in items {
            let task = self.reader.task(item)?;
            phase.tasks.push(task);
        }
        let text = format!(
            "no phases were found; this list is one phase, \"{}\"",
            exact::decode(&phase.title)
        );
        self.reader.notes.say(block.span.start, text);
        self.phases.push(phase);
        Ok(())
    }
}
