//! Texts that a person types, as values; what cannot be read says where it stood and what to write.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use segue_engine::{Code, Problem, Segue};
use segue_plan::schedule::{Budget, StartAction, When, parse_when};

/// A time.
pub(crate) fn when(text: &str, now: Timestamp, zone: &TimeZone) -> Result<When, Problem> {
    parse_when(text, now, zone).map_err(|bad| {
        let problem = Problem::new(Code::BadInput, bad.to_string());
        problem.hint(bad.hint())
    })
}

/// One instant: no reset, no repetition.
pub(super) fn instant(
    option: &str,
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Timestamp, Problem> {
    match when(text, now, zone) {
        Ok(When::At { at, .. }) => Ok(at),
        Ok(_) => Err(
            Problem::new(Code::BadInput, format!("{option}: \"{text}\" is not one time"))
                .hint("Write it as 22:00, \"tomorrow 09:00\" or \"2026-11-22 09:00\"."),
        ),
        Err(problem) => Err(in_place(option, problem)),
    }
}

/// The zone that was named, or the person's.
pub(super) fn zone(name: Option<&str>, segue: &Segue) -> Result<TimeZone, Problem> {
    match name {
        None => segue.time_zone(),
        Some(name) => TimeZone::get(name).map_err(|_| {
            Problem::new(Code::BadInput, format!("--tz: there is no time zone \"{name}\""))
                .hint("Write it as Europe/Paris, America/New_York or UTC.")
        }),
    }
}

/// "200k", "1.5M", "30%".
pub(super) fn budget(text: &str) -> Result<Budget, String> {
    let wrong = || {
        format!(
            "\"{text}\" is no budget: write tokens as 200k or 1.5M, or a part of the 5-hour window as 30%"
        )
    };
    let typed = text.trim();
    if let Some(percent) = typed.strip_suffix('%') {
        let percent: f64 = percent.trim().parse().map_err(|_| wrong())?;
        return if percent > 0.0 && percent <= 100.0 {
            Ok(Budget::Percent { percent })
        } else {
            Err(format!(
                "\"{text}\" is no budget: a part of the 5-hour window is 1% to 100%"
            ))
        };
    }
    let (number, unit) = match typed.char_indices().last() {
        Some((at, 'k' | 'K')) => (&typed[..at], 1e3),
        Some((at, 'm' | 'M')) => (&typed[..at], 1e6),
        Some(_) | None => (typed, 1.0),
    };
    let tokens = number.trim().parse::<f64>().map_err(|_| wrong())? * unit;
    if (1.0..=1e12).contains(&tokens) {
        Ok(Budget::Tokens {
            tokens: tokens.round() as u64,
        })
    } else {
        Err(wrong())
    }
}

/// "start-now", "start_now".
pub(super) fn action(text: &str) -> Result<StartAction, String> {
    let name = text.trim().to_lowercase().replace('-', "_");
    StartAction::ALL
        .into_iter()
        .find(|action| action.as_str() == name)
        .ok_or_else(|| "write start-now, in-15-minutes, skip, at-next-reset or drop".to_owned())
}

/// Says which option the text was for.
pub(super) fn in_place(option: &str, problem: Problem) -> Problem {
    let told = Problem::new(problem.code, format!("{option}: {problem}"));
    match problem.hint {
        Some(hint) => told.hint(hint),
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use segue_plan::schedule::{Budget, StartAction};

    #[test]
    fn budgets() {
        let tokens = |tokens| Ok(Budget::Tokens { tokens });
        assert_eq!(super::budget("200k"), tokens(200_000));
        assert_eq!(super::budget("1.5M"), tokens(1_500_000));
        assert_eq!(super::budget("90000"), tokens(90_000));
        assert_eq!(super::budget("30 %"), Ok(Budget::Percent { percent: 30.0 }));
        for wrong in [
            "", "k", "many", "-5k", "0", "0%", "130%", "30%k", "NaN", "inf", "1e99M",
        ] {
            let said = super::budget(wrong).expect_err(wrong);
            assert!(said.contains("is no budget"), "{said}");
        }
    }

    #[test]
    fn answers_as_they_are_typed() {
        assert_eq!(super::action("start-now"), Ok(StartAction::StartNow));
        assert_eq!(super::action("In_15_minutes"), Ok(StartAction::In15Minutes));
        assert!(super::action("later").is_err());
    }
}
