//! How a running session stands against its estimate, in words. Pure.

use crate::view::FitAnswer;

/// Tokens with one decimal, for numbers that move: "940", "28.4k", "1.28M".
pub(crate) fn exact(tokens: u64) -> String {
    match tokens {
        0..1_000 => tokens.to_string(),
        1_000..1_000_000 => format!("{:.1}k", tokens as f64 / 1_000.0),
        _ => format!("{:.2}M", tokens as f64 / 1_000_000.0),
    }
}

/// "+8 %", "−12 %"; `None` when there is nothing to speak of.
pub(crate) fn change(percent: f64) -> Option<String> {
    let rounded = percent.round();
    if rounded == 0.0 {
        return None;
    }
    let sign = if rounded > 0.0 { "+" } else { "\u{2212}" };
    Some(format!("{sign}{:.0} %", rounded.abs()))
}

/// "new projection ~110.8k, +8 %, still fits".
pub(super) fn projection(
    projected: u64,
    change_percent: f64,
    fits: FitAnswer,
    split: Option<&str>,
) -> String {
    let amount = exact(projected);
    let mut words = match change(change_percent) {
        Some(change) => format!("new projection ~{amount}, {change}"),
        None => format!("projection ~{amount}, as estimated"),
    };
    match (fits, split) {
        (FitAnswer::Yes, _) => words.push_str(", still fits"),
        (FitAnswer::Tight, _) => words.push_str(", may just fit"),
        (FitAnswer::Split, Some(key)) => words.push_str(&format!(", does not fit: split after phase {key}")),
        (FitAnswer::Split, None) | (FitAnswer::No, _) => words.push_str(", does not fit before the reset"),
        (FitAnswer::Unknown, _) => {}
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projection_is_told_in_one_line() {
        let told = projection(110_800, 8.2, FitAnswer::Yes, None);
        assert_eq!(told, "new projection ~110.8k, +8 %, still fits");
        let told = projection(90_000, -12.0, FitAnswer::Split, Some("2"));
        assert_eq!(
            told,
            "new projection ~90.0k, \u{2212}12 %, does not fit: split after phase 2"
        );
        assert_eq!(
            projection(999, 0.3, FitAnswer::Unknown, None),
            "projection ~999, as estimated"
        );
        assert_eq!(exact(1_280_000), "1.28M");
    }
}
