//! The table of the cold start: what is believed before anything was learned.
//!
//! Bases, hourly rates and factors are those that people write in their plans; the rest is measured: the width of a
//! range and the share of cache reads on 288 recorded sessions (before a turn an honest 80 % range is about 20 times
//! wide; 95.7 % of tokens are cache reads; 5 calls and 410,000 tokens make a middling turn).

use super::case::Case;
use super::kind::{Familiarity, ProjectSize, Quality, TaskType};
use crate::calibration::tier;

/// A range reaches this factor to each side of its middle while nothing was learned.
pub const COLD_REACH: f64 = 5.0;
/// The same for tokens per hour around their middle.
pub const COLD_REACH_RATE: f64 = 2.0;
/// The same for fresh tokens per call.
pub const COLD_REACH_CALL: f64 = 2.0;
/// The same for weighted tokens per fresh token.
pub const COLD_REACH_WEIGHT: f64 = 1.6;
/// Fresh tokens per API call: 4.3 % of the 82,000 tokens of a middling call.
pub const FRESH_PER_CALL: f64 = 3_500.0;
/// Weighted half units per fresh token, for a model of tier 1: about 45 for the token itself (writes weigh 25, output
/// 100) and 2 for each of 22 cache reads beside it.
pub const WEIGHTED_PER_FRESH: f64 = 90.0;

/// Fresh tokens of a session of this type.
pub fn tokens(task_type: TaskType) -> f64 {
    match task_type {
        TaskType::Planning => 15_000.0,
        TaskType::Implementation => 25_000.0,
        TaskType::Refactoring => 30_000.0,
        TaskType::Testing => 18_000.0,
        TaskType::Debugging => 20_000.0,
        TaskType::Polish => 12_000.0,
    }
}

/// Fresh tokens per hour of a session of this type.
pub fn tokens_per_hour(task_type: TaskType) -> f64 {
    match task_type {
        TaskType::Planning => 20_000.0,
        TaskType::Implementation => 45_000.0,
        TaskType::Refactoring => 55_000.0,
        TaskType::Testing => 30_000.0,
        TaskType::Debugging => 35_000.0,
        TaskType::Polish => 20_000.0,
    }
}

/// The factor of a project's size.
pub fn size(size: ProjectSize) -> f64 {
    match size {
        ProjectSize::Small => 0.8,
        ProjectSize::Medium => 1.0,
        ProjectSize::Large => 1.3,
        ProjectSize::Huge => 1.6,
    }
}

/// The factor of how well the stack is known.
pub fn familiarity(familiarity: Familiarity) -> f64 {
    match familiarity {
        Familiarity::Familiar => 0.9,
        Familiarity::Learning => 1.2,
        Familiarity::New => 1.5,
    }
}

/// The factor of the code's state.
pub fn quality(quality: Quality) -> f64 {
    match quality {
        Quality::Clean => 0.9,
        Quality::Mixed => 1.0,
        Quality::Legacy => 1.4,
    }
}

/// Fresh tokens by the table alone: base times factors.
pub fn fresh(case: &Case) -> f64 {
    tokens(case.task_type)
        * case.size.map_or(1.0, size)
        * case.familiarity.map_or(1.0, familiarity)
        * case.quality.map_or(1.0, quality)
}

/// Weighted half units per fresh token by the table alone; an unknown model counts as Sonnet.
pub fn weighted_per_fresh(model: Option<&str>) -> f64 {
    WEIGHTED_PER_FRESH * f64::from(tier(model.unwrap_or_default()))
}
