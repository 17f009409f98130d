//! `segue quota`.

use segue_engine::Segue;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Show the quota windows: used, reset, pace, source and age
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Ask Claude Code now (takes a second or two, costs no model turn)
    #[arg(long)]
    ask: bool,
}

/// Reads what is new or asks, then prints the windows.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let quota = if args.ask {
        segue.ask_quota()?
    } else {
        segue.quota()?
    };
    let look = look(&world, segue.time_zone()?);
    output.answer(&quota, |quota| render::quota::quota(quota, &look))
}
