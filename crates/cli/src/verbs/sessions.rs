//! `segue sessions`.

use segue_engine::Segue;
use segue_engine::view::{Session, SessionQuery};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// List sessions, live ones first, then the latest
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only those that run now
    #[arg(long)]
    live: bool,
    /// Only those with these words in title, project, model or id
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
}

/// Reads what is new, then prints the list.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let query = SessionQuery {
        search: args.search.clone(),
        live_only: args.live,
        project_path: None,
        // One more than is shown tells whether there are more.
        limit: Some(args.limit.saturating_add(1)),
    };
    let mut found = segue.sessions(&query)?;
    let shown = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let look = look(&world, segue.time_zone()?);
    output.answer::<[Session]>(&found, |found| render::sessions::sessions(found, more, &look))
}
