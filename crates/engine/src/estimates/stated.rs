//! What plans state themselves, added up. Pure.

use segue_plan::plans::{Amount, Phase, Stated};

/// The middle of an amount.
pub(crate) fn middle(amount: Amount) -> u64 {
    amount.low.midpoint(amount.high)
}

/// What a phase states: its own words, else those of its tasks together.
pub(crate) fn of_phase(phase: &Phase) -> Stated {
    let parts = sum(phase.tasks.iter().map(|task| task.stated));
    Stated {
        tokens: phase.stated.tokens.or(parts.tokens),
        minutes: phase.stated.minutes.or(parts.minutes),
    }
}

/// Several together; nothing when one of them says nothing, for a part is not the whole.
pub(crate) fn sum(parts: impl Iterator<Item = Stated>) -> Stated {
    let mut all: Option<Stated> = None;
    for part in parts {
        all = Some(match all {
            None => part,
            Some(before) => Stated {
                tokens: both(before.tokens, part.tokens),
                minutes: both(before.minutes, part.minutes),
            },
        });
    }
    all.unwrap_or_default()
}

fn both(a: Option<Amount>, b: Option<Amount>) -> Option<Amount> {
    let (a, b) = a.zip(b)?;
    Some(Amount {
        low: a.low.saturating_add(b.low),
        high: a.high.saturating_add(b.high),
    })
}

#[cfg(test)]
mod tests {
    use segue_plan::plans::Task;

    use super::*;

    fn tokens(low: u64, high: u64) -> Stated {
        Stated {
            tokens: Some(Amount { low, high }),
            minutes: None,
        }
    }

    #[test]
    fn parts_are_a_whole_when_all_of_them_say_something() {
        assert_eq!(sum([tokens(1, 2), tokens(10, 20)].into_iter()), tokens(11, 22));
        assert_eq!(
            sum([tokens(1, 2), Stated::default()].into_iter()),
            Stated::default()
        );
        assert_eq!(sum([].into_iter()), Stated::default());
        let phase = Phase {
            tasks: vec![Task {
                stated: tokens(5, 7),
                ..Task::default()
            }],
            ..Phase::default()
        };
        assert_eq!(of_phase(&phase), tokens(5, 7));
        assert_eq!(middle(Amount { low: 25, high: 32 }), 28);
    }
}
