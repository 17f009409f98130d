//! Decisions that a transcript holds: stated in a sentence, a plan that was accepted, a question that was answered, a
//! change of the instructions Claude Code reads.
//!
//! Pure. Owns what counts as a decision; promises at most 240 characters each, the line it stands on, and the same
//! decisions for the same transcript. Never guesses: see [`sentence`].

mod sentence;
mod split;

use std::collections::BTreeSet;

use jiff::Timestamp;
use segue_transcript::story::{Beat, Happening, Story};
use serde_json::Value;

use self::sentence::Speaker;

/// The longest text of a decision, in characters.
const LONGEST: usize = 240;
/// The longest quote, in characters.
const LONGEST_QUOTE: usize = 400;
/// A prompt longer than this is mostly pasted; its commands are not the person's.
const PASTED: usize = 4_000;
/// More than this in one message is a document, not a conversation.
const MOST_PER_MESSAGE: usize = 12;

/// A decision, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundDecision {
    /// What was decided, one sentence.
    pub text: String,
    /// Line of the transcript, from 1.
    pub line: u64,
    /// When (UTC).
    pub at: Option<Timestamp>,
    /// The record's id: the same in forks of the session.
    pub uuid: String,
    /// How it was found.
    pub how: How,
    /// The words around it.
    pub quote: String,
}

/// How a decision was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// Said in a sentence.
    Stated,
    /// A plan was accepted.
    PlanAccepted,
    /// A question of Claude's was answered.
    Answered,
    /// CLAUDE.md or a memory file was changed.
    Instructions,
}

impl How {
    /// As rows keep it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            How::Stated => "stated",
            How::PlanAccepted => "plan_accepted",
            How::Answered => "answered",
            How::Instructions => "instructions",
        }
    }
}

/// Every decision of a session, in order, each text once.
pub(crate) fn found(story: &Story) -> Vec<FoundDecision> {
    let mut seen = BTreeSet::new();
    story
        .beats
        .iter()
        .flat_map(of_beat)
        .filter(|one| seen.insert(same(&one.text)))
        .collect()
}

fn of_beat(beat: &Beat) -> Vec<FoundDecision> {
    let one = |text: &str, how: How, quote: &str| FoundDecision {
        text: shortened(text, LONGEST),
        line: beat.line,
        at: beat.at,
        uuid: beat.uuid.clone(),
        how,
        quote: shortened(quote, LONGEST_QUOTE),
    };
    match &beat.what {
        Happening::Prompt { text } if text.chars().count() <= PASTED => stated(text, Speaker::Person, &one),
        Happening::Prompt { text } => stated(text, Speaker::Claude, &one),
        Happening::Reply { text } => stated(text, Speaker::Claude, &one),
        Happening::Plan {
            text,
            accepted: Some(true),
        } => plan_title(text)
            .map(|title| one(&format!("Plan accepted: {title}"), How::PlanAccepted, text))
            .into_iter()
            .collect(),
        Happening::Answer { question, answer } if is_answer(answer) => {
            let question = shortened(&one_line(question), LONGEST / 2);
            let text = format!("{question} {}", one_line(answer));
            vec![one(&text, How::Answered, &text)]
        }
        Happening::Edit {
            path, added, removed, ..
        } if is_instructions(path) => {
            let text = format!("{} was changed (+{added} −{removed} lines)", in_project(path));
            vec![one(&text, How::Instructions, path)]
        }
        Happening::Plan { .. }
        | Happening::Answer { .. }
        | Happening::Edit { .. }
        | Happening::CompactSummary { .. }
        | Happening::Read { .. }
        | Happening::Command { .. }
        | Happening::ToolFailed { .. }
        | Happening::Todos { .. }
        | Happening::SubAgent { .. }
        | Happening::LimitHit { .. }
        | Happening::ApiError { .. }
        | Happening::Interrupted => Vec::new(),
    }
}

fn stated(
    text: &str,
    speaker: Speaker,
    one: &impl Fn(&str, How, &str) -> FoundDecision,
) -> Vec<FoundDecision> {
    let sentences = split::sentences(text);
    sentences
        .iter()
        .enumerate()
        .filter_map(|(index, sentence)| {
            let decided = sentence::decision(sentence, speaker)?;
            // The next sentence often says why.
            let quote = match sentences.get(index + 1) {
                Some(next) => format!("{sentence} {next}"),
                None => sentence.clone(),
            };
            Some(one(decided, How::Stated, &quote))
        })
        .take(MOST_PER_MESSAGE)
        .collect()
}

/// A plan's first heading, or its first line.
fn plan_title(plan: &str) -> Option<String> {
    let line = plan.lines().map(str::trim).find(|line| !line.is_empty())?;
    let title = line.trim_start_matches('#').trim();
    let title = title.strip_prefix("Plan:").map_or(title, str::trim);
    (!title.is_empty()).then(|| title.to_owned())
}

fn is_answer(answer: &str) -> bool {
    let answer = answer.trim();
    !answer.is_empty() && !answer.eq_ignore_ascii_case("other")
}

/// Files that Claude Code reads as instructions at every start.
pub(crate) fn is_instructions(path: &str) -> bool {
    let path = path.replace('\\', "/");
    let name = path.rsplit('/').next().unwrap_or("");
    matches!(name, "CLAUDE.md" | "CLAUDE.local.md" | "AGENTS.md")
        || (path.contains("/.claude/")
            && path.ends_with(".md")
            && (path.contains("/rules/") || path.contains("/memory/")))
}

/// The sentences that a record's edits added to a file of instructions. A file that was written whole adds nothing that
/// Claude Code would not read by itself.
pub(crate) fn added_to_instructions(record: &[u8]) -> Vec<String> {
    let Ok(record) = serde_json::from_slice::<Value>(record) else {
        return Vec::new();
    };
    let content = record.pointer("/message/content").and_then(Value::as_array);
    let inputs = content
        .into_iter()
        .flatten()
        .filter_map(|block| block.get("input"))
        .filter(|input| {
            input
                .get("file_path")
                .and_then(Value::as_str)
                .is_some_and(is_instructions)
        });
    let several = |input: &Value| input.get("edits").and_then(Value::as_array).cloned();
    inputs
        .flat_map(|input| several(input).unwrap_or_else(|| vec![input.clone()]))
        .flat_map(|edit| {
            let text = |key: &str| edit.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
            let before = split::sentences(&text("old_string"));
            let after = split::sentences(&text("new_string"));
            after.into_iter().filter(move |one| !before.contains(one))
        })
        .filter(|sentence| sentence.split_whitespace().count() >= 3)
        .collect()
}

/// A path from its last folders on.
fn in_project(path: &str) -> String {
    let parts: Vec<&str> = path.rsplit(['/', '\\']).take(2).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

/// By what two decisions are the same: their words.
pub(crate) fn same(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters, cut between words.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= longest {
        return text;
    }
    let cut: String = text.chars().take(longest - 1).collect();
    let end = cut
        .rfind(' ')
        .filter(|end| *end > cut.len() / 2)
        .unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beat(line: u64, what: Happening) -> Beat {
        Beat {
            at: None,
            line,
            uuid: format!("u{line}"),
            turn: 1,
            what,
        }
    }

    fn story(whats: Vec<Happening>) -> Story {
        Story {
            beats: (1..).zip(whats).map(|(line, what)| beat(line, what)).collect(),
            ..Story::default()
        }
    }

    #[test]
    fn each_kind_is_found_with_its_line() {
        let story = story(vec![
            Happening::Prompt {
                text: "Add a cache.\n\n- Let's use Redis instead of memory.\n- Always set a TTL on keys!"
                    .to_owned(),
            },
            Happening::Reply {
                text: "Sure. I chose LRU over LFU because it is simpler. ```\nalways run this\n```"
                    .to_owned(),
            },
            Happening::Plan {
                text: "\n# Cache for sessions\n1. …".to_owned(),
                accepted: Some(true),
            },
            Happening::Plan {
                text: "# Another".to_owned(),
                accepted: Some(false),
            },
            Happening::Answer {
                question: "Which eviction?".to_owned(),
                answer: "LRU".to_owned(),
            },
            Happening::Edit {
                tool: "Edit".to_owned(),
                path: "/home/dev/demo/CLAUDE.md".to_owned(),
                added: 2,
                removed: 0,
            },
            Happening::Reply {
                text: "I chose LRU over LFU, because it is simpler!".to_owned(),
            },
        ]);
        let found: Vec<_> = found(&story)
            .into_iter()
            .map(|one| (one.line, one.how, one.text))
            .collect();
        let expected = [
            (1, How::Stated, "Let's use Redis instead of memory."),
            (1, How::Stated, "Always set a TTL on keys!"),
            (2, How::Stated, "I chose LRU over LFU because it is simpler."),
            (3, How::PlanAccepted, "Plan accepted: Cache for sessions"),
            (5, How::Answered, "Which eviction? LRU"),
            (6, How::Instructions, "demo/CLAUDE.md was changed (+2 −0 lines)"),
        ];
        assert_eq!(
            found,
            expected.map(|(line, how, text)| (line, how, text.to_owned()))
        );
    }

    #[test]
    fn instructions_are_what_an_edit_added() {
        let record = serde_json::json!({ "message": { "content": [
            { "type": "text", "text": "I add it." },
            { "type": "tool_use", "name": "Edit", "input": { "file_path": "/x/CLAUDE.md",
                "old_string": "- Use tabs here.", "new_string": "- Use tabs here.\n- Run npm test before a commit.\n- Ok" } },
            { "type": "tool_use", "name": "Edit", "input": { "file_path": "/x/a.md", "new_string": "Not this one here." } },
            { "type": "tool_use", "name": "Write", "input": { "file_path": "/x/CLAUDE.md", "content": "Not this one here." } },
        ] } });
        assert_eq!(
            added_to_instructions(record.to_string().as_bytes()),
            ["Run npm test before a commit."]
        );
    }

    #[test]
    fn pasted_text_does_not_command() {
        let pasted = format!(
            "{}\nAlways run the tests before you commit.",
            "word ".repeat(1_000)
        );
        assert!(found(&story(vec![Happening::Prompt { text: pasted }])).is_empty());
    }

    #[test]
    fn a_long_decision_is_cut_between_words() {
        let text = shortened(&"lorem ipsum ".repeat(60), LONGEST);
        assert!(text.chars().count() <= LONGEST && text.ends_with("m…"), "{text}");
    }
}
