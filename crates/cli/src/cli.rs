//! What can be typed: the verbs, the options they share, and the help text.

use clap::{ColorChoice, Parser, Subcommand};

use crate::verbs;

/// Where you stand with Claude Code: quota, context, usage
///
/// Segue reads what Claude Code writes on this machine and answers: how much of your limits is used and when they
/// reset, how full each session's context is, and what to do next. Without a command it shows `segue status`.
#[derive(Debug, Parser)]
#[command(name = "segue", version, max_term_width = 100, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// Options of every verb.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Shared {
    /// Print JSON: the documented, stable form for programs
    #[arg(long, global = true, display_order = 900)]
    pub(crate) json: bool,
    /// Show a made-up history; nothing of yours is read
    #[arg(long, global = true, display_order = 901)]
    pub(crate) demo: bool,
    /// When to use colours: auto, always, never; NO_COLOR is honoured
    #[arg(long, global = true, display_order = 902, value_name = "WHEN")]
    #[arg(hide_possible_values = true, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Status(verbs::status::Args),
    Context(verbs::context::Args),
    Compact(verbs::compact::Args),
    Restart(verbs::restart::Args),
    Usage(verbs::usage::Args),
    Quota(verbs::quota::Args),
    Sessions(verbs::sessions::Args),
    PlanNext(verbs::plan_next::Args),
    Schedule(verbs::schedule::Args),
    Plan(verbs::plan::Args),
    Estimate(verbs::estimate::Args),
    Phase(verbs::phase::Args),
    Report(verbs::report::Args),
    Model(verbs::model::Args),
    Handoff(verbs::handoff::Args),
    Memory(verbs::memory::Args),
    Doctor(verbs::doctor::Args),
    Config(verbs::config::Args),
    Db(verbs::db::Args),
    Index(verbs::index::Args),
    Statusline(verbs::statusline::Args),
    Tee(verbs::tee::Args),
    Setup(verbs::setup::Args),
    #[command(hide = true)]
    Answer(verbs::answer::Args),
    #[command(hide = true)]
    Begin(verbs::begin::Args),
    #[command(hide = true)]
    Hook(verbs::hook::Args),
    #[command(hide = true)]
    Wake(verbs::wake::Args),
    #[command(hide = true)]
    Mcp(verbs::mcp::Args),
    Completions(verbs::completions::Args),
    Man(verbs::man::Args),
}

const EXIT_CODES: &str = "\
Exit codes:
  0  it worked
  1  something failed, or `segue doctor` found something that does not work
  2  an argument or the input is wrong
  3  what was asked for does not exist
  4  the database cannot be used, or a newer Segue wrote it
  5  Claude Code was not found or did not answer";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }
}
