//! What a session wanted, what it did, which files it changed, which commands worked: taken from its story. Pure.

use std::collections::{BTreeMap, BTreeSet};

use segue_transcript::story::{Happening, Story, TodoState};

use super::commands;
use crate::decisions::shortened;

/// Characters of an objective or an accomplishment.
const LONGEST: usize = 160;
/// Objectives that are kept.
const MOST_OBJECTIVES: usize = 6;
/// Accomplishments that are kept, the latest ones.
const MOST_ACCOMPLISHED: usize = 12;
/// Files that are kept, the most edited ones.
const MOST_FILES: usize = 40;
/// Commands that are kept.
const MOST_COMMANDS: usize = 60;
/// A longer pause is no work.
const PAUSE_SECONDS: i64 = 10 * 60;

/// A session in notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Notes {
    pub objectives: Vec<String>,
    pub accomplished: Vec<String>,
    pub files: Vec<String>,
    pub commands: Vec<(String, u32)>,
    pub minutes: u64,
}

/// The notes of a story. The same story gives the same notes.
pub(super) fn notes(story: &Story) -> Notes {
    Notes {
        objectives: objectives(story),
        accomplished: accomplished(story),
        files: files(story),
        commands: worked(story),
        minutes: minutes(story),
    }
}

fn objectives(story: &Story) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let prompts = story.beats.iter().filter_map(|beat| match &beat.what {
        Happening::Prompt { text } => objective(text),
        _ => None,
    });
    prompts
        .filter(|text| seen.insert(text.to_lowercase()))
        .take(MOST_OBJECTIVES)
        .collect()
}

/// The first lines of a prompt that says something: not "yes", not "continue", not a command.
fn objective(prompt: &str) -> Option<String> {
    let paragraph = prompt
        .split("\n\n")
        .map(str::trim)
        .find(|paragraph| !paragraph.is_empty() && !paragraph.starts_with(['<', '/', '[', '`']))?;
    let text = shortened(paragraph.trim_start_matches(['#', '-', '*', ' ']), LONGEST);
    (text.split_whitespace().count() >= 4).then_some(text)
}

/// What the list of things to do says is done, and what was committed; without either, Claude's last words.
fn accomplished(story: &Story) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    for beat in &story.beats {
        let news: Vec<String> = match &beat.what {
            Happening::Todos { items } => items
                .iter()
                .filter(|item| item.state == TodoState::Completed)
                .map(|item| shortened(&item.text, LONGEST))
                .collect(),
            Happening::Command {
                command,
                ok: Some(true),
                ..
            } => commands::commit_message(command)
                .map(|message| format!("Committed: {}", shortened(&message, LONGEST)))
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        for one in news {
            if !done.contains(&one) {
                done.push(one);
            }
        }
    }
    if done.is_empty() {
        done.extend(last_words(story));
    }
    let first = done.len().saturating_sub(MOST_ACCOMPLISHED);
    done.split_off(first)
}

fn last_words(story: &Story) -> Option<String> {
    // Without any change, the last words are an answer, not work.
    let changed = story
        .beats
        .iter()
        .any(|beat| matches!(beat.what, Happening::Edit { .. }));
    let last = story.beats.iter().rev().find_map(|beat| match &beat.what {
        Happening::Reply { text } if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    });
    let paragraph = last.filter(|_| changed)?.split("\n\n").next()?;
    Some(shortened(paragraph.trim_start_matches(['#', '*', ' ']), LONGEST))
}

fn files(story: &Story) -> Vec<String> {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for beat in &story.beats {
        if let Happening::Edit { path, .. } = &beat.what {
            *times.entry(within(story.cwd.as_deref(), path)).or_default() += 1;
        }
    }
    let mut files: Vec<_> = times.into_iter().collect();
    files.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    files.into_iter().take(MOST_FILES).map(|(path, _)| path).collect()
}

/// A path from the session's folder on.
fn within(folder: Option<&str>, path: &str) -> String {
    let inside = folder
        .and_then(|folder| path.strip_prefix(folder))
        .and_then(|rest| rest.strip_prefix(['/', '\\']));
    inside.unwrap_or(path).to_owned()
}

fn worked(story: &Story) -> Vec<(String, u32)> {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for beat in &story.beats {
        if let Happening::Command {
            command,
            ok: Some(true),
            ..
        } = &beat.what
        {
            for one in commands::worth_knowing(command) {
                *times.entry(one).or_default() += 1;
            }
        }
    }
    let mut all: Vec<_> = times.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(MOST_COMMANDS);
    all
}

fn minutes(story: &Story) -> u64 {
    let times: Vec<i64> = story
        .beats
        .iter()
        .filter_map(|beat| Some(beat.at?.as_second()))
        .collect();
    let worked: i64 = times
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|gap| (0..=PAUSE_SECONDS).contains(gap))
        .sum();
    (worked as u64).div_ceil(60)
}

#[cfg(test)]
mod tests {
    use segue_transcript::story::{Beat, Todo};

    use super::*;

    fn story(whats: Vec<(i64, Happening)>) -> Story {
        Story {
            beats: (1..)
                .zip(whats)
                .map(|(line, (minute, what))| Beat {
                    at: jiff::Timestamp::from_second(minute * 60).ok(),
                    line,
                    uuid: String::new(),
                    turn: 1,
                    what,
                })
                .collect(),
            cwd: Some("/home/dev/demo".to_owned()),
            ..Story::default()
        }
    }

    fn prompt(text: &str) -> Happening {
        Happening::Prompt {
            text: text.to_owned(),
        }
    }

    fn edit(path: &str) -> Happening {
        Happening::Edit {
            tool: "Edit".to_owned(),
            path: path.to_owned(),
            added: 1,
            removed: 1,
        }
    }

    fn command(command: &str, ok: bool) -> Happening {
        Happening::Command {
            command: command.to_owned(),
            ok: Some(ok),
            output: String::new(),
        }
    }

    #[test]
    fn a_session_in_notes() {
        let todo = |text: &str, state| Todo {
            text: text.to_owned(),
            state,
        };
        let told = notes(&story(vec![
            (0, prompt("Add a rate limiter to the API.\n\nDetails follow.")),
            (
                1,
                Happening::Todos {
                    items: vec![
                        todo("Write the limiter", TodoState::InProgress),
                        todo("Test it", TodoState::Pending),
                    ],
                },
            ),
            (2, edit("/home/dev/demo/src/limit.rs")),
            (3, edit("/home/dev/demo/src/limit.rs")),
            (4, edit("/home/dev/demo/src/main.rs")),
            (5, command("cd /home/dev/demo && cargo test 2>&1", true)),
            (40, prompt("yes")),
            (
                41,
                Happening::Todos {
                    items: vec![todo("Write the limiter", TodoState::Completed)],
                },
            ),
            (42, command("cargo test", false)),
            (
                43,
                command("git commit -m \"Requests are limited per key\" && git push", true),
            ),
        ]));
        assert_eq!(told.objectives, ["Add a rate limiter to the API."]);
        assert_eq!(
            told.accomplished,
            ["Write the limiter", "Committed: Requests are limited per key"]
        );
        assert_eq!(told.files, ["src/limit.rs", "src/main.rs"]);
        assert_eq!(told.commands, [("cargo test".to_owned(), 1)]);
        assert_eq!(told.minutes, 8, "the pause is no work");
    }

    #[test]
    fn without_a_list_the_last_words_count_when_something_was_changed() {
        let said = |text: &str| Happening::Reply {
            text: text.to_owned(),
        };
        let told = notes(&story(vec![
            (0, edit("/home/dev/demo/a")),
            (1, said("The bug is fixed.\n\nMore.")),
        ]));
        assert_eq!(told.accomplished, ["The bug is fixed."]);
        let told = notes(&story(vec![
            (0, prompt("What does this do exactly?")),
            (1, said("It sorts.")),
        ]));
        assert!(told.accomplished.is_empty());
    }
}
