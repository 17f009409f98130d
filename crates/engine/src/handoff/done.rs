//! What was accomplished: tasks, commits, tests, files.

use std::collections::HashMap;

use segue_plan::handoff::{Item, Kind, Mark, Section, Source, code};
use segue_transcript::story::{Beat, Happening, TodoState};

use super::facts::Facts;
use super::shell::{Purpose, Ran};
use super::words::{counted, excerpt, source, within};

/// Changed files that are named.
const FILES: usize = 20;
/// Characters of a task.
const TASK: usize = 300;

pub(super) fn accomplished(facts: &Facts, ran: &[Ran<'_>]) -> Section {
    let mut section = Section::of(Kind::Accomplished);
    for (text, beat) in completed(&facts.story.beats) {
        section.push(
            Item::new(&excerpt(text, TASK))
                .marked(Mark::Done)
                .from(source(beat, facts)),
        );
    }
    commits(facts, &mut section);
    for ran in ran
        .iter()
        .filter(|ran| ran.ok && ran.purpose == Some(Purpose::Test))
    {
        let text = format!("Tests passed: {}", code(&ran.name));
        section.push(Item::new(&text).from(source(ran.last, facts)));
    }
    changed_files(facts, &mut section);
    section
}

/// Tasks that were done, in the order they were, with the list that said so first. One that was opened again is not.
pub(super) fn completed(beats: &[Beat]) -> Vec<(&str, &Beat)> {
    let mut done: Vec<(&str, &Beat)> = Vec::new();
    for beat in beats {
        let Happening::Todos { items } = &beat.what else {
            continue;
        };
        for item in items {
            let place = done.iter().position(|(text, _)| *text == item.text);
            match (item.state, place) {
                (TodoState::Completed, None) => done.push((&item.text, beat)),
                (TodoState::Pending | TodoState::InProgress, Some(place)) => {
                    done.remove(place);
                }
                (TodoState::Completed, Some(_)) | (TodoState::Pending | TodoState::InProgress, None) => {}
            }
        }
    }
    done
}

/// Commits that git dates to the session; without git, those that the transcript shows.
fn commits(facts: &Facts, section: &mut Section) {
    let shown = shown_commits(&facts.story.beats);
    match &facts.git {
        Some(git) => {
            for commit in &git.commits {
                let item = Item::new(&format!(
                    "Commit {} {}",
                    code(commit.short()),
                    plain(&commit.subject)
                ));
                let beat = shown.iter().find(|(hash, ..)| commit.hash.starts_with(hash));
                let item = item.from(Source::Git);
                section.push(match beat {
                    Some((_, _, beat)) => item.from(source(beat, facts)),
                    None => item,
                });
            }
        }
        None => {
            for (hash, subject, beat) in shown {
                let text = format!("Commit {} {}", code(hash), plain(subject));
                section.push(Item::new(&text).from(source(beat, facts)));
            }
        }
    }
}

/// `[branch 3f2a91c] Subject` in what a command printed.
fn shown_commits(beats: &[Beat]) -> Vec<(&str, &str, &Beat)> {
    let mut found = Vec::new();
    for beat in beats {
        let Happening::Command { command, output, .. } = &beat.what else {
            continue;
        };
        if !command.contains("commit") {
            continue;
        }
        for line in output.lines() {
            let head = line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
            let Some((head, subject)) = head else { continue };
            let hash = head.rsplit(' ').next().unwrap_or_default();
            if (7..=40).contains(&hash.len()) && hash.chars().all(|c| c.is_ascii_hexdigit()) {
                found.push((hash, subject, beat));
            }
        }
    }
    found
}

/// What was done to one file.
struct Changed<'a> {
    path: &'a str,
    edits: usize,
    added: u64,
    removed: u64,
    last: &'a Beat,
}

fn changed_files(facts: &Facts, section: &mut Section) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut files: Vec<Changed<'_>> = Vec::new();
    for beat in &facts.story.beats {
        let Happening::Edit {
            path, added, removed, ..
        } = &beat.what
        else {
            continue;
        };
        let place = *places.entry(path).or_insert_with(|| {
            files.push(Changed {
                path,
                edits: 0,
                added: 0,
                removed: 0,
                last: beat,
            });
            files.len() - 1
        });
        let file = &mut files[place];
        file.edits += 1;
        file.added += u64::from(*added);
        file.removed += u64::from(*removed);
        file.last = beat;
    }
    let more = files.len().saturating_sub(FILES);
    files.sort_by_key(|file| std::cmp::Reverse(file.last.line));
    for file in files.iter().take(FILES) {
        let text = format!(
            "Changed {}: +{} −{} in {}",
            code(within(file.path, facts)),
            file.added,
            file.removed,
            counted(file.edits, "edit")
        );
        section.push(Item::new(&text).from(source(file.last, facts)));
    }
    if more > 0 {
        section.push_prose(&format!("{} more were changed before.", counted(more, "file")));
    }
}

/// Words of other people in a line of Markdown.
pub(super) fn plain(text: &str) -> String {
    excerpt(text, 160)
}
