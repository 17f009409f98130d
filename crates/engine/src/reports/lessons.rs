//! What the model learned when it learned from a session.

use segue_meter::estimate::{Lesson, TermUnit};
use segue_store::{OutcomeRow, Store};

use crate::problem::Problem;

/// Lessons that are told of one session.
const MOST: usize = 12;

/// The lessons of the model that learned from this outcome; none when it would say what the model before it said.
pub(super) fn of(store: &Store, outcome: &OutcomeRow) -> Result<Vec<Lesson>, Problem> {
    let Some(version) = outcome.learned_version else {
        return Ok(Vec::new());
    };
    let rows = store.models(u32::MAX)?;
    let row = rows.iter().find(|row| row.version == version);
    // A model that was made before the session ended has learned nothing new from it.
    let taught = row.filter(|row| row.made_at >= outcome.finished_at);
    let mut lessons: Vec<Lesson> = taught
        .and_then(|row| serde_json::from_str(&row.lessons).ok())
        .unwrap_or_default();
    lessons.truncate(MOST);
    // A project is known to the model by its key, and to a person by its name.
    let projects = store.projects()?;
    for lesson in &mut lessons {
        if let Some(project) = projects.iter().find(|project| project.id == lesson.name) {
            lesson.name = format!("project {}", project.name);
        }
    }
    Ok(lessons)
}

/// A weight as a person reads it: "24.1k tokens", "1.12×".
pub(super) fn weight(value: f64, unit: TermUnit) -> String {
    let tokens = || segue_meter::words::tokens(value.max(0.0).round() as u64);
    match unit {
        TermUnit::Tokens => format!("{} tokens", tokens()),
        TermUnit::TokensPerHour => format!("{} tokens an hour", tokens()),
        TermUnit::TokensPerCall => format!("{} tokens a call", tokens()),
        TermUnit::WeightedPerToken => format!("{value:.1} half units a token"),
        TermUnit::Factor => format!("{value:.2}\u{d7}"),
    }
}
