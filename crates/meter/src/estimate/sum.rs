//! The estimate of a whole plan: the range of a sum, which is narrower than the sum of the ranges.
//!
//! Promises the same answer for the same phases: the chances are drawn from fixed numbers.

use super::answer::{Basis, Confidence, Estimate, Range};
use super::case::Case;
use super::logistic::{Shape, whole};
use super::model::Model;
use super::normal;

/// Share of a phase's variance that it has in common with the other phases of its plan: the same person, project and
/// day. Not learned.
const SHARED: f64 = 0.65;
/// Numbers that are drawn for all phases together: a few phases are drawn more often, many of them less.
const NUMBERS: usize = 16_000;
/// Least and most draws; enough that the ends of the range move by a few percent at most with other numbers.
const DRAWS: (usize, usize) = (401, 2_001);

impl Model {
    /// What all the cases of a plan will take together.
    pub fn sum(&self, cases: &[Case]) -> Estimate {
        let lines = cases.iter().map(|case| self.estimate(case)).collect::<Vec<_>>();
        Model::sum_of(&lines)
    }

    /// What lines that are estimated already will take together.
    pub fn sum_of(lines: &[Estimate]) -> Estimate {
        sum(lines)
    }
}

/// What the lines will take together.
fn sum(lines: &[Estimate]) -> Estimate {
    if let [line] = lines {
        return line.clone();
    }
    let mut chance = Chance(0x5e90_e5e9_0e5e_90e5);
    let count = (NUMBERS / lines.len().max(1)).clamp(DRAWS.0, DRAWS.1);
    let draws = (0..count)
        .map(|draw| {
            let common = SHARED.sqrt() * normal::quantile((draw as f64 + 0.5) / count as f64);
            let own = lines
                .iter()
                .map(|_| common + (1.0 - SHARED).sqrt() * chance.normal());
            own.collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    let of =
        |range: fn(&Estimate) -> &Range| range_of_sum(&lines.iter().map(range).collect::<Vec<_>>(), &draws);
    Estimate {
        fresh: of(|it| &it.fresh),
        weighted: of(|it| &it.weighted),
        millis: of(|it| &it.millis),
        calls: of(|it| &it.calls),
        basis: weakest(lines),
        steps: Vec::new(),
    }
}

/// The range of the sum of these ranges; each draw tells how far off each of them is, in standard deviations.
fn range_of_sum(ranges: &[&Range], draws: &[Vec<f64>]) -> Range {
    let shapes = ranges.iter().map(|range| Shape::of(range)).collect::<Vec<_>>();
    let total = |draw: &Vec<f64>| {
        let values = shapes
            .iter()
            .zip(draw)
            .map(|(shape, z)| shape.at_normal(*z).min(40.0).exp());
        values.sum::<f64>()
    };
    let mut totals = draws.iter().map(total).collect::<Vec<_>>();
    totals.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let total = totals.get((share * (draws.len() - 1) as f64).round() as usize);
        total.map_or(0, |it| whole(it.max(1.0).ln()))
    };
    Range {
        low: at(0.1),
        mid: at(0.5),
        high: at(0.9),
    }
}

/// A sum stands on its weakest line.
fn weakest(lines: &[Estimate]) -> Basis {
    lines
        .iter()
        .map(|line| line.basis)
        .reduce(|a, b| Basis {
            similar: a.similar.min(b.similar),
            all: a.all.max(b.all),
            usual_error: a.usual_error.zip(b.usual_error).map(|(a, b)| a.max(b)),
            confidence: a.confidence.min(b.confidence),
        })
        .unwrap_or(Basis {
            similar: 0,
            all: 0,
            usual_error: None,
            confidence: Confidence::Low,
        })
}

/// Fixed numbers that look like chance (xorshift).
struct Chance(u64);

impl Chance {
    /// Nearly a standard normal number: the sum of four even ones.
    fn normal(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let sum = (0..4)
            .map(|it| (self.0 >> (16 * it) & 0xffff) as f64)
            .sum::<f64>();
        (sum / 65_535.0 - 2.0) * 3_f64.sqrt() // each has a variance of a twelfth
    }
}
