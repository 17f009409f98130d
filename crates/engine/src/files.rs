//! Files that people or Claude read: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Puts `bytes` in the place of a file: written beside it, flushed to the disk, then renamed. Whoever reads sees the old
/// file or the new one. A new file is for the owner alone, an old one keeps its mode; the folder is made when it is missing.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    make_folder(folder)?;
    let beside = beside(path);
    let written = write_new(&beside, path, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What is half written is of no use to anyone.
        drop(fs::remove_file(&beside));
        return written;
    }
    // The rename is safe when the folder is; a file system that cannot flush folders has done what it can.
    if let Ok(folder) = File::open(folder) {
        drop(folder.sync_all());
    }
    Ok(())
}

/// A name that nobody else writes to at the same time, in this process or another.
fn beside(path: &Path) -> PathBuf {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let write = WRITES.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{write}.tmp", std::process::id()));
    path.with_file_name(name)
}

fn write_new(beside: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    if let Ok(old) = path.metadata() {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let temp = tempfile::tempdir().expect("temp");
        let path = temp.path().join("new").join("file.md");
        replace(&path, b"one").expect("write");
        replace(&path, b"two").expect("write");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).expect("metadata").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(
            fs::read_dir(path.parent().expect("folder"))
                .expect("list")
                .count(),
            1
        );
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let temp = tempfile::tempdir().expect("temp");
        fs::write(temp.path().join("taken"), b"x").expect("write");
        assert!(replace(&temp.path().join("taken").join("file.md"), b"one").is_err());
        // A folder in the place of the file.
        let path = temp.path().join("folder");
        fs::create_dir_all(path.join("full")).expect("folder");
        assert!(replace(&path, b"one").is_err());
        assert_eq!(fs::read_dir(temp.path()).expect("list").count(), 2);
    }
}
