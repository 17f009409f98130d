//! Starts a program that goes on after we have ended: the one exception to "a child ends with us", for the hooks of
//! Claude Code, which must not make a person wait. It has no terminal, no pipes, and a group of its own.

use std::io;
use std::process::Stdio;

use crate::child::{Start, command};

/// Starts it and looks back no more.
///
/// # Errors
/// When the system cannot start it.
pub fn start_detached(start: &Start<'_>) -> io::Result<()> {
    let mut command = command(start);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(windows)]
    {
        const DETACHED_PROCESS: u32 = 0x8;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        std::os::windows::process::CommandExt::creation_flags(
            &mut command,
            DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP,
        );
    }
    // The handle is dropped: nobody waits, and when we end the system's first process takes the child over.
    command.spawn().map(drop)
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn nothing_waits_for_it_and_it_does_its_work() {
        let folder = tempfile::tempdir().expect("temp");
        let done = folder.path().join("done");
        let line = format!("sleep 0.05; echo > '{}'", done.display());
        let begun = Instant::now();
        let start = Start {
            program: Path::new("/bin/sh"),
            args: &["-c", &line],
            cwd: None,
            env: &[],
        };
        start_detached(&start).expect("start");
        while !done.exists() {
            assert!(begun.elapsed() < Duration::from_secs(10), "it never did its work");
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }
}
