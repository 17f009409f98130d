//! What the `claude` program is asked to do with the plugin, and what it has noted about it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use segue_agent::{ASKED_BY_SEGUE, Start, finish};
use serde_json::Value;

use super::plugin_files::{ID, NAME};
use crate::ask::claude_program;
use crate::problem::{Code, Problem};
use crate::world::{ClaudeHome, World};

/// Each call takes half a second; a cold disk may take longer.
const LIMIT: Duration = Duration::from_secs(60);

/// The `claude` program, working on one config folder.
pub(super) struct Claude<'a> {
    program: PathBuf,
    home: &'a ClaudeHome,
    /// The folder is named to it unless it is the one that it takes by itself.
    named: bool,
}

impl<'a> Claude<'a> {
    /// `None` when it is not on the `PATH`.
    pub(super) fn of(world: &World, home: &'a ClaudeHome) -> Option<Claude<'a>> {
        let usual = world
            .places
            .environment
            .home
            .as_deref()
            .is_some_and(|folder| home.state_file == folder.join(".claude.json"));
        Some(Claude {
            program: claude_program(world)?,
            home,
            named: !usual,
        })
    }

    /// Makes the folder known as a marketplace, and installs the plugin from it.
    ///
    /// # Errors
    /// What `claude` said. What was begun is taken back.
    pub(super) fn install(&self, folder: &Path, noted: &Noted) -> Result<(), Problem> {
        if noted.version.is_some() {
            // Installing again over an older copy would keep the copy.
            self.run(&["plugin", "uninstall", ID])?;
        }
        if noted.marketplace.is_some() && !noted.is_from(folder) {
            self.run(&["plugin", "marketplace", "remove", NAME])?;
        }
        self.run(&["plugin", "marketplace", "add", &folder.to_string_lossy()])?;
        self.run(&["plugin", "install", ID]).inspect_err(|_| {
            // Half an installation is none; why it failed is what counts.
            drop(self.run(&["plugin", "marketplace", "remove", NAME]));
        })
    }

    /// Takes the plugin and its marketplace away.
    ///
    /// # Errors
    /// What `claude` said.
    pub(super) fn uninstall(&self, noted: &Noted) -> Result<(), Problem> {
        if noted.version.is_some() {
            self.run(&["plugin", "uninstall", ID])?;
        }
        if noted.marketplace.is_some() {
            self.run(&["plugin", "marketplace", "remove", NAME])?;
        }
        Ok(())
    }

    fn run(&self, args: &[&str]) -> Result<(), Problem> {
        let folder = self.home.key();
        let mut env = vec![(ASKED_BY_SEGUE, "1")];
        env.extend(self.named.then_some(("CLAUDE_CONFIG_DIR", folder.as_str())));
        let line = format!("claude {}", args.join(" "));
        let start = Start {
            program: &self.program,
            args,
            cwd: self.home.root.parent(),
            env: &env,
        };
        let finished = finish(&start, LIMIT).map_err(|error| {
            Problem::new(Code::Claude, format!("`{line}` did not work"))
                .hint("Check that `claude --version` works in a terminal, then run this again.")
                .because(error)
        })?;
        if finished.code == Some(0) {
            return Ok(());
        }
        let said = last_line(&finished.err).or_else(|| last_line(&finished.out));
        Err(Problem::new(
            Code::Claude,
            format!("`{line}` said: {}", said.unwrap_or_else(|| "nothing".to_owned())),
        )
        .hint(
            "Run the command again; if it fails the same way, this Claude Code may be too old for plugins.",
        ))
    }
}

fn last_line(printed: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(printed);
    text.lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty())
        .map(str::to_owned)
}

/// What Claude Code has noted about the plugin in its own files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Noted {
    /// Where the marketplace named `segue` is.
    pub(super) marketplace: Option<PathBuf>,
    /// The installed version.
    pub(super) version: Option<String>,
}

impl Noted {
    /// Reads the notes; what is not there or not readable is not noted.
    pub(super) fn read(home: &ClaudeHome) -> Noted {
        let json = |name: &str| -> Value {
            std::fs::read(home.root.join("plugins").join(name))
                .ok()
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .unwrap_or_default()
        };
        let marketplaces = json("known_marketplaces.json");
        let installed = json("installed_plugins.json");
        Noted {
            marketplace: marketplaces[NAME]["installLocation"].as_str().map(PathBuf::from),
            version: installed["plugins"][ID][0]["version"].as_str().map(str::to_owned),
        }
    }

    /// Whether the marketplace of that name is this folder, under this name or through a link.
    pub(super) fn is_from(&self, folder: &Path) -> bool {
        self.marketplace.as_deref().is_some_and(|noted| {
            noted == folder
                || noted
                    .canonicalize()
                    .is_ok_and(|noted| Some(noted) == folder.canonicalize().ok())
        })
    }
}
