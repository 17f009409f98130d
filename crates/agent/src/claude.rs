//! Asks a `claude` child a control question: no model turn, no transcript, no credentials in our process.
//!
//! Seen with Claude Code 2.1.197 and 2.1.329: the child answers on its output without a prompt, in about a second, and
//! ends when its input closes.

use std::path::Path;
use std::time::{Duration, Instant};

use segue_transcript::{control, stream};
use serde_json::Value;

use crate::child::{Child, Start};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'a> {
    /// Quota windows and plan.
    Usage,
    /// The context of a session, by its id, in its project folder.
    ContextUsage {
        /// Claude Code's session id.
        session_id: &'a str,
    },
    /// The context of a transcript that lies anywhere, by its absolute path; none of the person's hooks runs for it.
    ContextOfTranscript {
        /// The file.
        path: &'a str,
    },
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It could not be started.
    #[error("claude could not be started")]
    Start(#[source] std::io::Error),
    /// It ended or fell silent before it answered.
    #[error("claude did not answer within {0} s")]
    Silent(u64),
    /// It answered that it cannot.
    #[error("claude refused: {0}")]
    Refused(String),
}

const ID: &str = "segue";
/// Set for children that only answer Segue's questions.
pub const ASKED_BY_SEGUE: &str = "SEGUE_ASKS";
/// A look at a transcript is no session: nobody's hooks are to greet it.
const NO_HOOKS: &str = r#"{"disableAllHooks":true}"#;
/// How long it may take to end after its input was closed.
const GRACE: Duration = Duration::from_secs(3);

/// Asks, waits for the answer no longer than `limit`, and ends the child.
///
/// `config_dir` is set as `CLAUDE_CONFIG_DIR` when the person chose a folder; `cwd` matters for a session's context.
///
/// # Errors
/// [`AskError`].
pub fn ask(
    program: &Path,
    question: Question<'_>,
    config_dir: Option<&str>,
    cwd: Option<&Path>,
    limit: Duration,
) -> Result<Value, AskError> {
    let mut args = vec![
        "-p",
        "--input-format",
        "stream-json",
        "--output-format",
        "stream-json",
        "--verbose",
    ];
    args.push("--no-session-persistence");
    let request = match question {
        Question::Usage => control::get_usage(ID),
        Question::ContextUsage { session_id } => {
            // A fork that is not kept: the session's own transcript is not touched.
            args.extend(["--resume", session_id, "--fork-session"]);
            control::get_context_usage(ID)
        }
        Question::ContextOfTranscript { path } => {
            args.extend(["--resume", path, "--fork-session", "--settings", NO_HOOKS]);
            control::get_context_usage(ID)
        }
    };
    // Segue's own hooks stay still in a child of Segue: nobody works in it.
    let mut env = vec![(ASKED_BY_SEGUE, "1")];
    env.extend(config_dir.map(|folder| ("CLAUDE_CONFIG_DIR", folder)));
    let start = Start {
        program,
        args: &args,
        cwd,
        env: &env,
    };
    let mut child = Child::spawn(&start).map_err(AskError::Start)?;
    let deadline = Instant::now() + limit;
    child.send_line(&request).map_err(AskError::Start)?;
    let answer = wait_for_answer(&mut child, deadline);
    // The answer is in hand; how the child ends does not change it.
    drop(child.stop(GRACE));
    answer.unwrap_or(Err(AskError::Silent(limit.as_secs())))
}

fn wait_for_answer(child: &mut Child, deadline: Instant) -> Option<Result<Value, AskError>> {
    while let Some(line) = child.next_line(deadline) {
        if let Some(stream::Event::ControlResponse { request_id, ok, body }) = stream::parse(&line)
            && request_id.as_deref() == Some(ID)
        {
            return Some(if ok {
                Ok(body)
            } else {
                Err(AskError::Refused(body.to_string()))
            });
        }
    }
    None
}
