//! What a session turned out to be, from what was done in it: edits, reads, commands, plans.
//!
//! Owns the shares that tell one kind of work from another. Promises: only what happened counts, not what was said;
//! a session in which nothing was done has no type. Each answer names what was seen.

mod kinds;

use std::collections::{BTreeMap, BTreeSet};

use super::TaskType::{self, Debugging, Implementation, Planning, Polish, Refactoring, Testing};
use super::text::{Inferred, TYPES};

pub use kinds::{Kind, is_test_command, kind_of};

/// An edit of so few lines is a small one.
const SMALL: u32 = 4;
/// So few lines in a whole session are a touch.
const TOUCH: u32 = 30;
/// Doubt that stays however much was done, and doubt that one act leaves: a short session says little.
const DOUBT: (f64, f64) = (0.5, 4.0);

/// What was done in a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behaviour {
    edits: BTreeMap<Kind, Edits>,
    reads: BTreeSet<String>,
    written: BTreeSet<String>,
    test_runs: u32,
    test_failures: u32,
    failures: u32,
    commands: u32,
    plans: u32,
    searches: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Edits {
    all: u32,
    small: u32,
    files: u32,
    new_files: u32,
    added: u32,
    removed: u32,
    added_new: u32,
}

impl Behaviour {
    /// A file was changed; `whole` when it was written in one piece.
    pub fn edit(&mut self, path: &str, whole: bool, added: u32, removed: u32) {
        let first = self.written.insert(path.to_owned());
        let new = whole && removed == 0 && first && !self.reads.contains(path);
        let edits = self.edits.entry(kind_of(path)).or_default();
        edits.all += 1;
        edits.files += u32::from(first);
        edits.new_files += u32::from(new);
        edits.small += u32::from(added + removed <= SMALL);
        edits.added += added;
        edits.removed += removed;
        if new {
            edits.added_new += added;
        }
    }

    /// A file was read.
    pub fn read(&mut self, path: &str) {
        self.reads.insert(path.to_owned());
    }

    /// A command was run; `None` while it is not known how it ended.
    pub fn command(&mut self, command: &str, ok: Option<bool>) {
        let failed = ok == Some(false);
        self.commands += 1;
        if is_test_command(command) {
            self.test_runs += 1;
            self.test_failures += u32::from(failed);
        } else if kinds::is_search(command) {
            // Finding nothing is no failure.
            self.searches += 1;
        } else {
            self.failures += u32::from(failed);
        }
    }

    /// A plan was proposed.
    pub fn plan(&mut self) {
        self.plans += 1;
    }

    /// Test runs and those of them that failed.
    pub fn tests(&self) -> (u32, u32) {
        (self.test_runs, self.test_failures)
    }

    /// What it was; `None` when nothing was done.
    pub fn infer(&self) -> Option<Inferred> {
        let of = |kind: Kind| self.edits.get(&kind).copied().unwrap_or_default();
        let (code, tests) = (of(Kind::Code), of(Kind::Test));
        let (prose, plans) = (of(Kind::Prose), of(Kind::Plan));
        let work = code.all + tests.all + prose.all;
        if work + plans.all + self.commands + self.plans == 0 && self.reads.is_empty() {
            return None;
        }
        let mut seen = Seen::default();
        if work == 0 {
            self.without_edits(plans, &mut seen);
        } else {
            self.with_edits(code, tests, prose, &mut seen);
        }
        let reads = u32::try_from(self.reads.len()).unwrap_or(u32::MAX);
        let acts = f64::from((work + plans.all + self.commands + self.plans).saturating_add(reads));
        Some(Inferred::of_scores(
            &seen.scores,
            seen.why,
            DOUBT.0 + DOUBT.1 / acts,
        ))
    }

    fn without_edits(&self, plans: Edits, seen: &mut Seen) {
        if self.plans > 0 {
            seen.add(Planning, 3.0, format!("{} proposed", counted(self.plans, "plan")));
        }
        if plans.all > 0 {
            seen.add(Planning, 2.0, "only plans were written".to_owned());
        }
        let reads = u32::try_from(self.reads.len()).unwrap_or(u32::MAX);
        if self.test_failures + self.failures > 1 {
            let failed = self.test_failures + self.failures;
            seen.add(
                Debugging,
                1.5,
                format!("{} failed, nothing was changed", counted(failed, "command")),
            );
        } else if self.test_runs > 1 {
            seen.add(
                Testing,
                1.5,
                format!("{}, nothing was changed", counted(self.test_runs, "test run")),
            );
        }
        if reads + self.searches > 0 {
            let weight = 0.5 + f64::from(reads + self.searches).min(10.0) / 10.0;
            seen.add(
                Planning,
                weight,
                format!("{} read, none changed", counted(reads, "file")),
            );
        }
    }

    fn with_edits(&self, code: Edits, tests: Edits, prose: Edits, seen: &mut Seen) {
        let work = code.all + tests.all + prose.all;
        let lines = |edits: Edits| f64::from(edits.added + edits.removed);
        let all = (lines(code) + lines(tests) + lines(prose)).max(1.0);
        let (of_tests, of_prose) = (lines(tests) / all, lines(prose) / all);
        if of_tests >= 0.6 {
            seen.add(
                Testing,
                3.5 * of_tests,
                format!("{} % of the lines are in tests", percent(of_tests)),
            );
        }
        if of_prose >= 0.7 {
            seen.add(
                Polish,
                3.0 * of_prose,
                format!("{} % of the lines are in documents", percent(of_prose)),
            );
        }
        self.failures_and_edits(code, tests, seen);
        if code.all == 0 {
            return;
        }
        let in_code = lines(code) / all;
        let new = f64::from(code.added_new) / f64::from(code.added.max(1));
        let growth = f64::from(code.added) / lines(code).max(1.0);
        let in_new = format!("{} % of the new lines are in new files", percent(new));
        if code.new_files > 0 && new >= 0.3 {
            seen.add(Implementation, (1.5 + 2.5 * new) * in_code, in_new);
        } else if growth >= 0.75 && code.added > TOUCH {
            let grown = format!("{} lines more, {} fewer", code.added, code.removed);
            seen.add(Implementation, 2.2 * in_code, grown);
        }
        let old_files = code.files.saturating_sub(code.new_files);
        if growth < 0.65 && code.removed > TOUCH / 2 && old_files >= 2 {
            let same = format!(
                "{} lines went and {} came in {}",
                code.removed,
                code.added,
                counted(old_files, "old file")
            );
            seen.add(
                Refactoring,
                (2.0 + f64::from(old_files.min(10)) / 5.0) * in_code,
                same,
            );
        }
        if self.plans > 0 {
            seen.add(
                Implementation,
                0.5,
                format!("{} carried out", counted(self.plans, "plan")),
            );
        }
        let changed = code.added + code.removed + tests.added + tests.removed + prose.added + prose.removed;
        if changed <= TOUCH && self.test_failures + self.failures < 2 {
            seen.add(
                Polish,
                1.8,
                format!("{} in all", counted(changed, "changed line")),
            );
        } else if work >= 5 && (code.small + prose.small) * 4 >= work * 3 && self.test_failures < 2 {
            seen.add(
                Polish,
                2.2,
                format!("{} of {work} edits are small", code.small + prose.small),
            );
        }
    }

    fn failures_and_edits(&self, code: Edits, tests: Edits, seen: &mut Seen) {
        let failed = self.test_failures + self.failures;
        let edits = code.all + tests.all;
        if failed == 0 || edits == 0 {
            return;
        }
        let small = f64::from(code.small + tests.small) / f64::from(edits);
        let in_old =
            1.0 - f64::from(code.new_files + tests.new_files) / f64::from((code.files + tests.files).max(1));
        let failures = f64::from(failed.min(8)) / 8.0;
        let runs = self.commands.max(1);
        let weight = (1.0 + 3.0 * failures) * in_old * (0.4 + 0.6 * small.max(0.3));
        let words = format!(
            "{failed} of {} failed while old files were changed",
            counted(runs, "command")
        );
        seen.add(Debugging, weight, words);
    }
}

#[derive(Default)]
struct Seen {
    scores: [f64; 6],
    why: Vec<(f64, TaskType, String)>,
}

impl Seen {
    fn add(&mut self, task_type: TaskType, weight: f64, why: String) {
        let index = TYPES.iter().position(|one| *one == task_type).unwrap_or(0);
        self.scores[index] += weight;
        self.why.push((weight, task_type, why));
    }
}

fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

fn counted(count: u32, name: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {name}{end}")
}

#[cfg(test)]
mod tests;
