//! `segue usage`.

#[cfg(test)]
mod table_file;

use clap::ValueEnum;
use segue_engine::Segue;
use segue_engine::view::{UsageBy, UsageQuery, UsageSplit};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Show tokens and cost by day, week, month, project, model or session
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How to group
    #[arg(long, value_name = "GROUP", value_enum, default_value_t = By::Day)]
    by: By,
    /// Divide each group
    #[arg(long, value_name = "GROUP", value_enum)]
    split: Option<Split>,
    /// First day, inclusive: 2026-11-01
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Last day, inclusive: 2026-11-30
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Time zone in which days are counted: Europe/Paris
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
    /// Print CSV with exact numbers and a heading, without totals
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Week,
    Month,
    Project,
    Model,
    Session,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Split {
    Model,
    Project,
}

/// Reads what is new, then prints the sums.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let usage = segue.usage(&query(args))?;
    if args.csv {
        return output.bytes(&segue_engine::usage_csv(&usage)?);
    }
    let look = look(&world, segue.time_zone()?);
    output.answer(&usage, |usage| render::usage::usage(usage, &look))
}

fn query(args: &Args) -> UsageQuery {
    UsageQuery {
        by: match args.by {
            By::Day => UsageBy::Day,
            By::Week => UsageBy::Week,
            By::Month => UsageBy::Month,
            By::Project => UsageBy::Project,
            By::Model => UsageBy::Model,
            By::Session => UsageBy::Session,
        },
        split: args.split.map(|split| match split {
            Split::Model => UsageSplit::Model,
            Split::Project => UsageSplit::Project,
        }),
        since: args.since.clone(),
        until: args.until.clone(),
        tz: args.tz.clone(),
    }
}
