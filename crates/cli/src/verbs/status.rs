//! `segue status`.

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};
use segue_engine::Segue;

/// Show where you stand: quota, live contexts, today, and what to do next
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Reads what is new, then prints the glance.
pub(crate) fn run(_args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let look = look(&world, segue.time_zone()?);
    output.answer(&segue.status()?, |status| render::status::status(status, &look))
}
