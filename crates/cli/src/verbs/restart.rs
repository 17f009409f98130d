//! `segue restart`.

use segue_engine::Segue;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Save a session's handoff and go on from it in a new session: same quota, fresh context
///
/// Makes the handoff, then prints the command that starts Claude Code in the same project with the handoff as its first
/// reading, or opens it in your terminal.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Session id, or the beginning of one; without it the live session with the fullest context, else the latest
    session: Option<String>,
    /// Open it in a terminal
    #[arg(long)]
    open: bool,
    /// Only print the command; so it is without an option too
    #[arg(long, conflicts_with = "open")]
    print: bool,
}

/// Makes the handoff and prints or opens the way on.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let restart = segue.restart(args.session.as_deref(), args.open, "cli")?;
    let look = look(&world, segue.time_zone()?);
    output.answer(&restart, |restart| render::restart::restart(restart, &look))
}
