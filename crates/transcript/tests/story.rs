//! What happened in the recorded sessions, and in small ones made for one rule each.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::sample;
use segue_transcript::story::{Beat, Bookmark, Happening, Story, TodoState, read_part, read_story};
use serde_json::{Value, json};

fn story(name: &str) -> Story {
    let story = read_story(&sample(&format!("transcripts/{name}.jsonl"))[..]).unwrap();
    assert_eq!(story.oddities, 0, "{name}");
    story
}

fn short(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(24).collect()
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// A short sentence per beat, for comparing whole stories.
fn told(story: &Story) -> Vec<String> {
    let sentence = |what: &Happening| match what {
        Happening::Prompt { text } => format!("prompt {}", short(text)),
        Happening::Reply { text } => format!("reply {}", short(text)),
        Happening::CompactSummary { .. } => "summary".to_owned(),
        Happening::Edit {
            tool,
            path,
            added,
            removed,
        } => format!("{tool} {} +{added} -{removed}", name(path)),
        Happening::Read { path } => format!("read {}", name(path)),
        Happening::Command { command, ok, output } => {
            format!("run {} {ok:?} {}", short(command), short(output))
        }
        Happening::ToolFailed { tool, error } => format!("failed {tool} {}", short(error)),
        Happening::Todos { items } => {
            let items: Vec<String> = items
                .iter()
                .map(|item| {
                    let mark = match item.state {
                        TodoState::Pending => ' ',
                        TodoState::InProgress => '~',
                        TodoState::Completed => 'x',
                    };
                    format!("[{mark}] {}", item.text)
                })
                .collect();
            format!("todos {}", items.join(", "))
        }
        Happening::Plan { text, accepted } => format!("plan {} {accepted:?}", short(text)),
        Happening::Answer { question, answer } => format!("answer {question} {answer}"),
        Happening::SubAgent { description, result } => format!("agent {description} {result:?}"),
        Happening::LimitHit { text, resets_at } => format!("limit {} {resets_at:?}", short(text)),
        Happening::ApiError { text } => format!("error {}", short(text)),
        Happening::Interrupted => "interrupted".to_owned(),
    };
    let beats = story.beats.iter();
    beats
        .map(|beat| format!("{} {} {}", beat.line, beat.turn, sentence(&beat.what)))
        .collect()
}

#[test]
fn a_whole_session_of_2_1_197() {
    let story = story("main_197");
    same_as("main_197", &story);
    assert_eq!(story.cwd.as_deref(), Some("/home/dev/work/demo-app"));
    assert_eq!(story.git_branch.as_deref(), Some("master"));
    assert_eq!(story.model.as_deref(), Some("claude-opus-4-8"));
    assert!(story.started < story.ended);
}

#[test]
fn sessions_with_interruptions_and_boundaries() {
    same_as("interactive_197", &story("interactive_197"));
    same_as("interactive_329", &story("interactive_329"));
    let compacted = story("compacted_329");
    same_as("compacted_329", &compacted);
    assert_eq!(compacted.compactions, 1);
}

#[test]
fn limits_and_other_errors_are_told_apart() {
    same_as("oerr_limit5h_197", &story("oerr_limit5h_197"));
    same_as("oerr_limit7d_329", &story("oerr_limit7d_329"));
    same_as("err_401_329", &story("err_401_329"));
}

#[test]
fn a_sub_agent_is_one_beat_and_its_own_file_none() {
    same_as("subagent_parent_329", &story("subagent_parent_329"));
    assert_eq!(story("subagent_329").beats, []);
}

/// Compares with the file of that name in `story/`.
fn same_as(name: &str, story: &Story) {
    let file = format!("{}/tests/story/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let lines = told(story).join("\n") + "\n";
    assert_eq!(
        lines,
        std::fs::read_to_string(&file).unwrap(),
        "{file} is not:\n{lines}"
    );
}

#[test]
fn every_recorded_transcript_has_a_story() {
    let folder = format!("{}/samples/transcripts", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let story = read_story(&std::fs::read(&path).unwrap()[..]).unwrap();
        let mut last = 0;
        for beat in &story.beats {
            assert!(beat.line >= last, "{}: out of order", path.display());
            last = beat.line;
        }
    }
}

fn transcript(records: &[Value]) -> Vec<u8> {
    records
        .iter()
        .flat_map(|record| format!("{record}\n").into_bytes())
        .collect()
}

fn of(records: &[Value]) -> Vec<String> {
    told(&read_story(&transcript(records)[..]).unwrap())
}

fn prompt(uuid: &str, parent: Option<&str>, text: &str) -> Value {
    json!({"type": "user", "uuid": uuid, "parentUuid": parent, "message": {"role": "user", "content": text}})
}

fn call(id: &str, tool: &str, input: &Value) -> Value {
    json!({"type": "assistant", "uuid": format!("a-{id}"), "message": {"id": id, "model": "m", "stop_reason": "tool_use",
        "usage": {"input_tokens": 7, "output_tokens": 1},
        "content": [{"type": "tool_use", "id": id, "name": tool, "input": input}]}})
}

fn result(id: &str, text: &str, failed: bool, told: &Value) -> Value {
    json!({"type": "user", "uuid": format!("r-{id}"), "toolUseResult": told, "message": {"role": "user",
        "content": [{"type": "tool_result", "tool_use_id": id, "content": text, "is_error": failed}]}})
}

#[test]
fn lists_of_todos_are_told_whole_in_both_forms() {
    let list = json!({"todos": [{"content": "one", "status": "completed"}, {"content": "two", "status": "in_progress"}, 3]});
    assert_eq!(
        of(&[
            call("t1", "TodoWrite", &list),
            result("t1", "ok", false, &Value::Null),
            call("t2", "TaskCreate", &json!({"subject": "first"})),
            result("t2", "Task #7 created successfully: first", false, &Value::Null),
            call("t3", "TaskCreate", &json!({"subject": "second"})),
            result(
                "t3",
                "made",
                false,
                &json!({"task": {"id": "8", "subject": "second"}})
            ),
            call("t4", "TaskUpdate", &json!({"taskId": "7", "status": "completed"})),
            result("t4", "ok", false, &Value::Null),
            call("t5", "TaskUpdate", &json!({"taskId": "8", "status": "deleted"})),
            result("t5", "ok", false, &Value::Null),
            call(
                "t6",
                "TaskUpdate",
                &json!({"taskId": "99", "status": "completed"})
            ),
            result("t6", "Task not found", true, &Value::Null),
        ]),
        [
            "1 0 todos [x] one, [~] two",
            "4 0 todos [ ] first",
            "6 0 todos [ ] first, [ ] second",
            "8 0 todos [x] first, [ ] second",
            "10 0 todos [x] first",
            "12 0 failed TaskUpdate Task not found",
        ]
    );
}

#[test]
fn plans_and_questions_carry_what_the_person_said() {
    let plan = json!({"plan": "# Do it"});
    let question =
        json!({"questions": [{"question": "Which?", "header": "h", "options": []}, {"question": "And?"}]});
    assert_eq!(
        of(&[
            call("p1", "ExitPlanMode", &plan),
            result(
                "p1",
                "The user doesn't want to proceed with this tool use.",
                true,
                &Value::Null
            ),
            call("p2", "ExitPlanMode", &json!({})),
            result(
                "p2",
                "User has approved your plan.",
                false,
                &json!({"plan": "From a file"})
            ),
            call("p3", "ExitPlanMode", &plan),
            call("p4", "ExitPlanMode", &plan),
            result(
                "p4",
                "User has approved your plan. Go.\n\n## Approved Plan (edited by user):\n# Do less\n",
                false,
                &Value::Null
            ),
            call("p5", "ExitPlanMode", &plan),
            result(
                "p5",
                "The agent proposed a plan that was rejected by the user.",
                false,
                &Value::Null
            ),
            json!({"type": "user", "uuid": "p6", "planContent": "# From elsewhere", "message": {"role": "user", "content": "Implement it"}}),
            call("q1", "AskUserQuestion", &question),
            result(
                "q1",
                "x",
                false,
                &json!({"answers": {"Which?": "Left", "And?": ["a", "b"]}})
            ),
            call("q2", "AskUserQuestion", &question),
            result(
                "q2",
                r#"User has answered your questions: "Which?"="Right, "really"", "And?"="no". You can now continue."#,
                false,
                &Value::Null
            ),
        ]),
        [
            "1 0 plan # Do it Some(false)",
            "3 0 plan From a file Some(true)",
            "5 0 plan # Do it None",
            "6 0 plan # Do less Some(true)",
            "8 0 plan # Do it Some(false)",
            "10 1 prompt Implement it",
            "10 1 plan # From elsewhere Some(true)",
            "12 1 answer Which? Left",
            "12 1 answer And? a, b",
            "14 1 answer Which? Right, \"really\"",
            "14 1 answer And? no",
        ]
    );
}

#[test]
fn a_command_ends_well_or_badly_or_nobody_knows() {
    let run = |id: &str| call(id, "Bash", &json!({"command": "make"}));
    assert_eq!(
        of(&[
            run("c1"),
            result(
                "c1",
                "Exit code 2\nboom",
                true,
                &json!("Error: Exit code 2\nboom")
            ),
            run("c2"),
            result(
                "c2",
                "shown",
                false,
                &json!({"stdout": "all\nof it", "stderr": "warning"})
            ),
            run("c3"),
            result(
                "c3",
                "Command running in background with ID: b1",
                false,
                &json!({"stdout": "", "stderr": "", "backgroundTaskId": "b1"})
            ),
            run("c4"),
            result(
                "c4",
                "<tool_use_error>Blocked: sleep</tool_use_error>",
                true,
                &Value::Null
            ),
            run("c5"),
            call(
                "e",
                "Edit",
                &json!({"file_path": "/a", "old_string": "x", "new_string": "y"})
            ),
        ]),
        [
            "1 0 run make Some(false) Exit code 2",
            "3 0 run make Some(true) all",
            "5 0 run make None Command running in backg",
            "7 0 failed Bash <tool_use_error>Blocked:",
            "9 0 run make None ",
        ]
    );
}

#[test]
fn what_a_person_took_back_is_left_out_but_not_what_was_done() {
    assert_eq!(
        of(&[
            prompt("u1", None, "begin"),
            prompt("u2", Some("x"), "wrong"),
            call("e", "Write", &json!({"file_path": "/a", "content": "1"})),
            result("e", "ok", false, &Value::Null),
            json!({"type": "assistant", "uuid": "y", "message": {"id": "1", "model": "m", "content": "Done.",
                "usage": {"input_tokens": 1, "output_tokens": 1}}}),
            prompt("u3", Some("x"), "right"),
        ]),
        ["1 1 prompt begin", "3 2 Write a +1 -0", "6 2 prompt right"]
    );
}

#[test]
fn broken_lines_and_unknown_kinds_are_no_matter() {
    let mut bytes =
        b"{\"type\":\"user\",\"message\":{\"content\":\"caf\xe9\"}}\n\n[1]\n{\"type\":\"brand-new\"}\n"
            .to_vec();
    bytes.extend_from_slice(b"{\"type\":\"user\",\"message\":7}\n{\"type\":\"assistant\",\"message\":{\"content\":[1,{\"type\":\"tool_use\"}]}}\n");
    bytes.extend_from_slice(
        b"{\"type\":\"user\",\"message\":{\"content\":\"two\"}}\n{\"type\":\"user\",\"mess",
    );
    let story = read_story(&bytes[..]).unwrap();
    assert_eq!(told(&story), ["1 1 prompt caf\u{fffd}", "7 2 prompt two"]);
    assert_eq!(story.oddities, 2);
}

/// The beats of a transcript that grows, looked at after every `step` bytes, through a row each time.
fn in_pieces(bytes: &[u8], step: usize) -> Vec<Beat> {
    let mut beats = Vec::new();
    let mut bookmark = Bookmark::default();
    let ends = (0..bytes.len()).step_by(step).skip(1).chain([bytes.len()]);
    for end in ends {
        let kept = serde_json::to_string(&bookmark).unwrap();
        bookmark = serde_json::from_str(&kept).unwrap();
        let from = usize::try_from(bookmark.offset).unwrap();
        let part = read_part(&bytes[from..end], &bookmark, 1 << 20).unwrap();
        assert!(!part.more);
        beats.extend(part.story.own().beats);
        bookmark = part.next;
    }
    beats
}

#[test]
fn a_session_that_grows_is_told_piece_by_piece_as_at_once() {
    for name in ["main_197", "compacted_329", "subagent_parent_329"] {
        let bytes = sample(&format!("transcripts/{name}.jsonl"));
        let whole = read_story(&bytes[..]).unwrap().own().beats;
        assert!(!whole.is_empty());
        for step in [97, 1_000, 30_000] {
            let pieces = in_pieces(&bytes, step);
            // What waits for its result at the end is told by the whole story only.
            assert!(
                pieces.len() + 3 >= whole.len(),
                "{name} by {step}: {} of {}",
                pieces.len(),
                whole.len()
            );
            for (piece, beat) in pieces.iter().zip(&whole) {
                assert_eq!(piece, beat, "{name} by {step}");
            }
        }
    }
}
