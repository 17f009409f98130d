//! What tokens cost at API prices, offline, with the prices of their day.
//!
//! Owns the table; promises integer micro-dollars and a mark on every price that was guessed from a model's family.
//! Never goes online. For people with a subscription this is "API-equivalent", not what they pay.

mod rates;
mod table;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use table::{PriceError, PriceTable};

use crate::tokens::Tokens;

/// One billed response. Thresholds look at the whole request, so do not sum responses before pricing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billed {
    /// Its tokens.
    pub tokens: Tokens,
    /// Web searches made by the server.
    pub web_searches: u64,
    /// Answered in fast mode.
    pub fast: bool,
    /// Inference was held to the US: 1.1 times the price of the tokens.
    pub us_only: bool,
    /// When it was billed (UTC): prices have dates.
    pub at: Timestamp,
}

/// A price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Cost {
    /// Micro-dollars: 1,000,000 is one US dollar.
    pub micros: u64,
    /// The model's price is not known; that of its family stands in.
    pub guessed: bool,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.micros = self.micros.saturating_add(other.micros);
        self.guessed = self.guessed || other.guessed;
    }
}
