//! Plans as people write them in Markdown.
//!
//! pulldown-cmark tells what is a heading, a list, a table, a block of code, and where; the modules here say what it
//! means. Promises: what was not understood stands in `summary`, `prose` or `other` as it was written; what was guessed
//! is a note with its place. Never: a panic, whatever the text.

mod absorb;
mod after;
mod blocks;
mod column;
mod draft;
mod exact;
mod feed;
mod finish;
mod front;
mod head;
mod item;
mod label;
mod names;
mod numeral;
mod orders;
mod outline;
mod say;
mod source;
mod table;
mod words;

use self::absorb::Reader;
use self::blocks::{Block, Kind};
use self::draft::{Draft, Scope};
use self::outline::{Part, Role};
use self::source::Notes;
use self::words::{Field, Label, Topic};
use super::{PlanError, Reading, Section};

pub(super) use self::exact::{BLOCK, EMPTY, encode};
pub(super) use self::source::{Source, error};
pub(super) use self::words::says_done;

/// The longest text that is read.
const LONGEST: usize = 4 << 20;

/// Reads a plan.
pub(super) fn read(text: &str) -> Result<Reading, PlanError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tidy = text
        .contains('\r')
        .then(|| text.replace("\r\n", "\n").replace('\r', "\n"));
    let source = Source::new(tidy.as_deref().unwrap_or(text));
    if source.is_blank() {
        return Err(source::error(
            &source,
            0,
            "there is nothing in it".to_owned(),
            HINT,
        ));
    }
    if source.len() > LONGEST {
        let what = "it is longer than 4 MiB".to_owned();
        return Err(source::error(
            &source,
            0,
            what,
            "Keep plans in files of their own, and name long ones by their path.",
        ));
    }
    let mut whole = Whole {
        reader: Reader {
            source: &source,
            notes: Notes::default(),
        },
        plan: Draft::default(),
        phases: Vec::new(),
        orders: Vec::new(),
        titled: false,
    };
    let body = whole.front_matter();
    whole.read(body)?;
    whole.finish()
}

const HINT: &str = "Write a title (\"# What it is about\") and phases (\"## Phase 1: What is done first\").";

/// A plan while it is read.
struct Whole<'a> {
    reader: Reader<'a>,
    plan: Draft,
    phases: Vec<Draft>,
    orders: Vec<orders::Table>,
    /// A heading is the title, even if it is empty.
    titled: bool,
}

impl Whole<'_> {
    fn read(&mut self, body: usize) -> Result<(), PlanError> {
        let source = self.reader.source;
        let end = source.len();
        let blocks = blocks::blocks(source.at(&(body..end)), body);
        let mut parts = outline::parts(blocks, source, end);
        let roles = outline::roles(&parts);
        let owners: Vec<Option<usize>> = (0..parts.len())
            .map(|index| outline::owner(&parts, &roles, index))
            .collect();
        for (index, part) in parts.iter_mut().enumerate() {
            if owners[index].is_none() {
                self.take_orders(part, &roles[index])?;
            }
        }
        let none = !roles.iter().any(|role| matches!(role, Role::Phase(_)));
        let by_table = none && self.phases_from_tables();
        let list = if none && !by_table {
            lists(&parts, &roles)
        } else {
            Vec::new()
        };
        let mut at = vec![None; parts.len()];
        let explicit: Vec<bool> = (0..parts.len())
            .map(|index| names_tasks(&parts, &roles, &owners, index))
            .collect();
        for (index, role) in roles.iter().enumerate() {
            let part = &mut parts[index];
            match (role, owners[index]) {
                (Role::Phase(head), _) => {
                    let mut phase = Draft::from_head(head.clone(), part.offset);
                    let explicit = explicit[index];
                    self.reader
                        .absorb(&mut phase, &part.blocks, Scope::Phase, explicit)?;
                    at[index] = Some(self.phases.len());
                    self.phases.push(phase);
                }
                (_, Some(owner)) => {
                    if let Some(phase) = at[owner] {
                        self.below_a_phase(phase, part, role)?;
                    }
                }
                (_, None) if list.contains(&index) => self.phases_from_lists(part, role)?,
                (_, None) => self.of_the_plan(part, role)?,
            }
        }
        Ok(())
    }

    /// What belongs to the whole plan.
    fn of_the_plan(&mut self, part: &Part, role: &Role) -> Result<(), PlanError> {
        match role {
            Role::Title => {
                self.titled |= part.level > 0;
                if !part.heading.is_empty() {
                    let head = head::title(&part.heading);
                    let before = std::mem::replace(&mut self.plan.title, head.title);
                    if !before.is_empty() && before != self.plan.title {
                        self.front_title(&before);
                    }
                    self.plan.offset = part.offset;
                    self.plan.expect(head.stated);
                    self.plan.stated_at = part.offset;
                    self.plan.status = self.plan.status.take().or(head.status);
                    self.plan.marked |= head.done == Some(true);
                }
                self.reader
                    .absorb(&mut self.plan, &part.blocks, Scope::Plan, true)
            }
            Role::Topic(Topic::Label(label @ (Label::Field(_) | Label::Status | Label::Check))) => {
                let checks = *label == Label::Check;
                let label = if checks {
                    Label::Field(Field::Success)
                } else {
                    *label
                };
                let more = words::says_more(&part.heading);
                self.plan.prose.extend(more.then(|| part.heading.clone()));
                for block in &part.blocks {
                    if !self.reader.feed(&mut self.plan, label, block, Scope::Plan)?
                        && !matches!(block.kind, Kind::Rule)
                    {
                        self.plan.prose.push(self.reader.source.block(&block.span));
                    }
                }
                Ok(())
            }
            Role::Topic(
                Topic::Phases
                | Topic::Overview
                | Topic::Label(Label::Tasks | Label::Tokens | Label::Time | Label::Estimate | Label::Budget),
            ) => self.overview(part),
            Role::Topic(topic) => {
                if matches!(topic, Topic::Unknown | Topic::Label(_)) {
                    self.kept(part);
                }
                self.plan.other.push(section(self.reader.source, part));
                Ok(())
            }
            Role::Phase(_) | Role::Task(_) => Ok(()),
        }
    }

    /// Takes the labels of a section, and keeps the rest of it.
    fn overview(&mut self, part: &Part) -> Result<(), PlanError> {
        let before = std::mem::take(&mut self.plan.prose);
        self.bare_amount(part);
        self.reader
            .absorb(&mut self.plan, &part.blocks, Scope::Plan, true)?;
        let left = std::mem::replace(&mut self.plan.prose, before);
        if !left.is_empty() || words::says_more(&part.heading) {
            let mut section = section(self.reader.source, part);
            section.text = left.join("\n\n");
            self.plan.other.push(section);
        }
        Ok(())
    }

    /// "## Total time" with nothing but "4-5 hours" below.
    fn bare_amount(&mut self, part: &Part) {
        if let [
            Block {
                kind: Kind::Paragraph(lines),
                ..
            },
        ] = part.blocks.as_slice()
            && let [line] = lines.as_slice()
            && let Some(stated) =
                super::quantity::stated(self.reader.source.at(line), super::quantity::Bare::No)
        {
            self.plan.expect(stated);
            self.plan.stated_at = line.start;
        }
    }

    /// A heading within a phase.
    fn below_a_phase(&mut self, phase: usize, part: &Part, role: &Role) -> Result<(), PlanError> {
        let source = self.reader.source;
        let draft = &mut self.phases[phase];
        match role {
            Role::Task(head) => {
                let mut task = Draft::from_head(head.clone(), part.offset);
                self.reader.absorb(&mut task, &part.blocks, Scope::Task, true)?;
                draft.tasks.push(task);
                Ok(())
            }
            Role::Topic(Topic::Label(
                label @ (Label::Field(_) | Label::Prompt | Label::Check | Label::Tasks | Label::Status),
            )) => {
                let more = words::says_more(&part.heading);
                draft.prose.extend(more.then(|| part.heading.clone()));
                for block in &part.blocks {
                    if matches!(block.kind, Kind::Rule)
                        || self.reader.feed(draft, *label, block, Scope::Phase)?
                    {
                        continue;
                    }
                    let mut left = std::mem::take(&mut draft.prose);
                    self.reader
                        .absorb(draft, std::slice::from_ref(block), Scope::Phase, true)?;
                    left.append(&mut draft.prose);
                    draft.prose = left;
                }
                Ok(())
            }
            _ => {
                let before = std::mem::take(&mut draft.prose);
                let tasks = draft.tasks.len();
                let known = matches!(role, Role::Topic(Topic::Overview | Topic::Label(_)));
                let labels = known || part.blocks.iter().any(outline::has_boxes);
                for block in &part.blocks {
                    if labels {
                        self.reader
                            .absorb(draft, std::slice::from_ref(block), Scope::Phase, true)?;
                    } else if !matches!(block.kind, Kind::Rule) {
                        draft.prose.push(source.block(&block.span));
                    }
                }
                let left = std::mem::replace(&mut draft.prose, before);
                let mut section = section(source, part);
                if labels {
                    section.text = left.join("\n\n");
                }
                if !(known && section.text.is_empty()) || words::says_more(&part.heading) {
                    draft.other.push(section);
                    if matches!(role, Role::Topic(Topic::Unknown)) && draft.tasks.len() == tasks {
                        self.kept(part);
                    }
                }
                Ok(())
            }
        }
    }

    fn kept(&mut self, part: &Part) {
        let text = format!(
            "the section \"{}\" is kept as it is",
            exact::decode(&part.heading)
        );
        self.reader.notes.say(part.offset, text);
    }
}

fn section(source: &Source<'_>, part: &Part) -> Section {
    let exactly = match part.blocks.as_slice() {
        [
            Block {
                kind: Kind::Code { info, text },
                ..
            },
        ] if info.trim() == exact::BLOCK => Some(exact::references(text)),
        _ => None,
    };
    Section {
        heading: exact::decode(&part.heading),
        level: part.level.max(1),
        text: exactly.unwrap_or_else(|| {
            source
                .at(&part.span)
                .trim_start_matches('\n')
                .trim_end()
                .to_owned()
        }),
        line: source.line(part.offset),
    }
}

/// Whether tasks of a phase stand below headings of their own.
fn names_tasks(parts: &[Part], roles: &[Role], owners: &[Option<usize>], phase: usize) -> bool {
    let below =
        (phase + 1..parts.len()).take_while(|index| owners[*index].is_some_and(|owner| owner >= phase));
    below.into_iter().any(|index| {
        owners[index] == Some(phase)
            && match &roles[index] {
                Role::Task(_) | Role::Topic(Topic::Label(Label::Tasks)) => true,
                _ => parts[index].blocks.iter().any(outline::has_boxes),
            }
    })
}

/// The parts whose lists are the phases, when no heading is one.
fn lists(parts: &[Part], roles: &[Role]) -> Vec<usize> {
    let listed = |index: usize, any: bool| {
        parts[index].blocks.iter().any(|block| match &block.kind {
            Kind::List { ordered, .. } => any || *ordered || outline::has_boxes(block),
            _ => false,
        })
    };
    let of = |which: &dyn Fn(&Role) -> bool, any: bool| -> Vec<usize> {
        (0..parts.len())
            .filter(|index| which(&roles[*index]) && listed(*index, any))
            .collect()
    };
    let container = of(
        &|role| matches!(role, Role::Topic(Topic::Phases | Topic::Label(Label::Tasks))),
        true,
    );
    if !container.is_empty() {
        return container;
    }
    let own = of(&|role| matches!(role, Role::Title), false);
    if !own.is_empty() {
        return own;
    }
    let mut unknown = of(&|role| matches!(role, Role::Topic(Topic::Unknown)), false);
    unknown.truncate(1);
    unknown
}

/// Whether a first line is read with this key and the title "x".
pub(super) fn has_key(line: &str, key: &str) -> bool {
    let head = head::read(line);
    head.key.as_deref() == Some(key) && head.title == "x"
}
