//! A robust line through the origin.

use jiff::Timestamp;

use super::{Calibration, Pair};

/// Observations under this percent are mostly rounding.
const LEAST_PERCENT: f64 = 2.0;
/// Fewer pairs than this say nothing.
const LEAST_PAIRS: usize = 3;
/// An observation this old counts half.
const HALF_LIFE_DAYS: f64 = 7.0;
/// Rounds of reweighting; it settles in about five.
const ROUNDS: usize = 20;
/// No error band is narrower than this, in points: observations are rounded to whole percents.
const LEAST_ERROR: f64 = 1.0;

struct Point {
    weighted: f64,
    percent: f64,
    recency: f64,
}

/// Fits percent = weighted tokens / `weighted_per_percent`.
///
/// Starts at the weighted median of the pairs' own slopes and then takes least squares in which far pairs count ever
/// less (Tukey's biweight): a day of work in a browser does not bend the line. `None` with fewer than three usable
/// pairs (tokens counted, at least 2 percent).
pub fn fit(pairs: &[Pair], now: Timestamp) -> Option<Calibration> {
    let points = pairs
        .iter()
        .filter_map(|pair| point(pair, now))
        .collect::<Vec<_>>();
    if points.len() < LEAST_PAIRS {
        return None;
    }
    let mut slope = median(
        points
            .iter()
            .map(|p| (p.percent / p.weighted, p.recency * p.percent))
            .collect(),
    )?;
    for _ in 0..ROUNDS {
        slope = refined(&points, slope)?;
    }
    let error = quantile(
        points.iter().map(|p| (p.residual(slope), p.recency)).collect(),
        0.9,
    )?;
    (slope.is_finite() && slope > 0.0).then(|| Calibration {
        weighted_per_percent: 1.0 / slope,
        error_points: error.max(LEAST_ERROR),
        observations: u32::try_from(points.len()).unwrap_or(u32::MAX),
    })
}

fn point(pair: &Pair, now: Timestamp) -> Option<Point> {
    let usable = pair.weighted > 0 && pair.percent.is_finite() && pair.percent >= LEAST_PERCENT;
    let days = (now.as_second() - pair.at.as_second()).max(0) as f64 / 86_400.0;
    usable.then(|| Point {
        weighted: pair.weighted as f64,
        percent: pair.percent,
        recency: (-days / HALF_LIFE_DAYS).exp2(),
    })
}

impl Point {
    /// How far the pair is from the line, in points.
    fn residual(&self, slope: f64) -> f64 {
        (self.percent - slope * self.weighted).abs()
    }
}

/// One step of least squares with far pairs discounted.
fn refined(points: &[Point], slope: f64) -> Option<f64> {
    let spread = median(points.iter().map(|p| (p.residual(slope), p.recency)).collect())?;
    let reach = 4.685 * (1.4826 * spread).max(LEAST_ERROR / 2.0); // the usual constants for normal noise
    let (mut above, mut below) = (0.0, 0.0);
    for point in points {
        let far = point.residual(slope) / reach;
        if far < 1.0 {
            let trust = point.recency * (1.0 - far * far).powi(2);
            above += trust * point.weighted * point.percent;
            below += trust * point.weighted * point.weighted;
        }
    }
    Some(if below > 0.0 { above / below } else { slope })
}

fn median(values: Vec<(f64, f64)>) -> Option<f64> {
    quantile(values, 0.5)
}

/// The smallest value at or under which `share` of the weight lies; (value, weight).
fn quantile(mut values: Vec<(f64, f64)>, share: f64) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let goal = values.iter().map(|(_, weight)| weight).sum::<f64>() * share;
    let mut sum = 0.0;
    let last = values.last().map(|(value, _)| *value);
    values
        .into_iter()
        .find_map(|(value, weight)| {
            sum += weight;
            (sum >= goal).then_some(value)
        })
        .or(last)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::{Pair, fit};

    const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

    fn pair(weighted: u64, percent: f64, hours_ago: i64) -> Pair {
        Pair {
            weighted,
            percent,
            at: NOW - SignedDuration::from_hours(hours_ago),
        }
    }

    #[test]
    fn two_pairs_or_tiny_percentages_are_not_enough() {
        assert_eq!(fit(&[], NOW), None);
        assert_eq!(fit(&[pair(100, 10.0, 1), pair(200, 20.0, 2)], NOW), None);
        assert_eq!(
            fit(&[pair(100, 10.0, 1), pair(200, 20.0, 2), pair(10, 1.0, 2)], NOW),
            None
        );
        assert_eq!(
            fit(&[pair(0, 10.0, 1), pair(0, 20.0, 2), pair(0, 30.0, 2)], NOW),
            None
        );
        assert_eq!(
            fit(
                &[pair(100, f64::NAN, 1), pair(200, 20.0, 2), pair(10, 3.0, 2)],
                NOW
            ),
            None
        );
    }

    #[test]
    fn exact_pairs_give_their_own_slope_and_the_least_error() {
        let found = fit(
            &[pair(1_000, 10.0, 1), pair(2_000, 20.0, 2), pair(5_000, 50.0, 3)],
            NOW,
        );
        let found = found.expect("three pairs");
        assert!((found.weighted_per_percent - 100.0).abs() < 1e-6, "{found:?}");
        assert_eq!((found.error_points, found.observations), (1.0, 3));
    }

    #[test]
    fn work_in_a_browser_does_not_bend_the_line() {
        let mut pairs = (1..=12)
            .map(|i| pair(i * 1_000, i as f64 * 5.0, 1))
            .collect::<Vec<_>>();
        pairs.extend([pair(1_000, 60.0, 1), pair(2_000, 75.0, 1), pair(500, 40.0, 1)]);
        let found = fit(&pairs, NOW).expect("enough pairs");
        assert!((found.weighted_per_percent - 200.0).abs() < 2.0, "{found:?}");
        assert!(
            found.error_points > 10.0,
            "the outliers widen the band: {found:?}"
        );
    }

    #[test]
    fn a_changed_limit_is_followed() {
        let old = (1..=10).map(|i| pair(i * 1_000, i as f64 * 5.0, 24 * 60));
        let new = (1..=10).map(|i| pair(i * 1_000, i as f64 * 2.5, 2));
        let found = fit(&old.chain(new).collect::<Vec<_>>(), NOW).expect("enough pairs");
        assert!((found.weighted_per_percent - 400.0).abs() < 8.0, "{found:?}");
    }

    proptest! {
        #[test]
        fn a_planted_slope_is_found_under_noise_and_outliers(
            per_percent in 1_000.0..10_000_000.0_f64,
            readings in prop::collection::vec((5.0..95.0_f64, -1.0..1.0_f64, 0_i64..200), 12..60),
            outliers in prop::collection::vec((2.0..50.0_f64, 30.0..50.0_f64), 0..3),
        ) {
            let honest = readings.iter().map(|(p, noise, age)| {
                pair((p * per_percent) as u64, p + noise, *age)
            });
            let strange = outliers.iter().map(|(p, extra)| pair((p * per_percent) as u64, p + extra, 10));
            let found = fit(&honest.chain(strange).collect::<Vec<_>>(), NOW).expect("enough pairs");
            let off = (found.weighted_per_percent / per_percent - 1.0).abs();
            prop_assert!(off < 0.15, "off by {off}: {found:?}");
        }
    }
}
