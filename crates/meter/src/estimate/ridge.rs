//! A robust straight fit that is pulled towards the table.
//!
//! Each row is a session: what was seen minus what the table says, and the properties that may explain it. The fit is
//! least squares in which a correction costs the more the further it is from the table, and a session the less the
//! further it is from what all the others say. Promises that a session nobody agrees with changes nothing.

/// One session: `seen` is a logarithm minus that of the table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) seen: f64,
    /// (column, strength).
    pub(super) features: Vec<(usize, f64)>,
    /// Which noise applies: the index of its task type.
    pub(super) kind: usize,
    /// How much it counts: recency, and the share of its session.
    pub(super) counts: f64,
}

/// What the fit is pulled towards.
#[derive(Debug, Clone)]
pub(super) struct Prior {
    /// Standard deviation of each column's correction.
    pub(super) deviations: Vec<f64>,
    /// Noise that is expected.
    pub(super) noise: f64,
    /// Kinds there are.
    pub(super) kinds: usize,
}

/// What was found.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    /// The correction of each column.
    pub(super) found: Vec<f64>,
    /// Covariance of the corrections, row by row.
    pub(super) covariance: Vec<f64>,
    /// Noise of each kind.
    pub(super) noise: Vec<f64>,
    /// For each row: how it looks to a fit without it.
    pub(super) without: Vec<Without>,
}

/// A row as a fit without it sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Without {
    /// What was seen minus what the others say.
    pub(super) residual: f64,
    /// Standard deviation that the others leave open, noise included.
    pub(super) spread: f64,
    /// 1 for a row like the others, 0 for one that nobody agrees with.
    pub(super) trust: f64,
    /// The part of the residual's square that is noise, not what the fit left open.
    noise_square: f64,
}

/// Up to so many standard deviations of noise a row is trusted wholly.
const WHOLE: f64 = 1.2;
/// From so many on it is not trusted at all.
const NONE: f64 = 2.6;
/// Share of a normal curve's variance that is left after weighing by trust.
const LEFT: f64 = 0.749;
/// Rounds in which far rows are only dampened: they find the level that most rows agree on.
const DAMPENING_ROUNDS: usize = 8;
/// Rounds in which rows are trusted or not.
const TRUSTING_ROUNDS: usize = 14;
/// Sessions that the expected noise counts for.
const NOISE_PRIOR: f64 = 8.0;

/// Fits the rows.
pub(super) fn fit(rows: &[Row], prior: &Prior) -> Fit {
    let mut noise = vec![prior.noise; prior.kinds];
    let mut weights = rows.iter().map(|row| row.counts).collect::<Vec<_>>();
    let mut solved = Solved::of(rows, &weights, &noise, prior);
    for _ in 0..DAMPENING_ROUNDS {
        for (weight, row) in weights.iter_mut().zip(rows) {
            let far = solved.residual(row).abs() / noise[row.kind];
            *weight = row.counts * (1.345 / far.max(1.345)); // Huber's constant for normal noise
        }
        solved = Solved::of(rows, &weights, &noise, prior);
    }
    let mut without = Vec::new();
    for _ in 0..TRUSTING_ROUNDS {
        without = rows
            .iter()
            .zip(&weights)
            .map(|(row, weight)| solved.without(row, *weight, noise[row.kind]))
            .collect();
        noise = refined_noise(rows, &without, prior);
        for ((weight, row), seen) in weights.iter_mut().zip(rows).zip(&without) {
            *weight = row.counts * seen.trust;
        }
        solved = Solved::of(rows, &weights, &noise, prior);
    }
    Fit {
        found: solved.found,
        covariance: solved.inverse,
        noise,
        without,
    }
}

/// How much a row is trusted that is so many deviations of noise away from what the others say.
fn trust(far: f64) -> f64 {
    let into = ((far.abs() - WHOLE) / (NONE - WHOLE)).clamp(0.0, 1.0);
    (1.0 - into * into).powi(2)
}

/// Noise of all kinds together, drawn to what is expected, and of each kind, drawn to that of all.
fn refined_noise(rows: &[Row], without: &[Without], prior: &Prior) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); prior.kinds];
    let mut all = (0.0, 0.0);
    for (row, seen) in rows.iter().zip(without) {
        let weight = row.counts * seen.trust;
        let inside = seen.noise_square / LEFT;
        for sum in [&mut sums[row.kind], &mut all] {
            sum.0 += weight * inside;
            sum.1 += weight;
        }
    }
    let drawn =
        |(squares, weight): (f64, f64), to: f64| (NOISE_PRIOR * to + squares) / (NOISE_PRIOR + weight);
    let common = drawn(all, prior.noise.powi(2));
    sums.into_iter()
        .map(|sum| drawn(sum, common).sqrt().max(0.05))
        .collect()
}

/// The solution for given weights.
struct Solved {
    found: Vec<f64>,
    inverse: Vec<f64>,
}

impl Solved {
    fn of(rows: &[Row], weights: &[f64], noise: &[f64], prior: &Prior) -> Solved {
        let size = prior.deviations.len();
        let mut matrix = vec![0.0; size * size];
        let mut pull = vec![0.0; size];
        for (column, deviation) in prior.deviations.iter().enumerate() {
            matrix[column * size + column] = deviation.powi(-2);
        }
        for (row, weight) in rows.iter().zip(weights) {
            let precision = weight / noise[row.kind].powi(2);
            for (a, strength_a) in &row.features {
                pull[*a] += precision * strength_a * row.seen;
                for (b, strength_b) in &row.features {
                    matrix[a * size + b] += precision * strength_a * strength_b;
                }
            }
        }
        let inverse = inverted(matrix, size);
        let found = (0..size)
            .map(|a| (0..size).map(|b| inverse[a * size + b] * pull[b]).sum())
            .collect();
        Solved { found, inverse }
    }

    fn residual(&self, row: &Row) -> f64 {
        row.seen
            - row
                .features
                .iter()
                .map(|(column, strength)| strength * self.found[*column])
                .sum::<f64>()
    }

    /// The row as a fit without it sees it: exact, without fitting again.
    fn without(&self, row: &Row, weight: f64, noise: f64) -> Without {
        let variance = variance(&self.inverse, self.found.len(), &row.features);
        let own = (weight * variance / noise.powi(2)).min(0.999); // how much of its own middle the row makes
        let residual = self.residual(row) / (1.0 - own);
        Without {
            residual,
            spread: (noise.powi(2) + variance / (1.0 - own)).sqrt(),
            trust: trust(residual / noise),
            noise_square: residual.powi(2) * (1.0 - own),
        }
    }
}

/// How unsure the corrections of these features are together.
pub(super) fn variance(covariance: &[f64], size: usize, features: &[(usize, f64)]) -> f64 {
    let pairs = features.iter().flat_map(|a| features.iter().map(move |b| (a, b)));
    pairs
        .map(|((a, x), (b, y))| x * y * covariance[a * size + b])
        .sum()
}

/// The inverse of a symmetric matrix whose diagonal is large enough (Cholesky).
fn inverted(mut matrix: Vec<f64>, size: usize) -> Vec<f64> {
    for column in 0..size {
        for row in column..size {
            let inner = (0..column)
                .map(|it| matrix[row * size + it] * matrix[column * size + it])
                .sum::<f64>();
            let rest = matrix[row * size + column] - inner;
            matrix[row * size + column] = if row == column {
                rest.max(1e-12).sqrt()
            } else {
                rest / matrix[column * size + column]
            };
        }
    }
    let mut inverse = vec![0.0; size * size];
    let mut solution = vec![0.0; size];
    for unit in 0..size {
        for row in 0..size {
            let inner = (0..row)
                .map(|it| matrix[row * size + it] * solution[it])
                .sum::<f64>();
            solution[row] = (f64::from(row == unit) - inner) / matrix[row * size + row];
        }
        for row in (0..size).rev() {
            let inner = (row + 1..size)
                .map(|it| matrix[it * size + row] * solution[it])
                .sum::<f64>();
            solution[row] = (solution[row] - inner) / matrix[row * size + row];
            inverse[row * size + unit] = solution[row];
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::{Fit, Prior, Row, fit};

    fn prior() -> Prior {
        Prior {
            deviations: vec![0.7],
            noise: 0.9,
            kinds: 1,
        }
    }

    fn rows(seen: &[f64]) -> Vec<Row> {
        seen.iter()
            .map(|seen| Row {
                seen: *seen,
                features: vec![(0, 1.0)],
                kind: 0,
                counts: 1.0,
            })
            .collect()
    }

    fn fitted(seen: &[f64]) -> Fit {
        fit(&rows(seen), &prior())
    }

    #[test]
    fn no_session_says_nothing_and_many_say_it_all() {
        assert_eq!(fitted(&[]).found, [0.0]);
        let many = fitted(&[1.0; 60]);
        assert!((many.found[0] - 1.0).abs() < 0.02, "{:?}", many.found);
        assert!(many.noise[0] < 0.4, "they agree: {:?}", many.noise);
    }

    #[test]
    fn a_session_that_nobody_agrees_with_changes_nothing() {
        for others in [
            &[][..],
            &[0.3],
            &[0.3, -0.2, 0.5, 0.9],
            &[0.3, -0.2, 0.5, 0.9, 0.1, 0.4, -0.7, 1.1, 0.3, 0.2],
        ] {
            for absurd in [4.6, -4.6] {
                let with = others.iter().copied().chain([absurd]).collect::<Vec<_>>();
                let moved = (fitted(&with).found[0] - fitted(others).found[0]).abs();
                assert!(
                    moved < 0.02,
                    "{absurd} after {} sessions moves by {moved}",
                    others.len()
                );
            }
        }
    }

    #[test]
    fn sessions_that_agree_are_believed_however_far_they_are() {
        let found = fitted(&[3.0, 3.2, 2.8, 3.1, 2.9, 3.3]).found[0];
        assert!(found > 1.5, "{found}");
    }
}
