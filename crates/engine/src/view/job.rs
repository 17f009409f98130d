//! The operating system's jobs, as the faces show them.

use serde::{Deserialize, Serialize};

/// What became of the operating system's jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsRepaired {
    /// Those that nobody needed, and are gone.
    pub removed: Vec<String>,
    /// Those that are there.
    pub put: Vec<String>,
    /// What could not be done, and why.
    pub failed: Vec<String>,
    /// How starts happen with the app closed.
    pub words: String,
}
