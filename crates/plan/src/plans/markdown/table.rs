//! Order tables: a row for each phase or task, with its prompt, tokens and minutes.

use std::ops::Range;

use super::absorb::Reader;
use super::after;
use super::blocks::Block;
use super::draft::{Draft, Scope};
use super::exact;
use super::head;
use super::label::Said;
use super::source;
use super::words::{self, Field, Label};
use crate::plans::{PlanError, Stated, quantity};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Key,
    Title,
    Prompt,
    Tokens(u32),
    Minutes(u32),
    Label(Label),
    Other,
}

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
                all &= index == 0 && value.len() < 24 && !value.bytes().any(|byte| byte.is_ascii_digit());
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
            let place = cells.get(index).map_or(offset, |cell| cell.start);
            total |= matches!(column, Column::Key | Column::Title | Column::Prompt) && is_total(&text);
            match column {
                Column::Key => {
                    let head = head::read(&text);
                    draft.marked |= head.done == Some(true);
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
                draft.marked |= words::says_done(text) || words::yes_or_no(text) == Some(true);
                if !draft.marked && !placeholder(text) && draft.status.is_none() {
                    draft.status = Some(exact::decode(text));
                }
            }
            Label::After | Label::Field(Field::Prerequisites) => {
                draft.after = Some(after::wanted(text, place))
            }
            Label::Parallel => {
                draft.parallel =
                    words::yes_or_no(text).or(Some(!placeholder(text) && !quantity::starts_with(text, "no")))
            }
            Label::Agent => {
                draft.agent = (!placeholder(text)).then(|| exact::decode(after::code(text).unwrap_or(text)))
            }
            Label::Check => draft
                .checks
                .push(exact::references(after::code(text).unwrap_or(text))),
            Label::Field(field) => draft.push(field, text.to_owned(), place),
            Label::Budget => draft.budget = quantity::tokens(text, 1).0.map(|amount| amount.high),
            Label::Priority => draft.priority = super::absorb::priority(text),
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

fn column(header: &str) -> Column {
    let raw = header.trim().trim_matches(['*', '_', '`']);
    if matches!(raw, "#" | "№" | "N°") {
        return Column::Key;
    }
    let lower = raw.to_lowercase();
    let plain = words::plain(raw);
    match plain.as_str() {
        "no" | "nr" | "id" | "order" | "key" | "seq" | "num" | "number" | "reihenfolge" | "position" => {
            return Column::Key;
        }
        "task" | "tasks" | "step" | "phase" | "title" | "name" | "what" | "item" | "description"
        | "feature" | "milestone" | "work" | "aufgabe" | "schritt" | "story" | "session" | "component"
        | "activity" | "sprint" | "was" | "beschreibung" | "étape" | "tâche" | "fase" | "tarea" | "paso"
        | "part" | "section" => return Column::Title,
        "prompt" | "command" | "instruction" | "instructions" | "what to say" => return Column::Prompt,
        "min" | "mins" => return Column::Minutes(1),
        "h" | "hrs" | "std" => return Column::Minutes(60),
        _ => {}
    }
    match words::label(raw) {
        Some(Label::Tokens) => Column::Tokens(
            if lower.contains("(k") || lower.contains("k token") || lower.contains("tsd") {
                1_000
            } else {
                1
            },
        ),
        Some(Label::Time) => Column::Minutes(minutes(&lower)),
        Some(Label::Budget) if lower.contains("token") => Column::Tokens(1),
        Some(label @ (Label::Key | Label::Prompt)) => {
            if label == Label::Key {
                Column::Key
            } else {
                Column::Prompt
            }
        }
        Some(label) => Column::Label(label),
        None => Column::Other,
    }
}

fn minutes(header: &str) -> u32 {
    if header.contains("hour")
        || header.contains("(h")
        || header.contains("std")
        || header.contains("stunden")
    {
        60
    } else if header.contains("day") || header.contains("tage") {
        480
    } else {
        1
    }
}

fn is_key(text: &str) -> bool {
    let numbered = text.bytes().any(|byte| byte.is_ascii_digit())
        || (text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_uppercase()));
    numbered
        && text.len() <= 6
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

fn is_total(text: &str) -> bool {
    matches!(
        words::plain(text).as_str(),
        "total"
            | "totals"
            | "sum"
            | "gesamt"
            | "summe"
            | "somme"
            | "suma"
            | "all"
            | "grand total"
            | "insgesamt"
    )
}

fn placeholder(text: &str) -> bool {
    let plain = words::plain(text);
    plain.is_empty() && !text.contains("&#")
        || matches!(
            plain.as_str(),
            "n/a" | "tbd" | "unknown" | "varies" | "offen" | "none" | "na" | "keine"
        )
}
