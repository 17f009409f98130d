//! What a project has accumulated, and what the next session will be told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ProblemView;

/// A project: a folder with its memory and sessions. Worktrees and renames lead to the same one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Project {
    /// 16 hex digits; stays the same when the folder is renamed.
    pub id: String,
    /// The last part of its path.
    pub name: String,
    /// Its real path today.
    pub path: String,
    /// The folder is there.
    pub exists: bool,
    /// Other paths that lead to it: worktrees, links, earlier names.
    pub aliases: Vec<String>,
    /// Sessions that are remembered.
    pub sessions: u64,
    /// Decisions that are remembered and not forgotten.
    pub decisions: u64,
    /// Latest session (UTC).
    #[ts(type = "string | null")]
    pub last_seen: Option<Timestamp>,
    /// The session whose handoff waits for the next one.
    pub waiting_handoff: Option<String>,
}

/// A project's memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Memory {
    /// Whose.
    pub project: Project,
    /// From its manifests.
    pub stack: Vec<StackItem>,
    /// What could not be read while the stack was detected.
    pub stack_notes: Vec<String>,
    /// Decisions, most relevant first; forgotten ones last.
    pub decisions: Vec<MemoryItem>,
    /// Facts, patterns and notes, most relevant first; forgotten ones last.
    pub facts: Vec<MemoryItem>,
    /// Sessions, latest first.
    pub sessions: Vec<MemorySession>,
    /// What the next session will be told.
    pub next: Digest,
    /// The readable copy, when it could be written.
    pub mirror: Option<String>,
    /// Why the readable copy could not be written.
    pub mirror_problem: Option<ProblemView>,
    /// There was more to read than fits one look; the next look goes on.
    pub more_to_read: bool,
}

/// Something that a project is built with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StackItem {
    /// What it is.
    pub kind: StackKind,
    /// Its name.
    pub name: String,
    /// As the manifest writes it.
    pub version: Option<String>,
    /// The manifest.
    pub source: String,
    /// The member of a workspace or folder of a monorepo it belongs to; `None` is the whole project.
    pub part: Option<String>,
}

/// What a part of a stack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StackKind {
    /// A programming language.
    Language,
    /// A framework or a library that shapes the code.
    Framework,
    /// What runs the tests.
    TestRunner,
    /// What builds it.
    BuildTool,
    /// What installs packages.
    PackageManager,
    /// A database it talks to.
    Database,
    /// What checks each change.
    Ci,
    /// Containers.
    Container,
    /// What describes the machines it runs on.
    Infrastructure,
}

/// What kind of thing is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MemoryKind {
    /// Something was decided.
    Decision,
    /// Something about the project, from its own documents.
    Fact,
    /// Something that is done again and again.
    Pattern,
    /// A person wrote it down.
    Note,
}

/// One thing that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MemoryItem {
    /// Its number, for `segue memory edit`.
    pub id: i64,
    /// What kind.
    pub kind: MemoryKind,
    /// One or a few sentences.
    pub text: String,
    /// Where it comes from; `None` when a person wrote it.
    pub source: Option<MemorySource>,
    /// `stated`, `plan_accepted`, `answered`, `instructions`, `document`, `commands`, `added`.
    pub how: String,
    /// It never fades.
    pub pinned: bool,
    /// A person changed its words.
    pub edited: bool,
    /// It is told to nobody any more; it can be restored.
    pub forgotten: bool,
    /// How relevant it is now, 0 to 1.
    pub weight: f64,
    /// When it was first met (UTC).
    #[ts(type = "string")]
    pub made_at: Timestamp,
}

/// Where something that is remembered comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MemorySource {
    /// The session it was said in; empty for a document of the project.
    pub session_id: String,
    /// Line of its transcript, or of the document.
    pub line: u64,
    /// When (UTC).
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// The words around it.
    pub quote: String,
}

/// What is remembered of one session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MemorySession {
    /// Claude Code's session id.
    pub session_id: String,
    /// Its title.
    pub title: Option<String>,
    /// First record (UTC).
    #[ts(type = "string | null")]
    pub started: Option<Timestamp>,
    /// Last record (UTC).
    #[ts(type = "string | null")]
    pub ended: Option<Timestamp>,
    /// What was asked for.
    pub objectives: Vec<String>,
    /// What was done.
    pub accomplished: Vec<String>,
    /// Files that were changed, from the project's folder on.
    pub files_changed: Vec<String>,
    /// All tokens, sub-agents included.
    pub tokens: u64,
    /// Minutes between prompts and answers; pauses of more than ten minutes are left out.
    pub minutes: u64,
    /// Decisions found in it.
    pub decisions: u64,
}

/// What a new session is told, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Digest {
    /// The text; empty when there is nothing to tell.
    pub text: String,
    /// Its tokens, counted high rather than low.
    pub tokens: u64,
    /// The most it may take.
    pub budget_tokens: u64,
    /// Its characters; Claude Code takes fewer than 10,000.
    pub characters: u64,
    /// What it is made of, in order.
    pub parts: Vec<DigestPart>,
}

/// One part of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DigestPart {
    /// `Handoff`, `Decisions`, `Stack`, …
    pub label: String,
    /// Its tokens.
    pub tokens: u64,
    /// Lines that did not fit; `recall` finds them.
    pub left_out: u64,
}

/// What to look for in what is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct MemoryQuery {
    /// Words.
    pub text: String,
    /// Only this project: its path or its id.
    pub project: Option<String>,
    /// At most so many; 20 when absent.
    pub limit: Option<u32>,
}

/// Something that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MemoryHit {
    /// Where it was found.
    pub kind: MemoryHitKind,
    /// The project's name.
    pub project: String,
    /// The session's title, or what kind of item it is.
    pub title: String,
    /// The words around the match.
    pub excerpt: String,
    /// The session, when it is one or comes from one.
    pub session_id: Option<String>,
    /// The item's number, when it is one.
    pub item: Option<i64>,
    /// When (UTC).
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
}

/// Where a search found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MemoryHitKind {
    /// A session's objectives and accomplishments.
    Session,
    /// A handoff.
    Handoff,
    /// A decision.
    Decision,
    /// A fact, a pattern or a note.
    Note,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MemoryImported {
    /// Items that were new here.
    pub added: u64,
    /// Items that were here and took over words, pins or forgetting.
    pub changed: u64,
    /// Items that were here already, the same.
    pub same: u64,
    /// Sessions that were new here.
    pub sessions: u64,
}
