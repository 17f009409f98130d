//! The live conversation of one transcript: what Claude Code sends with the next prompt, item by item.
//!
//! Owns the rules of the tree: follow `parentUuid` from the last record back to the last compact boundary, heal missing
//! parents by file order, pick up parallel tool results, leave sub-agents out. Promises: memory is bounded by what stands
//! since the last boundary. Never counts tokens and never sees what a transcript does not hold: 2.1.197 writes neither
//! system prompt nor CLAUDE.md into it. A sub-agent's own file has no main conversation, so its chain is empty.

mod attachment;
mod builder;
mod content;
mod node;
mod path;

use std::collections::BTreeMap;
use std::io::{self, Read};

use jiff::Timestamp;

use crate::reader::{LineReader, RawLine};
use crate::record::Usage;
use builder::Builder;

/// A conversation as it would be sent now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chain {
    /// What is sent, in order.
    pub items: Vec<Item>,
    /// Usage, model and time of the last answer since the last boundary: the exact size of the context then, or Segue's
    /// estimate in a fork that it made.
    pub last_usage: Option<(Usage, String, Option<Timestamp>)>,
    /// Whether an answer since the last boundary was cached for an hour rather than five minutes.
    pub hour_cache: bool,
    /// From the first to the last answer since the last boundary; copies in a fork tell nothing, what they measured may be
    /// cut.
    pub growth: Option<Growth>,
    /// Tokens that the last compaction left, by Claude Code's own count.
    pub compacted_to: Option<u64>,
    /// How often the main conversation was compacted.
    pub compactions: usize,
    /// Lines that could not be read; a torn last line is none.
    pub oddities: u64,
    /// The last working folder.
    pub cwd: Option<String>,
    /// Kinds of records that we do not know, with how often they stand in the file.
    pub unknown_kinds: BTreeMap<String, u64>,
}

/// What came into the conversation between two answers, known exactly whatever else was sent with both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// Tokens sent for the first answer.
    pub from_tokens: u64,
    /// Items of the chain that were sent with it.
    pub from_items: usize,
    /// Tokens sent for the last answer.
    pub to_tokens: u64,
    /// Items of the chain that were sent with it.
    pub to_items: usize,
}

/// A piece of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The record it comes from.
    pub uuid: String,
    /// Where that record's line starts, in bytes.
    pub offset: u64,
    /// The prompt it belongs to, counted from 1 since the last boundary; 0 before the first.
    pub turn: u32,
    /// When the record was written.
    pub at: Option<Timestamp>,
    /// What it is.
    pub kind: ItemKind,
    /// What is sent for it, as near as the record tells.
    pub text: String,
    /// The tool call it is, or answers; empty for none.
    pub call: String,
    /// Whether it is a result that says that the call failed.
    pub failed: bool,
}

/// What a piece of the conversation is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// Claude Code's instructions (2.1.3xx).
    SystemPrompt,
    /// The tools on offer (2.1.3xx).
    ToolDefinitions,
    /// CLAUDE.md and its like (2.1.3xx).
    MemoryFile {
        /// Absolute path.
        path: String,
    },
    /// A file that Claude read.
    FileRead {
        /// As Claude named it.
        path: String,
        /// The call; empty for a file that Claude Code attached by itself.
        tool_use_id: String,
    },
    /// What a shell command printed.
    CommandOutput {
        /// The command.
        command: String,
        /// The call.
        tool_use_id: String,
    },
    /// What another tool answered.
    ToolResult {
        /// The tool; empty when the call is not in the file.
        tool: String,
        /// The call.
        tool_use_id: String,
    },
    /// What the person typed.
    Prompt,
    /// What Claude said.
    Reply,
    /// What Claude thought; the text is empty where only a signature was kept.
    Thinking,
    /// Code that Claude wrote into a file: the input of a writing tool.
    Generated {
        /// "Write", "Edit", "MultiEdit" or "NotebookEdit".
        tool: String,
        /// The file.
        path: String,
    },
    /// The input of another tool.
    ToolCall {
        /// The tool.
        tool: String,
    },
    /// The summary of what was compacted.
    CompactSummary,
    /// What Claude Code or a hook added.
    Attachment {
        /// Claude Code's word for it, or "meta", "command", "interruption", "local_command", "document".
        kind: String,
    },
    /// A picture; its text is empty.
    Image,
}

/// Reads a transcript and follows its live conversation.
///
/// # Errors
/// What the reader reports. Lines that cannot be read are counted, not fatal.
pub fn read_chain(transcript: impl Read) -> io::Result<Chain> {
    let mut reader = LineReader::new(transcript, 0);
    let mut builder = Builder::default();
    while let Some(line) = reader.next_line()? {
        match line {
            RawLine::Whole { offset, bytes, .. } => builder.add_line(offset, bytes),
            RawLine::Torn { offset, bytes } => builder.add_torn(offset, bytes),
            RawLine::TooLong { .. } => builder.add_odd(),
        }
    }
    Ok(builder.finish())
}
