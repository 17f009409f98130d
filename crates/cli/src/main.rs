//! `segue`, the command: where you stand, in a terminal.
//!
//! Owns what can be typed, what is printed and the exit code. Promises to start in milliseconds, for it is the
//! statusline too. Never decides, computes or stores anything itself (that is the engine), never starts programs.

mod cli;
mod failure;
mod input;
mod notices;
mod output;
mod render;
mod verbs;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use segue_engine::{Code, Problem};

use crate::cli::{Cli, Shared};
use crate::failure::{Exit, Failure};
use crate::output::Output;

fn main() -> ExitCode {
    let exit = match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(error) => explain(&error),
    };
    ExitCode::from(exit as u8)
}

fn run(cli: Cli) -> Exit {
    let output = Output::new(&cli.shared);
    match verbs::run(cli, &output) {
        Ok(()) => Exit::Ok,
        Err(failure) => report(failure, &output),
    }
}

fn report(failure: Failure, output: &Output) -> Exit {
    let exit = failure.exit();
    if let Some(problem) = failure.problem() {
        output.problem(&problem);
    }
    exit
}

/// Help, the version, or what is wrong with the arguments; as JSON when that was asked for among them.
fn explain(error: &clap::Error) -> Exit {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let json = std::env::args_os().any(|argument| argument == "--json");
    if json && !asked_for {
        let text = error.to_string();
        let message = text
            .split("\n\n")
            .next()
            .unwrap_or(&text)
            .trim_start_matches("error: ")
            .to_owned();
        let shared = Shared {
            json,
            demo: false,
            color: clap::ColorChoice::Never,
        };
        return report(
            Problem::new(Code::BadInput, message).into(),
            &Output::new(&shared),
        );
    }
    // A reader that went away (`segue --help | head`) is no failure.
    let _gone = error.print();
    if asked_for { Exit::Ok } else { Exit::BadInput }
}
