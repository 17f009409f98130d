//! The kinds of records that Claude Code is known to write.

/// Kinds seen in recorded transcripts or named by the loader of 2.1.197.
const KNOWN: [&str; 39] = [
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
    "marble-origami-commit",
    "marble-origami-snapshot",
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
    "task-summary",
    "tools-used",
    "user",
    "worktree-state",
];

/// Whether records of this kind have been met before. An unknown kind is no fault: it is kept, counted and shown by the
/// doctor, so that a person can tell when Claude Code has moved on.
#[must_use]
pub fn is_known_kind(kind: &str) -> bool {
    KNOWN.binary_search(&kind).is_ok()
}
