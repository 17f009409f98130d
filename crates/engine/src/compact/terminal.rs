//! A command opens in the person's own terminal.

use std::path::Path;

use super::identity;
use crate::ask;
use crate::launch::{Wanted, name, open_place};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{OpenedTerminal, ResumeCommand};

/// Opens it, and waits until the command has begun.
pub(super) fn open(segue: &Segue, command: &ResumeCommand) -> Result<OpenedTerminal, Problem> {
    let program = ask::program(&segue.world)?;
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
    open_place(
        segue,
        &Wanted {
            program: &program,
            arguments: &command.arguments,
            cwd,
            environment: &environment,
            after: &[],
            name: &name(&identity::new_session_id(segue.world.clock.now())),
            by_hand: &command.line,
        },
    )
}
