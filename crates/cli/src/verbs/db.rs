//! `segue db`.

use std::path::PathBuf;

use segue_engine::{Database, World};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Look after Segue's database: one file that holds everything it knows
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<DbVerb>,
}

#[derive(Debug, clap::Subcommand)]
enum DbVerb {
    /// Show where it is, whether it is sound, and the copies that can be gone back to
    Status,
    /// Write a compact copy
    Backup {
        /// The copy's file; without it, a new one beside the database
        path: Option<PathBuf>,
    },
    /// Bring it up to date; a copy is made first
    Migrate,
    /// Go back to the newest copy; the present file is kept
    Rollback,
}

#[derive(Serialize)]
struct Copied {
    path: String,
}

#[derive(Serialize)]
struct RolledBack {
    snapshot: segue_engine::view::SnapshotView,
    kept: String,
}

/// Works on the file itself, so that it helps when the database cannot be opened.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let database = Database::of(&world);
    match args.verb.as_ref().unwrap_or(&DbVerb::Status) {
        DbVerb::Status => status(&database, &world, output),
        DbVerb::Backup { path } => {
            let path = database.backup(path.as_deref())?.to_string_lossy().into_owned();
            output.answer(&Copied { path }, |copy| format!("Copied to {}\n", copy.path))
        }
        DbVerb::Migrate => {
            database.migrate()?;
            status(&database, &world, output)
        }
        DbVerb::Rollback => {
            let (snapshot, kept) = database.rollback()?;
            let done = RolledBack {
                snapshot,
                kept: kept.to_string_lossy().into_owned(),
            };
            output.answer(&done, |done| {
                let RolledBack { snapshot, kept } = done;
                format!(
                    "Went back to {}\nThe file that was there is kept: {kept}\n",
                    snapshot.path
                )
            })
        }
    }
}

fn status(database: &Database, world: &World, output: &Output) -> Result<(), Failure> {
    let look = look(world, world.time_zone.clone());
    output.answer(&database.status()?, |status| {
        render::database::database(status, &look)
    })
}
