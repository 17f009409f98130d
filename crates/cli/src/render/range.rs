//! Ranges: in words, and as bars that stand on one scale.

use segue_meter::estimate::Range;
use segue_meter::words;

/// `~78k`: the middle of a range of tokens.
pub(crate) fn middle(range: &Range) -> String {
    format!("~{}", words::tokens(range.mid))
}

/// `52k to 118k`; one number where both ends read the same.
pub(crate) fn ends(range: &Range) -> String {
    between(words::tokens(range.low), words::tokens(range.high))
}

/// `~78k (52k to 118k)`.
pub(crate) fn tokens(range: &Range) -> String {
    format!("{} ({})", middle(range), ends(range))
}

/// `1 h 40 m`: minutes as a length of time.
pub(crate) fn minutes(count: u64) -> String {
    let seconds = i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(60);
    match count {
        0 => "<1 min".to_owned(),
        60..2_880 if count.is_multiple_of(60) => format!("{} h", count / 60),
        _ => words::duration(seconds),
    }
}

/// `50 min to 2 h 30 m`.
pub(crate) fn minutes_ends(range: &Range) -> String {
    between(minutes(range.low), minutes(range.high))
}

/// Two texts as a range; one where they are the same.
pub(crate) fn between(low: String, high: String) -> String {
    if low == high {
        low
    } else {
        format!("{low} to {high}")
    }
}

/// `├──●────┤` in `cells` columns, where the whole width is `scale`; the middle stands at its place.
pub(crate) fn bar(range: &Range, scale: u64, cells: usize) -> String {
    if scale == 0 || cells == 0 {
        return String::new();
    }
    let cell = |value: u64| {
        let share = value as f64 / scale as f64;
        ((share * cells as f64) as usize).min(cells - 1)
    };
    let (low, mid, high) = (cell(range.low), cell(range.mid), cell(range.high));
    let part = |from: usize, to: usize| -> String {
        (from..to)
            .map(|at| match at {
                at if at == low => '├',
                at if at == high => '┤',
                _ => '─',
            })
            .collect()
    };
    format!(
        "{}{}●{}",
        " ".repeat(low),
        part(low, mid),
        part(mid + 1, high + 1)
    )
}

#[cfg(test)]
mod tests {
    use segue_meter::estimate::Range;

    fn range(low: u64, mid: u64, high: u64) -> Range {
        Range { low, mid, high }
    }

    fn drawn(low: u64, mid: u64, high: u64) -> String {
        super::bar(&range(low, mid, high), 100, 10)
    }

    #[test]
    fn a_bar_shows_both_ends_and_the_middle() {
        assert_eq!(drawn(20, 45, 99), "  ├─●────┤");
        assert_eq!(drawn(0, 45, 100), "├───●────┤");
        assert_eq!(drawn(40, 41, 42), "    ●");
        assert_eq!(drawn(30, 41, 55), "   ├●┤");
        assert_eq!(drawn(30, 35, 45), "   ●┤");
        assert_eq!(drawn(0, 0, 0), "●");
        assert_eq!(super::bar(&range(1, 2, 3), 0, 10), "");
    }

    #[test]
    fn ranges_in_words() {
        assert_eq!(
            super::tokens(&range(52_000, 78_000, 118_000)),
            "~78k (52k to 118k)"
        );
        assert_eq!(super::ends(&range(25_000, 25_100, 25_200)), "25k");
        assert_eq!(super::minutes_ends(&range(50, 100, 150)), "50 min to 2 h 30 m");
        assert_eq!(super::minutes(0), "<1 min");
        assert_eq!(super::minutes(120), "2 h");
    }
}
