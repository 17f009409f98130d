//! `segue estimate`.

pub(crate) mod what;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use segue_engine::view::{Estimate, EstimateHead, EstimateQuery, Overrides};
use segue_engine::{Problem, Segue, World};
use segue_meter::estimate::{Familiarity, ProjectSize, Quality, TaskType};

use self::what::What;
use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::plan::file::FormatName;
use crate::verbs::schedule::by;
use crate::verbs::{Surroundings, look, plan};

/// Estimate what a plan or a task will take: tokens, time, share of the windows, as ranges
///
/// Learned from your own finished sessions; before there are any, from a table. WHAT is the number or the title of a plan, a
/// plan's file (imported or not), or a sentence: `segue estimate "fix the flaky login test"`.
#[derive(Debug, clap::Args)]
#[command(subcommand_negates_reqs = true, after_help = SENTENCES)]
pub(crate) struct Args {
    /// A plan, a plan's file, or what is to be done in your words
    #[arg(required = true)]
    what: Vec<String>,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    verb: Option<EstimateVerb>,
}

const SENTENCES: &str = "\
A sentence may begin with any word: `segue estimate show the totals` is one. Only `accuracy` and `list` alone, and `show` with a
number, are the commands above; `segue estimate -- list` estimates even those.";

/// What is known better than Segue can find out.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Options {
    /// The project's folder; without it the plan's, or the present one
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// The kind of work: planning, implementation, refactoring, testing, debugging, polish
    #[arg(long = "type", global = true, value_name = "TYPE", value_parser = task_type(), hide_possible_values = true)]
    task_type: Option<TaskType>,
    /// The project's size: small (under 5,000 lines), medium (20,000), large (50,000), huge
    #[arg(long, global = true, value_name = "SIZE", value_parser = named::<ProjectSize>(ProjectSize::ALL, ProjectSize::as_str), hide_possible_values = true)]
    size: Option<ProjectSize>,
    /// How well you know the stack: familiar, learning, new
    #[arg(long, global = true, value_name = "HOW", value_parser = named::<Familiarity>(Familiarity::ALL, Familiarity::as_str), hide_possible_values = true)]
    familiarity: Option<Familiarity>,
    /// The state of the code: clean, mixed, legacy
    #[arg(long, global = true, value_name = "STATE", value_parser = named::<Quality>(Quality::ALL, Quality::as_str), hide_possible_values = true)]
    quality: Option<Quality>,
    /// The model that will do it: opus, sonnet, haiku
    #[arg(long, global = true)]
    model: Option<String>,
    /// What a file is written in; without it its name says it
    #[arg(long, global = true, value_enum)]
    format: Option<FormatName>,
    /// Keep the estimate, to be set against what it took
    #[arg(long, global = true, overrides_with = "no_save")]
    save: bool,
    /// Do not keep it; so it is without either
    #[arg(long, global = true, overrides_with = "save")]
    no_save: bool,
}

impl Options {
    /// Nothing is known better, and the estimate is kept.
    pub(crate) fn kept() -> Options {
        Options {
            save: true,
            ..Options::default()
        }
    }
}

/// Commands whose words may also begin a sentence: what follows them decides.
#[derive(Debug, clap::Subcommand)]
enum EstimateVerb {
    /// How well estimates have held
    Accuracy {
        #[arg(hide = true)]
        sentence: Vec<String>,
    },
    /// List the estimates that were kept, and what came of them
    List {
        #[arg(hide = true)]
        sentence: Vec<String>,
    },
    /// Show one that was kept
    Show {
        /// Its number, as `list` prints it
        #[arg(required = true, value_name = "ESTIMATE", num_args = 1..)]
        estimate: Vec<String>,
    },
}

/// Kinds of work, for every verb that takes one.
pub(crate) fn task_type() -> impl TypedValueParser<Value = TaskType> {
    named::<TaskType>(TaskType::ALL, TaskType::as_str)
}

fn named<T>(all: &'static [T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + std::str::FromStr + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|one| name(*one))).try_map(|text| text.parse::<T>())
}

/// At most so many kept estimates are listed.
const LISTED: u32 = 100;

/// Estimates, or looks at what was estimated. Reads rows only: it answers at once.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    ready(&world, &mut segue)?;
    let look = look(&world, segue.time_zone()?);
    let words = match asked(args) {
        Asked::Accuracy => {
            return output.answer(&segue.accuracy()?, |accuracy| {
                render::estimate::accuracy::accuracy(accuracy, &look)
            });
        }
        Asked::List => {
            let list = segue.estimates(LISTED)?;
            return output.answer::<[EstimateHead]>(&list, |list| render::estimate::list(list, &look));
        }
        Asked::Show(id) => {
            let kept = segue.saved_estimate(id)?;
            let step = format!("`segue model explain {id}` says how it was made.");
            return output.answer(&kept, |kept| render::estimate::estimate(kept, &step, &look));
        }
        Asked::Words(words) => words,
    };
    let what = what::what(&words, args.options.format, &mut segue)?;
    let made = made(&what, &args.options, &world, &mut segue)?;
    output.answer(&made, |made| {
        render::estimate::estimate(made, &step(&what, made), &look)
    })
}

/// The made-up history is read and learned from first; a person's own is by what runs beside.
pub(crate) fn ready(world: &World, segue: &mut Segue) -> Result<(), Problem> {
    if world.demo {
        segue.catch_up()?;
        segue.learn(segue_engine::LearnLimit::All, &mut |_, _| {})?;
    }
    Ok(())
}

enum Asked {
    Accuracy,
    List,
    Show(i64),
    Words(Vec<String>),
}

/// A command, or the sentence that begins with its word.
fn asked(args: &Args) -> Asked {
    let sentence = |first: &str, rest: &[String]| {
        Asked::Words(
            [first.to_owned()]
                .into_iter()
                .chain(rest.iter().cloned())
                .collect(),
        )
    };
    match &args.verb {
        None => Asked::Words(args.what.clone()),
        Some(EstimateVerb::Accuracy { sentence: rest }) if rest.is_empty() => Asked::Accuracy,
        Some(EstimateVerb::Accuracy { sentence: rest }) => sentence("accuracy", rest),
        Some(EstimateVerb::List { sentence: rest }) if rest.is_empty() => Asked::List,
        Some(EstimateVerb::List { sentence: rest }) => sentence("list", rest),
        Some(EstimateVerb::Show { estimate }) => match estimate.as_slice() {
            [one] if one.parse::<i64>().is_ok() => Asked::Show(one.parse().unwrap_or_default()),
            rest => sentence("show", rest),
        },
    }
}

/// The estimate; kept when the options say so.
pub(crate) fn made(
    what: &What,
    options: &Options,
    world: &World,
    segue: &mut Segue,
) -> Result<Estimate, Problem> {
    let (plan, text, format) = match what {
        What::Plan(plan) => (Some(*plan), None, None),
        What::Text { text, format, .. } => (None, Some(text.clone()), Some(*format)),
        What::Sentence(sentence) => (None, Some(sentence.clone()), None),
    };
    // A plan knows its project; the present folder says nothing about it.
    let project = match (&options.project, plan) {
        (None, Some(_)) => None,
        (named, _) => plan::folder(named.as_deref(), world)?,
    };
    segue.estimate(
        &EstimateQuery {
            plan,
            text,
            format,
            project: project.map(|folder| folder.to_string_lossy().into_owned()),
            session: world.places.environment.inside.session_id.clone(),
            overrides: Overrides {
                task_type: options.task_type,
                size: options.size,
                familiarity: options.familiarity,
                quality: options.quality,
                model: options.model.clone(),
            },
            save: options.save,
        },
        by(world),
    )
}

/// What can be done with it.
fn step(what: &What, made: &Estimate) -> String {
    match (what, made.id) {
        (What::Plan(plan), Some(_)) => {
            format!("It is kept. `segue plan start {plan}` begins it in the session that runs.")
        }
        (What::Plan(plan), None) => {
            format!("`segue plan start {plan}` begins it in the session that runs, and keeps an estimate.")
        }
        (What::Text { name, .. }, _) => format!(
            "`segue plan import {}` takes it in, so that a session can be followed against it.",
            render::schedule::shell_word(name)
        ),
        (What::Sentence(_), Some(id)) => format!("It is kept: `segue estimate show {id}`."),
        (What::Sentence(_), None) => "With --save it is kept, to be set against what it took.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Args, Asked, asked};

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        args: Args,
    }

    fn typed(words: &[&str]) -> Asked {
        let words = ["estimate"].iter().chain(words);
        asked(&Typed::try_parse_from(words).expect("it can be typed").args)
    }

    #[test]
    fn a_command_is_one_only_where_nothing_else_is_said() {
        assert!(matches!(typed(&["accuracy"]), Asked::Accuracy));
        assert!(matches!(typed(&["list"]), Asked::List));
        assert!(matches!(typed(&["show", "12"]), Asked::Show(12)));
    }

    #[test]
    fn a_sentence_may_begin_with_any_word() {
        for sentence in [
            &["show", "the", "totals"][..],
            &["show", "totals"],
            &["list", "all", "users", "--type", "testing"],
            &["accuracy", "of", "the", "parser"],
            &["fix", "the", "list"],
            &["fix the list"],
            &["--", "list"],
            &["--size", "small", "show", "it"],
        ] {
            let words: Vec<&str> = sentence
                .iter()
                .copied()
                .filter(|word| !word.starts_with("--") && !["testing", "small"].contains(word))
                .collect();
            match typed(sentence) {
                Asked::Words(understood) => assert_eq!(understood, words),
                _ => panic!("{sentence:?} is a sentence"),
            }
        }
    }

    #[test]
    fn something_must_be_said() {
        assert!(Typed::try_parse_from(["estimate"]).is_err());
        assert!(Typed::try_parse_from(["estimate", "x", "--type", "magic"]).is_err());
    }
}
