//! The verbs, one file each: its arguments, whose doc comment is the help text, and one function.

pub(crate) mod answer;
pub(crate) mod begin;
pub(crate) mod compact;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod context;
pub(crate) mod db;
pub(crate) mod doctor;
pub(crate) mod estimate;
pub(crate) mod handoff;
pub(crate) mod hook;
pub(crate) mod index;
pub(crate) mod man;
pub(crate) mod mcp;
pub(crate) mod memory;
pub(crate) mod model;
pub(crate) mod phase;
pub(crate) mod plan;
pub(crate) mod plan_next;
pub(crate) mod quota;
pub(crate) mod report;
pub(crate) mod restart;
pub(crate) mod schedule;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod status;
pub(crate) mod statusline;
pub(crate) mod tee;
pub(crate) mod usage;
pub(crate) mod wake;

use jiff::tz::TimeZone;
use segue_engine::{Problem, World};

use crate::cli::{Cli, Verb};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::Look;

/// Does what was typed.
pub(crate) fn run(cli: Cli, output: &Output) -> Result<(), Failure> {
    let surroundings = Surroundings {
        demo: cli.shared.demo,
    };
    let verb = cli.verb.unwrap_or(Verb::Status(status::Args {}));
    match verb {
        Verb::Status(args) => status::run(&args, &surroundings, output),
        Verb::Context(args) => context::run(&args, &surroundings, output),
        Verb::Compact(args) => compact::run(&args, &surroundings, output),
        Verb::Restart(args) => restart::run(&args, &surroundings, output),
        Verb::Usage(args) => usage::run(&args, &surroundings, output),
        Verb::Quota(args) => quota::run(&args, &surroundings, output),
        Verb::Sessions(args) => sessions::run(&args, &surroundings, output),
        Verb::PlanNext(args) => plan_next::run(&args, &surroundings, output),
        Verb::Schedule(args) => schedule::run(&args, &surroundings, output),
        Verb::Plan(args) => plan::run(&args, &surroundings, output),
        Verb::Estimate(args) => estimate::run(&args, &surroundings, output),
        Verb::Phase(args) => phase::run(&args, &surroundings, output),
        Verb::Report(args) => report::run(&args, &surroundings, output),
        Verb::Model(args) => model::run(&args, &surroundings, output),
        Verb::Handoff(args) => handoff::run(&args, &surroundings, output),
        Verb::Memory(args) => memory::run(&args, &surroundings, output),
        Verb::Doctor(args) => doctor::run(&args, &surroundings, output),
        Verb::Config(args) => config::run(&args, &surroundings, output),
        Verb::Db(args) => db::run(&args, &surroundings, output),
        Verb::Index(args) => index::run(&args, &surroundings, output),
        Verb::Statusline(args) => statusline::run(&args, &surroundings, output),
        Verb::Tee(args) => tee::run(&args, &surroundings, output),
        Verb::Setup(args) => setup::run(&args, &surroundings, output),
        Verb::Answer(args) => answer::run(&args, &surroundings, output),
        Verb::Begin(args) => begin::run(&args, &surroundings, output),
        Verb::Hook(args) => hook::run(&args, &surroundings, output),
        Verb::Wake(args) => wake::run(&args, &surroundings, output),
        Verb::Mcp(args) => mcp::run(&args, &surroundings),
        Verb::Completions(args) => completions::run(&args, output),
        Verb::Man(args) => man::run(&args, output),
    }
}

/// Whose history is shown. The world is made of it only by verbs that need one.
pub(crate) struct Surroundings {
    demo: bool,
}

impl Surroundings {
    /// The person's world, or the made-up one.
    fn world(&self) -> Result<World, Problem> {
        if self.demo {
            World::demo()
        } else {
            World::from_env()
        }
    }
}

/// What is used when the terminal does not say how wide it is, or there is none.
const USUAL_WIDTH: usize = 80;
/// Beyond this, lines are tiring to read.
const WIDEST: usize = 120;

/// How the person reads: their clock, their time zone, their terminal.
fn look(world: &World, tz: TimeZone) -> Look {
    let width = terminal_size::terminal_size_of(std::io::stdout()).map_or(USUAL_WIDTH, |(width, _)| {
        usize::from(width.0).clamp(USUAL_WIDTH, WIDEST)
    });
    Look {
        now: world.clock.now(),
        tz,
        width,
    }
}
