//! What is in the way: failures that nobody has resolved, limits, questions that wait for the person.

use jiff::Timestamp;
use segue_plan::handoff::{Item, Kind, Section, Source, code, fenced};
use segue_transcript::story::Happening;

use super::facts::Facts;
use super::shell::Ran;
use super::words::{excerpt, last_lines, source};

/// Failing commands that are named.
const COMMANDS: usize = 5;
/// Lines and columns of what a failing command said.
const SAID: (usize, usize) = (8, 160);

pub(super) fn blockers(facts: &Facts, ran: &[Ran<'_>]) -> Section {
    let mut section = Section::of(Kind::Blockers);
    // Claude tries things that may fail; what it spoke about afterwards it has dealt with, unless it is a test or a build.
    let spoke = facts
        .story
        .beats
        .iter()
        .rev()
        .find(|beat| matches!(beat.what, Happening::Reply { .. }))
        .map_or(0, |beat| beat.line);
    let failing = ran
        .iter()
        .filter(|ran| !ran.ok && (ran.purpose.is_some() || ran.last.line > spoke));
    for ran in failing.rev().take(COMMANDS) {
        let mut text = format!("{} fails", code(&excerpt(&ran.name, 160)));
        if !ran.output.trim().is_empty() {
            text = format!("{text}\n{}", fenced(&last_lines(ran.output, SAID.0, SAID.1)));
        }
        section.push(Item::new(&text).from(source(ran.last, facts)));
    }
    stopped(facts, &mut section);
    if let Some(what) = &facts.waiting_for {
        section.push(Item::new(&format!("Claude waits for you: {what}")).from(Source::Segue));
    }
    section
}

/// A limit or an error after which Claude said nothing more.
fn stopped(facts: &Facts, section: &mut Section) {
    let last = facts.story.beats.iter().rev().find(|beat| {
        !matches!(
            beat.what,
            Happening::Prompt { .. } | Happening::Interrupted | Happening::CompactSummary { .. }
        )
    });
    let Some(beat) = last else { return };
    let text = match &beat.what {
        Happening::LimitHit { text, resets_at } => limit(text, *resets_at, facts),
        Happening::ApiError { text } => format!("The API refused: {}", excerpt(text, 300)),
        _ => return,
    };
    section.push(Item::new(&text).from(source(beat, facts)));
}

fn limit(text: &str, resets_at: Option<Timestamp>, facts: &Facts) -> String {
    let text = excerpt(text, 200);
    let Some(at) = resets_at else {
        return format!("A limit was reached: {text}");
    };
    let at_words = at.to_zoned(facts.zone.clone()).strftime("%A %-d %B, %H:%M");
    if at <= facts.now {
        format!("A limit was reached ({text}); it is free again since {at_words}")
    } else {
        format!("A limit was reached ({text}); it is free again on {at_words}")
    }
}
