//! What is known of a session before it starts, while it runs and when it has finished.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::kind::{Familiarity, ProjectSize, Quality, TaskType};

/// What is known of a session or a phase before it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What is to be done.
    pub task_type: TaskType,
    /// How large the project is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<ProjectSize>,
    /// How well the stack is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub familiarity: Option<Familiarity>,
    /// In what state the code is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// Key of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Family of the model ("opus"); a full name is understood too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Fresh tokens that the plan itself states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_tokens: Option<u64>,
    /// Minutes that the plan itself states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_minutes: Option<u64>,
}

impl Case {
    /// A case of which nothing but the type is known.
    pub fn of(task_type: TaskType) -> Case {
        Case {
            task_type,
            size: None,
            familiarity: None,
            quality: None,
            project: None,
            model: None,
            stated_tokens: None,
            stated_minutes: None,
        }
    }
}

/// A session (or a phase of one) that has finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// What was known before.
    pub case: Case,
    /// Fresh tokens it took.
    pub fresh: u64,
    /// Weighted tokens it took, in half units.
    pub weighted: u64,
    /// How long it took.
    pub millis: u64,
    /// API calls it made.
    pub calls: u32,
    /// When it finished.
    pub at: Timestamp,
    /// The session's key, when it is a phase: the phases of one session count as one session together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// What was spent after some of its calls (after 1, 3, 5, 10 and 20 is enough); teaches how to project. May be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// What a session had spent after a number of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Calls made by then.
    pub calls: u32,
    /// Fresh tokens spent by then.
    pub fresh: u64,
}

/// What a running session has spent so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SoFar {
    /// API calls.
    pub calls: u32,
    /// Fresh tokens.
    pub fresh: u64,
    /// Weighted tokens, in half units.
    pub weighted: u64,
    /// Time since it began.
    pub millis: u64,
    /// Share of its phases that is done, by their estimates (0 to 1); `None` without phases.
    pub done_share: Option<f64>,
}
