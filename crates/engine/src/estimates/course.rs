//! The course of a plan: which phases overlap, and what is needed up to each of them. Pure.

use segue_meter::estimate::{Estimate, Range};

use super::room::Cut;

/// A phase, as far as its place in time goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leg {
    /// Its key.
    pub key: String,
    /// Keys of the phases before it.
    pub after: Vec<String>,
    /// It can run beside the one before.
    pub parallel: bool,
    /// How long it takes, in milliseconds.
    pub millis: u64,
}

/// The share of the summed time that passes when phases that may overlap do: 1 when all come one after the other.
///
/// A phase that names others waits for those; one that can run beside others begins with the one before it; any other
/// waits for everything before.
pub(crate) fn overlap(legs: &[Leg]) -> f64 {
    let total: u64 = legs.iter().map(|leg| leg.millis).sum();
    let mut spans: Vec<(u64, u64)> = Vec::with_capacity(legs.len());
    for leg in legs {
        let ends = || spans.iter().map(|span| span.1);
        let awaited = |end: u64, key: &String| {
            let at = legs.iter().take(spans.len()).position(|other| other.key == *key);
            at.map_or(end, |at| end.max(spans[at].1))
        };
        let begin = if !leg.after.is_empty() {
            leg.after.iter().fold(0, awaited)
        } else if leg.parallel {
            spans.last().map_or(0, |span| span.0)
        } else {
            ends().max().unwrap_or(0)
        };
        spans.push((begin, begin + leg.millis));
    }
    let end = spans.iter().map(|span| span.1).max().unwrap_or(0);
    if total == 0 {
        1.0
    } else {
        end as f64 / total as f64
    }
}

/// What is needed up to the end of each phase: the last one is the whole.
pub(crate) fn cuts(keys: &[String], lines: &[Estimate], total: &Estimate) -> Vec<Cut> {
    let part = |count: usize, of: &dyn Fn(&Range) -> u64| {
        lines[..count].iter().map(|line| of(&line.weighted)).sum::<u64>()
    };
    let sums = |count: usize| {
        let mid = part(count, &|range| range.mid) as f64;
        let spread = |of: &dyn Fn(&Range) -> u64| {
            let (mut all, mut squares) = (0.0, 0.0);
            for line in &lines[..count] {
                let reach = of(&line.weighted) as f64;
                all += reach;
                squares += reach * reach;
            }
            // Half of what is open is common to all phases of a plan, as in the range of their sum.
            (0.5 * all * all + 0.5 * squares).sqrt()
        };
        (
            mid,
            spread(&|range| range.mid - range.low.min(range.mid)),
            spread(&|range| range.high - range.mid.min(range.high)),
        )
    };
    let whole = sums(lines.len());
    let told = &total.weighted;
    let reach = (
        told.mid - told.low.min(told.mid),
        told.high - told.mid.min(told.high),
    );
    (1..=lines.len())
        .map(|count| {
            // The first phase is its own range, the last one's end is the whole; between them, ever more like the whole.
            let share = match lines.len() {
                1 => 1.0,
                all => (count - 1) as f64 / (all - 1) as f64,
            };
            let toward = |own: f64, sum: f64, told: u64| {
                if sum > 0.0 {
                    own * (told as f64 / sum).powf(share)
                } else {
                    0.0
                }
            };
            let (mid, below, above) = sums(count);
            let mid = toward(mid, whole.0, told.mid);
            let (below, above) = (toward(below, whole.1, reach.0), toward(above, whole.2, reach.1));
            Cut {
                key: keys[count - 1].clone(),
                weighted: Range {
                    low: (mid - below).max(0.0) as u64,
                    mid: mid as u64,
                    high: (mid + above) as u64,
                },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use segue_meter::estimate::{Case, Model, TaskType};

    use super::*;

    fn leg(key: &str, after: &[&str], parallel: bool, millis: u64) -> Leg {
        Leg {
            key: key.to_owned(),
            after: after.iter().map(|key| (*key).to_owned()).collect(),
            parallel,
            millis,
        }
    }

    #[test]
    fn phases_that_may_overlap_take_less_time() {
        assert_eq!(overlap(&[]), 1.0);
        assert_eq!(
            overlap(&[leg("1", &[], false, 10), leg("2", &[], false, 30)]),
            1.0
        );
        assert_eq!(
            overlap(&[leg("1", &[], false, 30), leg("2", &[], true, 10)]),
            0.75
        );
        // 1 (10), then 2 (20) beside 3 (20), then 4 (10): 40 of 60.
        let plan = [
            leg("1", &[], false, 10),
            leg("2", &[], false, 20),
            leg("3", &[], true, 20),
            leg("4", &[], false, 10),
        ];
        assert!((overlap(&plan) - 40.0 / 60.0).abs() < 1e-9);
        // 3 waits for 1 only and runs beside 2.
        let plan = [
            leg("1", &[], false, 10),
            leg("2", &[], false, 20),
            leg("3", &["1"], false, 20),
        ];
        assert!((overlap(&plan) - 30.0 / 50.0).abs() < 1e-9);
        assert_eq!(overlap(&[leg("1", &["gone"], false, 10)]), 1.0);
    }

    #[test]
    fn what_is_needed_grows_to_the_whole() {
        let model = Model::cold();
        let cases: Vec<Case> = [TaskType::Planning, TaskType::Implementation, TaskType::Testing]
            .map(Case::of)
            .to_vec();
        let lines: Vec<Estimate> = cases.iter().map(|case| model.estimate(case)).collect();
        let total = model.sum(&cases);
        let keys = ["1", "2", "3"].map(str::to_owned);
        let cuts = cuts(&keys, &lines, &total);
        assert!(
            cuts.windows(2)
                .all(|pair| pair[0].weighted.high < pair[1].weighted.high)
        );
        let whole = &cuts[2].weighted;
        for (found, told) in [
            (whole.low, total.weighted.low),
            (whole.mid, total.weighted.mid),
            (whole.high, total.weighted.high),
        ] {
            assert!(found.abs_diff(told) <= 1, "{found} {told}");
        }
        let first = &lines[0].weighted;
        assert!(
            cuts[0].weighted.high.abs_diff(first.high) <= 1 && cuts[0].weighted.mid.abs_diff(first.mid) <= 1
        );
        assert!(super::cuts(&[], &[], &total).is_empty());
    }
}
