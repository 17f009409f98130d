//! Events of `claude -p --output-format stream-json`, as far as Segue listens.
//!
//! Usage in `assistant` events is a placeholder (2.1.197 and 2.1.329 write one output token there): meter from the result
//! or the transcript. A run succeeded when a result came and it is no error; nothing else tells.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::limits::{self, LimitReading};
use crate::loose::{Count, Flag, List, Nested, Number, Text};
use crate::record::{Usage, WireUsage};

/// One line of the stream.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A session began; repeated for every message in streamed input.
    Init {
        /// The session's id.
        session_id: Option<String>,
        /// The model, possibly ending in `[1m]`.
        model: Option<String>,
        /// Claude Code's version.
        version: Option<String>,
        /// The working folder, absolute.
        cwd: Option<String>,
    },
    /// Quota news from the API's headers.
    RateLimit {
        /// "allowed", "allowed_warning" or "rejected".
        status: Option<String>,
        /// The window that the status is about.
        window: Option<String>,
        /// When that window starts anew.
        resets_at: Option<Timestamp>,
        /// Every window the event tells about.
        limits: Vec<LimitReading>,
    },
    /// A run ended.
    Result(RunResult),
    /// A block of Claude's answer.
    Assistant,
    /// A prompt or a tool's result.
    User,
    /// The answer to a control request.
    ControlResponse {
        /// The request it answers.
        request_id: Option<String>,
        /// Whether the request was understood.
        ok: bool,
        /// The answer; with `ok` false, the `error` text.
        body: Value,
    },
    /// Anything else.
    Other {
        /// Its type, with "/" and the subtype where there is one.
        kind: String,
    },
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunResult {
    /// Whether it failed. The subtype says "success" even for API errors.
    pub is_error: bool,
    /// "success", "error_max_turns", "error_max_budget_usd", "error_during_execution", …
    pub subtype: Option<String>,
    /// The session's id.
    pub session_id: Option<String>,
    /// The final text, or the error.
    pub text: Option<String>,
    /// HTTP status of the API error that ended it.
    pub api_error_status: Option<u16>,
    /// Cost in micro-dollars by Claude Code's prices; since 2.1.3xx for the whole resumed session, not this run.
    pub cost_micro_usd: Option<u64>,
    /// Tokens of this run.
    pub usage: Usage,
    /// Per model, by the name Claude Code uses.
    pub model_usage: BTreeMap<String, ModelUsage>,
}

/// One model's share of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModelUsage {
    /// Tokens the model's context window holds.
    pub context_window: Option<u64>,
    /// Tokens the model may answer with.
    pub max_output: Option<u64>,
    /// Cost in micro-dollars.
    pub cost_micro_usd: Option<u64>,
}

/// Reads one line of the stream. `None` when it is not a JSON object with a type (stray output of hooks and tools).
#[must_use]
pub fn parse(line: &[u8]) -> Option<Event> {
    let text = String::from_utf8_lossy(line);
    let wire: Wire<'_> = serde_json::from_str(&text).ok()?;
    let kind = wire.kind.0.as_deref()?.to_owned();
    Some(match (kind.as_str(), wire.subtype.as_str()) {
        ("system", "init") => Event::Init {
            session_id: wire.session_id.into_string(),
            model: wire.model.into_string(),
            version: wire.claude_code_version.into_string(),
            cwd: wire.cwd.into_string(),
        },
        ("rate_limit_event", _) => rate_limit(&wire.rate_limit_info),
        ("result", _) => Event::Result(result(wire)),
        ("assistant", _) => Event::Assistant,
        ("user", _) => Event::User,
        ("control_response", _) => control_response(wire.response),
        (_, "") => Event::Other { kind },
        (_, subtype) => Event::Other {
            kind: format!("{kind}/{subtype}"),
        },
    })
}

fn rate_limit(info: &Value) -> Event {
    let text = |key: &str| info.get(key).and_then(Value::as_str).map(str::to_owned);
    let window = text("rateLimitType");
    let mut limits = limits::from_stream(&info["unifiedWindows"]);
    if let Some(name) = &window
        && limits.iter().all(|known| known.window != *name)
    {
        // Before 2.1.25x the event tells one window only, in its own fields.
        let mut single = serde_json::Map::new();
        single.insert(name.clone(), info.clone());
        limits.extend(limits::from_stream(&Value::Object(single)));
    }
    let resets_at = info
        .get("resetsAt")
        .and_then(Value::as_u64)
        .and_then(crate::limit_text::from_epoch_seconds);
    Event::RateLimit {
        status: text("status"),
        window,
        resets_at,
        limits,
    }
}

fn result(wire: Wire<'_>) -> RunResult {
    let model_usage = wire.model_usage.as_object().into_iter().flatten();
    RunResult {
        is_error: wire.is_error.0,
        subtype: wire.subtype.into_string(),
        session_id: wire.session_id.into_string(),
        text: wire
            .result
            .into_string()
            .or_else(|| wire.errors.0.into_iter().find_map(Text::into_string)),
        api_error_status: wire
            .api_error_status
            .0
            .and_then(|status| u16::try_from(status).ok()),
        cost_micro_usd: wire.total_cost_usd.0.and_then(micro_usd),
        usage: wire.usage.0.map(|usage| usage.read()).unwrap_or_default(),
        model_usage: model_usage
            .map(|(name, usage)| (name.clone(), model_share(usage)))
            .collect(),
    }
}

fn model_share(usage: &Value) -> ModelUsage {
    ModelUsage {
        context_window: usage["contextWindow"].as_u64(),
        max_output: usage["maxOutputTokens"].as_u64(),
        cost_micro_usd: usage["costUSD"].as_f64().and_then(micro_usd),
    }
}

fn micro_usd(usd: f64) -> Option<u64> {
    (usd >= 0.0).then_some((usd * 1e6).round() as u64)
}

fn control_response(mut response: Value) -> Event {
    let text = |key: &str| response.get(key).and_then(Value::as_str).map(str::to_owned);
    let (request_id, ok) = (text("request_id"), text("subtype").as_deref() == Some("success"));
    let body = response
        .get_mut(if ok { "response" } else { "error" })
        .map(Value::take)
        .unwrap_or_default();
    Event::ControlResponse { request_id, ok, body }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    subtype: Text<'a>,
    #[serde(borrow)]
    session_id: Text<'a>,
    #[serde(borrow)]
    model: Text<'a>,
    #[serde(borrow)]
    claude_code_version: Text<'a>,
    #[serde(borrow)]
    cwd: Text<'a>,
    rate_limit_info: Value,
    response: Value,
    is_error: Flag,
    #[serde(borrow)]
    result: Text<'a>,
    #[serde(borrow)]
    errors: List<Text<'a>>,
    api_error_status: Count,
    total_cost_usd: Number,
    #[serde(borrow)]
    usage: Nested<WireUsage<'a>>,
    #[serde(rename = "modelUsage")]
    model_usage: Value,
}
