//! Commands of a shell, as far as a project's habits are concerned. Pure.

/// What everybody runs everywhere says nothing about a project.
const ORDINARY: &[&str] = &[
    "cd", "ls", "cat", "echo", "grep", "rg", "find", "sed", "awk", "head", "tail", "wc", "sort", "uniq",
    "mkdir", "rm", "cp", "mv", "pwd", "which", "sleep", "export", "source", "touch", "chmod", "test", "[",
    "true", "false", "kill", "ps", "curl", "wget", "tree", "diff", "stat", "file", "du", "df", "env",
    "printf", "xargs", "git", "gh", "open", "date", "for", "while", "if", "do", "done", "then", "fi", "else",
    "set", "read", "exit", "wait", "cut", "tr", "jq", "timeout", "tee", "pkill", "lsof", "ln", "basename",
    "dirname", "type", "command", "node", "python", "python3", "bash", "sh", "time", "sudo", "sqlite3",
    "psql", "claude", "segue",
];
/// Characters of a command that is remembered.
const LONGEST: usize = 80;
/// Words of a command that is remembered; more is for one occasion.
const MOST_WORDS: usize = 7;

/// The commands of a line that worked and that a project is worked with: tests, builds, checks. A line's success says
/// nothing about what stands before a pipe, so that is left out.
pub(super) fn worth_knowing(line: &str) -> Vec<String> {
    if line.contains("<<") || line.lines().count() > 1 {
        return Vec::new();
    }
    let parts: Vec<&str> = line.split("&&").collect();
    parts.iter().filter_map(|part| one(part)).collect()
}

fn one(part: &str) -> Option<String> {
    let part = part.trim().trim_end_matches("2>&1").trim();
    if part.contains(['|', ';', '$', '`', '>', '<', '&', '(', '*']) || part.len() > LONGEST {
        return None;
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    // Settings before the program (`CI=1 npm test`) belong to the occasion.
    let begin = words.iter().position(|word| !word.contains('='))?;
    let words = &words[begin..];
    let program = words.first()?;
    let own = program.starts_with("./") || !program.contains('/');
    (own && words.len() <= MOST_WORDS
        && words.len() + usize::from(program.starts_with("./")) >= 2
        && !ORDINARY.contains(program)
        || matches!(
            *program,
            "make" | "just" | "pytest" | "tox" | "ctest" | "rspec" | "phpunit" | "meson" | "ninja"
        ))
    .then(|| words.join(" "))
}

/// The message of a commit: `git commit -m "…"`, also as a here-document.
pub(super) fn commit_message(command: &str) -> Option<String> {
    let rest = &command[command.find("git commit")?..];
    let rest = rest[rest.find("-m")? + 2..].trim_start();
    let text = match rest.find("<<") {
        // git commit -m "$(cat <<'EOF' … EOF)"
        Some(at) if at < 20 => rest[at..].split_once('\n')?.1,
        _ => {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next()?
        }
    };
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    (!line.starts_with("EOF")).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_project_is_worked_with() {
        for (line, commands) in [
            ("npm test", vec!["npm test"]),
            ("cd /x && CI=1 npm run build 2>&1", vec!["npm run build"]),
            (
                "cargo fmt --all && cargo test -p api",
                vec!["cargo fmt --all", "cargo test -p api"],
            ),
            ("make", vec!["make"]),
            ("./gradlew build", vec!["./gradlew build"]),
            ("./run.sh", vec!["./run.sh"]),
            ("npm test 2>&1 | tail -20", vec![]),
            ("git status", vec![]),
            ("cat package.json", vec![]),
            ("python - <<'EOF'\nprint()\nEOF", vec![]),
            ("npm test > log.txt", vec![]),
            ("npm", vec![]),
            ("/usr/bin/make all", vec![]),
        ] {
            assert_eq!(worth_knowing(line), commands, "{line}");
        }
    }

    #[test]
    fn messages_of_commits() {
        for (command, message) in [
            (
                "git add -A && git commit -m \"Fix it\" && git push",
                Some("Fix it"),
            ),
            ("git commit -q -m 'One\n\nTwo'", Some("One")),
            (
                "git commit -m \"$(cat <<'EOF'\nSubject here\n\nBody\nEOF\n)\"",
                Some("Subject here"),
            ),
            ("git commit --amend --no-edit", None),
            ("echo hi", None),
        ] {
            assert_eq!(commit_message(command).as_deref(), message, "{command}");
        }
    }
}
