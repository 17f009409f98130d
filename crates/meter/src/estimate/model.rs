//! The model itself: what was learned, and the file it is kept in.
//!
//! Promises that a file of a newer Segue is refused with a sentence, that unknown fields are passed over, and that no
//! text whatever makes a panic.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::case::Observed;
use super::fit;
use super::kind::TaskType;
use super::part::{Part, Quantity};
use super::predict::Measure;
use super::reach::Reach;
use super::term::{self, Lesson, Term};

/// The version of the file this Segue writes, and the newest it reads.
const VERSION: u32 = 1;

/// What was learned from finished sessions; [`Model::cold`] is the table alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub(super) version: u32,
    /// When it was fitted; `None` for the cold start.
    #[serde(default)]
    pub(super) fitted_at: Option<Timestamp>,
    /// Sessions it stands on.
    #[serde(default)]
    pub(super) sessions: u32,
    /// How well it does for sessions that were held out, by task type.
    #[serde(default)]
    pub(super) held_out: Vec<HeldOut>,
    /// Percent of held-out sessions that were inside their range; `None` while too few.
    #[serde(default)]
    pub(super) coverage_percent: Option<f64>,
    /// Median factor between estimate and truth of held-out sessions; `None` while too few.
    #[serde(default)]
    pub(super) usual_error: Option<f64>,
    /// How far ranges reach.
    #[serde(default)]
    pub(super) reaches: Vec<Reaches>,
    #[serde(default)]
    pub(super) fresh: Part,
    #[serde(default)]
    pub(super) weight: Part,
    #[serde(default)]
    pub(super) rate: Part,
    #[serde(default)]
    pub(super) call: Part,
}

/// How well the model does for held-out sessions of a type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct HeldOut {
    pub(super) task_type: TaskType,
    pub(super) sessions: u32,
    pub(super) usual_error: Option<f64>,
}

/// How far the ranges of a measure reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Reaches {
    pub(super) measure: Measure,
    pub(super) reaches: Vec<Reach>,
}

/// Why a text is no model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportProblem {
    /// It is no JSON, or not the JSON of a model.
    #[error("this is not an estimation model: {0}")]
    Unreadable(String),
    /// A newer Segue wrote it.
    #[error(
        "this model has version {found}; this Segue reads versions up to {VERSION}: update Segue, then import again"
    )]
    Newer {
        /// Its version.
        found: u64,
    },
    /// A number is out of all bounds.
    #[error("this model is damaged: the factor of {0:?} is out of bounds")]
    Damaged(String),
}

impl Model {
    /// The model that has learned nothing: the table of the cold start.
    pub fn cold() -> Model {
        Model {
            version: VERSION,
            fitted_at: None,
            sessions: 0,
            held_out: Vec::new(),
            coverage_percent: None,
            usual_error: None,
            reaches: Vec::new(),
            fresh: Part::default(),
            weight: Part::default(),
            rate: Part::default(),
            call: Part::default(),
        }
    }

    /// The model learned from a history, oldest first. The same history gives the same model.
    pub fn fit(history: &[Observed], now: Timestamp) -> Model {
        fit::fit(history, now)
    }

    /// When it was fitted; `None` for the cold start.
    pub fn fitted_at(&self) -> Option<Timestamp> {
        self.fitted_at
    }

    /// Sessions it stands on.
    pub fn sessions(&self) -> u32 {
        self.sessions
    }

    /// The median factor between estimate and truth over all sessions, held out; `None` while too few.
    pub fn usual_error(&self) -> Option<f64> {
        self.usual_error
    }

    /// How many percent of held-out sessions were inside their range; `None` while too few.
    pub fn coverage_percent(&self) -> Option<f64> {
        self.coverage_percent
    }

    /// All its numbers as a person reads them, those of the table included.
    pub fn terms(&self) -> Vec<Term> {
        self.parts()
            .into_iter()
            .flat_map(|(quantity, part)| part.terms(quantity))
            .collect()
    }

    /// What the newer model has learned since the older one, largest change first.
    pub fn difference(before: &Model, after: &Model) -> Vec<Lesson> {
        term::lessons(&before.terms(), &after.terms())
    }

    /// The model as the text of its file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads the text of a file.
    pub fn from_json(text: &str) -> Result<Model, ImportProblem> {
        let unreadable = |error: serde_json::Error| ImportProblem::Unreadable(error.to_string());
        let value = serde_json::from_str::<serde_json::Value>(text).map_err(unreadable)?;
        match value.get("version").and_then(serde_json::Value::as_u64) {
            None => return Err(ImportProblem::Unreadable("it has no version".to_owned())),
            Some(found) if found > u64::from(VERSION) => return Err(ImportProblem::Newer { found }),
            Some(_) => {}
        }
        let model = serde_json::from_value::<Model>(value).map_err(unreadable)?;
        match model.damage() {
            None => Ok(model),
            Some(name) => Err(ImportProblem::Damaged(name)),
        }
    }

    /// The name of a number that is out of bounds.
    fn damage(&self) -> Option<String> {
        let bounded = |it: f64| it.is_finite() && (0.01..=20.0).contains(&it);
        let mut reaches = self.reaches.iter().flat_map(|it| &it.reaches);
        let part = self.parts().into_iter().find_map(|(_, part)| part.damage());
        part.or_else(|| {
            let wrong = reaches.find(|it| !bounded(it.down) || !bounded(it.up));
            wrong.map(|it| format!("reach of {}", it.task_type))
        })
    }

    pub(super) fn part(&self, quantity: Quantity) -> &Part {
        match quantity {
            Quantity::Fresh => &self.fresh,
            Quantity::Weight => &self.weight,
            Quantity::Rate => &self.rate,
            Quantity::Call => &self.call,
        }
    }

    fn parts(&self) -> [(Quantity, &Part); 4] {
        Quantity::ALL.map(|quantity| (quantity, self.part(quantity)))
    }
}
