//! The real `segue`, run in a closed world: what it prints, in text and in JSON, and how it ends.

mod answer;
mod ends;
mod form;
mod generated;
mod handoff;
mod hook;
mod json;
mod mcp;
mod memory;
mod plans;
mod schedule;
mod setup;
mod statusline;
mod tee;
mod text;
mod transcript;
mod world;
