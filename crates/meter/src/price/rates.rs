//! Prices per token class, and the arithmetic.

use super::Billed;
use crate::tokens::Tokens;

/// A web search costs one cent (Claude Code's own table, release 2.1.197), in micro-dollars.
const WEB_SEARCH_MICROS: u128 = 10_000;
/// Prices are per million tokens.
const PER: u128 = 1_000_000;

/// Micro-dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rates {
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) write_5m: u64,
    pub(super) write_1h: u64,
    pub(super) read: u64,
}

/// Other prices for the whole request once its prompt is longer than `prompt_over` tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Above {
    pub(super) prompt_over: u64,
    pub(super) rates: Rates,
}

/// What a model costs, in each of its ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tariff {
    pub(super) normal: Rates,
    pub(super) above: Option<Above>,
    pub(super) fast: Option<Rates>,
}

impl Tariff {
    /// The price of one response in micro-dollars, rounded half up once at the end.
    pub(super) fn micros(&self, billed: &Billed) -> u64 {
        let sum = self.rates_for(billed).sum(&billed.tokens);
        // US-only inference costs 1.1 times: tenths, so that it stays whole.
        let tenths = sum.saturating_mul(if billed.us_only { 11 } else { 10 });
        let tokens = tenths.saturating_add(PER * 5) / (PER * 10);
        let searches = u128::from(billed.web_searches) * WEB_SEARCH_MICROS;
        u64::try_from(tokens.saturating_add(searches)).unwrap_or(u64::MAX)
    }

    fn rates_for(&self, billed: &Billed) -> Rates {
        match (self.fast, self.above) {
            (Some(fast), _) if billed.fast => fast,
            (_, Some(above)) if billed.tokens.prompt() > above.prompt_over => above.rates,
            _ => self.normal,
        }
    }
}

impl Rates {
    /// Micro-dollars times a million.
    fn sum(&self, tokens: &Tokens) -> u128 {
        [
            (tokens.input, self.input),
            (tokens.output, self.output),
            (tokens.cache_write_5m, self.write_5m),
            (tokens.cache_write_1h, self.write_1h),
            (tokens.cache_read, self.read),
        ]
        .into_iter()
        .fold(0, |sum, (count, rate)| sum + u128::from(count) * u128::from(rate))
    }
}
