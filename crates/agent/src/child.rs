//! A child process: in its own group, with every wait limited and every end looked after.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

/// Lines read ahead of who takes them; a child that talks more waits.
const LINES_AHEAD: usize = 256;
/// How often an ending child is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// What to start.
#[derive(Debug, Clone)]
pub struct Start<'a> {
    /// The program.
    pub program: &'a Path,
    /// Its arguments.
    pub args: &'a [&'a str],
    /// Where it runs; the present folder when `None`.
    pub cwd: Option<&'a Path>,
    /// Environment variables that are set for it.
    pub env: &'a [(&'a str, &'a str)],
}

/// A running child. Dropping it ends it.
pub struct Child {
    inner: Box<dyn ChildWrapper>,
    stdin: Option<ChildStdin>,
    /// Where the input comes back from who writes something long to it.
    lent: Option<Receiver<ChildStdin>>,
    lines: Receiver<Vec<u8>>,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this exit code (`None` when a signal ended it).
    Exited(Option<i32>),
    /// We ended it.
    Stopped,
}

/// What a child's output has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line, with its end where it has one.
    Text(Vec<u8>),
    /// Nothing until the deadline.
    Silent,
    /// It has closed its output, most likely by ending.
    Closed,
}

impl Child {
    /// Starts a program with pipes to its input and output; its error output is dropped.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub fn spawn(start: &Start<'_>) -> io::Result<Child> {
        Child::run(command(start))
    }

    /// The same, with its error output in a file; without some variables of ours.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub fn spawn_noting_errors(start: &Start<'_>, unset: &[&str], errors: File) -> io::Result<Child> {
        let mut command = command(start);
        for name in unset {
            command.env_remove(name);
        }
        command.stderr(Stdio::from(errors));
        Child::run(command)
    }

    fn run(command: Command) -> io::Result<Child> {
        let mut inner = in_group(command).spawn()?;
        let stdin = inner.stdin().take();
        let stdout = inner.stdout().take();
        let (send, lines) = sync_channel(LINES_AHEAD);
        if let Some(stdout) = stdout {
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stdout);
                loop {
                    let mut line = Vec::new();
                    match reader.read_until(b'\n', &mut line) {
                        Ok(0) | Err(_) => break,
                        Ok(_) if send.send(line).is_err() => break,
                        Ok(_) => {}
                    }
                }
            });
        }
        Ok(Child {
            inner,
            stdin,
            lent: None,
            lines,
        })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.inner.id()
    }

    /// Writes a line to its input.
    ///
    /// # Errors
    /// When the child no longer reads, or still reads what [`Child::send_long`] writes.
    pub fn send_line(&mut self, line: &str) -> io::Result<()> {
        if let Some(back) = self.lent.as_ref().and_then(|lent| lent.try_recv().ok()) {
            self.stdin = Some(back);
            self.lent = None;
        }
        let stdin = self
            .stdin
            .as_mut()
            .ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))?;
        write_line(stdin, line)
    }

    /// Writes a line of any length to its input, in its own time: a pipe holds little, and nobody waits for a child that
    /// does not read.
    pub fn send_long(&mut self, line: String) {
        let Some(mut stdin) = self.stdin.take() else {
            return;
        };
        let (give_back, lent) = sync_channel(1);
        self.lent = Some(lent);
        std::thread::spawn(move || {
            if write_line(&mut stdin, &line).is_ok() {
                // Closed meanwhile: nobody takes it back, and dropping it closes it.
                drop(give_back.send(stdin));
            }
        });
    }

    /// The next line of its output; `None` when it closed its output or the deadline passed.
    pub fn next_line(&mut self, deadline: Instant) -> Option<Vec<u8>> {
        match self.line(deadline) {
            Line::Text(line) => Some(line),
            Line::Silent | Line::Closed => None,
        }
    }

    /// The next line of its output, or why there is none.
    pub fn line(&mut self, deadline: Instant) -> Line {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => Line::Text(line),
            Err(RecvTimeoutError::Timeout) => Line::Silent,
            Err(RecvTimeoutError::Disconnected) => Line::Closed,
        }
    }

    /// Closes its input: there is nothing more to do.
    pub fn close_input(&mut self) {
        drop(self.stdin.take());
        drop(self.lent.take());
    }

    /// Closes its input, waits up to `grace`, asks it to end, waits again, and kills its whole group.
    ///
    /// # Errors
    /// When the system cannot tell about the child.
    pub fn stop(mut self, grace: Duration) -> io::Result<Ended> {
        self.close_input();
        if let Some(code) = self.wait_until(Instant::now() + grace)? {
            // What it started in its group and left behind ends too; an empty group is what we want.
            drop(self.inner.start_kill());
            return Ok(Ended::Exited(code));
        }
        self.ask_to_end();
        if self.wait_until(Instant::now() + grace)?.is_none() {
            self.inner.start_kill()?;
            self.inner.wait()?;
        }
        Ok(Ended::Stopped)
    }

    /// `Some(code)` when it has ended by then. Its output is read on meanwhile, so that it can end.
    fn wait_until(&mut self, deadline: Instant) -> io::Result<Option<Option<i32>>> {
        loop {
            if let Some(status) = self.inner.try_wait()? {
                return Ok(Some(status.code()));
            }
            let now = Instant::now();
            if now >= deadline {
                return Ok(None);
            }
            if let Err(RecvTimeoutError::Disconnected) = self.lines.recv_timeout(LOOK) {
                std::thread::park_timeout(LOOK);
            }
        }
    }

    #[cfg(unix)]
    fn ask_to_end(&mut self) {
        // SIGTERM is 15 on every Unix. A child that is gone meanwhile is what we want.
        drop(self.inner.signal(15));
    }

    #[cfg(not(unix))]
    fn ask_to_end(&mut self) {}
}

impl Drop for Child {
    fn drop(&mut self) {
        if let Ok(None) = self.inner.try_wait() {
            // Nobody waits any longer: no grace.
            drop(self.inner.start_kill());
            drop(self.inner.wait());
        }
    }
}

fn write_line(stdin: &mut ChildStdin, line: &str) -> io::Result<()> {
    stdin.write_all(line.as_bytes())?;
    stdin.write_all(b"\n")?;
    stdin.flush()
}

/// Runs a shell command line with `input`, and returns what it printed.
///
/// # Errors
/// When it cannot be started, or runs longer than `limit`: it is killed then.
pub fn run_shell(line: &str, input: &[u8], limit: Duration) -> io::Result<Vec<u8>> {
    let shell = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("/bin/sh", "-c")
    };
    let start = Start {
        program: Path::new(shell.0),
        args: &[shell.1, line],
        cwd: None,
        env: &[],
    };
    let mut inner = in_group(command(&start)).spawn()?;
    let mut stdin = inner.stdin().take();
    let stdout = inner.stdout().take();
    let (send, receive) = sync_channel(1);
    std::thread::spawn(move || {
        let mut printed = Vec::new();
        if let Some(mut stdout) = stdout {
            // What could be read before an error is still what it printed.
            drop(stdout.read_to_end(&mut printed));
        }
        drop(send.send(printed));
    });
    let input = input.to_owned();
    std::thread::spawn(move || {
        if let Some(stdin) = stdin.as_mut() {
            // A command that does not read its input is a fine command.
            drop(stdin.write_all(&input));
        }
    });
    let printed = receive.recv_timeout(limit);
    if printed.is_err() {
        inner.start_kill()?;
    }
    inner.wait()?;
    printed.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))
}

/// Runs a shell command line on a file in this terminal, as long as the person wants: their editor.
///
/// # Errors
/// When it cannot be started.
pub fn run_in_terminal(line: &str, file: &Path) -> io::Result<Option<i32>> {
    let file = file.to_string_lossy();
    let (shell, args) = if cfg!(windows) {
        ("cmd", vec!["/C".to_owned(), format!("{line} \"{file}\"")])
    } else {
        // The shell splits the line, never the file's name.
        let args = ["-c".to_owned(), format!("{line} \"$0\""), file.into_owned()];
        ("/bin/sh", args.to_vec())
    };
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let start = Start {
        program: Path::new(shell),
        args: &args,
        cwd: None,
        env: &[],
    };
    // Not in a group of its own: it needs the terminal, and Ctrl-C is for it.
    let mut child = command(&start)
        .stdin(Stdio::inherit())
        .stdout(Stdio::inherit())
        .stderr(Stdio::inherit())
        .spawn()?;
    Ok(child.wait()?.code())
}

#[expect(clippy::disallowed_methods, reason = "the one place that starts programs")]
pub(crate) fn command(start: &Start<'_>) -> Command {
    let mut command = Command::new(start.program);
    command
        .args(start.args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(folder) = start.cwd {
        command.current_dir(folder);
    }
    // Started from a git hook, we are told which repository that is; a child looks at its own folder.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"] {
        command.env_remove(name);
    }
    command.envs(start.env.iter().copied());
    command
}

pub(crate) fn in_group(command: Command) -> CommandWrap {
    let mut wrapped = CommandWrap::from(command);
    #[cfg(unix)]
    wrapped.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    wrapped.wrap(process_wrap::std::JobObject);
    wrapped
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell<'a>(args: &'a [&'a str]) -> Start<'a> {
        Start {
            program: Path::new("/bin/sh"),
            args,
            cwd: None,
            env: &[],
        }
    }

    #[test]
    fn a_child_that_ends_with_its_input_is_not_killed() {
        let mut child = Child::spawn(&shell(&[
            "-c",
            "read line; echo got $line; cat >/dev/null; exit 3",
        ]))
        .expect("spawn");
        child.send_line("hello").expect("send");
        let line = child
            .next_line(Instant::now() + Duration::from_secs(5))
            .expect("line");
        assert_eq!(line, b"got hello\n");
        assert_eq!(
            child.stop(Duration::from_secs(5)).expect("stop"),
            Ended::Exited(Some(3))
        );
    }

    #[test]
    fn a_child_that_ignores_everything_is_killed_with_its_own_children() {
        let args = [
            "-c",
            "trap '' TERM; sleep 600 & echo $!; while :; do sleep 600; done",
        ];
        let mut child = Child::spawn(&shell(&args)).expect("spawn");
        let line = child
            .next_line(Instant::now() + Duration::from_secs(5))
            .expect("line");
        let grandchild: u32 = String::from_utf8_lossy(&line).trim().parse().expect("pid");
        assert_eq!(
            child.stop(Duration::from_millis(50)).expect("stop"),
            Ended::Stopped
        );
        let deadline = Instant::now() + Duration::from_secs(5);
        while crate::is_alive(grandchild, None) {
            assert!(Instant::now() < deadline, "the grandchild is still there");
            std::thread::park_timeout(LOOK);
        }
    }

    #[test]
    fn a_long_line_is_read_in_the_childs_own_time_and_others_follow() {
        let mut child = Child::spawn(&shell(&["-c", "wc -c"])).expect("spawn");
        child.send_long("x".repeat(1 << 20));
        let deadline = Instant::now() + Duration::from_secs(5);
        while child.send_line("and more").is_err() {
            assert!(Instant::now() < deadline, "the input never came back");
            assert_eq!(child.line(Instant::now() + LOOK), Line::Silent);
        }
        child.close_input();
        let Line::Text(line) = child.line(Instant::now() + Duration::from_secs(5)) else {
            panic!("no line");
        };
        assert_eq!(
            String::from_utf8_lossy(&line).trim(),
            ((1 << 20) + 1 + 9).to_string()
        );
        assert_eq!(child.line(deadline), Line::Closed);
        let deaf = ["-c", "exec sleep 600"];
        let mut child = Child::spawn(&shell(&deaf)).expect("spawn");
        child.send_long("x".repeat(1 << 20));
        assert_eq!(child.stop(LOOK).expect("stop"), Ended::Stopped);
    }

    #[test]
    fn an_editor_may_have_options_and_the_file_any_name() {
        let temp = tempfile::tempdir().expect("temp");
        let file = temp.path().join("it's a \"file\" $HOME.md");
        std::fs::write(&file, "one").expect("write");
        let code = run_in_terminal("printf two >", &file).expect("run");
        assert_eq!(
            (code, std::fs::read_to_string(&file).expect("read").as_str()),
            (Some(0), "two")
        );
        assert_eq!(run_in_terminal("false", &file).expect("run"), Some(1));
    }

    #[test]
    fn a_shell_command_gets_its_input_and_is_limited() {
        let printed = run_shell("tr a-z A-Z", b"hello", Duration::from_secs(5)).expect("run");
        assert_eq!(printed, b"HELLO");
        let error = run_shell("sleep 600", b"", Duration::from_millis(50)).expect_err("limit");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
