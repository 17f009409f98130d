//! `segue answer`: what the plugin's commands call inside Claude Code. Its output goes to the model, so it is text that can
//! be relayed, and it never ends badly: a problem is an answer, too.

use segue_engine::{Code, Exact, Problem, Segue, World};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Answer a command typed inside Claude Code: the plugin's commands call this
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_enum)]
    command: Command,
}

/// The plugin's commands.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Command {
    SessionStatus,
    ContextStatus,
    PlanNextSession,
    EstimateSession,
}

const NO_PLANNING: &str = "Not yet: Segue cannot plan or schedule the next session in this release. It comes with scheduling. \
Until then: `segue status` says when the limits reset.\n";
const NO_ESTIMATES: &str = "Not yet: Segue cannot estimate a session's tokens before it runs in this release. It comes with \
estimates. Until then: `segue usage` says what earlier sessions took.\n";

/// Prints the answer.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let answered = match args.command {
        Command::PlanNextSession => Ok(NO_PLANNING.to_owned()),
        Command::EstimateSession => Ok(NO_ESTIMATES.to_owned()),
        Command::SessionStatus => in_world(surroundings, session_status),
        Command::ContextStatus => in_world(surroundings, context_status),
    };
    output.text(&answered.unwrap_or_else(|problem| told(&problem)))
}

/// A problem as an answer.
fn told(problem: &Problem) -> String {
    let hint = problem.hint.as_ref().map(|hint| format!(" {hint}"));
    format!("Segue could not answer: {problem}.{}\n", hint.unwrap_or_default())
}

fn in_world(
    surroundings: &Surroundings,
    answer: impl FnOnce(&World, &mut Segue) -> Result<String, Problem>,
) -> Result<String, Problem> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    answer(&world, &mut segue)
}

fn session_status(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let mut text = render::status::status(&segue.status()?, &look);
    if let Ok(session) = this_session(world)
        && let Ok(detail) = segue.session(Some(session), Exact::No)
        && let Some(context) = &detail.session.context
    {
        text.push_str(&format!(
            "\nThis session: context {}\n",
            render::session::context_meter(context, 12)
        ));
    }
    Ok(text)
}

fn context_status(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let detail = segue.session(Some(this_session(world)?), Exact::No)?;
    Ok(render::context::context(&detail, &look))
}

/// The session in which the command was typed.
fn this_session(world: &World) -> Result<&str, Problem> {
    let session = world.places.environment.inside.session_id.as_deref();
    session.ok_or_else(|| {
        Problem::new(Code::BadInput, "this is not inside a session of Claude Code")
            .hint("Type /segue:context-status inside Claude Code, or use `segue context` in a terminal.")
    })
}
