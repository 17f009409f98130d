//! The four quantities of the model, each a middle of the table times learned factors.
//!
//! `fresh` are tokens; the others are ratios to them: weighted tokens per fresh token, tokens per hour, tokens per call.
//! All is added up as logarithms, so that what a person reads is a product.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::kind::TaskType;
use super::ridge;
use super::table;
use super::term::{Term, TermGroup, TermUnit};
use crate::model::Family;

/// Which quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Fresh tokens.
    Fresh,
    /// Weighted half units per fresh token.
    Weight,
    /// Fresh tokens per hour.
    Rate,
    /// Fresh tokens per API call.
    Call,
}

/// A learned correction: `ln` is added to the middle of each case it applies to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Weight {
    pub(super) group: TermGroup,
    pub(super) name: String,
    /// For a change of level: it applies to what comes after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<Timestamp>,
    /// Logarithm of the learned factor; 0 is the table's word.
    pub(super) ln: f64,
    /// Sessions that taught it.
    pub(super) sessions: u32,
}

/// Noise of one task type: how far sessions of it are spread around their middle, in logarithms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Noise {
    pub(super) task_type: TaskType,
    pub(super) deviation: f64,
}

/// What was learned of one quantity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    pub(super) weights: Vec<Weight>,
    #[serde(default)]
    pub(super) noise: Vec<Noise>,
    /// How unsure the corrections are together: row by row, in the order of `weights`.
    #[serde(default, with = "triangle")]
    pub(super) covariance: Vec<f64>,
}

/// A property of a case that may have a learned factor: (group, name, how strongly it applies).
pub(super) struct Feature<'a> {
    pub(super) group: TermGroup,
    pub(super) name: &'a str,
    pub(super) strength: f64,
}

/// Name of the correction that all sessions of a person share.
pub(super) const EVERYONE: &str = "your sessions";
/// Name of the correction of a plan's own figures.
pub(super) const STATED_BIAS: &str = "stated in plans";
/// Name of the correction of how much a plan's own figure is believed.
pub(super) const STATED_TRUST: &str = "trust in stated figures";
/// How much of the way to a plan's own figure the middle goes before anything was learned.
const COLD_TRUST: f64 = 0.6;
/// A plan's own figure pulls at most as one that is off by this factor (as a logarithm) would: a typing error of a zero
/// or three is no reason for an absurd answer.
const MOST_PULL: f64 = 2.3;

/// No number is beyond this, as a logarithm (a factor of 10,000): a file that says so is damaged.
const MOST: f64 = 9.3;

impl Quantity {
    /// All of them.
    pub(super) const ALL: [Quantity; 4] = [Quantity::Fresh, Quantity::Weight, Quantity::Rate, Quantity::Call];

    /// The logarithm of the middle by the table (and by what the plan states) alone.
    pub(super) fn cold(self, case: &Case) -> f64 {
        match self {
            Quantity::Fresh => table::fresh(case).ln() + COLD_TRUST * stated_pull(self, case).unwrap_or(0.0),
            Quantity::Weight => table::weighted_per_fresh(case.model.as_deref()).ln(),
            Quantity::Rate => {
                table::tokens_per_hour(case.task_type).ln()
                    + COLD_TRUST * stated_pull(self, case).unwrap_or(0.0)
            }
            Quantity::Call => table::FRESH_PER_CALL.ln(),
        }
    }

    /// The properties of a case that this quantity learns from.
    pub(super) fn features(self, case: &Case) -> Vec<Feature<'_>> {
        let of = |group, name| Feature {
            group,
            name,
            strength: 1.0,
        };
        let mut features = vec![
            of(TermGroup::Person, EVERYONE),
            of(TermGroup::TaskType, case.task_type.as_str()),
        ];
        if self == Quantity::Fresh {
            features.extend(case.size.map(|size| of(TermGroup::Size, size.as_str())));
            features.extend(case.familiarity.map(|it| of(TermGroup::Familiarity, it.as_str())));
            features.extend(case.quality.map(|it| of(TermGroup::Quality, it.as_str())));
        }
        features.extend(case.project.as_deref().map(|it| of(TermGroup::Project, it)));
        features.extend(case.model.as_deref().map(|it| of(TermGroup::Model, family(it))));
        if let Some(strength) = stated_pull(self, case) {
            features.push(of(TermGroup::Stated, STATED_BIAS));
            features.push(Feature {
                group: TermGroup::Stated,
                name: STATED_TRUST,
                strength,
            });
        }
        features
    }

    /// How far a correction may be expected to be from the table before it was learned: one standard deviation.
    pub(super) fn prior(self, group: TermGroup, name: &str) -> f64 {
        let fresh = match group {
            TermGroup::Person => 0.5,
            TermGroup::Project => 0.35,
            TermGroup::TaskType => 0.3,
            TermGroup::Stated if name == STATED_TRUST => 0.25,
            TermGroup::Model => 0.2,
            TermGroup::Stated => 0.3,
            _ => 0.15,
        };
        match self {
            Quantity::Fresh => fresh,
            Quantity::Weight => 0.5 * fresh,
            Quantity::Rate | Quantity::Call => 0.8 * fresh,
        }
    }

    /// The noise around the middle before anything was learned, in logarithms.
    pub(super) fn cold_noise(self) -> f64 {
        match self {
            Quantity::Fresh => 0.8,
            Quantity::Weight => 0.35,
            Quantity::Rate => 0.7,
            Quantity::Call => 0.5,
        }
    }

    /// The unit of this quantity's middle.
    pub(super) fn unit(self) -> TermUnit {
        match self {
            Quantity::Fresh => TermUnit::Tokens,
            Quantity::Weight => TermUnit::WeightedPerToken,
            Quantity::Rate => TermUnit::TokensPerHour,
            Quantity::Call => TermUnit::TokensPerCall,
        }
    }
}

/// A model's family; other names stay what they are.
fn family(name: &str) -> &str {
    match Family::of(name) {
        Some(Family::Haiku) => "haiku",
        Some(Family::Sonnet) => "sonnet",
        Some(Family::Opus) => "opus",
        Some(Family::Fable) => "fable",
        None => name,
    }
}

/// How far what the plan states is from the table, as a logarithm; `None` when it states nothing.
fn stated_pull(quantity: Quantity, case: &Case) -> Option<f64> {
    let tokens = case
        .stated_tokens
        .filter(|tokens| *tokens > 0)
        .map(|it| it as f64);
    let pull = match quantity {
        Quantity::Fresh => tokens? / table::fresh(case),
        Quantity::Rate => {
            let hours = case.stated_minutes.filter(|minutes| *minutes > 0)? as f64 / 60.0;
            let rate = tokens.unwrap_or_else(|| table::fresh(case)) / hours;
            rate / table::tokens_per_hour(case.task_type)
        }
        Quantity::Weight | Quantity::Call => return None,
    };
    Some(pull.ln().clamp(-MOST_PULL, MOST_PULL))
}

impl Weight {
    /// The name as a person reads it.
    pub(super) fn told_name(&self) -> String {
        match self.since {
            None => self.name.clone(),
            Some(since) => format!("{} since {}", self.name, since.strftime("%Y-%m-%d")),
        }
    }
}

impl Part {
    /// The learned correction of a property.
    pub(super) fn weight(&self, feature: &Feature<'_>) -> Option<&Weight> {
        self.column(feature).and_then(|column| self.weights.get(column))
    }

    fn column(&self, feature: &Feature<'_>) -> Option<usize> {
        self.weights.iter().position(|weight| {
            weight.since.is_none() && weight.group == feature.group && weight.name == feature.name
        })
    }

    /// The changes of level that apply to a case, with their columns.
    pub(super) fn changes(&self, case: &Case) -> impl Iterator<Item = (usize, &Weight)> {
        let task_type = case.task_type.as_str();
        self.weights.iter().enumerate().filter(move |(_, it)| {
            it.since.is_some() && (it.group == TermGroup::Person || it.name == task_type)
        })
    }

    /// Logarithm of the middle of this quantity, and its spread (one standard deviation).
    pub(super) fn predict(&self, quantity: Quantity, case: &Case) -> (f64, f64) {
        let mut middle = quantity.cold(case);
        let mut variance = self.noise(quantity, case.task_type).powi(2);
        let mut known = Vec::new();
        for feature in quantity.features(case) {
            match self.column(&feature) {
                Some(column) => {
                    middle += feature.strength * self.weights[column].ln;
                    known.push((column, feature.strength));
                }
                None => variance += (feature.strength * quantity.prior(feature.group, feature.name)).powi(2),
            }
        }
        for (column, change) in self.changes(case) {
            middle += change.ln;
            known.push((column, 1.0));
        }
        variance += ridge::variance(&self.covariance, self.weights.len(), &known).max(0.0);
        (middle, variance.sqrt())
    }

    fn noise(&self, quantity: Quantity, task_type: TaskType) -> f64 {
        self.noise
            .iter()
            .find(|noise| noise.task_type == task_type)
            .map_or_else(|| quantity.cold_noise(), |noise| noise.deviation)
    }

    /// Whether its numbers belong together and are within bounds; the name of the first that is not.
    pub(super) fn damage(&self) -> Option<String> {
        let bounded = |value: f64| value.is_finite() && value.abs() <= MOST;
        if self.covariance.len() != self.weights.len().pow(2)
            || !self.covariance.iter().all(|it| bounded(*it))
        {
            return Some("covariance".to_owned());
        }
        let weight = self
            .weights
            .iter()
            .find(|it| !bounded(it.ln))
            .map(|it| it.name.clone());
        let noise = self
            .noise
            .iter()
            .find(|it| !bounded(it.deviation) || it.deviation <= 0.0);
        weight.or_else(|| noise.map(|it| it.task_type.to_string()))
    }

    /// What a person reads of this part.
    pub(super) fn terms(&self, quantity: Quantity) -> Vec<Term> {
        let mut terms = match quantity {
            Quantity::Fresh | Quantity::Rate => TaskType::ALL
                .iter()
                .map(|it| self.type_term(quantity, *it))
                .collect::<Vec<_>>(),
            Quantity::Weight | Quantity::Call => vec![self.overall_term(quantity)],
        };
        if quantity == Quantity::Fresh {
            terms.extend(table_factors().map(|(group, name, cold)| self.factor_term(group, name, cold)));
        }
        let told = terms
            .iter()
            .map(|term| (term.group, term.name.clone()))
            .collect::<Vec<_>>();
        let base_group = if quantity == Quantity::Fresh {
            None
        } else {
            Some(quantity.group())
        };
        let rest = self.weights.iter().filter(|weight| {
            let is_base = base_group.is_some() && weight.name == base_name(quantity, weight);
            weight.since.is_some() || !is_base && !told.contains(&(weight.group, weight.name.clone()))
        });
        terms.extend(rest.map(|weight| Term {
            group: base_group.unwrap_or(weight.group),
            name: weight.told_name(),
            unit: TermUnit::Factor,
            factor: weight.ln.exp(),
            cold: 1.0,
            sessions: weight.sessions,
        }));
        terms
    }

    fn type_term(&self, quantity: Quantity, task_type: TaskType) -> Term {
        let cold = quantity.cold(&Case::of(task_type)).exp();
        let term = self.factor_term(TermGroup::TaskType, task_type.as_str(), cold);
        Term {
            group: quantity.group(),
            unit: quantity.unit(),
            ..term
        }
    }

    /// The middle of all sessions, for a quantity whose table does not know task types.
    fn overall_term(&self, quantity: Quantity) -> Term {
        let cold = quantity.cold(&Case::of(TaskType::Implementation)).exp();
        Term {
            group: quantity.group(),
            unit: quantity.unit(),
            ..self.factor_term(TermGroup::Person, EVERYONE, cold)
        }
    }

    fn factor_term(&self, group: TermGroup, name: &str, cold: f64) -> Term {
        let learned = self
            .weights
            .iter()
            .find(|it| it.since.is_none() && it.group == group && it.name == name);
        Term {
            group,
            name: name.to_owned(),
            unit: TermUnit::Factor,
            factor: cold * learned.map_or(1.0, |weight| weight.ln.exp()),
            cold,
            sessions: learned.map_or(0, |weight| weight.sessions),
        }
    }
}

impl Quantity {
    /// The group under which a person reads the terms of this quantity.
    fn group(self) -> TermGroup {
        match self {
            Quantity::Fresh => TermGroup::TaskType,
            Quantity::Weight => TermGroup::Weight,
            Quantity::Rate => TermGroup::Rate,
            Quantity::Call => TermGroup::Calls,
        }
    }
}

/// The name under which a correction is already told as a middle.
fn base_name(quantity: Quantity, weight: &Weight) -> &str {
    match (quantity, weight.group) {
        (Quantity::Rate, TermGroup::TaskType) => &weight.name,
        (Quantity::Weight | Quantity::Call, TermGroup::Person) => EVERYONE,
        _ => "",
    }
}

/// The factors of the table: group, name, factor.
fn table_factors() -> impl Iterator<Item = (TermGroup, &'static str, f64)> {
    use super::kind::{Familiarity, ProjectSize, Quality};
    let size = ProjectSize::ALL
        .iter()
        .map(|it| (TermGroup::Size, it.as_str(), table::size(*it)));
    let familiarity = Familiarity::ALL
        .iter()
        .map(|it| (TermGroup::Familiarity, it.as_str(), table::familiarity(*it)));
    let quality = Quality::ALL
        .iter()
        .map(|it| (TermGroup::Quality, it.as_str(), table::quality(*it)));
    size.chain(familiarity).chain(quality)
}

/// A covariance in the file: one line of text per row, up to its diagonal, so that a person can read the rest.
mod triangle {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(super) fn serialize<S: Serializer>(covariance: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        let size = covariance.len().isqrt();
        let rows = (0..size).map(|row| {
            let numbers = covariance[row * size..=row * size + row]
                .iter()
                .map(f64::to_string);
            numbers.collect::<Vec<_>>().join(" ")
        });
        rows.collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        let rows = Vec::<String>::deserialize(deserializer)?;
        let size = rows.len();
        let mut covariance = vec![0.0; size * size];
        for (row, text) in rows.iter().enumerate() {
            let numbers = text.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>();
            let numbers = numbers.ok().filter(|numbers| numbers.len() == row + 1);
            let numbers = numbers.ok_or_else(|| de::Error::custom(format!("row {row} of a covariance")))?;
            for (column, number) in numbers.into_iter().enumerate() {
                covariance[row * size + column] = number;
                covariance[column * size + row] = number;
            }
        }
        Ok(covariance)
    }
}
