//! What Claude Code sends to a hook on its input, as far as Segue's hooks look at it.

use serde::Deserialize;

use crate::loose::Text;

/// One call of a hook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hook {
    /// Claude Code's name of the event: `SessionStart`, `StopFailure`, `PreCompact`, …
    pub event: Option<String>,
    /// The session.
    pub session_id: Option<String>,
    /// Its working folder, absolute.
    pub cwd: Option<String>,
    /// Its transcript.
    pub transcript_path: Option<String>,
    /// `SessionStart`: `startup`, `resume`, `clear`, `compact`.
    pub source: Option<String>,
    /// `StopFailure`: `rate_limit`, `billing_error`, …
    pub error: Option<String>,
}

/// Reads a hook's input. Members of unexpected types count as not sent.
///
/// # Errors
/// When it is not a JSON object.
pub fn parse(bytes: &[u8]) -> Result<Hook, serde_json::Error> {
    let text = String::from_utf8_lossy(bytes);
    let wire: Wire<'_> = serde_json::from_str(&text)?;
    Ok(Hook {
        event: wire.hook_event_name.into_string(),
        session_id: wire.session_id.into_string(),
        cwd: wire.cwd.into_string(),
        transcript_path: wire.transcript_path.into_string(),
        source: wire.source.into_string(),
        error: wire.error.into_string(),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire<'a> {
    #[serde(borrow)]
    hook_event_name: Text<'a>,
    #[serde(borrow)]
    session_id: Text<'a>,
    #[serde(borrow)]
    cwd: Text<'a>,
    #[serde(borrow)]
    transcript_path: Text<'a>,
    #[serde(borrow)]
    source: Text<'a>,
    #[serde(borrow)]
    error: Text<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_claude_code_sent_is_read() {
        let lines = include_str!("../samples/hooks/events_329.jsonl");
        let hooks: Vec<Hook> = lines
            .lines()
            .map(|line| parse(line.as_bytes()).unwrap())
            .collect();
        let find = |event: &str| {
            hooks
                .iter()
                .find(|hook| hook.event.as_deref() == Some(event))
                .unwrap()
        };
        assert_eq!(find("SessionStart").source.as_deref(), Some("startup"));
        assert_eq!(find("StopFailure").error.as_deref(), Some("billing_error"));
        assert!(
            hooks
                .iter()
                .all(|hook| hook.session_id.is_some() && hook.cwd.is_some())
        );
    }

    #[test]
    fn anything_else_is_refused_or_left_out() {
        for text in ["", "7", "not json", "{\"cwd\""] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(parse(b"{\"cwd\":7,\"source\":null}").unwrap(), Hook::default());
    }
}
