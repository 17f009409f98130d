//! Collects a transcript's lines into the chain.

use jiff::Timestamp;
use serde_json::Value;

use super::attachment::{self, Snapshot};
use super::content::{self, Calls};
use super::node::{Deep, Draft, Node, deep};
use super::{Chain, Growth, Item, ItemKind, path};
use crate::record::{self, Body, Record, is_known_kind};

/// A draft and the record it came from, for what is sent whatever the tree says.
#[derive(Debug, Default)]
struct Pinned {
    uuid: String,
    offset: u64,
    drafts: Vec<Draft>,
}

/// What Claude Code sends in the place of a result it cleared.
const CLEARED: &str = "[Old tool result content cleared]";

#[derive(Debug, Default)]
pub(super) struct Builder {
    chain: Chain,
    /// Since the last boundary.
    nodes: Vec<Node>,
    /// Kept by the last boundary; they follow the summary.
    preserved: Vec<Node>,
    calls: Calls,
    system_prompt: Pinned,
    tools: Pinned,
    /// Compaction drops the record of the memory files, but Claude Code sends them again.
    memory: Pinned,
}

impl Builder {
    pub(super) fn add_odd(&mut self) {
        self.chain.oddities += 1;
    }

    /// A last line without newline counts when it is complete already; being incomplete is normal.
    pub(super) fn add_torn(&mut self, offset: u64, line: &[u8]) {
        if let Ok(record) = record::read(line) {
            self.add(offset, line, record);
        }
    }

    pub(super) fn add_line(&mut self, offset: u64, line: &[u8]) {
        match record::read(line) {
            Ok(record) => self.add(offset, line, record),
            Err(_) => self.add_odd(),
        }
    }

    fn add(&mut self, offset: u64, line: &[u8], record: Record<'_>) {
        if !is_known_kind(&record.kind) {
            *self
                .chain
                .unknown_kinds
                .entry(record.kind.to_string())
                .or_default() += 1;
        }
        // Metadata records have no sidechain mark; there the agent's id tells.
        if record.sidechain || (record.uuid.is_none() && record.agent_id.is_some()) {
            return;
        }
        if let Some(cwd) = &record.cwd {
            self.chain.cwd = Some(cwd.to_string());
        }
        if record.uuid.is_none() && record.kind != "api-request-shape" {
            return;
        }
        match deep(line) {
            Some(deep) => self.add_content(offset, record, deep),
            None => self.add_odd(),
        }
    }

    fn add_content(&mut self, offset: u64, record: Record<'_>, mut deep: Deep) {
        let Some(uuid) = record.uuid.as_deref().map(str::to_owned) else {
            return self.keep_snapshot("", offset, Snapshot::of_shape(&deep.shape));
        };
        let mut node = Node {
            uuid,
            parent: record.parent_uuid.as_deref().map(str::to_owned),
            offset,
            at: record.timestamp,
            conversational: matches!(&*record.kind, "user" | "assistant" | "attachment" | "system"),
            starts_turn: record.body == Body::Prompt,
            ..Node::default()
        };
        let content = deep.message.0.take().unwrap_or_default().content;
        match (&*record.kind, &record.body) {
            (_, Body::CompactBoundary { post_tokens, .. }) => {
                self.compact(&deep.compact_metadata);
                self.chain.compacted_to = *post_tokens;
            }
            ("user", body) => content::user(&mut node, content, body, record.meta, &self.calls),
            // Shown to the person, never sent.
            (_, Body::ApiError(_)) => {}
            ("assistant", body) => {
                if let Body::Response(response) = body {
                    node.message_id = Some(response.message_id.to_string());
                    node.usage = Some((response.usage, response.model.to_string()));
                    node.measured = record.forked_from_session.is_none();
                }
                content::assistant(&mut node, content, &mut self.calls);
            }
            ("attachment", _) if attachment::is_snapshot(&deep.attachment) => {
                self.keep_snapshot(&node.uuid, offset, Snapshot::of_attachment(&deep.attachment));
            }
            ("attachment", _) => node.drafts = attachment::drafts(&mut deep),
            ("system", _) if record.subtype.as_deref() == Some("microcompact_boundary") => {
                self.clear_results(&deep.microcompact_metadata["compactedToolIds"]);
            }
            ("system", _) => node.drafts = local_command(&record, deep),
            _ => {}
        }
        self.take_memory(&mut node);
        self.nodes.push(node);
        if record.body == Body::CompactSummary {
            self.nodes.append(&mut self.preserved);
        }
    }

    /// Forgets what a boundary ends, but for what it says it keeps.
    fn compact(&mut self, metadata: &Value) {
        self.chain.compactions += 1;
        self.calls.clear();
        let kept: Vec<&str> = metadata["preservedMessages"]["uuids"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut before = std::mem::take(&mut self.nodes);
        before.retain(|node| kept.contains(&node.uuid.as_str()));
        for node in &mut before {
            node.preserved = true;
            // Its usage measured the context before.
            node.usage = None;
        }
        self.preserved = before;
    }

    /// Empties tool results that Claude Code says it no longer sends (2.1.9 and later, by public parsers).
    fn clear_results(&mut self, ids: &Value) {
        let cleared: Vec<&str> = ids
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for draft in self.nodes.iter_mut().flat_map(|node| &mut node.drafts) {
            match &draft.kind {
                ItemKind::FileRead { tool_use_id, .. }
                | ItemKind::CommandOutput { tool_use_id, .. }
                | ItemKind::ToolResult { tool_use_id, .. }
                    if cleared.contains(&tool_use_id.as_str()) =>
                {
                    CLEARED.clone_into(&mut draft.text);
                }
                _ => {}
            }
        }
    }

    fn keep_snapshot(&mut self, uuid: &str, offset: u64, snapshot: Snapshot) {
        let pin = |pinned: &mut Pinned, kind: ItemKind, text: Option<String>| {
            if let Some(text) = text {
                *pinned = Pinned {
                    uuid: uuid.to_owned(),
                    offset,
                    drafts: vec![Draft::new(kind, text)],
                };
            }
        };
        pin(
            &mut self.system_prompt,
            ItemKind::SystemPrompt,
            snapshot.system_prompt,
        );
        pin(&mut self.tools, ItemKind::ToolDefinitions, snapshot.tools);
    }

    fn take_memory(&mut self, node: &mut Node) {
        if node
            .drafts
            .iter()
            .any(|draft| matches!(draft.kind, ItemKind::MemoryFile { .. }))
        {
            let drafts = std::mem::take(&mut node.drafts);
            self.memory = Pinned {
                uuid: node.uuid.clone(),
                offset: node.offset,
                drafts,
            };
        }
    }

    pub(super) fn finish(mut self) -> Chain {
        self.nodes.append(&mut self.preserved);
        for Pinned { uuid, offset, drafts } in [self.system_prompt, self.tools, self.memory] {
            self.chain.items.extend(
                drafts
                    .into_iter()
                    .map(|draft| item(draft, &uuid, offset, 0, None)),
            );
        }
        let mut turn = 0;
        let mut message = None;
        for at in path::live(&self.nodes) {
            let node = &mut self.nodes[at];
            turn += u32::from(node.starts_turn);
            if let Some((usage, model)) = node.usage.take() {
                if node.measured && node.message_id != message {
                    grow(&mut self.chain, usage.prompt());
                }
                message.clone_from(&node.message_id);
                self.chain.hour_cache |= usage.cache_write_1h > 0;
                self.chain.last_usage = Some((usage, model, node.at));
            }
            let (offset, at) = (node.offset, node.at);
            let drafts = std::mem::take(&mut node.drafts);
            self.chain.items.extend(
                drafts
                    .into_iter()
                    .map(|draft| item(draft, &node.uuid, offset, turn, at)),
            );
        }
        self.chain
    }
}

fn item(draft: Draft, uuid: &str, offset: u64, turn: u32, at: Option<Timestamp>) -> Item {
    Item {
        uuid: uuid.to_owned(),
        offset,
        turn,
        at,
        kind: draft.kind,
        text: draft.text,
        call: draft.call,
        failed: draft.failed,
    }
}

/// Notes what was sent for the answer that comes next: everything that stands before its first block.
fn grow(chain: &mut Chain, tokens: u64) {
    let items = chain.items.len();
    let growth = chain.growth.get_or_insert(Growth {
        from_tokens: tokens,
        from_items: items,
        to_tokens: tokens,
        to_items: items,
    });
    (growth.to_tokens, growth.to_items) = (tokens, items);
}

/// The record of a slash command and its output is sent, unless it is for show.
fn local_command(record: &Record<'_>, deep: Deep) -> Vec<Draft> {
    match deep.content {
        Value::String(text)
            if record.subtype.as_deref() == Some("local_command") && !deep.is_display_only.0 =>
        {
            vec![Draft::new(content::attachment("local_command"), text)]
        }
        _ => Vec::new(),
    }
}
