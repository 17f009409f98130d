//! `segue memory`.

use std::path::{Path, PathBuf};

use segue_engine::view::{Memory, MemoryHit, MemoryItem, MemoryKind, MemoryQuery, Project};
use segue_engine::{Code, Occasion, Problem, Segue};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Show and change what a project remembers: decisions, notes, sessions
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<MemoryVerb>,
    /// The project's folder; without it, the present one
    #[arg(long, global = true, value_name = "FOLDER", display_order = 800)]
    project: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum MemoryVerb {
    /// Show what is remembered, most relevant first
    Show {
        /// Everything: all sessions, what has faded and what was forgotten too
        #[arg(long)]
        all: bool,
    },
    /// Print what the next session will be told, word for word
    Next,
    /// List every project that is known
    Projects,
    /// Find sessions, handoffs, decisions and notes by words, in every project or in one (--project)
    Search {
        /// The words; the last may be the beginning of one
        #[arg(required = true)]
        words: Vec<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: u32,
    },
    /// Remember a note
    Add {
        /// What to remember, a sentence or two
        #[arg(required = true)]
        text: Vec<String>,
        /// It is a decision
        #[arg(long)]
        decision: bool,
        /// It never fades
        #[arg(long)]
        pin: bool,
    },
    /// Change the words of something
    Edit {
        /// Its number
        item: i64,
        /// The new words
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// Keep something from fading
    Pin {
        /// Its number
        item: i64,
    },
    /// Let something fade again
    Unpin {
        /// Its number
        item: i64,
    },
    /// Tell something to no session any more; it can be restored
    Forget {
        /// Its number
        item: i64,
    },
    /// Bring back something that was forgotten
    Restore {
        /// Its number
        item: i64,
    },
    /// Print everything that is remembered as JSON, or write it to a file
    Export {
        /// The file; without it, it is printed
        file: Option<PathBuf>,
    },
    /// Take in an exported file; what is here stays
    Import {
        /// The file
        file: PathBuf,
    },
}

/// Who changes memory here.
const BY: &str = "cli";

#[derive(Serialize)]
struct Exported {
    path: String,
}

/// Reads what is new, then shows or changes memory.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let look = look(&world, segue.time_zone()?);
    let chosen = chosen(args, surroundings)?;
    match args.verb.as_ref().unwrap_or(&MemoryVerb::Show { all: false }) {
        MemoryVerb::Show { all } => {
            let memory = whole(&mut segue, chosen.as_deref())?;
            output.answer(&memory, |memory| render::memory::memory(memory, *all, &look))
        }
        MemoryVerb::Next => {
            let project = folder(chosen, &mut segue)?;
            drop(whole(&mut segue, Some(&project))?);
            let digest = segue.digest(&project, Occasion::Startup)?;
            output.answer(&digest, render::memory::digest)
        }
        MemoryVerb::Projects => {
            segue.catch_up_memory()?;
            let projects = segue.projects()?;
            output.answer::<[Project]>(&projects, |projects| render::memory::projects(projects, &look))
        }
        MemoryVerb::Search { words, limit } => {
            let query = MemoryQuery {
                text: words.join(" "),
                // Without --project, everywhere: the present folder says nothing about what is looked for.
                project: args
                    .project
                    .as_ref()
                    .and(chosen)
                    .map(|path| path.to_string_lossy().into_owned()),
                limit: Some(*limit),
            };
            // What transcripts say by now is found too.
            match &query.project {
                Some(project) => drop(whole(&mut segue, Some(project.as_ref()))?),
                None => segue.catch_up_memory()?,
            }
            let hits = segue.memory_search(&query)?;
            output.answer::<[MemoryHit]>(&hits, |hits| render::memory::hits(hits, &look))
        }
        MemoryVerb::Add { text, decision, pin } => {
            let kind = if *decision {
                MemoryKind::Decision
            } else {
                MemoryKind::Note
            };
            let project = folder(chosen, &mut segue)?;
            let mut item = segue.memory_add(&project, kind, &text.join(" "), BY)?;
            if *pin {
                item = segue.memory_pin(item.id, true, BY)?;
            }
            told(&item, "Remembered", output)
        }
        MemoryVerb::Edit { item, text } => {
            told(&segue.memory_edit(*item, &text.join(" "), BY)?, "Changed", output)
        }
        MemoryVerb::Pin { item } => told(&segue.memory_pin(*item, true, BY)?, "Pinned", output),
        MemoryVerb::Unpin { item } => told(&segue.memory_pin(*item, false, BY)?, "No longer pinned", output),
        MemoryVerb::Forget { item } => told(&segue.memory_forget(*item, BY)?, "Forgotten", output),
        MemoryVerb::Restore { item } => told(&segue.memory_restore(*item, BY)?, "Restored", output),
        MemoryVerb::Export { file: None } => {
            let project = folder(chosen, &mut segue)?;
            output.bytes(segue.memory_export(&project)?.as_bytes())
        }
        MemoryVerb::Export { file: Some(file) } => {
            let project = folder(chosen, &mut segue)?;
            let file = absolute(file)?;
            segue.memory_export_to(&project, &file)?;
            let path = file.to_string_lossy().into_owned();
            output.answer(&Exported { path }, |exported| {
                format!("Written to {}\n", exported.path)
            })
        }
        MemoryVerb::Import { file } => {
            let project = folder(chosen, &mut segue)?;
            let imported = segue.memory_import_from(&project, &absolute(file)?)?;
            output.answer(&imported, render::memory::imported)
        }
    }
}

/// A project's memory, after all that there is to read was read.
fn whole(segue: &mut Segue, project: Option<&Path>) -> Result<Memory, Problem> {
    loop {
        let memory = segue.memory(project)?;
        if !memory.more_to_read {
            return Ok(memory);
        }
    }
}

fn told(item: &MemoryItem, what: &str, output: &Output) -> Result<(), Failure> {
    output.answer(item, |item| render::memory::told(item, what))
}

/// The folder that was named, or the present one; `None` in the demo, whose projects are elsewhere.
fn chosen(args: &Args, surroundings: &Surroundings) -> Result<Option<PathBuf>, Problem> {
    match &args.project {
        Some(path) => absolute(path).map(Some),
        None if surroundings.demo => Ok(None),
        None => present().map(Some),
    }
}

/// The folder of what was chosen; the project worked in last where nothing was.
fn folder(chosen: Option<PathBuf>, segue: &mut Segue) -> Result<PathBuf, Problem> {
    match chosen {
        Some(path) => Ok(path),
        None => Ok(segue.memory(None)?.project.path.into()),
    }
}

fn present() -> Result<PathBuf, Problem> {
    std::env::current_dir().map_err(|error| {
        Problem::new(Code::Io, "the present folder cannot be found")
            .hint("Name the project with --project.")
            .because(error)
    })
}

fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    Ok(present()?.join(path))
}
