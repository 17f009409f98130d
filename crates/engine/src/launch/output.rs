//! The record of a session without a terminal, as the faces show it: page by page, from any byte on.
//!
//! Promises: a page costs what it holds, however long the record is; a last line that is still being written is left for
//! the next page; what cannot be read is shown as it is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};

use jiff::Timestamp;
use serde_json::Value;

use super::record;
use crate::view::{OutputKind, OutputLine};
use crate::world::World;

/// A page ends after so many bytes of the record, at the end of a line.
const PAGE: u64 = 512 << 10;
/// More of one text than anybody reads there.
const LONGEST: usize = 4_000;
/// More of what a tool printed than anybody reads there.
const LONGEST_PRINTED: usize = 600;

/// A page of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// What was said.
    pub lines: Vec<OutputLine>,
    /// Where the next page begins.
    pub next: u64,
    /// There is nothing more now.
    pub at_end: bool,
}

/// Reads the page that begins at a byte. Empty where there is no record yet.
pub(crate) fn read(world: &World, session_id: &str, from: u64) -> io::Result<Page> {
    let file = match File::open(record::path(world, session_id)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Page {
                lines: Vec::new(),
                next: from,
                at_end: true,
            });
        }
        Err(error) => return Err(error),
    };
    page(BufReader::new(file), from)
}

fn page(mut reader: impl BufRead + Seek, from: u64) -> io::Result<Page> {
    reader.seek(SeekFrom::Start(from))?;
    let (mut lines, mut next) = (Vec::new(), from);
    let mut line = Vec::new();
    while next - from < PAGE {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Ok(Page {
                lines,
                next,
                at_end: true,
            });
        }
        next += read as u64;
        tell(&line, &mut lines);
    }
    Ok(Page {
        lines,
        next,
        at_end: false,
    })
}

fn tell(line: &[u8], lines: &mut Vec<OutputLine>) {
    let text = String::from_utf8_lossy(line);
    if text.trim().is_empty() {
        return;
    }
    let Ok(event) = serde_json::from_str::<Value>(&text) else {
        // Hooks and tools print what they like.
        lines.push(said(OutputKind::Note, text.trim_end(), None));
        return;
    };
    let at = ["timestamp", "at"]
        .iter()
        .find_map(|key| event[*key].as_str()?.parse::<Timestamp>().ok());
    match event["type"].as_str().unwrap_or_default() {
        "assistant" => blocks(&event, at, lines),
        "user" => printed(&event, at, lines),
        "result" => lines.extend(result(&event, at)),
        "rate_limit_event" => lines.extend(limit(&event, at)),
        "system" => lines.extend(system(&event, at)),
        record::OWN => lines.push(said(
            OutputKind::Note,
            event["text"].as_str().unwrap_or_default(),
            at,
        )),
        // Answers to our own questions, and words of newer ones.
        _ => {}
    }
}

fn said(kind: OutputKind, text: &str, at: Option<Timestamp>) -> OutputLine {
    OutputLine {
        at,
        kind,
        text: cut(text, LONGEST),
    }
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn content(event: &Value) -> impl Iterator<Item = &Value> {
    event["message"]["content"].as_array().into_iter().flatten()
}

/// What Claude says and does.
fn blocks(event: &Value, at: Option<Timestamp>, lines: &mut Vec<OutputLine>) {
    for block in content(event) {
        match block["type"].as_str() {
            Some("text") => {
                let text = block["text"].as_str().unwrap_or_default().trim();
                if !text.is_empty() {
                    lines.push(said(OutputKind::Said, text, at));
                }
            }
            Some("tool_use") => lines.push(said(OutputKind::Tool, &call(block), at)),
            _ => {}
        }
    }
}

/// "Bash: npm test", "Read: src/login.rs".
fn call(block: &Value) -> String {
    let name = block["name"].as_str().unwrap_or("a tool");
    let input = &block["input"];
    let about = [
        "command",
        "file_path",
        "path",
        "pattern",
        "description",
        "url",
        "query",
        "prompt",
    ]
    .iter()
    .find_map(|key| input[*key].as_str());
    match about.and_then(|about| about.lines().next()) {
        Some(about) => format!("{name}: {}", cut(about, 200)),
        None => name.to_owned(),
    }
}

/// What tools print; the prompt itself stands elsewhere.
fn printed(event: &Value, at: Option<Timestamp>, lines: &mut Vec<OutputLine>) {
    for block in content(event).filter(|block| block["type"] == "tool_result") {
        let text = match &block["content"] {
            Value::String(text) => text.clone(),
            Value::Array(parts) => {
                let texts = parts.iter().filter_map(|part| part["text"].as_str());
                texts.collect::<Vec<_>>().join("\n")
            }
            _ => String::new(),
        };
        let kind = if block["is_error"] == true {
            OutputKind::Error
        } else {
            OutputKind::Note
        };
        if !text.trim().is_empty() {
            lines.push(said(kind, &cut(text.trim_end(), LONGEST_PRINTED), at));
        }
    }
}

fn result(event: &Value, at: Option<Timestamp>) -> Option<OutputLine> {
    let text = event["result"].as_str().or_else(|| event["errors"][0].as_str());
    let failed = event["is_error"] == true;
    let kind = if failed {
        OutputKind::Error
    } else {
        OutputKind::Result
    };
    let words = match (text.map(str::trim), failed) {
        (Some(text), _) if !text.is_empty() => text.to_owned(),
        (_, true) => event["subtype"].as_str()?.replace('_', " "),
        (_, false) => "Done.".to_owned(),
    };
    Some(said(kind, &words, at))
}

fn limit(event: &Value, at: Option<Timestamp>) -> Option<OutputLine> {
    let status = event["rate_limit_info"]["status"].as_str()?;
    (status == "rejected").then(|| said(OutputKind::Error, "A limit of your plan is hit.", at))
}

fn system(event: &Value, at: Option<Timestamp>) -> Option<OutputLine> {
    let words = match event["subtype"].as_str()? {
        "init" => format!(
            "Claude Code {}, {}",
            event["claude_code_version"].as_str().unwrap_or("?"),
            event["model"].as_str().unwrap_or("?")
        ),
        "api_retry" => format!(
            "The API did not answer ({}); attempt {} follows.",
            event["error"].as_str().unwrap_or("no reason given"),
            event["attempt"].as_u64().unwrap_or(0) + 1
        ),
        "compact_boundary" => "The conversation was compacted.".to_owned(),
        _ => return None,
    };
    Some(said(OutputKind::Note, &words, at))
}

#[cfg(test)]
mod tests;
