//! What is to be done next: what was asked and not answered, open tasks, plans.

use segue_plan::handoff::{Estimate, Item, Kind, Mark, Section};
use segue_transcript::story::{Beat, Happening, Todo, TodoState};

use super::done::completed;
use super::facts::Facts;
use super::words::{counted, excerpt, source};

/// Characters of an objective.
const TEXT: usize = 500;
/// Steps of a plan that are named.
const STEPS: usize = 20;
/// With fewer tasks done there is no pace to tell.
const BASIS: usize = 2;

pub(super) fn objectives(facts: &Facts) -> Section {
    let mut section = Section::of(Kind::Objectives);
    unanswered(facts, &mut section);
    let todos = last_todos(&facts.story.beats);
    if let Some((beat, items)) = todos {
        let estimate = pace(facts);
        for item in items {
            let mark = match item.state {
                TodoState::Completed => continue,
                TodoState::InProgress => Mark::Begun,
                TodoState::Pending => Mark::Open,
            };
            let objective = Item::new(&excerpt(&item.text, TEXT)).marked(mark);
            section.push(objective.estimated(estimate.clone()).from(source(beat, facts)));
        }
    }
    plan(facts, todos.map(|(beat, _)| beat), &mut section);
    if section.is_empty() {
        section.push_prose("Nothing was left open: no task, no question, no plan.");
    }
    section
}

fn last_todos(beats: &[Beat]) -> Option<(&Beat, &[Todo])> {
    beats.iter().rev().find_map(|beat| match &beat.what {
        Happening::Todos { items } => Some((beat, items.as_slice())),
        _ => None,
    })
}

/// Tokens for each task that was done; what came from the cache is not counted, for it depends on the session's length.
fn pace(facts: &Facts) -> Option<Estimate> {
    let done = completed(&facts.story.beats).len();
    if done < BASIS || facts.tokens == 0 {
        return None;
    }
    let each = rounded(facts.tokens / done as u64);
    let basis = format!(
        "this session: {} took {}",
        counted(done, "task"),
        thousands(facts.tokens)
    );
    Some(Estimate::new(each, &basis))
}

/// Two digits that count: more would be a promise.
fn rounded(tokens: u64) -> u64 {
    let mut unit = 1;
    while tokens / unit >= 100 {
        unit *= 10;
    }
    tokens.div_ceil(unit) * unit
}

fn thousands(tokens: u64) -> String {
    format!("{}k", tokens.div_ceil(1_000))
}

/// The last prompt, unless Claude's last word came after everything else.
fn unanswered(facts: &Facts, section: &mut Section) {
    let beats = &facts.story.beats;
    let prompt = beats
        .iter()
        .rposition(|beat| matches!(beat.what, Happening::Prompt { .. }));
    let Some(prompt) = prompt else { return };
    let Happening::Prompt { text } = &beats[prompt].what else {
        return;
    };
    let after = &beats[prompt + 1..];
    // A compaction is no answer, and takes none away.
    let last = after
        .iter()
        .rev()
        .map(|beat| &beat.what)
        .find(|what| !matches!(what, Happening::CompactSummary { .. }));
    let why = match last {
        Some(Happening::Reply { .. }) => return,
        None => "asked and not answered",
        Some(Happening::LimitHit { .. }) => "asked, stopped by the limit",
        Some(Happening::ApiError { .. }) => "asked, stopped by an error",
        Some(Happening::Interrupted) => "asked, interrupted by you",
        Some(_) => "asked, Claude was still at work",
    };
    let mark = if after.is_empty() { Mark::Open } else { Mark::Begun };
    let objective = Item::new(&format!("{} ({why})", excerpt(text, TEXT))).marked(mark);
    section.push(objective.from(source(&beats[prompt], facts)));
}

/// The last plan: waiting for an answer, or accepted and not yet broken down into tasks.
fn plan(facts: &Facts, todos: Option<&Beat>, section: &mut Section) {
    let plan = facts.story.beats.iter().rev().find_map(|beat| match &beat.what {
        Happening::Plan { text, accepted } => Some((beat, text, *accepted)),
        _ => None,
    });
    let Some((beat, text, accepted)) = plan else {
        return;
    };
    match accepted {
        Some(false) => {}
        None => {
            let text = format!("Answer Claude's plan: {}", excerpt(&heading(text), TEXT));
            section.push(Item::new(&text).marked(Mark::Open).from(source(beat, facts)));
        }
        // The tasks were made from it.
        Some(true) if todos.is_some_and(|todos| todos.line > beat.line) => {}
        Some(true) => {
            for step in steps(text).into_iter().take(STEPS) {
                let text = format!("{} (step of the accepted plan)", excerpt(&step, TEXT));
                section.push(Item::new(&text).marked(Mark::Open).from(source(beat, facts)));
            }
        }
    }
}

/// The first line of a plan.
fn heading(plan: &str) -> String {
    let first = plan
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    first.trim_start_matches(['#', ' ']).to_owned()
}

/// The outermost list items of a plan; its heading when it has none.
fn steps(plan: &str) -> Vec<String> {
    let found: Vec<String> = plan.lines().filter_map(step).map(str::to_owned).collect();
    if found.is_empty() {
        vec![heading(plan)]
    } else {
        found
    }
}

fn step(line: &str) -> Option<&str> {
    if let Some(text) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(text.trim_start_matches("[ ] "));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    (digits > 0).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_has_two_digits() {
        assert_eq!([rounded(7), rounded(1_234), rounded(98_765)], [7, 1_300, 99_000]);
    }

    #[test]
    fn the_steps_of_a_plan_are_its_outer_list() {
        assert_eq!(
            steps("# Plan\n\n1. One\n   - detail\n2) Two\n- [ ] Three\ntext"),
            ["One", "Two", "Three"]
        );
        assert_eq!(steps("\n## Only words\nmore"), ["Only words"]);
    }
}
