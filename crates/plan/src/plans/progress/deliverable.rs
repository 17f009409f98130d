//! What a phase promises, as far as it can be seen: a file, tests, or words that nobody can check.

use crate::plans::Phase;

/// Names of files that need no ending.
const BARE: &[&str] = &[
    "Makefile",
    "Dockerfile",
    "LICENSE",
    "README",
    "CHANGELOG",
    "Justfile",
    "Procfile",
    "Gemfile",
    "Rakefile",
    "Caddyfile",
];
/// Endings by which a bare word is known as a file.
const ENDINGS: &[&str] = &[
    "rs", "ts", "tsx", "js", "jsx", "mjs", "cjs", "py", "go", "java", "kt", "swift", "c", "h", "cc", "cpp",
    "hpp", "cs", "rb", "php", "ex", "exs", "svelte", "vue", "html", "css", "scss", "sql", "sh", "md", "txt",
    "json", "toml", "yaml", "yml", "xml", "ini", "cfg", "conf", "lock", "proto", "graphql", "tf", "csv",
    "svg", "png", "ipynb", "zig", "lua",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deliverable {
    /// A file, or a folder when it ends with `/`.
    Path(String),
    /// Tests, without saying where.
    Tests,
    /// Something that no fact shows.
    Words,
}

impl Deliverable {
    /// Whether writing this file is (a part of) it.
    pub(super) fn is_written_by(&self, written: &str) -> bool {
        let Deliverable::Path(path) = self else {
            return false;
        };
        let written = written.replace('\\', "/");
        match path.strip_suffix('/') {
            Some(folder) => {
                written.starts_with(&format!("{folder}/")) || written.contains(&format!("/{folder}/"))
            }
            None => written == *path || written.ends_with(&format!("/{path}")),
        }
    }
}

/// What the phase's deliverables are; one line that names several files is several.
pub(super) fn of_phase(phase: &Phase) -> Vec<Deliverable> {
    phase.deliverables.iter().flat_map(|line| read(line)).collect()
}

fn read(line: &str) -> Vec<Deliverable> {
    let paths: Vec<Deliverable> = named(line).into_iter().map(Deliverable::Path).collect();
    if !paths.is_empty() {
        return paths;
    }
    let about_tests = line
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word.to_lowercase().as_str(), "test" | "tests"));
    vec![if about_tests {
        Deliverable::Tests
    } else {
        Deliverable::Words
    }]
}

fn named(line: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for (place, part) in line.split('`').enumerate() {
        let quoted = place % 2 == 1;
        for word in part.split_whitespace() {
            let word = word.trim_matches(|c: char| "()[]{},:;\"'!?*_".contains(c));
            let word = word.trim_end_matches('.').trim_start_matches("./");
            if let Some(path) = path(word, quoted)
                && !paths.contains(&path)
            {
                paths.push(path);
            }
        }
    }
    paths
}

fn path(word: &str, quoted: bool) -> Option<String> {
    let plain = word
        .chars()
        .all(|c| c.is_alphanumeric() || "/._-*+@[]$".contains(c));
    if word.is_empty() || !plain || word.contains("//") || word.starts_with('/') || word.starts_with('-') {
        return None;
    }
    // `tests/*.rs` promises something in the folder.
    if let Some((folder, _)) = word.split_once('*') {
        let folder = folder.rsplit_once('/')?.0;
        return (!folder.is_empty()).then(|| format!("{folder}/"));
    }
    let name = word.rsplit('/').next().unwrap_or(word);
    let known = name
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending.to_lowercase().as_str()))
        || BARE.contains(&name);
    let folder = word.ends_with('/') && word.len() > 1;
    let quoted_path = quoted && word.contains('/');
    (known || folder || quoted_path).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_found_in_prose() {
        let table: &[(&str, &[&str])] = &[
            ("`src/report.rs` with the reader", &["src/report.rs"]),
            ("ConfigService.swift - configuration", &["ConfigService.swift"]),
            ("docs/ for people, and README.md.", &["docs/", "README.md"]),
            ("everything in `tests/e2e/*.mjs`", &["tests/e2e/"]),
            ("`src/routes` answers", &["src/routes"]),
            ("./Makefile, (Dockerfile)", &["Makefile", "Dockerfile"]),
            ("a working command line", &[]),
            ("read/write of rows, and/or none", &[]),
            ("https://example.org/page.html is up", &[]),
            ("version 1.2 of the API, e.g. v2.0", &[]),
        ];
        for (line, expected) in table {
            assert_eq!(named(line), *expected, "{line}");
        }
        assert_eq!(read("Unit tests for the reader"), [Deliverable::Tests]);
        assert_eq!(read("A latest page"), [Deliverable::Words]);
    }

    #[test]
    fn a_file_is_known_by_the_end_of_its_path() {
        let is =
            |promised: &str, written: &str| Deliverable::Path(promised.to_owned()).is_written_by(written);
        assert!(is("src/report.rs", "/home/you/code/api/src/report.rs"));
        assert!(is("report.rs", "src/report.rs"));
        assert!(is("docs/", "/home/you/code/api/docs/guide/one.md"));
        assert!(is("src/a.rs", "C:\\code\\api\\src\\a.rs"));
        assert!(!is("report.rs", "src/old-report.rs"));
        assert!(!is("docs/", "/home/you/mydocs/one.md"));
    }
}
