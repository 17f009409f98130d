//! Small transcripts, in the shapes that Claude Code 2.1.329 writes.

use std::fs;

use serde_json::{Value, json};

use crate::world::World;

/// One session's transcript being written.
pub(crate) struct Transcript {
    cwd: &'static str,
    session_id: &'static str,
    lines: Vec<Value>,
}

impl Transcript {
    /// An empty one.
    pub(crate) fn begin(cwd: &'static str, session_id: &'static str) -> Transcript {
        Transcript {
            cwd,
            session_id,
            lines: Vec::new(),
        }
    }

    /// The title Claude Code gave.
    pub(crate) fn title(mut self, text: &str) -> Transcript {
        self.lines
            .push(json!({"type": "ai-title", "aiTitle": text, "sessionId": self.session_id}));
        self
    }

    /// What the person typed.
    pub(crate) fn prompt(self, at: &str, text: &str) -> Transcript {
        self.chained(
            at,
            json!({"type": "user", "message": {"role": "user", "content": text}}),
        )
    }

    /// A billed answer: input, output, cache writes and cache reads.
    pub(crate) fn response(self, at: &str, model: &str, tokens: [u64; 4]) -> Transcript {
        let content = json!([{"type": "text", "text": "Done: the flow is fixed and tested."}]);
        self.answer(at, model, tokens, content)
    }

    /// An answer that reads a file, and the file's text.
    pub(crate) fn read_file(self, at: &str, model: &str, path: &str) -> Transcript {
        let text = "fn login() -> Session { Session::new() }\n".repeat(400);
        let call =
            json!([{"type": "tool_use", "id": "toolu_01", "name": "Read", "input": {"file_path": path}}]);
        let result = json!([{"type": "tool_result", "tool_use_id": "toolu_01", "content": text}]);
        self.answer(at, model, [8, 120, 30_000, 0], call).chained(
            at,
            json!({"type": "user", "message": {"role": "user", "content": result}}),
        )
    }

    /// The five-hour limit refused a request; it reset three hours later.
    pub(crate) fn limit_hit(self, at: &str) -> Transcript {
        let text = "You've hit your 5-hour limit · resets 11am (UTC)";
        let message = json!({"id": "synthetic", "model": "<synthetic>", "role": "assistant", "type": "message",
            "usage": {"input_tokens": 0, "output_tokens": 0}, "content": [{"type": "text", "text": text}]});
        let limits = json!({"status": "rejected", "resetsAt": 1_795_172_400, "rateLimitType": "five_hour"});
        self.chained(
            at,
            json!({"type": "assistant", "message": message, "requestId": "req_hit", "error": "rate_limit",
                "isApiErrorMessage": true, "apiErrorStatus": 429, "quotaLimits": limits}),
        )
    }

    /// Writes it where Claude Code would.
    pub(crate) fn save(self, world: &World) {
        let folder = world
            .path("home/.claude/projects")
            .join(self.cwd.replace(['/', '.'], "-"));
        fs::create_dir_all(&folder).expect("the temp folder can be written");
        let text = self
            .lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>();
        fs::write(folder.join(format!("{}.jsonl", self.session_id)), text)
            .expect("the temp folder can be written");
    }

    fn answer(
        self,
        at: &str,
        model: &str,
        [input, output, write, read]: [u64; 4],
        content: Value,
    ) -> Transcript {
        let number = self.lines.len();
        let usage = json!({"input_tokens": input, "output_tokens": output, "cache_creation_input_tokens": write,
            "cache_read_input_tokens": read,
            "cache_creation": {"ephemeral_5m_input_tokens": write, "ephemeral_1h_input_tokens": 0}});
        let message = json!({"id": format!("msg_{}_{number}", self.session_id), "model": model, "role": "assistant",
            "type": "message", "stop_reason": "end_turn", "content": content, "usage": usage});
        let request = format!("req_{}_{number}", self.session_id);
        self.chained(
            at,
            json!({"type": "assistant", "message": message, "requestId": request}),
        )
    }

    fn chained(mut self, at: &str, mut record: Value) -> Transcript {
        let number = self.lines.len();
        let parent = self.lines.iter().rev().find_map(|line| line.get("uuid").cloned());
        let shared = json!({"parentUuid": parent, "isSidechain": false, "uuid": format!("{}-{number}", self.session_id),
            "timestamp": at, "userType": "external", "entrypoint": "cli", "cwd": self.cwd,
            "sessionId": self.session_id, "version": "2.1.329", "gitBranch": "main"});
        if let (Value::Object(record), Value::Object(shared)) = (&mut record, shared) {
            record.extend(shared);
        }
        self.lines.push(record);
        self
    }
}
