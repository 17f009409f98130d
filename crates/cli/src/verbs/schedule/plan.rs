//! `segue schedule add`: what was typed, as a plan.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use segue_engine::{Code, Problem, Segue, World};
use segue_plan::schedule::{Budget, Conditions, Late, Launch, Mcp, Place, Spec};

use super::typed;
use crate::verbs::plan::which;

/// Prompts beyond this are files to read, not prompts.
const LONGEST_PROMPT: u64 = 4 << 20;

/// What can be said about a session that is to be started.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// When: reset, reset+5m, every reset, 18:05, "tomorrow 09:00", "in 2h", "weekdays 09:00", "mon,wed 09:00", manual
    #[arg(long, value_name = "WHEN", default_value = "reset+5m")]
    at: String,
    /// The project's folder; without it that of --from, or the present one
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
    /// Go on from this session: its handoff is read first
    #[arg(long, value_name = "SESSION")]
    from: Option<String>,
    /// Work on this plan: its number, words of its title, or its file; its text goes along, and its session is followed
    #[arg(long)]
    plan: Option<String>,
    /// What to say to it, word for word
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// The same from a file, or from stdin with -
    #[arg(long, value_name = "FILE", conflicts_with = "prompt")]
    prompt_file: Option<PathBuf>,
    /// What you call it
    #[arg(long)]
    title: Option<String>,
    /// Without a terminal: it runs by itself, and its output can be followed
    #[arg(long)]
    headless: bool,
    /// Claude Code's agent
    #[arg(long)]
    agent: Option<String>,
    /// The model
    #[arg(long)]
    model: Option<String>,
    /// Claude Code's permission mode: default, acceptEdits, plan, …
    #[arg(long, value_name = "MODE")]
    permission_mode: Option<String>,
    /// MCP servers: none, or those of a file; may be repeated
    #[arg(long, value_name = "FILE|none")]
    mcp: Vec<String>,
    /// Do not tell it what is remembered of the project
    #[arg(long)]
    no_memory: bool,
    /// Do not start in these hours: 22:00-07:00
    #[arg(long, value_name = "HOURS")]
    quiet_hours: Option<String>,
    /// Do not start after this
    #[arg(long, value_name = "TIME")]
    latest: Option<String>,
    /// At most so many starts
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_starts: Option<u32>,
    /// Repeat until the handoff has no open objective
    #[arg(long)]
    until_done: bool,
    /// What one start may spend: tokens as 200k, or a part of the 5-hour window as 30%
    #[arg(long, value_name = "BUDGET", value_parser = typed::budget)]
    budget: Option<Budget>,
    /// Only when the project has no uncommitted changes
    #[arg(long)]
    only_clean: bool,
    /// Only on mains power
    #[arg(long)]
    only_on_mains: bool,
    /// When its time has passed, because the machine slept: ask, start or drop
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = WhenLate::Ask, hide_possible_values = true)]
    late: WhenLate,
    /// Who goes first when several wait: 0 to 9
    #[arg(long, value_name = "0-9", value_parser = clap::value_parser!(u8).range(0..=9))]
    priority: Option<u8>,
    /// Tell me so many minutes before; 0 does not
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=60))]
    notice: Option<u32>,
    /// The zone of all these times; without it yours
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum WhenLate {
    Ask,
    Start,
    Drop,
}

/// The plan that was typed.
pub(super) fn spec(args: &Args, world: &World, segue: &mut Segue) -> Result<Spec, Problem> {
    let zone = typed::zone(args.tz.as_deref(), segue)?;
    let now = world.clock.now();
    let when = typed::when(&args.at, now, &zone).map_err(|problem| typed::in_place("--at", problem))?;
    let latest = match &args.latest {
        Some(text) => Some(typed::instant("--latest", text, now, &zone)?),
        None => None,
    };
    let prompt = prompt(args)?;
    let plan = match &args.plan {
        Some(named) => Some(which::plan(segue, named)?.summary.id),
        None => None,
    };
    if prompt.trim().is_empty() && args.from.is_none() && plan.is_none() {
        return Err(Problem::new(Code::BadInput, "the session has nothing to begin with").hint(
            "Say what to do with --prompt or --prompt-file, or go on from a session with --from; `segue plan-next` fills it in.",
        ));
    }
    let (project, from_session) = place(args, world, segue)?;
    let mut spec = Spec::new(&project.to_string_lossy(), when);
    spec.from_session = from_session;
    spec.prompt = prompt;
    spec.plan = plan;
    spec.title.clone_from(&args.title);
    spec.with_memory = !args.no_memory;
    spec.launch = launch(args)?;
    spec.priority = args.priority.unwrap_or(spec.priority);
    spec.conditions = Conditions {
        quiet_hours: args.quiet_hours.clone(),
        zone: zone.iana_name().map(str::to_owned),
        latest,
        max_starts: args.max_starts,
        until_done: args.until_done,
        budget: args.budget,
        only_clean: args.only_clean,
        only_on_mains: args.only_on_mains,
        late: match args.late {
            WhenLate::Ask => Late::Ask,
            WhenLate::Start => Late::Start,
            WhenLate::Drop => Late::Drop,
        },
        notice_minutes: args.notice,
    };
    Ok(spec)
}

/// The folder, and the whole id of the session it goes on from, whose handoff is saved by this.
fn place(args: &Args, world: &World, segue: &mut Segue) -> Result<(PathBuf, Option<String>), Problem> {
    let named = args.project.as_deref().map(absolute).transpose()?;
    let Some(from) = &args.from else {
        let inside = &world.places.environment.inside.project_dir;
        let project = named.or_else(|| inside.clone()).map_or_else(present, Ok)?;
        return Ok((project, None));
    };
    let next = segue
        .next_session(None, Some(from))
        .map_err(|problem| typed::in_place("--from", problem))?;
    Ok((named.unwrap_or_else(|| next.project.into()), next.session_id))
}

fn launch(args: &Args) -> Result<Launch, Problem> {
    let none = args.mcp.iter().any(|file| file == "none");
    let mcp = match args.mcp.as_slice() {
        [] => Mcp::AsUsual,
        [_] if none => Mcp::None,
        _ if none => {
            return Err(
                Problem::new(Code::BadInput, "--mcp: none and files do not go together")
                    .hint("Write --mcp none, or --mcp FILE once for each file."),
            );
        }
        files => Mcp::Files {
            files: files
                .iter()
                .map(|file| mcp_file(file))
                .collect::<Result<_, _>>()?,
        },
    };
    Ok(Launch {
        place: if args.headless {
            Place::Headless
        } else {
            Place::Terminal
        },
        agent: args.agent.clone(),
        model: args.model.clone(),
        permission_mode: args.permission_mode.clone(),
        mcp,
    })
}

/// A file of MCP servers, which must be there now.
fn mcp_file(file: &str) -> Result<String, Problem> {
    let path = absolute(Path::new(file))?;
    if path.is_file() {
        Ok(path.to_string_lossy().into_owned())
    } else {
        Err(Problem::new(
            Code::NotFound,
            format!("--mcp: there is no file {}", path.display()),
        )
        .hint("Name a JSON file with \"mcpServers\", or write --mcp none."))
    }
}

/// The person's words, exactly.
fn prompt(args: &Args) -> Result<String, Problem> {
    if let Some(text) = &args.prompt {
        return Ok(text.clone());
    }
    let Some(file) = &args.prompt_file else {
        return Ok(String::new());
    };
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        io::stdin()
            .lock()
            .take(LONGEST_PROMPT + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(LONGEST_PROMPT + 1).read_to_end(&mut bytes))
    };
    let named = format!("--prompt-file: {}", file.display());
    if let Err(error) = read {
        let code = match error.kind() {
            io::ErrorKind::NotFound => Code::NotFound,
            _ => Code::Io,
        };
        return Err(Problem::new(code, format!("{named} cannot be read"))
            .hint("Name a text file, or - for stdin.")
            .because(error));
    }
    if bytes.len() as u64 > LONGEST_PROMPT {
        return Err(
            Problem::new(Code::BadInput, format!("{named} is longer than 4 MB"))
                .hint("Put it into a file of the project, and tell Claude to read that."),
        );
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::new(
            Code::BadInput,
            format!("{named} is not text: byte {at} is not UTF-8"),
        )
        .hint("Save it as UTF-8.")
    })
}

fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    Ok(present()?.join(path))
}

fn present() -> Result<PathBuf, Problem> {
    std::env::current_dir().map_err(|error| {
        Problem::new(Code::Io, "the present folder cannot be found")
            .hint("Name the project with --project.")
            .because(error)
    })
}
