//! What a session's context is made of: the live chain, counted with a tokenizer and scaled to the exact total.
//!
//! The tokenizer (OpenAI's `o200k_base`; Anthropic publishes none) takes tens of megabytes, so it is made for one
//! analysis and dropped; an analysis is kept in the database until the transcript grows.

use std::fs::File;
use std::path::Path;

use jiff::Timestamp;
use segue_meter::context::{Breakdown, Category, Counted, What, breakdown, scale_of_growth};
use segue_store::{Store, StoredBreakdown};
use segue_transcript::chain::{self, Chain, Item, ItemKind};
use serde::{Deserialize, Serialize};
use tiktoken_rs::CoreBPE;
use xxhash_rust::xxh3::xxh3_64;

use crate::problem::{Code, Problem};
use crate::view::{OutlineEntry, Session};

/// Longest line of the outline, in characters.
const OUTLINE_CHARS: usize = 100;
/// What the API counts for a picture of usual size.
const IMAGE_TOKENS: u64 = 1_500;

/// An analysis, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Analysed {
    pub breakdown: Breakdown,
    pub outline: Vec<OutlineEntry>,
    exact_total: u64,
}

/// Analyses a session's context, or returns the kept analysis when nothing was added since. `None` when the session
/// has no context yet or its transcript went away meanwhile.
pub(crate) fn analyse(
    store: &mut Store,
    session: &Session,
    transcript: &Path,
    now: Timestamp,
) -> Result<Option<Analysed>, Problem> {
    let Some(context) = &session.context else {
        return Ok(None);
    };
    let Ok(file) = File::open(transcript) else {
        return Ok(None);
    };
    let size = file.metadata().map_or(0, |data| data.len());
    if let Some(kept) = kept(store, &session.id)?
        .filter(|(offset, kept)| *offset == size && kept.exact_total == context.used_tokens)
    {
        return Ok(Some(kept.1));
    }
    let chain = chain::read_chain(std::io::BufReader::new(file)).map_err(|error| {
        Problem::new(Code::Io, format!("{} cannot be read", transcript.display())).because(error)
    })?;
    let analysed = count(&chain, context.used_tokens, now)?;
    let json = serde_json::to_string(&analysed).map_err(|error| {
        Problem::new(Code::Store, "the analysis of a context cannot be kept").because(error)
    })?;
    store.set_breakdown(&session.id, &StoredBreakdown { offset: size, json })?;
    Ok(Some(analysed))
}

fn kept(store: &Store, session_id: &str) -> Result<Option<(u64, Analysed)>, Problem> {
    // An analysis that an older Segue kept in another shape is made again.
    Ok(store
        .breakdown(session_id)?
        .and_then(|kept| Some((kept.offset, serde_json::from_str(&kept.json).ok()?))))
}

/// Tokens that safe opportunities of the last analysis would save.
pub(crate) fn known_savings(store: &Store, session_id: &str) -> Option<u64> {
    let (_, analysed) = kept(store, session_id).ok().flatten()?;
    let safe = analysed
        .breakdown
        .opportunities
        .iter()
        .filter(|opportunity| opportunity.safe);
    Some(safe.map(|opportunity| opportunity.tokens).sum()).filter(|tokens| *tokens > 0)
}

fn count(chain: &Chain, exact_total: u64, now: Timestamp) -> Result<Analysed, Problem> {
    let tokenizer = tokenizer()?;
    let counted: Vec<Counted> = chain
        .items
        .iter()
        .map(|item| counted(&tokenizer, item, chain.cwd.as_deref()))
        .collect();
    drop(tokenizer);
    // The tokenizer's tables are tens of megabytes of small pieces; without this the process keeps them.
    crate::give_memory_back();
    let breakdown = breakdown(&counted, exact_total, grown(chain, &counted), now);
    let outline = outline(chain, &counted, breakdown.scale);
    Ok(Analysed {
        breakdown,
        outline,
        exact_total,
    })
}

/// The tokenizer's error by the session's own growth; `counted` are the chain's items.
pub(crate) fn grown(chain: &Chain, counted: &[Counted]) -> Option<f64> {
    let growth = chain.growth?;
    let between = counted.get(growth.from_items..growth.to_items)?;
    scale_of_growth(between, growth.to_tokens.saturating_sub(growth.from_tokens))
}

/// The tokenizer; drop it soon, and give its memory back.
pub(crate) fn tokenizer() -> Result<CoreBPE, Problem> {
    tiktoken_rs::o200k_base()
        .map_err(|error| Problem::new(Code::Io, format!("the tokenizer cannot be loaded: {error}")))
}

/// One item of a chain, counted and named.
pub(crate) fn counted(tokenizer: &CoreBPE, item: &Item, folder: Option<&str>) -> Counted {
    let tokens = if item.kind == ItemKind::Image {
        IMAGE_TOKENS
    } else {
        tokenizer.encode_ordinary(&item.text).len() as u64
    };
    let (category, label, what) = judge(&item.kind);
    let label = within(folder, label);
    Counted {
        category,
        tokens,
        label,
        what,
        turn: item.turn,
        fingerprint: xxh3_64(item.text.as_bytes()),
    }
}

/// Paths in the project are named from its folder on.
fn within(folder: Option<&str>, label: String) -> String {
    let inside = folder.and_then(|folder| label.strip_prefix(folder)?.strip_prefix(['/', '\\']));
    inside.map_or_else(|| label.clone(), str::to_owned)
}

fn judge(kind: &ItemKind) -> (Category, String, What) {
    match kind {
        ItemKind::SystemPrompt => (Category::System, "system prompt".to_owned(), What::System),
        ItemKind::ToolDefinitions => (Category::System, "tool definitions".to_owned(), What::System),
        ItemKind::MemoryFile { path } => (Category::MemoryFiles, path.clone(), What::Memory),
        ItemKind::FileRead { path, .. } => (
            Category::FileReads,
            path.clone(),
            What::FileRead { path: path.clone() },
        ),
        ItemKind::CommandOutput { command, .. } => (
            Category::ToolResults,
            command.clone(),
            What::Command {
                command: command.clone(),
            },
        ),
        ItemKind::ToolResult { tool, .. } => {
            let label = if tool.is_empty() {
                "a tool's result".to_owned()
            } else {
                tool.clone()
            };
            (
                Category::ToolResults,
                label,
                What::ToolResult { tool: tool.clone() },
            )
        }
        ItemKind::Prompt => (Category::Conversation, String::new(), What::Prompt),
        ItemKind::Reply => (Category::Conversation, String::new(), What::Reply),
        ItemKind::Thinking => (Category::Thinking, String::new(), What::Thinking),
        ItemKind::Generated { path, .. } => (
            Category::GeneratedCode,
            path.clone(),
            What::Generated { path: path.clone() },
        ),
        ItemKind::ToolCall { .. } => (Category::Conversation, String::new(), What::ToolCall),
        ItemKind::CompactSummary => (
            Category::Conversation,
            "summary of the compaction".to_owned(),
            What::Summary,
        ),
        ItemKind::Attachment { kind } => (Category::Conversation, kind.replace('_', " "), What::Attachment),
        ItemKind::Image => (Category::Conversation, "image".to_owned(), What::Image),
    }
}

/// One entry per prompt, with what its whole exchange holds.
fn outline(chain: &Chain, counted: &[Counted], scale: f64) -> Vec<OutlineEntry> {
    let mut entries: Vec<(u32, OutlineEntry)> = Vec::new();
    for item in chain.items.iter().filter(|item| item.kind == ItemKind::Prompt) {
        let first = item
            .text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or("");
        let text: String = first.chars().take(OUTLINE_CHARS).collect();
        if entries.last().is_none_or(|(turn, _)| *turn != item.turn) {
            entries.push((
                item.turn,
                OutlineEntry {
                    at: item.at,
                    text,
                    tokens: 0,
                },
            ));
        }
    }
    for (turn, entry) in &mut entries {
        let tokens: u64 = counted
            .iter()
            .filter(|counted| counted.turn == *turn)
            .map(|counted| counted.tokens)
            .sum();
        entry.tokens = (tokens as f64 * scale).round() as u64;
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}
