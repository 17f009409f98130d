//! Quota zones of the decision table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Zones by used percent: fresh 0–10, excellent –25, good –50, moderate –80, danger –90, critical –95, emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Zone {
    /// Under 10 %.
    Fresh,
    /// Under 25 %.
    Excellent,
    /// Under 50 %.
    Good,
    /// Under 80 %.
    Moderate,
    /// Under 90 %: plan the next session.
    Danger,
    /// Under 95 %: wrap up.
    Critical,
    /// 95 % and above.
    Emergency,
}

impl Zone {
    /// The zone of a used percentage.
    pub fn of(used_percent: f64) -> Zone {
        match used_percent {
            p if p < 10.0 => Zone::Fresh,
            p if p < 25.0 => Zone::Excellent,
            p if p < 50.0 => Zone::Good,
            p if p < 80.0 => Zone::Moderate,
            p if p < 90.0 => Zone::Danger,
            p if p < 95.0 => Zone::Critical,
            _ => Zone::Emergency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Zone;

    #[test]
    fn zones_change_at_their_borders() {
        for (percent, zone) in [
            (0.0, Zone::Fresh),
            (9.9, Zone::Fresh),
            (10.0, Zone::Excellent),
            (25.0, Zone::Good),
            (50.0, Zone::Moderate),
            (79.9, Zone::Moderate),
            (80.0, Zone::Danger),
            (90.0, Zone::Critical),
            (94.9, Zone::Critical),
            (95.0, Zone::Emergency),
            (105.0, Zone::Emergency),
        ] {
            assert_eq!(Zone::of(percent), zone, "{percent}");
        }
    }
}
