//! The command that goes on with a session: as arguments for a program, and quoted for a shell.

use std::path::Path;

use crate::view::ResumeCommand;
use crate::world::{ClaudeHome, World};

/// `claude` with these arguments, in a project's folder, with the config folder that the session lives in.
pub(crate) fn resume_command(
    world: &World,
    home: &ClaudeHome,
    cwd: &Path,
    arguments: Vec<String>,
) -> ResumeCommand {
    let usual = world
        .places
        .environment
        .home
        .as_ref()
        .map(|home| home.join(".claude"));
    let usual = usual.map(|folder| folder.canonicalize().unwrap_or(folder));
    let config_dir = (usual.as_ref() != Some(&home.root)).then(|| home.key());
    let cwd = cwd.to_string_lossy().into_owned();
    let set = config_dir.as_ref().map_or_else(String::new, |folder| {
        format!("CLAUDE_CONFIG_DIR={} ", shell_word(folder))
    });
    let words = arguments
        .iter()
        .map(|argument| shell_word(argument))
        .collect::<Vec<_>>();
    ResumeCommand {
        line: format!("cd {} && {set}claude {}", shell_word(&cwd), words.join(" ")),
        program: "claude".to_owned(),
        arguments,
        cwd,
        config_dir,
    }
}

/// A word as every POSIX shell reads it back, quoted only where it must be.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_read_them_otherwise() {
        for (word, expected) in [
            ("--resume", "--resume"),
            ("/home/dev/work/api-server", "/home/dev/work/api-server"),
            ("/home/dev/my work", "'/home/dev/my work'"),
            ("it's $HOME `x`\n", "'it'\\''s $HOME `x`\n'"),
            ("", "''"),
            ("~/x", "'~/x'"),
        ] {
            assert_eq!(shell_word(word), expected);
        }
    }
}
