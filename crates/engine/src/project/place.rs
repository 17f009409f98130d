//! Where a folder's project begins, read from the disk without starting git: the main work tree of its repository, or
//! the folder itself.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder's project on disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The project's folder.
    pub folder: PathBuf,
    /// The repository's main work tree.
    pub git_root: Option<PathBuf>,
    /// The folder that all its work trees share: `.git`.
    pub git_folder: Option<PathBuf>,
}

/// The place of a path without links. A path that is gone is judged by what is left above it.
pub(super) fn of(path: &Path, home: Option<&Path>) -> Place {
    let path = if path.exists() {
        path.to_owned()
    } else {
        without_claude_worktree(path)
    };
    // A home folder under version control holds a person's settings, not one project.
    // A path of another system (`C:\work` on Linux) says nothing about this one's folders.
    let repository = path
        .is_absolute()
        .then(|| repository(&path))
        .flatten()
        .filter(|(root, _)| Some(root.as_path()) != home || *root == path);
    match repository {
        Some((root, git_folder)) => Place {
            folder: root.clone(),
            git_root: Some(root),
            git_folder: Some(git_folder),
        },
        None => Place {
            folder: path,
            git_root: None,
            git_folder: None,
        },
    }
}

/// `<repository>/.claude/worktrees/<name>` leads to the repository, also when the worktree was removed.
fn without_claude_worktree(path: &Path) -> PathBuf {
    let parts: Vec<_> = path.components().collect();
    let at = parts
        .windows(2)
        .position(|pair| pair[0].as_os_str() == ".claude" && pair[1].as_os_str() == "worktrees");
    match at {
        Some(at) if at > 1 && parts.len() > at + 2 => parts[..at].iter().collect(),
        _ => path.to_owned(),
    }
}

/// The main work tree and the shared git folder of the repository that a path lies in.
fn repository(path: &Path) -> Option<(PathBuf, PathBuf)> {
    path.ancestors().find_map(|folder| {
        let git = folder.join(".git");
        let kind = fs::symlink_metadata(&git).ok()?;
        if kind.is_dir() {
            // A folder of that name is a repository only with a HEAD in it.
            return git
                .join("HEAD")
                .exists()
                .then(|| (folder.to_owned(), git.clone()));
        }
        let named = small_text(&git)?;
        let named = folder.join(named.strip_prefix("gitdir:")?.trim());
        Some(match small_text(&named.join("commondir")) {
            // A worktree: its files are elsewhere, its history is the repository's.
            Some(common) => {
                let common = named.join(common.trim()).canonicalize().ok()?;
                let root = match common.file_name() {
                    Some(name) if name == ".git" => common.parent()?.to_owned(),
                    _ => common.clone(),
                };
                (root, common)
            }
            // A submodule, or a repository with its git folder elsewhere: itself.
            None => (folder.to_owned(), named.canonicalize().ok()?),
        })
    })
}

/// Where a repository is fetched from, without user and password: `origin`, or the first one there is.
pub(super) fn remote(git_folder: &Path) -> Option<String> {
    let config = small_text(&git_folder.join("config"))?;
    let mut section = "";
    let mut found: Option<String> = None;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.starts_with("[remote ")
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "url"
        {
            let url = without_secrets(value.trim());
            if section == "[remote \"origin\"]" {
                return Some(url);
            }
            found.get_or_insert(url);
        }
    }
    found
}

/// `https://user:token@host/path.git` and `git@host:path` name the same thing: `host/path`.
fn without_secrets(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host_begins = rest
        .find('/')
        .map_or(rest, |slash| &rest[..slash])
        .rfind('@')
        .map_or(0, |at| at + 1);
    let plain = rest[host_begins..].trim_end_matches('/');
    let plain = plain.strip_suffix(".git").unwrap_or(plain);
    if url.contains("://") {
        plain.to_owned()
    } else {
        plain.replacen(':', "/", 1)
    }
}

/// Inode and time of birth: they stay when a folder is renamed. `None` where the file system has no birth times, for
/// an inode alone is soon given to another folder.
#[cfg(unix)]
pub(super) fn folder_mark(folder: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let data = fs::metadata(folder).ok()?;
    let born = data.created().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{}:{}:{}", data.dev(), data.ino(), born.as_nanos()))
}

/// Where folders have no inode, the first commit and the remote must do.
#[cfg(not(unix))]
pub(super) fn folder_mark(_folder: &Path) -> Option<String> {
    None
}

/// A small text file of git's.
fn small_text(path: &Path) -> Option<String> {
    let size = fs::metadata(path).ok()?.len();
    (size < 1_000_000).then(|| fs::read_to_string(path).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository_at(folder: &Path) {
        fs::create_dir_all(folder.join(".git")).expect("git folder");
        fs::write(folder.join(".git/HEAD"), "ref: refs/heads/main\n").expect("head");
    }

    #[test]
    fn subfolders_worktrees_and_removed_worktrees_lead_to_the_repository() {
        let temp = tempfile::tempdir().expect("temp");
        let top = temp.path().canonicalize().expect("real");
        let repo = top.join("repo");
        repository_at(&repo);
        fs::create_dir_all(repo.join("src/deep")).expect("dirs");
        let worktree = top.join("elsewhere");
        fs::create_dir_all(&worktree).expect("dir");
        fs::create_dir_all(repo.join(".git/worktrees/elsewhere")).expect("dir");
        fs::write(repo.join(".git/worktrees/elsewhere/commondir"), "../..\n").expect("commondir");
        fs::write(
            worktree.join(".git"),
            format!("gitdir: {}/.git/worktrees/elsewhere\n", repo.display()),
        )
        .expect("pointer");
        for path in [
            repo.clone(),
            repo.join("src/deep"),
            worktree.clone(),
            repo.join(".claude/worktrees/gone/src"),
        ] {
            let place = of(&path, None);
            assert_eq!(place.folder, repo, "{}", path.display());
            assert_eq!(place.git_folder.as_deref(), Some(repo.join(".git").as_path()));
        }
        fs::remove_dir_all(repo.join(".git")).expect("no repository any more");
        assert_eq!(of(&repo.join(".claude/worktrees/gone"), None).folder, repo);
        assert_eq!(of(&repo.join("src"), None).folder, repo.join("src"));
    }

    #[test]
    fn a_home_under_version_control_is_not_everybodys_project() {
        let temp = tempfile::tempdir().expect("temp");
        let home = temp.path().canonicalize().expect("real");
        repository_at(&home);
        fs::create_dir_all(home.join("work")).expect("dir");
        assert_eq!(of(&home.join("work"), Some(&home)).folder, home.join("work"));
        assert_eq!(of(&home, Some(&home)).git_root, Some(home.clone()));
    }

    #[test]
    fn a_path_of_another_system_is_itself() {
        let path = Path::new("somewhere\\else");
        assert_eq!(of(path, None).folder, path);
        assert_eq!(of(path, None).git_root, None);
    }

    #[test]
    fn a_remote_is_named_without_secrets() {
        for (url, plain) in [
            ("https://user:token@example.com/a/b.git", "example.com/a/b"),
            ("https://example.com/a/b/", "example.com/a/b"),
            ("git@example.com:a/b.git", "example.com/a/b"),
            ("ssh://git@example.com/a/b", "example.com/a/b"),
            ("/srv/git/b.git", "/srv/git/b"),
        ] {
            assert_eq!(without_secrets(url), plain);
        }
    }
}
