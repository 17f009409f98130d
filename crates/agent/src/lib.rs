//! Running other people's programs. The only crate that starts processes.
//!
//! Promises: every child is in a process group (a job on Windows) that ends with it, but for the one kind that is meant
//! to outlive us ([`start_detached`]); every wait has an end; stopping is a ladder (ask, insist, kill) that looks after
//! every step whether it is already over.

mod child;
mod claude;
mod detached;
mod find;
mod finish;
mod git;
mod mains;
mod process;
mod terminal;
mod timer;

pub use child::{Child, Ended, Start, run_in_terminal, run_shell};
pub use claude::{ASKED_BY_SEGUE, AskError, Question, ask};
pub use detached::start_detached;
pub use find::find_program;
pub use finish::{Finished, finish};
pub use git::{COMMITS_NAMED, Change, ChangedFile, Commit, FILES_NAMED, Git, GitError, GitPlace, GitState};
pub use mains::mains_power;
pub use process::is_alive;
pub use terminal::{Desk, Opened, Run, TerminalError, open_terminal};
pub use timer::{
    Detected, Job, JobFound, Machine, Put, Timer, TimerError, Weekly, detect_timer, timers_here,
};
