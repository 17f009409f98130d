//! Sessions: in the list, and one of them in depth.

use jiff::Timestamp;
use segue_meter::context::Breakdown;
use segue_meter::context::ContextReading;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Totals;

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Session {
    /// Claude Code's session id.
    pub id: String,
    /// Custom title, Claude's own title, summary or first prompt; the best there is.
    pub title: Option<String>,
    /// The project's short name: the last part of its path.
    pub project: String,
    /// The project's path.
    pub project_path: String,
    /// Model of the last response.
    pub model: Option<String>,
    /// Git branch last seen.
    pub git_branch: Option<String>,
    /// Claude Code's version last seen.
    pub version: Option<String>,
    /// First record (UTC).
    #[ts(type = "string | null")]
    pub first_seen: Option<Timestamp>,
    /// Last record (UTC).
    #[ts(type = "string | null")]
    pub last_seen: Option<Timestamp>,
    /// Live or past.
    pub activity: Activity,
    /// The session it was forked from.
    pub forked_from: Option<String>,
    /// Sums over its responses, sub-agents included.
    pub totals: Totals,
    /// How full its context is; `None` before the first response.
    pub context: Option<ContextReading>,
    /// Times its context was compacted.
    pub compactions: u32,
    /// The transcript is gone from disk; the history here stays.
    pub transcript_gone: bool,
}

/// Whether a session runs, and what it is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum Activity {
    /// Waits for the next prompt.
    Idle {
        /// Process id.
        pid: u32,
    },
    /// Works.
    Busy {
        /// Process id.
        pid: u32,
    },
    /// Waits for the person.
    Waiting {
        /// Process id.
        pid: u32,
        /// For what: "permission prompt".
        waiting_for: String,
    },
    /// No process has it open.
    Past,
}

/// Which sessions to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct SessionQuery {
    /// Words that must occur in title, project, model or id.
    pub search: Option<String>,
    /// Only live ones.
    pub live_only: bool,
    /// Only this project path.
    pub project_path: Option<String>,
    /// At most so many; `None` is all.
    pub limit: Option<u32>,
}

/// One session in depth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SessionDetail {
    /// The session.
    pub session: Session,
    /// Context after each response of the main conversation, in time order.
    pub history: Vec<ContextPoint>,
    /// The breakdown, when the transcript is still there.
    pub breakdown: Option<Breakdown>,
    /// What to do with this session, in words.
    pub recommendation: String,
    /// What Claude Code itself answered, when it was asked (`--exact`).
    pub exact: Option<ExactContext>,
    /// Prompts in order, for orientation.
    pub outline: Vec<OutlineEntry>,
    /// The transcript's path.
    pub transcript_path: Option<String>,
}

/// Context after one response.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContextPoint {
    /// When (UTC).
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Tokens in the context.
    pub tokens: u64,
    /// The context was compacted just before.
    pub after_compaction: bool,
}

/// A prompt of the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OutlineEntry {
    /// When (UTC).
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// Its first line, shortened.
    pub text: String,
    /// Tokens this exchange holds in the context, scaled.
    pub tokens: u64,
}

/// Claude Code's own answer to `get_context_usage`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExactContext {
    /// Tokens in the context by Claude Code's count.
    pub total_tokens: u64,
    /// The window by Claude Code.
    pub max_tokens: u64,
    /// Where it compacts by itself, if it does.
    pub auto_compact_at: Option<u64>,
    /// Its categories, as named by it.
    pub categories: Vec<ExactCategory>,
    /// Ours minus theirs, in tokens.
    pub difference_tokens: i64,
}

/// One of Claude Code's own categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExactCategory {
    /// Its name.
    pub name: String,
    /// Its tokens.
    pub tokens: u64,
}
