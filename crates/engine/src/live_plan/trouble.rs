//! What went otherwise than planned, with its likely reason: commands that failed again and again, tests that would not
//! pass, files read over and over, libraries that came in, a context that was compacted. Pure.
//!
//! Waiting for the person is none of these. Folded piece by piece; what is kept is small enough for a row.

use std::collections::BTreeMap;

use jiff::Timestamp;
use segue_transcript::story::{Beat, Happening};
use serde::{Deserialize, Serialize};

use crate::handoff::shell::{self, Purpose};
use crate::handoff::words::without_secrets;

mod library;

/// A command that failed so often in a row was retried.
const RETRIES: u32 = 3;
/// Tests that failed so often in a row were in the way.
const FAILING: u32 = 2;
/// A file that was read so often was read again.
const READS: usize = 3;
/// Kept of each kind.
const MOST: usize = 200;

/// What is known so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Trouble {
    failing: BTreeMap<String, Failing>,
    over: Vec<Incident>,
    reads: BTreeMap<String, Vec<Timestamp>>,
    at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Failing {
    tests: bool,
    times: u32,
    from: Timestamp,
    to: Timestamp,
}

/// What kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Retries,
    FailingTests,
    ReReads,
    NewLibrary,
    Compacted,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Retries => "retries",
            Kind::FailingTests => "failing_tests",
            Kind::ReReads => "re_reads",
            Kind::NewLibrary => "new_library",
            Kind::Compacted => "compacted",
        }
    }
}

/// One thing that went otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Incident {
    pub kind: Kind,
    /// In words: "`cargo test` failed 3 times before it passed".
    pub words: String,
    /// When it began (UTC).
    pub from: Timestamp,
    /// What it took.
    pub cost: Cost,
}

/// By which answers its tokens are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cost {
    /// All after its beginning, up to this.
    Until(Timestamp),
    /// What the first answer after each of these took in.
    TakenInAfter(Vec<Timestamp>),
    /// Nobody knows.
    Unknown,
}

impl Trouble {
    /// Takes in what happened next.
    pub(crate) fn add(&mut self, beats: &[Beat]) {
        for beat in beats {
            let at = match (beat.at, self.at) {
                (Some(told), Some(last)) => told.max(last),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => continue,
            };
            self.at = Some(at);
            match &beat.what {
                Happening::Command { command, ok, output } => self.command(command, *ok, output, at),
                Happening::Read { path } => self.read(path, at),
                Happening::CompactSummary { .. } => self.note(Incident {
                    kind: Kind::Compacted,
                    words: "the context was compacted, and what is left written anew".to_owned(),
                    from: at,
                    cost: Cost::TakenInAfter(vec![at]),
                }),
                _ => {}
            }
        }
    }

    fn command(&mut self, command: &str, ok: Option<bool>, output: &str, at: Timestamp) {
        if ok == Some(true)
            && let Some(words) = library::added(command)
        {
            self.note(Incident {
                kind: Kind::NewLibrary,
                words: format!("a library came in: {words}"),
                from: at,
                cost: Cost::Unknown,
            });
        }
        let name = shell::tidy(command, "");
        let name = without_secrets(name.lines().next().unwrap_or_default());
        match shell::ended_well(command, ok, output) {
            Some(false) => {
                let tests = shell::purpose(command) == Some(Purpose::Test);
                if self.failing.len() >= MOST && !self.failing.contains_key(&name) {
                    return;
                }
                let failing = self.failing.entry(name).or_insert(Failing {
                    tests,
                    times: 0,
                    from: at,
                    to: at,
                });
                failing.times += 1;
                failing.to = at;
            }
            Some(true) => {
                if let Some(failing) = self.failing.remove(&name)
                    && let Some(incident) = failing.incident(&name, Some(at))
                {
                    self.note(incident);
                }
            }
            None => {}
        }
    }

    fn read(&mut self, path: &str, at: Timestamp) {
        if self.reads.len() < MOST || self.reads.contains_key(path) {
            let reads = self.reads.entry(path.to_owned()).or_default();
            if reads.len() < MOST {
                reads.push(at);
            }
        }
    }

    fn note(&mut self, incident: Incident) {
        if self.over.len() < MOST {
            self.over.push(incident);
        }
    }

    /// Everything so far, in the order it began; what is not over yet too.
    pub(crate) fn incidents(&self) -> Vec<Incident> {
        let still = self
            .failing
            .iter()
            .filter_map(|(name, failing)| failing.incident(name, None));
        let reads = self.reads.iter().filter(|(_, reads)| reads.len() >= READS);
        let reads = reads.map(|(path, reads)| Incident {
            kind: Kind::ReReads,
            words: format!("{} was read {} times", name_of(path), reads.len()),
            from: reads[1],
            cost: Cost::TakenInAfter(reads[1..].to_vec()),
        });
        let mut all: Vec<Incident> = self.over.iter().cloned().chain(still).chain(reads).collect();
        all.sort_by(|a, b| (a.from, a.kind, &a.words).cmp(&(b.from, b.kind, &b.words)));
        all
    }
}

impl Failing {
    /// `passed` is when it ended well at last.
    fn incident(&self, name: &str, passed: Option<Timestamp>) -> Option<Incident> {
        let least = if self.tests { FAILING } else { RETRIES };
        if self.times < least {
            return None;
        }
        let end = match (passed, self.tests) {
            (Some(_), true) => " before it passed",
            (Some(_), false) => " before it worked",
            (None, _) => ", and did not end well yet",
        };
        Some(Incident {
            kind: if self.tests {
                Kind::FailingTests
            } else {
                Kind::Retries
            },
            words: format!("`{}` failed {} times{end}", shortened(name), self.times),
            from: self.from,
            cost: Cost::Until(passed.unwrap_or(self.to)),
        })
    }
}

fn shortened(command: &str) -> String {
    const LONGEST: usize = 60;
    if command.chars().count() <= LONGEST {
        return command.to_owned();
    }
    command.chars().take(LONGEST).chain(['…']).collect()
}

fn name_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests;
