//! Estimates, and the model that learns from finished sessions.
//!
//! Owns: what a finished session took ([`outcome`]), the model in use ([`state`]), learning ([`learning`]), and what is said
//! of something before it starts. Promises: an estimate reads rows only, so that it costs milliseconds; each number is a
//! range with what it stands on; nothing that a person said is inferred over.

mod alike;
mod course;
mod features;
mod inputs;
mod known;
pub(crate) mod learning;
mod measure;
pub(crate) mod mirror;
mod model;
pub(crate) mod outcome;
mod phases;
pub(crate) mod room;
pub(crate) mod state;
mod stated;
mod subject;
pub(crate) mod sums;
pub(crate) mod told;

use std::sync::atomic::AtomicBool;

use segue_meter::estimate::{Case, Complexity, Estimate as Estimated, Model, Range, TaskType, complexity};
use segue_plan::plans::Stated;
use segue_store::{EstimateDraft, EstimateRow, ProjectRow, StoredRange};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::settings;
use crate::view;
use course::Leg;
use inputs::Inputs;
use learning::Reach;
use room::Need;
use subject::{Part, Subject};

/// How many sessions are learned from at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearnLimit {
    /// All that have finished.
    All,
    /// So many, latest first.
    Sessions(u32),
}

impl Segue {
    /// What a plan or a sentence will take. Rows only; kept when the question says so.
    ///
    /// # Errors
    /// When there is nothing to estimate, no such plan, the text cannot be read, or the database cannot.
    pub fn estimate(&mut self, query: &view::EstimateQuery, by: &str) -> Result<view::Estimate, Problem> {
        let now = self.world.clock.now();
        let subject = subject::of_query(&self.store, query)?;
        let inputs = inputs::gather(&self.store, subject.project.as_ref(), &query.overrides, now)?;
        let in_use = state::in_use(&self.store)?;
        let of_part = |part: &Part| case(part, &subject, &inputs, query.overrides.task_type);
        let cases: Vec<Case> = subject.parts.iter().map(of_part).collect();
        let lines: Vec<Estimated> = cases.iter().map(|case| in_use.model.estimate(case)).collect();
        let total = match lines.as_slice() {
            [line] => line.clone(),
            _ => Model::sum_of(&lines),
        };
        let mut shown = self.shown_estimate(&subject, &inputs, &cases, &lines, &total, query)?;
        shown.model_version = in_use.version;
        if query.save {
            self.keep_estimate(&mut shown, &subject, query, by)?;
        }
        Ok(shown)
    }

    fn shown_estimate(
        &self,
        subject: &Subject,
        inputs: &Inputs,
        cases: &[Case],
        lines: &[Estimated],
        total: &Estimated,
        query: &view::EstimateQuery,
    ) -> Result<view::Estimate, Problem> {
        let now = self.world.clock.now();
        let project = subject.project.as_ref();
        let said = query.overrides.task_type;
        let parts = subject.parts.iter().zip(cases.iter().zip(lines));
        let shown_lines: Vec<view::EstimateLine> = parts
            .map(|(part, (case, line))| shown_line(part, case, line, said, project))
            .collect();
        let elapsed = elapsed(&subject.parts, lines, &total.millis);
        let whole = whole(subject, &shown_lines, total, &elapsed);
        let keys: Vec<String> = subject.parts.iter().map(|part| part.key.clone()).collect();
        let cuts = course::cuts(&keys, lines, total);
        let home = self.login_of(query.session.as_deref())?;
        let rooms = match home {
            Some(home) => room::rooms(&self.store, home, inputs.model.as_deref(), now)?,
            None => Vec::new(),
        };
        let need = Need {
            weighted: &total.weighted,
            millis: &elapsed,
            cuts: if subject.phased { &cuts } else { &[] },
        };
        let zone = settings::time_zone(&self.store, &self.world)?;
        let found = complexity(&subject.text);
        let types: Vec<_> = match said {
            Some(_) => Vec::new(),
            None => subject.parts.iter().map(|part| &part.inferred).collect(),
        };
        let mut told = inputs.told.clone();
        told.insert(0, inputs::task_type(subject, &query.overrides));
        Ok(view::Estimate {
            id: None,
            title: subject.title.clone(),
            plan: subject.plan.as_ref().map(|plan| plan.num),
            project: project.map(|project| project.path.clone()),
            made_at: now,
            confidence: total.basis.confidence,
            confidence_words: told::confidence(&total.basis),
            windows: room::shares(&rooms, &total.weighted),
            fit: room::fit(&rooms, &need, now, &zone),
            tokens_per_hour: told::tokens_per_hour(&total.fresh, &elapsed),
            risks: told::risks(&found, &types, inputs.familiarity, &subject.stated, &total.fresh),
            complexity: found
                .into_iter()
                .map(|one| shown_complexity(one, subject))
                .collect(),
            inputs: told,
            comparable: alike::comparable(&self.store, whole.task_type, project, inputs)?,
            basis_words: told::basis(subject.done),
            model_version: 0,
            total: whole,
            lines: if subject.phased { shown_lines } else { Vec::new() },
        })
    }

    /// The login whose quota it is: that of the session, else the first.
    fn login_of(&self, session: Option<&str>) -> Result<Option<&crate::world::ClaudeHome>, Problem> {
        let homes = &self.world.places.claude;
        let key = match session {
            Some(id) => self.store.session(id)?.and_then(|session| session.home),
            None => None,
        };
        let own = key.and_then(|key| homes.iter().find(|home| home.key() == key));
        Ok(own.or_else(|| homes.first()))
    }

    /// Keeps an estimate; with a plan and a session, the session is measured by it from now on.
    fn keep_estimate(
        &mut self,
        shown: &mut view::Estimate,
        subject: &Subject,
        query: &view::EstimateQuery,
        by: &str,
    ) -> Result<(), Problem> {
        let json = |what: Result<String, serde_json::Error>| {
            what.map_err(|error| Problem::new(Code::Store, "the estimate cannot be kept").because(error))
        };
        let (asked, told) = (
            json(serde_json::to_string(query))?,
            json(serde_json::to_string(shown))?,
        );
        let now = shown.made_at;
        let id = self.store.add_estimate(&EstimateDraft {
            title: &shown.title,
            plan: shown.plan,
            plan_version: subject.plan.as_ref().map(|plan| plan.version),
            project: subject.project.as_ref().map(|project| project.num),
            session_id: query.session.as_deref(),
            made_at: now,
            made_by: by,
            model_version: shown.model_version,
            fresh: stored(&shown.total.fresh),
            minutes: stored(&shown.total.minutes),
            query: &asked,
            shown: &told,
        })?;
        shown.id = Some(id);
        if let (Some(plan), Some(session)) = (shown.plan, query.session.as_deref()) {
            self.store.link_session(session, plan, Some(id), by, now)?;
        }
        Ok(())
    }

    /// An estimate that was kept, as it was shown.
    ///
    /// # Errors
    /// When there is none with this number, or the database cannot be read.
    pub fn saved_estimate(&self, id: i64) -> Result<view::Estimate, Problem> {
        let row = self.store.estimate(id)?.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("there is no estimate {id}"))
                .hint("`segue estimate list` shows those that were kept.")
        })?;
        let mut shown: view::Estimate = serde_json::from_str(&row.shown).map_err(|error| {
            Problem::new(Code::Store, format!("estimate {id} cannot be read"))
                .hint("A newer Segue may have kept it.")
                .because(error)
        })?;
        shown.id = Some(id);
        Ok(shown)
    }

    /// How an estimate came about: the same as [`Segue::saved_estimate`], whose steps are the factors that made it.
    ///
    /// # Errors
    /// As [`Segue::saved_estimate`].
    pub fn explain_estimate(&self, id: i64) -> Result<view::Estimate, Problem> {
        self.saved_estimate(id)
    }

    /// Estimates that were kept, latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn estimates(&self, limit: u32) -> Result<Vec<view::EstimateHead>, Problem> {
        let rows = self.store.estimates(None, limit)?;
        rows.into_iter().map(|row| self.estimate_head(row)).collect()
    }

    /// A row of an estimate in a line, with what its session took in the end.
    pub(crate) fn estimate_head(&self, row: EstimateRow) -> Result<view::EstimateHead, Problem> {
        let linked = match row.session_id {
            Some(session) => Some(session),
            None => self.store.session_of_estimate(row.num)?,
        };
        let outcome = match &linked {
            Some(session) => self.store.outcome(session)?,
            None => None,
        };
        Ok(view::EstimateHead {
            id: row.num,
            title: row.title,
            plan: row.plan,
            made_at: row.made_at,
            made_by: row.made_by,
            fresh: range(row.fresh),
            minutes: range(row.minutes),
            model_version: row.model_version,
            linked_session: linked,
            actual: outcome.map(|outcome| sums::fresh(&outcome.sums.tokens)),
        })
    }

    /// Reads what is new and learns from sessions that have finished. `progress` is told how many of how many.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn learn(
        &mut self,
        limit: LearnLimit,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<view::Learned, Problem> {
        self.catch_up()?;
        let all = learning::waiting(self)?;
        let most = match limit {
            LearnLimit::All => u32::MAX,
            LearnLimit::Sessions(count) => count,
        };
        let before = state::in_use(&self.store)?.model;
        let (stop, mut done) = (AtomicBool::new(false), 0);
        loop {
            let reach = Reach {
                sessions: most - done,
                ..Reach::deep()
            };
            let total = all.max(done).min(most);
            let looked = learning::look(self, reach, &stop, &mut |now| {
                progress(done + now, total.max(done + now))
            })?;
            let read = u32::try_from(looked.sessions.len()).unwrap_or(u32::MAX);
            done = done.saturating_add(read);
            // Without progress there is nothing to go on with.
            if !looked.more || read == 0 || done >= most {
                break;
            }
        }
        let in_use = state::in_use(&self.store)?;
        Ok(view::Learned {
            sessions: done,
            left: learning::waiting(self)?,
            model_version: in_use.version,
            lessons: segue_meter::estimate::Model::difference(&before, &in_use.model),
        })
    }
}

/// What is known of a part before it begins.
fn case(part: &Part, subject: &Subject, inputs: &Inputs, said: Option<TaskType>) -> Case {
    Case {
        task_type: said.unwrap_or(part.inferred.task_type),
        size: inputs.size,
        familiarity: inputs.familiarity,
        quality: inputs.quality,
        project: subject.project.as_ref().map(|project| project.id.clone()),
        model: inputs.model.clone(),
        stated_tokens: part.stated.tokens.map(stated::middle),
        stated_minutes: part.stated.minutes.map(stated::middle),
    }
}

fn shown_line(
    part: &Part,
    case: &Case,
    line: &Estimated,
    said: Option<TaskType>,
    project: Option<&ProjectRow>,
) -> view::EstimateLine {
    view::EstimateLine {
        key: part.key.clone(),
        title: part.title.clone(),
        task_type: case.task_type,
        task_type_sure: said.map_or(part.inferred.sure, |_| 1.0),
        fresh: line.fresh,
        weighted: line.weighted,
        minutes: told::minutes(&line.millis),
        stated: part.stated,
        parallel: part.parallel,
        steps: model::named_steps(&line.steps, project),
    }
}

/// The time that passes until the end: less than the sum when phases overlap.
fn elapsed(parts: &[Part], lines: &[Estimated], millis: &Range) -> Range {
    let legs: Vec<Leg> = parts
        .iter()
        .zip(lines)
        .map(|(part, line)| Leg {
            key: part.key.clone(),
            after: part.after.clone(),
            parallel: part.parallel,
            millis: line.millis.mid,
        })
        .collect();
    let share = course::overlap(&legs);
    let of = |millis: u64| (millis as f64 * share) as u64;
    Range {
        low: of(millis.low),
        mid: of(millis.mid),
        high: of(millis.high),
    }
}

fn whole(
    subject: &Subject,
    lines: &[view::EstimateLine],
    total: &Estimated,
    elapsed: &Range,
) -> view::EstimateLine {
    let mut by_type: Vec<(TaskType, u64)> = Vec::new();
    for line in lines {
        match by_type.iter_mut().find(|(known, _)| *known == line.task_type) {
            Some((_, sum)) => *sum += line.fresh.mid,
            None => by_type.push((line.task_type, line.fresh.mid)),
        }
    }
    let most = by_type.iter().max_by_key(|(_, sum)| *sum);
    let sure = lines.iter().map(|line| line.task_type_sure).fold(1.0, f64::min);
    view::EstimateLine {
        key: String::new(),
        title: subject.title.clone(),
        task_type: most.map_or(TaskType::Implementation, |(task_type, _)| *task_type),
        task_type_sure: sure,
        fresh: total.fresh,
        weighted: total.weighted,
        minutes: told::minutes(elapsed),
        stated: if subject.stated == Stated::default() && lines.len() == 1 {
            lines[0].stated
        } else {
            subject.stated
        },
        parallel: false,
        steps: match lines {
            [line] => line.steps.clone(),
            _ => Vec::new(),
        },
    }
}

fn shown_complexity(one: Complexity, subject: &Subject) -> view::ComplexityView {
    let phase = subject
        .parts
        .iter()
        .rev()
        .find(|part| part.line > 0 && part.line <= one.line);
    view::ComplexityView {
        name: one.name,
        words: one.words,
        line: if subject.phased { one.line } else { 0 },
        key: phase.map(|part| part.key.clone()),
    }
}

fn stored(range: &Range) -> StoredRange {
    StoredRange {
        low: range.low,
        mid: range.mid,
        high: range.high,
    }
}

fn range(stored: StoredRange) -> Range {
    Range {
        low: stored.low,
        mid: stored.mid,
        high: stored.high,
    }
}
