//! What a context is made of.
use super::{Breakdown, Category};
use jiff::Timestamp;

/// One thing in the context, as the tokenizer counted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Its category.
    pub category: Category,
    /// Tokens as counted, before scaling.
    pub tokens: u64,
    /// What a person calls it: a path, a command; things with the same label are shown as one. Empty: not listed.
    pub label: String,
    /// What it is.
    pub what: What,
    /// The turn it stands in, counted from 0 at the start of the live chain.
    pub turn: u32,
    /// A hash of its text: equal texts are equal here.
    pub fingerprint: u64,
}

/// What a thing in the context is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// System prompt or tool definitions.
    System,
    /// A memory file.
    Memory,
    /// A file that was read.
    FileRead {
        /// Its path.
        path: String,
    },
    /// What a shell command printed.
    Command {
        /// The command line.
        command: String,
    },
    /// The result of any other tool.
    ToolResult {
        /// The tool's name.
        tool: String,
    },
    /// What the person wrote.
    Prompt,
    /// What Claude wrote.
    Reply,
    /// The summary of a compaction.
    Summary,
    /// A file or reminder that was attached.
    Attachment,
    /// A file's text that Claude wrote.
    Generated {
        /// Its path.
        path: String,
    },
    /// Thinking.
    Thinking,
    /// The call of a tool, without its result.
    ToolCall,
    /// An image.
    Image,
}

/// The breakdown of a context of exactly `exact_total` tokens.
pub fn breakdown(items: &[Counted], exact_total: u64, computed_at: Timestamp) -> Breakdown {
    todo!("{items:?} {exact_total} {computed_at}")
}
