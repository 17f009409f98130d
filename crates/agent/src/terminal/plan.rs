//! Which terminal is opened, with which arguments. Pure: what was found on this machine comes in, a plan goes out.

use std::path::{Path, PathBuf};

use super::kinds::{APPLICATIONS, Application, KINDS, OF_DESKTOP, OF_WINDOWS, Takes, takes};
use super::{Desk, Run};

/// Whose ways of opening a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    /// Linux and other free systems.
    Linux,
    /// macOS: a script that an application opens or runs. Not yet run there.
    Mac,
    /// Windows: Windows Terminal, or a console with PowerShell. Not yet run there.
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
/// the program, says how it ended where somebody wants to know, and keeps the window open when it failed. Everything of
/// ours comes as arguments. Ctrl-C is for the program alone.
const RUNNER: &str = r#"rm -f -- "$1"; cd -- "$2" || exit 1; after=$3; shift 3; trap : INT
unset CLAUDECODE CLAUDE_CODE_ENTRYPOINT CLAUDE_CODE_SESSION_ID CLAUDE_CODE_SSE_PORT
"$@"; code=$?
[ -z "$after" ] || eval "$after $code" </dev/null >/dev/null 2>&1
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
        Platform::Mac => mac(desk, run, marker, found),
        Platform::Windows => Some(windows(desk, run, found)),
    }
}

fn linux(desk: &Desk<'_>, run: &Run<'_>, marker: &Path, found: Found<'_>) -> Option<Planned> {
    let inner = inner(run, marker);
    let window_wanted = desk.display && desk.chosen != Some("tmux");
    let window = window_wanted.then(|| window(desk, &inner, found)).flatten();
    window.or_else(|| tmux(desk, run, inner, found))
}

/// What runs in the terminal, word by word.
fn inner(run: &Run<'_>, marker: &Path) -> Vec<String> {
    let mut words = ["/bin/sh", "-c", RUNNER, "segue"].map(str::to_owned).to_vec();
    words.extend([text(marker), text(run.cwd)]);
    let mut set = Vec::new();
    if !run.environment.is_empty() {
        set.push("env".to_owned());
        set.extend(
            run.environment
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
    }
    words.push(match run.after {
        [] => String::new(),
        after => as_text(&[set.as_slice(), after].concat()),
    });
    words.extend(set);
    words.push(text(run.program));
    words.extend(run.arguments.iter().cloned());
    words
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The person's choice in Segue, then the one in the environment, the system's, the desktop's, then whatever there is.
fn window(desk: &Desk<'_>, inner: &[String], found: Found<'_>) -> Option<Planned> {
    let wanted = [desk.chosen, desk.wanted].map(|text| text?.split_whitespace().next());
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
        .flatten()
        .chain(systems.iter().map(|kind| kind.program))
        .chain(of_desktop)
        .chain(others.iter().map(|kind| kind.program));
    for name in names.filter(|name| *name != "tmux") {
        let Some(program) = found(name) else { continue };
        let terminal = name.rsplit('/').next().unwrap_or(name).to_owned();
        let arguments = match takes(&terminal) {
            Takes::Words(before) => before
                .iter()
                .map(|word| (*word).to_owned())
                .chain(inner.iter().cloned())
                .collect(),
            Takes::OneText(before) => vec![before.to_owned(), as_text(inner)],
            Takes::Document => continue,
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

/// The application that was chosen, else the first that is there.
fn mac(desk: &Desk<'_>, run: &Run<'_>, marker: &Path, found: Found<'_>) -> Option<Planned> {
    let wants = |application: &&Application| {
        desk.chosen.is_some_and(|chosen| {
            let bundle = application.bundle.trim_end_matches(".app");
            chosen.eq_ignore_ascii_case(application.name) || chosen.eq_ignore_ascii_case(bundle)
        })
    };
    let chosen = APPLICATIONS.iter().filter(wants);
    let mut there = chosen
        .chain(APPLICATIONS)
        .filter(|one| found(one.bundle).is_some());
    let application = there.next()?;
    let script = run.scratch.join(format!("{}.command", run.name));
    let body = format!(
        "#!/bin/sh\nrm -f -- {}\nexec {}\n",
        quoted(&text(&script)),
        as_text(&inner(run, marker))
    );
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut arguments = match application.takes {
        Takes::Document => words(&["-a", application.bundle]),
        Takes::Words(before) => [words(&["-na", application.bundle, "--args"]), words(before)].concat(),
        Takes::OneText(before) => words(&["-na", application.bundle, "--args", before]),
    };
    arguments.push(text(&script));
    Some(Planned {
        terminal: application.name.to_owned(),
        program: PathBuf::from("/usr/bin/open"),
        arguments,
        attach: None,
        script: Some((script, body)),
        tells: true,
    })
}

/// What runs there is small words (a program of ours and numbers): nothing that a console could read otherwise.
fn windows(desk: &Desk<'_>, run: &Run<'_>, found: Found<'_>) -> Planned {
    let words = std::iter::once(text(run.program)).chain(run.arguments.iter().cloned());
    let chosen = desk.chosen.map(|chosen| chosen.trim_end_matches(".exe"));
    let names = chosen
        .into_iter()
        .filter(|chosen| OF_WINDOWS.contains(chosen))
        .chain(OF_WINDOWS.iter().copied());
    let there = names.filter_map(|name| Some((name, found(name)?))).next();
    let planned = |terminal: &str, program: PathBuf, arguments: Vec<String>| Planned {
        terminal: terminal.to_owned(),
        program,
        arguments,
        attach: None,
        script: None,
        tells: false,
    };
    match there {
        // A semicolon would begin another command of Windows Terminal's.
        Some(("wt", program)) => {
            let begin = ["-w", "0", "nt", "-d"].map(str::to_owned).into_iter();
            let arguments = begin.chain([text(run.cwd)]).chain(words);
            let escaped = arguments.map(|word| word.replace(';', r"\;")).collect();
            planned("Windows Terminal", program, escaped)
        }
        Some((_, program)) => {
            let mut arguments = vec![text(&program)];
            arguments.extend(["-NoLogo", "-NoExit", "-Command"].map(str::to_owned));
            arguments.push(as_powershell(run, words));
            planned("PowerShell", PathBuf::from("conhost.exe"), arguments)
        }
        None => planned("a console", PathBuf::from("conhost.exe"), words.collect()),
    }
}

/// Words as one command of PowerShell's, in the folder and with the variables.
fn as_powershell(run: &Run<'_>, words: impl Iterator<Item = String>) -> String {
    let quoted = |word: &str| format!("'{}'", word.replace('\'', "''"));
    let mut command = format!("Set-Location -LiteralPath {}; ", quoted(&text(run.cwd)));
    for (name, value) in run.environment {
        command.push_str(&format!("$env:{name}={}; ", quoted(value)));
    }
    let words: Vec<String> = words.map(|word| quoted(&word)).collect();
    command + "& " + &words.join(" ")
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
