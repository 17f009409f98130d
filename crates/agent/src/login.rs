//! Whether Claude Code is logged in, by its own word. Never reads credentials: `claude auth status` does, in its own process.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::child::Start;
use crate::claude::ASKED_BY_SEGUE;
use crate::finish::finish;

/// It reads a file and answers; a cold disk was seen to take three seconds.
const LIMIT: Duration = Duration::from_secs(10);

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// It is.
    In {
        /// "claude.ai", "api_key", or a word of a newer one.
        how: String,
    },
    /// It is not.
    Out,
    /// It gave no answer that we understand: an older one does not know the question.
    Unknown,
}

/// Asks. `config_dir` is set as `CLAUDE_CONFIG_DIR` when the person chose a folder.
pub fn login(program: &Path, config_dir: Option<&str>) -> Login {
    let mut env = vec![(ASKED_BY_SEGUE, "1")];
    env.extend(config_dir.map(|folder| ("CLAUDE_CONFIG_DIR", folder)));
    let start = Start {
        program,
        args: &["auth", "status", "--json"],
        cwd: None,
        env: &env,
    };
    finish(&start, LIMIT).map_or(Login::Unknown, |finished| read(&finished.out))
}

fn read(printed: &[u8]) -> Login {
    let Ok(answer) = serde_json::from_slice::<Value>(printed) else {
        return Login::Unknown;
    };
    match answer["loggedIn"].as_bool() {
        Some(true) => Login::In {
            how: answer["authMethod"].as_str().unwrap_or("unknown").to_owned(),
        },
        Some(false) => Login::Out,
        None => Login::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_answer_is_taken_and_anything_else_says_nothing() {
        for (printed, login) in [
            (
                r#"{"loggedIn":true,"authMethod":"claude.ai","subscriptionType":"max"}"#,
                Login::In {
                    how: "claude.ai".to_owned(),
                },
            ),
            (r#"{"loggedIn":false,"authMethod":"none"}"#, Login::Out),
            ("error: unknown command 'auth'", Login::Unknown),
            ("{}", Login::Unknown),
            ("", Login::Unknown),
        ] {
            assert_eq!(read(printed.as_bytes()), login, "{printed}");
        }
    }
}
