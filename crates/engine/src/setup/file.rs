//! Files of the person's: read whole, replaced whole (a temporary file beside it, flushed, renamed), links followed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::problem::{Code, Problem};

/// A settings file as it is now.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// As Claude Code names it.
    pub(super) path: PathBuf,
    /// Where it really is: many people keep theirs elsewhere and link it.
    real: PathBuf,
    /// Its text; `None` when there is no such file.
    pub(super) text: Option<String>,
}

impl Settings {
    /// Reads it.
    ///
    /// # Errors
    /// When it is there and cannot be read, is no UTF-8, or is a link that leads nowhere.
    pub(super) fn read(path: &Path) -> Result<Settings, Problem> {
        let is_link = path.symlink_metadata().is_ok_and(|data| data.is_symlink());
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(_) if is_link => {
                return Err(Problem::new(
                    Code::Io,
                    format!("{} is a link to a file that is not there", path.display()),
                )
                .hint("Make the file, or take the link away; nothing was changed."));
            }
            Err(_) => path.to_owned(),
        };
        let text = match fs::read(&real) {
            Ok(bytes) => Some(String::from_utf8(bytes).map_err(|error| {
                Problem::new(Code::BadInput, format!("{} is not UTF-8 text", path.display()))
                    .hint("Save it as UTF-8; nothing was changed.")
                    .because(error)
            })?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(path, error)),
        };
        Ok(Settings {
            path: path.to_owned(),
            real,
            text,
        })
    }

    /// Its text; an absent file has none.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// Puts a text in its place; `None` takes the file away. Refuses when somebody has changed it since it was read.
    ///
    /// # Errors
    /// When it cannot be written, or is not as it was.
    pub(super) fn write(&self, text: Option<&str>) -> Result<(), Problem> {
        if text == self.text.as_deref() {
            return Ok(());
        }
        if Settings::read(&self.path)?.text != self.text {
            return Err(Problem::new(
                Code::Busy,
                format!("{} was changed by somebody else just now", self.path.display()),
            )
            .hint("Run the command again; their change stands."));
        }
        match text {
            Some(text) => replace(&self.real, text.as_bytes()),
            None => fs::remove_file(&self.real).map_err(|error| unwritable(&self.real, error)),
        }
    }
}

/// Replaces a file whole: the old text or the new one, whatever happens between. A new file is private, an old one
/// keeps its mode.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    files::replace(path, bytes).map_err(|error| unwritable(path, error))
}

pub(super) fn unreadable(path: &Path, error: io::Error) -> Problem {
    Problem::new(Code::Io, format!("{} cannot be read", path.display()))
        .hint("Check its owner and permissions; nothing was changed.")
        .because(error)
}

pub(super) fn unwritable(path: &Path, error: io::Error) -> Problem {
    Problem::new(Code::Io, format!("{} cannot be written", path.display()))
        .hint("Check that the folder is yours and the disk is not full; the file is as it was.")
        .because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_with_its_text_or_not_at_all() {
        let temp = tempfile::tempdir().expect("temp");
        let path = temp.path().join("settings.json");
        let absent = Settings::read(&path).expect("read");
        assert_eq!((absent.text.clone(), absent.text()), (None, ""));
        absent.write(Some("{}")).expect("write");
        let there = Settings::read(&path).expect("read");
        assert_eq!(there.text(), "{}");
        there.write(None).expect("remove");
        assert!(!path.exists());
        assert_eq!(
            fs::read_dir(temp.path()).expect("list").count(),
            0,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_change_that_came_between_is_not_overwritten() {
        let temp = tempfile::tempdir().expect("temp");
        let path = temp.path().join("settings.json");
        fs::write(&path, "mine").expect("write");
        let seen = Settings::read(&path).expect("read");
        fs::write(&path, "theirs").expect("write");
        let problem = seen.write(Some("ours")).expect_err("must refuse");
        assert_eq!((problem.code, problem.hint.is_some()), (Code::Busy, true));
        assert_eq!(fs::read_to_string(&path).expect("read"), "theirs");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_modes_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let temp = tempfile::tempdir().expect("temp");
        let (link, real) = (temp.path().join("settings.json"), temp.path().join("dotfile"));
        symlink(&real, &link).expect("link");
        assert!(Settings::read(&link).is_err(), "it leads nowhere yet");
        fs::write(&real, "old").expect("write");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("mode");
        Settings::read(&link)
            .expect("read")
            .write(Some("new"))
            .expect("write");
        assert!(link.symlink_metadata().expect("there").is_symlink());
        assert_eq!(fs::read_to_string(&real).expect("read"), "new");
        assert_eq!(
            real.metadata().expect("there").permissions().mode() & 0o777,
            0o640
        );
    }
}
