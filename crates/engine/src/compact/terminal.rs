//! A command opens in the person's own terminal.

use std::path::Path;

use segue_agent::{Desk, Run, TerminalError, open_terminal};

use super::identity;
use crate::ask;
use crate::problem::{Code, Problem};
use crate::view::{OpenedTerminal, ResumeCommand};
use crate::world::World;

/// Opens it, and waits until the command has begun.
pub(super) fn open(world: &World, command: &ResumeCommand) -> Result<OpenedTerminal, Problem> {
    let program = ask::program(world)?;
    let cwd = Path::new(&command.cwd);
    if !cwd.is_dir() {
        return Err(Problem::new(
            Code::NotFound,
            format!("the project folder {} is gone", command.cwd),
        )
        .hint("Claude Code opens a session only in its own folder."));
    }
    let environment = command
        .config_dir
        .iter()
        .map(|folder| ("CLAUDE_CONFIG_DIR".to_owned(), folder.clone()))
        .collect::<Vec<_>>();
    let own = &world.places.environment;
    let desk = Desk {
        search_path: own.path.as_deref().unwrap_or(""),
        wanted: own.terminal.as_deref(),
        desktop: own.desktop.as_deref(),
        display: own.display,
        in_tmux: own.in_tmux,
    };
    let id = identity::new_session_id(world.clock.now());
    let run = Run {
        program: &program,
        arguments: &command.arguments,
        cwd,
        environment: &environment,
        name: &format!("segue-{}", &id[..8]),
        scratch: &world.places.segue.join("launch"),
    };
    match open_terminal(&desk, &run) {
        Ok(opened) => Ok(OpenedTerminal {
            terminal: opened.terminal,
            attach: opened.attach,
        }),
        Err(error) => Err(problem(error, command)),
    }
}

/// What to do instead is the same for all of them: run it by hand.
fn problem(error: TerminalError, command: &ResumeCommand) -> Problem {
    let (code, message) = match &error {
        TerminalError::NoneFound => (Code::NotFound, "there is no terminal that Segue knows"),
        TerminalError::TooLong(_)
        | TerminalError::Start { .. }
        | TerminalError::Ended { .. }
        | TerminalError::Silent { .. } => (Code::Io, "the terminal cannot be opened"),
    };
    Problem::new(code, message)
        .hint(format!(
            "Set TERMINAL to one that works, or run it yourself: {}",
            command.line
        ))
        .because(error)
}
