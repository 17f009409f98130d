//! The engine in a closed world: files in, views out.

#[cfg(unix)]
mod compact;
mod context;
mod estimates;
mod handoff;
mod index;
mod live_plan;
mod loops;
mod memory;
mod plans;
mod quota;
#[cfg(unix)]
mod schedule;
mod support;
mod usage;
