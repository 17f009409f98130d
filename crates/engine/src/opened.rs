//! Opens a file of the person's in the program they read such files with, as a double click would.

use std::path::Path;

use segue_agent::{Start, find_program, start_detached};

use crate::problem::{Code, Problem};
use crate::world::World;

/// What opens a file on this system.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// Opens it. The program is the desktop's choice, and nobody waits for it.
///
/// # Errors
/// When the file is gone, or this system has nothing that opens files.
pub fn open_file(world: &World, path: &Path) -> Result<(), Problem> {
    if !path.is_file() {
        return Err(Problem::new(
            Code::NotFound,
            format!("{} is not there any more", path.display()),
        )
        .hint("It was moved or deleted. Segue does not write it again."));
    }
    let by_hand = format!("Open it by hand: {}", path.display());
    let search_path = world.places.environment.path.as_deref().unwrap_or("");
    let program = find_program(OPENER, search_path).ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            format!("{OPENER}, which opens files, was not found"),
        )
        .hint(by_hand.clone())
    })?;
    let start = Start {
        program: &program,
        args: &[&path.to_string_lossy()],
        cwd: None,
        env: &[],
    };
    start_detached(&start).map_err(|error| {
        Problem::new(Code::Io, format!("{OPENER} could not be started"))
            .hint(by_hand)
            .because(error)
    })
}
