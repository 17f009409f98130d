//! The model's numbers as a person reads them, and what changed between two models.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One number of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Term {
    /// What it is about.
    pub group: TermGroup,
    /// Which of the group: "debugging", "legacy", a project's key, a model's family.
    pub name: String,
    /// What `factor` and `cold` are.
    pub unit: TermUnit,
    /// Its value now.
    pub factor: f64,
    /// Its value before anything was learned.
    pub cold: f64,
    /// Sessions that taught it.
    pub sessions: u32,
}

/// What a number of the model is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TermGroup {
    /// Tokens of a task type.
    TaskType,
    /// Size of the project.
    Size,
    /// How well the stack is known.
    Familiarity,
    /// State of the code.
    Quality,
    /// All sessions of this person.
    Person,
    /// One project.
    Project,
    /// One family of models.
    Model,
    /// What plans state themselves.
    Stated,
    /// Tokens per hour.
    Rate,
    /// Fresh tokens per API call.
    Calls,
    /// Weighted tokens per fresh token.
    Weight,
}

/// In what a number of the model is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TermUnit {
    /// Fresh tokens of a session.
    Tokens,
    /// Fresh tokens per hour.
    TokensPerHour,
    /// Fresh tokens per API call.
    TokensPerCall,
    /// Weighted half units per fresh token.
    WeightedPerToken,
    /// A plain factor.
    Factor,
}

/// A number of the model that a newer one has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Lesson {
    /// What it is about.
    pub group: TermGroup,
    /// Which of the group.
    pub name: String,
    /// What `before` and `after` are.
    pub unit: TermUnit,
    /// Its value in the older model.
    pub before: f64,
    /// Its value in the newer model.
    pub after: f64,
    /// Sessions that taught it by now.
    pub sessions: u32,
}

/// A change smaller than this (as a share) is no lesson.
const LEAST_CHANGE: f64 = 0.005;

/// What changed from the older terms to the newer ones, largest change first.
pub(super) fn lessons(before: &[Term], after: &[Term]) -> Vec<Lesson> {
    let mut lessons = after
        .iter()
        .map(|now| {
            let same = |old: &&Term| (old.group, &old.name, old.unit) == (now.group, &now.name, now.unit);
            Lesson {
                group: now.group,
                name: now.name.clone(),
                unit: now.unit,
                before: before.iter().find(same).map_or(now.cold, |old| old.factor),
                after: now.factor,
                sessions: now.sessions,
            }
        })
        .filter(|lesson| lesson.size() >= LEAST_CHANGE)
        .collect::<Vec<_>>();
    lessons.sort_by(|a, b| b.size().total_cmp(&a.size()));
    lessons
}

impl Lesson {
    /// How large the change is, as the logarithm of its factor.
    fn size(&self) -> f64 {
        (self.after / self.before).ln().abs()
    }
}
