//! Shell commands of a session: which of them test or build, and whether they really ended well. Pure.

use std::collections::HashMap;

use segue_transcript::story::{Beat, Happening};

/// What a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It runs tests.
    Test,
    /// It builds or checks.
    Build,
}

/// Words by which a command is known to test. The first word may be a path.
const TESTS: &[&str] = &[
    "cargo test",
    "cargo nextest",
    "npm test",
    "npm run test",
    "npm t",
    "pnpm test",
    "pnpm run test",
    "yarn test",
    "yarn run test",
    "bun test",
    "bun run test",
    "deno test",
    "node --test",
    "npx jest",
    "npx vitest",
    "npx playwright test",
    "npx mocha",
    "jest",
    "vitest",
    "mocha",
    "pytest",
    "python -m pytest",
    "python3 -m pytest",
    "python -m unittest",
    "python3 -m unittest",
    "uv run pytest",
    "poetry run pytest",
    "tox",
    "nox",
    "go test",
    "mvn test",
    "mvn verify",
    "mvnw test",
    "mvnw verify",
    "gradle test",
    "gradlew test",
    "gradlew check",
    "make test",
    "make check",
    "ctest",
    "meson test",
    "dotnet test",
    "rspec",
    "bundle exec rspec",
    "rake test",
    "rails test",
    "phpunit",
    "composer test",
    "mix test",
    "swift test",
    "just test",
    "bazel test",
];

/// Words by which a command is known to build or check.
const BUILDS: &[&str] = &[
    "cargo build",
    "cargo check",
    "cargo clippy",
    "cargo fmt --check",
    "npm run build",
    "npm run lint",
    "npm run check",
    "npm run typecheck",
    "pnpm build",
    "pnpm run build",
    "pnpm lint",
    "pnpm run lint",
    "yarn build",
    "yarn run build",
    "yarn lint",
    "bun run build",
    "npx tsc",
    "tsc",
    "npx eslint",
    "eslint",
    "ruff check",
    "mypy",
    "uv run mypy",
    "go build",
    "go vet",
    "mvn package",
    "mvn compile",
    "gradle build",
    "gradlew build",
    "make",
    "cmake --build",
    "ninja",
    "meson compile",
    "dotnet build",
    "mix compile",
    "swift build",
    "docker build",
    "docker compose build",
    "terraform validate",
    "terraform plan",
    "just build",
    "bazel build",
];

/// What a command is for, when that is known.
pub(crate) fn purpose(command: &str) -> Option<Purpose> {
    let mut found = None;
    for part in parts(command) {
        match words_of(part) {
            words if TESTS.iter().any(|test| begins(&words, test)) => return Some(Purpose::Test),
            words if BUILDS.iter().any(|build| begins(&words, build)) => found = Some(Purpose::Build),
            _ => {}
        }
    }
    found
}

/// The commands of a line that is put together with `&&`, `;`, `|` and line ends. Quotes are not looked at: a false part
/// is only ever one more that is not known.
fn parts(command: &str) -> impl Iterator<Item = &str> {
    command
        .split(['\n', ';', '|', '&'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A command's words, without variables set before it and without the folder of the program.
fn words_of(part: &str) -> Vec<&str> {
    let mut words: Vec<&str> = part
        .split_whitespace()
        .skip_while(|word| is_assignment(word) || matches!(*word, "time" | "env" | "sudo" | "exec" | "("))
        .collect();
    if let Some(first) = words.first_mut() {
        *first = first.rsplit('/').next().unwrap_or(first);
    }
    words
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn begins(words: &[&str], with: &str) -> bool {
    let mut expected = with.split(' ');
    let mut given = words.iter();
    expected.all(|word| given.next().is_some_and(|given| *given == word))
}

/// A command as it is named and compared: without the way into the project's folder and without what only shortens its
/// output.
pub(crate) fn tidy(command: &str, folder: &str) -> String {
    let mut rest = command.trim();
    for way in [
        format!("cd {folder} && "),
        format!("cd \"{folder}\" && "),
        format!("cd '{folder}' && "),
    ] {
        rest = rest.strip_prefix(way.as_str()).unwrap_or(rest).trim_start();
    }
    // Only the last part, and only when nothing else stands in the pipe.
    if let Some((before, last)) = rest.rsplit_once('|')
        && !before.ends_with('|')
        && matches!(last.split_whitespace().next(), Some("tail" | "head"))
    {
        rest = before.trim_end();
    }
    rest.strip_suffix("2>&1").unwrap_or(rest).trim_end().to_owned()
}

/// Whether a command ended well. The exit code of a pipe is that of its last part: then the output tells, or nobody.
pub(crate) fn ended_well(command: &str, ok: Option<bool>, output: &str) -> Option<bool> {
    if ok != Some(true) {
        return ok;
    }
    let single_pipe = command.replace("||", "\u{1}").contains('|');
    let hidden = (single_pipe && !command.contains("pipefail"))
        || command.contains("|| true")
        || command.contains("; echo")
        || command.contains("||:");
    if hidden { told_by(output) } else { Some(true) }
}

/// What a test runner's last words say.
fn told_by(output: &str) -> Option<bool> {
    const BAD: &[&str] = &[
        "FAILED",
        "FAIL ",
        "failing",
        "failures:",
        "npm ERR!",
        "error[",
        "error:",
        "Error:",
        "panicked at",
        "Traceback",
        "not ok ",
        "BUILD FAILURE",
        "✗",
        "✘",
    ];
    const GOOD: &[&str] = &[
        "test result: ok",
        " passed",
        "0 failed",
        "# fail 0",
        "PASS",
        "BUILD SUCCESS",
        "OK (",
        "\nok ",
    ];
    // "0 failed" and "0 failures" are no failures.
    let calm = output.replace("0 failing", "").replace("FAILED: 0", "");
    if BAD.iter().any(|word| calm.contains(word)) || counts_failures(&calm) {
        return Some(false);
    }
    GOOD.iter().any(|word| output.contains(word)).then_some(true)
}

/// "3 failed", but not "0 failed".
fn counts_failures(output: &str) -> bool {
    let words: Vec<&str> = output.split_whitespace().collect();
    words.windows(2).any(|pair| {
        pair[1].trim_end_matches([',', ';', '.']).starts_with("failed")
            && pair[0].parse::<u64>().is_ok_and(|count| count > 0)
    })
}

/// A command that was run, perhaps often, with what came of it last.
#[derive(Debug, Clone)]
pub(crate) struct Ran<'a> {
    /// As it is named.
    pub name: String,
    /// What it is for.
    pub purpose: Option<Purpose>,
    /// Its last run of which something is known.
    pub last: &'a Beat,
    /// Whether that ended well.
    pub ok: bool,
    /// Whether any run ended well.
    pub ever_ok: bool,
    /// What the last run printed.
    pub output: &'a str,
}

/// Every command of a session that ended, in the order of first use.
pub(crate) fn ran<'a>(beats: &'a [Beat], folder: &str) -> Vec<Ran<'a>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut all: Vec<Ran<'a>> = Vec::new();
    for beat in beats {
        let Happening::Command { command, ok, output } = &beat.what else {
            continue;
        };
        let Some(ok) = ended_well(command, *ok, output) else {
            continue;
        };
        let name = tidy(command, folder);
        let place = *places.entry(name.clone()).or_insert_with(|| {
            all.push(Ran {
                purpose: purpose(&name),
                name,
                last: beat,
                ok,
                ever_ok: false,
                output,
            });
            all.len() - 1
        });
        let ran = &mut all[place];
        (ran.last, ran.ok, ran.output) = (beat, ok, output);
        ran.ever_ok |= ok;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_builds_are_known_by_their_words() {
        for test in [
            "cargo test -p x",
            "cd a && RUST_LOG=1 cargo test 2>&1 | tail -3",
            "./gradlew test",
            "python3 -m pytest -q",
            "npm run test -- --watch=false",
            "make test",
            "cargo build && cargo test",
        ] {
            assert_eq!(purpose(test), Some(Purpose::Test), "{test}");
        }
        for build in [
            "cargo clippy --all",
            "make",
            "npm run build",
            "time npx tsc --noEmit",
        ] {
            assert_eq!(purpose(build), Some(Purpose::Build), "{build}");
        }
        for other in [
            "ls",
            "echo cargo test",
            "git commit -m 'cargo test'",
            "cat Makefile",
            "",
        ] {
            assert_eq!(purpose(other), None, "{other}");
        }
    }

    #[test]
    fn one_command_has_one_name() {
        for same in [
            "npm test",
            "cd /p && npm test 2>&1 | tail -20",
            "npm test 2>&1",
            "cd '/p' && npm test | head -3",
        ] {
            assert_eq!(tidy(same, "/p"), "npm test", "{same}");
        }
        assert_eq!(tidy("a || tail x", "/p"), "a || tail x");
    }

    #[test]
    fn a_pipe_does_not_hide_a_failure() {
        let said = |command: &str, output: &str| ended_well(command, Some(true), output);
        assert_eq!(said("cargo test", "whatever"), Some(true));
        assert_eq!(
            said("cargo test | tail", "test result: FAILED. 1 passed; 1 failed"),
            Some(false)
        );
        assert_eq!(
            said("cargo test | tail", "test result: ok. 3 passed; 0 failed"),
            Some(true)
        );
        assert_eq!(said("npm test | tail", "Tests: 2 failed, 3 passed"), Some(false));
        assert_eq!(said("ls | wc", "3"), None);
        assert_eq!(said("set -o pipefail; cargo test | tail", ""), Some(true));
        assert_eq!(ended_well("cargo test", Some(false), ""), Some(false));
        assert_eq!(ended_well("cargo test", None, ""), None);
    }
}
