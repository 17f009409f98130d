//! A verified fork moves to where Claude Code finds it: whole, private, and older than its original.

use std::fs::{self, File, FileTimes};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::staging;

/// `claude --continue` takes the newest transcript: a fork that nobody asked to go on with must not be it.
const OLDER_BY: Duration = Duration::from_secs(1);

/// The name a copy has while it comes from another file system; Claude Code reads `*.jsonl` only.
pub(super) fn half(target: &Path) -> PathBuf {
    target.with_extension("jsonl.segue-half")
}

/// Moves a fork beside its original.
pub(super) fn offer(staged: &Path, target: &Path, original: &Path) -> io::Result<()> {
    if target.exists() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    let modified = original.metadata()?.modified()?;
    let times = FileTimes::new().set_modified(modified.checked_sub(OLDER_BY).unwrap_or(modified));
    File::options().write(true).open(staged)?.set_times(times)?;
    match fs::rename(staged, target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let copied = copy(staged, target, times);
            if copied.is_err() {
                staging::remove(&half(target));
            }
            copied?;
            staging::remove(staged);
        }
        moved => moved?,
    }
    match target.parent() {
        Some(folder) => staging::sync_folder(folder),
        None => Ok(()),
    }
}

/// The way of a rename where there is none: copy beside the target, make it last, rename.
fn copy(staged: &Path, target: &Path, times: FileTimes) -> io::Result<()> {
    let half = half(target);
    let mut out = staging::new_private_file(&half)?;
    io::copy(&mut File::open(staged)?, &mut out)?;
    out.set_times(times)?;
    out.sync_all()?;
    fs::rename(&half, target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offered_fork_is_older_than_its_original_and_replaces_nothing() {
        let temp = tempfile::tempdir().expect("temp");
        let (staged, original, target) = (
            temp.path().join("staged"),
            temp.path().join("old.jsonl"),
            temp.path().join("new.jsonl"),
        );
        fs::write(&staged, "fork").expect("write");
        fs::write(&original, "original").expect("write");
        offer(&staged, &target, &original).expect("offer");
        let time = |path: &Path| path.metadata().expect("there").modified().expect("time");
        assert_eq!(
            time(&original).duration_since(time(&target)).expect("older"),
            OLDER_BY
        );
        assert!(!staged.exists());
        fs::write(&staged, "another").expect("write");
        let error = offer(&staged, &target, &original).expect_err("it is there");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).expect("read"), "fork");
    }

    #[cfg(unix)]
    #[test]
    fn a_copy_from_another_file_system_is_whole_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().expect("temp");
        let (staged, target) = (temp.path().join("staged"), temp.path().join("new.jsonl"));
        fs::write(&staged, "fork").expect("write");
        copy(&staged, &target, FileTimes::new()).expect("copy");
        assert_eq!(fs::read_to_string(&target).expect("read"), "fork");
        let mode = target.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!half(&target).exists());
    }
}
