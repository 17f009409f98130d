//! What is to be done to bring Segue into one config folder: found out without changing anything.

use std::path::{Path, PathBuf};

use super::claude::{Claude, Noted};
use super::file::Settings;
use super::json_edit::{Edit, Odd};
use super::settings::{self, Changed, Statusline};
use super::{SetupChoices, diff, plugin_files};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{SetupKind, SetupState, SetupStep};
use crate::world::{ClaudeHome, World};

/// Everything for one config folder.
pub(super) struct Plan {
    pub(super) folder: PathBuf,
    pub(super) noted: Noted,
    pub(super) plugin: Plugin,
    pub(super) settings: SettingsPlan,
    pub(super) commands: Vec<CommandFile>,
}

/// What happens to the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plugin {
    AsWanted,
    Install,
    NoClaude,
}

/// What happens to `settings.json`.
pub(super) struct SettingsPlan {
    pub(super) file: Settings,
    /// What the changes begin from: the file without what an earlier setup wrote into it.
    pub(super) base: Base,
    /// Without the plugin's entries, should it not be installed.
    pub(super) without_plugin: Changed,
    pub(super) with_plugin: Changed,
    pub(super) statusline: Option<Statusline>,
}

/// What the changes to a settings file begin from.
pub(super) struct Base {
    pub(super) text: Option<String>,
    /// Nothing of Segue's is in it: taking the changes back leads to what the person wrote.
    pub(super) is_clean: bool,
}

/// A command under its bare name.
pub(super) struct CommandFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) found: Found,
}

/// What stands where a file of ours should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Ours,
    /// Ours, from another version or for another program.
    OursOld,
    Theirs,
}

/// Finds out what is to be done.
pub(super) fn plan(
    segue: &Segue,
    home: &ClaudeHome,
    choices: &SetupChoices,
    program: &str,
) -> Result<Plan, Problem> {
    let folder = segue.world.places.plugin();
    let noted = Noted::read(home);
    let file = Settings::read(&home.settings())?;
    let base = base(segue, home, &file, &folder)?;
    let plugin = plugin(&segue.world, home, &file, &noted, program);
    let settings = settings_plan(file, base, choices, program, &folder)?;
    let commands = if choices.commands {
        commands(segue, home, program)?
    } else {
        Vec::new()
    };
    Ok(Plan {
        folder,
        noted,
        plugin,
        settings,
        commands,
    })
}

fn plugin(world: &World, home: &ClaudeHome, file: &Settings, noted: &Noted, program: &str) -> Plugin {
    let folder = world.places.plugin();
    let is_wanted = plugin_files::are_current(&folder, program)
        && noted.is_from(&folder)
        && noted.version.as_deref() == Some(&plugin_files::version(program))
        && settings::plugin_is_enabled(file.text(), &folder);
    match Claude::of(world, home) {
        _ if is_wanted => Plugin::AsWanted,
        Some(_) => Plugin::Install,
        None => Plugin::NoClaude,
    }
}

/// The person's own text, where it can be told.
fn base(segue: &Segue, home: &ClaudeHome, file: &Settings, folder: &Path) -> Result<Base, Problem> {
    if let Some(original) = original(segue, home, file)? {
        return Ok(Base {
            text: original,
            is_clean: true,
        });
    }
    let without = settings::without_segue(file.text(), folder).map_err(|odd| refusal(&file.path, &odd))?;
    Ok(Base {
        text: file.text.clone(),
        is_clean: without.edits.is_empty(),
    })
}

/// The text before an earlier setup, when nobody has changed the file since; `Some(None)`: there was no file.
pub(super) fn original(
    segue: &Segue,
    home: &ClaudeHome,
    file: &Settings,
) -> Result<Option<Option<String>>, Problem> {
    let path = file.path.to_string_lossy();
    let rows = segue.store.setup_files(&home.key())?;
    let Some(row) = rows.iter().find(|row| row.kind == "settings" && row.path == path) else {
        return Ok(None);
    };
    if file.text.as_deref().map(settings::hash) != row.hash_after || row.hash_after.is_none() {
        return Ok(None);
    }
    let Ok(edits) = serde_json::from_str::<Vec<Edit>>(&row.edits) else {
        return Ok(None);
    };
    let Some(text) = settings::undone(file.text(), &edits) else {
        return Ok(None);
    };
    Ok(match &row.hash_before {
        None => Some(None),
        Some(hash) if *hash == settings::hash(&text) => Some(Some(text)),
        Some(_) => None,
    })
}

fn settings_plan(
    file: Settings,
    base: Base,
    choices: &SetupChoices,
    program: &str,
    folder: &Path,
) -> Result<SettingsPlan, Problem> {
    let refuse = |odd: Odd| refusal(&file.path, &odd);
    let mut without_plugin = Changed::none(base.text.as_deref().unwrap_or_default());
    let statusline = if choices.statusline {
        Some(settings::wire_statusline(&mut without_plugin, program).map_err(refuse)?)
    } else {
        None
    };
    let mut with_plugin = without_plugin.clone();
    settings::enable_plugin(&mut with_plugin, folder).map_err(refuse)?;
    Ok(SettingsPlan {
        file,
        base,
        without_plugin,
        with_plugin,
        statusline,
    })
}

/// A file that is not plain JSON is for its owner to correct.
pub(super) fn refusal(path: &Path, odd: &Odd) -> Problem {
    let problem = Problem::new(
        Code::BadInput,
        format!("{} cannot be changed: {odd}", path.display()),
    );
    match odd {
        Odd::NotAnObject(_) => problem.hint(
            "Segue changes plain JSON only: no comments, no commas too many. Correct the file and run this again; nothing was changed.",
        ),
        Odd::InTheWay(_) => {
            problem.hint("Claude Code expects an object there. Correct it and run this again; nothing was changed.")
        }
    }
}

fn commands(segue: &Segue, home: &ClaudeHome, program: &str) -> Result<Vec<CommandFile>, Problem> {
    let rows = segue.store.setup_files(&home.key())?;
    let folder = home.root.join("commands");
    Ok(plugin_files::commands(program)
        .into_iter()
        .map(|(name, text)| {
            let path = folder.join(name);
            let row = rows
                .iter()
                .find(|row| row.kind == "command" && Path::new(&row.path) == path);
            let ours = row.and_then(|row| row.hash_after.as_deref());
            let found = found(&path, &text, ours);
            CommandFile { path, text, found }
        })
        .collect())
}

/// What stands at a path where `text` is wanted; `ours` is the fingerprint of what we wrote there last.
fn found(path: &Path, text: &str, ours: Option<&str>) -> Found {
    match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Found::Nothing,
        // What cannot be read is not ours to replace.
        Err(_) => Found::Theirs,
        Ok(bytes) if bytes == text.as_bytes() && ours.is_some() => Found::Ours,
        Ok(bytes) if ours == Some(settings::hash(&String::from_utf8_lossy(&bytes)).as_str()) => {
            Found::OursOld
        }
        Ok(_) => Found::Theirs,
    }
}

impl Plan {
    /// As a person reads it.
    pub(super) fn steps(&self) -> Vec<SetupStep> {
        let mut steps = vec![self.plugin_step(), self.settings_step()];
        steps.extend(self.commands.iter().map(CommandFile::step));
        steps
    }

    /// Which settings are wanted, as far as the plugin can be installed.
    pub(super) fn wanted_settings(&self) -> &Changed {
        match self.plugin {
            Plugin::AsWanted | Plugin::Install => &self.settings.with_plugin,
            Plugin::NoClaude => &self.settings.without_plugin,
        }
    }

    fn plugin_step(&self) -> SetupStep {
        let add = format!("claude plugin marketplace add {}", self.folder.display());
        let install = format!("claude plugin install {}", plugin_files::ID);
        let state = match self.plugin {
            Plugin::AsWanted => SetupState::AsWanted,
            Plugin::Install => SetupState::ToDo,
            Plugin::NoClaude => SetupState::Left {
                why: "the claude command was not found. When it is on the PATH, run `segue setup` again; or, inside Claude Code, \
                      use /plugin marketplace add and /plugin install as above"
                    .to_owned(),
            },
        };
        let commands = match self.plugin {
            Plugin::AsWanted => Vec::new(),
            Plugin::Install | Plugin::NoClaude => vec![add, install],
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
        let before = self.settings.file.text();
        let after = &self.wanted_settings().text;
        let state = match &self.settings.statusline {
            _ if before != after => SetupState::ToDo,
            Some(Statusline::NotACommand) => SetupState::Left {
                why: "statusLine is not a command; it stays as it is".to_owned(),
            },
            Some(Statusline::Wired) | None => SetupState::AsWanted,
        };
        SetupStep {
            kind: SetupKind::Settings,
            title: "Claude Code's settings".to_owned(),
            path: Some(self.settings.file.path.to_string_lossy().into_owned()),
            commands: Vec::new(),
            diff: (before != after).then(|| diff::diff(before, after)),
            state,
        }
    }
}

impl CommandFile {
    pub(super) fn step(&self) -> SetupStep {
        let state = match self.found {
            Found::Nothing | Found::OursOld => SetupState::ToDo,
            Found::Ours => SetupState::AsWanted,
            Found::Theirs => SetupState::Left {
                why: "you have a command of that name; the plugin's is there with segue: in front".to_owned(),
            },
        };
        SetupStep {
            kind: SetupKind::Command,
            title: format!("/{}", self.path.file_stem().unwrap_or_default().to_string_lossy()),
            path: Some(self.path.to_string_lossy().into_owned()),
            commands: Vec::new(),
            diff: None,
            state,
        }
    }
}

/// How the plugin stands in a config folder, for Doctor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PluginFinding {
    /// Nothing of it is there.
    NotInstalled,
    /// It calls a program that is not there.
    ProgramGone(String),
    /// Installed, but not as this Segue would.
    Outdated,
    /// Installed and switched off by the person.
    SwitchedOff,
    /// As it should be; the version.
    Current(String),
}

/// Looks at the plugin without changing anything.
pub(super) fn plugin_finding(world: &World, home: &ClaudeHome) -> PluginFinding {
    let folder = world.places.plugin();
    let noted = Noted::read(home);
    let Some(version) = noted.version.clone().filter(|_| noted.is_from(&folder)) else {
        return PluginFinding::NotInstalled;
    };
    if let Some(program) = installed_program(&folder).filter(|program| !Path::new(program).is_file()) {
        return PluginFinding::ProgramGone(program);
    }
    let text = std::fs::read_to_string(home.settings()).unwrap_or_default();
    if !settings::plugin_is_enabled(&text, &folder) {
        return PluginFinding::SwitchedOff;
    }
    match super::program(world) {
        Ok(program)
            if version == plugin_files::version(&program) && plugin_files::are_current(&folder, &program) =>
        {
            PluginFinding::Current(version)
        }
        Ok(_) | Err(_) => PluginFinding::Outdated,
    }
}

/// The program that the plugin's files call.
fn installed_program(folder: &Path) -> Option<String> {
    let bytes = std::fs::read(folder.join("segue/.mcp.json")).ok()?;
    let json: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    json["mcpServers"]["segue"]["command"].as_str().map(str::to_owned)
}

/// Which bare names are Segue's, and which are the person's own; for Doctor.
pub(super) fn command_findings(segue: &Segue, home: &ClaudeHome) -> Result<(usize, usize), Problem> {
    let Ok(program) = super::program(&segue.world) else {
        return Ok((0, 0));
    };
    let files = commands(segue, home, &program)?;
    let count = |wanted: fn(Found) -> bool| files.iter().filter(|file| wanted(file.found)).count();
    Ok((
        count(|found| matches!(found, Found::Ours | Found::OursOld)),
        count(|found| found == Found::Theirs),
    ))
}
