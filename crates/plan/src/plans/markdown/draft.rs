//! A plan, a phase or a task while it is read.

use super::after::Wanted;
use super::exact;
use super::head::Head;
use super::words::{self, Field};
use crate::plans::{Amount, Section, Stated};

/// What blocks are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Plan,
    Phase,
    Task,
}

/// A text as it was written, and where.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) raw: String,
    pub(super) offset: usize,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) offset: usize,
    pub(super) key: Option<String>,
    /// The key stands below a label of its own: it is taken as it is.
    pub(super) exact_key: bool,
    pub(super) title: String,
    pub(super) status: Option<String>,
    /// "Done: yes" or "Done: no".
    pub(super) done: Option<bool>,
    /// A mark says that it is done.
    pub(super) marked: bool,
    pub(super) stated: Stated,
    pub(super) stated_at: usize,
    pub(super) fields: [Vec<Text>; 5],
    pub(super) parallel: Option<bool>,
    /// Prose says that it can run beside others.
    pub(super) mentions_parallel: bool,
    /// What a label or a bracket says must be done before.
    pub(super) after: Option<Vec<Wanted>>,
    pub(super) prose: Vec<String>,
    pub(super) tasks: Vec<Draft>,
    pub(super) other: Vec<Section>,
    pub(super) prompts: Vec<String>,
    pub(super) checks: Vec<String>,
    pub(super) agent: Option<String>,
    pub(super) budget: Option<u64>,
    pub(super) priority: Option<u8>,
}

impl Draft {
    /// What the first line says.
    pub(super) fn from_head(head: Head, offset: usize) -> Draft {
        let mut draft = Draft {
            offset,
            ..Draft::default()
        };
        draft.title = if head.title.is_empty() {
            head.name
        } else {
            head.title
        };
        draft.key = head.key;
        draft.status = head.status;
        draft.marked = head.done == Some(true);
        draft.stated = head.stated;
        draft.parallel = head.parallel.then_some(true);
        draft.prose.extend(head.remark);
        draft.after = head.after.map(|text| super::after::wanted(&text, offset));
        draft
    }

    pub(super) fn field(&mut self, field: Field) -> &mut Vec<Text> {
        &mut self.fields[field as usize]
    }

    /// Takes an item of a list, unless it only says that there is none.
    pub(super) fn push(&mut self, field: Field, raw: String, offset: usize) {
        let nothing = raw.len() < 12
            && matches!(
                words::plain(&raw).as_str(),
                "none" | "n/a" | "keine" | "nothing" | "aucun" | "ninguno"
            );
        if !nothing {
            self.field(field).push(Text { raw, offset });
        }
    }

    pub(super) fn is_done(&self) -> bool {
        let tasks_done = !self.tasks.is_empty() && self.tasks.iter().all(Draft::is_done);
        let says_done = self.status.as_deref().is_some_and(words::says_done);
        self.done.unwrap_or(self.marked || says_done || tasks_done)
    }

    pub(super) fn is_parallel(&self) -> bool {
        self.parallel.unwrap_or(self.mentions_parallel)
    }

    /// The items of a list as they were meant.
    pub(super) fn items(&self, field: Field) -> Vec<String> {
        self.fields[field as usize]
            .iter()
            .map(|text| exact::decode(&text.raw))
            .collect()
    }

    /// The prose as it was meant.
    pub(super) fn prose(&self) -> String {
        self.prose.join("\n\n")
    }

    /// Takes an amount, unless another one stands there already.
    pub(super) fn expect(&mut self, stated: Stated) -> bool {
        let mut new = true;
        let mut take = |place: &mut Option<Amount>, amount: Option<Amount>| {
            if let Some(amount) = amount {
                new &= *place.get_or_insert(amount) == amount;
            }
        };
        take(&mut self.stated.tokens, stated.tokens);
        take(&mut self.stated.minutes, stated.minutes);
        new
    }
}
