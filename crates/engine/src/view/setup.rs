//! What `segue setup` would change, or changed, in Claude Code's config folders.

use serde::{Deserialize, Serialize};

/// All config folders, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Segue is being taken away, not brought in.
    pub removing: bool,
    /// The `segue` that Claude Code will call.
    pub program: String,
    /// Segue's copy of the plugin, which is the marketplace.
    pub plugin_dir: String,
    /// Claude Code's config folders.
    pub homes: Vec<SetupHome>,
}

/// One config folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupHome {
    /// The folder.
    pub config_dir: String,
    /// In the order they are done.
    pub steps: Vec<SetupStep>,
}

/// One thing to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupStep {
    /// What kind of thing.
    pub kind: SetupKind,
    /// In words.
    pub title: String,
    /// The file that is changed, made or taken away.
    pub path: Option<String>,
    /// The command lines that are run.
    pub commands: Vec<String>,
    /// The changed lines, as `diff` shows them.
    pub diff: Option<String>,
    /// How it stands.
    pub state: SetupState,
}

/// What kind of thing a step changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupKind {
    /// The plugin, through the `claude` program.
    Plugin,
    /// Claude Code's `settings.json`.
    Settings,
    /// A command under its bare name.
    Command,
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SetupState {
    /// It is already so.
    AsWanted,
    /// It will be done.
    ToDo,
    /// It was done.
    Done,
    /// It is left alone.
    Left {
        /// Why.
        why: String,
    },
    /// It could not be done; what it had begun was taken back.
    Failed {
        /// What happened.
        message: String,
        /// What to try.
        hint: Option<String>,
    },
}

impl Setup {
    /// Whether a step is still to be done.
    pub fn has_work(&self) -> bool {
        self.steps().any(|step| step.state == SetupState::ToDo)
    }

    /// Whether a step failed.
    pub fn has_failed(&self) -> bool {
        self.steps()
            .any(|step| matches!(step.state, SetupState::Failed { .. }))
    }

    fn steps(&self) -> impl Iterator<Item = &SetupStep> {
        self.homes.iter().flat_map(|home| &home.steps)
    }
}
