//! fresh, healthy, moderate, warning, danger, critical.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How full a context is, in words. Percentages are of the usable window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ContextStatus {
    /// Under 28 %.
    Fresh,
    /// Under 50 %.
    Healthy,
    /// Under 67 %.
    Moderate,
    /// Under 80 %.
    Warning,
    /// Under 90 %.
    Danger,
    /// 90 % and above.
    Critical,
}

/// The five borders between the six statuses, in percent of the usable window; settable.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContextThresholds {
    /// Fresh ends here.
    pub healthy: f64,
    /// Healthy ends here.
    pub moderate: f64,
    /// Moderate ends here.
    pub warning: f64,
    /// Warning ends here.
    pub danger: f64,
    /// Danger ends here.
    pub critical: f64,
}

impl Default for ContextThresholds {
    fn default() -> Self {
        ContextThresholds {
            healthy: 28.0,
            moderate: 50.0,
            warning: 67.0,
            danger: 80.0,
            critical: 90.0,
        }
    }
}

impl ContextThresholds {
    /// The status of a percentage of the usable window.
    pub fn status(&self, percent: f64) -> ContextStatus {
        match percent {
            p if p < self.healthy => ContextStatus::Fresh,
            p if p < self.moderate => ContextStatus::Healthy,
            p if p < self.warning => ContextStatus::Moderate,
            p if p < self.danger => ContextStatus::Warning,
            p if p < self.critical => ContextStatus::Danger,
            _ => ContextStatus::Critical,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ContextStatus, ContextThresholds};

    #[test]
    fn statuses_change_at_their_borders() {
        for (percent, status) in [
            (0.0, ContextStatus::Fresh),
            (27.9, ContextStatus::Fresh),
            (28.0, ContextStatus::Healthy),
            (50.0, ContextStatus::Moderate),
            (67.0, ContextStatus::Warning),
            (79.9, ContextStatus::Warning),
            (80.0, ContextStatus::Danger),
            (90.0, ContextStatus::Critical),
            (130.0, ContextStatus::Critical),
        ] {
            assert_eq!(ContextThresholds::default().status(percent), status, "{percent}");
        }
    }
}
