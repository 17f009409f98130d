//! Running other people's programs. The only crate that starts processes.
//!
//! Promises: every child is in a process group (a job on Windows) that ends with it, but for the two kinds that are meant
//! to outlive us ([`start_detached`], [`open_terminal`]); every wait has an end; stopping is a ladder (ask, insist, kill) that looks after
//! every step whether it is already over.

mod child;
mod claude;
mod detached;
mod exec;
mod find;
mod finish;
mod git;
mod login;
mod mains;
mod process;
mod terminal;
mod timer;

pub use child::{Child, Ended, Line, Start, run_in_terminal, run_shell};
pub use claude::{ASKED_BY_SEGUE, AskError, Question, ask};
pub use detached::start_detached;
pub use exec::{Become, become_program};
pub use find::find_program;
pub use finish::{Finished, finish};
pub use git::{COMMITS_NAMED, Change, ChangedFile, Commit, FILES_NAMED, Git, GitError, GitPlace, GitState};
pub use login::{Login, login};
pub use mains::mains_power;
pub use process::{is_alive, process_mark};
pub use terminal::{Desk, Opened, Run, TerminalError, find_terminal, open_terminal};
pub use timer::{
    Detected, Job, JobFound, Machine, Put, Timer, TimerError, Weekly, detect_timer, timers_here,
};
