//! The normal curve, by a logistic curve of a cubic that is nearly the same (off by less than 0.0005).

const LINEAR: f64 = 1.595_769_1;
const CUBIC: f64 = 0.070_565_992;

/// The share of the curve under `z`.
pub(super) fn share(z: f64) -> f64 {
    1.0 / (1.0 + (-z * (LINEAR + CUBIC * z * z)).exp())
}

/// The value under which the share is: the one real root of the cubic.
pub(super) fn quantile(share: f64) -> f64 {
    let logit = (share / (1.0 - share)).ln();
    let (p, q) = (LINEAR / CUBIC, -logit / CUBIC);
    let root = (q * q / 4.0 + p * p * p / 27.0).sqrt();
    (-q / 2.0 + root).cbrt() + (-q / 2.0 - root).cbrt()
}

#[cfg(test)]
mod tests {
    use super::{quantile, share};

    #[test]
    fn known_values_are_met() {
        for (z, expected) in [
            (0.0, 0.5),
            (1.281_552, 0.9),
            (-1.281_552, 0.1),
            (1.959_964, 0.975),
        ] {
            assert!((share(z) - expected).abs() < 0.000_5, "{z}");
            assert!((quantile(expected) - z).abs() < 0.006, "{expected}");
        }
    }
}
