//! `segue plan edit`: the text in the person's editor until it is a plan, or kept aside. Nothing that was written is lost.

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use segue_engine::view::PlanDetail;
use segue_engine::{Code, Problem, Segue};

use super::{file, which};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};

/// Which plan, and where its new text comes from.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its number, words of its title, or its file
    plan: String,
    /// Take the text from this file, or from stdin with -, instead of an editor
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// Edits until it can be read, or the person leaves.
pub(super) fn run(
    args: &Args,
    segue: &mut Segue,
    by: &str,
    output: &Output,
    look: &Look,
) -> Result<(), Failure> {
    let before = which::plan(segue, &args.plan)?;
    if let Some(from) = &args.from {
        let text = file::read(from, None)?.text;
        let changed = take_in(segue, &before, &text, &from.display().to_string(), by)?;
        return output.answer(&changed, |plan| render::plans::changed(plan, look));
    }
    let name = format!("plan {}", before.summary.id);
    let ending = file::ending(before.summary.format);
    let mut text = before.text.clone();
    loop {
        text = segue.edit_text_as(&text, ending)?;
        if text == before.text {
            return output.answer(&before, |_| "Nothing was changed.\n".to_owned());
        }
        let problem = match take_in(segue, &before, &text, &name, by) {
            Ok(changed) => return output.answer(&changed, |plan| render::plans::changed(plan, look)),
            Err(problem) => problem,
        };
        if !can_ask(output) {
            return Err(kept(segue, &before, &text, problem)?.into());
        }
        output.problem(&problem);
        if let Some(bad) = segue.check_plan(&text, before.summary.format)?.error {
            output.beside_problem(&render::plans::excerpt(&text, &bad, look))?;
        }
        if !again(output)? {
            return Err(kept(segue, &before, &text, problem)?.into());
        }
    }
}

/// Makes it the plan's text, when it is a plan and nobody else has changed it since.
fn take_in(
    segue: &mut Segue,
    before: &PlanDetail,
    text: &str,
    name: &str,
    by: &str,
) -> Result<PlanDetail, Problem> {
    let summary = &before.summary;
    if let Some(bad) = segue.check_plan(text, summary.format)?.error {
        return Err(file::wrong(name, &bad));
    }
    segue.edit_plan(summary.id, text, summary.version, by)
}

/// The problem, with where the text is kept and how it is taken in later.
fn kept(segue: &Segue, before: &PlanDetail, text: &str, problem: Problem) -> Result<Problem, Problem> {
    let summary = &before.summary;
    let name = format!("plan-{}", summary.id);
    let path = segue.keep_text(&name, file::ending(summary.format), text)?;
    let what = problem
        .hint
        .as_deref()
        .map(|hint| format!("{hint} "))
        .unwrap_or_default();
    let path = path.display();
    let id = summary.id;
    Ok(problem.hint(format!(
        "{what}What you wrote is in {path}: `segue plan edit {id} --from {path}` takes it in."
    )))
}

fn can_ask(output: &Output) -> bool {
    !output.is_json() && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether the editor is opened once more.
fn again(output: &Output) -> Result<bool, Failure> {
    loop {
        output.text("e opens it again, q keeps it aside [e]: ")?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            output.text("\n")?;
            return Ok(false);
        }
        match line.trim() {
            "" | "e" | "edit" => return Ok(true),
            "q" | "quit" | "n" | "no" => return Ok(false),
            other => output.problem(
                &Problem::new(Code::BadInput, format!("\"{other}\" is no answer"))
                    .hint("Type e or q; your text is safe."),
            ),
        }
    }
}
