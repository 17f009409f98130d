//! What a session took, from its answers: the same rows that usage is summed from, each counted once.

use jiff::{SignedDuration, Timestamp};
use segue_meter::calibration::{tier, weight};
use segue_meter::estimate::Mark;
use segue_meter::model::Family;
use segue_meter::tokens::Tokens;
use segue_store::{AnswerSpentRow, Sums};

/// A longer pause than this is no work: the person was away, or read.
pub(crate) const PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// After so many calls it is noted what was spent: that teaches how to project.
const MARKS: [usize; 5] = [1, 3, 5, 10, 20];

/// What a session took.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taken {
    /// Tokens and answers; what they cost is not told here.
    pub sums: Sums,
    /// Weighted tokens in half units.
    pub weighted: u64,
    /// Milliseconds of work, without pauses.
    pub millis: u64,
    /// What was spent after some calls.
    pub marks: Vec<Mark>,
    /// Family of the model that most was spent on.
    pub family: Option<String>,
    /// The first answer.
    pub first: Timestamp,
    /// The last answer.
    pub last: Timestamp,
}

/// Fresh tokens: input, output and cache writes.
pub(crate) fn fresh(tokens: &Tokens) -> u64 {
    tokens.input + tokens.output + tokens.cache_write()
}

/// Adds a session's answers up. `began` is its first record: the wait for the first answer is work, too. `None` without
/// an answer.
pub(crate) fn taken(answers: &[AnswerSpentRow], began: Option<Timestamp>) -> Option<Taken> {
    let (first, last) = (answers.first()?.at, answers.last()?.at);
    let mut sums = Sums::default();
    let mut weighted = 0_u64;
    let mut marks = Vec::new();
    let mut by_model: Vec<(&str, u64)> = Vec::new();
    let mut millis = work(began.unwrap_or(first), first);
    let mut before = first;
    for (index, answer) in answers.iter().enumerate() {
        sums += Sums {
            tokens: answer.tokens,
            cost_micros: 0,
            responses: 1,
        };
        let own = weight(&answer.tokens, tier(&answer.model));
        weighted = weighted.saturating_add(own);
        match by_model.iter_mut().find(|(model, _)| *model == answer.model) {
            Some((_, sum)) => *sum += own,
            None => by_model.push((&answer.model, own)),
        }
        if MARKS.contains(&(index + 1)) {
            marks.push(Mark {
                calls: u32::try_from(index + 1).unwrap_or(u32::MAX),
                fresh: fresh(&sums.tokens),
            });
        }
        millis += work(before, answer.at);
        before = answer.at;
    }
    let most = by_model.iter().max_by_key(|(_, sum)| *sum);
    Some(Taken {
        sums,
        weighted,
        millis,
        marks,
        family: most.and_then(|(model, _)| family(model)),
        first,
        last,
    })
}

/// The family of a model, in lower case; `None` for a name that is not known.
pub(crate) fn family(model: &str) -> Option<String> {
    let name = match Family::of(model)? {
        Family::Haiku => "haiku",
        Family::Sonnet => "sonnet",
        Family::Opus => "opus",
        Family::Fable => "fable",
    };
    Some(name.to_owned())
}

/// Time between two moments that counts as work.
fn work(from: Timestamp, to: Timestamp) -> u64 {
    let gap = to.duration_since(from).clamp(SignedDuration::ZERO, PAUSE);
    u64::try_from(gap.as_millis()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(minute: i64, model: &str, output: u64) -> AnswerSpentRow {
        AnswerSpentRow {
            at: Timestamp::from_second(1_795_000_000 + minute * 60).expect("time"),
            model: model.to_owned(),
            tokens: Tokens {
                input: 1,
                output,
                cache_write_5m: 2,
                cache_write_1h: 3,
                cache_read: 1_000,
            },
        }
    }

    #[test]
    fn sums_weights_marks_and_time_without_pauses() {
        let answers = [
            answer(0, "claude-sonnet-5", 10),
            answer(2, "claude-haiku-4-5", 10),
            answer(60, "claude-sonnet-5", 20),
        ];
        let began = answers[0].at - SignedDuration::from_mins(1);
        let taken = taken(&answers, Some(began)).expect("answers");
        assert_eq!(fresh(&taken.sums.tokens), 3 * 6 + 40);
        assert_eq!(taken.sums.responses, 3);
        let one = |output: u64, tier: u64| tier * (20 + 100 * output + 25 * 5 + 2 * 1_000);
        assert_eq!(taken.weighted, one(10, 3) + one(10, 1) + one(20, 3));
        assert_eq!(
            taken.millis,
            (1 + 2 + 5) * 60_000,
            "an hour away is five minutes of work at most"
        );
        assert_eq!(
            taken.marks,
            [Mark { calls: 1, fresh: 16 }, Mark { calls: 3, fresh: 58 }]
        );
        assert_eq!(taken.family.as_deref(), Some("sonnet"));
        assert_eq!(super::taken(&[], None), None);
    }
}
