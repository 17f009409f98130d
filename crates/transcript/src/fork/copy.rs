//! One line of the source to one line of the fork.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::content;
use super::cuts::{Cuts, Kind};
use super::members::{Members, quoted};
use super::{ForkPlan, ids};
use crate::record::{self, Body, ESTIMATED, mend};

/// Kinds that are not copied. They say nothing of the conversation and belong to the source's file or process:
/// requests and counters that Claude Code writes anew (`cost-state` too: a fork has cost nothing yet); backups of files,
/// which lie in a folder named after the source; queued prompts; what ties a session to its owner or to another machine.
const LEFT_OUT: [&str; 13] = [
    "agent-name",
    "api-request",
    "api-request-blob",
    "api-request-shape",
    "atis-latch",
    "bridge-session",
    "cost-state",
    "file-history-delta",
    "file-history-snapshot",
    "last-prompt",
    "queue-operation",
    "session-owner",
    "tools-used",
];

/// Members that Claude Code's own fork drops as well.
const DROPPED: [&str; 4] = ["slug", "sourceToolAssistantUUID", "agentName", "teamName"];

/// Members that hold content, in which nothing is an id of ours.
const CONTENT: [&str; 6] = [
    "message",
    "attachment",
    "rendered",
    "toolUseResult",
    "data",
    "content",
];

/// What became of a line.
pub(super) enum Copied {
    /// A record with a place in the tree.
    Conversation(String),
    /// A record beside it.
    Note(String),
    /// An attachment that the plan cuts, with its copy should it be the end of the conversation.
    CutAttachment { uuid: String, copy: String },
    /// It is not copied.
    LeftOut,
    /// It is no record.
    Unreadable,
}

/// Copies lines, one after the other.
pub(super) struct Copier<'p> {
    plan: &'p ForkPlan,
    pub cuts: Cuts<'p>,
    /// Ids of the records seen so far.
    seen: HashSet<String>,
    /// The parents of the attachments that were cut, as JSON.
    healed: HashMap<String, String>,
}

impl<'p> Copier<'p> {
    pub(super) fn new(plan: &'p ForkPlan) -> Self {
        Copier {
            plan,
            cuts: Cuts::of(plan),
            seen: HashSet::new(),
            healed: HashMap::new(),
        }
    }

    pub(super) fn copy(&mut self, line: &[u8]) -> Copied {
        let mended;
        let (text, read) = match serde_json::from_slice(line) {
            Ok(record) => (line, Some(record)),
            Err(error) => {
                mended = mend(line, &error).unwrap_or_default();
                (mended.as_bytes(), Members::of(&mended))
            }
        };
        let Some((record, kind)) = read.and_then(|record: Members<'_>| {
            let kind = record.text("type")?;
            Some((record, kind))
        }) else {
            return Copied::Unreadable;
        };
        if LEFT_OUT.contains(&&*kind) || (kind == "custom-title" && self.plan.title.is_some()) {
            return Copied::LeftOut;
        }
        match record.text("uuid") {
            Some(uuid) => self.conversation(record, &kind, uuid, text),
            None => Copied::Note(self.note(record)),
        }
    }

    fn note(&self, mut record: Members<'_>) -> String {
        self.rename(&mut record);
        record.to_string()
    }

    fn conversation(&mut self, mut record: Members<'_>, kind: &str, uuid: String, line: &[u8]) -> Copied {
        let parent = record.get("parentUuid").unwrap_or("null").to_owned();
        self.seen.insert(uuid.clone());
        // Before the session is renamed: it says who wrote the record.
        if !has_origin(&record) {
            let origin = self.origin(&record, &uuid);
            record.remove("forkedFrom");
            record.set("forkedFrom", origin);
        }
        for name in DROPPED {
            record.remove(name);
        }
        self.cut_content(&mut record, &uuid);
        if kind == "assistant" {
            self.lower_usage(&mut record, line);
        }
        let parent = self.heal(&parent);
        record.set("parentUuid", parent.clone());
        self.rename(&mut record);
        if kind == "attachment" && self.cuts.attachment(&uuid) && !is_snapshot(&record) {
            self.cuts.made(Kind::Attachment, &uuid);
            self.healed.insert(uuid.clone(), parent);
            return Copied::CutAttachment {
                uuid,
                copy: record.to_string(),
            };
        }
        let main = record.get("isSidechain") != Some("true");
        match kind {
            "user" | "assistant" | "attachment" | "system" if main => {
                Copied::Conversation(record.to_string())
            }
            _ => Copied::Note(record.to_string()),
        }
    }

    /// The session and the record that a message was written as. A fork of a fork names the first, so that whoever adds
    /// up what sessions used gives each message to the session that paid for it.
    fn origin(&self, record: &Members<'_>, uuid: &str) -> String {
        let session = record.text("sessionId");
        let session = session.as_deref().unwrap_or(&self.plan.from_session);
        format!(
            r#"{{"sessionId":{},"messageUuid":{}}}"#,
            quoted(session),
            quoted(uuid)
        )
    }

    /// What a record follows in the fork; still with old ids.
    fn heal(&self, parent: &str) -> String {
        let cut = serde_json::from_str::<String>(parent).ok();
        let healed = cut.and_then(|uuid| self.healed.get(&uuid));
        healed.cloned().unwrap_or_else(|| parent.to_owned())
    }

    fn cut_content(&mut self, record: &mut Members<'_>, uuid: &str) {
        let changed = record
            .get("message")
            .and_then(Members::of)
            .and_then(|mut message| {
                let changed = content::cut(message.get("content")?, uuid, &mut self.cuts);
                message.set("content", changed.content?);
                Some((message.to_string(), changed.result))
            });
        if let Some((message, result)) = changed {
            record.set("message", message);
            if result {
                // The same result once more, for the screen only.
                record.remove("toolUseResult");
            }
        }
    }

    /// A usage of more than the fork holds was measured with what is cut now.
    fn lower_usage(&self, record: &mut Members<'_>, line: &[u8]) {
        let Ok(read) = record::read(line) else {
            return;
        };
        let too_high = match &read.body {
            Body::Response(response) => response.usage.total() > self.plan.context_tokens,
            _ => false,
        };
        if read.sidechain || !too_high {
            return;
        }
        let lowered = record.get("message").and_then(Members::of).map(|mut message| {
            message.set("usage", estimate(self.plan.context_tokens));
            message.to_string()
        });
        if let Some(message) = lowered {
            record.set("message", message);
            record.set(ESTIMATED, "true".to_owned());
        }
    }

    /// Gives the record and what it refers to their new ids.
    fn rename(&self, record: &mut Members<'_>) {
        let fork = &self.plan.session_id;
        for (name, value) in record.each() {
            match name {
                "sessionId" => *value = Cow::Owned(quoted(fork)),
                "compactMetadata" | "microcompactMetadata" => *value = Cow::Owned(ids::map_all(fork, value)),
                "uuid" | "parentUuid" | "logicalParentUuid" | "leafUuid" => {
                    if let Ok(old) = serde_json::from_str::<String>(value) {
                        *value = Cow::Owned(quoted(&ids::copy_of(fork, &old)));
                    }
                }
                "forkedFrom" => {}
                _ if CONTENT.contains(&name) || !value.starts_with('"') => {}
                _ => {
                    let old = value.trim_matches('"');
                    if self.seen.contains(old) {
                        *value = Cow::Owned(quoted(&ids::copy_of(fork, old)));
                    }
                }
            }
        }
    }
}

fn has_origin(record: &Members<'_>) -> bool {
    let from = record.get("forkedFrom").and_then(Members::of);
    from.is_some_and(|from| from.text("sessionId").is_some())
}

fn is_snapshot(record: &Members<'_>) -> bool {
    let attachment = record.get("attachment").and_then(Members::of);
    attachment.is_some_and(|attachment| attachment.text("type").as_deref() == Some("prompt_snapshot"))
}

/// A usage that says how large the context is and nothing else. As cache reads it weighs least where others add it up.
fn estimate(tokens: u64) -> String {
    format!(
        r#"{{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":{tokens},"output_tokens":0,"cache_creation":{{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0}},"server_tool_use":{{"web_search_requests":0,"web_fetch_requests":0}},"service_tier":"standard"}}"#
    )
}
