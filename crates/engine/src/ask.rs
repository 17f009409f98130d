//! Asks Claude Code itself: quota, or the context of one session.

use std::path::{Path, PathBuf};
use std::time::Duration;

use segue_agent::{AskError, Question};
use segue_meter::provenance::Source;
use segue_store::Store;
use segue_transcript::control;

use crate::problem::{Code, Problem};
use crate::quota;
use crate::view::{ExactCategory, ExactContext};
use crate::world::{ClaudeHome, World};

/// A logged-in child also reads the last week's transcripts, so it may take a while.
const LIMIT: Duration = Duration::from_secs(30);
/// A transcript is counted part by part over the network: some twenty questions to the API, none to a model.
const COUNTING_LIMIT: Duration = Duration::from_secs(90);

/// The `claude` program.
pub(crate) fn claude_program(world: &World) -> Option<PathBuf> {
    segue_agent::find_program("claude", world.places.environment.path.as_deref().unwrap_or(""))
}

/// The `claude` program, or what to do without one.
pub(crate) fn program(world: &World) -> Result<PathBuf, Problem> {
    claude_program(world).ok_or_else(|| {
        Problem::new(Code::Claude, "the claude command was not found")
            .hint("Install Claude Code, or add its folder to PATH and start Segue again.")
    })
}

fn put(
    world: &World,
    home: &ClaudeHome,
    question: Question<'_>,
    cwd: Option<&Path>,
) -> Result<serde_json::Value, Problem> {
    let chosen = world
        .places
        .environment
        .claude_config_dir
        .is_some()
        .then(|| home.key());
    let limit = match question {
        Question::Usage | Question::ContextUsage { .. } => LIMIT,
        Question::ContextOfTranscript { .. } => COUNTING_LIMIT,
    };
    segue_agent::ask(&program(world)?, question, chosen.as_deref(), cwd, limit).map_err(|error| {
        let hint = match &error {
            AskError::Start(_) => "Check that `claude --version` works in a terminal.",
            AskError::Silent(_) => "Try again; if it stays silent, check `claude -p hello` in a terminal.",
            AskError::Refused(_) => "This Claude Code may be too old for the question; update it.",
        };
        Problem::new(Code::Claude, "Claude Code did not answer")
            .hint(hint)
            .because(error)
    })
}

/// Asks one config folder's Claude Code for its quota, and notes the answer. False when it knows no limits.
pub(crate) fn ask_quota_of(store: &mut Store, world: &World, home: &ClaudeHome) -> Result<bool, Problem> {
    let body = put(world, home, Question::Usage, None)?;
    let Some(answer) = control::usage_limits(&body) else {
        return Ok(false);
    };
    let now = world.clock.now();
    quota::note(store, home, Source::ClaudeAnswer, now, &answer.limits)?;
    Ok(answer.available)
}

/// Asks every config folder's Claude Code for its quota, and notes the answers.
pub(crate) fn ask_quota(store: &mut Store, world: &World) -> Result<(), Problem> {
    let mut answered = false;
    for home in &world.places.claude {
        answered |= ask_quota_of(store, world, home)?;
    }
    if answered {
        return Ok(());
    }
    Err(Problem::new(Code::Claude, "Claude Code knows no limits")
        .hint("Limits exist with a Claude subscription only: run `claude` and log in. With an API key there are none."))
}

/// Asks for the context of one session.
pub(crate) fn ask_context(
    world: &World,
    home: &ClaudeHome,
    session_id: &str,
    cwd: &Path,
    ours: u64,
) -> Result<ExactContext, Problem> {
    if !cwd.is_dir() {
        return Err(Problem::new(
            Code::NotFound,
            format!("the project folder {} is gone", cwd.display()),
        )
        .hint("Claude Code can open a session only in its own folder."));
    }
    let body = put(world, home, Question::ContextUsage { session_id }, Some(cwd))?;
    let answer = control::context_usage(&body).ok_or_else(|| {
        Problem::new(Code::Claude, "Claude Code's answer has no totals")
            .hint("Its release may be newer than this Segue; please report it.")
    })?;
    let categories = answer
        .categories
        .into_iter()
        .map(|(name, tokens)| ExactCategory { name, tokens })
        .collect();
    Ok(ExactContext {
        total_tokens: answer.total_tokens,
        max_tokens: answer.max_tokens,
        auto_compact_at: answer.auto_compact_at,
        categories,
        difference_tokens: ours as i64 - answer.total_tokens as i64,
    })
}

/// Has Claude Code read a transcript that no session uses, and count what it finds in it: tokens. What the transcript
/// itself says of its size is left out.
pub(crate) fn context_of_transcript(
    world: &World,
    home: &ClaudeHome,
    transcript: &Path,
    cwd: &Path,
) -> Result<u64, Problem> {
    let path = transcript.to_string_lossy();
    let question = Question::ContextOfTranscript { path: &path };
    let body = put(world, home, question, Some(cwd))?;
    let answer = control::context_usage(&body).ok_or_else(|| {
        Problem::new(Code::Claude, "Claude Code's answer has no totals")
            .hint("Its release may be newer than this Segue; please report it.")
    })?;
    Ok(answer.total_tokens.saturating_sub(answer.unattributed_tokens))
}
