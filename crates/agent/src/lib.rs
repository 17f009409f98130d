//! Running other people's programs. The only crate that starts processes.
//!
//! Promises: every child is in a process group (a job on Windows) that ends with it; every wait has an end; stopping
//! is a ladder (ask, insist, kill) that looks after every step whether it is already over.

mod child;
mod claude;
mod find;
mod process;

pub use child::{Child, Ended, Start, run_shell};
pub use claude::{AskError, Question, ask};
pub use find::find_program;
pub use process::is_alive;
