//! The live conversation of the recorded transcripts, and of small trees made for one rule each.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::sample;
use segue_transcript::chain::{Chain, Item, ItemKind, read_chain};
use serde_json::{Value, json};

fn chain(name: &str) -> Chain {
    let chain = read_chain(&sample(&format!("transcripts/{name}.jsonl"))[..]).unwrap();
    assert_eq!(chain.oddities, 0, "{name}");
    chain
}

/// A short word per item, for comparing whole conversations.
fn word(item: &Item) -> String {
    match &item.kind {
        ItemKind::FileRead { path, .. } => format!("read {}", path.rsplit('/').next().unwrap()),
        ItemKind::CommandOutput { .. } => "output".to_owned(),
        ItemKind::ToolResult { tool, .. } => format!("result {tool}"),
        ItemKind::Generated { tool, path } => format!("{tool} {}", path.rsplit('/').next().unwrap()),
        ItemKind::ToolCall { tool } => format!("call {tool}"),
        ItemKind::Attachment { kind } => format!("+{kind}"),
        ItemKind::MemoryFile { path } => format!("memory {}", path.rsplit('/').next().unwrap()),
        other => format!("{other:?}"),
    }
}

fn words(chain: &Chain) -> Vec<String> {
    chain.items.iter().map(word).collect()
}

#[test]
fn a_whole_session_of_2_1_197() {
    let chain = chain("main_197");
    assert_eq!(
        words(&chain),
        [
            "Prompt",
            "+agent_listing_delta",
            "+skill_listing",
            "Thinking",
            "Reply",
            "call Read",
            "read mod0.py",
            "call Read",
            "call Bash",
            "read mod1.py",
            "output",
            "call Bash",
            "output",
            "call Bash",
            "output",
            "Edit mod0.py",
            "result Edit",
            "Write new_file.py",
            "result Write",
            "call Read",
            "read mod0.py",
            "call Read",
            "read nope.py",
            "call NoSuchTool",
            "result NoSuchTool",
            "Reply"
        ]
    );
    let (usage, model, at) = chain.last_usage.as_ref().unwrap();
    assert_eq!(
        (usage.prompt(), usage.output, model.as_str()),
        (4 + 88 + 25_649, 18, "claude-opus-4-8")
    );
    assert!(at.is_some());
    let growth = chain.growth.unwrap();
    assert_eq!(
        (growth.from_items, growth.to_items),
        (3, chain.items.len() - 1),
        "what was sent for the first answer, and for the last"
    );
    assert_eq!(growth.to_tokens, usage.prompt());
    assert!(growth.from_tokens < growth.to_tokens);
    assert_eq!(chain.cwd.as_deref(), Some("/home/dev/work/demo-app"));
    assert!(chain.items.iter().all(|item| item.turn == 1));
    assert!(chain.items[6].text.starts_with("1\tdef f0_0(x):"));
    assert_eq!((chain.compactions, chain.unknown_kinds.len()), (0, 0));
}

#[test]
fn a_session_of_2_1_329_begins_with_what_is_sent_first() {
    let chain = chain("subagent_parent_329");
    assert_eq!(
        words(&chain),
        [
            "SystemPrompt",
            "ToolDefinitions",
            "memory CLAUDE.md",
            "Prompt",
            "+environment",
            "+model",
            "+deferred_tools_delta",
            "+agent_listing_delta",
            "+skill_listing",
            "+session_context",
            "+date",
            "+remote_session_change",
            "call Agent",
            "result Agent",
            "Reply"
        ]
    );
    assert_eq!(
        chain.items[2].text,
        "# Demo app\nAlways answer in English. MARKER_CLAUDE_MD_7731."
    );
    assert!(chain.items[0].text.contains("You are an agent"));
    assert!(chain.items[1].text.lines().count() > 5 && chain.items[1].text.contains("\"name\":\"Bash\""));
}

#[test]
fn an_abandoned_prompt_is_not_part_of_the_conversation() {
    let chain = chain("interactive_197");
    let prompts: Vec<_> = chain
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Prompt)
        .map(|item| (item.turn, &*item.text))
        .collect();
    assert_eq!(
        prompts,
        [
            (1, "PLEASE-EDIT mod4"),
            (2, "INTERRUPT-ME please"),
            (3, "BASH-INT now")
        ]
    );
    let interrupted = chain.items.last().unwrap();
    assert_eq!(
        (word(interrupted).as_str(), interrupted.turn),
        ("+interruption", 3)
    );
}

#[test]
fn only_what_follows_the_last_boundary_is_sent_and_what_it_keeps() {
    let chain = chain("compacted_197");
    assert_eq!(
        words(&chain),
        [
            "CompactSummary",
            "Reply",
            "+meta",
            "+command",
            "+command",
            "read mod0.py",
            "read new_file.py",
            "read mod1.py",
            "+agent_listing_delta"
        ]
    );
    assert_eq!((chain.compactions, chain.compacted_to), (1, Some(3_186)));
    // The kept reply's usage measured what was before.
    assert_eq!(chain.last_usage, None);
    let chain = self::chain("compacted_329");
    assert_eq!(
        words(&chain)[..4],
        [
            "SystemPrompt",
            "ToolDefinitions",
            "memory CLAUDE.md",
            "CompactSummary"
        ]
    );
    assert!(
        chain
            .items
            .iter()
            .any(|item| word(item) == "read mod1.py" && item.text.contains("def f1_0"))
    );
}

#[test]
fn a_sub_agents_file_has_no_main_conversation() {
    assert_eq!(chain("subagent_197").items, []);
}

fn transcript(records: &[Value]) -> Vec<u8> {
    records
        .iter()
        .flat_map(|record| format!("{record}\n").into_bytes())
        .collect()
}

fn prompt(uuid: &str, parent: Option<&str>, text: &str) -> Value {
    json!({"type": "user", "uuid": uuid, "parentUuid": parent, "message": {"role": "user", "content": text}})
}

fn reply(uuid: &str, parent: &str, message: &str, block: &Value) -> Value {
    json!({"type": "assistant", "uuid": uuid, "parentUuid": parent, "requestId": message,
        "message": {"id": message, "model": "m", "content": [block], "stop_reason": "tool_use",
            "usage": {"input_tokens": 7, "output_tokens": 1}}})
}

fn call(id: &str, command: &str) -> Value {
    json!({"type": "tool_use", "id": id, "name": "Bash", "input": {"command": command}})
}

fn result(uuid: &str, parent: &str, id: &str, text: &str) -> Value {
    json!({"type": "user", "uuid": uuid, "parentUuid": parent, "message": {"role": "user",
        "content": [{"type": "tool_result", "tool_use_id": id, "content": text}]}})
}

fn texts(records: &[Value]) -> Vec<String> {
    let chain = read_chain(&transcript(records)[..]).unwrap();
    chain.items.into_iter().map(|item| item.text).collect()
}

#[test]
fn results_of_parallel_calls_are_all_sent() {
    let records = [
        prompt("p", None, "go"),
        reply("a1", "p", "m1", &call("t1", "one")),
        reply("a2", "a1", "m1", &call("t2", "two")),
        result("r1", "a1", "t1", "first"),
        result("r2", "a2", "t2", "second"),
        reply("a3", "r2", "m2", &json!({"type": "text", "text": "done"})),
    ];
    assert_eq!(
        texts(&records),
        [
            "go",
            r#"{"command":"one"}"#,
            r#"{"command":"two"}"#,
            "first",
            "second",
            "done"
        ]
    );
}

#[test]
fn a_rewound_branch_is_left_out_with_its_results() {
    let records = [
        prompt("p", None, "go"),
        reply("a1", "p", "m1", &call("t1", "one")),
        result("r1", "a1", "t1", "first"),
        prompt("q", Some("p"), "no, rather this"),
    ];
    assert_eq!(texts(&records), ["go", "no, rather this"]);
}

#[test]
fn a_missing_parent_is_healed_and_a_circle_ends() {
    let records = [prompt("p", None, "go"), prompt("q", Some("lost"), "on")];
    assert_eq!(texts(&records), ["go", "on"]);
    let records = [prompt("p", Some("q"), "go"), prompt("q", Some("p"), "on")];
    assert_eq!(texts(&records), ["go", "on"]);
    let records = [prompt("p", Some("p"), "self")];
    assert_eq!(texts(&records), ["self"]);
}

#[test]
fn a_chain_runs_through_records_of_unknown_kinds() {
    let records = [
        prompt("p", None, "go"),
        json!({"type": "brand-new", "uuid": "x", "parentUuid": "p"}),
        prompt("q", Some("x"), "on"),
    ];
    assert_eq!(texts(&records), ["go", "on"]);
    let chain = read_chain(&transcript(&records)[..]).unwrap();
    assert_eq!(chain.unknown_kinds.get("brand-new"), Some(&1));
}

#[test]
fn cleared_results_are_sent_as_a_placeholder() {
    let records = [
        prompt("p", None, "go"),
        reply("a1", "p", "m1", &call("t1", "one")),
        result("r1", "a1", "t1", "long"),
        json!({"type": "system", "subtype": "microcompact_boundary", "uuid": "b", "parentUuid": "r1",
            "microcompactMetadata": {"compactedToolIds": ["t1"]}}),
    ];
    assert_eq!(texts(&records)[2], "[Old tool result content cleared]");
}

#[test]
fn odd_lines_are_counted_and_a_torn_last_line_is_not() {
    let mut bytes = transcript(&[prompt("p", None, "go")]);
    bytes.extend_from_slice(b"{broken\n\n{\"type\":\"us");
    let chain = read_chain(&bytes[..]).unwrap();
    assert_eq!((chain.items.len(), chain.oddities), (1, 2));
    // A last line that is whole but for its newline is read.
    let bytes = transcript(&[prompt("p", None, "go"), prompt("q", Some("p"), "on")]);
    assert_eq!(read_chain(&bytes[..bytes.len() - 1]).unwrap().items.len(), 2);
}

#[test]
fn pictures_and_lists_of_text_are_items() {
    let mut with_picture = result("r1", "a1", "t1", "");
    with_picture["message"]["content"][0]["content"] = json!([{"type": "text", "text": "a"}, {"type": "image", "source": {}}, {"type": "text", "text": "b"}]);
    let records = [
        prompt("p", None, "go"),
        reply("a1", "p", "m1", &call("t1", "one")),
        with_picture,
    ];
    let chain = read_chain(&transcript(&records)[..]).unwrap();
    assert_eq!(words(&chain), ["Prompt", "call Bash", "output", "Image"]);
}
