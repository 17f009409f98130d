//! One made-up conversation, as lines of a transcript.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::dice::Dice;

/// The Claude Code release the lines are written as.
pub(super) const VERSION: &str = "2.1.329";

const MODELS: [(&str, u64); 3] = [
    ("claude-opus-4-6", 50),
    ("claude-sonnet-4-6", 35),
    ("claude-haiku-4-5", 15),
];
const PROMPTS: [&str; 8] = [
    "Add pagination to the orders endpoint",
    "Why does the login test fail on Fridays?",
    "Move the retry logic into one place",
    "Write the migration for the new audit table",
    "Make the settings page work with the keyboard",
    "Find out why the nightly import takes two hours",
    "Document how to rotate the signing keys",
    "Replace the hand-written parser with the library's",
];
const FILES: [&str; 6] = [
    "src/orders.rs",
    "src/auth/session.rs",
    "src/retry.rs",
    "tests/login.rs",
    "README.md",
    "src/import.rs",
];
const COMMANDS: [&str; 4] = ["cargo test", "git log --stat -20", "git diff", "rg -n retry src"];
const WORDS: [&str; 16] = [
    "order", "page", "cursor", "limit", "session", "token", "retry", "delay", "row", "audit", "import",
    "batch", "result", "error", "return", "value",
];

/// What the person decides on the way.
const SAID: [&str; 5] = [
    "Let's use cursors instead of offsets for lists.",
    "From now on every migration needs a way back.",
    "We decided to keep money in integer cents.",
    "Always answer errors with a hint for the person.",
    "Never log a token or a session id.",
];
/// What Claude chooses on the way.
const CHOSE: [&str; 4] = [
    "I chose a token bucket over a fixed window because bursts are normal here.",
    "I went with one table for all tenants rather than one each to keep migrations simple.",
    "I opted for optimistic locking because conflicts are rare.",
    "I kept the retries in the client rather than the server because only it knows the deadline.",
];
/// How a conversation ends.
const DONE: [&str; 4] = [
    "Done: the change is in, and its tests pass.",
    "The cause was a missing index; it is added, and the import takes four minutes.",
    "The page can be used with the keyboard alone; a test holds it.",
    "Moved, and the three copies are gone.",
];

/// How large a conversation becomes.
pub(super) struct Shape {
    /// Exchanges.
    pub turns: u64,
    /// Tokens in the context at the end.
    pub tokens: u64,
    /// Tokens of text per exchange, about.
    pub text: u64,
}

/// A transcript.
pub(super) struct Conversation {
    pub id: String,
    pub lines: String,
}

/// Writes line after line.
struct Pen<'a> {
    id: String,
    cwd: &'a str,
    at: Timestamp,
    parent: Option<String>,
    lines: String,
}

impl Conversation {
    pub(super) fn make(cwd: &str, start: Timestamp, shape: &Shape, dice: &mut Dice) -> Conversation {
        let mut pen = Pen {
            id: dice.uuid(),
            cwd,
            at: start,
            parent: None,
            lines: String::new(),
        };
        let model = MODELS[dice.weighted(&MODELS.map(|(_, weight)| weight))].0;
        let first = 16_000_u64.min(shape.tokens / 2);
        for turn in 0..shape.turns {
            let context = first + (shape.tokens - first) * (turn + 1) / shape.turns;
            let before = if turn == 0 {
                0
            } else {
                first + (shape.tokens - first) * turn / shape.turns
            };
            // Words that memory finds; chosen by the time, so that the dice fall as before.
            let number = (start.as_second() / 60) as usize;
            let (said, told) = match turn {
                1 => (SAID[number % SAID.len()], ""),
                2 => ("", CHOSE[number / 7 % CHOSE.len()]),
                _ if turn + 1 == shape.turns => ("", DONE[number / 3 % DONE.len()]),
                _ => ("", ""),
            };
            pen.turn(model, (before, context), shape.text, (said, told), dice);
        }
        Conversation {
            id: pen.id,
            lines: pen.lines,
        }
    }
}

impl Pen<'_> {
    fn write(&mut self, mut record: Value, dice: &mut Dice) {
        let uuid = dice.uuid();
        record["uuid"] = json!(uuid);
        record["parentUuid"] = json!(self.parent);
        record["sessionId"] = json!(self.id);
        record["timestamp"] = json!(self.at.to_string());
        record["cwd"] = json!(self.cwd);
        record["version"] = json!(VERSION);
        record["gitBranch"] = json!("main");
        record["isSidechain"] = json!(false);
        self.lines.push_str(&record.to_string());
        self.lines.push('\n');
        self.parent = Some(uuid);
    }

    /// A prompt, an answer that calls a tool, its result, and the last word.
    fn turn(
        &mut self,
        model: &str,
        (before, context): (u64, u64),
        text: u64,
        (said, told): (&str, &str),
        dice: &mut Dice,
    ) {
        let prompt = dice.pick::<&str>(&PROMPTS);
        let prompt = [*prompt, said].join("\n\n");
        self.write(
            json!({ "type": "user", "message": { "role": "user", "content": prompt.trim_end() } }),
            dice,
        );
        self.at += SignedDuration::from_secs(4 + dice.below(20) as i64);
        let tool = format!("toolu_{}", dice.uuid());
        let (name, input) = match dice.below(5) {
            0 | 1 => (
                "Read",
                json!({ "file_path": format!("{}/{}", self.cwd, dice.pick(&FILES)) }),
            ),
            2 | 3 => ("Bash", json!({ "command": dice.pick(&COMMANDS) })),
            _ => (
                "Edit",
                json!({ "file_path": format!("{}/{}", self.cwd, dice.pick(&FILES)), "old_string": "", "new_string": prose(text / 4, dice) }),
            ),
        };
        let call = json!({ "type": "tool_use", "id": tool, "name": name, "input": input });
        let middle = before + (context - before) / 4;
        self.answer(model, call, before, middle, dice);
        self.at += SignedDuration::from_secs(2 + dice.below(30) as i64);
        let result = json!({ "type": "tool_result", "tool_use_id": tool, "content": prose(text / 2, dice) });
        self.write(
            json!({ "type": "user", "message": { "role": "user", "content": [result] } }),
            dice,
        );
        self.at += SignedDuration::from_secs(5 + dice.below(40) as i64);
        let words = [told, &prose(text / 8, dice)].join("\n\n");
        self.answer(
            model,
            json!({ "type": "text", "text": words.trim_start() }),
            middle,
            context,
            dice,
        );
        self.at += SignedDuration::from_secs(60 + dice.below(240) as i64);
    }

    fn answer(&mut self, model: &str, block: Value, before: u64, context: u64, dice: &mut Dice) {
        let output = (context - before) / 4 + 20;
        let written = context.saturating_sub(before + output);
        let usage = json!({
            "input_tokens": 4, "output_tokens": output, "cache_read_input_tokens": before,
            "cache_creation_input_tokens": written,
            "cache_creation": { "ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0 },
        });
        let message = json!({
            "id": format!("msg_{}", dice.uuid()), "type": "message", "role": "assistant", "model": model,
            "content": [block], "stop_reason": "tool_use", "usage": usage,
        });
        let request = format!("req_{}", dice.uuid());
        self.write(
            json!({ "type": "assistant", "message": message, "requestId": request }),
            dice,
        );
    }
}

/// Made-up text of about so many tokens.
fn prose(tokens: u64, dice: &mut Dice) -> String {
    let mut text = String::new();
    for number in 0..tokens.max(8) {
        text.push_str(dice.pick::<&str>(&WORDS));
        text.push(if number % 12 == 11 { '\n' } else { ' ' });
    }
    text
}
