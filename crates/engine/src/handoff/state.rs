//! The current state: branch, last commit, tests, changed files, the last exchange.

use segue_agent::{Change, GitState};
use segue_plan::handoff::{Item, Kind, Section, Source, code};
use segue_transcript::story::Happening;

use super::done::plain;
use super::facts::{Facts, GitFacts};
use super::shell::{Purpose, Ran};
use super::words::{counted, excerpt, source, when};

/// Files not committed that are named.
const FILES: usize = 20;
/// Characters of what was said.
const SAID: usize = 500;

pub(super) fn state(facts: &Facts, ran: &[Ran<'_>]) -> Section {
    let mut section = Section::of(Kind::State);
    if let Some(git) = &facts.git {
        from_git(git, facts, &mut section);
    } else if let Some(branch) = &facts.story.git_branch {
        let text = format!("Branch when the session ended: {}", code(branch));
        section.push(Item::new(&text).from(Source::Segue));
    }
    let tests = ran.iter().filter(|ran| ran.purpose == Some(Purpose::Test));
    if let Some(last) = tests.max_by_key(|ran| ran.last.line) {
        let how = if last.ok { "passed" } else { "failed" };
        section.push(Item::new(&format!("Tests: {} {how}", code(&last.name))).from(source(last.last, facts)));
    }
    last_words(facts, &mut section);
    section
}

fn from_git(git: &GitFacts, facts: &Facts, section: &mut Section) {
    let Some(state) = &git.state else { return };
    section.push(Item::new(&branch(state)).from(Source::Git));
    section.push(match &git.head {
        Some(commit) => {
            let text = format!(
                "Last commit: {} {} ({})",
                code(commit.short()),
                plain(&commit.subject),
                when(commit.at, facts.story.ended, &facts.zone)
            );
            Item::new(&text).from(Source::Git)
        }
        None => Item::new("No commit yet").from(Source::Git),
    });
    section.push(Item::new(&changed(state)).from(Source::Git));
}

fn branch(state: &GitState) -> String {
    let name = match &state.branch {
        Some(branch) => format!("Branch: {}", code(branch)),
        None => "No branch (the head is detached)".to_owned(),
    };
    let Some(upstream) = &state.upstream else {
        return name;
    };
    let way = match (state.ahead.unwrap_or(0), state.behind.unwrap_or(0)) {
        (0, 0) => "level with",
        (ahead, 0) => return format!("{name}, {ahead} ahead of {}", code(upstream)),
        (0, behind) => return format!("{name}, {behind} behind {}", code(upstream)),
        (ahead, behind) => return format!("{name}, {ahead} ahead of and {behind} behind {}", code(upstream)),
    };
    format!("{name}, {way} {}", code(upstream))
}

fn changed(state: &GitState) -> String {
    let count = state.changed.len() + state.more as usize;
    if count == 0 {
        return "Everything is committed".to_owned();
    }
    let mut names: Vec<String> = state
        .changed
        .iter()
        .take(FILES)
        .map(|file| {
            let how = match &file.change {
                Change::Added => "added".to_owned(),
                Change::Modified => "modified".to_owned(),
                Change::Deleted => "deleted".to_owned(),
                Change::Renamed { from } => format!("renamed from {}", code(from)),
                Change::Conflict => "in conflict".to_owned(),
                Change::Untracked => "new, unknown to git".to_owned(),
            };
            format!("{} ({how})", code(&file.path))
        })
        .collect();
    if count > FILES {
        names.push(format!("and {} more", count - FILES));
    }
    format!("{} not committed: {}", counted(count, "file"), names.join(", "))
}

/// What Claude said last: often the best summary there is.
fn last_words(facts: &Facts, section: &mut Section) {
    let beats = &facts.story.beats;
    let last = beats.iter().rev().find_map(|beat| match &beat.what {
        Happening::Reply { text } => Some((beat, text)),
        _ => None,
    });
    if let Some((beat, text)) = last {
        let text = format!("Claude's last words: {}", excerpt(text, SAID));
        section.push(Item::new(&text).from(source(beat, facts)));
    }
    let summary = beats
        .iter()
        .rev()
        .find(|beat| matches!(beat.what, Happening::CompactSummary { .. }));
    if let Some(beat) = summary {
        let text = "The conversation was compacted; Claude Code's own summary of what was before stands in the transcript";
        section.push(Item::new(text).from(source(beat, facts)));
    }
}
