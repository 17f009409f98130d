//! The person's editor: on a file that is theirs, or on a few lines that are kept nowhere.

use std::path::{Path, PathBuf};

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
        self.edit_text_as(text, "md")
    }

    /// The same with another ending of the file's name, by which editors know what a text is: `toml`. What was written
    /// before an editor failed is kept beside the database, and the hint says where.
    ///
    /// # Errors
    /// As [`Segue::edit_text`].
    pub fn edit_text_as(&self, text: &str, ending: &str) -> Result<String, Problem> {
        let path = self.own_file(&format!("edit-{}", std::process::id()), ending);
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
        match edited {
            Err(problem) if std::fs::read(&path).is_ok_and(|left| left != text.as_bytes()) => {
                Err(problem.hint(format!("What you wrote is in {}.", path.display())))
            }
            edited => {
                drop(std::fs::remove_file(&path));
                edited
            }
        }
    }

    /// Keeps what a person wrote, when nothing else can be done with it yet; where it lies. A new file each time.
    ///
    /// # Errors
    /// When Segue's folder cannot be written.
    pub fn keep_text(&self, name: &str, ending: &str, text: &str) -> Result<PathBuf, Problem> {
        let mut path = self.own_file(name, ending);
        for number in 2_u32.. {
            if !path.exists() {
                break;
            }
            path = self.own_file(&format!("{name}-{number}"), ending);
        }
        files::replace(&path, text.as_bytes()).map_err(|error| unwritten(&path, error))?;
        Ok(path)
    }

    /// Writes a text to a file that a person named; one that is there already and says something else is left alone.
    ///
    /// # Errors
    /// When it is there, or cannot be written.
    pub fn write_new_file(&self, path: &Path, text: &str) -> Result<(), Problem> {
        match std::fs::read(path) {
            Ok(there) if there == text.as_bytes() => return Ok(()),
            Ok(_) => {
                return Err(Problem::new(
                    Code::BadInput,
                    format!("{} is there already, and says something else", path.display()),
                )
                .hint("Move it away, or name another file: nothing is overwritten."));
            }
            Err(_) => {}
        }
        files::replace(path, text.as_bytes()).map_err(|error| unwritten(path, error))
    }

    fn own_file(&self, name: &str, ending: &str) -> PathBuf {
        self.world.places.segue.join(format!("{name}.{ending}"))
    }
}

fn unwritten(path: &Path, error: std::io::Error) -> Problem {
    Problem::new(Code::Io, format!("{} cannot be written", path.display()))
        .hint("Is there room on the disk, and may you write there?")
        .because(error)
}
