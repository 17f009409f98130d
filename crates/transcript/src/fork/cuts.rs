//! What a plan cuts, and which of it was met.

use std::collections::{HashMap, HashSet};

use super::{Cut, ForkPlan};

/// An empty text is refused by the API.
const NO_PLACEHOLDER: &str = "[cut]";

/// The cuts of a plan by what they name.
#[derive(Debug)]
pub(super) struct Cuts<'p> {
    results: HashMap<&'p str, &'p str>,
    texts: HashMap<&'p str, &'p str>,
    attachments: HashSet<&'p str>,
    made: HashSet<(Kind, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Result,
    Text,
    Attachment,
}

impl<'p> Cuts<'p> {
    pub(super) fn of(plan: &'p ForkPlan) -> Self {
        let mut cuts = Cuts {
            results: HashMap::new(),
            texts: HashMap::new(),
            attachments: HashSet::new(),
            made: HashSet::new(),
        };
        for cut in &plan.cuts {
            match cut {
                Cut::Result {
                    tool_use_id,
                    placeholder,
                } => drop(cuts.results.insert(tool_use_id, shown(placeholder))),
                Cut::Text { uuid, placeholder } => drop(cuts.texts.insert(uuid, shown(placeholder))),
                Cut::Attachment { uuid } => drop(cuts.attachments.insert(uuid)),
            }
        }
        cuts
    }

    /// The placeholder of a call's result.
    pub(super) fn result(&self, tool_use_id: &str) -> Option<&'p str> {
        self.results.get(tool_use_id).copied()
    }

    /// Whether results are cut at all.
    pub(super) fn has_results(&self) -> bool {
        !self.results.is_empty()
    }

    /// The placeholder of a record's text.
    pub(super) fn text(&self, uuid: &str) -> Option<&'p str> {
        self.texts.get(uuid).copied()
    }

    pub(super) fn attachment(&self, uuid: &str) -> bool {
        self.attachments.contains(uuid)
    }

    pub(super) fn made(&mut self, kind: Kind, id: &str) {
        self.made.insert((kind, id.to_owned()));
    }

    pub(super) fn undo_attachment(&mut self, uuid: &str) {
        self.made.remove(&(Kind::Attachment, uuid.to_owned()));
    }

    /// The ids of the cuts that were not made, in the plan's order.
    pub(super) fn not_found(&self, plan: &ForkPlan) -> Vec<String> {
        let missing = plan.cuts.iter().filter_map(|cut| {
            let (kind, id) = match cut {
                Cut::Result { tool_use_id, .. } => (Kind::Result, tool_use_id),
                Cut::Text { uuid, .. } => (Kind::Text, uuid),
                Cut::Attachment { uuid } => (Kind::Attachment, uuid),
            };
            (!self.made.contains(&(kind, id.clone()))).then(|| id.clone())
        });
        missing.collect()
    }
}

fn shown(placeholder: &str) -> &str {
    match placeholder.trim() {
        "" => NO_PLACEHOLDER,
        _ => placeholder,
    }
}
