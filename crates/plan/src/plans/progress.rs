//! MarkHow far a plan is: what happened in a session becomes marks on its phases.
//!
//! Owns the rules by which a phase starts and ends without anybody saying so. Promises to be slow to believe: a phase is
//! done when its to-dos are, or when its deliverables are there and tests passed or a commit followed; then the next one
//! starts. What was inferred never goes back and never contradicts what a person clicked: a phase that a person closed
//! stays closed, and one that was reopened is closed only by what happened afterwards. Never reads a transcript or a row;
//! what still counts of what was seen is a value ([`Notes`]), so that a session can be followed piece by piece.

mod belongs;
mod deliverable;
mod evidence;
mod standing;
mod timeline;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{MarkHow, MarkKind, Plan};
use deliverable::Deliverable;
use evidence::Evidence;
use standing::{Standing, State};

pub use timeline::{Stretch, owner, timeline};

/// To-dos that are remembered; a longer list is one nobody reads.
const MOST_TODOS: usize = 300;

/// A mark on a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The phase.
    pub key: String,
    /// What it says.
    pub kind: MarkKind,
    /// When (UTC).
    pub at: Timestamp,
    /// What it stands on.
    pub how: MarkHow,
    /// The same in words.
    pub detail: String,
}

/// Something that happened in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// When (UTC).
    pub at: Timestamp,
    /// What.
    pub what: Seen,
}

/// What can happen that says something about a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Claude's list of things to do, as it stands now.
    Todos(Vec<Todo>),
    /// A commit was made.
    Committed {
        /// Its first line.
        subject: String,
    },
    /// A file was written.
    Wrote {
        /// As Claude named it.
        path: String,
    },
    /// Tests ran to their end.
    Tested {
        /// The command.
        command: String,
        /// They passed.
        ok: bool,
    },
    /// The session ended.
    Ended,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// What.
    pub text: String,
    /// MarkHow far it is.
    pub state: TodoState,
}

/// MarkHow far a thing to do is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TodoState {
    /// Not begun.
    Pending,
    /// Begun.
    Begun,
    /// Done.
    Done,
}

/// What still counts of what was seen, small enough to be kept in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    todos: Vec<NotedTodo>,
    wrote: Vec<(String, Timestamp)>,
    committed: Option<(Timestamp, String)>,
    passed: Option<(Timestamp, String)>,
    failed: Option<Timestamp>,
    ended: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NotedTodo {
    text: String,
    state: TodoState,
    /// It stands on the list as it is now.
    listed: bool,
    seen_at: Timestamp,
    done_at: Option<Timestamp>,
}

/// The marks that follow from what happened since the last look, in the order they are made. `marks` are all that the plan
/// has, `begun` is when the session began, `notes` what was kept of it so far.
pub fn advance(
    plan: &Plan,
    marks: &[Mark],
    notes: &mut Notes,
    facts: &[Fact],
    begun: Timestamp,
) -> Vec<Mark> {
    let mut progress = Progress {
        plan,
        promised: plan.phases.iter().map(deliverable::of_phase).collect(),
        standing: Standing::of(plan, marks),
        made: Vec::new(),
    };
    progress.begin(begun);
    for fact in facts {
        if !matches!(fact.what, Seen::Ended) {
            progress.go_on();
        }
        notes.take_in(fact, &progress.promised);
        progress.decide(notes, fact);
    }
    progress.made
}

/// The phase that is worked on, by the marks: the one that was begun last and is not done.
pub fn worked_on<'a>(plan: &'a Plan, marks: &[Mark]) -> Option<&'a str> {
    let current = Standing::of(plan, marks).current()?;
    Some(&plan.phases[current].key)
}

struct Progress<'a> {
    plan: &'a Plan,
    promised: Vec<Vec<Deliverable>>,
    standing: Standing,
    made: Vec<Mark>,
}

impl Progress<'_> {
    /// The session works on the first phase that can begin.
    fn begin(&mut self, begun: Timestamp) {
        if self.standing.is_untouched()
            && let Some(first) = self.standing.next(self.plan, None)
        {
            self.mark(
                first,
                MarkKind::Started,
                begun,
                MarkHow::Start,
                "the session began".to_owned(),
            );
        }
    }

    /// Work goes on after a phase was closed by a person, or by the end of a session that was resumed.
    fn go_on(&mut self) {
        if let (None, Some((phase, at, how))) = (self.standing.current(), self.standing.last_done()) {
            self.start_after(phase, at, how);
        }
    }

    fn decide(&mut self, notes: &Notes, fact: &Fact) {
        if let Seen::Todos(_) = fact.what {
            self.start_what_todos_begin(notes, fact.at);
        }
        // In their order; a phase that starts by this is looked at too, for one commit may close several.
        for phase in 0..self.plan.phases.len() {
            let State::Running { since, reopened, .. } = self.standing.phases[phase] else {
                continue;
            };
            let evidence = Evidence {
                plan: self.plan,
                promised: &self.promised,
                notes,
                phase,
                since,
                own_since: if reopened { since } else { Timestamp::MIN },
                is_current: self.standing.current() == Some(phase),
            };
            let Some((how, detail)) = evidence.finished() else {
                continue;
            };
            self.mark(phase, MarkKind::Done, fact.at, how, detail);
            if notes.ended.is_none() && !self.is_busy_beside(phase) {
                self.start_after(phase, fact.at, how);
            }
        }
    }

    /// Whether work goes on in a later phase, or in one that runs beside others.
    fn is_busy_beside(&self, phase: usize) -> bool {
        let running = self.standing.phases.iter().enumerate();
        running
            .filter(|(_, state)| matches!(state, State::Running { .. }))
            .any(|(other, _)| other > phase || self.plan.phases[other].parallel)
    }

    /// A to-do of a later phase was begun: work has moved on to it.
    fn start_what_todos_begin(&mut self, notes: &Notes, at: Timestamp) {
        for phase in 0..self.plan.phases.len() {
            let ahead = self.standing.furthest().is_none_or(|furthest| phase > furthest);
            if !ahead || !matches!(self.standing.phases[phase], State::Pending) {
                continue;
            }
            let begun = notes.todos.iter().find(|todo| {
                todo.state != TodoState::Pending
                    && todo.seen_at == at
                    && belongs::to(&todo.text, self.plan).is_some_and(|belongs| belongs.phase == phase)
            });
            if let Some(todo) = begun {
                let detail = format!("to-do begun: {}", todo.text);
                self.mark(phase, MarkKind::Started, at, MarkHow::Todo, detail);
            }
        }
    }

    fn start_after(&mut self, phase: usize, at: Timestamp, how: MarkHow) {
        if let Some(next) = self.standing.next(self.plan, Some(phase)) {
            let detail = format!("after phase {}", self.plan.phases[phase].key);
            self.mark(next, MarkKind::Started, at, how, detail);
        }
    }

    /// Never before something that a person said.
    fn mark(&mut self, phase: usize, kind: MarkKind, at: Timestamp, how: MarkHow, detail: String) {
        let at = self.standing.said_at.map_or(at, |said| said.max(at));
        self.standing.note(phase, kind, at, how);
        self.made.push(Mark {
            key: self.plan.phases[phase].key.clone(),
            kind,
            at,
            how,
            detail,
        });
    }
}

impl Notes {
    fn take_in(&mut self, fact: &Fact, promised: &[Vec<Deliverable>]) {
        let at = fact.at;
        match &fact.what {
            Seen::Todos(todos) => self.list(todos, at),
            Seen::Committed { subject } => self.committed = Some((at, subject.clone())),
            Seen::Tested { command, ok: true } => self.passed = Some((at, command.clone())),
            Seen::Tested { ok: false, .. } => self.failed = Some(at),
            Seen::Ended => self.ended = Some(at),
            Seen::Wrote { path } => {
                // Of other files nothing will be asked.
                if promised.iter().flatten().any(|one| one.is_written_by(path)) {
                    self.wrote.retain(|(known, _)| known != path);
                    self.wrote.push((path.clone(), at));
                }
            }
        }
        if !matches!(fact.what, Seen::Ended) {
            self.ended = None;
        }
    }

    /// What was done stays done when Claude tidies its list up; what was dropped undone is forgotten.
    fn list(&mut self, todos: &[Todo], at: Timestamp) {
        for noted in &mut self.todos {
            noted.listed = false;
        }
        for todo in todos.iter().take(MOST_TODOS) {
            let place = match self.todos.iter().position(|noted| noted.text == todo.text) {
                Some(place) => place,
                None => {
                    self.todos.push(NotedTodo {
                        text: todo.text.clone(),
                        state: TodoState::Pending,
                        listed: true,
                        seen_at: at,
                        done_at: None,
                    });
                    self.todos.len() - 1
                }
            };
            let noted = &mut self.todos[place];
            noted.listed = true;
            if noted.state != todo.state {
                noted.seen_at = at;
                noted.done_at = (todo.state == TodoState::Done).then_some(at);
                noted.state = todo.state;
            }
        }
        self.todos
            .retain(|noted| noted.listed || noted.state == TodoState::Done);
        let surplus = self.todos.len().saturating_sub(MOST_TODOS);
        self.todos.drain(..surplus);
    }
}

#[cfg(test)]
mod tests;
