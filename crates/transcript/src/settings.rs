//! Claude Code's `settings.json`, as far as Segue needs to understand it. Segue never writes through this type.

use serde::Deserialize;
use serde_json::Value;

use crate::loose::{Count, Nested, Text};

/// What the settings say about the things that change our numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// The person's own statusline command, which ours must wrap.
    pub statusline_command: Option<String>,
    /// `CLAUDE_CODE_AUTO_COMPACT_WINDOW` of the `env` map: tokens, or "auto".
    pub auto_compact_window_env: Option<String>,
    /// `CLAUDE_AUTOCOMPACT_PCT_OVERRIDE` of the `env` map: percent of the window.
    pub auto_compact_percent_env: Option<String>,
    /// `CLAUDE_CODE_MAX_OUTPUT_TOKENS` of the `env` map: tokens.
    pub max_output_tokens_env: Option<String>,
    /// `DISABLE_AUTO_COMPACT` of the `env` map, as written.
    pub disable_auto_compact_env: Option<String>,
    /// Whether Claude Code compacts by itself; `None` when not said.
    pub auto_compact_enabled: Option<bool>,
    /// Tokens at which it should, if set as a number.
    pub auto_compact_window: Option<u64>,
    /// Days after which Claude Code deletes transcripts; its default is 30.
    pub cleanup_period_days: Option<u64>,
}

/// Reads a settings file.
///
/// # Errors
/// When it is not a JSON object. Members of unexpected types count as not set.
pub fn parse(bytes: &[u8]) -> Result<Settings, serde_json::Error> {
    let text = String::from_utf8_lossy(bytes);
    // Editors on Windows put a byte order mark in front.
    let wire: Wire<'_> = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let env = |name: &str| match &wire.env[name] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    };
    Ok(Settings {
        auto_compact_window_env: env("CLAUDE_CODE_AUTO_COMPACT_WINDOW"),
        auto_compact_percent_env: env("CLAUDE_AUTOCOMPACT_PCT_OVERRIDE"),
        max_output_tokens_env: env("CLAUDE_CODE_MAX_OUTPUT_TOKENS"),
        disable_auto_compact_env: env("DISABLE_AUTO_COMPACT"),
        statusline_command: wire.status_line.0.and_then(|line| line.command.into_string()),
        auto_compact_enabled: wire.auto_compact_enabled.as_bool(),
        auto_compact_window: wire.auto_compact_window.0,
        cleanup_period_days: wire.cleanup_period_days.0,
    })
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow)]
    status_line: Nested<StatusLine<'a>>,
    env: Value,
    auto_compact_enabled: Value,
    auto_compact_window: Count,
    cleanup_period_days: Count,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StatusLine<'a> {
    #[serde(borrow)]
    command: Text<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_our_numbers_is_read_whatever_else_is_there() {
        let settings = parse(
            "\u{feff}{\"statusLine\":{\"type\":\"command\",\"command\":\"~/line.sh\"},\"hooks\":{\"Stop\":[]},
              \"env\":{\"CLAUDE_CODE_AUTO_COMPACT_WINDOW\":\"100000\",\"CLAUDE_AUTOCOMPACT_PCT_OVERRIDE\":60},
              \"autoCompactEnabled\":false,\"cleanupPeriodDays\":99999}"
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(settings.statusline_command.as_deref(), Some("~/line.sh"));
        assert_eq!(settings.auto_compact_window_env.as_deref(), Some("100000"));
        assert_eq!(settings.auto_compact_percent_env.as_deref(), Some("60"));
        assert_eq!(settings.auto_compact_enabled, Some(false));
        assert_eq!(settings.cleanup_period_days, Some(99_999));
        assert_eq!(
            parse(b"{\"statusLine\":7,\"env\":[]}").unwrap(),
            Settings::default()
        );
        assert!(parse(b"// comment").is_err());
    }
}
