//! What a story says about a plan: lists of things to do, commits, files, tests. Pure.

use jiff::Timestamp;
use segue_plan::plans::progress::{Fact, Seen, Todo, TodoState};
use segue_transcript::story::{self, Beat, Happening};

use crate::handoff::shell::{self, Purpose};

/// The facts of a stretch of a session, in its order. A beat without a time happened when the one before it did.
pub(super) fn facts(beats: &[Beat], begun: Timestamp) -> Vec<Fact> {
    let mut at = begun;
    let mut facts = Vec::new();
    for beat in beats {
        at = beat.at.map_or(at, |told| told.max(at));
        facts.extend(seen(&beat.what).into_iter().map(|what| Fact { at, what }));
    }
    facts
}

fn seen(what: &Happening) -> Vec<Seen> {
    match what {
        Happening::Todos { items } => vec![Seen::Todos(items.iter().map(todo).collect())],
        Happening::Edit { path, .. } => vec![Seen::Wrote { path: path.clone() }],
        Happening::Command { command, ok, output } => ran(command, *ok, output),
        _ => Vec::new(),
    }
}

fn todo(todo: &story::Todo) -> Todo {
    Todo {
        text: todo.text.clone(),
        state: match todo.state {
            story::TodoState::Pending => TodoState::Pending,
            story::TodoState::InProgress => TodoState::Begun,
            story::TodoState::Completed => TodoState::Done,
        },
    }
}

fn ran(command: &str, ok: Option<bool>, output: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    if shell::purpose(command) == Some(Purpose::Test)
        && let Some(ok) = shell::ended_well(command, ok, output)
    {
        let command = shell::tidy(command, "");
        let command = command.lines().next().unwrap_or_default().to_owned();
        seen.push(Seen::Tested { command, ok });
    }
    if let Some(subject) = commit(command, ok, output) {
        seen.push(Seen::Committed { subject });
    }
    seen
}

/// The subject of a commit that a command made: what git printed, else what the command says.
fn commit(command: &str, ok: Option<bool>, output: &str) -> Option<String> {
    if !command.contains("git") || !command.contains("commit") {
        return None;
    }
    let printed = output.lines().find_map(|line| {
        let (head, subject) = line.strip_prefix('[')?.split_once("] ")?;
        let hash = head.rsplit(' ').next()?;
        let is_hash = (7..=40).contains(&hash.len()) && hash.chars().all(|c| c.is_ascii_hexdigit());
        is_hash.then(|| subject.trim().to_owned())
    });
    printed.or_else(|| {
        let quiet = ok == Some(true) && (command.contains(" -q") || command.contains("--quiet"));
        quiet.then(|| said(command).unwrap_or_else(|| "commit".to_owned()))
    })
}

/// The first line of `-m "…"`.
fn said(command: &str) -> Option<String> {
    let rest = command.split_inclusive(' ').scan(0, |end, word| {
        *end += word.len();
        Some((word.trim_end(), *end))
    });
    let is_message = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.ends_with('m');
    let (_, begin) = rest.into_iter().find(|(word, _)| is_message(word))?;
    let rest = command[begin..].trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let text = rest[1..].split(quote).next()?;
    text.lines().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_and_tests_are_seen_in_commands() {
        let ran = |command: &str, ok, output: &str| ran(command, ok, output);
        let committed = |subject: &str| {
            vec![Seen::Committed {
                subject: subject.to_owned(),
            }]
        };
        assert_eq!(
            ran(
                "git add -A && git commit -m \"Phase 1 done\"",
                Some(true),
                "[main 3f2a91c] Phase 1 done\n 1 file changed"
            ),
            committed("Phase 1 done")
        );
        assert_eq!(
            ran("git commit -qm 'x' -m 'Add it'", Some(true), ""),
            committed("x")
        );
        assert_eq!(
            ran("git commit -q -m 'Add it'", Some(true), ""),
            committed("Add it")
        );
        assert_eq!(
            ran("git commit -m 'Add it'", Some(false), "nothing to commit"),
            []
        );
        assert_eq!(
            ran(
                "cd /home/you/code/api && cargo test 2>&1 | tail -5",
                Some(true),
                "test result: ok. 3 passed; 0 failed"
            ),
            [Seen::Tested {
                command: "cd /home/you/code/api && cargo test".to_owned(),
                ok: true
            }]
        );
        assert_eq!(ran("cargo test | tail -5", Some(true), "nothing that tells"), []);
        assert_eq!(ran("ls", Some(true), "a"), []);
    }
}
