//! `segue context`.

use segue_engine::{Exact, Segue};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Show one session's context: how full, of what, what could go, and what to do
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Session id, or the beginning of one; without it the live session with the fullest context, else the latest
    session: Option<String>,
    /// Ask Claude Code itself too, and show the difference (takes a second or two, costs no model turn)
    #[arg(long)]
    exact: bool,
}

/// Reads what is new, then prints the session in depth.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let exact = if args.exact { Exact::AskClaude } else { Exact::No };
    let detail = segue.session(args.session.as_deref(), exact)?;
    let look = look(&world, segue.time_zone()?);
    output.answer(&detail, |detail| render::context::context(detail, &look))
}
