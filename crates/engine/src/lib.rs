//! The loops and everything that acts; [`Segue`], the handle that every face calls.
//!
//! Facts are rows ([`segue_store`]), decisions are pure ([`segue_meter`]), effects live here. A face (the command, the
//! window, the tray) holds a [`Segue`] and asks it; one process at a time runs the [`Loops`], which keep the rows
//! true. Nothing that a face shows lives only in memory.

mod alerts;
mod analysis;
mod ask;
mod calibrate;
mod compact;
mod database;
mod decisions;
mod demo;
mod doctor;
mod edit;
mod estimates;
mod files;
mod handoff;
mod heap;
mod hooks;
mod index;
mod inject;
mod inside;
mod jobs;
mod launch;
mod live;
mod live_plan;
mod loops;
mod memory;
mod opened;
mod plans;
mod preview;
mod prices;
mod problem;
mod project;
mod quota;
mod reports;
mod schedule;
mod segue;
mod sessions;
mod settings;
mod setup;
mod stack;
mod status;
mod statusline;
mod stream;
mod usage;
mod usage_csv;
pub mod view;
mod window;
mod world;

pub use alerts::{Does, Notice, NoticeAction, Notifier};
pub use compact::shell_word;
pub use database::Database;
pub use estimates::LearnLimit;
pub use handoff::Fresh;
pub use heap::give_memory_back;
pub use hooks::{answer_hook, read_after};
pub use inject::Occasion;
pub use launch::{Begun, begin, note_end};
pub use loops::{Changed, Faces, Loops};
pub use opened::open_file;
pub use plans::PlanRef;
pub use problem::{Code, Problem};
pub use schedule::{WakeUntil, Woken};
pub use segue::{Exact, Segue};
pub use setup::SetupChoices;
pub use statusline::run_wrapped;
pub use usage_csv::usage_csv;
pub use window::open_window;
pub use world::{ClaudeHome, Clock, Environment, Hand, InsideClaude, Places, World};
