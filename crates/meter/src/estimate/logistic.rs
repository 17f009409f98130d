//! The shape of a range: logistic to each side of its middle, in logarithms, with a scale of its own for each side.
//!
//! Chosen because its tails are heavier than a normal curve's and because what is left of it above any value only ever
//! gets narrower as that value rises: a projection that knows "it will be more than what is spent" can only narrow.

use super::answer::Range;

/// The logistic curve's 90th percentile in units of its scale: ln 9.
const NINTH: f64 = 2.197_224_577_336_219_6;

/// A spread around a middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    /// Logarithm of the middle.
    pub(super) middle: f64,
    /// Scale below the middle.
    below: f64,
    /// Scale above the middle.
    above: f64,
}

impl Shape {
    /// The shape whose 10th and 90th percentile are so far below and above the middle (in logarithms).
    pub(super) fn new(middle: f64, down: f64, up: f64) -> Shape {
        Shape {
            middle,
            below: (down / NINTH).max(1e-6),
            above: (up / NINTH).max(1e-6),
        }
    }

    /// The shape that a range was made from.
    pub(super) fn of(range: &Range) -> Shape {
        let ln = |tokens: u64| (tokens.max(1) as f64).ln();
        Shape::new(
            ln(range.mid),
            ln(range.mid) - ln(range.low),
            ln(range.high) - ln(range.mid),
        )
    }

    /// How far the 10th and the 90th percentile are from the middle.
    pub(super) fn reaches(&self) -> (f64, f64) {
        (NINTH * self.below, NINTH * self.above)
    }

    /// The share of cases under the value (a logarithm).
    pub(super) fn share_under(&self, value: f64) -> f64 {
        let off = value - self.middle;
        let scale = if off < 0.0 { self.below } else { self.above };
        1.0 / (1.0 + (-off / scale).exp())
    }

    /// The value under which the share of cases is.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let share = share.clamp(1e-9, 1.0 - 1e-9);
        let scale = if share < 0.5 { self.below } else { self.above };
        self.middle + scale * (share / (1.0 - share)).ln()
    }

    /// The value that is as likely as `z` standard deviations of a normal curve with the same 80 % range.
    pub(super) fn at_normal(&self, z: f64) -> f64 {
        let scale = if z < 0.0 { self.below } else { self.above };
        self.middle + z * scale * NINTH / 1.281_551_565_5
    }

    /// The 80 % range.
    pub(super) fn range(&self) -> Range {
        self.range_of(|share| share)
    }

    /// The 80 % range of what is left when all under `least` (a logarithm) is known not to happen.
    pub(super) fn range_above(&self, least: f64) -> Range {
        let gone = self.share_under(least);
        self.range_of(|share| gone + share * (1.0 - gone))
    }

    fn range_of(&self, share: impl Fn(f64) -> f64) -> Range {
        let tokens = |it: f64| whole(self.quantile(share(it)));
        Range {
            low: tokens(0.1),
            mid: tokens(0.5),
            high: tokens(0.9),
        }
    }
}

/// The whole number whose logarithm is nearest; never absurdly large.
pub(super) fn whole(ln: f64) -> u64 {
    ln.clamp(0.0, 40.0).exp().round() as u64
}
