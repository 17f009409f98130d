//! What each tool answers: the words that a person would read in a terminal, and the values behind them.

use segue_engine::{Code, Exact, Problem, Segue, World};
use serde::Serialize;
use serde_json::{Value, json};

use crate::render::{self, Look};

/// An answer in both forms.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) structured: Value,
}

/// Answers one call.
///
/// # Errors
/// When there is no such tool, its arguments are wrong, or Segue cannot tell.
pub(super) fn answer(world: &World, tool: &str, arguments: &Value) -> Result<Answer, Problem> {
    let mut segue = Segue::open(world)?;
    segue.catch_up()?;
    let look = Look {
        now: world.clock.now(),
        tz: segue.time_zone()?,
        width: 100,
    };
    match tool {
        "quota" => {
            let quota = segue.quota()?;
            both(render::quota::quota(&quota, &look), &quota)
        }
        "context" => {
            let inside = &world.places.environment.inside;
            let session = word(arguments, "session")?.or(inside.session_id.as_deref());
            let detail = segue.session(session, Exact::No)?;
            both(render::context::context(&detail, &look), &detail)
        }
        other => Err(Problem::new(Code::NotFound, format!("there is no tool {other}"))
            .hint("The tools are recall, handoff, quota and context.")),
    }
}

/// Text without colours, and the value as JSON.
fn both(text: String, value: &impl Serialize) -> Result<Answer, Problem> {
    let structured = serde_json::to_value(value)
        .map_err(|error| Problem::new(Code::Io, "the answer has no JSON").because(error))?;
    Ok(Answer {
        text: anstream::adapter::strip_str(&text).to_string(),
        structured: match structured {
            Value::Object(_) => structured,
            other => json!({ "items": other }),
        },
    })
}

/// An argument that is a text; empty ones count as not given.
fn word<'a>(arguments: &'a Value, name: &str) -> Result<Option<&'a str>, Problem> {
    match &arguments[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        _ => Err(Problem::new(Code::BadInput, format!("{name} is not a text"))
            .hint("Each argument is described in the tool's schema.")),
    }
}
