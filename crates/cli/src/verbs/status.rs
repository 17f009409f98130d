//! `segue status`.

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};
use segue_engine::view::{Schedules, Status};
use segue_engine::{Problem, Segue};

/// Show where you stand: quota, live contexts, today, and what to do next
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// What is scheduled, where anything is.
pub(crate) fn planned(status: &Status, segue: &mut Segue) -> Result<Option<Schedules>, Problem> {
    match status.next {
        Some(_) => segue.schedules(false).map(Some),
        None => Ok(None),
    }
}

/// Reads what is new, then prints the glance.
pub(crate) fn run(_args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let look = look(&world, segue.time_zone()?);
    let status = segue.status()?;
    let planned = planned(&status, &mut segue)?;
    output.answer(&status, |status| {
        render::status::status(status, planned.as_ref(), &look)
    })
}
