//! A session's context: how full, until when, what of, and what could go.

mod breakdown;
mod opportunity;
mod prune;
mod status;
mod usable;
mod verbose;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use breakdown::{Counted, What, breakdown, scale_of_growth};
pub use opportunity::{KEEP_FILE_READS, opportunities, opportunity_label, recommendation};
pub use prune::{CacheCost, CacheState, CompactLevel, Cut, Keep, Kept, Piece, Pruned, cache_cost, prune};
pub use status::{ContextStatus, ContextThresholds};
pub use usable::{CompactionRules, Usable, assumed_window, reading, usable};

use crate::provenance::Provenance;

/// How full one session's context is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ContextReading {
    /// Tokens in the context after the last response (input, cache writes, cache reads and output).
    pub used_tokens: u64,
    /// The model's context window, in tokens.
    pub window_tokens: u64,
    /// Who said how large the window is.
    pub window_source: WindowSource,
    /// The point where Claude Code compacts or refuses, in tokens: 100 % of what can be used.
    pub usable_tokens: u64,
    /// Whether Claude Code compacts by itself at that point.
    pub auto_compact: bool,
    /// Used percent of the usable tokens; may pass 100.
    pub percent: f64,
    /// fresh … critical.
    pub status: ContextStatus,
    /// Source and age of `used_tokens`.
    pub provenance: Provenance,
}

impl ContextReading {
    /// The percentage in words; with `~` where the size of the window is assumed.
    pub fn percent_words(&self) -> String {
        let tilde = match self.window_source {
            WindowSource::Session | WindowSource::SameModel => "",
            WindowSource::Assumed => "~",
        };
        format!("{tilde}{}", crate::words::percent(self.percent))
    }
}

/// Who said how large a model's context window is, most trustworthy first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WindowSource {
    /// Claude Code said so for this session (statusline or control request).
    Session,
    /// Claude Code said so for the same model in another session.
    SameModel,
    /// Nobody said; the size usual for the model. Shown as an estimate.
    Assumed,
}

/// The categories of the breakdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Category {
    /// System prompt and tool definitions.
    System,
    /// CLAUDE.md and other memory files.
    MemoryFiles,
    /// What Read brought in, and files attached by mention.
    FileReads,
    /// Results of all other tools.
    ToolResults,
    /// Prompts, replies, summaries and reminders.
    Conversation,
    /// What Write and Edit carry.
    GeneratedCode,
    /// Thinking.
    Thinking,
}

/// Tokens of one category.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CategoryTokens {
    /// Which.
    pub category: Category,
    /// Tokens, scaled so that all categories add up to the exact total.
    pub tokens: u64,
    /// Percent of the used tokens.
    pub percent: f64,
}

/// A thing in the context worth knowing about by its size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BigItem {
    /// `src/mod0.py`, `git log --stat`.
    pub label: String,
    /// Its category.
    pub category: Category,
    /// How often it stands in the context.
    pub count: u32,
    /// Tokens of all its copies together.
    pub tokens: u64,
}

/// What kind of thing could leave the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OpportunityKind {
    /// File reads older than the last ten.
    OldFileReads,
    /// The same file read again: only the newest copy matters.
    RepeatedFileReads,
    /// The same tool result, word for word.
    RepeatedToolResults,
    /// Output of `git log`, installs, test runs and the like.
    VerboseOutput,
    /// Exchanges from the beginning that later ones have overtaken.
    EarlyExchanges,
    /// Other tool results from before the last exchanges.
    OldToolResults,
}

/// Something that could leave the context, and what that saves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Opportunity {
    /// What kind.
    pub kind: OpportunityKind,
    /// In words, with the count: "12 old file reads".
    pub label: String,
    /// How many items.
    pub count: u32,
    /// Tokens saved; items are counted once, in the first kind that names them.
    pub tokens: u64,
    /// Nothing is lost that is not on disk or in a newer copy.
    pub safe: bool,
}

/// The breakdown of one session's context.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Breakdown {
    /// Largest first.
    pub categories: Vec<CategoryTokens>,
    /// Exact total divided by the counted sum: how far the tokenizer was off.
    pub scale: f64,
    /// Tokens as counted, before scaling.
    pub counted_tokens: u64,
    /// The biggest single things, largest first, at most twelve.
    pub biggest: Vec<BigItem>,
    /// What could go, safest and largest first.
    pub opportunities: Vec<Opportunity>,
    /// When it was computed (UTC).
    #[ts(type = "string")]
    pub computed_at: Timestamp,
}
