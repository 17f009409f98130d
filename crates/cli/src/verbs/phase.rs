//! `segue phase`.

use segue_engine::Segue;
use segue_plan::plans::MarkKind;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::plan::which;
use crate::verbs::schedule::by;
use crate::verbs::{Surroundings, look};

/// Say yourself that a phase of a plan has started, is done, or is open again
///
/// Phases of a plan that runs advance by themselves; what you say here counts over what Segue saw.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: PhaseVerb,
}

#[derive(Debug, clap::Subcommand)]
enum PhaseVerb {
    /// It is worked on now
    Start(Which),
    /// It is done
    Done(Which),
    /// It is not done after all
    Reopen(Which),
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Its key, as `segue plan show` prints it, or words of its title
    phase: String,
    /// The plan; without it that of the session, or the only one that runs
    #[arg(long)]
    plan: Option<String>,
    /// The session that works on it; without it the one this is typed in
    #[arg(long, conflicts_with = "plan")]
    session: Option<String>,
}

/// Notes it.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let look = look(&world, segue.time_zone()?);
    let (named, kind, what) = match &args.verb {
        PhaseVerb::Start(named) => (named, MarkKind::Started, "worked on"),
        PhaseVerb::Done(named) => (named, MarkKind::Done, "done"),
        PhaseVerb::Reopen(named) => (named, MarkKind::Reopened, "open again"),
    };
    let plan = which::worked_on(
        &mut segue,
        &world,
        named.plan.as_deref(),
        named.session.as_deref(),
    )?;
    let marked = segue.mark_phase(plan.summary.id, &named.phase, kind, by(&world))?;
    output.answer(&marked, |plan| {
        render::plans::marked(plan, &named.phase, what, &look)
    })
}
