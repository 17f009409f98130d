//! The tools as Claude sees them: names, what they are for, and what they take.

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

/// All tools.
pub(super) fn all() -> Vec<Tool> {
    vec![quota(), context()]
}

fn quota() -> Tool {
    reading(
        "quota",
        "The person's Claude limits: used percent, reset times and pace of each window, with source and age of every number.",
        json!({}),
    )
}

fn context() -> Tool {
    reading(
        "context",
        "How full a session's context is, of what, and what could go. Without a session: this one.",
        json!({
            "session": { "type": "string", "description": "Session id, or the beginning of one" }
        }),
    )
}

fn reading(name: &'static str, description: &'static str, properties: Value) -> Tool {
    tool(name, description, properties, &[]).with_annotations(ToolAnnotations::from_raw(
        None,
        Some(true),
        None,
        None,
        Some(false),
    ))
}

fn tool(name: &'static str, description: &'static str, properties: Value, required: &[&str]) -> Tool {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), properties);
    schema.insert("required".to_owned(), json!(required));
    schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    Tool::new(name, description, schema)
}
