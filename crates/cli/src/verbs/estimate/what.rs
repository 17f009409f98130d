//! What is to be estimated: a plan that was imported, a plan's text, or a sentence.
//!
//! One rule, in this order: a number is a plan's; `-` is a text on stdin; a file that is there is a plan's file; what
//! looks like a path and is not there is a mistake; the title of a plan is that plan; everything else is a sentence.

use std::path::{Path, PathBuf};

use segue_engine::{Code, PlanRef, Problem, Segue};
use segue_plan::plans::Format;

use crate::verbs::plan::file::{self, FormatName};

/// What was typed, understood.
pub(crate) enum What {
    /// A plan that was imported.
    Plan(i64),
    /// A plan's text that was not; its file as it was typed.
    Text {
        name: String,
        path: Option<PathBuf>,
        text: String,
        format: Format,
    },
    /// Words.
    Sentence(String),
}

/// Decides by the rule above.
pub(crate) fn what(words: &[String], format: Option<FormatName>, segue: &mut Segue) -> Result<What, Problem> {
    let text = words.join(" ");
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::new(Code::BadInput, "there is nothing to estimate")
            .hint("Name a plan, a file, or say in a sentence what is to be done: `segue estimate \"fix the login test\"`."));
    }
    if let Ok(number) = text.parse::<i64>() {
        let plan = segue.plan(PlanRef::Id(number))?;
        return Ok(What::Plan(plan.summary.id));
    }
    let path = Path::new(text);
    if text == "-" || path.is_file() {
        return of_file(path, format, segue);
    }
    if looks_like_a_file(text) {
        return Err(
            Problem::new(Code::NotFound, format!("there is no file {text}")).hint(
                "Name a plan's file, a plan (`segue plan list`), or say in a sentence what is to be done.",
            ),
        );
    }
    let titled = segue
        .plans(false)?
        .into_iter()
        .find(|plan| plan.title.to_lowercase() == text.to_lowercase());
    Ok(match titled {
        Some(plan) => What::Plan(plan.id),
        None => What::Sentence(text.to_owned()),
    })
}

/// An imported plan whose file it is and still says the same; else the text as it is now, which is not taken in.
fn of_file(path: &Path, format: Option<FormatName>, segue: &mut Segue) -> Result<What, Problem> {
    let read = file::read(path, format)?;
    if let Some(bad) = segue.check_plan(&read.text, read.format)?.error {
        return Err(file::wrong(&read.name, &bad));
    }
    if let Some(path) = &read.path
        && let Ok(plan) = segue.plan(PlanRef::Named(&path.to_string_lossy()))
        && plan.text == read.text
    {
        return Ok(What::Plan(plan.summary.id));
    }
    Ok(What::Text {
        name: read.name,
        path: read.path,
        text: read.text,
        format: read.format,
    })
}

/// One word with a folder in it or a plan's ending: nobody says that in a sentence.
fn looks_like_a_file(text: &str) -> bool {
    let one_word = !text.contains(char::is_whitespace);
    let ending = Path::new(text)
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_lowercase();
    let plans = matches!(ending.as_str(), "md" | "markdown" | "toml");
    one_word && (plans || text.starts_with(['/', '.', '~']) || text.contains(std::path::MAIN_SEPARATOR))
}

#[cfg(test)]
mod tests {
    use super::looks_like_a_file;

    #[test]
    fn a_path_is_told_from_words() {
        for path in [
            "PLAN.md",
            "plans/three",
            "./x",
            "../y.toml",
            "/tmp/PLAN",
            "~/PLAN",
        ] {
            assert!(looks_like_a_file(path), "{path}");
        }
        for words in [
            "refactor",
            "fix login.rs",
            "speed/size of the parser",
            "list the users",
            "v2.0",
        ] {
            assert!(!looks_like_a_file(words), "{words}");
        }
    }
}
