//! `segue report`.

use segue_engine::view::{Report, ReportHead};
use segue_engine::{Code, Problem, Segue};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::estimate::ready;
use crate::verbs::{Surroundings, look};

/// Report what a session took against its estimate, why, and what was learned from it
///
/// A session that finishes while Segue runs gets its report by itself, beside Claude Code's own files.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Session id, or the beginning of one; without it the one that finished last
    session: Option<String>,
    /// List the reports there are
    #[arg(long, conflicts_with_all = ["session", "markdown"])]
    list: bool,
    /// Print the Markdown of its file
    #[arg(long)]
    markdown: bool,
}

/// At most so many are listed.
const LISTED: u32 = 100;

/// Reads what is new, then reports.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    ready(&world, &mut segue)?;
    let look = look(&world, segue.time_zone()?);
    if args.list {
        let list = segue.reports(LISTED)?;
        return output.answer::<[ReportHead]>(&list, |list| render::report::list(list, &look));
    }
    let session = match &args.session {
        Some(named) => named.clone(),
        None => latest(&mut segue)?,
    };
    let report: Report = segue.report(&session)?;
    if args.markdown && !output.is_json() {
        return output.text(&report.markdown);
    }
    output.answer(&report, |report| render::report::report(report, &look))
}

/// The session that finished last, of those with a report.
fn latest(segue: &mut Segue) -> Result<String, Problem> {
    match segue.reports(1)?.into_iter().next() {
        Some(report) => Ok(report.session),
        None => Err(Problem::new(Code::NotFound, "no session has a report yet")
            .hint("`segue report SESSION` makes one; `segue sessions` lists sessions.")),
    }
}
