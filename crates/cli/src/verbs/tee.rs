//! `segue tee`: stands in a pipe behind `claude -p`, and changes nothing in it.

use std::io::BufRead;

use segue_engine::{Problem, Segue};

use crate::failure::Failure;
use crate::output::Output;
use crate::verbs::Surroundings;

/// Pass a run's stream-json through unchanged, and keep the limits it tells
///
/// claude -p "…" --output-format stream-json --verbose | segue tee
///
/// Headless runs have no statusline; their stream says the same about limits. What cannot be kept never disturbs the
/// stream.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Copies stdin to stdout line by line; notes each line first, so that the number is there when the line is.
pub(crate) fn run(_args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let mut segue = open(surroundings);
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if let Ok(segue) = &mut segue {
            // Whether it could be kept is told at the end: the stream goes on.
            drop(segue.note_stream_line(&line));
        }
        output.bytes(&line)?;
    }
    // The stream passed whole: that is what this command is for, so it has worked.
    if let Err(problem) = segue {
        output.problem(&problem);
    }
    Ok(())
}

fn open(surroundings: &Surroundings) -> Result<Segue, Problem> {
    Segue::open(&surroundings.world()?)
}
