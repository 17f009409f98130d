//! What a session will cost before it starts: tokens, quota, time and calls, as ranges that are learned.
//!
//! Owns the table of the cold start, the model that learns from finished sessions and the ranges of its answers.
//! Promises a range that holds the truth in 80 of 100 cases, a middle that is the product of factors a person can read,
//! and the same answer for the same history. Never reads the clock, and never says a point without its range.
//!
//! Fresh tokens are input, output and cache writes: what people's plans mean. Weighted tokens are what a quota window
//! counts, in the half units of [`crate::calibration::weight`].

mod answer;
pub mod behaviour;
mod case;
mod drift;
mod fit;
mod kind;
mod live;
mod logistic;
mod model;
mod normal;
mod part;
mod predict;
mod reach;
mod ridge;
pub mod signals;
mod sum;
pub mod table;
mod term;
pub mod text;

pub use answer::{Basis, Confidence, Estimate, Range, Step, StepFrom};
pub use case::{Case, Mark, Observed, SoFar};
pub use kind::{Familiarity, ProjectSize, Quality, TaskType, UnknownName};
pub use model::{ImportProblem, Model};
pub use term::{Lesson, Term, TermGroup, TermUnit};
pub use text::{Complexity, Inferred, complexity, infer_type};

#[cfg(test)]
mod tests;
