//! From a message's content to pieces of the conversation.

use std::collections::HashMap;

use serde_json::Value;

use super::ItemKind;
use super::node::{Draft, Node};
use crate::record::{Body, typed};

/// What a tool call was for, remembered until its result comes.
#[derive(Debug)]
pub(super) struct Call {
    tool: String,
    /// The file or the command, where there is one.
    target: String,
}

/// Calls by their id.
pub(super) type Calls = HashMap<String, Call>;

/// Tools whose input is code that Claude wrote.
const WRITERS: [&str; 4] = ["Write", "Edit", "MultiEdit", "NotebookEdit"];

/// Adds what a user record says.
pub(super) fn user(node: &mut Node, content: Value, body: &Body<'_>, meta: bool, calls: &Calls) {
    match content {
        Value::String(text) => node.drafts.push(Draft::new(text_kind(&text, body, meta), text)),
        Value::Array(blocks) => {
            for block in blocks {
                user_block(node, block, body, meta, calls);
            }
        }
        _ => {}
    }
}

fn user_block(node: &mut Node, mut block: Value, body: &Body<'_>, meta: bool, calls: &Calls) {
    match block["type"].as_str().unwrap_or_default() {
        "text" => {
            let text = string(&mut block, "text");
            node.drafts.push(Draft::new(text_kind(&text, body, meta), text));
        }
        "tool_result" => tool_result(node, block, calls),
        "image" => node.drafts.push(Draft::new(ItemKind::Image, String::new())),
        "document" => node
            .drafts
            .push(Draft::new(attachment("document"), String::new())),
        _ => {}
    }
}

fn text_kind(text: &str, body: &Body<'_>, meta: bool) -> ItemKind {
    match body {
        Body::CompactSummary => ItemKind::CompactSummary,
        Body::Interrupted => attachment("interruption"),
        _ if meta => attachment("meta"),
        _ if typed(text).is_some() => ItemKind::Prompt,
        _ => attachment("command"),
    }
}

fn tool_result(node: &mut Node, mut block: Value, calls: &Calls) {
    let id = string(&mut block, "tool_use_id");
    let mut images = 0;
    let text = match block.get_mut("content").map(Value::take) {
        Some(Value::String(text)) => text,
        Some(Value::Array(mut parts)) => {
            images = parts.iter().filter(|part| part["type"] == "image").count();
            let texts: Vec<String> = parts.iter_mut().map(|part| string(part, "text")).collect();
            texts.join("\n").trim_end_matches('\n').to_owned()
        }
        _ => String::new(),
    };
    let mut result = Draft::of_call(result_kind(&id, calls), text, id.clone());
    result.failed = block["is_error"] == true;
    node.drafts.push(result);
    node.drafts
        .extend((0..images).map(|_| Draft::of_call(ItemKind::Image, String::new(), id.clone())));
    node.answers.push(id);
}

fn result_kind(id: &str, calls: &Calls) -> ItemKind {
    let tool_use_id = id.to_owned();
    let Some(Call { tool, target }) = calls.get(id) else {
        return ItemKind::ToolResult {
            tool: String::new(),
            tool_use_id,
        };
    };
    match tool.as_str() {
        "Read" | "NotebookRead" => ItemKind::FileRead {
            path: target.clone(),
            tool_use_id,
        },
        "Bash" => ItemKind::CommandOutput {
            command: target.clone(),
            tool_use_id,
        },
        _ => ItemKind::ToolResult {
            tool: tool.clone(),
            tool_use_id,
        },
    }
}

/// Adds what an assistant record says, and remembers its tool calls.
pub(super) fn assistant(node: &mut Node, content: Value, calls: &mut Calls) {
    let blocks = match content {
        Value::Array(blocks) => blocks,
        Value::String(text) => {
            node.drafts.push(Draft::new(ItemKind::Reply, text));
            return;
        }
        _ => return,
    };
    for mut block in blocks {
        match block["type"].as_str().unwrap_or_default() {
            "text" => node
                .drafts
                .push(Draft::new(ItemKind::Reply, string(&mut block, "text"))),
            "thinking" | "redacted_thinking" => {
                let text = string(&mut block, "thinking");
                node.drafts.push(Draft::new(ItemKind::Thinking, text));
            }
            "tool_use" => tool_use(node, block, calls),
            _ => {}
        }
    }
}

fn tool_use(node: &mut Node, mut block: Value, calls: &mut Calls) {
    let (id, tool) = (string(&mut block, "id"), string(&mut block, "name"));
    let input = block.get_mut("input").map(Value::take).unwrap_or_default();
    let target = ["file_path", "notebook_path", "path", "command"]
        .iter()
        .find_map(|key| input.get(key)?.as_str())
        .unwrap_or_default()
        .to_owned();
    let kind = if WRITERS.contains(&tool.as_str()) {
        ItemKind::Generated {
            tool: tool.clone(),
            path: target.clone(),
        }
    } else {
        ItemKind::ToolCall { tool: tool.clone() }
    };
    node.drafts
        .push(Draft::of_call(kind, input.to_string(), id.clone()));
    calls.insert(id.clone(), Call { tool, target });
    node.calls.push(id);
}

pub(super) fn attachment(kind: &str) -> ItemKind {
    ItemKind::Attachment {
        kind: kind.to_owned(),
    }
}

/// Takes a string member out of an object.
pub(super) fn string(object: &mut Value, key: &str) -> String {
    match object.get_mut(key).map(Value::take) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}
