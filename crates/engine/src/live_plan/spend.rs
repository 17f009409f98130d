//! What a session has spent, and on which phase. Pure.
//!
//! Promises that each answer belongs to exactly one phase, so that the phases add up to the session's usage rows.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use segue_meter::calibration::{tier, weight};
use segue_plan::plans::progress::{Stretch, owner};
use segue_store::AnswerSpentRow;

use super::trouble::{Cost, Incident};
use crate::estimates::sums::{PAUSE, fresh};
use crate::view;

/// Sums over answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Input, output and cache writes.
    pub fresh: u64,
    /// What quota counts, in half units.
    pub weighted: u64,
    /// Time worked, without pauses.
    pub millis: u64,
    pub calls: u32,
}

impl Spent {
    pub(crate) fn minutes(&self) -> u64 {
        (self.millis + 30_000) / 60_000
    }

    pub(super) fn shown(&self) -> view::Spent {
        view::Spent {
            fresh: self.fresh,
            weighted: self.weighted,
            minutes: self.minutes(),
            calls: self.calls,
        }
    }
}

impl std::ops::AddAssign for Spent {
    fn add_assign(&mut self, other: Spent) {
        self.fresh += other.fresh;
        self.weighted += other.weighted;
        self.millis += other.millis;
        self.calls += other.calls;
    }
}

/// What each answer spent; the time since the answer before it is its own.
fn each(answers: &[AnswerSpentRow], begun: Option<Timestamp>) -> Vec<(Timestamp, Spent)> {
    let mut last = begun;
    let mut spent = Vec::with_capacity(answers.len());
    for answer in answers {
        let gap = last.map_or(SignedDuration::ZERO, |last| answer.at.duration_since(last));
        let worked = gap.clamp(SignedDuration::ZERO, PAUSE);
        last = last.max(Some(answer.at));
        let own = Spent {
            fresh: fresh(&answer.tokens),
            weighted: weight(&answer.tokens, tier(&answer.model)),
            millis: u64::try_from(worked.as_millis()).unwrap_or(0),
            calls: 1,
        };
        spent.push((answer.at, own));
    }
    spent
}

/// The whole, and by the key of the phase. Without stretches there are no phases.
pub(crate) fn by_phase(
    answers: &[AnswerSpentRow],
    begun: Option<Timestamp>,
    stretches: &[Stretch],
) -> (Spent, BTreeMap<String, Spent>) {
    let mut whole = Spent::default();
    let mut phases: BTreeMap<String, Spent> = BTreeMap::new();
    for (at, own) in each(answers, begun) {
        whole += own;
        if let Some(key) = owner(stretches, at) {
            *phases.entry(key.to_owned()).or_default() += own;
        }
    }
    (whole, phases)
}

/// The fresh tokens that an incident took, as far as that can be told.
pub(crate) fn cost(answers: &[AnswerSpentRow], incident: &Incident) -> Option<u64> {
    match &incident.cost {
        Cost::Until(end) => {
            let within = |answer: &&AnswerSpentRow| answer.at > incident.from && answer.at <= *end;
            Some(
                answers
                    .iter()
                    .filter(within)
                    .map(|answer| fresh(&answer.tokens))
                    .sum(),
            )
        }
        Cost::TakenInAfter(times) => {
            let mut next: Vec<usize> = times
                .iter()
                .map(|time| answers.partition_point(|answer| answer.at <= *time))
                .filter(|next| *next < answers.len())
                .collect();
            next.dedup();
            let taken_in = |next: usize| answers[next].tokens.input + answers[next].tokens.cache_write();
            Some(next.into_iter().map(taken_in).sum())
        }
        Cost::Unknown => None,
    }
    .filter(|tokens| *tokens > 0)
}

#[cfg(test)]
mod tests {
    use segue_meter::tokens::Tokens;

    use super::super::trouble::Kind;
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).expect("time")
    }

    fn answer(second: i64, output: u64, cache_write_5m: u64) -> AnswerSpentRow {
        AnswerSpentRow {
            at: at(second),
            model: "claude-sonnet-5".to_owned(),
            tokens: Tokens {
                input: 1,
                output,
                cache_write_5m,
                cache_read: 1_000,
                ..Tokens::default()
            },
        }
    }

    #[test]
    fn phases_add_up_to_the_session() {
        let answers = [
            answer(10, 5, 0),
            answer(60, 7, 100),
            answer(61, 9, 0),
            answer(2_000, 1, 0),
        ];
        let stretch = |second, key: &str| Stretch {
            from: at(second),
            key: key.to_owned(),
        };
        let stretches = [stretch(20, "1"), stretch(60, "2")];
        let (whole, phases) = by_phase(&answers, Some(at(0)), &stretches);
        let mut sum = Spent::default();
        phases.values().for_each(|spent| sum += *spent);
        assert_eq!(sum, whole);
        assert_eq!(whole.fresh, 6 + 108 + 10 + 2);
        assert_eq!(
            whole.millis,
            61_000 + 300_000,
            "a long pause counts as five minutes of work at most"
        );
        assert_eq!(
            phases["1"].fresh,
            6 + 108,
            "the answer that asked for the mark belongs to what it closed"
        );
        assert_eq!(phases["2"].calls, 2);
        assert!(by_phase(&answers, None, &[]).1.is_empty());
    }

    #[test]
    fn what_an_incident_took_is_counted_by_answers() {
        let answers = [answer(10, 5, 0), answer(60, 7, 100), answer(61, 9, 50)];
        let incident = |cost| Incident {
            kind: Kind::Retries,
            words: String::new(),
            from: at(10),
            cost,
        };
        assert_eq!(cost(&answers, &incident(Cost::Until(at(60)))), Some(108));
        // Two reads that one answer took in are counted once.
        let reads = vec![at(20), at(30), at(60), at(99)];
        assert_eq!(
            cost(&answers, &incident(Cost::TakenInAfter(reads))),
            Some(101 + 51)
        );
        assert_eq!(cost(&answers, &incident(Cost::Until(at(10)))), None);
        assert_eq!(cost(&answers, &incident(Cost::Unknown)), None);
    }
}
