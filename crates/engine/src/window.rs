//! Opening the window from outside the app: a click on a notification that the app did not show.

use std::path::PathBuf;

use segue_agent::{Start, find_program, start_detached};

use crate::problem::{Code, Problem};
use crate::world::World;

/// The app's program.
const APP: &str = if cfg!(windows) {
    "segue-desktop.exe"
} else {
    "segue-desktop"
};

/// Opens the app's window at a view. An app that runs already shows it there.
///
/// # Errors
/// When the app is not beside this program nor on the `PATH`, or cannot be started.
pub fn open_window(world: &World, view: &str) -> Result<(), Problem> {
    let environment = &world.places.environment;
    let beside: Option<PathBuf> = environment
        .program
        .as_ref()
        .map(|own| own.with_file_name(APP))
        .filter(|path| path.is_file());
    let on_path = || find_program("segue-desktop", environment.path.as_deref().unwrap_or(""));
    let program = beside
        .or_else(on_path)
        .ok_or_else(|| Problem::new(Code::NotFound, "the Segue app was not found"))?;
    let start = Start {
        program: &program,
        args: &["--view", view],
        cwd: None,
        env: &[],
    };
    start_detached(&start)
        .map_err(|error| Problem::new(Code::Io, "the Segue app could not be started").because(error))
}
