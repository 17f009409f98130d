//! Where things are: Claude Code's config folders, Segue's own folder. The one place that reads the environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use jiff::tz::TimeZone;

use super::zone;
use crate::problem::{Code, Problem};

/// The environment variables Segue reads, read once.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `HOME` (or the system's idea of it).
    pub home: Option<PathBuf>,
    /// `CLAUDE_CONFIG_DIR`: one folder or a comma list.
    pub claude_config_dir: Option<String>,
    /// `XDG_CONFIG_HOME`.
    pub xdg_config_home: Option<PathBuf>,
    /// `SEGUE_HOME`: Segue's own folder.
    pub segue_home: Option<PathBuf>,
    /// `SEGUE_NOW`: moves the clock.
    pub now: Option<String>,
    /// `TZ`.
    pub tz: Option<String>,
    /// `PATH`, to find `claude`.
    pub path: Option<String>,
    /// `TERMINAL`: the terminal the person wants.
    pub terminal: Option<String>,
    /// `XDG_CURRENT_DESKTOP`.
    pub desktop: Option<String>,
    /// There is a display: `WAYLAND_DISPLAY` or `DISPLAY` is set.
    pub display: bool,
    /// We run inside tmux (`TMUX`).
    pub in_tmux: bool,
    /// `VISUAL` or `EDITOR`: how the person edits a file.
    pub editor: Option<String>,
    /// `CLAUDE_CODE_AUTO_COMPACT_WINDOW`.
    pub auto_compact_window: Option<String>,
    /// `CLAUDE_AUTOCOMPACT_PCT_OVERRIDE`.
    pub auto_compact_percent: Option<String>,
    /// `CLAUDE_CODE_MAX_OUTPUT_TOKENS`.
    pub max_output_tokens: Option<String>,
    /// `DISABLE_AUTO_COMPACT` or `DISABLE_COMPACT`.
    pub disable_auto_compact: Option<String>,
    /// This program's own file.
    pub program: Option<PathBuf>,
    /// What Claude Code tells programs that it starts.
    pub inside: InsideClaude,
    /// `SEGUE_TIMER`: the operating system's timer to use, or `none`.
    pub timer: Option<String>,
    /// `XPC_SERVICE_NAME`: the job of launchd's that we run as.
    pub launchd_job: Option<String>,
    /// What a session of the person's needs besides, for jobs that start one later: see [`FOR_JOBS`].
    pub for_jobs: Vec<(String, String)>,
}

/// Variables that the operating system's jobs get as they are now. Never keys or tokens.
const FOR_JOBS: &[&str] = &[
    "PATH",
    "HOME",
    "LANG",
    "TZ",
    "TERMINAL",
    "CLAUDE_CONFIG_DIR",
    "XDG_CONFIG_HOME",
    "XDG_CURRENT_DESKTOP",
    "XDG_RUNTIME_DIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SEGUE_TIMER",
];

/// The variables that Claude Code sets for its hooks, commands and MCP servers.
#[derive(Debug, Clone, Default)]
pub struct InsideClaude {
    /// `CLAUDE_CODE_SESSION_ID`: the session.
    pub session_id: Option<String>,
    /// `CLAUDE_PROJECT_DIR`: its project's folder.
    pub project_dir: Option<PathBuf>,
    /// `CLAUDE_CODE_ENTRYPOINT`: `cli` in a terminal, `sdk-cli` for `claude -p`.
    pub entrypoint: Option<String>,
    /// `SEGUE_ASKS`: the session is a child by which Segue asks a question; nobody works in it.
    pub asked_by_segue: bool,
}

impl Environment {
    /// This process's own.
    #[expect(clippy::disallowed_methods, reason = "the environment's home")]
    pub fn of_process() -> Environment {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Environment {
            home: etcetera::home_dir().ok(),
            claude_config_dir: text("CLAUDE_CONFIG_DIR"),
            xdg_config_home: text("XDG_CONFIG_HOME").map(PathBuf::from),
            segue_home: text("SEGUE_HOME").map(PathBuf::from),
            now: text("SEGUE_NOW"),
            tz: text("TZ"),
            path: text("PATH"),
            terminal: text("TERMINAL"),
            desktop: text("XDG_CURRENT_DESKTOP"),
            display: text("WAYLAND_DISPLAY").or_else(|| text("DISPLAY")).is_some(),
            in_tmux: text("TMUX").is_some(),
            editor: text("VISUAL").or_else(|| text("EDITOR")),
            auto_compact_window: text("CLAUDE_CODE_AUTO_COMPACT_WINDOW"),
            auto_compact_percent: text("CLAUDE_AUTOCOMPACT_PCT_OVERRIDE"),
            max_output_tokens: text("CLAUDE_CODE_MAX_OUTPUT_TOKENS"),
            disable_auto_compact: text("DISABLE_AUTO_COMPACT").or_else(|| text("DISABLE_COMPACT")),
            program: std::env::current_exe().ok(),
            inside: InsideClaude {
                session_id: text("CLAUDE_CODE_SESSION_ID"),
                project_dir: text("CLAUDE_PROJECT_DIR").map(PathBuf::from),
                entrypoint: text("CLAUDE_CODE_ENTRYPOINT"),
                asked_by_segue: text(segue_agent::ASKED_BY_SEGUE).is_some(),
            },
            timer: text("SEGUE_TIMER"),
            launchd_job: text("XPC_SERVICE_NAME"),
            for_jobs: FOR_JOBS
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), text(name)?)))
                .collect(),
        }
    }

    pub(super) fn time_zone(&self) -> TimeZone {
        match &self.tz {
            Some(name) => zone::named(name.trim_start_matches(':')).unwrap_or_else(zone::system),
            None => zone::system(),
        }
    }
}

/// A Claude Code config folder: one login, one history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaudeHome {
    /// The folder: `~/.claude`.
    pub root: PathBuf,
    /// Claude Code's own state file: `~/.claude.json`, or `<root>/.claude.json` for a chosen folder.
    pub state_file: PathBuf,
}

impl ClaudeHome {
    /// Where transcripts are.
    pub fn projects(&self) -> PathBuf {
        self.root.join("projects")
    }

    /// Where live sessions register.
    pub fn live_sessions(&self) -> PathBuf {
        self.root.join("sessions")
    }

    /// Claude Code's settings.
    pub fn settings(&self) -> PathBuf {
        self.root.join("settings.json")
    }

    /// The key of this folder in the database.
    pub fn key(&self) -> String {
        self.root.to_string_lossy().into_owned()
    }
}

/// Folders and files of one world.
#[derive(Debug, Clone)]
pub struct Places {
    /// Claude Code's config folders, the first one first.
    pub claude: Vec<ClaudeHome>,
    /// Segue's own folder.
    pub segue: PathBuf,
    /// What was read from the environment.
    pub environment: Environment,
}

impl Places {
    pub(super) fn from(environment: &Environment) -> Result<Places, Problem> {
        let segue = match &environment.segue_home {
            Some(folder) => folder.clone(),
            None => own_folder(environment)?,
        };
        Ok(Places {
            claude: claude_homes(environment)?,
            segue,
            environment: environment.clone(),
        })
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.segue.join("segue.db")
    }

    /// The plugin as it is installed: made by `segue setup` from the one in the program, with its full path.
    pub fn plugin(&self) -> PathBuf {
        self.segue.join("plugin")
    }

    /// Where the person can override prices.
    pub fn prices(&self) -> PathBuf {
        self.segue.join("prices.toml")
    }

    /// The config folder a path lies in.
    pub fn claude_home_of(&self, path: &Path) -> Option<&ClaudeHome> {
        self.claude.iter().find(|home| path.starts_with(&home.root))
    }

    /// The same world, with every folder under `folder`.
    pub(super) fn moved_to(&self, folder: &Path) -> Places {
        let root = folder.join("claude");
        Places {
            claude: vec![ClaudeHome {
                state_file: root.join(".claude.json"),
                root,
            }],
            segue: folder.join("segue"),
            environment: self.environment.clone(),
        }
    }
}

fn own_folder(environment: &Environment) -> Result<PathBuf, Problem> {
    if environment.home.is_none() {
        return Err(no_home());
    }
    let strategy = etcetera::choose_base_strategy().map_err(|_| no_home())?;
    Ok(strategy.data_dir().join("segue"))
}

fn no_home() -> Problem {
    Problem::new(Code::Io, "your home folder cannot be found")
        .hint("Set HOME, or SEGUE_HOME and CLAUDE_CONFIG_DIR.")
}

/// `CLAUDE_CONFIG_DIR` (a comma list) when set; otherwise `~/.claude` and `$XDG_CONFIG_HOME/claude`.
fn claude_homes(environment: &Environment) -> Result<Vec<ClaudeHome>, Problem> {
    let mut seen = BTreeSet::new();
    let mut homes = Vec::new();
    let mut add = |root: PathBuf, state_file: PathBuf| {
        // A link and its target are one folder; a folder that is not there yet is watched for under its own name.
        let real = root.canonicalize().unwrap_or_else(|_| root.clone());
        if seen.insert(real.clone()) {
            homes.push(ClaudeHome {
                root: real,
                state_file,
            });
        }
    };
    match &environment.claude_config_dir {
        Some(list) => {
            for folder in list.split(',').map(str::trim).filter(|folder| !folder.is_empty()) {
                add(PathBuf::from(folder), Path::new(folder).join(".claude.json"));
            }
        }
        None => {
            let home = environment.home.clone().ok_or_else(no_home)?;
            add(home.join(".claude"), home.join(".claude.json"));
            let xdg = environment
                .xdg_config_home
                .clone()
                .unwrap_or_else(|| home.join(".config"))
                .join("claude");
            if xdg.is_dir() {
                let state_file = xdg.join(".claude.json");
                add(xdg, state_file);
            }
        }
    }
    if homes.is_empty() {
        return Err(Problem::new(Code::BadInput, "CLAUDE_CONFIG_DIR names no folder")
            .hint("Unset it, or name one folder or several, separated by commas."));
    }
    Ok(homes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(home: &Path) -> Environment {
        Environment {
            home: Some(home.to_owned()),
            ..Environment::default()
        }
    }

    #[test]
    fn a_comma_list_names_several_folders_once_each() {
        let temp = tempfile::tempdir().expect("temp");
        let (a, b) = (temp.path().join("a"), temp.path().join("b"));
        let list = format!("{}, {} ,{}", a.display(), b.display(), a.display());
        let environment = Environment {
            claude_config_dir: Some(list),
            ..environment(temp.path())
        };
        let homes = claude_homes(&environment).expect("homes");
        assert_eq!(
            homes.iter().map(|home| home.root.clone()).collect::<Vec<_>>(),
            [a.clone(), b]
        );
        assert_eq!(homes[0].state_file, a.join(".claude.json"));
    }

    #[test]
    fn without_it_the_usual_folders_are_taken() {
        let temp = tempfile::tempdir().expect("temp");
        let home = temp.path();
        assert_eq!(claude_homes(&environment(home)).expect("homes").len(), 1);
        std::fs::create_dir_all(home.join(".config/claude")).expect("dir");
        let homes = claude_homes(&environment(home)).expect("homes");
        assert_eq!(homes.len(), 2);
        assert_eq!(homes[0].state_file, home.join(".claude.json"));
    }

    #[test]
    fn an_empty_list_is_said_plainly() {
        let environment = Environment {
            claude_config_dir: Some(" , ".to_owned()),
            ..environment(Path::new("/home/x"))
        };
        assert_eq!(
            claude_homes(&environment).expect_err("empty").code,
            Code::BadInput
        );
    }
}
