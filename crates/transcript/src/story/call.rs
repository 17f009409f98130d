//! What a tool call and its result mean.
//!
//! Names and shapes are those of Claude Code 2.0 to 2.1.329; a tool that is not known here is told only when it fails.

use serde_json::Value;

use super::{Happening, OUTPUT_KEPT, lines, todos};

/// What Claude asked a tool.
#[derive(Debug)]
pub(super) struct Call {
    pub tool: String,
    pub input: Value,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Outcome<'a> {
    pub failed: bool,
    /// What Claude was told.
    pub text: String,
    /// `toolUseResult`: the same for Claude Code itself, with more in it.
    pub told: &'a Value,
}

impl Outcome<'_> {
    /// Whether the tool was never run: refused by the person or by Claude Code.
    fn refused(&self) -> bool {
        self.misused() || (self.failed && self.text.contains("doesn't want to proceed"))
    }

    /// Whether Claude Code refused the call.
    fn misused(&self) -> bool {
        self.failed && self.text.starts_with("<tool_use_error>")
    }
}

/// What is told as soon as the call is made.
pub(super) fn begun(call: &Call) -> Option<Happening> {
    let text = |key: &str| call.input[key].as_str().unwrap_or_default().to_owned();
    Some(match call.tool.as_str() {
        "Edit" | "Write" | "MultiEdit" | "NotebookEdit" => edit(call, &Value::Null),
        "Read" | "NotebookRead" => Happening::Read { path: path(call) },
        "Bash" | "PowerShell" => Happening::Command {
            command: text("command"),
            ok: None,
            output: String::new(),
        },
        "TodoWrite" => Happening::Todos {
            items: todos::of_list(&call.input["todos"])?,
        },
        "ExitPlanMode" => Happening::Plan {
            text: text("plan"),
            accepted: None,
        },
        "Agent" | "Task" => Happening::SubAgent {
            description: text("description"),
            result: None,
        },
        _ => return None,
    })
}

/// Whether the call is told only when its result is there.
pub(super) fn needs_result(call: &Call) -> bool {
    matches!(begun(call), Some(Happening::Edit { .. } | Happening::Read { .. }))
}

/// What is told when the result is there; `None` leaves it as it was.
pub(super) fn ended(call: &Call, outcome: &Outcome<'_>) -> Option<Happening> {
    match (begun(call), outcome.failed) {
        (Some(Happening::Plan { text, .. }), failed) if !outcome.misused() => Some(Happening::Plan {
            text: plan_text(text, outcome),
            accepted: Some(!failed && !outcome.text.contains("was rejected by the user")),
        }),
        (Some(Happening::Command { command, .. }), failed) if !outcome.refused() => {
            let background = outcome.told.get("backgroundTaskId").is_some_and(Value::is_string);
            let interrupted = outcome.told["interrupted"] == true;
            Some(Happening::Command {
                command,
                ok: (!background).then_some(!failed && !interrupted),
                output: last(&output(outcome), OUTPUT_KEPT),
            })
        }
        (_, true) => Some(Happening::ToolFailed {
            tool: call.tool.clone(),
            error: first(outcome.text.trim(), OUTPUT_KEPT),
        }),
        (Some(Happening::Edit { .. }), false) => Some(edit(call, outcome.told)),
        (Some(Happening::SubAgent { description, .. }), false) => Some(Happening::SubAgent {
            description,
            result: report(outcome),
        }),
        _ => None,
    }
}

/// The questions of a call with what the person answered.
pub(super) fn answers(call: &Call, outcome: &Outcome<'_>) -> Vec<(String, String)> {
    if call.tool != "AskUserQuestion" || outcome.failed {
        return Vec::new();
    }
    let questions = call.input["questions"].as_array().into_iter().flatten();
    questions
        .filter_map(|question| {
            let question = question["question"].as_str()?;
            let answer = match &outcome.told["answers"][question] {
                Value::String(answer) => answer.clone(),
                Value::Array(several) => {
                    let several: Vec<&str> = several.iter().filter_map(Value::as_str).collect();
                    several.join(", ")
                }
                _ => answer_in(&outcome.text, question)?,
            };
            Some((question.to_owned(), answer))
        })
        .filter(|(_, answer)| !answer.trim().is_empty())
        .collect()
}

/// The answer in `User has answered your questions: "Which one?"="The first", …`.
fn answer_in(text: &str, question: &str) -> Option<String> {
    let (_, answer) = text.split_once(&format!("\"{question}\"=\""))?;
    let ends = ["\", \"", "\". ", "\" ", "\""];
    let end = ends.iter().find_map(|end| answer.find(end))?;
    Some(answer[..end].to_owned())
}

fn path(call: &Call) -> String {
    ["file_path", "notebook_path", "path"]
        .iter()
        .find_map(|key| call.input[key].as_str())
        .unwrap_or_default()
        .to_owned()
}

fn edit(call: &Call, told: &Value) -> Happening {
    let (added, removed) = lines::changed(&call.tool, &call.input, told);
    Happening::Edit {
        tool: call.tool.clone(),
        path: path(call),
        added,
        removed,
    }
}

/// The plan as it was approved, for the person may have changed it; newer versions keep it in a file and tell its text
/// with the result.
fn plan_text(asked: String, outcome: &Outcome<'_>) -> String {
    let approved = outcome
        .text
        .split_once("\n## Approved Plan")
        .and_then(|(_, rest)| rest.split_once(":\n"));
    let told = || outcome.told["plan"].as_str();
    match approved.map(|(_, plan)| plan) {
        Some(plan) if !plan.trim().is_empty() => plan.trim().to_owned(),
        _ if !asked.trim().is_empty() => asked,
        _ => told().unwrap_or_default().to_owned(),
    }
}

/// What a command printed: Claude Code keeps both streams; Claude may have been told less.
fn output(outcome: &Outcome<'_>) -> String {
    let stream = |name: &str| outcome.told[name].as_str().unwrap_or_default().trim_end();
    match (stream("stdout"), stream("stderr")) {
        ("", "") => outcome.text.trim_end().to_owned(),
        (stdout, "") => stdout.to_owned(),
        ("", stderr) => stderr.to_owned(),
        (stdout, stderr) => format!("{stdout}\n{stderr}"),
    }
}

/// A sub-agent's report is the last text of its answer; before it may stand notes of Claude Code.
fn report(outcome: &Outcome<'_>) -> Option<String> {
    if outcome.told["status"] == "async_launched" {
        return None;
    }
    let last = |blocks: &Value| -> Option<String> {
        let texts = blocks.as_array()?.iter().rev();
        texts
            .filter_map(|block| block["text"].as_str())
            .map(str::trim)
            .find(|text| !text.is_empty())
            .map(str::to_owned)
    };
    last(&outcome.told["content"])
        .or_else(|| Some(outcome.text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// The text of a content: a string, or text blocks joined by newlines.
pub(super) fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let texts: Vec<&str> = blocks.iter().filter_map(|block| block["text"].as_str()).collect();
            texts.join("\n")
        }
        _ => String::new(),
    }
}

fn first(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn last(text: &str, characters: usize) -> String {
    let from = text.char_indices().rev().nth(characters.saturating_sub(1));
    text[from.map_or(0, |(at, _)| at)..].to_owned()
}
