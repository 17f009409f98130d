//! From an attachment record to pieces of the conversation.
//!
//! 2.1.3xx writes what is really sent (`rendered`). 2.1.197 does not; there the attachment's own text is the nearest.

use serde_json::Value;

use super::ItemKind;
use super::content::{attachment, string};
use super::node::{Deep, Draft};

/// System prompt and tools are sent once however often the file repeats them; so they are not part of the tree.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub system_prompt: Option<String>,
    pub tools: Option<String>,
}

impl Snapshot {
    /// Reads a `prompt_snapshot` attachment: `systemPrompt` is a list of blocks, `tools` a list of definitions.
    pub(super) fn of_attachment(attachment: &Value) -> Self {
        Snapshot {
            system_prompt: joined(&attachment["systemPrompt"]),
            tools: definitions(&attachment["tools"]),
        }
    }

    /// Reads the `shape` of an `api-request-shape` record.
    pub(super) fn of_shape(shape: &Value) -> Self {
        Snapshot {
            system_prompt: joined(&shape["system"]),
            tools: definitions(&shape["tools"]),
        }
    }
}

/// Whether the attachment is a snapshot rather than a piece of the conversation.
pub(super) fn is_snapshot(attachment: &Value) -> bool {
    attachment["type"] == "prompt_snapshot"
}

/// The pieces of any other attachment.
pub(super) fn drafts(deep: &mut Deep) -> Vec<Draft> {
    let kind = string(&mut deep.attachment, "type");
    let rendered = joined(&deep.rendered);
    match kind.as_str() {
        "instructions" => memory_files(&mut deep.attachment),
        "file" => {
            let path = string(&mut deep.attachment, "filename");
            let text = rendered.or_else(|| own_text(&deep.attachment));
            draft(
                ItemKind::FileRead {
                    path,
                    tool_use_id: String::new(),
                },
                text,
            )
        }
        _ => draft(attachment(&kind), rendered.or_else(|| own_text(&deep.attachment))),
    }
}

fn draft(kind: ItemKind, text: Option<String>) -> Vec<Draft> {
    text.map(|text| Draft::new(kind, text)).into_iter().collect()
}

fn memory_files(attachment: &mut Value) -> Vec<Draft> {
    let files = attachment.get_mut("files").and_then(Value::as_array_mut);
    files
        .into_iter()
        .flatten()
        .map(|file| {
            let path = string(file, "path");
            Draft::new(ItemKind::MemoryFile { path }, string(file, "content"))
        })
        .collect()
}

/// The attachment's own words: its text, its content, or the lines it adds.
fn own_text(attachment: &Value) -> Option<String> {
    let file = &attachment["content"]["file"]["content"];
    [
        file,
        &attachment["text"],
        &attachment["content"],
        &attachment["addedLines"],
        &attachment["addedBlocks"],
    ]
    .into_iter()
    .find_map(joined)
}

/// A string, or a list of strings or of objects with a `content` or `text`; `None` when there is no text in it.
fn joined(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(part).collect::<Vec<_>>().join("\n"),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn part(part: &Value) -> Option<&str> {
    match part {
        Value::String(text) => Some(text),
        Value::Object(members) => members.get("content").or_else(|| members.get("text"))?.as_str(),
        _ => None,
    }
}

fn definitions(tools: &Value) -> Option<String> {
    let tools = tools.as_array().filter(|tools| !tools.is_empty())?;
    Some(tools.iter().map(Value::to_string).collect::<Vec<_>>().join("\n"))
}
