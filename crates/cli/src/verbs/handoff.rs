//! `segue handoff`.

use segue_engine::view::{Handoff, HandoffEntry};
use segue_engine::{Fresh, Segue};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Save what a session knows in a file that the next session can go on from
///
/// Made from the transcript and git, without a model: what was accomplished, the current state, what is next, decisions,
/// blockers, files to read and commands to run, each with where it comes from. Your own changes to the file are kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Session id, or the beginning of one; without it the live session with the fullest context, else the latest
    session: Option<String>,
    /// Print the whole text
    #[arg(long)]
    print: bool,
    /// Open it in your editor ($VISUAL, $EDITOR) and keep what you write
    #[arg(long, conflicts_with = "print")]
    edit: bool,
    /// Make a new one even if you edited it; yours stays in the history
    #[arg(long)]
    fresh: bool,
    /// List the handoffs there are
    #[arg(long, conflicts_with_all = ["session", "print", "edit", "fresh", "auto"])]
    list: bool,
    /// Say nothing when it worked: for hooks and scripts
    #[arg(long, conflicts_with_all = ["print", "edit"])]
    auto: bool,
}

/// Reads what is new, then makes, edits or lists.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let look = look(&world, segue.time_zone()?);
    if args.list {
        let list = segue.handoffs(None)?;
        return output.answer::<[HandoffEntry]>(&list, |list| render::handoff::list(list, &look));
    }
    let made = make(args, &mut segue)?;
    if !args.auto {
        output.answer(&made, |made| {
            if args.print {
                made.markdown.clone()
            } else {
                render::handoff::summary(made, &look)
            }
        })?;
    }
    // The text is kept and was said to be; for a script it has not worked all the same.
    if made.path.is_none() && !args.print {
        return Err(Failure::Told);
    }
    Ok(())
}

fn make(args: &Args, segue: &mut Segue) -> Result<Handoff, Failure> {
    let session = args.session.as_deref();
    let by = if args.auto { "hook" } else { "cli" };
    let fresh = if args.fresh { Fresh::Yes } else { Fresh::No };
    let made = segue.make_handoff(session, by, fresh)?;
    if !args.edit {
        return Ok(made);
    }
    Ok(segue.edit_handoff(Some(&made.session_id), by)?)
}
