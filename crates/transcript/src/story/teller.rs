//! Collects a transcript's lines into the story.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::call::{self, Call, Outcome};
use super::todos::TaskList;
use super::{Beat, Bookmark, Happening, Story};
use crate::loose::Nested;
use crate::record::{self, ApiError, Body, Record, mend, typed};

/// The parts of a line that hold content.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Deep {
    message: Nested<Message>,
    tool_use_result: Value,
    attachment: Value,
    /// Of a prompt that begins a session with a plan approved in another one.
    plan_content: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    model: Value,
    content: Value,
}

/// Where a line stands, for the beats it becomes.
#[derive(Debug, Clone)]
struct Place {
    at: Option<Timestamp>,
    line: u64,
    uuid: String,
    turn: u32,
}

/// A call whose result has not come: what is told of it so far stands at `beat`.
#[derive(Debug)]
struct Open {
    call: Call,
    beat: Option<usize>,
    turn: u32,
}

#[derive(Debug, Default)]
pub(super) struct Teller {
    story: Story,
    line: u64,
    turn: u32,
    open: HashMap<String, Open>,
    tasks: TaskList,
    /// Per parent record: the beat at which the prompt that follows it begins, and its turn.
    prompts: HashMap<String, (usize, u32)>,
    /// Beats that are not told after all.
    dropped: HashSet<usize>,
}

/// Up to where everything is told for good: no call waits for its result.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub offset: u64,
    line: u64,
    turn: u32,
    tasks: TaskList,
    copied_lines: u64,
}

impl Settled {
    pub(super) fn bookmark(&self) -> Bookmark {
        Bookmark {
            offset: self.offset,
            line: self.line,
            turn: self.turn,
            copied_lines: self.copied_lines,
            tasks: self.tasks.all().to_vec(),
        }
    }
}

impl Teller {
    /// Goes on where another one stopped.
    pub(super) fn going_on(from: &Bookmark) -> Teller {
        Teller {
            line: from.line,
            turn: from.turn,
            tasks: TaskList::of(&from.tasks),
            story: Story {
                copied_lines: from.copied_lines,
                ..Story::default()
            },
            ..Teller::default()
        }
    }

    /// Whether no call waits for its result. A call of an earlier prompt waits no more.
    pub(super) fn is_settled(&self) -> bool {
        self.open.values().all(|open| open.turn < self.turn)
    }

    /// Where it stands now; `offset` is where the next line begins.
    pub(super) fn settled(&self, offset: u64) -> Settled {
        Settled {
            offset,
            line: self.line,
            turn: self.turn,
            tasks: self.tasks.clone(),
            copied_lines: self.story.copied_lines,
        }
    }

    /// What was told up to there.
    pub(super) fn finish_at(self, settled: &Settled) -> Story {
        let mut story = self.finish();
        story.beats.retain(|beat| beat.line <= settled.line);
        story.copied_lines = settled.copied_lines;
        story
    }

    pub(super) fn add_odd(&mut self) {
        self.line += 1;
        self.story.oddities += 1;
    }

    /// A last line without newline counts when it is complete already; being incomplete is normal.
    pub(super) fn add_torn(&mut self, line: &[u8]) {
        self.line += 1;
        if let Ok(record) = record::read(line) {
            self.add(line, &record);
        }
    }

    pub(super) fn add_line(&mut self, line: &[u8]) {
        self.line += 1;
        match record::read(line) {
            Ok(record) => self.add(line, &record),
            Err(_) => self.story.oddities += 1,
        }
    }

    fn add(&mut self, line: &[u8], record: &Record<'_>) {
        // Metadata records have no sidechain mark; there the agent's id tells.
        if record.sidechain || (record.uuid.is_none() && record.agent_id.is_some()) {
            return;
        }
        self.note(record);
        match (&*record.kind, &record.body) {
            (_, Body::CompactBoundary { .. }) => self.story.compactions += 1,
            (_, Body::ApiError(error)) => self.api_error(record, error),
            (_, Body::Interrupted) => self.interrupted(line, record),
            ("user" | "assistant" | "attachment", _) => self.add_content(line, record),
            _ => {}
        }
    }

    /// Keeps what the record says about the session.
    fn note(&mut self, record: &Record<'_>) {
        let keep = |to: &mut Option<String>, from: Option<&str>| {
            if let Some(from) = from.filter(|from| !from.is_empty()) {
                *to = Some(from.to_owned());
            }
        };
        let story = &mut self.story;
        if record.forked_from_session.is_some() {
            story.copied_lines = self.line;
        }
        keep(&mut story.cwd, record.cwd.as_deref());
        keep(&mut story.git_branch, record.git_branch.as_deref());
        keep(&mut story.session_id, record.session_id.as_deref());
        if let Body::Response(response) = &record.body {
            keep(&mut story.model, Some(&response.model));
        }
        if let Some(at) = record.timestamp {
            story.started = Some(story.started.map_or(at, |started| started.min(at)));
            story.ended = Some(story.ended.map_or(at, |ended| ended.max(at)));
        }
    }

    fn place(&self, record: &Record<'_>) -> Place {
        Place {
            at: record.timestamp,
            line: self.line,
            uuid: record.uuid.as_deref().unwrap_or_default().to_owned(),
            turn: self.turn,
        }
    }

    fn tell(&mut self, place: &Place, what: Happening) -> usize {
        let Place { at, line, uuid, turn } = place.clone();
        self.story.beats.push(Beat {
            at,
            line,
            uuid,
            turn,
            what,
        });
        self.story.beats.len() - 1
    }

    fn api_error(&mut self, record: &Record<'_>, error: &ApiError<'_>) {
        let text = error.text.trim().to_owned();
        let what = match &error.limit {
            Some(limit) => Happening::LimitHit {
                text,
                resets_at: limit.resets_at,
            },
            None => Happening::ApiError { text },
        };
        self.tell(&self.place(record), what);
    }

    /// An interruption may stand in one record with the result of the tool it stopped.
    fn interrupted(&mut self, line: &[u8], record: &Record<'_>) {
        self.add_content(line, record);
        self.tell(&self.place(record), Happening::Interrupted);
    }

    fn add_content(&mut self, line: &[u8], record: &Record<'_>) {
        let Some(deep) = deep(line) else {
            self.story.oddities += 1;
            return;
        };
        let message = deep.message.0.unwrap_or_default();
        match &*record.kind {
            "assistant" if message.model != "<synthetic>" => {
                self.assistant(&self.place(record), message.content);
            }
            "user" => {
                self.user(record, &message.content, deep.tool_use_result);
                if let Value::String(text) = deep.plan_content {
                    let accepted = Some(true);
                    self.tell(&self.place(record), Happening::Plan { text, accepted });
                }
            }
            "attachment" => self.queued(record, &deep.attachment),
            _ => {}
        }
    }

    fn assistant(&mut self, place: &Place, content: Value) {
        let blocks = match content {
            Value::Array(blocks) => blocks,
            Value::String(text) => vec![serde_json::json!({"type": "text", "text": text})],
            _ => return,
        };
        for mut block in blocks {
            match block["type"].as_str() {
                Some("text") => {
                    let text = block["text"].as_str().unwrap_or_default().trim().to_owned();
                    if !text.is_empty() {
                        self.tell(place, Happening::Reply { text });
                    }
                }
                Some("tool_use") => {
                    let id = block["id"].as_str().unwrap_or_default().to_owned();
                    let tool = block["name"].as_str().unwrap_or_default().to_owned();
                    let input = block["input"].take();
                    self.call(place, id, Call { tool, input });
                }
                _ => {}
            }
        }
    }

    fn call(&mut self, place: &Place, id: String, call: Call) {
        let beat = call::begun(&call).map(|what| self.tell(place, what));
        let turn = self.turn;
        self.open.insert(id, Open { call, beat, turn });
    }

    fn user(&mut self, record: &Record<'_>, content: &Value, told: Value) {
        match &record.body {
            Body::Prompt => self.prompt(record, prompt_of(content)),
            Body::CompactSummary => {
                let text = call::text_of(content);
                self.tell(&self.place(record), Happening::CompactSummary { text });
            }
            _ => {}
        }
        let results: Vec<&Value> = content
            .as_array()
            .into_iter()
            .flatten()
            .filter(|block| block["type"] == "tool_result")
            .collect();
        // What the record says about its result is about one result only.
        let told = if results.len() == 1 { told } else { Value::Null };
        for result in results {
            self.result(record, result, &told);
        }
    }

    /// A new prompt; one that follows the same record as an earlier prompt takes that one back.
    fn prompt(&mut self, record: &Record<'_>, text: String) {
        let from = self.story.beats.len();
        let parent = record.parent_uuid.as_deref().unwrap_or_default();
        let taken_back = self.prompts.get(parent).copied().filter(|_| !parent.is_empty());
        if let Some((begin, turn)) = taken_back {
            self.take_back(begin);
            self.turn = turn;
        } else {
            self.turn += 1;
        }
        self.prompts.insert(parent.to_owned(), (from, self.turn));
        self.tell(&self.place(record), Happening::Prompt { text });
    }

    /// Leaves out what was said since; what was done stays done.
    fn take_back(&mut self, begin: usize) {
        for (at, beat) in self.story.beats.iter().enumerate().skip(begin) {
            let said = !matches!(
                beat.what,
                Happening::Edit { .. }
                    | Happening::Command { .. }
                    | Happening::SubAgent { .. }
                    | Happening::LimitHit { .. }
            );
            if said {
                self.dropped.insert(at);
            }
        }
    }

    /// What the person typed while Claude was at work.
    fn queued(&mut self, record: &Record<'_>, attachment: &Value) {
        if attachment["type"] != "queued_command" {
            return;
        }
        if let Some(text) = typed(&call::text_of(&attachment["prompt"])) {
            let text = text.to_owned();
            self.tell(&self.place(record), Happening::Prompt { text });
        }
    }

    fn result(&mut self, record: &Record<'_>, block: &Value, told: &Value) {
        let Some(open) = self
            .open
            .remove(block["tool_use_id"].as_str().unwrap_or_default())
        else {
            return;
        };
        let outcome = Outcome {
            failed: block["is_error"] == true,
            text: call::text_of(&block["content"]),
            told,
        };
        let place = self.place(record);
        for (question, answer) in call::answers(&open.call, &outcome) {
            self.tell(&place, Happening::Answer { question, answer });
        }
        if let Some(items) = self.tasks.changed(&open.call, &outcome) {
            self.tell(&place, Happening::Todos { items });
        }
        match (open.beat, call::ended(&open.call, &outcome)) {
            (Some(beat), Some(what)) => self.story.beats[beat].what = what,
            (None, Some(what)) => {
                self.tell(&place, what);
            }
            (_, None) => {}
        }
    }

    pub(super) fn finish(mut self) -> Story {
        // Without a result nobody knows whether the file was read or changed.
        let unknown = self.open.values().filter(|open| call::needs_result(&open.call));
        self.dropped.extend(unknown.filter_map(|open| open.beat));
        let dropped = self.dropped;
        let mut at = 0;
        self.story.beats.retain(|_| {
            at += 1;
            !dropped.contains(&(at - 1))
        });
        self.story
    }
}

/// The typed texts of a prompt.
fn prompt_of(content: &Value) -> String {
    let texts: Vec<&str> = match content {
        Value::String(text) => typed(text).into_iter().collect(),
        Value::Array(blocks) => blocks
            .iter()
            .filter_map(|block| typed(block.get("text")?.as_str()?))
            .collect(),
        _ => Vec::new(),
    };
    if texts.is_empty() {
        return "[image]".to_owned();
    }
    texts.join("\n")
}

/// Reads a line's content; `None` when it nests deeper than the parser goes.
fn deep(line: &[u8]) -> Option<Deep> {
    match serde_json::from_slice(line) {
        Ok(deep) => Some(deep),
        Err(error) => serde_json::from_str(&mend(line, &error).ok()?).ok(),
    }
}
