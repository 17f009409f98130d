//! `segue setup`: shows what would change, asks, changes.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use segue_engine::view::Setup;
use segue_engine::{Code, Problem, Segue, SetupChoices};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Bring Segue into Claude Code: the plugin, the statusline, the commands under their bare names
///
/// Shows every change first and asks. Your own statusline is wrapped and shown unchanged; your hooks, commands and the way
/// your settings are written stay. `segue setup --remove` takes everything out again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Show what would change, and change nothing
    #[arg(long, conflicts_with = "yes")]
    plan: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Take Segue out again
    #[arg(long)]
    remove: bool,
    /// Only this config folder of Claude Code; all of them otherwise
    #[arg(long, value_name = "DIR")]
    config_dir: Option<PathBuf>,
    /// Leave the statusline as it is
    #[arg(long, conflicts_with = "remove")]
    no_statusline: bool,
    /// Do not add the commands under their bare names (/session-status beside /segue:session-status)
    #[arg(long, conflicts_with = "remove")]
    no_commands: bool,
    /// Install nothing; print the plugin's folder: claude --plugin-dir "$(segue setup --print-dir)"
    #[arg(long, conflicts_with_all = ["plan", "yes", "remove", "config_dir", "no_statusline", "no_commands"])]
    print_dir: bool,
}

/// Shows the plan and, once agreed to, does it.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    if args.print_dir {
        let folder = Segue::plugin_dir(&world)?.to_string_lossy().into_owned();
        return output.answer(&folder, |folder| format!("{folder}\n"));
    }
    let mut segue = Segue::open(&world)?;
    let look = look(&world, segue.time_zone()?);
    let show = |setup: &Setup| output.answer(setup, |setup| render::setup::setup(setup, &look));
    let choices = SetupChoices {
        config_dir: args.config_dir.clone(),
        statusline: !args.no_statusline,
        commands: !args.no_commands,
    };
    let plan = if args.remove {
        segue.take_down_plan(&choices)?
    } else {
        segue.setup_plan(&choices)?
    };
    if args.plan || !plan.has_work() {
        return show(&plan);
    }
    if !args.yes {
        if !io::stdin().is_terminal() || output.is_json() {
            return Err(Problem::new(Code::BadInput, "nobody can be asked here")
                .hint("`segue setup --plan` shows the changes, `segue setup --yes` makes them.")
                .into());
        }
        show(&plan)?;
        if !agreed(output)? {
            return output.text("Nothing was changed.\n");
        }
    }
    let done = if args.remove {
        segue.take_down(&choices)?
    } else {
        segue.set_up(&choices)?
    };
    show(&done)?;
    if done.has_failed() {
        Err(Failure::Told)
    } else {
        Ok(())
    }
}

fn agreed(output: &Output) -> Result<bool, Failure> {
    output.text("\nMake these changes? [y/N] ")?;
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
