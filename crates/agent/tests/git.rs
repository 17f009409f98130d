//! Git repositories of every kind, read through the real program.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use segue_agent::{Change, Git, GitError};

const LIMIT: Duration = Duration::from_secs(20);

/// The system's git, or `None` where there is none: nothing to test then.
fn program() -> Option<PathBuf> {
    segue_agent::find_program("git", "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin")
}

fn git(program: &Path, folder: &Path) -> Git<'static> {
    Git {
        program: Box::leak(Box::new(program.to_owned())),
        folder: Box::leak(Box::new(folder.to_owned())),
        limit: LIMIT,
    }
}

fn shell(folder: &Path, script: &str) {
    let quoted = folder.display();
    let line = format!(
        "cd '{quoted}' && export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
         GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b && set -e && {{ {script}\n}} >/dev/null 2>&1; echo $?"
    );
    let printed = segue_agent::run_shell(&line, b"", LIMIT).unwrap();
    assert_eq!(String::from_utf8_lossy(&printed).trim(), "0", "{script}");
}

#[test]
fn a_repository_tells_its_branch_its_commits_and_its_changes() {
    let Some(program) = program() else { return };
    let temp = tempfile::tempdir().unwrap();
    let top = temp.path().canonicalize().unwrap();
    shell(
        &top,
        "git init -q -b trunk .\nmkdir 'a b'\necho 1 > 'a b/one'\necho 2 > two\ngit add .\n\
         GIT_COMMITTER_DATE='2026-11-20T10:00:00Z' git commit -qm 'First: thing'\n\
         echo 3 > three\ngit add three\nGIT_COMMITTER_DATE='2026-11-21T10:00:00Z' git commit -qm 'Second'\n\
         echo 9 >> two\ngit mv 'a b/one' moved\necho new > untracked\n\
         git remote add origin https://me:secret@example.test/x.git\n",
    );
    let git = git(&program, &top);
    let place = git.place().unwrap().unwrap();
    assert_eq!(
        (place.top.as_path(), place.common.as_path(), place.shallow),
        (top.as_path(), top.join(".git").as_path(), false)
    );
    assert_eq!(
        git.remote().unwrap().as_deref(),
        Some("https://example.test/x.git")
    );
    let head = git.head().unwrap().unwrap();
    assert_eq!(
        (head.subject.as_str(), head.at.to_string().as_str()),
        ("Second", "2026-11-21T10:00:00Z")
    );
    let state = git.state().unwrap();
    assert_eq!(
        (state.branch.as_deref(), state.head.as_deref(), state.ahead),
        (Some("trunk"), Some(head.hash.as_str()), None)
    );
    let changed: Vec<_> = state
        .changed
        .iter()
        .map(|file| (file.path.as_str(), &file.change))
        .collect();
    let from = "a b/one".to_owned();
    assert_eq!(
        changed,
        [
            ("moved", &Change::Renamed { from }),
            ("two", &Change::Modified),
            ("untracked", &Change::Untracked)
        ]
    );
    let all = git
        .commits(
            "2026-11-20T00:00:00Z".parse().unwrap(),
            "2026-11-22T00:00:00Z".parse().unwrap(),
        )
        .unwrap();
    assert_eq!(
        all.iter()
            .map(|commit| commit.subject.as_str())
            .collect::<Vec<_>>(),
        ["First: thing", "Second"]
    );
    assert_eq!(git.root_commit().unwrap().as_deref(), Some(all[0].hash.as_str()));
    let late = git
        .commits(
            "2026-11-21T09:00:00Z".parse().unwrap(),
            "2026-11-22T00:00:00Z".parse().unwrap(),
        )
        .unwrap();
    assert_eq!(late.len(), 1);
}

#[test]
fn a_working_tree_of_its_own_leads_to_the_same_repository() {
    let Some(program) = program() else { return };
    let temp = tempfile::tempdir().unwrap();
    let top = temp.path().canonicalize().unwrap();
    let main = top.join("main");
    std::fs::create_dir(&main).unwrap();
    shell(
        &main,
        "git init -q .\ngit commit -q --allow-empty -m x\nmkdir sub\ngit worktree add -q ../other -b side\n",
    );
    let common = |folder: &str| git(&program, &top.join(folder)).place().unwrap().unwrap().common;
    assert_eq!(common("main"), common("other"));
    assert_eq!(common("main/sub"), main.join(".git"));
    assert_eq!(
        git(&program, &top.join("other")).place().unwrap().unwrap().top,
        top.join("other")
    );
}

#[test]
fn an_empty_repository_and_no_repository_are_no_errors() {
    let Some(program) = program() else { return };
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().canonicalize().unwrap();
    let git = git(&program, &folder);
    assert_eq!(git.place().unwrap(), None);
    shell(&folder, "git init -q -b trunk .");
    assert_eq!(git.head().unwrap(), None);
    assert_eq!(git.root_commit().unwrap(), None);
    assert_eq!(git.remote().unwrap(), None);
    assert_eq!(
        git.commits(
            "2026-11-20T00:00:00Z".parse().unwrap(),
            "2026-11-22T00:00:00Z".parse().unwrap()
        )
        .unwrap(),
        []
    );
    let state = git.state().unwrap();
    assert_eq!((state.branch.as_deref(), state.head), (Some("trunk"), None));
}

#[test]
fn nothing_of_the_repository_is_started_and_no_lock_is_taken() {
    let Some(program) = program() else { return };
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().canonicalize().unwrap();
    let trap = folder.join("trap");
    std::fs::write(
        &trap,
        format!("#!/bin/sh\ntouch '{}'\n", folder.join("sprung").display()),
    )
    .unwrap();
    std::fs::set_permissions(&trap, std::fs::Permissions::from_mode(0o755)).unwrap();
    shell(
        &folder,
        "git init -q .\necho 1 > a\ngit add a\ngit commit -qm x\ngit config core.fsmonitor \"$PWD/trap\"\n\
         mkdir hooks\ncp trap hooks/post-index-change\ngit config core.hooksPath hooks\ngit config core.pager \"$PWD/trap\"\ntouch a\n",
    );
    let index = |folder: &Path| {
        std::fs::metadata(folder.join(".git/index"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = index(&folder);
    let git = git(&program, &folder);
    git.state().unwrap();
    git.head().unwrap();
    assert!(!folder.join("sprung").exists());
    assert_eq!(index(&folder), before);
}

#[test]
fn a_git_that_hangs_is_ended_and_said() {
    let temp = tempfile::tempdir().unwrap();
    let slow = temp.path().join("git");
    std::fs::write(&slow, "#!/bin/sh\nexec sleep 600\n").unwrap();
    std::fs::set_permissions(&slow, std::fs::Permissions::from_mode(0o755)).unwrap();
    let git = Git {
        program: &slow,
        folder: temp.path(),
        limit: Duration::from_millis(100),
    };
    assert!(matches!(git.state(), Err(GitError::Slow(_))));
    let missing = Git {
        program: Path::new("/nonexistent/git"),
        ..git
    };
    assert!(matches!(missing.place(), Err(GitError::Start(_))));
}
