//! The files that jobs are made of.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::TimerError;
use super::job::PREFIX;

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> TimerError {
    let path = path.to_owned();
    move |source| TimerError::File { path, source }
}

/// Whether a file holds exactly this.
pub(super) fn holds(path: &Path, text: &[u8]) -> bool {
    std::fs::read(path).is_ok_and(|found| found == text)
}

/// Writes a file whole: who reads it sees the old one or the new one.
pub(super) fn write(path: &Path, text: &[u8]) -> Result<(), TimerError> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let new = path.with_extension("new");
    let written = std::fs::File::create(&new)
        .and_then(|mut file| file.write_all(text).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&new, path));
    written.map_err(|source| {
        drop(std::fs::remove_file(&new));
        failed(path)(source)
    })
}

/// Writes a script that only its owner may read and run.
pub(super) fn write_program(path: &Path, text: &str) -> Result<(), TimerError> {
    write(path, text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(failed(path))?;
    }
    Ok(())
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), TimerError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Our files with this ending in a folder, by the name of their job.
pub(super) fn ours(folder: &Path, ending: &str) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let name = file.strip_suffix(ending)?;
            name.starts_with(PREFIX).then(|| (name.to_owned(), entry.path()))
        })
        .collect()
}
