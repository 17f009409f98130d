//! The plan from what was read: keys, what waits for what, totals.

use std::collections::HashSet;

use super::after::{self, How, Wanted};
use super::draft::Draft;
use super::names::Names;
use super::words::{self, Field};
use super::{HINT, Whole, exact, source};
use crate::plans::{Amount, Phase, Plan, PlanError, Reading, Section, Task, quantity};

impl Whole<'_> {
    /// The plan.
    pub(super) fn finish(mut self) -> Result<Reading, PlanError> {
        self.match_tables();
        for phase in &mut self.phases {
            settle(phase);
        }
        self.title_from_prose();
        let title = exact::decode(&self.plan.title);
        if title.is_empty() && self.plan.title.is_empty() && self.phases.is_empty() {
            let what = "neither a title nor a phase was found".to_owned();
            return Err(source::error(self.reader.source, 0, what, HINT));
        }
        if self.plan.title.is_empty() {
            self.reader.notes.say(
                0,
                "the plan has no title; write one above all else: \"# What it is about\"".to_owned(),
            );
        }
        if self.phases.is_empty() {
            self.reader.notes.say(
                0,
                "no phases were found; write them as \"## Phase 1: What is done first\"".to_owned(),
            );
        }
        self.keys();
        let waits = self.waits()?;
        let mut phases = Vec::with_capacity(self.phases.len());
        for (draft, (after, tasks)) in std::mem::take(&mut self.phases).into_iter().zip(waits) {
            phases.push(self.phase(draft, after, tasks));
        }
        self.compare_totals(&phases);
        let draft = self.plan;
        let plan = Plan {
            title,
            status: draft.status.clone(),
            summary: draft.prose(),
            stated: draft.stated,
            objectives: draft.items(Field::Objectives),
            deliverables: draft.items(Field::Deliverables),
            success: draft.items(Field::Success),
            prerequisites: draft.items(Field::Prerequisites),
            complexity: draft.items(Field::Complexity),
            phases,
            other: draft.other,
        };
        Ok(Reading {
            plan,
            notes: self.reader.notes.in_order(self.reader.source),
        })
    }

    /// Without a heading the first line is the title: "Move the blog", "name: Move the blog".
    fn title_from_prose(&mut self) {
        let untitled = self.plan.title.is_empty() && !self.titled;
        let Some(first) = self.plan.prose.first().filter(|_| untitled) else {
            return;
        };
        let named = first.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let name = name.trim();
            let names = name.eq_ignore_ascii_case("name") || name.eq_ignore_ascii_case("title");
            names.then(|| value.trim().trim_matches('"').to_owned())
        });
        if let Some(named) = named.filter(|named| !named.is_empty()) {
            self.plan.title = named;
        } else if !first.contains('\n')
            && first.len() <= 120
            && first.starts_with(char::is_alphanumeric)
            && !self.phases.is_empty()
        {
            self.plan.title = self.plan.prose.remove(0);
            let text = "the first line was taken as the title; mark it with \"# \"".to_owned();
            self.reader.notes.say(0, text);
        }
    }

    /// Gives every phase and task a key of its own.
    fn keys(&mut self) {
        let exact = |draft: &Draft| draft.exact_key.then(|| draft.key.clone()).flatten();
        let mut used: HashSet<String> = HashSet::new();
        for phase in &self.phases {
            used.extend(exact(phase));
            used.extend(phase.tasks.iter().filter_map(exact));
        }
        for (index, phase) in self.phases.iter_mut().enumerate() {
            if phase.exact_key {
                continue;
            }
            let wanted = phase.key.clone().unwrap_or_else(|| (index + 1).to_string());
            let key = free(&mut used, &wanted, |try_number| format!("{wanted}-{try_number}"));
            if key != wanted && phase.key.is_some() {
                let text = format!("phase {wanted} is there twice; this one is called {key}");
                self.reader.notes.say(phase.offset, text);
            }
            phase.key = Some(key);
        }
        for phase in &mut self.phases {
            let of = phase.key.clone().unwrap_or_default();
            for (index, task) in phase.tasks.iter_mut().enumerate() {
                if task.exact_key {
                    continue;
                }
                let wanted = match task.key.take() {
                    Some(key) if key.contains('.') || key.contains(|c: char| c.is_alphabetic()) => key,
                    Some(key) => format!("{of}.{key}"),
                    None => format!("{of}.{}", index + 1),
                };
                task.key = Some(free(&mut used, &wanted, |number| {
                    format!("{of}.{}", index + number - 1)
                }));
            }
        }
    }

    /// What each phase and its tasks wait for.
    #[expect(clippy::type_complexity, reason = "keys of a phase, and of each of its tasks")]
    fn waits(&mut self) -> Result<Vec<(Vec<String>, Vec<Vec<String>>)>, PlanError> {
        let names = Names::of(&self.phases);
        let mut all = Vec::with_capacity(self.phases.len());
        for index in 0..self.phases.len() {
            let after = match self.phases[index].after.take() {
                Some(wanted) => self.wait_of(&names, wanted, index, None)?,
                None => self.implied(&names, index),
            };
            let mut tasks = Vec::new();
            for task in 0..self.phases[index].tasks.len() {
                let wanted = self.phases[index].tasks[task].after.take().unwrap_or_default();
                tasks.push(self.wait_of(&names, wanted, index, Some(task))?);
            }
            all.push((after, tasks));
        }
        Ok(all)
    }

    fn wait_of(
        &mut self,
        names: &Names,
        wanted: Vec<Wanted>,
        phase: usize,
        task: Option<usize>,
    ) -> Result<Vec<String>, PlanError> {
        let mut keys: Vec<String> = Vec::new();
        for wanted in wanted {
            let found = names.find(&wanted, phase, task);
            if let Some(found) = found {
                if !wanted.rest.is_empty() && !names.says(&found, &wanted.rest) {
                    let raw = exact::encode(&format!("{}: {}", wanted.name, wanted.rest), |c| c == '<');
                    self.phases[phase].push(Field::Prerequisites, raw, wanted.offset);
                }
                keys.extend(
                    found
                        .into_iter()
                        .filter(|key| wanted.how == How::Exactly || !keys.contains(key))
                        .collect::<Vec<_>>(),
                );
                continue;
            }
            match wanted.how {
                How::InProse => {}
                How::Exactly | How::ByNumber => {
                    let what = format!(
                        "\"{}\" is waited for, but there is no such phase or task",
                        wanted.name
                    );
                    let hint = format!("Name one of these: {}.", names.some());
                    return Err(source::error(self.reader.source, wanted.offset, what, &hint));
                }
                How::InWords => {
                    let text = format!(
                        "\"{}\" is no phase of this plan; it is kept as a prerequisite",
                        wanted.name
                    );
                    self.reader.notes.say(wanted.offset, text);
                    let draft = &mut self.phases[phase];
                    let raw = exact::encode(&wanted.name, |c| c == '<');
                    draft.push(Field::Prerequisites, raw, wanted.offset);
                }
            }
        }
        Ok(keys)
    }

    /// Phases before this one that its prerequisites name.
    fn implied(&mut self, names: &Names, phase: usize) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        let draft = &self.phases[phase];
        for item in &draft.fields[Field::Prerequisites as usize] {
            for name in after::named(&item.raw) {
                let earlier = names.phases[..phase].iter().any(|known| known.0 == name);
                if earlier && !keys.contains(&name) {
                    self.reader.notes.say(
                        item.offset,
                        format!("this prerequisite was taken to mean: after phase {name}"),
                    );
                    keys.push(name);
                }
            }
        }
        keys
    }

    fn phase(&self, draft: Draft, after: Vec<String>, waits: Vec<Vec<String>>) -> Phase {
        let done = draft.is_done();
        let mut other = draft.other.clone();
        let tasks = draft.tasks.iter().zip(waits);
        let tasks = tasks
            .map(|(task, after)| self.task(task, after, &mut other))
            .collect();
        Phase {
            key: draft.key.clone().unwrap_or_default(),
            title: exact::decode(&draft.title),
            status: draft.status.clone(),
            done,
            stated: draft.stated,
            objectives: draft.items(Field::Objectives),
            deliverables: draft.items(Field::Deliverables),
            success: draft.items(Field::Success),
            prerequisites: draft.items(Field::Prerequisites),
            complexity: draft.items(Field::Complexity),
            parallel: draft.is_parallel(),
            after,
            prose: draft.prose(),
            tasks,
            other,
            line: self.reader.source.line(draft.offset),
        }
    }

    fn task(&self, draft: &Draft, after: Vec<String>, other: &mut Vec<Section>) -> Task {
        let title = exact::decode(&draft.title);
        let details = details(draft);
        let prompt = match (draft.prompts.is_empty(), details.is_empty()) {
            (true, true) => None,
            (true, false) => Some(format!("{title}\n\n{details}")),
            (false, _) => Some(draft.prompts.join("\n\n")),
        };
        if !draft.prompts.is_empty() && !details.is_empty() {
            other.push(Section {
                heading: title.clone(),
                level: 4,
                text: details,
                line: self.reader.source.line(draft.offset),
            });
        }
        Task {
            key: draft.key.clone().unwrap_or_default(),
            title,
            prompt,
            done: draft.done.unwrap_or(draft.marked),
            stated: draft.stated,
            after,
            parallel: draft.is_parallel(),
            agent: draft.agent.clone(),
            checks: draft.checks.clone(),
            budget_tokens: draft.budget,
            priority: draft.priority,
            line: self.reader.source.line(draft.offset),
        }
    }

    /// A stated total that is not the sum of the phases is worth a note.
    fn compare_totals(&mut self, phases: &[Phase]) {
        let sum = |of: fn(&Phase) -> Option<Amount>| -> Option<Amount> {
            phases
                .iter()
                .map(of)
                .try_fold(Amount { low: 0, high: 0 }, |sum, amount| {
                    let amount = amount?;
                    Some(Amount {
                        low: sum.low.checked_add(amount.low)?,
                        high: sum.high.checked_add(amount.high)?,
                    })
                })
        };
        if phases.is_empty() {
            return;
        }
        let sums = [
            (
                self.plan.stated.tokens,
                sum(|phase| phase.stated.tokens),
                "tokens",
            ),
            (self.plan.stated.minutes, sum(|phase| phase.stated.minutes), "min"),
        ];
        for (total, sum, unit) in sums {
            if let (Some(total), Some(sum)) = (total, sum)
                && total != sum
            {
                let (total, sum) = (quantity::write_tokens(total), quantity::write_tokens(sum));
                let text = format!("the total says {total} {unit}, the phases together say {sum} {unit}");
                self.reader.notes.say(self.plan.stated_at, text);
            }
        }
    }
}

/// What is said of a task and has no place of its own.
fn details(draft: &Draft) -> String {
    let mut details = draft.prose.clone();
    let status = draft
        .status
        .as_deref()
        .filter(|status| !words::says_done(status) && status.chars().any(char::is_alphanumeric));
    details.extend(status.map(|status| format!("Status: {status}")));
    let names = [
        "Objective",
        "Deliverable",
        "Success",
        "Prerequisite",
        "Complexity",
    ];
    for (name, items) in names.into_iter().zip(&draft.fields) {
        details.extend(items.iter().map(|item| format!("{name}: {}", item.raw)));
    }
    details.join("\n\n")
}

/// What was written below a phase, but belongs to tasks.
fn settle(phase: &mut Draft) {
    let prompts = std::mem::take(&mut phase.prompts);
    let mut own = prompts.len();
    for prompt in prompts {
        phase.tasks.push(Draft {
            offset: phase.offset,
            title: phase.title.clone(),
            prompts: vec![prompt],
            marked: phase.marked,
            ..Draft::default()
        });
    }
    let checks = std::mem::take(&mut phase.checks);
    let more = phase.agent.is_some() || phase.priority.is_some() || !checks.is_empty();
    if phase.tasks.is_empty() && more {
        phase.tasks.push(Draft {
            offset: phase.offset,
            title: phase.title.clone(),
            marked: phase.marked,
            ..Draft::default()
        });
        own = 1;
    }
    // What must succeed after a phase must do so after its last task.
    if let Some(last) = phase.tasks.last_mut() {
        last.checks.extend(checks);
    }
    let first = phase.tasks.len() - own;
    let all = |has: fn(&Draft) -> bool| phase.tasks.iter().all(has);
    if let Some(agent) = phase.agent.as_ref().filter(|_| all(|task| task.agent.is_some())) {
        phase.prose.push(format!("Agent: {agent}"));
    }
    for task in &mut phase.tasks {
        task.agent = task.agent.take().or_else(|| phase.agent.clone());
        task.priority = task.priority.or(phase.priority);
    }
    if let Some(budget) = phase.budget {
        let amount = Amount {
            low: budget,
            high: budget,
        };
        match phase.tasks.get_mut(first) {
            Some(task) => task.budget = task.budget.or(Some(budget)),
            None if phase.stated.tokens.is_none() => phase.stated.tokens = Some(amount),
            None => phase
                .prose
                .push(format!("Budget: {} tokens", quantity::write_tokens(amount))),
        }
    }
}

fn free(used: &mut HashSet<String>, wanted: &str, next: impl Fn(usize) -> String) -> String {
    let mut key = wanted.to_owned();
    let mut number = 2;
    while !used.insert(key.clone()) {
        key = next(number);
        number += 1;
    }
    key
}
