//! `segue statusline`: what Claude Code calls, several times a minute. Segue's own failures never show in it.

use std::thread;
use std::time::Duration;

use segue_engine::view::StatusLine;
use segue_engine::{Code, Problem, Segue};

use crate::failure::Failure;
use crate::input;
use crate::output::Output;
use crate::verbs::Surroundings;

/// Claude Code sends about 2 KiB.
const MOST_BYTES: u64 = 1 << 20;
/// After this long, what came is all there is.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Be Claude Code's statusline: keep the limits it tells on stdin, and print a line
///
/// Set it in Claude Code's settings.json: "statusLine": {"type": "command", "command": "segue statusline"}. If you have
/// a statusline already, wrap it: segue statusline --wrap 'your command'. It gets the same input, and its output is
/// printed unchanged, whatever happens to Segue.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Run this statusline command too, and print its output instead of Segue's
    #[arg(long, value_name = "CMD")]
    wrap: Option<String>,
}

/// Keeps what came in and prints a line; with `--wrap`, the other command's.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let stdin = input::read(MOST_BYTES, LONGEST_WAIT).ok_or_else(|| {
        Problem::new(Code::BadInput, "Claude Code calls this, with JSON on its input")
            .hint("See `segue statusline --help` for how to set it up.")
    })?;
    match &args.wrap {
        None => own_line(surroundings, &stdin, output),
        Some(command) => wrapped(command, surroundings, &stdin, output),
    }
}

fn own_line(surroundings: &Surroundings, stdin: &[u8], output: &Output) -> Result<(), Failure> {
    match note(surroundings, stdin) {
        Ok(line) => output.answer(&line, |line| format!("{}\n", line.text)),
        // Wrong input comes from a person who tries the command; everything else must not break the prompt.
        Err(problem) if problem.code == Code::BadInput => Err(problem.into()),
        Err(problem) => output.text(&format!("Segue: {}\n", problem.message)),
    }
}

/// Both at once: the person's line does not wait for Segue's database.
fn wrapped(command: &str, surroundings: &Surroundings, stdin: &[u8], output: &Output) -> Result<(), Failure> {
    thread::scope(|scope| {
        let noting = scope.spawn(|| note(surroundings, stdin));
        match segue_engine::run_wrapped(command, stdin) {
            Ok(printed) => {
                let written = output.bytes(&printed);
                // Their line stands; whether Segue could keep the numbers is nothing to show in it.
                let _kept_quiet = noting.join();
                written
            }
            Err(problem) => match noting.join() {
                Ok(Ok(line)) => output.text(&format!("{}\n", line.text)),
                Ok(Err(_)) | Err(_) => output.text(&format!("Segue: {}\n", problem.message)),
            },
        }
    })
}

fn note(surroundings: &Surroundings, stdin: &[u8]) -> Result<StatusLine, Problem> {
    Segue::open(&surroundings.world()?)?.note_statusline(stdin)
}
