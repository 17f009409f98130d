//! Running other people's programs. The only crate that starts processes.
//!
//! Promises: every child is in a process group (a job on Windows) that ends with it; every wait has an end; stopping
//! is a ladder (ask, insist, kill) that looks after every step whether it is already over.

mod child;
mod claude;
mod find;
mod git;
mod process;

pub use child::{Child, Ended, Start, run_shell};
pub use claude::{AskError, Question, ask};
pub use find::find_program;
pub use git::{COMMITS_NAMED, Change, ChangedFile, Commit, FILES_NAMED, Git, GitError, GitPlace, GitState};
pub use process::is_alive;
