//! What a compaction costs in prompt cache, and when it pays.
//!
//! What stands before the first cut is still cached; everything after it is written anew once. From then on every
//! answer reads fewer cached tokens. Prices are API prices: for a subscription they are quota, not money.

use jiff::{SignedDuration, Timestamp};

use crate::price::{Billed, PriceTable};
use crate::tokens::Tokens;
use crate::words;

/// What is known of a session's prompt cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheState<'a> {
    /// The session's model.
    pub model: &'a str,
    /// Its cache lives an hour rather than five minutes.
    pub hour: bool,
    /// Its last answer (UTC); every answer renews the cache.
    pub last_answer: Option<Timestamp>,
    /// Tokens before the first cut.
    pub before_cut: u64,
    /// Tokens in the context now.
    pub context_tokens: u64,
    /// Tokens after the compaction.
    pub after_tokens: u64,
}

/// What the rewritten cache costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheCost {
    /// Tokens that are written to the cache anew with the next message.
    pub rewritten_tokens: u64,
    /// What writing them costs, in micro-dollars at API prices.
    pub cost_micros: u64,
    /// The cache has expired: everything is written anew with or without a compaction.
    pub cold: bool,
    /// Answers after which the compaction has paid for itself; `None` when it never does.
    pub pays_after: Option<u32>,
    /// All of it in words.
    pub sentence: String,
}

/// What a compaction does to the cache at `now`.
pub fn cache_cost(state: &CacheState<'_>, prices: &PriceTable, now: Timestamp) -> CacheCost {
    let lives = SignedDuration::from_mins(if state.hour { 60 } else { 5 });
    let idle = state.last_answer.map(|at| now.duration_since(at));
    let cold = idle.is_none_or(|idle| idle > lives);
    let price = |read: u64, written: u64| {
        let tokens = Tokens {
            cache_read: read,
            cache_write_1h: if state.hour { written } else { 0 },
            cache_write_5m: if state.hour { 0 } else { written },
            ..Tokens::default()
        };
        let billed = Billed {
            tokens,
            web_searches: 0,
            fast: false,
            us_only: false,
            at: now,
        };
        prices.cost(state.model, &billed).micros
    };
    let (context, after) = (state.context_tokens, state.after_tokens);
    let prefix = if cold { 0 } else { state.before_cut.min(after) };
    let rewritten = after - prefix;
    let cost_micros = price(0, rewritten);
    if cold {
        let sentence = cold_words(idle, lives, after, context, cost_micros, price(0, context));
        return CacheCost {
            rewritten_tokens: rewritten,
            cost_micros,
            cold,
            pays_after: Some(0),
            sentence,
        };
    }
    let extra = price(prefix, rewritten).saturating_sub(price(context, 0));
    let gain = price(context, 0).saturating_sub(price(after, 0));
    let pays_after = (gain > 0).then(|| u32::try_from(1 + extra.div_ceil(gain)).unwrap_or(u32::MAX));
    CacheCost {
        rewritten_tokens: rewritten,
        cost_micros,
        cold,
        pays_after,
        sentence: warm_words(rewritten, cost_micros, pays_after),
    }
}

fn cold_words(
    idle: Option<SignedDuration>,
    lives: SignedDuration,
    after: u64,
    context: u64,
    cost: u64,
    whole: u64,
) -> String {
    let why = match idle {
        Some(idle) => format!(
            "The prompt cache has expired (last answer {}, it lives {})",
            words::age(idle.as_secs()),
            words::duration(lives.as_secs()).replace(" 0 m", "")
        ),
        None => "There is no prompt cache".to_owned(),
    };
    format!(
        "{why}: the next message writes it anew in any case, {} tokens ({}) instead of {} ({}). Compacting pays at once.",
        words::tokens(after),
        words::money(cost),
        words::tokens(context),
        words::money(whole)
    )
}

fn warm_words(rewritten: u64, cost: u64, pays_after: Option<u32>) -> String {
    let pays = match pays_after {
        Some(1) => "It pays with the first answer.".to_owned(),
        Some(count) => {
            format!(
                "It pays after {count} answers (each tool call is one): every answer reads less from then on."
            )
        }
        None => "It does not pay in money; it frees room.".to_owned(),
    };
    format!(
        "The prompt cache is warm: the next message writes {} tokens of it anew, {} at API prices. {pays}",
        words::tokens(rewritten),
        words::money(cost)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

    fn state(minutes_ago: i64, hour: bool) -> CacheState<'static> {
        CacheState {
            model: "claude-opus-4-8",
            hour,
            last_answer: Some(NOW - SignedDuration::from_mins(minutes_ago)),
            before_cut: 30_000,
            context_tokens: 150_000,
            after_tokens: 100_000,
        }
    }

    fn cost(state: &CacheState<'_>) -> CacheCost {
        cache_cost(state, &PriceTable::bundled(), NOW)
    }

    #[test]
    fn a_warm_cache_is_written_anew_behind_the_first_cut() {
        let found = cost(&state(2, false));
        // $6.25 and $0.50 per million: 70k written; 70k of reading saved once, 50k with every answer.
        assert_eq!((found.rewritten_tokens, found.cold), (70_000, false));
        assert_eq!(found.cost_micros, 437_500);
        // Extra: 15,000 + 437,500 - 75,000; gain: 25,000.
        assert_eq!(found.pays_after, Some(17));
        assert!(
            found
                .sentence
                .contains("70k tokens of it anew, $0.44 at API prices"),
            "{}",
            found.sentence
        );
    }

    #[test]
    fn an_hour_cache_costs_more_and_lives_longer() {
        let found = cost(&state(40, true));
        assert_eq!((found.cold, found.cost_micros), (false, 700_000));
        assert!(found.pays_after > Some(17));
    }

    #[test]
    fn an_expired_cache_makes_it_pay_at_once() {
        for state in [
            state(6, false),
            state(61, true),
            CacheState {
                last_answer: None,
                ..state(0, false)
            },
        ] {
            let found = cost(&state);
            assert_eq!(
                (found.cold, found.pays_after, found.rewritten_tokens),
                (true, Some(0), 100_000)
            );
            assert!(found.sentence.ends_with("Compacting pays at once."));
        }
        assert!(
            cost(&state(61, true))
                .sentence
                .contains("(last answer 1 h 1 m ago, it lives 1 h)")
        );
    }

    #[test]
    fn what_saves_nothing_never_pays() {
        let nothing = CacheState {
            after_tokens: 150_000,
            ..state(2, false)
        };
        assert_eq!(cost(&nothing).pays_after, None);
    }
}
