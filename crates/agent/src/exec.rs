//! Becomes another program: on Unix this process turns into it, so that the terminal, its signals and its process number are
//! that program's own and nothing of ours stays. Windows knows no such thing: there it is started in this console and
//! waited for.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Stdio;

use crate::child::{Start, command};

/// What to become.
#[derive(Debug, Clone, Copy)]
pub struct Become<'a> {
    /// The program, absolute.
    pub program: &'a Path,
    /// Its arguments, each as it is.
    pub arguments: &'a [String],
    /// The folder it runs in.
    pub cwd: &'a Path,
    /// Variables that are set for it.
    pub set: &'a [(&'a str, &'a str)],
    /// Variables that it must not see.
    pub unset: &'a [&'a str],
    /// A file that is its standard input; the terminal when `None`.
    pub input: Option<&'a Path>,
}

/// Becomes it. On Unix this returns only when that failed; elsewhere with the exit code, when it has ended.
///
/// # Errors
/// When the system cannot start it, or the input cannot be opened.
pub fn become_program(what: &Become<'_>) -> io::Result<i32> {
    let arguments: Vec<&str> = what.arguments.iter().map(String::as_str).collect();
    let mut command = command(&Start {
        program: what.program,
        args: &arguments,
        cwd: Some(what.cwd),
        env: what.set,
    });
    for name in what.unset {
        command.env_remove(name);
    }
    let input = match what.input {
        Some(path) => Stdio::from(File::open(path)?),
        None => Stdio::inherit(),
    };
    command
        .stdin(input)
        .stdout(Stdio::inherit())
        .stderr(Stdio::inherit());
    #[cfg(unix)]
    {
        Err(std::os::unix::process::CommandExt::exec(&mut command))
    }
    #[cfg(not(unix))]
    {
        Ok(command.spawn()?.wait()?.code().unwrap_or(1))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_an_error_and_we_go_on() {
        let what = Become {
            program: Path::new("/no/such/program"),
            arguments: &[],
            cwd: Path::new("/"),
            set: &[],
            unset: &[],
            input: None,
        };
        let error = become_program(&what).expect_err("missing");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
