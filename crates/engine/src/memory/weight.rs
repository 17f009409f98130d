//! How relevant something is now. Pure: what fades, fades by age alone; nothing is deleted.

use jiff::Timestamp;

/// Below this something is told to no new session; it stays in memory.
pub(crate) const FADED: f64 = 0.15;

/// What a weight rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Basis<'a> {
    /// `decision`, `fact`, `pattern`, `note`.
    pub kind: &'a str,
    /// How it was found.
    pub how: &'a str,
    /// A person pinned it.
    pub pinned: bool,
    /// A person changed its words.
    pub edited: bool,
    /// When it was met last.
    pub last_at: Timestamp,
}

/// 0 to 1: 1 for what is pinned; otherwise where it comes from, halved with every half-life since it was met last.
/// What was met often lasts longer: every doubling adds a half of the half-life.
pub(crate) fn weight(item: Basis<'_>, now: Timestamp, uses: u32) -> f64 {
    if item.pinned {
        return 1.0;
    }
    let (begin, half_life_days) = match (item.kind, item.how) {
        // A person's own words.
        ("note", _) => (0.95, 180.0),
        // Computed anew from what is there: as old as the project.
        ("fact", _) => (0.6, 365.0),
        ("pattern", _) => (0.5, 45.0),
        // Claude Code reads these files itself at every start.
        (_, "instructions") => (0.4, 60.0),
        (_, "plan_accepted") => (0.7, 21.0),
        (_, "answered") => (0.75, 45.0),
        (_, _) => (0.85, 45.0),
    };
    let begin: f64 = if item.edited { 0.95 } else { begin };
    let lasts = half_life_days * (1.0 + 0.5 * f64::from(uses.max(1)).log2());
    let age_days = (now.duration_since(item.last_at).as_secs_f64() / 86_400.0).max(0.0);
    let raised = (begin + 0.03 * f64::from(uses.saturating_sub(1))).min(0.95);
    raised * 0.5_f64.powf(age_days / lasts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fading() {
        let now = Timestamp::from_second(1_795_000_000).expect("time");
        for (kind, how, pinned, edited, days, uses, expected) in [
            ("decision", "stated", false, false, 0, 1, 0.85),
            ("decision", "stated", false, false, 45, 1, 0.425),
            ("decision", "stated", false, false, 90, 1, 0.2125),
            ("decision", "stated", false, false, 180, 1, 0.053),
            // Met four times: half-life doubled, and a little more weight.
            ("decision", "stated", false, false, 90, 4, 0.47),
            ("decision", "stated", true, false, 900, 1, 1.0),
            ("decision", "stated", false, true, 45, 1, 0.475),
            ("decision", "answered", false, false, 45, 1, 0.375),
            ("decision", "plan_accepted", false, false, 21, 1, 0.35),
            ("note", "added", false, false, 180, 1, 0.475),
            ("fact", "document", false, false, 365, 1, 0.3),
            ("pattern", "commands", false, false, 0, 14, 0.89),
            // A clock that was set back makes nothing heavier.
            ("decision", "stated", false, false, -10, 1, 0.85),
        ] {
            let basis = Basis {
                kind,
                how,
                pinned,
                edited,
                last_at: now - jiff::SignedDuration::from_hours(24 * days),
            };
            let got = weight(basis, now, uses);
            assert!(
                (got - expected).abs() < 0.006,
                "{kind} {how} {days} d ×{uses}: {got:.3}"
            );
        }
    }

    #[test]
    fn later_or_more_often_is_never_lighter() {
        let now = Timestamp::from_second(1_795_000_000).expect("time");
        let at = |days: i64, uses: u32| {
            let basis = Basis {
                kind: "decision",
                how: "stated",
                pinned: false,
                edited: false,
                last_at: now - jiff::SignedDuration::from_hours(24 * days),
            };
            weight(basis, now, uses)
        };
        for days in 0..200 {
            for uses in 1..20 {
                assert!(at(days, uses) >= at(days + 1, uses));
                assert!(at(days, uses + 1) >= at(days, uses));
                assert!((0.0..=1.0).contains(&at(days, uses)));
            }
        }
    }
}
