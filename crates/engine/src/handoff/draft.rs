//! From facts to a handoff. Pure: the same facts make the same text.

use segue_plan::handoff::{Handoff, Item, Kind, Section, code};
use segue_transcript::story::Happening;

use super::facts::Facts;
use super::shell::{self, Ran};
use super::words::{counted, excerpt, place, source, when};
use super::{blockers, done, files, next, state};

/// Characters of the goal in the title.
const TITLE: usize = 80;
/// Characters of what was asked.
const ASKED: usize = 400;
/// Decisions that are named.
const DECISIONS: usize = 15;
/// Commands that are named.
const COMMANDS: usize = 10;
/// Characters of a command that is named.
const COMMAND: usize = 200;

/// Writes everything up.
pub(super) fn write_up(facts: &Facts) -> Handoff {
    let folder = facts.folder.to_string_lossy();
    let ran = shell::ran(&facts.story.beats, &folder);
    let mut handoff = Handoff::new(&format!("Handoff: {}", title(facts)));
    lead(handoff.lead_mut(), facts);
    let sections = [
        done::accomplished(facts, &ran),
        state::state(facts, &ran),
        next::objectives(facts),
        decisions(facts),
        blockers::blockers(facts, &ran),
        files::to_read(facts),
        commands(facts, &ran),
    ];
    handoff.sections = sections
        .into_iter()
        .filter(|section| !section.is_empty())
        .collect();
    let instructions = instructions(&handoff, facts);
    handoff.sections.push(instructions);
    handoff
}

fn first_prompt(facts: &Facts) -> Option<(&segue_transcript::story::Beat, &str)> {
    facts.story.beats.iter().find_map(|beat| match &beat.what {
        Happening::Prompt { text } => Some((beat, text.as_str())),
        _ => None,
    })
}

fn title(facts: &Facts) -> String {
    let prompt = || first_prompt(facts).map(|(_, text)| text.to_owned());
    let title = facts.title.clone().or_else(prompt);
    excerpt(
        &title.unwrap_or_else(|| "a session without a prompt".to_owned()),
        TITLE,
    )
}

fn lead(lead: &mut Section, facts: &Facts) {
    let story = &facts.story;
    let mut about = format!(
        "Session {} in {}",
        code(&facts.session_id),
        code(&facts.folder.to_string_lossy())
    );
    if let (Some(started), Some(ended)) = (story.started, story.ended) {
        let day = ended.to_zoned(facts.zone.clone()).strftime("%A %-d %B %Y");
        about.push_str(&format!(
            ", {day}, {} to {}",
            when(started, story.ended, &facts.zone),
            when(ended, story.ended, &facts.zone)
        ));
        if let Some(zone) = facts.zone.iana_name() {
            about.push_str(&format!(" ({zone})"));
        }
    }
    if let Some(model) = &story.model {
        about.push_str(&format!(", {model}"));
    }
    let lines = code(&facts.transcript.to_string_lossy());
    lead.push_prose(&format!(
        "{about}.\nWritten by Segue without a model, from the transcript ({lines}) and git; each fact says where it comes from. Change what you like: your words are kept."
    ));
    for reason in &facts.left_out {
        lead.push_prose(&format!("Left out: {reason}."));
    }
    if let Some((beat, text)) = first_prompt(facts) {
        lead.push(Item::new(&format!("Goal: {}", excerpt(text, ASKED))).from(source(beat, facts)));
    }
}

/// Plans and answers before sentences, then the latest; shown in the order they were made.
fn decisions(facts: &Facts) -> Section {
    use crate::decisions::How;
    let mut section = Section::of(Kind::Decisions);
    let mut chosen: Vec<_> = facts.decisions.iter().collect();
    chosen.sort_by_key(|decision| (decision.how == How::Stated, std::cmp::Reverse(decision.line)));
    let more = chosen.len().saturating_sub(DECISIONS);
    chosen.truncate(DECISIONS);
    chosen.sort_by_key(|decision| decision.line);
    for decision in chosen {
        let how = match decision.how {
            // A plan's text says itself that it was accepted.
            How::Stated | How::PlanAccepted => "",
            How::Answered => "You answered: ",
            How::Instructions => "Written down: ",
        };
        let text = format!("{how}{}", decision.text);
        section.push(Item::new(&text).from(place(decision.line, decision.at, facts)));
    }
    if more > 0 {
        section.push_prose(&format!(
            "{} more: `segue memory search` finds them.",
            counted(more, "decision")
        ));
    }
    section
}

/// Tests and builds that ended well at least once.
fn commands(facts: &Facts, ran: &[Ran<'_>]) -> Section {
    let mut section = Section::of(Kind::Commands);
    let useful = ran.iter().filter(|ran| {
        ran.purpose.is_some() && ran.ever_ok && ran.name.len() <= COMMAND && !ran.name.contains('\n')
    });
    for ran in useful.take(COMMANDS) {
        let state = if ran.ok {
            ""
        } else {
            " (failed when it was run last)"
        };
        section.push(Item::new(&format!("{}{state}", code(&ran.name))).from(source(ran.last, facts)));
    }
    section
}

/// How to go on; speaks only of what the handoff has.
fn instructions(handoff: &Handoff, facts: &Facts) -> Section {
    let has = |kind: Kind| handoff.items(kind).next().is_some();
    let mut steps = Vec::new();
    if has(Kind::Files) {
        steps.push("Read the files named above.");
    }
    if facts.git.is_some() {
        steps.push(
            "Compare `git status` and `git log -3` with the state above; where they differ, believe git.",
        );
    }
    if has(Kind::Commands) {
        steps.push("Run the commands above before you change anything, so that you know what works.");
    }
    if has(Kind::Blockers) {
        steps.push("Take care of the blockers.");
    }
    steps.push(if has(Kind::Objectives) {
        "Go on with the first open objective."
    } else {
        "Ask what is next."
    });
    steps.push("For the details of a fact, read the transcript at the line it names.");
    let list: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| format!("{}. {step}", at + 1))
        .collect();
    let mut section = Section::of(Kind::Instructions);
    section.push_prose(&list.join("\n"));
    section
}
