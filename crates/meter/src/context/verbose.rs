//! Which shell commands print far more than is worth keeping.

/// Commands whose output is mostly noise, by their first words; any further words may follow.
const VERBOSE: &[&[&str]] = &[
    &["git", "log"],
    &["git", "diff", "--stat"],
    &["git", "status"],
    &["git", "clone"],
    &["npm", "install"],
    &["npm", "i"],
    &["npm", "ci"],
    &["npm", "test"],
    &["npm", "run"],
    &["pnpm", "install"],
    &["pnpm", "i"],
    &["pnpm", "test"],
    &["yarn"],
    &["bun", "install"],
    &["pip", "install"],
    &["pip3", "install"],
    &["uv", "sync"],
    &["uv", "pip"],
    &["poetry", "install"],
    &["cargo", "build"],
    &["cargo", "check"],
    &["cargo", "clippy"],
    &["cargo", "test"],
    &["cargo", "nextest"],
    &["go", "build"],
    &["go", "test"],
    &["pytest"],
    &["jest"],
    &["vitest"],
    &["mvn"],
    &["gradle"],
    &["./gradlew"],
    &["make"],
    &["docker", "build"],
    &["docker", "compose"],
    &["docker", "logs"],
    &["kubectl", "logs"],
    &["journalctl"],
    &["apt", "install"],
    &["apt-get", "install"],
    &["brew", "install"],
    &["find"],
    &["tree"],
    &["ls", "-R"],
    &["ls", "-lR"],
    &["ls", "-laR"],
];

/// Words that stand before the command proper.
const PREFIXES: &[&str] = &["sudo", "time", "env", "nice", "npx", "pnpx", "bunx", "command"];

/// Whether a command line contains such a command; parts after `&&`, `;` and pipes are looked at one by one.
pub(super) fn is_verbose(command_line: &str) -> bool {
    command_line.split(['&', ';', '|', '\n']).any(is_verbose_part)
}

fn is_verbose_part(part: &str) -> bool {
    let words = part
        .split_whitespace()
        .skip_while(|word| PREFIXES.contains(word) || is_assignment(word))
        .collect::<Vec<_>>();
    let words = match words.as_slice() {
        ["python" | "python3", "-m", rest @ ..] | ["uv" | "poetry", "run", rest @ ..] => rest,
        all => all,
    };
    VERBOSE.iter().any(|verbose| words.starts_with(verbose)) || prints_a_log(words)
}

/// `RUST_LOG=debug`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

fn prints_a_log(words: &[&str]) -> bool {
    let Some((first, files)) = words.split_first() else {
        return false;
    };
    matches!(*first, "cat" | "tail" | "head" | "less")
        && files
            .iter()
            .any(|file| file.trim_matches(['"', '\'']).ends_with(".log"))
}

#[cfg(test)]
mod tests {
    use super::is_verbose;

    #[test]
    fn noisy_commands_are_known_through_prefixes_and_chains() {
        for command in [
            "git log --oneline -50",
            "git diff --stat HEAD~3",
            "cd api && npm install",
            "sudo apt-get install -y jq",
            "RUST_LOG=debug cargo test -p meter 2>&1 | tail -50",
            "python3 -m pytest -q",
            "uv run pytest tests",
            "npx jest --ci",
            "find . -name '*.rs'",
            "ls -R src",
            "cat \"build/out.log\"",
            "tail -n 500 server.log",
            "docker build -t app .",
        ] {
            assert!(is_verbose(command), "{command}");
        }
    }

    #[test]
    fn quiet_commands_are_left_alone() {
        for command in [
            "",
            "git diff src/main.rs",
            "git show HEAD",
            "ls -la",
            "cat src/main.rs",
            "echo 'git log'",
            "cargo --version",
            "FIND=1",
            "grep -rn findings src",
            "catalog x.log",
        ] {
            assert!(!is_verbose(command), "{command}");
        }
    }
}
