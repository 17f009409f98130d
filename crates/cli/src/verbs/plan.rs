//! `segue plan`.

mod edit;
pub(crate) mod file;
pub(crate) mod which;

use std::path::{Path, PathBuf};

use segue_engine::view::{EstimateQuery, Live, PlanDetail, PlanProblem, PlanReading, PlanSummary};
use segue_engine::{Problem, Segue, World};
use serde::Serialize;

use self::file::{FormatName, PlanFile};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};
use crate::verbs::schedule::by;
use crate::verbs::{Surroundings, look};

/// Plans: take in, look, change, begin
///
/// A plan is a text: phases with objectives, deliverables and what you expect them to take, in Markdown as people write it, or
/// in TOML. Segue keeps the text as it is. PLAN is its number, words of its title, or its file.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<PlanVerb>,
}

#[derive(Debug, clap::Subcommand)]
enum PlanVerb {
    /// Take plans in from files; one that is there already gets the file's text
    Import {
        /// Markdown or TOML files, or - for stdin
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The project's folder; without it the repository that the file lies in
        #[arg(long, value_name = "DIR")]
        project: Option<PathBuf>,
        /// What they are written in; without it their names say it
        #[arg(long, value_enum)]
        format: Option<FormatName>,
    },
    /// List plans; so it is without a command too
    List {
        /// Archived ones too
        #[arg(long)]
        all: bool,
    },
    /// Show one: its phases, what they were estimated to take and took, its sessions
    Show {
        /// Its number, words of its title, or its file
        plan: String,
    },
    /// Change its text in your editor ($VISUAL, $EDITOR); what cannot be read is shown with its place, and never lost
    Edit(edit::Args),
    /// Print its text as it is, or written in the other format
    Export {
        /// Its number, words of its title, or its file
        plan: String,
        /// What to write; without it what it is written in, byte for byte
        #[arg(long, value_enum)]
        format: Option<FormatName>,
        /// Write it to this file; one that is there is not overwritten
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say how a file would be read, and take nothing in
    Check {
        /// A Markdown or TOML file, or - for stdin
        file: PathBuf,
        /// What it is written in; without it its name says it
        #[arg(long, value_enum)]
        format: Option<FormatName>,
    },
    /// Put it away; nothing of it is deleted
    Archive {
        /// Its number, words of its title, or its file
        plan: String,
        /// Take it out again
        #[arg(long)]
        undo: bool,
    },
    /// Begin it in a session: saves an estimate, and follows the session phase by phase
    #[command(visible_alias = "link")]
    Start {
        /// Its number, words of its title, or its file
        plan: String,
        /// The session; without it the one this is typed in, or the only live one of this project
        #[arg(long, value_name = "SESSION")]
        session: Option<String>,
    },
    /// Take a session off its plan; what was noted of it stays
    Unlink {
        /// The session; without it the one this is typed in, or the only live one of this project
        #[arg(long, value_name = "SESSION")]
        session: Option<String>,
    },
}

/// For programs: a plan, and how its live session does.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    plan: &'a PlanDetail,
    live: Option<Live>,
}

#[derive(Serialize)]
struct Exported {
    path: String,
}

#[derive(Serialize)]
struct Unlinked {
    session: String,
}

/// Shows or changes.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    let by = by(&world);
    let look = look(&world, segue.time_zone()?);
    match args.verb.as_ref().unwrap_or(&PlanVerb::List { all: false }) {
        PlanVerb::Import {
            files,
            project,
            format,
        } => import(
            files,
            project.as_deref(),
            *format,
            &world,
            &mut segue,
            output,
            &look,
        ),
        PlanVerb::List { all } => {
            segue.catch_up()?;
            output.answer::<[PlanSummary]>(&segue.plans(*all)?, |plans| render::plans::list(plans, &look))
        }
        PlanVerb::Show { plan } => {
            segue.catch_up()?;
            let plan = which::plan(&mut segue, plan)?;
            shown(&plan, &mut segue, output, |plan, live| {
                render::plans::detail(plan, live, &look)
            })
        }
        PlanVerb::Edit(args) => edit::run(args, &mut segue, by, output, &look),
        PlanVerb::Export {
            plan,
            format,
            output: file,
        } => {
            let plan = which::plan(&mut segue, plan)?;
            let format = format.map_or(plan.summary.format, Into::into);
            let text = segue.export_plan(plan.summary.id, format)?;
            let Some(file) = file else {
                return output.bytes(text.as_bytes());
            };
            let file = file::absolute(file)?;
            segue.write_new_file(&file, &text)?;
            let path = file.to_string_lossy().into_owned();
            output.answer(&Exported { path }, |exported| {
                render::plans::exported(&exported.path, &look)
            })
        }
        PlanVerb::Check { file, format } => check(file, *format, &segue, output, &look),
        PlanVerb::Archive { plan, undo } => {
            let id = which::plan(&mut segue, plan)?.summary.id;
            let plan = segue.archive_plan(id, !undo, by)?;
            output.answer(&plan, |plan| render::plans::archived(plan, !undo, &look))
        }
        PlanVerb::Start { plan, session } => {
            segue.catch_up()?;
            let session = which::session(&mut segue, &world, session.as_deref())?;
            let id = which::plan(&mut segue, plan)?.summary.id;
            let plan = start(&mut segue, id, &session, by)?;
            shown(&plan, &mut segue, output, |plan, live| {
                render::plans::linked(plan, &session, live, &look)
            })
        }
        PlanVerb::Unlink { session } => {
            segue.catch_up()?;
            let session = which::session(&mut segue, &world, session.as_deref())?;
            segue.unlink_session(&session, by)?;
            output.answer(&Unlinked { session }, |done| {
                render::plans::unlinked(&done.session, &look)
            })
        }
    }
}

/// Saves an estimate of the plan and lets the session work on it.
pub(crate) fn start(segue: &mut Segue, plan: i64, session: &str, by: &str) -> Result<PlanDetail, Problem> {
    let estimate = segue.estimate(
        &EstimateQuery {
            plan: Some(plan),
            session: Some(session.to_owned()),
            save: true,
            ..EstimateQuery::default()
        },
        by,
    )?;
    segue.link_session(plan, session, estimate.id, by)
}

fn shown(
    plan: &PlanDetail,
    segue: &mut Segue,
    output: &Output,
    text: impl FnOnce(&PlanDetail, Option<&Live>) -> String,
) -> Result<(), Failure> {
    let live = match &plan.summary.live_session {
        Some(session) => segue.live(session)?,
        None => None,
    };
    let shown = Shown { plan, live };
    output.answer(&shown, |shown| text(shown.plan, shown.live.as_ref()))
}

/// Takes in what can be read; each file that cannot be is told with its place, and nothing of it is kept.
fn import(
    files: &[PathBuf],
    project: Option<&Path>,
    format: Option<FormatName>,
    world: &World,
    segue: &mut Segue,
    output: &Output,
    look: &Look,
) -> Result<(), Failure> {
    let project = project.map(file::absolute).transpose()?;
    let mut imported = Vec::new();
    let mut failed = Vec::new();
    for file in files {
        match import_one(file, project.as_deref(), format, segue, by(world)) {
            Ok(plan) => imported.push(plan),
            Err(bad) => failed.push(bad),
        }
    }
    if !imported.is_empty() {
        output.answer::<[PlanDetail]>(&imported, |plans| {
            let texts: Vec<String> = plans
                .iter()
                .map(|plan| render::plans::imported(plan, look))
                .collect();
            texts.join("\n")
        })?;
    }
    // All are told; the last one makes the exit code.
    let last = failed.pop();
    for bad in failed {
        tell(bad, output, look)?;
    }
    match last {
        None => Ok(()),
        Some(NotTaken::Problem(problem)) => Err(problem.into()),
        Some(bad @ NotTaken::Unread(..)) => {
            tell(bad, output, look)?;
            Err(Failure::Wrong)
        }
    }
}

/// Why a file was not taken in.
enum NotTaken {
    /// Its text is no plan.
    Unread(Box<PlanFile>, PlanProblem),
    /// Something else.
    Problem(Problem),
}

impl From<Problem> for NotTaken {
    fn from(problem: Problem) -> NotTaken {
        NotTaken::Problem(problem)
    }
}

/// The problem, and below it the line that it is about.
fn tell(bad: NotTaken, output: &Output, look: &Look) -> Result<(), Failure> {
    match bad {
        NotTaken::Problem(problem) => output.problem(&problem),
        NotTaken::Unread(read, bad) => {
            output.problem(&file::wrong(&read.name, &bad));
            output.beside_problem(&render::plans::excerpt(&read.text, &bad, look))?;
        }
    }
    Ok(())
}

fn import_one(
    file: &Path,
    project: Option<&Path>,
    format: Option<FormatName>,
    segue: &mut Segue,
    by: &str,
) -> Result<PlanDetail, NotTaken> {
    let read = file::read(file, format)?;
    if let Some(bad) = segue.check_plan(&read.text, read.format)?.error {
        return Err(NotTaken::Unread(Box::new(read), bad));
    }
    Ok(segue.import_plan(&read.text, read.format, read.path.as_deref(), project, by)?)
}

/// The project that was named, that of the session this is typed in, or the present folder.
pub(crate) fn folder(named: Option<&Path>, world: &World) -> Result<Option<PathBuf>, Problem> {
    if let Some(named) = named {
        return file::absolute(named).map(Some);
    }
    if world.demo {
        return Ok(None);
    }
    match &world.places.environment.inside.project_dir {
        Some(folder) => Ok(Some(folder.clone())),
        None => file::present().map(Some),
    }
}

/// Says how it would be read. A text that is no plan is an answer here too, with exit code 2.
fn check(
    file: &Path,
    format: Option<FormatName>,
    segue: &Segue,
    output: &Output,
    look: &Look,
) -> Result<(), Failure> {
    let read = file::read(file, format)?;
    let reading: PlanReading = segue.check_plan(&read.text, read.format)?;
    let Some(bad) = &reading.error else {
        return output.answer(&reading, |reading| {
            render::plans::reading(&read.name, reading, look)
        });
    };
    if output.is_json() {
        output.answer(&reading, |_| String::new())?;
    } else {
        tell(NotTaken::Unread(Box::new(read), bad.clone()), output, look)?;
    }
    Err(Failure::Wrong)
}
