//! What a person typed, told apart from what Claude Code puts into the same place.

use serde::Deserialize;
use serde_json::Value;

use super::{Body, read};
use crate::loose::Nested;

/// How the note begins that Claude Code writes when a person stops it.
pub(super) const INTERRUPTED: &str = "[Request interrupted";

/// Beginnings of texts that Claude Code writes as the user: commands and their output, reminders, notifications.
const NOT_TYPED: [&str; 10] = [
    "<command-",
    "<local-command-",
    "<bash-",
    "<system-reminder>",
    "<task-notification>",
    "<user-memory-input>",
    "<ide_",
    "Caveat: The messages below",
    "This session is being continued from a previous conversation",
    INTERRUPTED,
];

/// The text if a person typed it, trimmed; `None` for Claude Code's own insertions and for nothing.
#[must_use]
pub fn typed(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && !NOT_TYPED.iter().any(|own| text.starts_with(own))).then_some(text)
}

/// The text of a prompt line, for titles: the string, or its typed text blocks joined by newlines. `None` when the line
/// is no [`Body::Prompt`] or holds only pictures.
#[must_use]
pub fn prompt_text(line: &[u8]) -> Option<String> {
    let record = read(line).ok()?;
    if record.body != Body::Prompt {
        return None;
    }
    let content = match serde_json::from_slice::<PromptLine>(line) {
        Ok(line) => line.message.0?.content,
        Err(error) => {
            let mended = super::mend(line, &error).ok()?;
            serde_json::from_str::<PromptLine>(&mended)
                .ok()?
                .message
                .0?
                .content
        }
    };
    let texts: Vec<&str> = match &content {
        Value::String(text) => typed(text).into_iter().collect(),
        Value::Array(blocks) => blocks
            .iter()
            .filter_map(|block| typed(block.get("text")?.as_str()?))
            .collect(),
        _ => Vec::new(),
    };
    (!texts.is_empty()).then(|| texts.join("\n"))
}

#[derive(Deserialize)]
struct PromptLine {
    #[serde(default)]
    message: Nested<PromptMessage>,
}

#[derive(Deserialize)]
struct PromptMessage {
    #[serde(default)]
    content: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_what_was_typed() {
        let text = |content: &str| {
            prompt_text(
                format!(r#"{{"type":"user","message":{{"role":"user","content":{content}}}}}"#).as_bytes(),
            )
        };
        assert_eq!(text(r#"" fix it\n""#).as_deref(), Some("fix it"));
        assert_eq!(
            text(r#"[{"type":"text","text":"<system-reminder>x"},{"type":"text","text":"a"},{"type":"image"},{"type":"text","text":"b"}]"#)
                .as_deref(),
            Some("a\nb")
        );
        assert_eq!(text(r#""<command-name>/clear</command-name>""#), None);
        assert_eq!(
            text(r#""<local-command-stdout>done</local-command-stdout>""#),
            None
        );
        assert_eq!(
            text(r#"[{"type":"text","text":"[Request interrupted by user]"}]"#),
            None
        );
        assert_eq!(
            text(r#"[{"type":"tool_result","content":"x"},{"type":"text","text":"a"}]"#),
            None
        );
        assert_eq!(text(r#""  ""#), None);
        // JavaScript may cut a picture character in two.
        assert_eq!(text(r#""cut \ud83d""#).as_deref(), Some("cut \u{fffd}"));
    }
}
