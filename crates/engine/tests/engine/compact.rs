//! Compaction: what is planned, what is written, and what stands in its way. Claude Code is a script that answers.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use segue_engine::view::{CompactLevel, SessionQuery};
use segue_engine::{Code, Environment, Segue, World};
use segue_store::{ForkRow, ForkState, Store};
use serde_json::{Value, json};

use crate::support::{Closed, append, append_text, prompt};

const ANSWERS: &str = r#"read question; printf '%s\n' '{"type":"control_response","response":{"subtype":"success","request_id":"segue","response":{"totalTokens":17000,"maxTokens":200000}}}'; cat >/dev/null"#;
const SOURCE: &str = "aaaaaaaa-0000-4000-8000-000000000001";

/// A closed world in which a program called `claude` does what `script` says, and a project folder that is there.
struct Place {
    closed: Closed,
    world: World,
}

impl Place {
    fn new(script: Option<&str>) -> Place {
        let closed = Closed::new();
        let bin = closed.folder.path().join("bin");
        fs::create_dir_all(&bin).expect("dir");
        fs::create_dir_all(closed.folder.path().join("work/demo")).expect("dir");
        if let Some(script) = script {
            let program = bin.join("claude");
            fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("write");
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("mode");
        }
        let environment = Environment {
            path: Some(bin.to_string_lossy().into_owned()),
            ..closed.world.places.environment.clone()
        };
        let world = World::from(&environment).expect("world");
        let place = Place { closed, world };
        append(&place.transcript(), &place.conversation());
        place
    }

    fn project(&self) -> PathBuf {
        self.closed.folder.path().join("work/demo")
    }

    fn transcript(&self) -> PathBuf {
        self.closed.transcript(SOURCE)
    }

    fn segue(&self) -> Segue {
        let mut segue = Segue::open(&self.world).expect("open");
        segue.catch_up().expect("catch up");
        segue
    }

    fn store(&self) -> Store {
        Store::open(&self.world.places.database()).expect("open")
    }

    fn staged(&self) -> Vec<PathBuf> {
        files(&self.world.places.segue.join("forks"))
    }

    fn transcripts(&self) -> Vec<PathBuf> {
        files(self.transcript().parent().expect("parent"))
    }

    /// A file that is read three times over, with a prompt before and an answer after each.
    fn conversation(&self) -> Vec<Value> {
        let cwd = self.project().to_string_lossy().into_owned();
        let mut lines: Vec<Value> = Vec::new();
        for turn in 0..4_u64 {
            let mut asked = prompt(SOURCE, &format!("Look at a.rs once more, number {turn}"));
            asked["uuid"] = json!(format!("p{turn}"));
            let text = "fn main() { println!(\"hello\"); }\n".repeat(120);
            let read = json!({ "type": "tool_use", "id": format!("t{turn}"), "name": "Read", "input": { "file_path": "a.rs" } });
            let result = json!({ "type": "tool_result", "tool_use_id": format!("t{turn}"), "content": text });
            let mut answered = prompt(SOURCE, "");
            answered["uuid"] = json!(format!("r{turn}"));
            answered["message"]["content"] = json!([result]);
            lines.extend([
                asked,
                said(turn * 2, 14_000 + turn * 1_500, read),
                answered,
                said(
                    turn * 2 + 1,
                    15_000 + turn * 1_500,
                    json!({ "type": "text", "text": "It prints hello." }),
                ),
            ]);
        }
        let mut parent = Value::Null;
        for (number, line) in lines.iter_mut().enumerate() {
            line["cwd"] = json!(cwd);
            line["timestamp"] = json!(format!("2026-11-21T09:{number:02}:00Z"));
            line["parentUuid"] = std::mem::replace(&mut parent, line["uuid"].clone());
        }
        lines
    }
}

fn said(number: u64, cached: u64, block: Value) -> Value {
    let mut answer = crate::support::answer(SOURCE, number, 100);
    answer["message"]["content"] = json!([block]);
    answer["message"]["usage"]["cache_read_input_tokens"] = json!(cached);
    answer
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).map_or_else(|_| Vec::new(), |entries| entries.flatten().collect());
    entries.iter().map(fs::DirEntry::path).collect()
}

#[test]
fn a_fork_is_written_beside_its_original_which_is_not_touched() {
    let place = Place::new(Some(ANSWERS));
    let before = fs::read(place.transcript()).expect("read");
    let mut segue = place.segue();
    let plan = segue
        .plan_compaction(Some(SOURCE), CompactLevel::Soft)
        .expect("plan");
    assert_eq!(plan.context_tokens, 10 + 100 + 100 + 19_500);
    assert!(!plan.live);
    assert!(!plan.items.is_empty());
    assert!(plan.items.iter().all(|item| {
        item.placeholder
            .starts_with("[Segue removed this read of a.rs (120 lines)")
    }));
    assert_eq!(
        plan.saves_tokens,
        plan.items.iter().map(|item| item.tokens).sum::<u64>()
    );
    assert_eq!(plan.after_tokens, plan.context_tokens - plan.saves_tokens);

    let done = segue.compact_as_planned(&plan, &[], "test").expect("compact");
    assert_eq!(
        (done.verified_tokens, done.after_tokens),
        (Some(17_000), plan.after_tokens)
    );
    assert!(
        done.resume
            .line
            .ends_with(&format!("claude --resume {}", done.session_id)),
        "{}",
        done.resume.line
    );
    assert_eq!(fs::read(place.transcript()).expect("read"), before);
    let fork = PathBuf::from(&done.transcript);
    assert_eq!(fork.parent(), place.transcript().parent());
    assert_eq!(fork.metadata().expect("fork").permissions().mode() & 0o777, 0o600);
    let modified = |path: &Path| path.metadata().expect("file").modified().expect("time");
    assert!(
        modified(&fork) < modified(&place.transcript()),
        "--continue takes the newest"
    );
    assert_eq!(place.staged(), Vec::<PathBuf>::new());
    let row = place.store().fork(&done.session_id).expect("read").expect("row");
    assert_eq!(
        (row.state, row.by.as_str(), row.source.as_str()),
        (ForkState::Offered { tokens: 17_000 }, "test", SOURCE)
    );
    let listed = segue
        .sessions(&SessionQuery::default())
        .expect("list")
        .into_iter()
        .find(|session| session.id == done.session_id)
        .expect("the fork is a session");
    assert_eq!(
        (listed.forked_from.as_deref(), listed.project.as_str()),
        (Some(SOURCE), "demo")
    );
    assert_eq!(listed.context.expect("context").used_tokens, done.after_tokens);
}

#[test]
fn what_is_kept_is_in_the_fork_word_for_word() {
    let place = Place::new(Some(ANSWERS));
    let mut segue = place.segue();
    let plan = segue
        .plan_compaction(Some(SOURCE), CompactLevel::Emergency)
        .expect("plan");
    let first = plan.items[0].key.clone();
    let done = segue
        .compact(
            SOURCE,
            CompactLevel::Emergency,
            std::slice::from_ref(&first),
            "test",
        )
        .expect("compact");
    assert!(done.saved_tokens < plan.saves_tokens);
    let call = first.strip_prefix("result:").expect("a result");
    let text = fs::read_to_string(&done.transcript).expect("read");
    let kept = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .find(|line| line["message"]["content"][0]["tool_use_id"] == call)
        .expect("the result");
    assert!(
        kept["message"]["content"][0]["content"]
            .as_str()
            .expect("text")
            .len()
            > 3_000
    );
    let unknown = segue
        .compact(SOURCE, CompactLevel::Soft, &["result:none".to_owned()], "test")
        .expect_err("unknown key");
    assert_eq!(unknown.code, Code::BadInput);
}

#[test]
fn a_live_session_is_planned_for_but_not_forked() {
    let place = Place::new(Some(ANSWERS));
    let folder = place.closed.claude().join("sessions");
    fs::create_dir_all(&folder).expect("dir");
    let entry = json!({ "pid": std::process::id(), "sessionId": SOURCE, "status": "idle" });
    fs::write(folder.join("1.json"), entry.to_string()).expect("write");
    let mut segue = place.segue();
    let plan = segue.plan_compaction(None, CompactLevel::Soft).expect("plan");
    assert!(plan.live && plan.notes[0].contains("open"), "{:?}", plan.notes);
    let problem = segue.compact_as_planned(&plan, &[], "test").expect_err("live");
    assert_eq!(problem.code, Code::Busy);
    assert_eq!(place.transcripts().len(), 1);
}

#[test]
fn a_session_that_went_on_since_the_plan_is_not_forked_by_it() {
    let place = Place::new(Some(ANSWERS));
    let mut segue = place.segue();
    let plan = segue
        .plan_compaction(Some(SOURCE), CompactLevel::Soft)
        .expect("plan");
    append_text(&place.transcript(), "{\"type\":\"mode\"}\n");
    let problem = segue.compact_as_planned(&plan, &[], "test").expect_err("grew");
    assert_eq!(problem.code, Code::Busy);
    assert_eq!(place.transcripts().len(), 1);
}

#[test]
fn without_claude_code_nothing_is_written() {
    let place = Place::new(None);
    let problem = place
        .segue()
        .compact(SOURCE, CompactLevel::Soft, &[], "test")
        .expect_err("no claude");
    assert_eq!(problem.code, Code::Claude);
    assert_eq!((place.transcripts().len(), place.staged().len()), (1, 0));
    assert_eq!(place.store().unfinished_forks().expect("list"), []);
}

#[test]
fn a_fork_that_claude_code_does_not_read_is_never_offered() {
    let place = Place::new(Some("echo 'No conversation found'; exit 1"));
    let problem = place
        .segue()
        .compact(SOURCE, CompactLevel::Soft, &[], "test")
        .expect_err("not read");
    assert_eq!(problem.code, Code::Claude);
    assert_eq!((place.transcripts().len(), place.staged().len()), (1, 0));
    assert_eq!(place.store().unfinished_forks().expect("list"), []);
}

#[test]
fn a_project_folder_that_is_gone_is_said_plainly() {
    let place = Place::new(Some(ANSWERS));
    fs::remove_dir(place.project()).expect("remove");
    let mut segue = place.segue();
    let plan = segue
        .plan_compaction(Some(SOURCE), CompactLevel::Soft)
        .expect("plan");
    assert!(
        plan.notes.iter().any(|note| note.contains("gone")),
        "{:?}",
        plan.notes
    );
    let problem = segue.compact_as_planned(&plan, &[], "test").expect_err("gone");
    assert_eq!(problem.code, Code::NotFound);
    assert_eq!(place.transcripts().len(), 1);
}

#[test]
fn what_a_killed_compaction_left_is_cleared_by_the_next() {
    let place = Place::new(Some(ANSWERS));
    let mut segue = place.segue();
    let forks = place.world.places.segue.join("forks");
    fs::create_dir_all(&forks).expect("dir");
    let folder = place.transcript().parent().expect("parent").to_owned();
    let left = |id: &str| ForkRow {
        id: id.to_owned(),
        source: SOURCE.to_owned(),
        level: "soft".to_owned(),
        path: folder.join(format!("{id}.jsonl")).to_string_lossy().into_owned(),
        before_tokens: 2,
        after_tokens: 1,
        state: ForkState::Planned,
        by: "test".to_owned(),
        // Above the largest process number of the system.
        pid: u32::MAX - 1,
        planned_at: place.world.clock.now(),
    };
    let mut store = place.store();
    for id in ["half", "moved"] {
        store.plan_fork(&left(id)).expect("row");
    }
    fs::write(forks.join("half.jsonl"), "{").expect("write");
    fs::write(folder.join("moved.jsonl"), "").expect("write");
    let verified = ForkState::Verified { tokens: 9 };
    store
        .set_fork_state("moved", &verified, place.world.clock.now())
        .expect("state");
    segue
        .compact(SOURCE, CompactLevel::Soft, &[], "test")
        .expect("compact");
    assert_eq!(place.staged(), Vec::<PathBuf>::new());
    let state = |id| store.fork(id).expect("read").expect("row").state;
    assert!(matches!(state("half"), ForkState::Failed { .. }));
    assert_eq!(state("moved"), ForkState::Offered { tokens: 9 });
}

#[test]
fn a_session_in_which_nothing_was_sent_has_nothing_to_compact() {
    let place = Place::new(Some(ANSWERS));
    let empty = "bbbbbbbb-0000-4000-8000-000000000002";
    append(&place.closed.transcript(empty), &[prompt(empty, "hello")]);
    let problem = place
        .segue()
        .plan_compaction(Some(empty), CompactLevel::Soft)
        .expect_err("empty");
    assert_eq!(problem.code, Code::BadInput);
}

#[test]
fn a_restart_names_the_handoff_and_the_new_session() {
    let place = Place::new(Some(ANSWERS));
    let mut segue = place.segue();
    let restart = segue.restart(Some(SOURCE), false, "test").expect("restart");
    let path = restart.handoff.path.clone().expect("a handoff file");
    assert!(Path::new(&path).is_file());
    let arguments = &restart.command.arguments;
    assert_eq!(
        arguments[..2],
        ["--session-id".to_owned(), restart.session_id.clone()]
    );
    let prompt = arguments.last().expect("a prompt");
    assert!(prompt.starts_with(&format!("Read {path} first")), "{prompt}");
    assert!(prompt.len() < 400, "{prompt}");
    assert!(restart.sentence.starts_with("Same quota, fresh context"));
    assert!(!restart.opened);
    let row = place.store().handoff(SOURCE).expect("read").expect("row");
    assert_eq!(row.used_by, None, "nobody has begun with it");
}

#[test]
fn a_restart_in_a_folder_that_is_gone_is_said_plainly() {
    let place = Place::new(Some(ANSWERS));
    fs::remove_dir(place.project()).expect("remove");
    let problem = place
        .segue()
        .restart(Some(SOURCE), false, "test")
        .expect_err("gone");
    assert_eq!(problem.code, Code::NotFound);
}

#[test]
fn a_restart_without_any_terminal_says_how_to_go_on() {
    let place = Place::new(Some(ANSWERS));
    let problem = place
        .segue()
        .restart(Some(SOURCE), true, "test")
        .expect_err("no terminal");
    assert_eq!(problem.code, Code::NotFound);
    assert!(problem.hint.expect("hint").contains("claude --session-id"));
    let row = place.store().handoff(SOURCE).expect("read").expect("row");
    assert_eq!(row.used_by, None);
}
