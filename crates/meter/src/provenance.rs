//! Where a number comes from and how old it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The rung of the quota ladder (or the transcript) that a number was read from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Source {
    /// What Claude Code sent to its statusline: live and free.
    Statusline,
    /// A `rate_limit_event` in the stream of a run.
    RunEvent,
    /// `cachedUsageUtilization` that newer Claude Code releases leave in `~/.claude.json`.
    CliCache,
    /// The answer of a `claude` child to a `get_usage` or `get_context_usage` control request.
    ClaudeAnswer,
    /// Exact token counts of a transcript.
    Transcript,
    /// Computed by Segue from tokens; never shown without `~`.
    Estimate,
}

impl Source {
    /// The text stored in the database and printed in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Statusline => "statusline",
            Source::RunEvent => "run_event",
            Source::CliCache => "cli_cache",
            Source::ClaudeAnswer => "claude_answer",
            Source::Transcript => "transcript",
            Source::Estimate => "estimate",
        }
    }

    /// Reads the stored text back.
    pub fn parse(text: &str) -> Option<Source> {
        [
            Source::Statusline,
            Source::RunEvent,
            Source::CliCache,
            Source::ClaudeAnswer,
            Source::Transcript,
            Source::Estimate,
        ]
        .into_iter()
        .find(|source| source.as_str() == text)
    }

    /// The source in words, after "from".
    pub fn words(self) -> &'static str {
        match self {
            Source::Statusline => "Claude Code's statusline",
            Source::RunEvent => "a run's rate-limit event",
            Source::CliCache => "Claude Code's cached usage",
            Source::ClaudeAnswer => "Claude Code, asked",
            Source::Transcript => "the transcript",
            Source::Estimate => "an estimate from tokens",
        }
    }
}

/// Source and age of a shown number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Provenance {
    /// Where the number was read.
    pub source: Source,
    /// When it was true (UTC).
    #[ts(type = "string")]
    pub seen_at: Timestamp,
    /// Older than what its source normally delivers: shown dimmed.
    pub stale: bool,
    /// For estimates: the half width of the error band, in percentage points of the window.
    pub error_points: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn stored_sources_are_read_back() {
        for text in [
            "statusline",
            "run_event",
            "cli_cache",
            "claude_answer",
            "transcript",
            "estimate",
        ] {
            assert_eq!(Source::parse(text).map(Source::as_str), Some(text));
        }
        assert_eq!(Source::parse("oauth"), None);
        assert!(Source::Statusline < Source::Estimate, "the best rung comes first");
    }
}
