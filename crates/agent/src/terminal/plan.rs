//! Which terminal is opened, with which arguments. Pure: what was found on this machine comes in, a plan goes out.

use std::path::{Path, PathBuf};

use super::kinds::{KINDS, OF_DESKTOP, Takes, takes};
use super::{Desk, Run};

/// Whose ways of opening a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    /// Linux and other free systems.
    Linux,
    /// macOS: a script that Terminal opens. Not yet run there.
    Mac,
    /// Windows: Windows Terminal, or a console of its own. Not yet run there.
    Windows,
}

/// The one we run on.
pub(super) const fn here() -> Platform {
    if cfg!(target_os = "macos") {
        Platform::Mac
    } else if cfg!(windows) {
        Platform::Windows
    } else {
        Platform::Linux
    }
}

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    /// What a person calls it.
    pub(super) terminal: String,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    /// How to see it, where no window opens.
    pub(super) attach: Option<String>,
    /// A script that is written first: where, and its text.
    pub(super) script: Option<(PathBuf, String)>,
    /// What runs in it removes the marker when it begins.
    pub(super) tells: bool,
}

/// Runs in the terminal: tells that it began, goes to the folder, forgets that a Claude Code may have started us, runs
/// the program, and keeps the window open when it failed. Everything of ours comes as arguments.
const RUNNER: &str = r#"rm -f -- "$1"; cd -- "$2" || exit 1; shift 2
unset CLAUDECODE CLAUDE_CODE_ENTRYPOINT CLAUDE_CODE_SESSION_ID CLAUDE_CODE_SSE_PORT
"$@"; code=$?
[ "$code" = 0 ] || { printf '\nIt ended with exit code %s. Press Enter to close.\n' "$code"; read -r line; }"#;

/// Where a program is, if it is there.
pub(super) type Found<'f> = &'f dyn Fn(&str) -> Option<PathBuf>;

/// The plan; `None` when there is no terminal that we know.
pub(super) fn plan(
    platform: Platform,
    desk: &Desk<'_>,
    run: &Run<'_>,
    marker: &Path,
    found: Found<'_>,
) -> Option<Planned> {
    match platform {
        Platform::Linux => linux(desk, run, marker, found),
        Platform::Mac => Some(mac(run, marker)),
        Platform::Windows => Some(windows(run, found)),
    }
}

fn linux(desk: &Desk<'_>, run: &Run<'_>, marker: &Path, found: Found<'_>) -> Option<Planned> {
    let inner = inner(run, marker);
    let window = desk.display.then(|| window(desk, &inner, found)).flatten();
    window.or_else(|| tmux(desk, run, inner, found))
}

/// What runs in the terminal, word by word.
fn inner(run: &Run<'_>, marker: &Path) -> Vec<String> {
    let mut words = ["/bin/sh", "-c", RUNNER, "segue"].map(str::to_owned).to_vec();
    words.extend([text(marker), text(run.cwd)]);
    if !run.environment.is_empty() {
        words.push("env".to_owned());
        words.extend(
            run.environment
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
    }
    words.push(text(run.program));
    words.extend(run.arguments.iter().cloned());
    words
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The person's choice, the desktop's, the system's, then whatever there is.
fn window(desk: &Desk<'_>, inner: &[String], found: Found<'_>) -> Option<Planned> {
    let wanted = desk.wanted.and_then(|wanted| wanted.split_whitespace().next());
    let of_desktop = OF_DESKTOP
        .iter()
        .filter(|(word, _)| {
            desk.desktop
                .is_some_and(|desktop| desktop.split(':').any(|part| part.eq_ignore_ascii_case(word)))
        })
        .flat_map(|(_, programs)| programs.iter().copied());
    let (systems, others) = KINDS.split_at(1);
    let names = wanted
        .into_iter()
        .chain(systems.iter().map(|kind| kind.program))
        .chain(of_desktop)
        .chain(others.iter().map(|kind| kind.program));
    for name in names {
        let Some(program) = found(name) else { continue };
        let terminal = name.rsplit('/').next().unwrap_or(name).to_owned();
        let arguments = match takes(&terminal) {
            Takes::Words(before) => before
                .iter()
                .map(|word| (*word).to_owned())
                .chain(inner.iter().cloned())
                .collect(),
            Takes::OneText(before) => vec![before.to_owned(), as_text(inner)],
        };
        return Some(Planned {
            terminal,
            program,
            arguments,
            attach: None,
            script: None,
            tells: true,
        });
    }
    None
}

/// Without a display: a window of the tmux we are in, or a session to attach to. Several words are run as they are.
fn tmux(desk: &Desk<'_>, run: &Run<'_>, inner: Vec<String>, found: Found<'_>) -> Option<Planned> {
    let program = found("tmux")?;
    let (begin, attach) = if desk.in_tmux {
        (vec!["new-window".to_owned(), "-n".to_owned()], None)
    } else {
        let begin = ["new-session", "-d", "-s"].map(str::to_owned).to_vec();
        (begin, Some(format!("tmux attach -t {}", run.name)))
    };
    Some(Planned {
        terminal: "tmux".to_owned(),
        program,
        arguments: begin
            .into_iter()
            .chain([run.name.to_owned(), "--".to_owned()])
            .chain(inner)
            .collect(),
        attach,
        script: None,
        tells: true,
    })
}

fn mac(run: &Run<'_>, marker: &Path) -> Planned {
    let script = run.scratch.join(format!("{}.command", run.name));
    let body = format!(
        "#!/bin/sh\nrm -f -- {}\nexec {}\n",
        quoted(&text(&script)),
        as_text(&inner(run, marker))
    );
    Planned {
        terminal: "Terminal".to_owned(),
        program: PathBuf::from("/usr/bin/open"),
        arguments: vec!["-a".to_owned(), "Terminal".to_owned(), text(&script)],
        attach: None,
        script: Some((script, body)),
        tells: true,
    }
}

fn windows(run: &Run<'_>, found: Found<'_>) -> Planned {
    let words = std::iter::once(text(run.program)).chain(run.arguments.iter().cloned());
    match found("wt") {
        Some(program) => Planned {
            terminal: "Windows Terminal".to_owned(),
            program,
            // A semicolon would begin another command of Windows Terminal's.
            arguments: ["-w", "0", "nt", "-d"]
                .map(str::to_owned)
                .into_iter()
                .chain([text(run.cwd)])
                .chain(words.map(|word| word.replace(';', r"\;")))
                .collect(),
            attach: None,
            script: None,
            tells: false,
        },
        None => Planned {
            terminal: "a console".to_owned(),
            program: PathBuf::from("conhost.exe"),
            arguments: words.collect(),
            attach: None,
            script: None,
            tells: false,
        },
    }
}

/// Words as one text that a POSIX shell takes apart into the same words.
fn as_text(words: &[String]) -> String {
    words
        .iter()
        .map(|word| quoted(word))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests;
