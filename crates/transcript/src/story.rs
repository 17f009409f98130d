//! What happened in a session, read once from its transcript: prompts, replies, edits, commands, lists of tasks, plans,
//! answers, limits, each with the line it stands on.
//!
//! Owns the meaning of tool calls and their results. Promises: the main conversation only, all of it (also what was
//! compacted away), in file order; what a person took back (a prompt that another one replaced) is left out, while what
//! was done to files meanwhile stays; a line that cannot be read is counted, never fatal. A call whose result is
//! missing is told as far as it is known. Never judges: what matters is for who reads the story.

mod call;
mod lines;
mod part;
mod teller;
mod todos;

use std::io::{self, Read};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::reader::{LineReader, RawLine};
use teller::Teller;

pub use part::{Bookmark, Part, read_part};

/// Characters of a command's output that are kept, from its end.
pub const OUTPUT_KEPT: usize = 2_000;

/// A session, told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Story {
    /// What happened, in file order.
    pub beats: Vec<Beat>,
    /// The last working folder.
    pub cwd: Option<String>,
    /// The last branch that Claude Code noted.
    pub git_branch: Option<String>,
    /// The session that the last record was written for.
    pub session_id: Option<String>,
    /// The model that answered last.
    pub model: Option<String>,
    /// When the first record was written.
    pub started: Option<Timestamp>,
    /// When the last record was written.
    pub ended: Option<Timestamp>,
    /// How often the conversation was compacted.
    pub compactions: u32,
    /// Lines that could not be read; a torn last line is none.
    pub oddities: u64,
    /// The last line that was copied from the session this one is a fork of, counted from 1; 0 when it is none.
    pub copied_lines: u64,
}

impl Story {
    /// What happened in this session itself: of a fork, what came after the copy.
    #[must_use]
    pub fn own(mut self) -> Story {
        if self.copied_lines > 0 {
            self.beats.retain(|beat| beat.line > self.copied_lines);
            self.started = self.beats.first().and_then(|beat| beat.at);
        }
        self
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beat {
    /// When its record was written.
    pub at: Option<Timestamp>,
    /// The line it stands on, counted from 1. Of a tool call: the line of the call; of an answer: the line of the answer.
    pub line: u64,
    /// That record's id; empty where there is none.
    pub uuid: String,
    /// The prompt it belongs to, counted from 1; 0 before the first.
    pub turn: u32,
    /// What it is.
    pub what: Happening,
}

/// What can happen in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The person asked for something; "[image]" when it was only a picture.
    Prompt {
        /// As typed, trimmed.
        text: String,
    },
    /// Claude said something.
    Reply {
        /// Its words.
        text: String,
    },
    /// The conversation before was replaced by this.
    CompactSummary {
        /// The summary.
        text: String,
    },
    /// Claude changed a file, and it worked.
    Edit {
        /// "Edit", "Write", "MultiEdit" or "NotebookEdit".
        tool: String,
        /// The file, as Claude named it.
        path: String,
        /// Lines that came.
        added: u32,
        /// Lines that went.
        removed: u32,
    },
    /// Claude read a file, and it worked.
    Read {
        /// The file, as Claude named it.
        path: String,
    },
    /// Claude ran a command in the shell.
    Command {
        /// The command.
        command: String,
        /// Whether it ended well; unknown while it runs, in the background, or when its result is missing.
        ok: Option<bool>,
        /// The end of what it printed, at most [`OUTPUT_KEPT`] characters.
        output: String,
    },
    /// A tool refused, or the person refused it.
    ToolFailed {
        /// The tool.
        tool: String,
        /// What was said, at most [`OUTPUT_KEPT`] characters.
        error: String,
    },
    /// Claude's list of things to do, as it stood then.
    Todos {
        /// All of it, in its order.
        items: Vec<Todo>,
    },
    /// Claude proposed a plan.
    Plan {
        /// The plan, Markdown.
        text: String,
        /// What the person said to it; unknown when nothing was said.
        accepted: Option<bool>,
    },
    /// The person answered a question of Claude's.
    Answer {
        /// What was asked.
        question: String,
        /// What was answered.
        answer: String,
    },
    /// Claude had a sub-agent do something.
    SubAgent {
        /// What for, in a few words.
        description: String,
        /// What it reported.
        result: Option<String>,
    },
    /// A quota or rate limit refused an answer.
    LimitHit {
        /// What the person read.
        text: String,
        /// When the quota is back.
        resets_at: Option<Timestamp>,
    },
    /// Another error of the API.
    ApiError {
        /// What the person read.
        text: String,
    },
    /// The person stopped Claude.
    Interrupted,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// What.
    pub text: String,
    /// How far it is.
    pub state: TodoState,
}

/// How far a thing to do is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TodoState {
    /// Not begun.
    Pending,
    /// Begun.
    InProgress,
    /// Done.
    Completed,
}

/// Reads a transcript and tells what happened.
///
/// # Errors
/// What the reader reports. Lines that cannot be read are counted, not fatal.
pub fn read_story(transcript: impl Read) -> io::Result<Story> {
    let mut reader = LineReader::new(transcript, 0);
    let mut teller = Teller::default();
    while let Some(line) = reader.next_line()? {
        match line {
            RawLine::Whole { bytes, .. } => teller.add_line(bytes),
            RawLine::Torn { bytes, .. } => teller.add_torn(bytes),
            RawLine::TooLong { .. } => teller.add_odd(),
        }
    }
    Ok(teller.finish())
}
