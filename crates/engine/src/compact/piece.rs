//! From an item of the conversation to a piece that can be decided about, and the line that would stand in its place.

use std::collections::HashSet;

use jiff::Timestamp;
use segue_meter::context::Piece;
use segue_transcript::chain::{Item, ItemKind};
use segue_transcript::fork::Cut;
use tiktoken_rs::CoreBPE;

use crate::analysis;

/// Longest name of a thing in a placeholder or a label, in characters.
const NAME_CHARS: usize = 80;
/// Longest remainder of what was said, in characters.
const SAID_CHARS: usize = 160;

/// A piece, with what a person reads of it.
pub(super) struct Fragment {
    pub(super) piece: Piece,
    pub(super) label: String,
    pub(super) at: Option<Timestamp>,
    /// What would stand in its place; empty for an attachment, which leaves nothing.
    pub(super) placeholder: String,
}

/// An item, counted, with its placeholder counted too.
pub(super) fn fragment(
    tokenizer: &CoreBPE,
    item: &Item,
    folder: Option<&str>,
    decisions: &HashSet<String>,
) -> Fragment {
    let counted = analysis::counted(tokenizer, item, folder);
    let key = key(item);
    let placeholder = if key.is_empty() {
        String::new()
    } else {
        placeholder(item, &counted.label)
    };
    let label = match &item.kind {
        ItemKind::Prompt | ItemKind::Reply => first_line(&item.text, NAME_CHARS),
        _ => first_line(&counted.label, NAME_CHARS),
    };
    Fragment {
        piece: Piece {
            placeholder_tokens: tokenizer.encode_ordinary(&placeholder).len() as u64,
            decision: decisions.contains(&item.uuid)
                && matches!(item.kind, ItemKind::Prompt | ItemKind::Reply),
            key,
            call: item.call.clone(),
            failed: item.failed,
            counted,
        },
        label,
        at: item.at,
        placeholder,
    }
}

/// Whether an item is what a tool answered.
pub(super) fn is_result(kind: &ItemKind) -> bool {
    match kind {
        ItemKind::FileRead { tool_use_id, .. }
        | ItemKind::CommandOutput { tool_use_id, .. }
        | ItemKind::ToolResult { tool_use_id, .. } => !tool_use_id.is_empty(),
        _ => false,
    }
}

/// What names an item for a cut; empty when it is never cut.
fn key(item: &Item) -> String {
    match &item.kind {
        kind if is_result(kind) => format!("result:{}", item.call),
        ItemKind::Image if !item.call.is_empty() => format!("result:{}", item.call),
        ItemKind::FileRead { .. } => format!("attachment:{}", item.uuid),
        ItemKind::Prompt | ItemKind::Reply => format!("text:{}", item.uuid),
        _ => String::new(),
    }
}

/// The cut that a key names.
pub(super) fn cut(key: &str, placeholder: &str) -> Option<Cut> {
    let placeholder = placeholder.to_owned();
    match key.split_once(':')? {
        ("result", id) => Some(Cut::Result {
            tool_use_id: id.to_owned(),
            placeholder,
        }),
        ("text", uuid) => Some(Cut::Text {
            uuid: uuid.to_owned(),
            placeholder,
        }),
        ("attachment", uuid) => Some(Cut::Attachment {
            uuid: uuid.to_owned(),
        }),
        _ => None,
    }
}

/// One line that says what stood there and how to get it back.
fn placeholder(item: &Item, label: &str) -> String {
    let name = first_line(label, NAME_CHARS);
    let lines = match item.text.lines().count() {
        1 => "1 line".to_owned(),
        count => format!("{count} lines"),
    };
    match &item.kind {
        ItemKind::FileRead { tool_use_id, .. } if tool_use_id.is_empty() => String::new(),
        ItemKind::FileRead { .. } => {
            format!("[Segue removed this read of {name} ({lines}). Read the file again if you need it.]")
        }
        ItemKind::CommandOutput { .. } => {
            let end = last_line(&item.text);
            format!("[Segue removed this output of `{name}` ({lines}). It ended with: {end}]")
        }
        ItemKind::ToolResult { .. } => {
            let begin = first_line(&item.text, NAME_CHARS);
            format!("[Segue removed this result of {name} ({lines}). It began with: {begin}]")
        }
        _ => format!(
            "{} [Segue shortened this to its first line.]",
            first_line(&item.text, SAID_CHARS)
        ),
    }
}

/// The first line with words in it, without what is no text, shortened.
pub(super) fn first_line(text: &str, most: usize) -> String {
    shortened(text.lines().map(str::trim).find(|line| !line.is_empty()), most)
}

fn last_line(text: &str) -> String {
    shortened(
        text.lines().rev().map(str::trim).find(|line| !line.is_empty()),
        NAME_CHARS,
    )
}

fn shortened(line: Option<&str>, most: usize) -> String {
    let clean = line.unwrap_or("").chars().filter(|c| !c.is_control());
    let mut kept = clean.take(most + 1).collect::<String>();
    if kept.chars().count() > most {
        kept = kept.chars().take(most - 1).collect();
        kept.truncate(kept.trim_end().len());
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: ItemKind, text: &str) -> Item {
        Item {
            uuid: "u1".to_owned(),
            offset: 0,
            turn: 1,
            at: None,
            kind,
            text: text.to_owned(),
            call: String::new(),
            failed: false,
        }
    }

    #[test]
    fn what_stands_in_its_place_says_what_it_was_and_how_to_get_it_back() {
        let read = ItemKind::FileRead {
            path: "/p/a.rs".to_owned(),
            tool_use_id: "t1".to_owned(),
        };
        let command = ItemKind::CommandOutput {
            command: "npm test".to_owned(),
            tool_use_id: "t2".to_owned(),
        };
        for (item, label, line) in [
            (
                item(read, "one\ntwo\n"),
                "a.rs",
                "[Segue removed this read of a.rs (2 lines). Read the file again if you need it.]",
            ),
            (
                item(command, "> jest\n\n42 passed\u{7}\n\n"),
                "npm test",
                "[Segue removed this output of `npm test` (4 lines). It ended with: 42 passed]",
            ),
            (
                item(ItemKind::Reply, "\nI looked at it.\nIt is fine."),
                "",
                "I looked at it. [Segue shortened this to its first line.]",
            ),
        ] {
            assert_eq!(placeholder(&item, label), line);
        }
    }

    #[test]
    fn a_key_names_the_cut_it_was_made_for() {
        let mut result = item(
            ItemKind::ToolResult {
                tool: "Grep".to_owned(),
                tool_use_id: "toolu_1".to_owned(),
            },
            "x",
        );
        result.call = "toolu_1".to_owned();
        assert_eq!(key(&result), "result:toolu_1");
        assert_eq!(
            cut("result:toolu_1", "p"),
            Some(Cut::Result {
                tool_use_id: "toolu_1".to_owned(),
                placeholder: "p".to_owned()
            })
        );
        let attached = item(
            ItemKind::FileRead {
                path: "a".to_owned(),
                tool_use_id: String::new(),
            },
            "x",
        );
        assert_eq!(
            cut(&key(&attached), ""),
            Some(Cut::Attachment {
                uuid: "u1".to_owned()
            })
        );
        assert_eq!(key(&item(ItemKind::Thinking, "x")), "");
        assert_eq!(cut("whatever", ""), None);
    }

    #[test]
    fn a_long_line_is_shortened_by_characters() {
        assert_eq!(first_line("修复登录流程", 4), "修复登…");
        assert_eq!(first_line("  \n", 4), "");
    }
}
