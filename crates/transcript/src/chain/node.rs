//! A record as the tree knows it, and the shape its content is read from.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::ItemKind;
use crate::loose::{Flag, Nested};
use crate::record::{Usage, mend};

/// One record with a place in the tree.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub uuid: String,
    pub parent: Option<String>,
    pub offset: u64,
    pub at: Option<Timestamp>,
    /// What it contributes to the conversation; empty for records that are not sent.
    pub drafts: Vec<Draft>,
    /// Whether the chain may end here: a record of the conversation, not a note beside it.
    pub conversational: bool,
    /// Whether it is a prompt that a person typed.
    pub starts_turn: bool,
    /// Of an assistant record: the API message it is a block of.
    pub message_id: Option<String>,
    /// Tool calls made here.
    pub calls: Vec<String>,
    /// Tool calls answered here.
    pub answers: Vec<String>,
    pub usage: Option<(Usage, String)>,
    /// Whether the usage is of this very conversation, not copied into a fork of it.
    pub measured: bool,
    /// Whether it stands before the last boundary but was kept by the compaction.
    pub preserved: bool,
}

/// A piece of the conversation before it has its place.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub kind: ItemKind,
    pub text: String,
    /// The tool call it is, or answers; empty for none.
    pub call: String,
    /// Whether it is a result that says that the call failed.
    pub failed: bool,
}

impl Draft {
    /// A piece that belongs to no tool call.
    pub(super) fn new(kind: ItemKind, text: String) -> Draft {
        Draft::of_call(kind, text, String::new())
    }

    /// A tool call, or a piece of its result.
    pub(super) fn of_call(kind: ItemKind, text: String, call: String) -> Draft {
        Draft {
            kind,
            text,
            call,
            failed: false,
        }
    }
}

/// The parts of a line that hold content.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Deep {
    pub message: Nested<DeepMessage>,
    pub attachment: Value,
    /// What is sent for an attachment, word for word (2.1.3xx).
    pub rendered: Value,
    /// Content of a system record.
    pub content: Value,
    pub is_display_only: Flag,
    pub compact_metadata: Value,
    pub microcompact_metadata: Value,
    /// System prompt and tools of an `api-request-shape` (2.1.3xx).
    pub shape: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeepMessage {
    pub content: Value,
}

/// Reads a line's content; `None` when it nests deeper than the parser goes.
pub(super) fn deep(line: &[u8]) -> Option<Deep> {
    match serde_json::from_slice(line) {
        Ok(deep) => Some(deep),
        Err(error) => serde_json::from_str(&mend(line, &error).ok()?).ok(),
    }
}
