//! A plan's file as it was named: its text, and what it is written in.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use segue_engine::view::PlanProblem;
use segue_engine::{Code, Problem};
use segue_plan::plans::Format;

/// Texts beyond this are no plans.
const LONGEST: u64 = 4 << 20;

/// What a plan is written in, as it is typed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum FormatName {
    Markdown,
    Toml,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Markdown => Format::Markdown,
            FormatName::Toml => Format::Toml,
        }
    }
}

/// A text that a person named.
pub(crate) struct PlanFile {
    /// As it was typed: `plans/SESSION_3.md`, `-`.
    pub(crate) name: String,
    /// Where it lies; `None` when it came from stdin.
    pub(crate) path: Option<PathBuf>,
    pub(crate) text: String,
    pub(crate) format: Format,
}

/// Reads a file, or stdin for `-`. What it is written in is said by `format`, else by its name.
pub(crate) fn read(file: &Path, format: Option<FormatName>) -> Result<PlanFile, Problem> {
    let name = file.display().to_string();
    let from_stdin = name == "-";
    let mut bytes = Vec::new();
    let read = if from_stdin {
        io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => Problem::new(Code::NotFound, format!("there is no file {name}")),
            _ => Problem::new(Code::Io, format!("{name} cannot be read")).because(error),
        };
        return Err(problem.hint("Name a Markdown or TOML file, or - for stdin."));
    }
    if bytes.len() as u64 > LONGEST {
        return Err(
            Problem::new(Code::BadInput, format!("{name} is longer than 4 MB: no plan is"))
                .hint("Split it into several plans."),
        );
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        Problem::new(
            Code::BadInput,
            format!("{name} is not text: in line {line}, byte {at} is not UTF-8"),
        )
        .hint("Save it as UTF-8.")
    })?;
    let path = if from_stdin { None } else { Some(absolute(file)?) };
    Ok(PlanFile {
        format: format.map_or_else(|| format_of(file), Format::from),
        name,
        path,
        text,
    })
}

fn format_of(file: &Path) -> Format {
    match file.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("toml") => Format::Toml,
        Some(_) | None => Format::Markdown,
    }
}

/// How files of this format end.
pub(super) fn ending(format: Format) -> &'static str {
    match format {
        Format::Markdown => "md",
        Format::Toml => "toml",
    }
}

/// Why a text is no plan, as a problem that names the place.
pub(crate) fn wrong(name: &str, bad: &PlanProblem) -> Problem {
    Problem::new(
        Code::BadInput,
        format!("{name}: line {}, column {}: {}", bad.line, bad.column, bad.what),
    )
    .hint(bad.hint.clone())
}

/// A path as it is from anywhere.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    Ok(present()?.join(path))
}

/// The folder in which the command was typed.
pub(crate) fn present() -> Result<PathBuf, Problem> {
    std::env::current_dir().map_err(|error| {
        Problem::new(Code::Io, "the present folder cannot be found")
            .hint("Name the project with --project.")
            .because(error)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use segue_plan::plans::Format;

    use super::format_of;

    #[test]
    fn a_name_says_what_a_plan_is_written_in() {
        for (name, format) in [
            ("PLAN.md", Format::Markdown),
            ("plan.TOML", Format::Toml),
            ("PLAN", Format::Markdown),
            ("notes.txt", Format::Markdown),
            ("-", Format::Markdown),
        ] {
            assert_eq!(format_of(Path::new(name)), format, "{name}");
        }
    }
}
