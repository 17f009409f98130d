//! The command of a session: Claude Code's arguments as a plan says them.

use std::path::Path;

use segue_plan::schedule::{Mcp, Place, Spec};

use crate::compact::resume_command;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::world::{ClaudeHome, World};

/// Variables by which Claude Code tells its own children where they are, and Segue its: a session that Segue starts is
/// nobody's child.
pub(super) const NOT_INSIDE: &[&str] = &[
    "CLAUDECODE",
    "CLAUDE_CODE_ENTRYPOINT",
    "CLAUDE_CODE_SESSION_ID",
    "CLAUDE_CODE_SSE_PORT",
    "CLAUDE_CODE_CHILD_SESSION",
    "CLAUDE_PROJECT_DIR",
    "CLAUDE_EFFORT",
    "CLAUDE_ENV_FILE",
    "CLAUDE_PLUGIN_ROOT",
    "CLAUDE_PLUGIN_DATA",
    segue_agent::ASKED_BY_SEGUE,
];

/// What every session of a plan is started with, wherever it runs and whatever its first words are.
pub(super) fn arguments(spec: &Spec, session_id: &str, handoff: Option<&Path>) -> Vec<String> {
    let mut arguments = vec!["--session-id".to_owned(), session_id.to_owned()];
    let launch = &spec.launch;
    let chosen = [
        ("--agent", &launch.agent),
        ("--model", &launch.model),
        ("--permission-mode", &launch.permission_mode),
    ];
    for (option, value) in chosen {
        arguments.extend(value.iter().flat_map(|value| [option.to_owned(), value.clone()]));
    }
    match &launch.mcp {
        Mcp::AsUsual => {}
        Mcp::None => arguments.push("--strict-mcp-config".to_owned()),
        Mcp::Files { files } => {
            arguments.extend(["--strict-mcp-config", "--mcp-config"].map(str::to_owned));
            arguments.extend(files.iter().cloned());
        }
    }
    if let Some(folder) = handoff.and_then(Path::parent) {
        // Without it Claude Code asks before it reads a file outside the project.
        arguments.extend(["--add-dir".to_owned(), folder.to_string_lossy().into_owned()]);
    }
    // An empty name, or one that looks like an option, names nothing.
    let title = spec.title.as_deref().map(str::trim);
    if let Some(title) = title.filter(|title| !title.is_empty() && !title.starts_with('-')) {
        arguments.extend(["-n".to_owned(), title.to_owned()]);
    }
    arguments
}

/// The file of the handoff that is read first, if there is one.
pub(super) fn handoff_file(segue: &Segue, spec: &Spec) -> Result<Option<String>, Problem> {
    match &spec.from_session {
        Some(session) => Ok(segue.store.handoff(session)?.and_then(|row| row.path)),
        None => Ok(None),
    }
}

/// The config folder whose login and quota a plan uses: that of the session it goes on from, else the first.
pub(crate) fn home_of(segue: &Segue, spec: &Spec) -> Result<ClaudeHome, Problem> {
    let from = match &spec.from_session {
        Some(session) => segue.store.session(session)?.and_then(|row| row.home),
        None => None,
    };
    home_named(&segue.world, from.as_deref())
}

/// The config folder of that name, else the first.
pub(super) fn home_named(world: &World, key: Option<&str>) -> Result<ClaudeHome, Problem> {
    let homes = &world.places.claude;
    homes
        .iter()
        .find(|home| Some(home.key().as_str()) == key)
        .or(homes.first())
        .cloned()
        .ok_or_else(|| Problem::new(Code::NotFound, "there is no config folder of Claude Code"))
}

/// What `CLAUDE_CONFIG_DIR` must be for it: nothing where the folder is the usual one and nobody has chosen another.
pub(super) fn config_dir(world: &World, home: &ClaudeHome) -> Option<String> {
    let environment = &world.places.environment;
    let usual = environment.home.as_ref().map(|home| home.join(".claude"));
    let usual = usual.map(|folder| folder.canonicalize().unwrap_or(folder));
    let as_usual = environment.claude_config_dir.is_none() && usual.as_ref() == Some(&home.root);
    (!as_usual).then(|| home.key())
}

/// The command as a person reads it, with a word for the prompt, which stands beside it.
pub(crate) fn shown(segue: &Segue, spec: &Spec, session_id: &str) -> Result<String, Problem> {
    let home = home_of(segue, spec)?;
    let handoff = handoff_file(segue, spec)?;
    let mut words = arguments(spec, session_id, handoff.as_deref().map(Path::new));
    match spec.launch.place {
        Place::Terminal => words.extend(["--".to_owned(), "PROMPT".to_owned()]),
        Place::Headless => words.push("-p".to_owned()),
    }
    Ok(resume_command(&segue.world, &home, Path::new(&spec.project), words).line)
}

#[cfg(test)]
mod tests {
    use segue_plan::schedule::When;

    use super::*;

    #[test]
    fn a_plan_is_said_in_claude_codes_own_options() {
        let mut spec = Spec::new("/p", When::Manual);
        assert_eq!(arguments(&spec, "id", None), ["--session-id", "id"]);
        spec.title = Some("Fix the login".to_owned());
        spec.launch.agent = Some("reviewer".to_owned());
        spec.launch.model = Some("opus".to_owned());
        spec.launch.permission_mode = Some("plan".to_owned());
        spec.launch.mcp = Mcp::Files {
            files: vec!["a b.json".to_owned(), "c.json".to_owned()],
        };
        assert_eq!(
            arguments(&spec, "id", Some(Path::new("/handoffs/h.md"))),
            [
                "--session-id",
                "id",
                "--agent",
                "reviewer",
                "--model",
                "opus",
                "--permission-mode",
                "plan",
                "--strict-mcp-config",
                "--mcp-config",
                "a b.json",
                "c.json",
                "--add-dir",
                "/handoffs",
                "-n",
                "Fix the login",
            ]
        );
        let bare = Spec {
            title: Some("-p".to_owned()),
            launch: segue_plan::schedule::Launch {
                mcp: Mcp::None,
                ..Default::default()
            },
            ..Spec::new("/p", When::Manual)
        };
        assert_eq!(
            arguments(&bare, "id", None),
            ["--session-id", "id", "--strict-mcp-config"]
        );
    }
}
