//! `segue begin`: what runs in the terminal of a planned session, and becomes Claude Code there.

use segue_engine::Begun;

use crate::failure::Failure;
use crate::output::Output;
use crate::verbs::Surroundings;

/// Begin a planned session: the terminal that Segue opens runs this
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Number of the start
    start: i64,
    /// The session it has
    #[arg(long)]
    session: String,
    /// The session has ended with this exit code: the terminal's last word
    #[arg(long, value_name = "CODE")]
    ended: Option<i32>,
}

/// Claims it and becomes Claude Code, or says why there is nothing to do.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    if let Some(code) = args.ended {
        return Ok(segue_engine::note_end(&world, args.start, &args.session, code)?);
    }
    match segue_engine::begin(&world, args.start, &args.session)? {
        Begun::Lost(sentence) => output.text(&format!("{sentence}\n")),
        Begun::Ended(0) => Ok(()),
        Begun::Ended(_) => Err(Failure::Told),
    }
}
