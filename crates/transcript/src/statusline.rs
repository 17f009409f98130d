//! What Claude Code tells its statusline command on stdin: the freshest free truth about quota and context.
//!
//! Written for the JSON of 2.1.197 and 2.1.329. `rate_limits` is there only for subscriptions, and only after an answer.

use serde::Deserialize;
use serde_json::Value;

use crate::limits::{self, LimitReading};
use crate::loose::{Count, Flag, Nested, Number, Text};

/// One call of the statusline.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statusline {
    /// The session it is shown in.
    pub session_id: Option<String>,
    /// Absolute path of that session's transcript.
    pub transcript_path: Option<String>,
    /// The working folder, absolute.
    pub cwd: Option<String>,
    /// The model's name as Claude Code uses it; may end in `[1m]`, unlike in transcripts.
    pub model_id: Option<String>,
    /// The model's name as people see it.
    pub model_name: Option<String>,
    /// Claude Code's version.
    pub version: Option<String>,
    /// The session's title.
    pub session_name: Option<String>,
    /// Tokens the model's context window holds.
    pub window_tokens: Option<u64>,
    /// Tokens in the context after the last answer: input, cache reads and writes, and output. `None` before the first.
    pub used_tokens: Option<u64>,
    /// Claude Code's own rounding of the used share, which leaves out the output.
    pub used_percentage: Option<f64>,
    /// What the session cost so far, in micro-dollars, by Claude Code's own prices.
    pub cost_micro_usd: Option<u64>,
    /// The account's quota windows.
    pub limits: Vec<LimitReading>,
    /// Whether the last answer used more than 200,000 tokens.
    pub exceeds_200k: bool,
}

/// Reads what the statusline command got on stdin.
///
/// # Errors
/// When it is not a JSON object.
pub fn parse(bytes: &[u8]) -> Result<Statusline, serde_json::Error> {
    let text = String::from_utf8_lossy(bytes);
    let wire: Wire = serde_json::from_str(&text)?;
    let model = wire.model.0.unwrap_or_default();
    let window = wire.context_window.0.unwrap_or_default();
    let used = window.current_usage.0.map(|usage| {
        [
            usage.input_tokens,
            usage.output_tokens,
            usage.cache_creation_input_tokens,
            usage.cache_read_input_tokens,
        ]
        .into_iter()
        .fold(0_u64, |sum, part| sum.saturating_add(part.or_zero()))
    });
    let cost = wire
        .cost
        .0
        .unwrap_or_default()
        .total_cost_usd
        .0
        .filter(|usd| *usd >= 0.0);
    Ok(Statusline {
        session_id: wire.session_id.into_string(),
        transcript_path: wire.transcript_path.into_string(),
        cwd: wire.cwd.into_string(),
        model_id: model.id.into_string(),
        model_name: model.display_name.into_string(),
        version: wire.version.into_string(),
        session_name: wire.session_name.into_string(),
        window_tokens: window.context_window_size.0,
        used_tokens: used,
        used_percentage: window.used_percentage.0,
        cost_micro_usd: cost.map(|usd| (usd * 1e6).round() as u64),
        limits: limits::from_statusline(&wire.rate_limits),
        exceeds_200k: wire.exceeds_200k_tokens.0,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire<'a> {
    #[serde(borrow)]
    session_id: Text<'a>,
    #[serde(borrow)]
    transcript_path: Text<'a>,
    #[serde(borrow)]
    cwd: Text<'a>,
    #[serde(borrow)]
    session_name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    model: Nested<Model<'a>>,
    context_window: Nested<Window>,
    cost: Nested<Cost>,
    rate_limits: Value,
    exceeds_200k_tokens: Flag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Model<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    display_name: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Window {
    context_window_size: Count,
    used_percentage: Number,
    current_usage: Nested<CurrentUsage>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CurrentUsage {
    input_tokens: Count,
    output_tokens: Count,
    cache_creation_input_tokens: Count,
    cache_read_input_tokens: Count,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cost {
    total_cost_usd: Number,
}
