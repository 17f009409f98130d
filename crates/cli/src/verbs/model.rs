//! `segue model`.

use std::path::PathBuf;

use segue_engine::view::{Estimate, ModelChange, ModelView};
use segue_engine::{LearnLimit, Problem, Segue};
use segue_meter::estimate::TaskType;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::estimate::{ready, task_type};
use crate::verbs::plan::{file, which};
use crate::verbs::schedule::by;
use crate::verbs::{Surroundings, look};

/// Look at what estimates have learned, and teach them
///
/// Estimates begin with a table and learn from each finished session: small factors that can be read, no more.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<ModelVerb>,
}

#[derive(Debug, clap::Subcommand)]
enum ModelVerb {
    /// Show every number, beside what it began with; so it is without a command too
    Show,
    /// Say how a kept estimate was made, factor by factor
    Explain {
        /// Its number, as `segue estimate list` prints it
        estimate: i64,
    },
    /// Learn now from the sessions that have finished; it happens by itself while Segue runs
    Learn,
    /// List what was learned when
    History,
    /// Say what kind of work a session was, where Segue has taken it for another
    Correct {
        /// Session id, or the beginning of one
        session: String,
        /// planning, implementation, refactoring, testing, debugging or polish
        #[arg(value_name = "TYPE", value_parser = task_type(), hide_possible_values = true)]
        task_type: TaskType,
    },
    /// Print the model as JSON, or write it to a file
    Export {
        /// The file; without it, it is printed
        file: Option<PathBuf>,
    },
    /// Take in an exported model; the present one is kept in the history
    Import {
        /// The file, or - for stdin
        file: PathBuf,
    },
    /// Begin anew with the table; the present one is kept in the history
    Reset,
}

#[derive(Serialize)]
struct Exported {
    path: String,
}

#[derive(Serialize)]
struct Corrected {
    session: String,
    task_type: TaskType,
}

/// Shows or teaches.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    ready(&world, &mut segue)?;
    let look = look(&world, segue.time_zone()?);
    let by = by(&world);
    match args.verb.as_ref().unwrap_or(&ModelVerb::Show) {
        ModelVerb::Show => output.answer(&segue.model()?, |model: &ModelView| {
            render::model::model(model, &look)
        }),
        ModelVerb::Explain { estimate } => {
            let kept: Estimate = segue.explain_estimate(*estimate)?;
            output.answer(&kept, |kept| render::estimate::explained(kept, &look))
        }
        ModelVerb::Learn => {
            segue.catch_up()?;
            let learned = segue.learn(LearnLimit::All, &mut |done, all| {
                output.progress("learned", done, all)
            })?;
            output.progress_ends();
            output.answer(&learned, |learned| render::model::learned(learned, &look))
        }
        ModelVerb::History => output.answer::<[ModelChange]>(&segue.model_history()?, |changes| {
            render::model::history(changes, &look)
        }),
        ModelVerb::Correct { session, task_type } => {
            segue.catch_up()?;
            let session = which::session(&mut segue, &world, Some(session))?;
            segue.correct_task_type(&session, *task_type, by)?;
            let corrected = Corrected {
                session,
                task_type: *task_type,
            };
            output.answer(&corrected, |done| {
                render::model::corrected(&done.session, done.task_type, &look)
            })
        }
        ModelVerb::Export { file: None } => Ok(output.bytes(segue.export_model()?.as_bytes())?),
        ModelVerb::Export { file: Some(file) } => {
            let file = file::absolute(file)?;
            segue.write_new_file(&file, &segue.export_model()?)?;
            let path = file.to_string_lossy().into_owned();
            output.answer(&Exported { path }, |exported| {
                render::plans::exported(&exported.path, &look)
            })
        }
        ModelVerb::Import { file } => {
            let text = file::read(file, None)
                .map_err(|problem| {
                    Problem::new(problem.code, problem.message)
                        .hint("Name a file that `segue model export` wrote.")
                })?
                .text;
            let model = segue.import_model(&text, by)?;
            output.answer(&model, |model| render::model::imported(model, &look))
        }
        ModelVerb::Reset => {
            let model = segue.reset_model(by)?;
            output.answer(&model, |model| render::model::reset(model, &look))
        }
    }
}
