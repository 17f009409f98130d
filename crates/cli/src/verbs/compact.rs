//! `segue compact`.

use std::io::{self, BufRead, IsTerminal};

use clap::ValueEnum;
use segue_engine::view::{Compaction, CompactionPlan, LevelAdvice, ResumeCommand};
use segue_engine::{Code, Problem, Segue};
use segue_meter::context::CompactLevel;

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};
use crate::verbs::{Surroundings, look};

/// Make a smaller copy of a session: what can go is replaced by one-line notes, the original stays as it is
///
/// Decisions, errors and their solutions, current edits, objectives and the last exchanges stay. The copy has a new
/// session id and is verified by Claude Code before it is offered; a session that is open is not compacted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Session id, or the beginning of one; without it the live session with the fullest context, else the latest
    session: Option<String>,
    /// How much goes: about a tenth, a quarter or half of the context; without it as much as its fullness asks for
    #[arg(long)]
    level: Option<Level>,
    /// Only show what would go and what would stay
    #[arg(long)]
    plan: bool,
    /// Keep this one, by its key in `--plan --json`; may be repeated
    #[arg(long, value_name = "KEY")]
    keep: Vec<String>,
    /// Do not ask before writing
    #[arg(long, conflicts_with = "plan")]
    yes: bool,
    /// Open the fork in a terminal
    #[arg(long, conflicts_with = "plan")]
    open: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// Copies, old file reads and verbose output
    Soft,
    /// Older tool results too
    Strategic,
    /// Early exchanges too, each shortened to its first line
    Emergency,
}

/// Shows what goes, asks, writes the fork and tells how to go on with it.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let asks = !args.plan && !args.yes;
    if asks && !can_ask(output) {
        return Err(Problem::new(Code::BadInput, "there is no terminal to ask in")
            .hint("Add `--yes` to write the fork without a question, or `--plan` to only look.")
            .into());
    }
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let advice = advice(args, &mut segue)?;
    let plan = segue.plan_compaction_keeping(args.session.as_deref(), advice.level, &args.keep)?;
    let look = look(&world, segue.time_zone()?);
    if args.plan {
        return output.answer(&plan, |plan| shown(plan, &advice, &look));
    }
    if asks && !agreed(&plan, &advice, &look, output)? {
        return output.text("Nothing was written.\n");
    }
    let mut compaction = segue.compact_as_planned(&plan, &args.keep, "cli")?;
    if args.open {
        compaction.notes.push(opened(&mut segue, &compaction.resume));
    }
    output.answer(&compaction, |compaction: &Compaction| {
        render::compact::compaction(compaction, &look)
    })
}

/// The level that was asked for, or the one that the context asks for.
fn advice(args: &Args, segue: &mut Segue) -> Result<LevelAdvice, Problem> {
    let level = match args.level {
        None => return segue.compaction_level(args.session.as_deref()),
        Some(Level::Soft) => CompactLevel::Soft,
        Some(Level::Strategic) => CompactLevel::Strategic,
        Some(Level::Emergency) => CompactLevel::Emergency,
    };
    Ok(LevelAdvice {
        level,
        reason: String::new(),
    })
}

/// Opens it; the fork is written, so a terminal that does not open is only told.
fn opened(segue: &mut Segue, command: &ResumeCommand) -> String {
    match segue.open_terminal(command) {
        Ok(opened) => render::compact::opened(&opened),
        Err(problem) => format!("Not opened: {problem}."),
    }
}

fn shown(plan: &CompactionPlan, advice: &LevelAdvice, look: &Look) -> String {
    render::compact::plan(plan, &advice.reason, look)
}

fn can_ask(output: &Output) -> bool {
    !output.is_json() && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Shows the plan and asks.
fn agreed(
    plan: &CompactionPlan,
    advice: &LevelAdvice,
    look: &Look,
    output: &Output,
) -> Result<bool, Failure> {
    if plan.items.is_empty() || plan.live {
        // What stands in the way is told by trying.
        return Ok(true);
    }
    output.text(&format!("{}\nWrite the fork? [y/N] ", shown(plan, advice, look)))?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
