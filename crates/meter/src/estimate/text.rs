//! What words tell of a task before it begins: its type, and what may make it large.
//!
//! Owns the tables of words, English and German. Promises: the same words give the same answer, each answer names the
//! words it stands on, and where nothing is said it says how little it is sure. Never looks at how long a text is: the
//! length of a prompt tells nothing of what it costs.

mod complexity;
mod cues;
mod words;

use serde::{Deserialize, Serialize};

use super::TaskType;
use cues::{CUES, Cue};
use words::{Clause, clauses};

pub use complexity::{Complexity, complexity};

/// The first words of a clause say what is wanted; later ones, what with.
const HEAD: f64 = 1.6;
/// What is only to come along ("with tests") or is a reason ("so that we can debug it").
const ASIDE: f64 = 0.3;
/// Later clauses say more about the same task.
const LATER: f64 = 0.75;
/// One cue counts this often: a list of ten crashes is one hunt.
const MOST_TIMES: usize = 2;
/// Doubt that is there before the first word is read.
const DOUBT: f64 = 1.2;
/// Where nothing is said at all.
const GUESS: f64 = 0.15;

/// Every type, in the order in which a tie is decided.
pub(super) const TYPES: [TaskType; 6] = [
    TaskType::Implementation,
    TaskType::Debugging,
    TaskType::Refactoring,
    TaskType::Testing,
    TaskType::Planning,
    TaskType::Polish,
];

/// A task type with what it was inferred from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inferred {
    /// The type.
    pub task_type: TaskType,
    /// How sure, from 0 (a guess) to 1.
    pub sure: f64,
    /// The words, or what was seen, strongest first.
    pub why: Vec<String>,
}

impl Inferred {
    /// The likeliest of several types by their scores.
    pub(super) fn of_scores(
        scores: &[f64; 6],
        mut why: Vec<(f64, TaskType, String)>,
        doubt: f64,
    ) -> Inferred {
        let all: f64 = scores.iter().sum();
        let mut best = 0;
        for (index, score) in scores.iter().enumerate() {
            if *score > scores[best] + 1e-9 {
                best = index;
            }
        }
        if all <= 0.0 {
            return Inferred {
                task_type: TaskType::Implementation,
                sure: GUESS,
                why: Vec::new(),
            };
        }
        let task_type = TYPES[best];
        why.retain(|(_, of, _)| *of == task_type);
        why.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut named: Vec<String> = Vec::new();
        for (_, _, words) in why {
            if !named.contains(&words) && named.len() < 4 {
                named.push(words);
            }
        }
        Inferred {
            task_type,
            sure: scores[best] / (all + doubt),
            why: named,
        }
    }

    /// What was said and what was seen, together: agreeing makes surer, otherwise what was done weighs more.
    #[must_use]
    pub fn with_behaviour(self, seen: Option<Inferred>) -> Inferred {
        let Some(seen) = seen else {
            return self;
        };
        if self.task_type == seen.task_type {
            let why = seen.why.into_iter().chain(self.why).take(5).collect();
            return Inferred {
                task_type: seen.task_type,
                sure: 1.0 - (1.0 - self.sure) * (1.0 - seen.sure),
                why,
            };
        }
        let (said, done) = (self.sure, seen.sure * 1.25);
        let (winner, weight) = if done >= said { (seen, done) } else { (self, said) };
        Inferred {
            sure: winner.sure * weight / (said + done),
            ..winner
        }
    }
}

/// The type of a task from a sentence, a prompt, or the words of a plan's phase.
pub fn infer_type(text: &str) -> Inferred {
    let mut scores = [0.0; 6];
    let mut why = Vec::new();
    let mut times = vec![0_usize; CUES.len()];
    let mut heads = 0;
    for clause in clauses(text) {
        let found = found_in(&clause);
        let place = if heads == 0 { 1.0 } else { LATER };
        let mut first = true;
        for hit in found {
            if times[hit.cue] >= MOST_TIMES {
                continue;
            }
            times[hit.cue] += 1;
            let Cue(_, task_type, weight) = CUES[hit.cue];
            let manner = match (clause.is_aside(hit.from), first) {
                (true, _) => ASIDE,
                (false, true) => HEAD,
                (false, false) => 1.0,
            };
            // In a trace or a listing only errors are read; they are said by a machine, not asked for.
            first &= clause.code;
            let weight = weight * manner * place;
            let index = TYPES.iter().position(|one| *one == task_type).unwrap_or(0);
            scores[index] += weight;
            why.push((weight, task_type, clause.said(hit.from, hit.to)));
            heads += 1;
        }
    }
    Inferred::of_scores(&scores, why, DOUBT)
}

/// One cue in a clause.
struct Hit {
    cue: usize,
    from: usize,
    to: usize,
}

/// The cues of a clause in the order of its words: those of more words, and heavier ones, take theirs first; what is
/// denied is left out.
fn found_in(clause: &Clause) -> Vec<Hit> {
    let mut found: Vec<(usize, f64, usize, Vec<usize>)> = Vec::new();
    for (cue, Cue(pattern, task_type, weight)) in CUES.iter().enumerate() {
        if clause.code && *task_type != TaskType::Debugging {
            continue;
        }
        let places = clause.places(pattern).into_iter();
        found.extend(places.map(|place| (place.len(), *weight, cue, place)));
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut taken = vec![false; clause.words.len()];
    let mut hits = Vec::new();
    for (_, _, cue, place) in found {
        if place.iter().any(|word| taken[*word]) {
            continue;
        }
        let (from, to) = (place[0], place[place.len() - 1]);
        for word in place {
            taken[word] = true;
        }
        if !clause.is_denied(from) {
            hits.push(Hit { cue, from, to });
        }
    }
    hits.sort_by_key(|hit| hit.from);
    hits
}

#[cfg(test)]
mod tests;
