//! One line of a transcript, as far as metering needs it.
//!
//! Owns the meaning of a record: what is a billed response, a prompt, an error, a title. Promises: one pass over the
//! line, nothing copied that can be borrowed, every line checked to be JSON to its end, and bytes that are not UTF-8 or
//! half surrogates replaced rather than fatal. Never looks at more than one line. The shapes come from transcripts
//! recorded with Claude Code 2.1.197 and 2.1.329 (`samples/`) and from public parsers for 2.0.

mod classify;
mod content;
mod kinds;
mod line;
mod mend;
mod owned;
mod prompt;
mod swift;
mod usage;

use std::borrow::Cow;

use jiff::Timestamp;

pub use kinds::is_known_kind;
pub use mend::Oddity;
pub(crate) use mend::mend;
pub use prompt::{prompt_text, typed};
pub use usage::Usage;
pub(crate) use usage::WireUsage;

/// The member by which Segue marks an answer in a fork whose usage it lowered: what is true is in the session it came from.
pub(crate) const ESTIMATED: &str = "segueEstimate";

/// One transcript line.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// Claude Code's word for it: "user", "assistant", "system", "attachment", "progress", …
    pub kind: Cow<'a, str>,
    /// Of a system record: "compact_boundary", "turn_duration", …
    pub subtype: Option<Cow<'a, str>>,
    /// Its id in the conversation tree; metadata records have none.
    pub uuid: Option<Cow<'a, str>>,
    /// The record it follows in the tree.
    pub parent_uuid: Option<Cow<'a, str>>,
    /// The session it was written for; copied lines keep the id of the session they came from.
    pub session_id: Option<Cow<'a, str>>,
    /// The working folder, absolute.
    pub cwd: Option<Cow<'a, str>>,
    /// The Claude Code version that wrote it.
    pub version: Option<Cow<'a, str>>,
    /// The git branch of `cwd`.
    pub git_branch: Option<Cow<'a, str>>,
    /// The sub-agent that wrote it.
    pub agent_id: Option<Cow<'a, str>>,
    /// "cli" or "sdk-cli".
    pub entrypoint: Option<Cow<'a, str>>,
    /// When it was written.
    pub timestamp: Option<Timestamp>,
    /// Whether it belongs to a sub-agent's conversation rather than the main one.
    pub sidechain: bool,
    /// Whether Claude Code wrote it on the person's behalf (`isMeta`).
    pub meta: bool,
    /// The session this record was copied from when the conversation was forked.
    pub forked_from_session: Option<Cow<'a, str>>,
    /// What it says.
    pub body: Body<'a>,
}

/// What a record says, as far as Segue cares.
#[derive(Debug, Clone, PartialEq)]
pub enum Body<'a> {
    /// A billed answer of the API, or one content block of it (each repeats the answer's usage).
    Response(Response<'a>),
    /// An error that Claude Code shows in the conversation; costs nothing.
    ApiError(ApiError<'a>),
    /// Everything before it is no longer sent.
    CompactBoundary {
        /// "manual" or "auto".
        trigger: Option<Cow<'a, str>>,
        /// Context tokens before.
        pre_tokens: Option<u64>,
        /// Context tokens after.
        post_tokens: Option<u64>,
    },
    /// A name for the session.
    Title {
        /// Who gave it.
        source: TitleSource,
        /// The name.
        text: Cow<'a, str>,
    },
    /// What the person typed (or, in a sub-agent's file, what the agent was told).
    Prompt,
    /// The summary that replaces a compacted conversation.
    CompactSummary,
    /// What a tool answered.
    ToolResult,
    /// The person stopped Claude.
    Interrupted,
    /// A sub-agent's record that stands only in its parent's transcript (Claude Code 2.0 to 2.1).
    AgentProgress(Box<Record<'a>>),
    /// Claude Code's own running total for the session (2.1.3xx).
    CostState {
        /// Micro-dollars.
        total_micro_usd: Option<u64>,
    },
    /// Anything else, known or not.
    Other,
}

/// Who named a session; a later variant is preferred over an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TitleSource {
    /// The summary line of older versions.
    Summary,
    /// Written by a model.
    Ai,
    /// Given by the person.
    Custom,
}

/// A billed answer. Several records can carry the same one: group by message id and request id, keep the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<'a> {
    /// The API's message id; the record's uuid where there is none.
    pub message_id: Cow<'a, str>,
    /// The API's request id.
    pub request_id: Option<Cow<'a, str>>,
    /// The model that answered; "unknown" where the record does not say.
    pub model: Cow<'a, str>,
    /// Tokens and what else is billed.
    pub usage: Usage,
    /// Whether the answer had ended when this was written (`stop_reason` is there).
    pub finished: bool,
    /// The model that was asked for (2.1.3xx).
    pub requested_model: Option<Cow<'a, str>>,
    /// Whether the usage is an estimate that Segue wrote into a fork, not what was billed; see [`ESTIMATED`].
    pub estimated: bool,
}

impl Response<'_> {
    /// Whether this record of an answer is better than `other` of the same answer: finished beats unfinished, then the
    /// larger output. Earlier blocks carry placeholders (Claude Code's changelog, 2.1.97 and 2.1.98).
    #[must_use]
    pub fn beats(&self, other: &Response<'_>) -> bool {
        (self.finished, self.usage.output) > (other.finished, other.usage.output)
    }
}

/// An error shown in the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError<'a> {
    /// Claude Code's class for it: "rate_limit", "authentication_failed", "server_error", …
    pub error: Option<Cow<'a, str>>,
    /// HTTP status.
    pub status: Option<u16>,
    /// What the person read.
    pub text: Cow<'a, str>,
    /// Set when a quota (or rate) limit was hit.
    pub limit: Option<LimitHit>,
}

/// A limit that refused a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitHit {
    /// The quota window, named as in [`crate::limits`]; `None` when the record does not tell, as with plain 429 errors.
    pub window: Option<String>,
    /// When it is free again.
    pub resets_at: Option<Timestamp>,
}

/// Reads one line, without its newline.
///
/// # Errors
/// An [`Oddity`] when the line is not a JSON object with a `type`. Unknown kinds and fields are not odd.
pub fn read(line: &[u8]) -> Result<Record<'_>, Oddity> {
    if line.trim_ascii_start().first() != Some(&b'{') {
        return Err(mend::no_object(line));
    }
    if let Some(parsed) = swift::read::<line::Line<'_>>(line) {
        return classify::record(parsed);
    }
    thorough(line)
}

/// Reads a line that is not as Claude Code usually writes them, and finds out what is odd.
fn thorough(line: &[u8]) -> Result<Record<'_>, Oddity> {
    match serde_json::from_slice::<line::Line<'_>>(line) {
        Ok(parsed) => classify::record(parsed),
        Err(error) => {
            let mended = mend(line, &error)?;
            let parsed = serde_json::from_str(&mended).map_err(|e| Oddity::not_json(&e))?;
            classify::record(parsed).map(Record::into_owned)
        }
    }
}
