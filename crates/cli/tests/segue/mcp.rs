//! The MCP server: the protocol line by line, as Claude Code speaks it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::world::{LIVE, NOW, World};

/// Far longer than an answer takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    next: u64,
}

impl Server {
    fn start(world: &World) -> Server {
        let mut child = world
            .command(NOW, &["mcp"])
            .env("CLAUDE_CODE_SESSION_ID", LIVE)
            .start();
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("it is piped");
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let mut server = Server {
            child,
            stdin,
            lines,
            next: 1,
        };
        let hello = server.ask(
            "initialize",
            &json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}),
        );
        assert_eq!(hello["serverInfo"]["name"], "segue", "{hello}");
        let instructions = hello["instructions"].as_str().expect("instructions");
        assert!(
            instructions.contains("recall") && instructions.len() < 500,
            "{instructions}"
        );
        server.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        server
    }

    fn send(&mut self, message: &Value) {
        let stdin = self.stdin.as_mut().expect("it is open");
        writeln!(stdin, "{message}").expect("it reads its input");
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.next;
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let line = self.lines.recv_timeout(LIMIT).expect("an answer in time");
            let message: Value = serde_json::from_str(&line).expect("nothing but the protocol is printed");
            if message["id"] == id {
                assert!(message["error"].is_null(), "{message}");
                return message["result"].clone();
            }
        }
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        self.ask("tools/call", &json!({"name": tool, "arguments": arguments}))
    }

    fn end(mut self) {
        drop(self.stdin.take());
        assert_eq!(self.child.wait().expect("it ends with its input").code(), Some(0));
    }
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().expect("a text")
}

#[test]
fn its_tools_say_what_they_are_for_and_recall_is_always_loaded() {
    let world = World::empty();
    let mut server = Server::start(&world);
    let tools = server.ask("tools/list", &json!({}));
    let tools = tools["tools"].as_array().expect("tools").clone();
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(
        names,
        ["recall", "handoff", "quota", "context", "schedule", "estimate"]
    );
    for tool in &tools {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        let always = tool["_meta"]["anthropic/alwaysLoad"].as_bool();
        assert_eq!(always, (tool["name"] == "recall").then_some(true), "{tool}");
    }
    assert!(
        !world.path("segue/segue.db").exists(),
        "saying hello opens nothing"
    );
    server.end();
}

#[test]
fn answers_are_words_and_values() {
    let world = World::busy();
    let mut server = Server::start(&world);
    let quota = server.call("quota", &json!({}));
    assert!(text(&quota).contains("5-hour"), "{quota}");
    assert_eq!(quota["structuredContent"]["windows"][0]["kind"], "five_hour");
    let context = server.call("context", &json!({}));
    assert_eq!(
        context["structuredContent"]["session"]["id"], LIVE,
        "this session is meant"
    );
    let schedule = server.call("schedule", &json!({}));
    assert!(text(&schedule).contains("Nothing is scheduled."), "{schedule}");
    assert_eq!(schedule["structuredContent"]["schedules"], json!([]));
    for query in [
        json!({}),
        json!({"query": "login"}),
        json!({"query": "login", "everywhere": true}),
    ] {
        let recalled = server.call("recall", &query);
        assert_eq!(recalled["isError"], false, "{recalled}");
        assert!(!text(&recalled).is_empty());
    }
    let none = server.call("handoff", &json!({}));
    assert_eq!(text(&none), "There is no handoff.\n");
    let added = server.call("handoff", &json!({"notes": "Try the old token first."}));
    assert!(
        text(&added).starts_with("The notes are in this session's handoff"),
        "{added}"
    );
    let read = server.call("handoff", &json!({"session": LIVE}));
    assert!(
        text(&read).contains("- Try the old token first. (noted by Claude)"),
        "{read}"
    );
    let estimate = server.call("estimate", &json!({"what": "fix the flaky login test"}));
    assert!(text(&estimate).contains(" fresh tokens ("), "{estimate}");
    assert_eq!(
        estimate["structuredContent"]["id"],
        Value::Null,
        "nothing is kept"
    );
    let live = server.call("estimate", &json!({}));
    assert_eq!(live["structuredContent"], json!({"live": null}), "{live}");
    assert!(!text(&context).contains('\u{1b}'), "no colours");
    server.end();
}

#[test]
fn a_problem_is_a_tool_error_with_a_hint() {
    let world = World::busy();
    let mut server = Server::start(&world);
    for (tool, arguments) in [
        ("context", json!({"session": "ffffffff"})),
        ("context", json!({"session": 7})),
        ("recall", json!({"query": 7})),
        ("handoff", json!({"session": "x", "notes": "y"})),
        ("recall", json!({"query": "x", "limit": "many"})),
        ("schedule", json!({"all": "yes"})),
        ("estimate", json!({"what": 7})),
        ("estimate", json!({"what": "-"})),
        ("estimate", json!({"what": "missing.md"})),
        ("no_such_tool", json!({})),
    ] {
        let result = server.call(tool, &arguments);
        assert_eq!(result["isError"], true, "{tool} {result}");
        assert!(text(&result).contains("Hint: "), "{tool} {result}");
    }
    server.end();
}

#[test]
fn it_ends_when_nobody_speaks_to_it() {
    let world = World::empty();
    let ended = world.command(NOW, &["mcp"]).feed("");
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (Some(0), "", "")
    );
}
