//! How far a plan is: the state of a phase, the marks that change it, and which phase is which after an edit.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far a phase or task is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PhaseState {
    /// Not begun.
    #[default]
    Pending,
    /// Begun, not done.
    Running,
    /// Done.
    Done,
}

impl PhaseState {
    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            PhaseState::Pending => "pending",
            PhaseState::Running => "running",
            PhaseState::Done => "done",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<PhaseState> {
        Some(match text {
            "pending" => PhaseState::Pending,
            "running" => PhaseState::Running,
            "done" => PhaseState::Done,
            _ => return None,
        })
    }

    /// The state after a mark; `None` when the mark says nothing new.
    pub fn after(self, mark: MarkKind) -> Option<PhaseState> {
        match (self, mark) {
            (PhaseState::Pending, MarkKind::Started) => Some(PhaseState::Running),
            (PhaseState::Pending | PhaseState::Running, MarkKind::Done) => Some(PhaseState::Done),
            (PhaseState::Done, MarkKind::Reopened) => Some(PhaseState::Running),
            _ => None,
        }
    }
}

/// What a mark says of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MarkKind {
    /// It began.
    Started,
    /// It is done.
    Done,
    /// It was done, and goes on.
    Reopened,
}

impl MarkKind {
    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            MarkKind::Started => "started",
            MarkKind::Done => "done",
            MarkKind::Reopened => "reopened",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<MarkKind> {
        Some(match text {
            "started" => MarkKind::Started,
            "done" => MarkKind::Done,
            "reopened" => MarkKind::Reopened,
            _ => return None,
        })
    }
}

/// By what a mark came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MarkHow {
    /// Claude's to-do list said so.
    Todo,
    /// A commit named it.
    Commit,
    /// What it was to bring forth is there.
    Deliverable,
    /// Tests passed.
    Tests,
    /// A click in the window.
    Click,
    /// `segue phase`.
    Cli,
    /// The session began with it.
    Start,
    /// The session ended.
    End,
}

impl MarkHow {
    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            MarkHow::Todo => "todo",
            MarkHow::Commit => "commit",
            MarkHow::Deliverable => "deliverable",
            MarkHow::Tests => "tests",
            MarkHow::Click => "click",
            MarkHow::Cli => "cli",
            MarkHow::Start => "start",
            MarkHow::End => "end",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<MarkHow> {
        Some(match text {
            "todo" => MarkHow::Todo,
            "commit" => MarkHow::Commit,
            "deliverable" => MarkHow::Deliverable,
            "tests" => MarkHow::Tests,
            "click" => MarkHow::Click,
            "cli" => MarkHow::Cli,
            "start" => MarkHow::Start,
            "end" => MarkHow::End,
            _ => return None,
        })
    }
}

/// What a phase or task is known by: its key and its title.
pub type Known<'a> = (&'a str, &'a str);

/// Which of the keys before an edit each key after it goes on with.
///
/// A key that kept its title is the same. A title that is there once and moved to another key takes its past along: keys
/// made from the order of the text shift when something is put in between. What was renamed in place keeps its key.
pub fn same_after_edit<'a>(before: &[Known<'a>], after: &[Known<'a>]) -> HashMap<&'a str, &'a str> {
    let mut same = HashMap::new();
    let mut taken = HashSet::new();
    let old: HashMap<&str, &str> = before.iter().copied().collect();
    for &(key, title) in after {
        if old.get(key) == Some(&title) {
            same.insert(key, key);
            taken.insert(key);
        }
    }
    for &(key, title) in after {
        let (Some(from), Some(_)) = (only(before, title), only(after, title)) else {
            continue;
        };
        if !same.contains_key(key) && taken.insert(from) {
            same.insert(key, from);
        }
    }
    for &(key, _) in after {
        if !same.contains_key(key) && old.contains_key(key) && taken.insert(key) {
            same.insert(key, key);
        }
    }
    same
}

/// The key of a title that is there once.
fn only<'a>(all: &[Known<'a>], title: &str) -> Option<&'a str> {
    let mut keys = all.iter().filter(|known| known.1 == title).map(|known| known.0);
    keys.next().filter(|_| keys.next().is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mark_that_says_nothing_new_changes_nothing() {
        use MarkKind::{Done, Reopened, Started};
        let after = |state: PhaseState, mark| state.after(mark);
        assert_eq!(after(PhaseState::Pending, Started), Some(PhaseState::Running));
        assert_eq!(after(PhaseState::Pending, Done), Some(PhaseState::Done));
        assert_eq!(after(PhaseState::Running, Started), None);
        assert_eq!(after(PhaseState::Done, Started), None);
        assert_eq!(after(PhaseState::Done, Done), None);
        assert_eq!(after(PhaseState::Done, Reopened), Some(PhaseState::Running));
        assert_eq!(after(PhaseState::Pending, Reopened), None);
    }

    #[test]
    fn keys_survive_edits_of_other_parts() {
        let before = [("1", "Set up"), ("2", "Build"), ("3", "Ship")];
        let pairs = |after: &[Known<'static>]| {
            let same = same_after_edit(&before, after);
            let mut pairs: Vec<_> = same.into_iter().collect();
            pairs.sort_unstable();
            pairs
        };
        assert_eq!(pairs(&before), [("1", "1"), ("2", "2"), ("3", "3")]);
        // One put in between, and one renamed in place.
        assert_eq!(
            pairs(&[("1", "Set up"), ("2", "Measure"), ("3", "Build"), ("4", "Ship")]),
            [("1", "1"), ("3", "2"), ("4", "3")]
        );
        assert_eq!(
            pairs(&[("1", "Set up"), ("2", "Build it all"), ("3", "Ship")]),
            [("1", "1"), ("2", "2"), ("3", "3")]
        );
        // Two of the same name are told apart by their keys only.
        assert_eq!(pairs(&[("1", "Build"), ("2", "Build")]), [("1", "1"), ("2", "2")]);
        assert_eq!(pairs(&[("9", "Else")]), []);
    }

    /// Parts with keys that are there once, and titles that need not be.
    fn parts() -> impl Strategy<Value = Vec<(String, String)>> {
        prop::collection::btree_map("[1-9]", "[a-d]", 0..9).prop_map(|parts| parts.into_iter().collect())
    }

    fn known(parts: &[(String, String)]) -> Vec<Known<'_>> {
        parts
            .iter()
            .map(|(key, title)| (key.as_str(), title.as_str()))
            .collect()
    }

    proptest! {
        /// No past is given to two, none is made up, and nothing happens to a text that did not change.
        #[test]
        fn each_past_goes_to_one(before in parts(), after in parts()) {
            let (before, after) = (known(&before), known(&after));
            let same = same_after_edit(&before, &after);
            let from: HashSet<&str> = same.values().copied().collect();
            prop_assert_eq!(from.len(), same.len());
            prop_assert!(from.iter().all(|key| before.iter().any(|known| known.0 == *key)));
            prop_assert!(same.keys().all(|key| after.iter().any(|known| known.0 == *key)));
            for &(key, title) in &after {
                if before.contains(&(key, title)) {
                    prop_assert_eq!(same.get(key), Some(&key), "the same key with the same title is the same");
                }
            }
        }
    }
}
