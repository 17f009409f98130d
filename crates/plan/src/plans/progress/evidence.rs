//! Whether a phase is done, by what was seen of it.

use jiff::Timestamp;

use super::belongs::{self, Belongs};
use super::deliverable::Deliverable;
use super::{NotedTodo, Notes, TodoState};
use crate::plans::{MarkHow, Plan};

/// What there is to judge one running phase by.
pub(super) struct Evidence<'a> {
    pub plan: &'a Plan,
    pub promised: &'a [Vec<Deliverable>],
    pub notes: &'a Notes,
    pub phase: usize,
    /// Tests, commits and lists from before say nothing of it.
    pub since: Timestamp,
    /// Its own to-dos and files from before say nothing of it.
    pub own_since: Timestamp,
    /// It is the phase that is worked on: what names no phase is about this one.
    pub is_current: bool,
}

/// What says that work stands: tests that passed, or a commit.
struct Confirmed {
    at: Timestamp,
    words: String,
}

impl Evidence<'_> {
    /// What shows that it is done, in words; `None` while nothing does.
    pub(super) fn finished(&self) -> Option<(MarkHow, String)> {
        self.todos_done()
            .or_else(|| self.delivered())
            .or_else(|| self.committed_as_whole())
            .or_else(|| self.list_done())
            .or_else(|| self.tests_pass_again())
    }

    /// Every to-do of the phase is done, and they are as many as it has steps; or the one that stands for all of it is.
    fn todos_done(&self) -> Option<(MarkHow, String)> {
        let own: Vec<(&NotedTodo, Belongs)> = self
            .notes
            .todos
            .iter()
            .filter_map(|todo| Some((todo, belongs::to(&todo.text, self.plan)?)))
            .filter(|(_, belongs)| belongs.phase == self.phase)
            .collect();
        let done = |todo: &NotedTodo| todo.done_at.is_some_and(|at| at >= self.own_since);
        if own.is_empty() || own.iter().any(|(todo, _)| todo.state != TodoState::Done) {
            return None;
        }
        // Something of it was done in this time: a reopened phase is not closed by what was done before.
        if !own.iter().any(|(todo, _)| done(todo)) {
            return None;
        }
        let phase = &self.plan.phases[self.phase];
        let open_steps = phase.tasks.iter().filter(|task| !task.done).count();
        let whole = own.iter().any(|(_, belongs)| belongs.whole);
        let steps = own.iter().filter(|(_, belongs)| !belongs.whole).count();
        let enough = whole || steps >= open_steps.max(phase.objectives.len().min(2)).max(1);
        enough.then(|| {
            let words = match own.as_slice() {
                [(only, _)] => format!("to-do completed: {}", only.text),
                several => format!("{} to-dos completed", several.len()),
            };
            (MarkHow::Todo, words)
        })
    }

    /// Its files are there, and tests passed or a commit followed; or the session ended with them there.
    fn delivered(&self) -> Option<(MarkHow, String)> {
        let promised = &self.promised[self.phase];
        let mut last: Option<(&str, Timestamp)> = None;
        for one in promised {
            if let Deliverable::Path(_) = one {
                let (path, at) = self.written(one)?;
                if last.is_none_or(|(_, latest)| at >= latest) {
                    last = Some((path, at));
                }
            }
        }
        let (path, at) = last?;
        // What only words promise may still be missing, unless work has gone on to what a later phase promises.
        let vague = promised.contains(&Deliverable::Words);
        if vague && !self.moved_on(at) {
            return None;
        }
        let tests_missing = promised.contains(&Deliverable::Tests) && self.passed().is_none();
        let files = match promised.len() {
            1 => format!("{} is there", name_of(path)),
            many => format!("{many} deliverables are there"),
        };
        if let Some(confirmed) = self.confirmed(at).filter(|_| !tests_missing) {
            return Some((MarkHow::Deliverable, format!("{files}, {}", confirmed.words)));
        }
        let ended = self.notes.ended.is_some_and(|ended| ended >= at);
        (ended && !vague && !tests_missing).then(|| (MarkHow::End, format!("{files}, and the session ended")))
    }

    /// A commit that is named after the phase, and nothing less: "Phase 2: the reader", "Phase 2 done".
    fn committed_as_whole(&self) -> Option<(MarkHow, String)> {
        let (_, subject) = self
            .notes
            .committed
            .as_ref()
            .filter(|(at, _)| *at >= self.since)?;
        let belongs = belongs::labelled(subject, self.plan)?;
        (belongs.whole && belongs.phase == self.phase)
            .then(|| (MarkHow::Commit, format!("commit \u{201c}{subject}\u{201d}")))
    }

    /// A list that names no phase is done, and tests passed or a commit was made: it was about what is worked on.
    fn list_done(&self) -> Option<(MarkHow, String)> {
        let listed: Vec<&NotedTodo> = self.notes.todos.iter().filter(|todo| todo.listed).collect();
        let own = |todo: &&NotedTodo| {
            todo.state == TodoState::Done
                && todo.done_at.is_some_and(|at| at >= self.since)
                && belongs::to(&todo.text, self.plan).is_none()
        };
        if !self.is_current || listed.len() < 2 || !listed.iter().all(own) {
            return None;
        }
        // What the phase promises in files is looked for in files.
        if self.promised[self.phase]
            .iter()
            .any(|one| matches!(one, Deliverable::Path(_)) && self.written(one).is_none())
        {
            return None;
        }
        let begun = listed.iter().map(|todo| todo.seen_at).min()?;
        let first = listed
            .iter()
            .filter_map(|todo| todo.done_at)
            .min()
            .unwrap_or(begun);
        let confirmed = self.confirmed(first.max(self.since))?;
        let words = format!("all {} to-dos completed, {}", listed.len(), confirmed.words);
        Some((MarkHow::Todo, words))
    }

    /// Of a phase that is about tests: they failed in it, pass now, and that was committed.
    fn tests_pass_again(&self) -> Option<(MarkHow, String)> {
        let phase = &self.plan.phases[self.phase];
        let about_tests = phase.success.iter().any(|line| {
            let line = line.to_lowercase();
            line.contains("test")
                && ["pass", "green", "succeed"]
                    .iter()
                    .any(|word| line.contains(word))
        });
        if !about_tests || !self.is_current || phase.success.len() > 1 {
            return None;
        }
        let failed = self.notes.failed.filter(|at| *at >= self.since)?;
        let (passed, command) = self.passed().filter(|(at, _)| *at > failed)?;
        let (_, subject) = self.notes.committed.as_ref().filter(|(at, _)| *at >= passed)?;
        Some((
            MarkHow::Tests,
            format!("`{command}` passes again, committed as \u{201c}{subject}\u{201d}"),
        ))
    }

    /// When a promised file was written last.
    fn written(&self, one: &Deliverable) -> Option<(&str, Timestamp)> {
        let files = self.notes.wrote.iter().filter(|(_, at)| *at >= self.own_since);
        files
            .filter(|(path, _)| one.is_written_by(path))
            .map(|(path, at)| (path.as_str(), *at))
            .max_by_key(|(_, at)| *at)
    }

    fn passed(&self) -> Option<(Timestamp, &str)> {
        let (at, command) = self.notes.passed.as_ref()?;
        let failed_since = self.notes.failed.is_some_and(|failed| failed > *at);
        (*at >= self.since && !failed_since).then_some((*at, command.as_str()))
    }

    /// Tests that passed, or else a commit, at or after `from`.
    fn confirmed(&self, from: Timestamp) -> Option<Confirmed> {
        let tests = self.passed().map(|(at, command)| Confirmed {
            at,
            words: format!("then `{command}` passed"),
        });
        let committed = self.notes.committed.as_ref();
        let commit = committed.map(|(at, subject)| Confirmed {
            at: *at,
            words: format!("then commit \u{201c}{subject}\u{201d}"),
        });
        tests
            .into_iter()
            .chain(commit)
            .find(|confirmed| confirmed.at >= from.max(self.since))
    }

    /// A file that only later phases promise was written after `from`.
    fn moved_on(&self, from: Timestamp) -> bool {
        let (before, later) = self.promised.split_at(self.phase + 1);
        let newer = self.notes.wrote.iter().filter(|(_, at)| *at >= from);
        newer.clone().any(|(path, _)| {
            let of = |phases: &[Vec<Deliverable>]| phases.iter().flatten().any(|one| one.is_written_by(path));
            of(later) && !of(before)
        })
    }
}

fn name_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
