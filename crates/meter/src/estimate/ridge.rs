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
    /// Variance that the others leave open, without noise.
    open: f64,
}

impl Fit {
    /// The covariance with each number rounded, the same above and below the diagonal.
    pub(super) fn covariance_as_kept(&self, rounded: impl Fn(f64) -> f64) -> Vec<f64> {
        let size = self.found.len();
        let entry =
            |it: usize| self.covariance[(it / size).max(it % size) * size + (it / size).min(it % size)];
        (0..size * size).map(|it| rounded(entry(it))).collect()
    }
}

/// Up to so many standard deviations of noise a row is trusted wholly.
const WHOLE: f64 = 1.2;
/// From so many on it is not trusted at all.
const NONE: f64 = 2.6;
/// Share of a normal curve's variance that is left after weighing by trust.
const LEFT: f64 = 0.743;
/// Rounds in which far rows are only dampened: they find the level that most rows agree on.
const DAMPENING_ROUNDS: usize = 5;
/// Rounds in which rows are trusted or not.
const TRUSTING_ROUNDS: usize = 14;
/// Trust that moves by less has settled.
const SETTLED: f64 = 0.01;
/// A row is far from so many deviations of expected noise on.
const FAR: f64 = 2.75;
/// Another row is company, the less the further away, to so many deviations on the way back to the table.
const INWARD: f64 = 2.0;
/// And to so many beyond it: an absurd row must not make others believed that were left out.
const OUTWARD: f64 = 0.6;
/// So little company is none.
const ALONE: f64 = 0.8;
/// With so much company a far row counts wholly.
const IN_COMPANY: f64 = 2.2;
/// Sessions that the expected noise counts for.
const NOISE_PRIOR: f64 = 8.0;

/// Fits the rows.
pub(super) fn fit(rows: &[Row], prior: &Prior) -> Fit {
    let noise = vec![prior.noise; prior.kinds];
    let mut weights = rows.iter().map(|row| row.counts).collect::<Vec<_>>();
    let mut solved = Solved::of(rows, &weights, &noise, prior);
    for _ in 0..DAMPENING_ROUNDS {
        for (weight, row) in weights.iter_mut().zip(rows) {
            let far = solved.residual(row).abs() / noise[row.kind];
            *weight = row.counts * (1.345 / far.max(1.345)); // Huber's constant for normal noise
        }
        solved = Solved::of(rows, &weights, &noise, prior);
    }
    trusting(rows, prior, weights, noise)
}

/// Fits rows that have got a column more, from where the fit before it ended.
pub(super) fn refit(rows: &[Row], prior: &Prior, before: &Fit) -> Fit {
    let weights = rows
        .iter()
        .zip(&before.without)
        .map(|(row, seen)| row.counts * seen.trust);
    let weights = weights.collect::<Vec<_>>();
    trusting(rows, prior, weights, before.noise.clone())
}

fn trusting(rows: &[Row], prior: &Prior, mut weights: Vec<f64>, mut noise: Vec<f64>) -> Fit {
    let mut solved = Solved::of(rows, &weights, &noise, prior);
    let mut without = Vec::new();
    for _ in 0..TRUSTING_ROUNDS {
        without = rows
            .iter()
            .zip(&weights)
            .map(|(row, weight)| solved.without(row, *weight, noise[row.kind]))
            .collect();
        noise = refined_noise(rows, &without, prior);
        let mut moved = 0.0_f64;
        for ((weight, row), seen) in weights.iter_mut().zip(rows).zip(&without) {
            let now = row.counts * seen.trust;
            moved = moved.max((now - *weight).abs());
            *weight = now;
        }
        solved = Solved::of(rows, &weights, &noise, prior);
        if moved < SETTLED {
            break;
        }
    }
    hold_out_noise(rows, &mut without, prior);
    Fit {
        found: solved.found,
        covariance: solved.inverse,
        noise,
        without,
    }
}

/// Lets a row count less that is far from the table and has few others about as far on its side; nothing without any.
///
/// So an absurd session is out before the fit begins, and cannot push it to where it would be believed. Company is
/// given by degrees, mostly by rows nearer to the table: no single row decides what becomes of others.
pub(super) fn leave_out_lonely(rows: &mut [Row], noise: f64) {
    let counting = rows.iter().filter(|row| row.counts > 0.0);
    let offs = counting.map(|row| row.seen).collect::<Vec<_>>();
    let company = |off: f64| {
        let near = |other: &f64| {
            let beyond = (other - off) * off.signum();
            let reach = if beyond > 0.0 { OUTWARD } else { INWARD };
            (1.0 - beyond.abs() / (reach * noise)).max(0.0)
        };
        offs.iter().map(near).sum::<f64>() - 1.0 // without itself
    };
    for row in rows {
        if row.counts > 0.0 && row.seen.abs() > FAR * noise {
            row.counts *= ((company(row.seen) - ALONE) / (IN_COMPANY - ALONE)).clamp(0.0, 1.0);
        }
    }
}

/// How much a row is trusted that is so many deviations of noise away from what the others say.
fn trust(far: f64) -> f64 {
    let into = ((far.abs() - WHOLE) / (NONE - WHOLE)).clamp(0.0, 1.0);
    (1.0 - into * into).powi(2)
}

/// Noise of all kinds together, drawn to what is expected, and of each kind, drawn to that of all.
fn refined_noise(rows: &[Row], without: &[Without], prior: &Prior) -> Vec<f64> {
    let sums = NoiseSums::of(rows, without, prior);
    (0..prior.kinds)
        .map(|kind| sums.noise(kind, (0.0, 0.0), prior))
        .collect()
}

/// Takes each row's own residual out of the noise that its spread is made of.
fn hold_out_noise(rows: &[Row], without: &mut [Without], prior: &Prior) {
    let sums = NoiseSums::of(rows, without, prior);
    for (row, seen) in rows.iter().zip(without) {
        let noise = sums.noise(row.kind, seen.noise_share(row), prior);
        seen.spread = (noise.powi(2) + seen.open).sqrt();
    }
}

/// Sums of squares and of weights: of each kind and of all.
struct NoiseSums {
    kinds: Vec<(f64, f64)>,
    all: (f64, f64),
}

impl NoiseSums {
    fn of(rows: &[Row], without: &[Without], prior: &Prior) -> NoiseSums {
        let mut sums = NoiseSums {
            kinds: vec![(0.0, 0.0); prior.kinds],
            all: (0.0, 0.0),
        };
        for (row, seen) in rows.iter().zip(without) {
            let (square, weight) = seen.noise_share(row);
            for sum in [&mut sums.kinds[row.kind], &mut sums.all] {
                sum.0 += square;
                sum.1 += weight;
            }
        }
        sums
    }

    /// The noise of a kind, without one share of it.
    fn noise(&self, kind: usize, less: (f64, f64), prior: &Prior) -> f64 {
        let drawn = |sum: (f64, f64), to: f64| {
            (NOISE_PRIOR * to + (sum.0 - less.0).max(0.0)) / (NOISE_PRIOR + (sum.1 - less.1).max(0.0))
        };
        let common = drawn(self.all, prior.noise.powi(2));
        drawn(self.kinds[kind], common).sqrt().max(0.05)
    }
}

impl Without {
    /// What the row adds to the sums of the noise.
    fn noise_share(&self, row: &Row) -> (f64, f64) {
        let weight = row.counts * self.trust;
        (weight * self.noise_square / LEFT, weight)
    }
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
        for (row, weight) in rows.iter().zip(weights).filter(|(_, weight)| **weight > 0.0) {
            let precision = weight / noise[row.kind].powi(2);
            for (a, strength_a) in &row.features {
                pull[*a] += precision * strength_a * row.seen;
                for (b, strength_b) in row.features.iter().filter(|(b, _)| b <= a) {
                    matrix[a * size + b] += precision * strength_a * strength_b; // the half that is read
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
            open: variance / (1.0 - own),
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
    use super::{Fit, Prior, Row, fit, leave_out_lonely};

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
        let mut rows = rows(seen);
        leave_out_lonely(&mut rows, prior().noise);
        fit(&rows, &prior())
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
