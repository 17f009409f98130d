//! Runs a program to its end and keeps what it printed: for commands that answer and go, such as `claude plugin …`.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::child::{Start, command, in_group};

/// More than this of one stream is not kept.
const MOST_BYTES: u64 = 1 << 20;

/// How a program ended, and what it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Its output.
    pub out: Vec<u8>,
    /// Its error output.
    pub err: Vec<u8>,
}

/// Starts a program without input, and waits for its end no longer than `limit`: its whole group is killed then.
///
/// # Errors
/// When it cannot be started, or [`io::ErrorKind::TimedOut`].
pub fn finish(start: &Start<'_>, limit: Duration) -> io::Result<Finished> {
    finish_fed(command(start), None, limit)
}

/// As [`finish`], with what it reads.
pub(crate) fn finish_fed(
    mut command: Command,
    input: Option<&[u8]>,
    limit: Duration,
) -> io::Result<Finished> {
    if input.is_none() {
        command.stdin(Stdio::null());
    }
    command.stderr(Stdio::piped());
    let mut inner = in_group(command).spawn()?;
    if let (Some(input), Some(mut stdin)) = (input, inner.stdin().take()) {
        let input = input.to_owned();
        std::thread::spawn(move || {
            // A program that does not read its input is a fine program.
            drop(stdin.write_all(&input));
        });
    }
    let out = collect(inner.stdout().take());
    let err = collect(inner.stderr().take());
    let deadline = Instant::now() + limit;
    let streams = (within(&out, deadline), within(&err, deadline));
    let (Some(out), Some(err)) = streams else {
        inner.start_kill()?;
        inner.wait()?;
        return Err(io::Error::from(io::ErrorKind::TimedOut));
    };
    let code = inner.wait()?.code();
    Ok(Finished { code, out, err })
}

fn collect(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut printed = Vec::new();
        if let Some(mut stream) = stream {
            // What could be read before an error is still what it printed; the rest is read so that it can end.
            drop(stream.by_ref().take(MOST_BYTES).read_to_end(&mut printed));
            drop(io::copy(&mut stream, &mut io::sink()));
        }
        drop(send.send(printed));
    });
    receive
}

fn within(printed: &Receiver<Vec<u8>>, deadline: Instant) -> Option<Vec<u8>> {
    printed
        .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        .ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;

    use super::*;

    fn shell(line: &str, limit: Duration) -> io::Result<Finished> {
        let start = Start {
            program: Path::new("/bin/sh"),
            args: &["-c", line],
            cwd: None,
            env: &[("WORD", "hello")],
        };
        finish(&start, limit)
    }

    #[test]
    fn both_streams_and_the_code_are_kept() {
        let finished = shell("echo $WORD; echo oh >&2; exit 7", Duration::from_secs(5)).expect("run");
        assert_eq!(
            finished,
            Finished {
                code: Some(7),
                out: b"hello\n".to_vec(),
                err: b"oh\n".to_vec()
            }
        );
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let error = shell("sleep 600", Duration::from_millis(50)).expect_err("limit");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
