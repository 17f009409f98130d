//! `segue answer`: what the plugin's commands call inside Claude Code. Its output goes to the model, so it is text that can
//! be relayed, and it never ends badly: a problem is an answer, too.

mod estimate;

use segue_engine::{Code, Exact, Problem, Segue, World};
use segue_meter::words;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::status::planned;
use crate::verbs::{Surroundings, look};

/// Answer a command typed inside Claude Code: the plugin's commands call this
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_enum)]
    command: Command,
    /// Keep what was made, and follow this session against it
    #[arg(long)]
    save: bool,
    /// What it is about, as it was typed
    #[arg(last = true)]
    what: Vec<String>,
}

/// The plugin's commands.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Command {
    SessionStatus,
    ContextStatus,
    CompactContext,
    SaveAndRestart,
    PlanNextSession,
    AutomationStatus,
    CancelNextSession,
    EstimateSession,
}

/// Prints the answer.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let answered = match args.command {
        Command::SessionStatus => in_world(surroundings, session_status),
        Command::ContextStatus => in_world(surroundings, context_status),
        Command::CompactContext => in_world(surroundings, compact_context),
        Command::SaveAndRestart => in_world(surroundings, save_and_restart),
        Command::PlanNextSession => in_world(surroundings, plan_next_session),
        Command::AutomationStatus => in_world(surroundings, automation_status),
        Command::CancelNextSession => in_world(surroundings, cancel_next_session),
        Command::EstimateSession => in_world(surroundings, |world, segue| {
            estimate::answer(args.what.join(" ").trim(), args.save, world, segue)
        }),
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
    let status = segue.status()?;
    let planned = planned(&status, segue)?;
    let mut text = render::status::status(&status, planned.as_ref(), &look);
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

/// What each level would take, and how to do it: a session that is open is not forked under its feet.
fn compact_context(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let session = this_session(world)?;
    let advice = segue.compaction_level(Some(session))?;
    let plan = segue.plan_compaction(Some(session), advice.level)?;
    let mut text = render::compact::plan(&plan, &advice.reason, &look);
    if plan.items.is_empty() {
        return Ok(text);
    }
    text.push_str("\nEach level would save:\n");
    for level in &plan.levels {
        text.push_str(&format!(
            "  {:<10} {} tokens\n",
            level.level.as_str(),
            words::tokens(level.saves_tokens)
        ));
    }
    let program = program(world);
    text.push_str(&format!(
        "\nNothing was changed. This session is open, so it is not touched; to go on in a lighter copy of it:\n  \
         1. end this session: /exit\n  \
         2. in the terminal: {program} compact {session} --level {}\n\
         That shows the plan once more, asks, writes the copy under a new id and prints the command that goes on there.\n",
        plan.level.as_str()
    ));
    Ok(text)
}

/// The handoff is saved at once, which costs nothing; going on from it is for the person.
fn save_and_restart(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let session = this_session(world)?;
    let restart = segue.restart(Some(session), false, "cli")?;
    let program = program(world);
    Ok(format!(
        "{}\nOr let Segue open it in a new terminal: {program} restart {session} --open\n",
        render::restart::restart(&restart, &look)
    ))
}

/// What the next session would know, when it can start, and the command for each: the person chooses.
fn plan_next_session(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let next = segue.next_session(None, Some(this_session(world)?))?;
    Ok(format!(
        "{}\n{}",
        render::plan_next::about(&next, &look),
        render::plan_next::commands(&next, None, &program(world), &look)
    ))
}

fn automation_status(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let all = segue.schedules(false)?;
    // The commands in it are run by Claude, wherever segue lies.
    let text = render::schedule::list(&all, &look);
    Ok(text.replace(
        "segue schedule ",
        &format!("{} schedule ", render::schedule::shell_word(&program(world))),
    ))
}

/// What would start next, and the ways to stop it.
fn cancel_next_session(world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let all = segue.schedules(false)?;
    Ok(render::schedule::cancel_choices(&all, &program(world), &look))
}

/// This program, as it can be typed anywhere.
fn program(world: &World) -> String {
    let program = world.places.environment.program.as_deref();
    program.map_or_else(
        || "segue".to_owned(),
        |program| program.to_string_lossy().into_owned(),
    )
}

/// The session in which the command was typed.
fn this_session(world: &World) -> Result<&str, Problem> {
    let session = world.places.environment.inside.session_id.as_deref();
    session.ok_or_else(|| {
        Problem::new(Code::BadInput, "this is not inside a session of Claude Code")
            .hint("Type the command inside Claude Code; in a terminal there are `segue status`, `segue context` and `segue plan-next`.")
    })
}
