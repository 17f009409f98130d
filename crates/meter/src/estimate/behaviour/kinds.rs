//! What kind of file a path is, and what kind of command a command is.

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What runs.
    Code,
    /// What tests it.
    Test,
    /// Documents, texts, styles.
    Prose,
    /// A plan, a to-do list, a handoff.
    Plan,
}

/// What a file is for, from its path.
pub fn kind_of(path: &str) -> Kind {
    let path = path.replace('\\', "/");
    let capital = path
        .rsplit('/')
        .next()
        .and_then(|name| name.split_once('.'))
        .is_some_and(|(stem, _)| stem.ends_with("Test"));
    let path = path.to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let last = ending.rsplit('.').next().unwrap_or_default();
    let prose = matches!(last, "md" | "mdx" | "rst" | "txt" | "adoc" | "tex" | "po");
    let folder = |names: &[&str]| path.split('/').rev().skip(1).any(|part| names.contains(&part));
    if prose && is_plan(stem, folder(&["plans", "plan", ".claude"])) {
        return Kind::Plan;
    }
    if prose {
        return Kind::Prose;
    }
    let inner = format!(".{ending}");
    let of_test = stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_spec")
        || stem.ends_with("tests") && stem.len() <= 40
        || matches!(stem, "test" | "conftest")
        || capital
        || inner.contains(".test.")
        || inner.contains(".spec.")
        || last == "snap"
        || last == "feature";
    let of_tests = folder(&[
        "test",
        "tests",
        "__tests__",
        "spec",
        "specs",
        "e2e",
        "testing",
        "fixtures",
        "testdata",
    ]);
    if of_test || of_tests {
        return Kind::Test;
    }
    match last {
        "css" | "scss" | "less" | "svg" | "png" => Kind::Prose,
        _ => Kind::Code,
    }
}

fn is_plan(stem: &str, in_plans: bool) -> bool {
    let named = [
        "plan", "todo", "roadmap", "spec", "design", "proposal", "rfc", "estimate", "handoff", "tasks",
    ];
    let mut parts = stem.split(['_', '-', ' ']);
    in_plans || parts.any(|part| named.contains(&part))
}

/// Whether a command runs tests.
pub fn is_test_command(command: &str) -> bool {
    parts(command).any(|part| {
        let words: Vec<&str> = part
            .split_whitespace()
            .skip_while(|word| is_before(word))
            .collect();
        let first = words
            .first()
            .map_or("", |word| word.rsplit(['/', '\\']).next().unwrap_or_default());
        let rest = || words.iter().skip(1).map(|word| word.trim_matches(['"', '\'']));
        let says = |wanted: &[&str]| rest().any(|word| wanted.contains(&word));
        let says_test = || {
            rest().take(5).any(|word| {
                word.to_lowercase()
                    .split([':', '-', '.', '/'])
                    .any(|one| one == "test" || one == "tests")
            })
        };
        match first {
            "pytest" | "py.test" | "jest" | "vitest" | "mocha" | "rspec" | "phpunit" | "pest" | "ctest"
            | "tox" | "nox" | "ava" | "playwright" | "cypress" | "karma" | "tap" | "bats" | "busted"
            | "nextest" | "cargo-nextest" => true,
            "cargo" => says(&["test", "nextest", "t", "miri"]),
            "npx" | "bunx" | "pnpx" => {
                says(&["jest", "vitest", "mocha", "playwright", "cypress", "ava", "tap"])
            }
            "uv" | "poetry" | "pipenv" | "hatch" | "rye" | "bundle" => says(&["pytest", "rspec", "test"]),
            "python" | "python3" => says(&["pytest", "unittest"]) || says_test() && says(&["manage.py"]),
            "npm" | "pnpm" | "yarn" | "bun" | "deno" | "go" | "make" | "just" | "mvn" | "./mvnw" | "mvnw"
            | "gradle" | "gradlew" | "dotnet" | "swift" | "mix" | "rake" | "rails" | "composer" | "php"
            | "sbt" | "zig" | "bazel" | "ng" | "nx" | "turbo" | "task" | "xcodebuild" | "flutter"
            | "dart" => says_test() || says(&["t"]) && first == "npm",
            "node" => says(&["--test"]),
            script => script.contains("test") && !matches!(script, "test" | "latest"),
        }
    })
}

/// Whether a command only looks for something.
pub(super) fn is_search(command: &str) -> bool {
    let first = parts(command).next().unwrap_or_default();
    let first = first
        .split_whitespace()
        .find(|word| !is_before(word))
        .unwrap_or_default();
    matches!(
        first,
        "grep"
            | "rg"
            | "find"
            | "ls"
            | "cat"
            | "head"
            | "tail"
            | "sed"
            | "awk"
            | "fd"
            | "ag"
            | "wc"
            | "tree"
            | "which"
            | "diff"
            | "test"
            | "["
    )
}

/// The commands of a line.
fn parts(command: &str) -> impl Iterator<Item = &str> {
    let command = command.lines().take(40).flat_map(|line| line.split("&&"));
    command
        .flat_map(|part| part.split(['|', ';']))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// What stands before a command: variables, and programs that run others.
fn is_before(word: &str) -> bool {
    let variable = word
        .split_once('=')
        .is_some_and(|(name, _)| name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_'));
    variable
        || matches!(
            word,
            "sudo" | "time" | "env" | "timeout" | "nice" | "xvfb-run" | "nohup"
        )
        || word.parse::<u32>().is_ok()
}
