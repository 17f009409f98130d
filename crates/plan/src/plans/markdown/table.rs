//! Order tables: a row for each phase or task, with its prompt, tokens and minutes.

use std::ops::Range;

use super::absorb::Reader;
use super::after;
use super::blocks::Block;
use super::column::{Column, column, is_head, is_key, is_total, placeholder};
use super::draft::{Draft, Scope};
use super::exact;
use super::head;
use super::label::Said;
use super::source;
use super::words::{self, Field, Label};
use crate::plans::{PlanError, Stated, quantity};

/// An order table, read.
pub(super) struct Order {
    pub(super) rows: Vec<Row>,
    /// Every cell was understood.
    pub(super) whole: bool,
    /// Its rows say what each takes, or what Claude is told.
    pub(super) amounts: bool,
}

/// A row of an order table.
pub(super) struct Row {
    pub(super) draft: Draft,
    /// The row of sums.
    pub(super) total: bool,
}

impl Reader<'_> {
    /// A table in a plan, phase or task: labels and values, or tasks in order, or prose.
    pub(super) fn table(
        &mut self,
        draft: &mut Draft,
        block: &Block,
        rows: &[Vec<Range<usize>>],
        scope: Scope,
    ) -> Result<(), PlanError> {
        if scope == Scope::Phase
            && let Some(order) = self.order(rows)?
            && order.amounts
        {
            if !order.whole {
                draft.prose.push(self.source.block(&block.span));
            }
            for row in order.rows {
                if row.total {
                    draft.expect(row.draft.stated);
                } else if !draft
                    .tasks
                    .iter()
                    .any(|known| known.title == row.draft.title && known.prompts == row.draft.prompts)
                {
                    draft.tasks.push(row.draft);
                }
            }
            return Ok(());
        }
        if scope != Scope::Task && self.pairs(draft, rows, scope) {
            return Ok(());
        }
        draft.prose.push(self.source.block(&block.span));
        Ok(())
    }

    fn cell(&self, row: &[Range<usize>], index: usize) -> String {
        row.get(index).map_or_else(String::new, |span| {
            self.source.at(span).trim().replace("\\|", "|")
        })
    }

    /// Whether something stands behind the last cell that the head has a column for.
    fn more_cells(&self, row: &[Range<usize>]) -> bool {
        let rest = row
            .last()
            .map(|cell| self.source.at(&(cell.end..self.source.len())));
        let line = rest.and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        line.chars().any(char::is_alphanumeric)
    }

    /// "| **Duration** | 2h |"; whether every row was understood.
    fn pairs(&mut self, draft: &mut Draft, rows: &[Vec<Range<usize>>], scope: Scope) -> bool {
        if rows.iter().any(|row| row.len() != 2) {
            return false;
        }
        let mut all = true;
        for (index, row) in rows.iter().enumerate() {
            let (name, value) = (self.cell(row, 0), self.cell(row, 1));
            let label = words::label(&name).filter(|_| !value.is_empty());
            let Some(label) = label else {
                all &= index == 0 && is_head(&name) && is_head(&value);
                continue;
            };
            all &= self.say_pair(
                draft,
                &Said {
                    label,
                    name: &name,
                    value: &value,
                },
                row[0].start,
                scope,
            );
        }
        all
    }

    /// The rows of an order table, if it is one.
    pub(super) fn order(&self, rows: &[Vec<Range<usize>>]) -> Result<Option<Order>, PlanError> {
        let Some((header, body)) = rows.split_first() else {
            return Ok(None);
        };
        let mut columns: Vec<Column> = (0..header.len())
            .map(|index| column(&self.cell(header, index)))
            .collect();
        let first_title = columns.iter().position(|column| *column == Column::Title);
        let named =
            first_title.is_some() || columns.contains(&Column::Prompt) || columns.contains(&Column::Key);
        let tokens = columns.iter().any(|column| matches!(column, Column::Tokens(_)));
        let prompts = columns.contains(&Column::Prompt);
        let amounts = tokens
            || prompts
            || columns
                .iter()
                .any(|column| matches!(column, Column::Minutes(_) | Column::Label(Label::Estimate)));
        let course = columns
            .iter()
            .any(|column| matches!(column, Column::Label(Label::After | Label::Status | Label::Done)));
        if !named || !(amounts || course) || body.is_empty() {
            return Ok(None);
        }
        // "| Phase | Name |": the first numbers, the second names.
        let second = columns
            .iter()
            .skip(first_title.map_or(0, |at| at + 1))
            .position(|column| *column == Column::Title);
        if let (Some(first), Some(second)) = (first_title, second) {
            let numbers = body.iter().all(|row| {
                let cell = self.cell(row, first);
                head::read(&cell).title.is_empty() || is_key(&cell) || is_total(&cell)
            });
            columns[if numbers { first } else { first + 1 + second }] =
                if numbers { Column::Key } else { Column::Other };
        }
        let mut order = Order {
            rows: Vec::new(),
            whole: true,
            amounts,
        };
        for row in body {
            order.whole &= !self.more_cells(row);
            let row = self.row(row, &columns, tokens || prompts, &mut order.whole)?;
            order.rows.push(row);
        }
        Ok(Some(order))
    }

    fn row(
        &self,
        cells: &[Range<usize>],
        columns: &[Column],
        strict: bool,
        whole: &mut bool,
    ) -> Result<Row, PlanError> {
        let offset = cells.first().map_or(0, |cell| cell.start);
        let mut draft = Draft {
            offset,
            ..Draft::default()
        };
        let mut total = false;
        for (index, column) in columns.iter().enumerate() {
            let text = self.cell(cells, index);
            if text.is_empty() {
                continue;
            }
            let place = cells.get(index).map_or(offset, |cell| {
                let written = self.source.at(cell);
                cell.start + written.len() - written.trim_start().len()
            });
            total |= matches!(column, Column::Key | Column::Title | Column::Prompt) && is_total(&text);
            match column {
                Column::Key => {
                    let head = head::read(&text);
                    draft.marked |= head.done == Some(true);
                    if head.key.is_some() && draft.title.is_empty() {
                        head.title.clone_into(&mut draft.title);
                    }
                    let bare = head.title.trim_matches(['*', '`', '_', '.', ')']).to_owned();
                    draft.key = head
                        .key
                        .or_else(|| (!bare.is_empty() && !placeholder(&bare)).then(|| exact::decode(&bare)));
                }
                Column::Title => self.title(&mut draft, &text),
                Column::Prompt => {
                    let told = text
                        .replace("<br>", "\n")
                        .replace("<br/>", "\n")
                        .replace("<br />", "\n");
                    let told = after::code(&told).map_or(told.clone(), str::to_owned);
                    draft.prompts.push(exact::decode(&told));
                }
                Column::Tokens(scale) => {
                    let read = quantity::leading(&text, quantity::Bare::Tokens(*scale));
                    *whole &= self.amount_cell(&mut draft, &text, place, read, strict)?;
                }
                Column::Minutes(scale) => {
                    let read = quantity::leading(&text, quantity::Bare::Minutes(*scale));
                    *whole &= self.amount_cell(&mut draft, &text, place, read, strict)?;
                }
                Column::Label(label) => *whole &= self.label_cell(&mut draft, *label, &text, place),
                Column::Other => *whole = false,
            }
        }
        if draft.title.is_empty() && total {
            return Ok(Row { draft, total });
        }
        if draft.title.is_empty() {
            let told = draft
                .prompts
                .first()
                .map(|told| told.lines().next().unwrap_or_default().to_owned());
            draft.title = told.or_else(|| draft.key.clone()).unwrap_or_default();
        }
        Ok(Row { draft, total })
    }

    fn title(&self, draft: &mut Draft, text: &str) {
        if is_key(text.trim_matches(['*', '`'])) {
            draft
                .key
                .get_or_insert_with(|| text.trim_matches(['*', '`']).to_owned());
            return;
        }
        let head = head::read(text);
        let read = Draft::from_head(head, draft.offset);
        draft.title = read.title;
        draft.key = draft.key.take().or(read.key);
        draft.marked |= read.marked;
        draft.expect(read.stated);
        draft.parallel = draft.parallel.or(read.parallel);
        draft.status = draft.status.take().or(read.status);
        draft.after = draft.after.take().or(read.after);
    }

    fn amount_cell(
        &self,
        draft: &mut Draft,
        text: &str,
        place: usize,
        read: (Stated, &str),
        strict: bool,
    ) -> Result<bool, PlanError> {
        let (stated, rest) = read;
        if stated != Stated::default() {
            draft.expect(stated);
            return Ok(rest.is_empty());
        }
        let bare = text.trim_matches(['*', '_', '`', '~', ' ']);
        let (stated, rest) = quantity::leading(bare, quantity::Bare::No);
        if stated != Stated::default() {
            draft.expect(stated);
            return Ok(rest.is_empty());
        }
        if placeholder(text) {
            return Ok(true);
        }
        if strict {
            return Err(source::error(
                self.source,
                place,
                format!("\"{}\" is no amount", text.trim()),
                "Write tokens as \"25-32k\" or \"25,000\", time as \"45 min\" or \"1-1.5h\", or \"-\" when it is not known.",
            ));
        }
        Ok(false)
    }

    /// A cell of a column that has a label for a head; whether all of it was understood.
    fn label_cell(&self, draft: &mut Draft, label: Label, text: &str, place: usize) -> bool {
        match label {
            Label::Status | Label::Done => {
                let answer = words::yes_or_no(text);
                draft.marked |= words::says_done(text) || answer == Some(true);
                let says = text.chars().any(char::is_alphanumeric) && answer.is_none() && !placeholder(text);
                if says && !words::DONE_MARKS.contains(&text) {
                    draft.status = Some(exact::decode(text));
                }
            }
            Label::After | Label::Field(Field::Prerequisites) => {
                draft.after = Some(after::wanted(text, place))
            }
            Label::Parallel => {
                let answer = words::yes_or_no(text);
                draft.parallel =
                    Some(answer.unwrap_or(!placeholder(text) && !quantity::starts_with(text, "no")));
                return answer.is_some() || placeholder(text);
            }
            Label::Agent => {
                draft.agent = (!placeholder(text)).then(|| exact::decode(after::code(text).unwrap_or(text)))
            }
            Label::Check => draft
                .checks
                .push(exact::references(after::code(text).unwrap_or(text))),
            Label::Field(field) => draft.push(field, text.to_owned(), place),
            Label::Budget => {
                draft.budget = quantity::tokens(text, 1).0.map(|amount| amount.high);
                return draft.budget.is_some() || placeholder(text);
            }
            Label::Priority => {
                draft.priority = super::say::priority(text);
                return draft.priority.is_some() && text.len() == 1 || placeholder(text);
            }
            Label::Estimate => {
                let (stated, rest) = quantity::leading(text, quantity::Bare::No);
                draft.expect(stated);
                return stated != Stated::default() && rest.is_empty();
            }
            _ => return false,
        }
        true
    }
}
