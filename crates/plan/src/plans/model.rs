//! What a plan says, as values.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A plan: phases in order, and what is said of the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Plan {
    /// What it is called.
    pub title: String,
    /// How it stands, in the person's words: "ready", "in progress".
    pub status: Option<String>,
    /// Prose before the first section.
    pub summary: String,
    /// What the person expects the whole to take.
    pub stated: Stated,
    /// What is to be reached.
    pub objectives: Vec<String>,
    /// What will be there afterwards.
    pub deliverables: Vec<String>,
    /// How one sees that it is done.
    pub success: Vec<String>,
    /// What must be there before.
    pub prerequisites: Vec<String>,
    /// What makes it hard, or easy.
    pub complexity: Vec<String>,
    /// What is done, in the order of the text.
    pub phases: Vec<Phase>,
    /// Sections that are kept, not understood.
    pub other: Vec<Section>,
}

/// A part of a plan that is done as one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Phase {
    /// "1", "2", …: from the text, or by order.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How it stands, in the person's words.
    pub status: Option<String>,
    /// The text says that it is done.
    pub done: bool,
    /// What the person expects it to take.
    pub stated: Stated,
    /// What is to be reached.
    pub objectives: Vec<String>,
    /// What will be there afterwards.
    pub deliverables: Vec<String>,
    /// How one sees that it is done.
    pub success: Vec<String>,
    /// What must be there before.
    pub prerequisites: Vec<String>,
    /// What makes it hard, or easy.
    pub complexity: Vec<String>,
    /// It can run beside others.
    pub parallel: bool,
    /// Keys of the phases that must be done before.
    pub after: Vec<String>,
    /// What else is said of it.
    pub prose: String,
    /// Its steps.
    pub tasks: Vec<Task>,
    /// Sections that are kept, not understood.
    pub other: Vec<Section>,
    /// Where it begins in the text; 0 when it was not read from one.
    pub line: u32,
}

/// A step of a phase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Task {
    /// "2.1": unique in the whole plan.
    pub key: String,
    /// What it is.
    pub title: String,
    /// What Claude is told, word for word.
    pub prompt: Option<String>,
    /// The text says that it is done.
    pub done: bool,
    /// What the person expects it to take.
    pub stated: Stated,
    /// Keys of the tasks or phases that must be done before.
    pub after: Vec<String>,
    /// It can run beside others.
    pub parallel: bool,
    /// Claude Code's agent that does it.
    pub agent: Option<String>,
    /// Commands that must succeed afterwards.
    pub checks: Vec<String>,
    /// The most tokens it may take.
    pub budget_tokens: Option<u64>,
    /// 0 to 9; higher goes first.
    pub priority: Option<u8>,
    /// Where it begins in the text; 0 when it was not read from one.
    pub line: u32,
}

/// What a person wrote down as expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Stated {
    /// Fresh tokens: input, output and cache writes.
    pub tokens: Option<Amount>,
    /// Minutes.
    pub minutes: Option<Amount>,
}

/// An amount, from and to; the same twice when one number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Amount {
    /// At least.
    pub low: u64,
    /// At most.
    pub high: u64,
}

/// A section that is kept word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// How deep: 1 to 6.
    pub level: u8,
    /// What stands below the heading.
    pub text: String,
    /// Where its heading stands in the text; 0 when it was not read from one.
    pub line: u32,
}

/// What a plan is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Format {
    /// As people write it.
    #[default]
    Markdown,
    /// For exactness.
    Toml,
}

impl Format {
    /// The stored text.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Toml => "toml",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<Format> {
        match text {
            "markdown" => Some(Format::Markdown),
            "toml" => Some(Format::Toml),
            _ => None,
        }
    }
}

/// A plan, and what there is to say about how it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What was understood.
    pub plan: Plan,
    /// What was guessed or kept aside.
    pub notes: Vec<ReadingNote>,
}

/// What was guessed or kept aside, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadingNote {
    /// The first line is 1.
    pub line: u32,
    /// The first column is 1.
    pub column: u32,
    /// "the section "Risks" is kept as it is".
    pub text: String,
}

/// Why a text is no plan, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct PlanError {
    /// The first line is 1.
    pub line: u32,
    /// The first column is 1.
    pub column: u32,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}
