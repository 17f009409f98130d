//! What comes next: handoffs now; plans, schedules and decisions later.
//!
//! Promises: plain values in, plain values out. Never: a clock, a file, the environment, another crate of ours.

pub mod handoff;
