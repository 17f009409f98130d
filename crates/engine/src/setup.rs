//! `segue setup`: brings Segue into Claude Code's config folders, and takes it out again.
//!
//! Owns: the plugin's copy in Segue's folder, three places in `settings.json`, the commands under their bare names, and
//! the notes of all that. Promises: every change is shown before it is made; a person's own statusline, hooks, commands
//! and way of writing stay; running it again goes on where it stopped; taking it out leaves the folder as it was. Never
//! repairs a broken file, never touches what it did not write.

mod bring;
mod claude;
mod diff;
mod doctor;
mod file;
mod json_edit;
mod plan;
mod plugin_files;
mod settings;
mod statusline;
mod take;
mod traces;

use std::path::PathBuf;

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{Setup, SetupHome};
use crate::world::{ClaudeHome, World};

pub(crate) use doctor::{checks, program_gone};

/// What a person wants to have set up.
#[derive(Debug, Clone)]
pub struct SetupChoices {
    /// Only this config folder; all of them when `None`.
    pub config_dir: Option<PathBuf>,
    /// Let the statusline feed Segue.
    pub statusline: bool,
    /// The commands under their bare names, too.
    pub commands: bool,
}

impl Default for SetupChoices {
    fn default() -> SetupChoices {
        SetupChoices {
            config_dir: None,
            statusline: true,
            commands: true,
        }
    }
}

impl Segue {
    /// What [`Segue::set_up`] would change. Changes nothing.
    ///
    /// # Errors
    /// When a settings file cannot be read or is not plain JSON, or the database cannot be read.
    pub fn setup_plan(&mut self, choices: &SetupChoices) -> Result<Setup, Problem> {
        let program = program(&self.world)?;
        each_home(self, choices, false, &program, |segue, home| {
            plan::plan(segue, home, choices, &program).map(|plan| plan.steps())
        })
    }

    /// Brings Segue in. Steps that fail are in the answer; the others are done.
    ///
    /// # Errors
    /// As [`Segue::setup_plan`], and when Segue's own folder or database cannot be written.
    pub fn set_up(&mut self, choices: &SetupChoices) -> Result<Setup, Problem> {
        let program = program(&self.world)?;
        // Read and judged first: a broken file in the last folder must not be found after the first was changed.
        drop(self.setup_plan(choices)?);
        for home in homes(&self.world, choices)? {
            traces::Kept::make_good(&self.world, &home)?;
        }
        plugin_files::write(&self.world.places.plugin(), &program)?;
        each_home(self, choices, false, &program, |segue, home| {
            let plan = plan::plan(segue, home, choices, &program)?;
            bring::bring(segue, home, plan)
        })
    }

    /// What [`Segue::take_down`] would change. Changes nothing.
    ///
    /// # Errors
    /// As [`Segue::setup_plan`].
    pub fn take_down_plan(&mut self, choices: &SetupChoices) -> Result<Setup, Problem> {
        let program = program(&self.world)?;
        each_home(self, choices, true, &program, |segue, home| {
            take::plan(segue, home).map(|plan| plan.steps())
        })
    }

    /// Takes Segue out again.
    ///
    /// # Errors
    /// As [`Segue::set_up`].
    pub fn take_down(&mut self, choices: &SetupChoices) -> Result<Setup, Problem> {
        let program = program(&self.world)?;
        for home in homes(&self.world, choices)? {
            traces::Kept::make_good(&self.world, &home)?;
        }
        drop(self.take_down_plan(choices)?);
        let done = each_home(self, choices, true, &program, |segue, home| {
            let plan = take::plan(segue, home)?;
            take::take(segue, home, plan)
        })?;
        if !self.store.is_set_up()? && !done.has_failed() {
            traces::remove_folder(&self.world.places.plugin())?;
        }
        Ok(done)
    }

    /// The plugin's folder for `claude --plugin-dir`, made or brought up to date.
    ///
    /// # Errors
    /// When Segue's folder cannot be written.
    pub fn plugin_dir(world: &World) -> Result<PathBuf, Problem> {
        plugin_files::write(&world.places.plugin(), &program(world)?)
    }
}

fn each_home(
    segue: &mut Segue,
    choices: &SetupChoices,
    removing: bool,
    program: &str,
    mut steps: impl FnMut(&mut Segue, &ClaudeHome) -> Result<Vec<crate::view::SetupStep>, Problem>,
) -> Result<Setup, Problem> {
    let homes = homes(&segue.world, choices)?;
    let plugin_dir = segue.world.places.plugin().to_string_lossy().into_owned();
    let mut all = Vec::with_capacity(homes.len());
    for home in &homes {
        all.push(SetupHome {
            config_dir: home.key(),
            steps: steps(segue, home)?,
        });
    }
    Ok(Setup {
        removing,
        program: program.to_owned(),
        plugin_dir,
        homes: all,
    })
}

fn homes(world: &World, choices: &SetupChoices) -> Result<Vec<ClaudeHome>, Problem> {
    let Some(chosen) = &choices.config_dir else {
        return Ok(world.places.claude.clone());
    };
    if !chosen.is_dir() {
        return Err(
            Problem::new(Code::NotFound, format!("there is no folder {}", chosen.display()))
                .hint("Name one of Claude Code's config folders, such as ~/.claude."),
        );
    }
    let real = chosen.canonicalize().unwrap_or_else(|_| chosen.clone());
    let known = world.places.claude.iter().find(|home| home.root == real);
    Ok(vec![known.cloned().unwrap_or_else(|| ClaudeHome {
        state_file: real.join(".claude.json"),
        root: real,
    })])
}

/// The `segue` that Claude Code and the operating system's timers are to call, as a person would name it: the one on the `PATH` when that is this very
/// program (a package manager's link outlives its versions), else this program's own file.
pub(crate) fn program(world: &World) -> Result<String, Problem> {
    let environment = &world.places.environment;
    let missing = || {
        Problem::new(Code::NotFound, "the segue command was not found")
            .hint("Put it on the PATH, or beside the app, and try again.")
    };
    let own = environment.program.clone().ok_or_else(missing)?;
    let name = if cfg!(windows) { "segue.exe" } else { "segue" };
    let own = if own.file_name().is_some_and(|file| file == name) {
        own
    } else {
        // The app brings the command along in its own folder.
        own.with_file_name(name)
    };
    let on_path = segue_agent::find_program("segue", environment.path.as_deref().unwrap_or(""))
        .filter(|path| path.is_absolute());
    let same = |path: &PathBuf| path.canonicalize().ok() == own.canonicalize().ok();
    let chosen = match on_path {
        Some(path) if same(&path) => path,
        Some(path) if !own.is_file() => path,
        Some(_) | None => own,
    };
    if !chosen.is_file() {
        return Err(missing());
    }
    let text = chosen.to_string_lossy().into_owned();
    Ok(if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text
    })
}
