//! What git knows about a folder, asked through the `git` program.
//!
//! Promises: reads only, takes no lock, runs no hook, asks no question, fetches nothing; every question has a time limit,
//! and one that takes longer is answered with [`GitError::Slow`], its program ended. Never changes a repository.

mod parse;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::child::{Child, Ended, Start};

/// Changed files that are named; the rest is counted.
pub const FILES_NAMED: usize = 200;
/// Commits that are named.
pub const COMMITS_NAMED: usize = 50;

/// How long git may take to end after it closed its output.
const GRACE: Duration = Duration::from_millis(500);

/// Options of every question: nothing that a repository's own settings could start.
const SAFELY: [&str; 9] = [
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "log.showSignature=false",
    "-c",
    "color.ui=false",
];

/// No lock, no question, no download, no translated words.
const QUIETLY: [(&str, &str); 6] = [
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ASKPASS", ""),
    ("SSH_ASKPASS", ""),
    ("LC_ALL", "C"),
];

/// Why git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// It could not be started.
    #[error("git could not be started")]
    Start(#[from] io::Error),
    /// It took too long.
    #[error("git did not answer within {} s", .0.as_secs_f32())]
    Slow(Duration),
    /// It refused, with this exit code.
    #[error("git refused (exit code {})", .0.map_or_else(|| "none".to_owned(), |code| code.to_string()))]
    Refused(Option<i32>),
}

/// A folder to ask about.
#[derive(Debug, Clone, Copy)]
pub struct Git<'a> {
    /// The `git` program.
    pub program: &'a Path,
    /// A folder in the repository.
    pub folder: &'a Path,
    /// How long one question may take.
    pub limit: Duration,
}

/// Where a repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitPlace {
    /// The top of this working tree.
    pub top: PathBuf,
    /// The repository itself, the same for all its working trees (`…/.git`).
    pub common: PathBuf,
    /// Whether its history was cut when it was cloned: then it has no true first commit.
    pub shallow: bool,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its whole hash.
    pub hash: String,
    /// The first line of its message.
    pub subject: String,
    /// When it was committed.
    pub at: Timestamp,
}

impl Commit {
    /// The beginning of its hash, as people write it.
    pub fn short(&self) -> &str {
        self.hash.get(..9).unwrap_or(&self.hash)
    }
}

/// How a working tree differs from its last commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitState {
    /// The branch; `None` when the head is detached.
    pub branch: Option<String>,
    /// The last commit's hash; `None` before the first.
    pub head: Option<String>,
    /// The branch it follows.
    pub upstream: Option<String>,
    /// Commits that the upstream has not; `None` without an upstream.
    pub ahead: Option<u64>,
    /// Commits that only the upstream has.
    pub behind: Option<u64>,
    /// Files that differ, at most [`FILES_NAMED`].
    pub changed: Vec<ChangedFile>,
    /// How many more there are.
    pub more: u64,
}

/// A file that differs from the last commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// Its path from the top of the working tree; bytes that are no UTF-8 are replaced.
    pub path: String,
    /// How it differs.
    pub change: Change,
    /// Whether (some of) it is in the index already.
    pub staged: bool,
}

/// How a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// New, and in the index.
    Added,
    /// Other content or mode.
    Modified,
    /// Not there any more.
    Deleted,
    /// Under another name before.
    Renamed {
        /// That name.
        from: String,
    },
    /// Two sides of a merge differ.
    Conflict,
    /// Unknown to git; a folder ends with a slash.
    Untracked,
}

impl Git<'_> {
    /// Where the repository is; `None` when the folder is in none.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn place(&self) -> Result<Option<GitPlace>, GitError> {
        let args = [
            "rev-parse",
            "--show-toplevel",
            "--git-common-dir",
            "--is-shallow-repository",
        ];
        match self.ask(&args) {
            Ok(text) => Ok(parse::place(&text, self.folder)),
            Err(GitError::Refused(Some(128))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Branch, upstream and changed files.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn state(&self) -> Result<GitState, GitError> {
        let args = [
            "status",
            "--porcelain=v2",
            "-z",
            "--branch",
            "--untracked-files=normal",
            "--ignore-submodules=dirty",
        ];
        Ok(parse::state(&self.ask(&args)?))
    }

    /// The last commit; `None` before the first.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn head(&self) -> Result<Option<Commit>, GitError> {
        match self.log(&["-1"]) {
            Ok(commits) => Ok(commits.into_iter().next()),
            Err(GitError::Refused(Some(128))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Commits of the present branch that were made in a stretch of time, oldest first, at most [`COMMITS_NAMED`].
    ///
    /// # Errors
    /// [`GitError`].
    pub fn commits(&self, since: Timestamp, until: Timestamp) -> Result<Vec<Commit>, GitError> {
        let since = format!("--since=@{}", since.as_second());
        let until = format!("--until=@{}", until.as_second());
        let most = format!("-{COMMITS_NAMED}");
        match self.log(&[&most, &since, &until]) {
            Ok(mut commits) => {
                commits.reverse();
                Ok(commits)
            }
            Err(GitError::Refused(Some(128))) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The first commit of the history; `None` without one, or when the history was cut.
    ///
    /// # Errors
    /// [`GitError`]; a long history may take longer than the limit.
    pub fn root_commit(&self) -> Result<Option<String>, GitError> {
        match self.ask(&["rev-list", "--max-parents=0", "HEAD", "--"]) {
            // Several roots: the last one named is the oldest.
            Ok(text) => Ok(parse::lines(&text).pop().filter(|hash| !hash.is_empty())),
            Err(GitError::Refused(Some(128))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where `origin` is, without user name and password; `None` when there is none.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn remote(&self) -> Result<Option<String>, GitError> {
        match self.ask(&["config", "--get", "remote.origin.url"]) {
            Ok(text) => Ok(parse::lines(&text).pop().map(|url| parse::without_login(&url))),
            Err(GitError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn log(&self, which: &[&str]) -> Result<Vec<Commit>, GitError> {
        let mut args = vec!["log", "-z", "--format=%H%n%ct%n%s", "--no-show-signature"];
        args.extend(which);
        args.extend(["HEAD", "--"]);
        Ok(parse::commits(&self.ask(&args)?))
    }

    fn ask(&self, question: &[&str]) -> Result<Vec<u8>, GitError> {
        let mut args = SAFELY.to_vec();
        args.extend(question);
        let start = Start {
            program: self.program,
            args: &args,
            cwd: Some(self.folder),
            env: &QUIETLY,
        };
        let deadline = Instant::now() + self.limit;
        let mut child = Child::spawn(&start)?;
        let mut answer = Vec::new();
        while let Some(line) = child.next_line(deadline) {
            answer.extend_from_slice(&line);
        }
        if Instant::now() >= deadline {
            // Dropping it kills it: it was only reading.
            return Err(GitError::Slow(self.limit));
        }
        match child.stop(GRACE)? {
            Ended::Exited(Some(0)) => Ok(answer),
            Ended::Exited(code) => Err(GitError::Refused(code)),
            Ended::Stopped => Err(GitError::Slow(self.limit)),
        }
    }
}
