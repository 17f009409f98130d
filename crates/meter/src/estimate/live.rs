//! What a running session will have taken when it ends.
//!
//! What is spent is known to be the least: the projection is the estimate with all smaller totals taken out. Promises a
//! range that only narrows as more is spent, and never one below what is spent.

use super::answer::{Estimate, Range};
use super::case::SoFar;
use super::logistic::Shape;
use super::model::Model;
use super::predict::at_least_one;

impl Model {
    /// What the totals of a running session will be.
    pub fn project(&self, estimate: &Estimate, so_far: &SoFar) -> Estimate {
        Estimate {
            fresh: above(&estimate.fresh, so_far.fresh),
            weighted: above(&estimate.weighted, so_far.weighted),
            millis: above(&estimate.millis, so_far.millis),
            calls: at_least_one(above(&estimate.calls, u64::from(so_far.calls))),
            basis: estimate.basis,
            steps: Vec::new(),
        }
    }
}

fn above(range: &Range, spent: u64) -> Range {
    if spent == 0 {
        return *range;
    }
    let left = Shape::of(range).range_above((spent as f64).ln());
    Range {
        low: left.low.max(spent),
        mid: left.mid.max(spent),
        high: left.high.max(spent),
    }
}
