//! The tools as Claude sees them: names, what they are for, and what they take.

use rmcp::model::{MetaObject, Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

/// Claude Code loads a tool with this mark at once, instead of hiding it behind its tool search.
const ALWAYS_LOAD: &str = "anthropic/alwaysLoad";

/// All tools.
pub(super) fn all() -> Vec<Tool> {
    vec![recall(), handoff(), quota(), context(), schedule(), estimate()]
}

fn recall() -> Tool {
    let mut tool = reading(
        "recall",
        "Search what Segue remembers of earlier sessions of this project: decisions with their source, objectives, what was \
         done, handoffs, notes. Without a query: the summary of it all. Ask this before asking the person what was decided, \
         tried or done before.",
        json!({
            "query": { "type": "string", "description": "A few words; all of them must occur" },
            "everywhere": { "type": "boolean", "description": "In all projects, not only in this one" },
            "limit": { "type": "integer", "minimum": 1, "maximum": 50, "description": "At most so many; 10 when absent" }
        }),
    );
    let mut meta = MetaObject::default();
    meta.0.insert(ALWAYS_LOAD.to_owned(), Value::Bool(true));
    tool.meta = Some(meta);
    tool
}

fn handoff() -> Tool {
    let properties = json!({
        "session": { "type": "string", "description": "Read the handoff of this session instead: its id, or the beginning of one" },
        "notes": { "type": "string", "description": "Add this to the handoff that THIS session will leave: what the next session \
                   must know and the transcript does not say, in a few plain lines" }
    });
    tool(
        "handoff",
        "Read the handoff that waits in this project (what the last session did, state, objectives, decisions, blockers), or \
         add notes to the one that this session will leave.",
        properties,
        &[],
    )
    .with_annotations(ToolAnnotations::from_raw(None, Some(false), Some(false), Some(true), Some(false)))
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

fn schedule() -> Tool {
    reading(
        "schedule",
        "What is scheduled to start by itself: which sessions, when, what holds them up, what the person is asked. To schedule or \
         cancel something is for the person: `/segue:plan-next-session`, `/segue:cancel-next-session`.",
        json!({
            "all": { "type": "boolean", "description": "What is over, too" }
        }),
    )
}

fn estimate() -> Tool {
    reading(
        "estimate",
        "What a plan or a task will take, learned from this person's finished sessions: fresh tokens, time and share of the quota \
         windows as 80 % ranges, with what they stand on. Keeps nothing. Never estimate tokens or quota in its place.",
        json!({
            "what": { "type": "string", "description": "A plan's number or title, the path of a plan's file, or in a sentence what is \
                      to be done; without it: how this session does against its plan" }
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
