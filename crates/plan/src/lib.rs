//! What comes next: handoffs, plans, and schedules with their starts.
//!
//! Promises: plain values in, plain values out. Never: a clock, a file, the environment, another crate of ours.

pub mod handoff;
pub mod plans;
pub mod schedule;
