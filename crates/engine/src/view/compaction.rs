//! Compaction as every face shows it: the plan, the fork, the command that goes on with it; save and restart.

use jiff::Timestamp;
pub use segue_meter::context::CompactLevel;
use segue_meter::context::OpportunityKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Handoff;

/// What a compaction of a session would take, keep, cost and save. Nothing is written for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CompactionPlan {
    /// Claude Code's session id.
    pub session_id: String,
    /// The session's title.
    pub title: Option<String>,
    /// The project's short name.
    pub project: Option<String>,
    /// How much is taken.
    pub level: CompactLevel,
    /// A process has the session open: nothing can be written.
    pub live: bool,
    /// Tokens in the context now.
    pub context_tokens: u64,
    /// Tokens up to where Claude Code compacts or refuses.
    pub usable_tokens: u64,
    /// What goes, safest first, then oldest.
    pub items: Vec<CompactionItem>,
    /// What stays, by reason.
    pub kept: Vec<KeptKind>,
    /// Tokens saved by all items.
    pub saves_tokens: u64,
    /// Tokens in the context afterwards, by Segue's count.
    pub after_tokens: u64,
    /// What it does to the prompt cache.
    pub cache: CacheEffect,
    /// What each level would save.
    pub levels: Vec<LevelSavings>,
    /// Remarks, in words.
    pub notes: Vec<String>,
    /// Bytes of the transcript that the plan rests on; a transcript that grew since is not compacted by it.
    pub transcript_bytes: u64,
}

/// One thing that goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CompactionItem {
    /// Names it: `--keep KEY` keeps it.
    pub key: String,
    /// What kind of thing it is.
    pub kind: OpportunityKind,
    /// `src/login.rs`, `npm test`, the beginning of what was said.
    pub label: String,
    /// Why it may go.
    pub why: String,
    /// Tokens saved, less the line that stands in its place.
    pub tokens: u64,
    /// The prompt it belongs to, counted from 1.
    pub turn: u32,
    /// When it came into the conversation (UTC).
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// The line that stands in its place; empty when nothing does.
    pub placeholder: String,
}

/// What stays, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KeptKind {
    /// "decisions", "errors and their solutions", "current edits", "objectives", "last exchanges", …
    pub label: String,
    /// How many pieces of the context.
    pub count: u32,
    /// Their tokens.
    pub tokens: u64,
}

/// What a compaction does to the prompt cache. Prices are API prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CacheEffect {
    /// Tokens that the next message writes to the cache anew.
    pub rewritten_tokens: u64,
    /// What that costs, in micro-dollars.
    pub cost_micros: u64,
    /// The cache has expired anyway.
    pub cold: bool,
    /// Answers after which the compaction has paid for itself; `None` when it never does.
    pub pays_after_turns: Option<u32>,
    /// All of it in words.
    pub sentence: String,
}

/// What one level would save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LevelSavings {
    /// The level.
    pub level: CompactLevel,
    /// Tokens saved.
    pub saves_tokens: u64,
}

/// The level that a session's context asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LevelAdvice {
    /// The level.
    pub level: CompactLevel,
    /// Why, in words.
    pub reason: String,
}

/// A fork that was written and that Claude Code has read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Compaction {
    /// The new session's id.
    pub session_id: String,
    /// The session it was made from; untouched.
    pub from_session: String,
    /// How much was taken.
    pub level: CompactLevel,
    /// Tokens before.
    pub before_tokens: u64,
    /// Tokens after, by Segue's count.
    pub after_tokens: u64,
    /// Tokens after, by Claude Code's own count.
    pub verified_tokens: Option<u64>,
    /// Tokens saved, by Segue's count.
    pub saved_tokens: u64,
    /// The new transcript.
    pub transcript: String,
    /// The command that goes on with it.
    pub resume: ResumeCommand,
    /// Remarks, in words.
    pub notes: Vec<String>,
}

/// A command that starts Claude Code in the right place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ResumeCommand {
    /// The program: `claude`.
    pub program: String,
    /// Its arguments, each as it is.
    pub arguments: Vec<String>,
    /// The folder it is started in.
    pub cwd: String,
    /// Set as `CLAUDE_CONFIG_DIR`; `None` for Claude Code's usual folder.
    pub config_dir: Option<String>,
    /// All of it quoted, to paste into a shell.
    pub line: String,
}

/// Save and restart: a new session with the handoff of another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Restart {
    /// The new session's id.
    pub session_id: String,
    /// The handoff it reads first.
    pub handoff: Handoff,
    /// The command that starts it.
    pub command: ResumeCommand,
    /// It runs in a terminal already.
    pub opened: bool,
    /// That terminal.
    pub terminal: Option<OpenedTerminal>,
    /// What it means, in words: same quota, fresh context.
    pub sentence: String,
}

/// A terminal that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenedTerminal {
    /// Its program: `konsole`, `tmux`.
    pub terminal: String,
    /// How to see it, where no window opened: `tmux attach -t segue-1a2b3c4d`.
    pub attach: Option<String>,
}
