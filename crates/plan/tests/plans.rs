//! Plans as texts: what is written reads back, and what people wrote is understood and kept.

#[path = "plans/accounting.rs"]
mod accounting;
#[path = "plans/arbitrary.rs"]
mod arbitrary;
#[path = "plans/corpus.rs"]
mod corpus;
#[path = "plans/errors.rs"]
mod errors;
#[path = "plans/round_trip.rs"]
mod round_trip;
#[path = "plans/understood.rs"]
mod understood;
