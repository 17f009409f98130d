//! `segue doctor`.

use segue_engine::view::{Check, Verdict};
use segue_engine::{Problem, Segue};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Check what is found, what is missing, and say how to fix it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Prints every check; fails when one is bad.
pub(crate) fn run(_args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    let unread = segue.catch_up().err();
    let mut doctor = segue.doctor()?;
    doctor.checks.extend(unread.as_ref().map(reading));
    let look = look(&world, segue.time_zone()?);
    output.answer(&doctor, |doctor| render::doctor::doctor(doctor, &look))?;
    if doctor.checks.iter().any(|check| check.verdict == Verdict::Bad) {
        Err(Failure::Told)
    } else {
        Ok(())
    }
}

/// Reading transcripts failed: a finding, not the end of the examination.
fn reading(problem: &Problem) -> Check {
    Check {
        id: "reading".to_owned(),
        title: "Reading transcripts".to_owned(),
        verdict: Verdict::Bad,
        detail: problem.to_string(),
        fix: problem.hint.clone(),
    }
}
