//! A program in the person's own terminal: which one, and what it is told of this world.

use std::path::Path;

use segue_agent::{Desk, Run, TerminalError, find_terminal, open_terminal};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::settings;
use crate::view::OpenedTerminal;
use crate::world::World;

/// The setting that names it; empty: it is found.
pub(super) const SETTING: &str = "launch.terminal";

/// What is to run in it.
pub(crate) struct Wanted<'a> {
    /// The program, absolute.
    pub program: &'a Path,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Its folder.
    pub cwd: &'a Path,
    /// Variables that are set for it.
    pub environment: &'a [(String, String)],
    /// What is run when it has ended, with its exit code as the last word.
    pub after: &'a [String],
    /// Letters, digits and dashes.
    pub name: &'a str,
    /// How a person runs it.
    pub by_hand: &'a str,
}

/// Opens it, and waits until the program has begun.
pub(crate) fn open(segue: &Segue, wanted: &Wanted<'_>) -> Result<OpenedTerminal, Problem> {
    let chosen = chosen(segue)?;
    // Alacritty sets HOME to what the system's list of users says, whatever it was started with.
    let own = &segue.world.places.environment;
    let home = own.home.iter().filter(|_| cfg!(unix));
    let environment: Vec<(String, String)> = home
        .map(|home| ("HOME".to_owned(), home.to_string_lossy().into_owned()))
        .chain(wanted.environment.iter().cloned())
        .collect();
    let run = Run {
        program: wanted.program,
        arguments: wanted.arguments,
        cwd: wanted.cwd,
        environment: &environment,
        after: wanted.after,
        name: wanted.name,
        scratch: &segue.world.places.segue.join("launch"),
    };
    match open_terminal(&desk(&segue.world, chosen.as_deref()), &run) {
        Ok(opened) => Ok(OpenedTerminal {
            terminal: opened.terminal,
            attach: opened.attach,
        }),
        Err(error) => Err(problem(error, wanted.by_hand)),
    }
}

/// What would stand in the way of opening one, as far as it can be known before.
pub(super) fn check(segue: &Segue) -> Result<(), Problem> {
    let chosen = chosen(segue)?;
    let Some(found) = find_terminal(&desk(&segue.world, chosen.as_deref())) else {
        return Err(Problem::new(Code::NotFound, "there is no terminal that Segue knows").hint(
            "Name one in the setting launch.terminal, install tmux, or let the session run without a terminal.",
        ));
    };
    match chosen {
        Some(chosen) if !names(&chosen, &found) => Err(Problem::new(
            Code::NotFound,
            format!("{chosen}, the terminal you chose, is not there; {found} will open"),
        )
        .hint("Change the setting launch.terminal, or install it.")),
        Some(_) | None => Ok(()),
    }
}

/// Whether what a person chose is what was found: "iterm" is iTerm2, "/opt/kitty/bin/kitty" is kitty, "wt" Windows Terminal.
fn names(chosen: &str, found: &str) -> bool {
    let program = chosen.split_whitespace().next().unwrap_or(chosen);
    let file = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let file = file.trim_end_matches(".exe").to_ascii_lowercase();
    let found = found.to_ascii_lowercase();
    found.starts_with(&file)
        || matches!(
            (file.as_str(), found.as_str()),
            ("wt", "windows terminal") | ("pwsh", "powershell")
        )
}

fn chosen(segue: &Segue) -> Result<Option<String>, Problem> {
    Ok(Some(settings::value(&segue.store, SETTING)?).filter(|name| !name.is_empty()))
}

fn desk<'a>(world: &'a World, chosen: Option<&'a str>) -> Desk<'a> {
    let own = &world.places.environment;
    Desk {
        search_path: own.path.as_deref().unwrap_or(""),
        home: own.home.as_deref(),
        chosen,
        wanted: own.terminal.as_deref(),
        desktop: own.desktop.as_deref(),
        display: own.display,
        in_tmux: own.in_tmux,
    }
}

/// What a `segue` that runs there must know to be in the same world: some terminals hand over to a server that has another
/// environment.
pub(super) fn environment(world: &World) -> Vec<(String, String)> {
    let own = &world.places.environment;
    let mut set = vec![(
        "SEGUE_HOME".to_owned(),
        world.places.segue.to_string_lossy().into_owned(),
    )];
    let others = [
        ("CLAUDE_CONFIG_DIR", &own.claude_config_dir),
        ("SEGUE_NOW", &own.now),
    ];
    for (name, value) in others {
        set.extend(value.iter().map(|value| (name.to_owned(), value.clone())));
    }
    // A Mac's terminal knows more places than an app that the system started; elsewhere it is the other way round.
    if !cfg!(target_os = "macos") {
        set.extend(own.path.iter().map(|path| ("PATH".to_owned(), path.clone())));
    }
    set
}

/// What to do instead is the same for all of them: run it by hand.
fn problem(error: TerminalError, by_hand: &str) -> Problem {
    let (code, message) = match &error {
        TerminalError::NoneFound => (Code::NotFound, "there is no terminal that Segue knows"),
        TerminalError::TooLong(_)
        | TerminalError::Start { .. }
        | TerminalError::Ended { .. }
        | TerminalError::Silent { .. } => (Code::Io, "the terminal cannot be opened"),
    };
    Problem::new(code, message)
        .hint(format!(
            "Set TERMINAL or launch.terminal to one that works, or run it yourself: {by_hand}"
        ))
        .because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_known_by_its_program_or_its_name() {
        for (chosen, found, is) in [
            ("kitty", "kitty", true),
            ("/opt/kitty/bin/kitty --single", "kitty", true),
            ("iterm", "iTerm2", true),
            ("wt.exe", "Windows Terminal", true),
            ("pwsh", "PowerShell", true),
            ("foot", "xterm", false),
        ] {
            assert_eq!(names(chosen, found), is, "{chosen}");
        }
    }
}
