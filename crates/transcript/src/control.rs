//! Questions to a running Claude Code over its stdin, and its answers: quota and context without a model turn.
//!
//! `get_usage` and `get_context_usage` were driven with 2.1.197 and 2.1.329; the program calls the answer's shape
//! experimental, so every field is optional.

use serde_json::{Value, json};

use crate::limits::{self, LimitReading};

/// The line that asks for quota and spending; write it with a newline.
#[must_use]
pub fn get_usage(request_id: &str) -> String {
    request(request_id, "get_usage")
}

/// The line that asks what fills the context; write it with a newline.
#[must_use]
pub fn get_context_usage(request_id: &str) -> String {
    request(request_id, "get_context_usage")
}

/// The line that has the running turn end; a result follows. Write it with a newline.
#[must_use]
pub fn interrupt(request_id: &str) -> String {
    request(request_id, "interrupt")
}

/// The line that says something, exactly; the turn it begins ends with a result. Write it with a newline.
#[must_use]
pub fn user_message(text: &str) -> String {
    json!({
        "type": "user",
        "message": {"role": "user", "content": text},
        "parent_tool_use_id": null,
        "session_id": "",
    })
    .to_string()
}

fn request(request_id: &str, subtype: &str) -> String {
    json!({"type": "control_request", "request_id": request_id, "request": {"subtype": subtype}}).to_string()
}

/// The answer to [`get_usage`].
#[derive(Debug, Clone, PartialEq)]
pub struct UsageAnswer {
    /// "pro", "max", "team", "enterprise"; `None` when logged out or with an API key.
    pub subscription: Option<String>,
    /// Whether the account has quota windows at all.
    pub available: bool,
    /// The windows.
    pub limits: Vec<LimitReading>,
}

/// Reads the body of a `get_usage` response; `None` when it is the body of something else.
#[must_use]
pub fn usage_limits(body: &Value) -> Option<UsageAnswer> {
    let available = body.get("rate_limits_available")?.as_bool()?;
    Some(UsageAnswer {
        subscription: body
            .get("subscription_type")
            .and_then(Value::as_str)
            .map(str::to_owned),
        available,
        limits: limits::from_usage_endpoint(&body["rate_limits"]),
    })
}

/// The answer to [`get_context_usage`]. Sizes are tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextAnswer {
    /// In use.
    pub total_tokens: u64,
    /// Of those, what it took from the last answer's usage without finding it in the conversation.
    pub unattributed_tokens: u64,
    /// What the window holds.
    pub max_tokens: u64,
    /// Where Claude Code compacts by itself; `None` when it is switched off.
    pub auto_compact_at: Option<u64>,
    /// The model's name.
    pub model: Option<String>,
    /// What is in use, by Claude Code's own names ("System prompt", "Messages", …); no free space, no reserve, and no
    /// tools that are only announced.
    pub categories: Vec<(String, u64)>,
    /// Files like CLAUDE.md: path and size.
    pub memory_files: Vec<(String, u64)>,
    /// Tokens of tool calls and of their results, by tool.
    pub tools: Vec<ToolTokens>,
}

/// What one tool takes of the context, in tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolTokens {
    /// The tool.
    pub name: String,
    /// Its inputs.
    pub calls: u64,
    /// Its results.
    pub results: u64,
}

/// Reads the body of a `get_context_usage` response; `None` when it is the body of something else.
#[must_use]
pub fn context_usage(body: &Value) -> Option<ContextAnswer> {
    let enabled = body
        .get("isAutoCompactEnabled")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    Some(ContextAnswer {
        total_tokens: body.get("totalTokens")?.as_u64()?,
        unattributed_tokens: body["messageBreakdown"]["unattributedTokens"]
            .as_u64()
            .unwrap_or(0),
        max_tokens: body.get("maxTokens")?.as_u64()?,
        auto_compact_at: body
            .get("autoCompactThreshold")
            .and_then(Value::as_u64)
            .filter(|_| enabled),
        model: body.get("model").and_then(Value::as_str).map(str::to_owned),
        categories: sized(&body["categories"], "name", is_used),
        memory_files: sized(&body["memoryFiles"], "path", |_| true),
        tools: tools(&body["messageBreakdown"]["toolCallsByType"]),
    })
}

/// Only 2.1.3xx marks what is not in use; 2.1.197 is told by the name.
fn is_used(category: &Value) -> bool {
    match category["kind"].as_str() {
        Some(kind) => kind == "used",
        None => {
            !matches!(
                category["name"].as_str(),
                Some("Free space" | "Autocompact buffer")
            ) && category["isDeferred"] != json!(true)
        }
    }
}

fn sized(list: &Value, name: &str, wanted: fn(&Value) -> bool) -> Vec<(String, u64)> {
    let entries = list
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| wanted(entry));
    entries
        .filter_map(|entry| {
            Some((
                entry.get(name)?.as_str()?.to_owned(),
                entry.get("tokens")?.as_u64()?,
            ))
        })
        .collect()
}

fn tools(list: &Value) -> Vec<ToolTokens> {
    let entries = list.as_array().into_iter().flatten();
    entries
        .filter_map(|entry| {
            Some(ToolTokens {
                name: entry.get("name")?.as_str()?.to_owned(),
                calls: entry["callTokens"].as_u64().unwrap_or(0),
                results: entry["resultTokens"].as_u64().unwrap_or(0),
            })
        })
        .collect()
}
