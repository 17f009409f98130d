//! `segue wake`: what the operating system's timer runs.

use std::path::PathBuf;

use jiff::Timestamp;
use segue_engine::{Environment, Notifier, Problem, Segue, WakeUntil, Woken, World};
use serde::Serialize;

use crate::failure::Failure;
use crate::notices::WakeNotifier;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Start what is due while the app is closed; the operating system's timer runs this
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Segue's own folder, for a timer that can set no variable
    #[arg(long, hide = true)]
    segue_home: Option<PathBuf>,
    /// Claude Code's folder, likewise
    #[arg(long, hide = true)]
    config_dir: Option<String>,
}

/// What a wake came to, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    /// Another process sees to the starts.
    pub(crate) elsewhere: bool,
    /// What was done.
    pub(crate) did: Vec<String>,
    /// When there is something to do next (UTC), as far as it is known.
    pub(crate) next: Option<Timestamp>,
}

/// Stays while a start is near, then says in one line what was done.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = world(args, surroundings)?;
    let mut segue = Segue::open(&world)?;
    let notifier = WakeNotifier::here(&world);
    let Woken {
        elsewhere, did, next, ..
    } = segue.wake(
        notifier.as_ref().map(|notifier| notifier as &dyn Notifier),
        WakeUntil::Settled,
    )?;
    let look = look(&world, segue.time_zone()?);
    let told = Told { elsewhere, did, next };
    output.answer(&told, |told| render::wake::wake(told, &look))
}

fn world(args: &Args, surroundings: &Surroundings) -> Result<World, Problem> {
    if args.segue_home.is_none() && args.config_dir.is_none() {
        return surroundings.world();
    }
    let mut environment = Environment::of_process();
    if args.segue_home.is_some() {
        environment.segue_home.clone_from(&args.segue_home);
    }
    if args.config_dir.is_some() {
        environment.claude_config_dir.clone_from(&args.config_dir);
    }
    World::from(&environment)
}
