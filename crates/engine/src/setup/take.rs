//! Takes Segue out of a config folder: found out first, then done.

use std::path::{Path, PathBuf};

use segue_store::SetupFileRow;

use super::bring::settle;
use super::claude::{Claude, Noted};
use super::file::{self, Settings};
use super::plan::{original, refusal};
use super::traces::{self, Kept};
use super::{diff, plugin_files, settings};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{SetupKind, SetupState, SetupStep};
use crate::world::ClaudeHome;

/// Everything for one config folder.
pub(super) struct Plan {
    folder: PathBuf,
    noted: Noted,
    /// The plugin is there, and from our folder.
    is_installed: bool,
    has_claude: bool,
    file: Settings,
    /// What the settings will say; `None`: no file, as before.
    wanted: Option<String>,
    /// Setup made the settings file.
    made_file: bool,
    commands: Vec<SetupFileRow>,
}

/// Finds out what is to be taken away.
pub(super) fn plan(segue: &Segue, home: &ClaudeHome) -> Result<Plan, Problem> {
    let folder = segue.world.places.plugin();
    let noted = Noted::read(home);
    let rows = segue.store.setup_files(&home.key())?;
    let file = Settings::read(&home.settings())?;
    let made_file = rows
        .iter()
        .any(|row| row.kind == "settings" && row.hash_before.is_none());
    let wanted = match original(segue, home, &file)? {
        Some(text) => text,
        None => without(&file, &folder, made_file)?,
    };
    Ok(Plan {
        is_installed: noted.is_from(&folder),
        has_claude: Claude::of(&segue.world, home).is_some(),
        commands: rows.into_iter().filter(|row| row.kind == "command").collect(),
        folder,
        noted,
        file,
        wanted,
        made_file,
    })
}

fn without(file: &Settings, folder: &Path, made_file: bool) -> Result<Option<String>, Problem> {
    let text = settings::without_segue(file.text(), folder)
        .map_err(|odd| refusal(&file.path, &odd))?
        .text;
    let is_ours_alone = made_file && settings::says_nothing(&text);
    Ok(file.text.as_ref().filter(|_| !is_ours_alone).map(|_| text))
}

impl Plan {
    /// As a person reads it.
    pub(super) fn steps(&self) -> Vec<SetupStep> {
        let mut steps = vec![self.plugin_step(), self.settings_step()];
        steps.extend(self.commands.iter().map(command_step));
        steps
    }

    fn plugin_step(&self) -> SetupStep {
        let commands = if self.is_installed {
            vec![
                format!("claude plugin uninstall {}", plugin_files::ID),
                format!("claude plugin marketplace remove {}", plugin_files::NAME),
            ]
        } else {
            Vec::new()
        };
        let state = match (self.is_installed, self.has_claude) {
            (false, _) => SetupState::AsWanted,
            (true, true) => SetupState::ToDo,
            (true, false) => SetupState::Left {
                why: "the claude command was not found; what it noted under plugins/ stays, the settings no longer name it"
                    .to_owned(),
            },
        };
        SetupStep {
            kind: SetupKind::Plugin,
            title: "The plugin: commands, hooks, MCP server".to_owned(),
            path: None,
            commands,
            diff: None,
            state,
        }
    }

    fn settings_step(&self) -> SetupStep {
        let (before, after) = (self.file.text(), self.wanted.as_deref().unwrap_or_default());
        SetupStep {
            kind: SetupKind::Settings,
            title: "Claude Code's settings".to_owned(),
            path: Some(self.file.path.to_string_lossy().into_owned()),
            commands: Vec::new(),
            diff: (before != after).then(|| diff::diff(before, after)),
            state: if self.file.text == self.wanted {
                SetupState::AsWanted
            } else {
                SetupState::ToDo
            },
        }
    }
}

fn command_step(row: &SetupFileRow) -> SetupStep {
    let path = Path::new(&row.path);
    let state = match is_still_ours(row) {
        Some(true) => SetupState::ToDo,
        Some(false) => SetupState::Left {
            why: "you have changed it since; it is yours".to_owned(),
        },
        None => SetupState::AsWanted,
    };
    SetupStep {
        kind: SetupKind::Command,
        title: format!("/{}", path.file_stem().unwrap_or_default().to_string_lossy()),
        path: Some(row.path.clone()),
        commands: Vec::new(),
        diff: None,
        state,
    }
}

/// Whether a file is as setup wrote it; `None` when it is gone.
fn is_still_ours(row: &SetupFileRow) -> Option<bool> {
    let bytes = std::fs::read(&row.path).ok()?;
    Some(row.hash_after.as_deref() == Some(settings::hash(&String::from_utf8_lossy(&bytes)).as_str()))
}

/// Takes Segue out of one config folder.
pub(super) fn take(segue: &mut Segue, home: &ClaudeHome, plan: Plan) -> Result<Vec<SetupStep>, Problem> {
    let mut steps = plan.steps();
    let kept = Kept::begin(&segue.world, &plan.file)?;
    let uninstalled = match Claude::of(&segue.world, home) {
        Some(claude) if plan.is_installed => claude.uninstall(&plan.noted),
        Some(_) | None => Ok(()),
    };
    let is_gone = uninstalled.is_ok() && (plan.has_claude || !plan.is_installed);
    let written = write_settings(segue, &plan);
    if written.is_ok() {
        kept.end()?;
    }
    let mut results = vec![uninstalled, written];
    for row in &plan.commands {
        results.push(remove_command(segue, row));
    }
    if is_gone {
        traces::remove(segue, home)?;
    }
    for (step, result) in steps.iter_mut().zip(results) {
        settle(step, result);
    }
    Ok(steps)
}

fn write_settings(segue: &mut Segue, plan: &Plan) -> Result<(), Problem> {
    let now = Settings::read(&plan.file.path)?;
    let only_claude_wrote =
        now.text == plan.file.text || settings::same_but_for_plugin(now.text(), plan.file.text());
    let wanted = if only_claude_wrote {
        plan.wanted.clone()
    } else {
        without(&now, &plan.folder, plan.made_file)?
    };
    now.write(wanted.as_deref())?;
    Ok(segue.store.forget_setup_file(&plan.file.path.to_string_lossy())?)
}

fn remove_command(segue: &mut Segue, row: &SetupFileRow) -> Result<(), Problem> {
    let path = Path::new(&row.path);
    if is_still_ours(row) == Some(true) {
        std::fs::remove_file(path).map_err(|error| file::unwritable(path, error))?;
    }
    Ok(segue.store.forget_setup_file(&row.path)?)
}
