//! Asking the programs that belong to a timer. Each has its limit, and answers in English.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::{Machine, TimerError};
use crate::child::{Start, command};
use crate::find::find_program;
use crate::finish::finish_fed;

/// The longest that one answer may take.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// What a program said.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// It ended with 0.
    pub(super) good: bool,
    pub(super) out: String,
    pub(super) err: String,
}

impl Said {
    /// Its first words, for a person: of its error output if there are any.
    pub(super) fn words(&self) -> String {
        [&self.err, &self.out]
            .into_iter()
            .flat_map(|text| text.lines())
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or("nothing")
            .to_owned()
    }
}

/// Asks a program, whatever it answers.
pub(super) fn ask(machine: &Machine, program: &'static str, args: &[&str]) -> Result<Said, TimerError> {
    feed(machine, program, args, None)
}

/// Asks a program that is to say yes.
pub(super) fn tell(machine: &Machine, program: &'static str, args: &[&str]) -> Result<Said, TimerError> {
    agreed(program, ask(machine, program, args)?)
}

/// Gives a program its input; it is to say yes.
pub(super) fn tell_fed(
    machine: &Machine,
    program: &'static str,
    args: &[&str],
    input: &str,
) -> Result<Said, TimerError> {
    agreed(program, feed(machine, program, args, Some(input))?)
}

fn agreed(program: &'static str, said: Said) -> Result<Said, TimerError> {
    if said.good {
        return Ok(said);
    }
    Err(TimerError::Refused {
        program,
        words: said.words(),
    })
}

fn feed(
    machine: &Machine,
    program: &'static str,
    args: &[&str],
    input: Option<&str>,
) -> Result<Said, TimerError> {
    let path = find_program(program, &machine.search_path).ok_or(TimerError::Missing(program))?;
    let mut command = started(&path, args);
    if program == "at" {
        // It writes its environment into the job: nothing of ours may be in there. Its times are UTC then.
        let search_path = machine.search_path.as_str();
        command
            .env_clear()
            .envs([("PATH", search_path), ("TZ", "UTC"), ("SHELL", "/bin/sh")])
            .env("HOME", &machine.home)
            .current_dir("/");
    }
    command.env("LC_ALL", "C");
    let finished = finish_fed(command, input.map(str::as_bytes), LIMIT)
        .map_err(|source| TimerError::Unasked { program, source })?;
    Ok(Said {
        good: finished.code == Some(0),
        out: String::from_utf8_lossy(&finished.out).into_owned(),
        err: String::from_utf8_lossy(&finished.err).into_owned(),
    })
}

fn started(path: &Path, args: &[&str]) -> Command {
    command(&Start {
        program: path,
        args,
        cwd: None,
        env: &[],
    })
}

/// Whether the process runs whose number is written in one of these files.
pub(super) fn runs(pid_files: &[&str]) -> bool {
    pid_files
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .filter_map(|text| text.trim().parse().ok())
        .any(|pid| crate::is_alive(pid, None))
}
