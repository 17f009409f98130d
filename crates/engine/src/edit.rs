//! The person's editor: on a file that is theirs, or on a few lines that are kept nowhere.

use std::path::Path;

use crate::files;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::world::World;

/// Opens a file in the person's editor and waits until they are done. `missing` says what to do when no editor is
/// chosen, `failed` what became of the text when it fails.
///
/// # Errors
/// When no editor is chosen, or it fails.
pub(crate) fn in_editor(world: &World, path: &Path, missing: &str, failed: &str) -> Result<(), Problem> {
    let editor = world.places.environment.editor.clone();
    let editor = editor.ok_or_else(|| Problem::new(Code::BadInput, "no editor is chosen").hint(missing))?;
    match segue_agent::run_in_terminal(&editor, path) {
        Ok(Some(0)) => Ok(()),
        Ok(_) => Err(Problem::new(Code::Io, format!("{editor} ended with an error")).hint(failed)),
        Err(error) => Err(Problem::new(Code::Io, format!("{editor} cannot be started")).because(error)),
    }
}

impl Segue {
    /// Lets the person change a text in their editor; the text as they left it.
    ///
    /// # Errors
    /// When no editor is chosen, it fails, or what it wrote is not text.
    pub fn edit_text(&self, text: &str) -> Result<String, Problem> {
        let path = self
            .world
            .places
            .segue
            .join(format!("edit-{}.md", std::process::id()));
        let failed =
            |error| Problem::new(Code::Io, format!("{} cannot be used", path.display())).because(error);
        files::replace(&path, text.as_bytes()).map_err(failed)?;
        let edited = in_editor(
            &self.world,
            &path,
            "Set EDITOR to the program you edit with: EDITOR=nano.",
            "Nothing was changed.",
        )
        .and_then(|()| std::fs::read_to_string(&path).map_err(failed));
        drop(std::fs::remove_file(&path));
        edited
    }
}
