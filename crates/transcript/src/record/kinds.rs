//! The kinds of records that Claude Code is known to write.

/// Kinds seen in recorded transcripts or named by the loader of 2.1.197.
const KNOWN: [&str; 36] = [
    "agent-color",
    "agent-name",
    "agent-setting",
    "ai-title",
    "api-request",
    "api-request-blob",
    "api-request-shape",
    "assistant",
    "atis-latch",
    "attachment",
    "attribution-snapshot",
    "bridge-session",
    "content-replacement",
    "cost-state",
    "custom-title",
    "ended-by-model",
    "file-history-delta",
    "file-history-snapshot",
    "fork-context-ref",
    "frame-link",
    "isolation-latch",
    "last-prompt",
    "mode",
    "permission-mode",
    "pr-link",
    "progress",
    "queue-operation",
    "relocated",
    "session-owner",
    "speculation-accept",
    "summary",
    "system",
    "tag",
    "tools-used",
    "user",
    "worktree-state",
];

/// Whether records of this kind have been met before. An unknown kind is no fault: it is kept, counted and shown by the
/// doctor, so that a person can tell when Claude Code has moved on.
#[must_use]
pub fn is_known_kind(kind: &str) -> bool {
    KNOWN.binary_search(&kind).is_ok() || kind.starts_with("marble-origami-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_kind_is_found() {
        assert!(KNOWN.iter().all(|kind| is_known_kind(kind)));
        assert!(!is_known_kind("brand-new") && !is_known_kind(""));
    }
}
