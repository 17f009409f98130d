//! How large a project is and what simple signals say of its code.
//!
//! Counts lines of files whose ending says code, without what is installed, built, generated or hidden. Bounded in files,
//! bytes and depth: beyond that it says "at least". Links are not followed, nothing is started.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use segue_meter::estimate::behaviour::{Kind, kind_of};
use segue_meter::estimate::signals::Signals;
use serde::{Deserialize, Serialize};

use crate::stack;

/// Levels below the project's folder; Java likes them deep.
const DEEPEST: usize = 12;
/// Folders that are looked at.
const MOST_FOLDERS: usize = 4_000;
/// Entries of one folder that are looked at.
const MOST_ENTRIES: usize = 5_000;
/// Bytes that are read.
const MOST_BYTES: u64 = 48 << 20;
/// A larger file was not written by hand.
const LARGEST: u64 = 1 << 20;
/// Longer lines on average were not written by hand either.
const LONGEST_LINES: u64 = 400;

/// Endings of code.
const CODE: &[&str] = &[
    "rs", "ts", "tsx", "js", "jsx", "mjs", "cjs", "svelte", "vue", "py", "pyi", "go", "java", "kt", "kts",
    "scala", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "swift", "cs", "fs", "vb", "rb", "erb",
    "php", "ex", "exs", "erl", "hs", "ml", "mli", "clj", "cljs", "dart", "lua", "pl", "pm", "r", "jl", "zig",
    "nim", "sh", "bash", "zsh", "fish", "ps1", "sql", "html", "css", "scss", "less", "astro", "elm", "tf",
    "proto", "graphql", "groovy", "gradle", "f90", "sol",
];
/// Files that set up a linter or formatter, by how their names begin.
const LINT: &[&str] = &[
    ".eslintrc",
    "eslint.config.",
    ".prettierrc",
    "prettier.config.",
    "biome.json",
    "clippy.toml",
    ".clippy.toml",
    "rustfmt.toml",
    ".rustfmt.toml",
    "ruff.toml",
    ".ruff.toml",
    ".flake8",
    ".pylintrc",
    ".pre-commit-config",
    ".rubocop.yml",
    ".golangci",
    "checkstyle",
    "detekt",
    ".clang-format",
    ".clang-tidy",
    ".editorconfig",
    "phpstan.neon",
    ".php-cs-fixer",
    ".swiftlint.yml",
    ".stylelintrc",
    "stylelint.config.",
    ".credo.exs",
    ".formatter.exs",
    "deno.json",
    "analysis_options.yaml",
];
/// What runs at every change, from the project's folder on.
const CI: &[&str] = &[
    ".github/workflows",
    ".gitlab-ci.yml",
    ".circleci",
    "Jenkinsfile",
    "azure-pipelines.yml",
    ".travis.yml",
    "bitbucket-pipelines.yml",
    ".woodpecker.yml",
    ".woodpecker",
    ".buildkite",
    ".drone.yml",
    ".ci",
    "appveyor.yml",
    ".forgejo/workflows",
    ".gitea/workflows",
];
/// Notes of things left undone.
const NOTES: &[&str] = &["TODO", "FIXME", "HACK"];

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// The counts.
    #[serde(flatten)]
    pub signals: Signals,
    /// Everything was counted; otherwise there is more than this.
    pub whole: bool,
}

/// Measures a project; `None` when there is no such folder.
pub(crate) fn measure(root: &Path) -> Option<Measured> {
    if !root.is_dir() {
        return None;
    }
    let mut counting = Counting {
        root: root.to_owned(),
        measured: Measured {
            whole: true,
            ..Measured::default()
        },
        bytes: 0,
    };
    counting.measured.signals.ci = CI.iter().any(|name| root.join(name).exists());
    let mut waiting = VecDeque::from([(root.to_owned(), 0)]);
    let mut folders = 0;
    while let Some((folder, depth)) = waiting.pop_front() {
        folders += 1;
        if folders > MOST_FOLDERS || counting.bytes >= MOST_BYTES {
            counting.measured.whole = false;
            break;
        }
        let below = counting.folder(&folder, depth);
        if depth < DEEPEST {
            waiting.extend(below.into_iter().map(|folder| (folder, depth + 1)));
        } else if !below.is_empty() {
            counting.measured.whole = false;
        }
    }
    Some(counting.measured)
}

struct Counting {
    root: PathBuf,
    measured: Measured,
    bytes: u64,
}

impl Counting {
    /// Counts one folder's files; answers with the folders below it.
    fn folder(&mut self, folder: &Path, depth: usize) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let (mut files, mut below) = (Vec::new(), Vec::new());
        let mut repository = false;
        for entry in entries.flatten().take(MOST_ENTRIES) {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                continue;
            };
            if kind.is_file() {
                files.push(name);
            } else if kind.is_dir() {
                repository |= name == ".git";
                if stack::is_source(&name) {
                    below.push(folder.join(name));
                }
            }
        }
        // A repository in a repository is another project.
        if depth > 0 && repository {
            return Vec::new();
        }
        // In an order that does not depend on the file system, for whoever is measured only in part.
        files.sort();
        below.sort();
        for name in &files {
            self.file(&folder.join(name), name);
        }
        below
    }

    fn file(&mut self, path: &Path, name: &str) {
        let signals = &mut self.measured.signals;
        let lower = name.to_lowercase();
        signals.readme |= lower.starts_with("readme");
        signals.lint |= LINT.iter().any(|lint| lower.starts_with(lint));
        let code = lower.rsplit_once('.').is_some_and(|(_, end)| CODE.contains(&end));
        let generated = lower.contains(".min.")
            || lower.contains(".generated.")
            || lower.ends_with(".pb.go")
            || lower.ends_with(".d.ts");
        if !code || generated {
            return;
        }
        let size = fs::symlink_metadata(path).map_or(0, |data| data.len());
        if size > LARGEST || size == 0 {
            return;
        }
        if self.bytes + size > MOST_BYTES {
            self.measured.whole = false;
            return;
        }
        let Ok(bytes) = fs::read(path) else {
            return;
        };
        self.bytes += size;
        let lines =
            bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + u64::from(!bytes.ends_with(b"\n"));
        if size / lines > LONGEST_LINES || bytes.contains(&0) {
            return;
        }
        signals.lines += lines;
        signals.files += 1;
        signals.test_files += u32::from(
            kind_of(&path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy()) == Kind::Test,
        );
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let notes: usize = NOTES.iter().map(|note| text.matches(note).count()).sum();
            signals.todos = signals
                .todos
                .saturating_add(u32::try_from(notes).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("parent")).expect("folders");
        fs::write(path, text).expect("write");
    }

    #[test]
    fn what_was_written_by_hand_is_counted() {
        let temp = tempfile::tempdir().expect("temp");
        let root = temp.path().join("project");
        let ten = "let a = 1;\n".repeat(10);
        write(&root, "src/main.rs", &ten);
        write(&root, "src/deep/er/and/deep/er/still/a.java", &ten);
        write(&root, "tests/all.rs", &format!("{ten}// TODO: more\n// FIXME"));
        write(&root, "node_modules/a/index.js", &ten);
        write(&root, "target/debug/b.rs", &ten);
        write(&root, "lib.min.js", &ten);
        write(&root, "one-line.js", &"a".repeat(5_000));
        write(&root, "notes.md", &ten);
        write(&root, "sub/.git/HEAD", "x");
        write(&root, "sub/c.rs", &ten);
        write(&root, "README.md", "hello");
        write(&root, "rustfmt.toml", "");
        write(&root, ".github/workflows/ci.yml", "on: push");
        let measured = measure(&root).expect("there");
        assert_eq!(
            measured,
            Measured {
                signals: Signals {
                    lines: 32,
                    files: 3,
                    test_files: 1,
                    lint: true,
                    ci: true,
                    readme: true,
                    todos: 2,
                },
                whole: true,
            }
        );
        assert_eq!(measure(&root.join("nothing")), None);
    }

    #[test]
    fn a_project_in_a_folder_called_tests_is_no_test() {
        let temp = tempfile::tempdir().expect("temp");
        let root = temp.path().join("tests").join("project");
        write(&root, "main.py", "a = 1\n");
        assert_eq!(measure(&root).expect("there").signals.test_files, 0);
    }
}
