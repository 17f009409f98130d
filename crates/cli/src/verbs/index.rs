//! `segue index`.

use segue_engine::Segue;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Read what is new in the transcripts; every other command does that by itself
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Read every transcript again from its beginning
    #[arg(long)]
    rebuild: bool,
}

/// Reads, then prints what is known.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    if args.rebuild {
        segue.rebuild_index()?;
    } else {
        segue.catch_up()?;
    }
    let look = look(&world, segue.time_zone()?);
    output.answer(&segue.status()?.index, |index| render::index::index(index, &look))
}
