//! An estimate in words: how far it can be trusted, what may make it more. Pure.

use segue_meter::estimate::{Basis, Complexity, Confidence, Familiarity, Inferred, Range};
use segue_meter::words;
use segue_plan::plans::Stated;

use crate::view::Estimate;

/// Risks that are told.
const MOST_RISKS: usize = 6;

/// "low: 12 similar sessions, usual error 1.9×".
pub(crate) fn confidence(basis: &Basis) -> String {
    let level = match basis.confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    };
    let similar = match basis.similar {
        1 => "1 similar session".to_owned(),
        count => format!("{count} similar sessions"),
    };
    match (basis.all, basis.usual_error) {
        (0, _) => format!("{level}: nothing was learned yet, these are the figures of a cold start"),
        (_, Some(error)) => format!("{level}: {similar}, usual error {error:.1}×"),
        (_, None) => format!("{level}: {similar}, too few to know the usual error"),
    }
}

/// What may make it more, worst first.
pub(super) fn risks(
    complexity: &[Complexity],
    types: &[&Inferred],
    familiarity: Option<Familiarity>,
    stated: &Stated,
    fresh: &Range,
) -> Vec<String> {
    let mut risks = Vec::new();
    if let Some(tokens) = stated.tokens {
        let said = match (words::tokens(tokens.low), words::tokens(tokens.high)) {
            (low, high) if low == high => low,
            (low, high) => format!("{low}-{high}"),
        };
        if tokens.high < fresh.low {
            risks.push(format!(
                "The plan says {said} tokens; sessions like it took more than that nine times in ten."
            ));
        } else if tokens.low > fresh.high {
            risks.push(format!(
                "The plan says {said} tokens; sessions like it took less than that nine times in ten."
            ));
        }
    }
    for one in complexity {
        if !risks.contains(&one.risk) {
            risks.push(one.risk.clone());
        }
    }
    if familiarity == Some(Familiarity::New) {
        risks.push("The stack is new to you here: reading and wrong turns add up.".to_owned());
    }
    let unclear = types.iter().filter(|inferred| inferred.sure < 0.3).count();
    if unclear > 0 {
        let which = match (unclear, types.len()) {
            (_, 1) => "what kind of work it is".to_owned(),
            (1, _) => "of one phase, what kind of work it is".to_owned(),
            (count, _) => format!("of {count} phases, what kind of work it is"),
        };
        risks.push(format!(
            "The words do not tell {which}; say so to make the estimate better."
        ));
    }
    risks.truncate(MOST_RISKS);
    risks
}

/// An estimate in one line: "~18k-120k fresh tokens, ~10-90 min; fits before the reset? likely, but tight: …".
pub(crate) fn in_a_line(estimate: &Estimate) -> String {
    let (fresh, minutes) = (&estimate.total.fresh, &estimate.total.minutes);
    let time = |minutes: u64| words::duration(i64::try_from(minutes).unwrap_or(i64::MAX).saturating_mul(60));
    format!(
        "~{}-{} fresh tokens, {} to {} of work; fits before the reset? {}",
        words::tokens(fresh.low),
        words::tokens(fresh.high),
        time(minutes.low),
        time(minutes.high),
        estimate.fit.words
    )
}

/// What is counted, and what is not.
pub(super) fn basis(done: usize) -> String {
    let counted = "fresh tokens: input + output + cache writes; minutes of work, pauses over 5 minutes not counted; 8 of 10 sessions lie in a range";
    match done {
        0 => counted.to_owned(),
        1 => format!("{counted}; 1 phase that is done is left out"),
        count => format!("{counted}; {count} phases that are done are left out"),
    }
}

/// Milliseconds as minutes, never none.
pub(crate) fn minutes(millis: &Range) -> Range {
    let of = |millis: u64| ((millis + 30_000) / 60_000).max(1);
    Range {
        low: of(millis.low),
        mid: of(millis.mid),
        high: of(millis.high),
    }
}

/// How fast fresh tokens are spent: the middle of both, and what time leaves open beyond what tokens do.
pub(crate) fn tokens_per_hour(fresh: &Range, millis: &Range) -> Option<Range> {
    if millis.mid == 0 || fresh.mid == 0 {
        return None;
    }
    let open = |range: &Range| (range.width().ln() / 2.0).powi(2);
    let reach = (open(millis) - open(fresh)).max(0.01).sqrt().exp();
    let rate = fresh.mid as f64 * 3_600_000.0 / millis.mid as f64;
    Some(Range {
        low: (rate / reach) as u64,
        mid: rate as u64,
        high: (rate * reach) as u64,
    })
}

#[cfg(test)]
mod tests {
    use segue_plan::plans::Amount;

    use super::*;

    #[test]
    fn confidence_says_why() {
        let basis = |similar, all, usual_error, confidence| Basis {
            similar,
            all,
            usual_error,
            confidence,
        };
        assert_eq!(
            confidence(&basis(12, 40, Some(1.94), Confidence::Low)),
            "low: 12 similar sessions, usual error 1.9×"
        );
        assert_eq!(
            confidence(&basis(1, 3, None, Confidence::Low)),
            "low: 1 similar session, too few to know the usual error"
        );
        assert!(confidence(&basis(0, 0, None, Confidence::Low)).contains("cold start"));
    }

    #[test]
    fn a_plan_that_is_far_off_is_told() {
        let stated = |low, high| Stated {
            tokens: Some(Amount { low, high }),
            minutes: None,
        };
        let range = Range {
            low: 20_000,
            mid: 40_000,
            high: 80_000,
        };
        let told = |stated: Stated| risks(&[], &[], None, &stated, &range);
        assert_eq!(told(stated(25_000, 32_000)), Vec::<String>::new());
        assert!(
            told(stated(5_000, 8_000))[0]
                .starts_with("The plan says 5.0k-8.0k tokens; sessions like it took more")
        );
        assert!(told(stated(200_000, 200_000))[0].contains("took less"));
    }

    #[test]
    fn the_rate_is_as_open_as_time_is_beyond_tokens() {
        let fresh = Range {
            low: 10_000,
            mid: 20_000,
            high: 40_000,
        };
        let millis = Range {
            low: 600_000,
            mid: 1_800_000,
            high: 5_400_000,
        };
        let rate = tokens_per_hour(&fresh, &millis).expect("rate");
        assert_eq!(rate.mid, 40_000);
        assert!(rate.low > 13_000 && rate.low < 20_000, "{rate:?}");
        assert_eq!(tokens_per_hour(&fresh, &Range::default()), None);
        assert_eq!(
            minutes(&Range {
                low: 1,
                mid: 90_000,
                high: 600_000
            }),
            Range {
                low: 1,
                mid: 2,
                high: 10
            }
        );
    }
}
