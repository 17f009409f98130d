//! What could leave a context, and what that saves.
use super::{ContextReading, Counted, Opportunity};

/// File reads that stay: the newest ten.
pub const KEEP_FILE_READS: usize = 10;

/// What could go.
pub fn opportunities(items: &[Counted], scale: f64) -> Vec<Opportunity> {
    todo!("{items:?} {scale}")
}

/// What to do about this context, in one sentence.
pub fn recommendation(reading: &ContextReading, opportunities: &[Opportunity]) -> String {
    todo!("{reading:?} {opportunities:?}")
}
