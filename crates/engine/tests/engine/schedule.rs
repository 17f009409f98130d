//! Schedules in a closed world: a clock moved by hand, a `claude` and a terminal that are scripts, a gate that the test
//! plays itself.

mod answers;
mod crowd;
mod hold;
mod input;
mod punctual;
mod repeat;
mod starting;
mod world;
