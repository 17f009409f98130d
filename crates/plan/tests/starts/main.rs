//! Starts, in a world made up in memory: rows with versions, a clock, terminals, gates and sessions.
//!
//! `world.rs` does to its rows what the engine does to its own: it asks `next_step`, claims by compare-and-set, then has the
//! effect. `model.rs` lets anything happen in any order; `crowd.rs` has a thousand schedules; `clock.rs` moves the clock.

mod clock;
mod crowd;
mod model;
mod repeat;
mod steps;
mod world;
