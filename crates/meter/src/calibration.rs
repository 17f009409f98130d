//! What a percent of a quota window costs in tokens, learned from observed percentages.
//!
//! Owns the weights and the fit; promises an error band with every fit. Never guesses a limit without observations.
//! The limit itself is not published, and other devices spend on the same window: the fit tolerates such outliers.

mod fit;

pub use fit::fit;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Family, generation};
use crate::tokens::Tokens;

/// What one percent of a window costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Weighted tokens ([`weight`]) that make one percent of the window.
    pub weighted_per_percent: f64,
    /// Half width of the error band, in percentage points of the window; at least 1.
    pub error_points: f64,
    /// How many observations it stands on.
    pub observations: u32,
}

/// Tokens counted and percent observed in the same window at the same moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Weighted tokens from the window's start up to `at`.
    pub weighted: u64,
    /// The percent that was observed then.
    pub percent: f64,
    /// When (UTC).
    pub at: Timestamp,
}

/// Tokens as quota weighs them, in half units so that all weights are whole: a cache read counts 2, input 20, a cache
/// write 25, output 100, each times the model's `tier`.
///
/// The ratios 1 : 10 : 12.5 : 50 are Claude Code's own for "what drives my limits" (read from release 2.1.197).
pub fn weight(tokens: &Tokens, tier: u32) -> u64 {
    let units = [
        (tokens.cache_read, 2),
        (tokens.input, 20),
        (tokens.cache_write(), 25),
        (tokens.output, 100),
    ];
    let sum = units.into_iter().fold(0_u64, |sum, (count, unit)| {
        sum.saturating_add(count.saturating_mul(unit))
    });
    sum.saturating_mul(u64::from(tier))
}

/// How heavily a model counts: Haiku 1, Sonnet 3, Opus 5, Fable and Opus before 4.5 10; unknown names as Sonnet.
///
/// The steps 1, 3, 5, 10 are Claude Code's own (read from release 2.1.197).
pub fn tier(model: &str) -> u32 {
    match Family::of(model) {
        Some(Family::Haiku) => 1,
        Some(Family::Sonnet) | None => 3,
        Some(Family::Opus) if generation(model).is_some_and(|generation| generation < (4, 5)) => 10,
        Some(Family::Opus) => 5,
        Some(Family::Fable) => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::{tier, weight};
    use crate::tokens::Tokens;

    #[test]
    fn classes_weigh_1_to_10_to_12_and_a_half_to_50() {
        let one = |tokens: Tokens| weight(&tokens, 1);
        assert_eq!(
            one(Tokens {
                cache_read: 1,
                ..Tokens::default()
            }),
            2
        );
        assert_eq!(
            one(Tokens {
                input: 1,
                ..Tokens::default()
            }),
            20
        );
        assert_eq!(
            one(Tokens {
                cache_write_5m: 1,
                ..Tokens::default()
            }),
            25
        );
        assert_eq!(
            one(Tokens {
                cache_write_1h: 1,
                ..Tokens::default()
            }),
            25
        );
        assert_eq!(
            one(Tokens {
                output: 1,
                ..Tokens::default()
            }),
            100
        );
        let all = Tokens {
            input: 1,
            output: 2,
            cache_write_5m: 3,
            cache_write_1h: 4,
            cache_read: 5,
        };
        assert_eq!(weight(&all, 5), 5 * (20 + 200 + 75 + 100 + 10));
        assert_eq!(
            one(Tokens {
                output: u64::MAX,
                ..Tokens::default()
            }),
            u64::MAX
        );
    }

    #[test]
    fn tiers_follow_family_and_generation() {
        for (model, expected) in [
            ("claude-haiku-4-5-20251001", 1),
            ("claude-sonnet-5", 3),
            ("claude-opus-5-5", 5),
            ("claude-opus-4-5-20251101", 5),
            ("claude-opus-4-1-20250805", 10),
            ("claude-3-opus-20240229", 10),
            ("opus", 5),
            ("claude-fable-5-1", 10),
            ("somebody-else", 3),
        ] {
            assert_eq!(tier(model), expected, "{model}");
        }
    }
}
