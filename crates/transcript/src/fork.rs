//! A fork of a transcript: the same conversation under a new session id, in which some contents are one-line placeholders.
//!
//! Owns the rules by which Claude Code takes such a copy for a session of its own (seen with 2.1.197 and 2.1.329).
//! Promises: one pass, memory bounded by the longest line; the same source and plan give the same bytes; what no cut names
//! is copied as it stands, byte for byte, thinking and prompt snapshots always; every call keeps its result; no usage in
//! the fork is higher than what the fork holds, since Claude Code takes the last one for the size of the context and
//! compacts by it. Lines that cannot be read are left out and counted, never fatal. Never touches the source.
//!
//! All of the conversation is copied, also what a compaction already dropped: the tree, what a boundary preserved and the
//! story of the session stay whole, and what is sent is decided by the same boundary as before. What only concerns the
//! source's own file or process is left out (see `copy.rs`).

mod content;
mod copy;
mod cuts;
mod ids;
mod members;

use std::io::{self, Read, Write};

use jiff::Timestamp;
use serde_json::json;

use crate::reader::{LineReader, RawLine};
use copy::{Copied, Copier};

/// What becomes of a conversation in its fork.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkPlan {
    /// The fork's session id, a UUID; its file must be named after it.
    pub session_id: String,
    /// The session that is forked.
    pub from_session: String,
    /// The fork's name in Claude Code's list of sessions; without one it is named as the source is.
    pub title: Option<String>,
    /// What is cut; the order does not matter.
    pub cuts: Vec<Cut>,
    /// An honest estimate of the fork's context. Recorded usages above it are lowered to it.
    pub context_tokens: u64,
    /// When the fork was made.
    pub at: Timestamp,
}

/// One content that is replaced or left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// What a tool answered, pictures included. The answer stays the answer to its call, as success or error.
    Result {
        /// The call.
        tool_use_id: String,
        /// What stands there instead.
        placeholder: String,
    },
    /// A prompt's or a reply's text. Thinking, tool calls, results and pictures of the record stay.
    Text {
        /// The record.
        uuid: String,
        /// What stands there instead.
        placeholder: String,
    },
    /// A whole attachment; what followed it follows what it followed. Prompt snapshots and the end of the conversation
    /// cannot be cut.
    Attachment {
        /// The record.
        uuid: String,
    },
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forked {
    /// Lines of the fork.
    pub records: u64,
    /// Lines of the source that could not be read and are not in the fork; a half last line is none.
    pub skipped: u64,
    /// Cuts of the plan that were made.
    pub cuts_made: u64,
    /// The ids of those that were not: no such record, or nothing to cut in it.
    pub cuts_not_found: Vec<String>,
    /// Size of the source.
    pub bytes_read: u64,
    /// Size of the fork.
    pub bytes_written: u64,
}

/// Reads a transcript and writes its fork, line by line: give it a buffered `out`.
///
/// # Errors
/// What the reader or the writer reports; what was written until then is half a file.
pub fn write_fork(source: impl Read, plan: &ForkPlan, out: impl Write) -> io::Result<Forked> {
    let mut lines = LineReader::new(source, 0);
    let mut forker = Forker {
        copier: Copier::new(plan),
        held: None,
        forked: Forked::default(),
        out,
    };
    while let Some(line) = lines.next_line()? {
        match line {
            RawLine::Whole { bytes, end, .. } => {
                forker.forked.bytes_read = end;
                forker.line(bytes, true)?;
            }
            RawLine::Torn { offset, bytes } => {
                forker.forked.bytes_read = offset + bytes.len() as u64;
                forker.line(bytes, false)?;
            }
            RawLine::TooLong { end, .. } => {
                forker.forked.bytes_read = end;
                forker.forked.skipped += 1;
            }
        }
    }
    forker.finish(plan)
}

/// Writes what the copier makes of each line.
struct Forker<'p, W> {
    copier: Copier<'p>,
    /// A cut attachment with which the conversation would end if nothing came after it: its id and its copy.
    held: Option<(String, String)>,
    forked: Forked,
    out: W,
}

impl<W: Write> Forker<'_, W> {
    fn line(&mut self, line: &[u8], ended: bool) -> io::Result<()> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        match self.copier.copy(line) {
            Copied::Conversation(copy) => {
                self.held = None;
                self.write(&copy)
            }
            Copied::Note(copy) => self.write(&copy),
            Copied::CutAttachment { uuid, copy } => {
                self.held = Some((uuid, copy));
                Ok(())
            }
            Copied::LeftOut => Ok(()),
            Copied::Unreadable => {
                self.forked.skipped += u64::from(ended);
                Ok(())
            }
        }
    }

    fn write(&mut self, copy: &str) -> io::Result<()> {
        self.out.write_all(copy.as_bytes())?;
        self.out.write_all(b"\n")?;
        self.forked.records += 1;
        self.forked.bytes_written += copy.len() as u64 + 1;
        Ok(())
    }

    fn finish(mut self, plan: &ForkPlan) -> io::Result<Forked> {
        if let Some((uuid, copy)) = self.held.take() {
            self.copier.cuts.undo_attachment(&uuid);
            self.write(&copy)?;
        }
        if let Some(title) = &plan.title {
            let title = json!({
                "type": "custom-title", "customTitle": title, "sessionId": plan.session_id, "timestamp": plan.at.to_string(),
            });
            self.write(&title.to_string())?;
        }
        self.forked.cuts_not_found = self.copier.cuts.not_found(plan);
        self.forked.cuts_made = (plan.cuts.len() - self.forked.cuts_not_found.len()) as u64;
        self.out.flush()?;
        Ok(self.forked)
    }
}
