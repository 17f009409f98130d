//! Where each phase stands, by the marks.

use jiff::Timestamp;

use super::Mark;
use crate::plans::{MarkHow, MarkKind, Plan};

/// MarkHow far a phase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Running {
        /// What happened from then on counts for it.
        since: Timestamp,
        /// A person said that it is not done after all.
        reopened: bool,
        /// The number of the mark that set it going: the latest is the one that is worked on.
        order: usize,
    },
    Done,
}

#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub phases: Vec<State>,
    /// When a person last said something of a phase.
    pub said_at: Option<Timestamp>,
    marks: usize,
    furthest: Option<usize>,
    last_done: Option<(usize, Timestamp, MarkHow)>,
}

impl Standing {
    /// Marks of phases that the plan no longer has say nothing.
    pub(super) fn of(plan: &Plan, marks: &[Mark]) -> Standing {
        let state = |done: bool| if done { State::Done } else { State::Pending };
        let mut standing = Standing {
            phases: plan.phases.iter().map(|phase| state(phase.done)).collect(),
            said_at: None,
            marks: 0,
            furthest: None,
            last_done: None,
        };
        let mut ordered: Vec<&Mark> = marks.iter().collect();
        ordered.sort_by_key(|mark| mark.at);
        for mark in ordered {
            if let Some(phase) = plan.phases.iter().position(|phase| phase.key == mark.key) {
                standing.note(phase, mark.kind, mark.at, mark.how);
            }
        }
        standing
    }

    pub(super) fn note(&mut self, phase: usize, kind: MarkKind, at: Timestamp, how: MarkHow) {
        self.marks += 1;
        if matches!(how, MarkHow::Click | MarkHow::Cli) {
            self.said_at = Some(self.said_at.map_or(at, |said| said.max(at)));
        }
        self.phases[phase] = match kind {
            MarkKind::Started | MarkKind::Reopened => State::Running {
                // A session that was linked belongs to the plan from its beginning.
                since: if how == MarkHow::Start { Timestamp::MIN } else { at },
                reopened: kind == MarkKind::Reopened,
                order: self.marks,
            },
            MarkKind::Done => State::Done,
        };
        self.furthest = self.furthest.max(Some(phase));
        if kind == MarkKind::Done {
            self.last_done = Some((phase, at, how));
        }
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.marks == 0
    }

    /// The phase that was begun last and is not done.
    pub(super) fn current(&self) -> Option<usize> {
        let order = |state: &State| match state {
            State::Running { order, .. } => Some(*order),
            State::Pending | State::Done => None,
        };
        let running = self.phases.iter().enumerate();
        running
            .filter_map(|(phase, state)| Some((order(state)?, phase)))
            .max()
            .map(|(_, phase)| phase)
    }

    /// The furthest phase that was ever begun: nothing before it begins by itself.
    pub(super) fn furthest(&self) -> Option<usize> {
        self.furthest
    }

    pub(super) fn last_done(&self) -> Option<(usize, Timestamp, MarkHow)> {
        self.last_done
    }

    /// The next phase that can begin: after `phase` and whatever was begun, with all done that it waits for.
    pub(super) fn next(&self, plan: &Plan, phase: Option<usize>) -> Option<usize> {
        let from = phase.max(self.furthest).map_or(0, |last| last + 1);
        let is_done = |key: &String| {
            let known = plan.phases.iter().position(|phase| phase.key == *key);
            known.is_none_or(|phase| self.phases[phase] == State::Done)
        };
        (from..plan.phases.len())
            .find(|next| self.phases[*next] == State::Pending && plan.phases[*next].after.iter().all(is_done))
    }
}
