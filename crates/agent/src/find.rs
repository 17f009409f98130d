//! Finds a program as a shell would.

use std::path::{Path, PathBuf};

/// The first file of that name in a search path that can be run. `name` may be a path of its own.
pub fn find_program(name: &str, search_path: &str) -> Option<PathBuf> {
    if name.contains(std::path::MAIN_SEPARATOR) {
        return Some(PathBuf::from(name)).filter(|path| is_program(path));
    }
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ""]
    } else {
        &[""]
    };
    let separator = if cfg!(windows) { ';' } else { ':' };
    search_path
        .split(separator)
        .filter(|folder| !folder.is_empty())
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| Path::new(folder).join(format!("{name}{ending}")))
        })
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_run_is_found() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().expect("temp");
        let (plain, program) = (temp.path().join("a"), temp.path().join("b"));
        std::fs::create_dir_all(&plain).expect("dir");
        std::fs::create_dir_all(&program).expect("dir");
        std::fs::write(plain.join("claude"), "text").expect("write");
        std::fs::write(program.join("claude"), "#!/bin/sh").expect("write");
        std::fs::set_permissions(program.join("claude"), std::fs::Permissions::from_mode(0o755))
            .expect("mode");
        let path = format!("{}:{}", plain.display(), program.display());
        assert_eq!(find_program("claude", &path), Some(program.join("claude")));
        assert_eq!(find_program("no-such-program", &path), None);
    }
}
