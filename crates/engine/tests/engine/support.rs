//! A closed world for engine tests: temporary folders, a clock that was moved, transcripts written line by line.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use segue_engine::{Environment, Segue, World};
use serde_json::{Value, json};

/// The moved clock's start.
pub(crate) const NOW: &str = "2026-11-21T10:00:00Z";

/// Temporary folders that nothing outside can reach.
pub(crate) struct Closed {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) world: World,
}

impl Closed {
    pub(crate) fn new() -> Closed {
        Closed::made(None)
    }

    /// One in which these folders are looked through for programs.
    pub(crate) fn with_path(path: &str) -> Closed {
        Closed::made(Some(path.to_owned()))
    }

    fn made(path: Option<String>) -> Closed {
        let folder = tempfile::tempdir().expect("temp dir");
        let environment = Environment {
            home: Some(folder.path().to_owned()),
            claude_config_dir: Some(folder.path().join("claude").to_string_lossy().into_owned()),
            segue_home: Some(folder.path().join("segue")),
            now: Some(NOW.to_owned()),
            tz: Some("UTC".to_owned()),
            path,
            ..Environment::default()
        };
        let world = World::from(&environment).expect("world");
        Closed { folder, world }
    }

    pub(crate) fn claude(&self) -> PathBuf {
        self.folder.path().join("claude")
    }

    /// The transcript of a session in project `demo`.
    pub(crate) fn transcript(&self, session: &str) -> PathBuf {
        self.claude()
            .join("projects/-home-dev-demo")
            .join(format!("{session}.jsonl"))
    }

    /// A handle that has read what is there.
    pub(crate) fn segue(&self) -> Segue {
        let mut segue = Segue::open(&self.world).expect("open");
        segue.catch_up().expect("catch up");
        segue
    }
}

/// Appends lines to a file, making it and its folders.
pub(crate) fn append(path: &Path, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    append_text(path, &text);
}

/// Appends text as it is.
pub(crate) fn append_text(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("parent")).expect("folders");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("open");
    file.write_all(text.as_bytes()).expect("write");
}

/// One record of an answer. `number` makes message and request id.
pub(crate) fn answer(session: &str, number: u64, output: u64) -> Value {
    json!({
        "type": "assistant", "uuid": format!("a{number}"), "parentUuid": null, "isSidechain": false,
        "sessionId": session, "cwd": "/home/dev/demo", "version": "2.1.197", "gitBranch": "main",
        "timestamp": format!("2026-11-21T09:{:02}:00Z", number % 60), "requestId": format!("req_{number}"),
        "message": {
            "id": format!("msg_{number}"), "role": "assistant", "type": "message", "model": "claude-sonnet-4-6",
            "content": [{ "type": "text", "text": "done" }], "stop_reason": "end_turn",
            "usage": {
                "input_tokens": 10, "output_tokens": output, "cache_read_input_tokens": 1000,
                "cache_creation_input_tokens": 100,
            },
        },
    })
}

/// A typed prompt.
pub(crate) fn prompt(session: &str, text: &str) -> Value {
    json!({
        "type": "user", "uuid": format!("p-{text}"), "parentUuid": null, "isSidechain": false, "sessionId": session,
        "cwd": "/home/dev/demo", "version": "2.1.197", "timestamp": "2026-11-21T09:00:00Z",
        "message": { "role": "user", "content": text },
    })
}
