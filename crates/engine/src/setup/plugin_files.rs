//! The plugin as Claude Code gets it: the files of `plugin/` in the repository, with the full path of this `segue` in
//! the place of its name, so that it is found whatever the `PATH` is.
//!
//! Lives in Segue's own folder, is made anew when it differs, and is nobody's work: whatever stands there is replaced.

use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::file;
use super::statusline::{self, quoted};
use crate::problem::Problem;

/// The plugin's name, and its marketplace's.
pub(super) const NAME: &str = "segue";
/// The plugin in its marketplace.
pub(super) const ID: &str = "segue@segue";

macro_rules! template {
    ($path:literal) => {
        ($path, include_str!(concat!("../../../../plugin/", $path)))
    };
}

const FILES: &[(&str, &str)] = &[
    template!(".claude-plugin/marketplace.json"),
    template!("segue/.claude-plugin/plugin.json"),
    template!("segue/hooks/hooks.json"),
    template!("segue/.mcp.json"),
    template!("segue/commands/session-status.md"),
    template!("segue/commands/context-status.md"),
    template!("segue/commands/compact-context.md"),
    template!("segue/commands/save-and-restart.md"),
    template!("segue/commands/plan-next-session.md"),
    template!("segue/commands/automation-status.md"),
    template!("segue/commands/cancel-next-session.md"),
    template!("segue/commands/estimate-session.md"),
];

/// One file of the plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PluginFile {
    /// Below the plugin's folder.
    pub(super) path: String,
    pub(super) text: String,
}

/// All files, calling this program.
pub(super) fn files(program: &str) -> Vec<PluginFile> {
    let mut files: Vec<PluginFile> = FILES
        .iter()
        .map(|(path, text)| PluginFile {
            path: (*path).to_owned(),
            text: rendered(text, program),
        })
        .collect();
    // Claude Code before 2.1.3xx runs a copy, and makes a new one only for a new version.
    let version = version_of(&files);
    for file in &mut files {
        if file.path.ends_with("plugin.json") {
            let own = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
            file.text = file.text.replace(&own, &format!("\"version\": \"{version}\""));
        }
    }
    files.push(launch_settings(program));
    files
}

/// The version of a plugin that calls this program.
pub(super) fn version(program: &str) -> String {
    let files: Vec<PluginFile> = FILES
        .iter()
        .map(|(path, text)| PluginFile {
            path: (*path).to_owned(),
            text: rendered(text, program),
        })
        .collect();
    version_of(&files)
}

fn version_of(files: &[PluginFile]) -> String {
    let all: String = files.iter().map(|file| file.text.as_str()).collect();
    format!(
        "{}+{:08x}",
        env!("CARGO_PKG_VERSION"),
        xxh3_64(all.as_bytes()) as u32
    )
}

/// The commands by their bare names: `session-status.md` and its text.
pub(super) fn commands(program: &str) -> Vec<(String, String)> {
    files(program)
        .into_iter()
        .filter_map(|file| {
            let name = file.path.strip_prefix("segue/commands/")?.to_owned();
            // Inside the plugin its siblings have its name in front; here they have not.
            Some((name, file.text.replace("/segue:", "/")))
        })
        .collect()
}

/// `claude --settings` for one launch: the statusline, which a plugin cannot bring.
fn launch_settings(program: &str) -> PluginFile {
    let settings = serde_json::json!({
        "statusLine": { "type": "command", "command": statusline::command(program, None) }
    });
    PluginFile {
        path: "settings.json".to_owned(),
        text: format!("{settings:#}\n"),
    }
}

/// Where a template names `segue`, it gets the path: in a shell's words, in JSON's words.
fn rendered(template: &str, program: &str) -> String {
    let shell = quoted(program);
    let in_json = |text: &str| {
        let text = serde_json::Value::from(text).to_string();
        text[1..text.len() - 1].to_owned()
    };
    template
        .replace("Bash(segue:*)", &format!("Bash({shell}:*)"))
        .replace("!`segue ", &format!("!`{shell} "))
        .replace(
            "command -v segue >/dev/null 2>&1 && segue hook",
            &in_json(&format!("[ -x {shell} ] && {shell} hook")),
        )
        .replace(
            "\"command\": \"segue\"",
            &format!("\"command\": \"{}\"", in_json(program)),
        )
}

/// Whether every file stands in the folder as it should.
pub(super) fn are_current(folder: &Path, program: &str) -> bool {
    files(program)
        .iter()
        .all(|file| std::fs::read(folder.join(&file.path)).is_ok_and(|bytes| bytes == file.text.as_bytes()))
}

/// Writes what differs. Returns the plugin's own folder, for `claude --plugin-dir`.
pub(super) fn write(folder: &Path, program: &str) -> Result<PathBuf, Problem> {
    for one in files(program) {
        let path = folder.join(&one.path);
        if std::fs::read(&path).is_ok_and(|bytes| bytes == one.text.as_bytes()) {
            continue;
        }
        file::replace(&path, one.text.as_bytes())?;
    }
    Ok(folder.join("segue"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &str = "/opt/my \"apps\"/o'b/segue";

    #[test]
    fn no_file_calls_segue_by_its_bare_name_and_all_json_is_json() {
        for program in ["/usr/local/bin/segue", ODD] {
            for file in files(program) {
                for bare in ["`segue ", "Bash(segue", "&& segue", "\"segue\",\n      \"args\""] {
                    assert!(!file.text.contains(bare), "{}: {bare}\n{}", file.path, file.text);
                }
                if file.path.ends_with(".json") {
                    let value: serde_json::Value = serde_json::from_str(&file.text).expect(&file.path);
                    if file.path.ends_with("hooks.json") {
                        let command = &value["hooks"]["SessionStart"][0]["hooks"][0]["command"];
                        let quoted = quoted(program);
                        assert_eq!(
                            command.as_str(),
                            Some(format!("[ -x {quoted} ] && {quoted} hook session-start || true").as_str())
                        );
                    }
                    if file.path.ends_with(".mcp.json") {
                        assert_eq!(value["mcpServers"]["segue"]["command"], program);
                    }
                }
            }
        }
    }

    #[test]
    fn another_program_is_another_version() {
        let text = |program| {
            files(program)
                .into_iter()
                .find(|file| file.path.ends_with("plugin.json"))
                .map(|file| file.text)
                .expect("there is one")
        };
        assert!(text(ODD).contains(&version(ODD)), "{}", text(ODD));
        assert_ne!(version(ODD), version("/usr/bin/segue"));
    }

    #[test]
    fn they_are_current_once_written() {
        let temp = tempfile::tempdir().expect("temp");
        let folder = temp.path().join("plugin");
        assert!(!are_current(&folder, ODD));
        let plugin = write(&folder, ODD).expect("write");
        assert!(plugin.join(".claude-plugin/plugin.json").is_file());
        assert!(are_current(&folder, ODD));
        assert!(!are_current(&folder, "/usr/bin/segue"));
    }

    #[test]
    fn the_commands_have_bare_names_too() {
        let names: Vec<String> = commands("/x/segue").into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "session-status.md",
                "context-status.md",
                "compact-context.md",
                "save-and-restart.md",
                "plan-next-session.md",
                "automation-status.md",
                "cancel-next-session.md",
                "estimate-session.md"
            ]
        );
    }
}
