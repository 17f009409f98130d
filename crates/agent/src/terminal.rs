//! Opens the person's own terminal with a program running in it.
//!
//! Owns the knowledge of terminals: which there are, how each takes a program with its arguments, which one this person
//! uses. Promises: arguments arrive byte for byte (they are never put through a shell's quoting); the terminal outlives
//! us; success is said only when the program has begun. Never puts a long text into an argument: write it to a file and
//! name the file. Run on Linux; the macOS and Windows plans are compiled and tested as plans, not yet run there.

mod kinds;
mod launch;
mod plan;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plan::{Planned, plan};

use crate::find::find_program;

/// Longest single argument, in bytes: Linux takes 128 KiB, Windows 32,767 characters for all together.
const LONGEST_ARGUMENT: usize = 30_000;
/// A terminal that draws with OpenGL in software was seen to take four seconds.
const LIMIT: Duration = Duration::from_secs(15);

/// Where the person sits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desk<'a> {
    /// `PATH`.
    pub search_path: &'a str,
    /// The home folder: macOS knows applications of one person.
    pub home: Option<&'a Path>,
    /// The one the person chose in Segue: a program, or the name of an application.
    pub chosen: Option<&'a str>,
    /// `TERMINAL`: the one the person wants everywhere.
    pub wanted: Option<&'a str>,
    /// `XDG_CURRENT_DESKTOP`.
    pub desktop: Option<&'a str>,
    /// There is a display to open a window on.
    pub display: bool,
    /// We run inside tmux.
    pub in_tmux: bool,
}

/// What runs in the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The program, absolute.
    pub program: &'a Path,
    /// Its arguments, each as it is.
    pub arguments: &'a [String],
    /// The folder it runs in.
    pub cwd: &'a Path,
    /// Variables that are set for it.
    pub environment: &'a [(String, String)],
    /// What is run when the program has ended, with its exit code as the last word. May be nothing.
    pub after: &'a [String],
    /// A short name for what is opened, made of letters, digits and dashes.
    pub name: &'a str,
    /// A folder of ours for the moments of starting.
    pub scratch: &'a Path,
}

/// A terminal that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its program: `konsole`, `tmux`.
    pub terminal: String,
    /// How to see it, where no window opened: `tmux attach -t segue-1a2b3c`.
    pub attach: Option<String>,
}

/// Why no terminal opened.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// None that we know was found.
    #[error("no terminal was found")]
    NoneFound,
    /// An argument is longer than systems take.
    #[error("an argument is {0} bytes long; put it into a file")]
    TooLong(usize),
    /// It could not be started.
    #[error("{terminal} could not be started")]
    Start {
        /// Its program.
        terminal: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It ended without running the program.
    #[error("{terminal} ended with {code} before the program began")]
    Ended {
        /// Its program.
        terminal: String,
        /// How it ended.
        code: String,
    },
    /// It was started, but the program did not begin in time.
    #[error("{terminal} did not begin within {} s", LIMIT.as_secs())]
    Silent {
        /// Its program.
        terminal: String,
    },
}

/// Opens a terminal and waits until the program has begun in it.
///
/// # Errors
/// [`TerminalError`].
pub fn open_terminal(desk: &Desk<'_>, run: &Run<'_>) -> Result<Opened, TerminalError> {
    if let Some(long) = run
        .arguments
        .iter()
        .map(String::len)
        .find(|bytes| *bytes > LONGEST_ARGUMENT)
    {
        return Err(TerminalError::TooLong(long));
    }
    let marker = run.scratch.join(format!("{}.starting", run.name));
    let planned =
        plan(plan::here(), desk, run, &marker, &|name| look(desk, name)).ok_or(TerminalError::NoneFound)?;
    let opened = Opened {
        terminal: planned.terminal.clone(),
        attach: planned.attach.clone(),
    };
    let begun = begin(&planned, &marker, Instant::now() + LIMIT);
    // The program removes it when it begins; when it did not, nobody else will.
    drop(std::fs::remove_file(&marker));
    begun.map(|()| opened)
}

/// Whether a terminal would open, and which: its name. Nothing is started.
pub fn find_terminal(desk: &Desk<'_>) -> Option<String> {
    let run = Run {
        program: Path::new("segue"),
        arguments: &[],
        cwd: Path::new("/"),
        environment: &[],
        after: &[],
        name: "segue",
        scratch: Path::new("/"),
    };
    let found = |name: &str| look(desk, name);
    plan(plan::here(), desk, &run, Path::new("/"), &found).map(|planned| planned.terminal)
}

/// Where a program is, or an application's bundle.
fn look(desk: &Desk<'_>, name: &str) -> Option<PathBuf> {
    if !name.ends_with(".app") {
        return find_program(name, desk.search_path);
    }
    let own = desk.home.map(|home| home.join("Applications"));
    let shared = ["/Applications", "/System/Applications/Utilities"].map(PathBuf::from);
    let folders = own.into_iter().chain(shared);
    folders
        .map(|folder| folder.join(name))
        .find(|bundle| bundle.is_dir())
}

fn begin(planned: &Planned, marker: &Path, deadline: Instant) -> Result<(), TerminalError> {
    let terminal = || planned.terminal.clone();
    let failed = |source| TerminalError::Start {
        terminal: planned.terminal.clone(),
        source,
    };
    launch::prepare(planned, marker).map_err(failed)?;
    let started = launch::start(planned).map_err(failed)?;
    if !planned.tells {
        return Ok(());
    }
    loop {
        if !marker.exists() {
            return Ok(());
        }
        // Some hand over to a server and end with 0 at once: only another end is a failure.
        if let Some(code) = started.failed() {
            return Err(TerminalError::Ended {
                terminal: terminal(),
                code,
            });
        }
        if Instant::now() >= deadline {
            return Err(TerminalError::Silent { terminal: terminal() });
        }
        std::thread::park_timeout(launch::LOOK);
    }
}
