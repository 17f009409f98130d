//! Handoffs of a session with everything in it: what they say, and that nobody's words are lost.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use segue_engine::view::{Handoff, Topic};
use segue_engine::{Code, Faces, Fresh, Loops, Segue};
use serde_json::{Value, json};

use crate::support::{Closed, append};

const ID: &str = "0c5f8a51-7d1b-4a38-9a54-2f6f1e0c9d77";

/// A closed world with a repository and a session in it.
struct Scene {
    closed: Closed,
    project: PathBuf,
}

fn scene() -> Scene {
    let mut closed = Closed::new();
    closed.world.places.environment.path = Some("/usr/local/bin:/usr/bin:/bin".to_owned());
    let project = closed
        .folder
        .path()
        .canonicalize()
        .expect("real path")
        .join("uploader");
    fs::create_dir_all(project.join("src")).expect("folder");
    let script = format!(
        "cd '{}' && export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a \
         GIT_COMMITTER_EMAIL=a@b && git init -q -b retry . && echo one > src/upload.rs && echo plan > PLAN.md && git add . \
         && GIT_COMMITTER_DATE=2026-11-20T08:00:00Z git commit -qm 'Before the session' && echo two > src/upload.rs && git add . \
         && GIT_COMMITTER_DATE=2026-11-21T09:30:00Z git commit -qm 'Retry uploads with backoff' && echo three > src/upload.rs \
         && echo new > src/limit.rs",
        project.display()
    );
    segue_agent::run_shell(&script, b"", Duration::from_secs(30)).expect("git");
    Scene { closed, project }
}

impl Scene {
    fn transcript(&self) -> PathBuf {
        self.closed.transcript(ID)
    }

    fn file(&self) -> PathBuf {
        self.closed
            .claude()
            .join(format!("session-handoffs/handoff-{ID}.md"))
    }

    fn record(&self, minute: u32, mut value: Value) -> Value {
        let more = json!({
            "sessionId": ID, "cwd": self.project, "version": "2.1.329", "gitBranch": "retry", "isSidechain": false,
            "uuid": format!("u{minute}"), "parentUuid": format!("p{minute}"),
            "timestamp": format!("2026-11-21T09:{minute:02}:00Z"),
        });
        for (key, field) in more.as_object().expect("object") {
            value[key] = field.clone();
        }
        value
    }

    fn prompt(&self, minute: u32, text: &str) -> Value {
        self.record(
            minute,
            json!({"type": "user", "message": {"role": "user", "content": text}}),
        )
    }

    fn says(&self, minute: u32, block: &Value) -> Value {
        self.record(
            minute,
            json!({"type": "assistant", "requestId": format!("r{minute}"), "message": {"id": format!("m{minute}"),
                "role": "assistant", "model": "claude-opus-5-5", "content": [block], "stop_reason": "end_turn",
                "usage": {"input_tokens": 100, "output_tokens": 900, "cache_creation_input_tokens": 1000, "cache_read_input_tokens": 50000}}}),
        )
    }

    /// A call and its result.
    fn tool(&self, minute: u32, name: &str, input: &Value, result: &str, told: &Value) -> Vec<Value> {
        let id = format!("t{minute}");
        let call = json!({"type": "tool_use", "id": id, "name": name, "input": input});
        let failed = result.starts_with("Exit code");
        let answer = json!({"type": "user", "toolUseResult": told, "message": {"role": "user",
            "content": [{"type": "tool_result", "tool_use_id": id, "content": result, "is_error": failed}]}});
        vec![self.says(minute, &call), self.record(minute, answer)]
    }

    fn run(&self, minute: u32, command: &str, result: &str) -> Vec<Value> {
        self.tool(minute, "Bash", &json!({"command": command}), result, &Value::Null)
    }

    fn todos(&self, minute: u32, states: [&str; 4]) -> Vec<Value> {
        let texts = [
            "Write the failing test",
            "Retry with backoff",
            "Handle 429",
            "Document it",
        ];
        let items: Vec<Value> = texts
            .iter()
            .zip(states)
            .map(|(text, state)| json!({"content": text, "status": state, "activeForm": text}))
            .collect();
        self.tool(minute, "TodoWrite", &json!({"todos": items}), "ok", &Value::Null)
    }

    /// The whole session.
    fn write(&self) {
        let src = |name: &str| self.project.join(name).to_string_lossy().into_owned();
        let plan = json!({"plan": "# Retry\n1. Backoff\n2. Handle 429"});
        let asked = json!({"questions": [{"question": "How many tries?", "header": "Tries", "options": []}]});
        let edit =
            json!({"file_path": src("src/upload.rs"), "old_string": "one", "new_string": "two\nthree"});
        let write = json!({"file_path": src("src/limit.rs"), "content": "new\n"});
        let text = |text: &str| json!({"type": "text", "text": text});
        let limit = json!({"type": "assistant", "error": "rate_limit", "isApiErrorMessage": true, "apiErrorStatus": 429,
            "quotaLimits": {"rateLimitType": "five_hour", "resetsAt": 1_795_260_600_u64},
            "message": {"role": "assistant", "model": "<synthetic>",
                "content": [{"type": "text", "text": "You've hit your 5-hour limit · resets 11:30am (UTC)"}]}});
        let lines = [
            vec![self.prompt(0, "Add retry with backoff to the uploader, see PLAN.md")],
            self.tool(
                1,
                "Read",
                &json!({"file_path": src("PLAN.md")}),
                "1\tplan",
                &Value::Null,
            ),
            self.tool(
                2,
                "ExitPlanMode",
                &plan,
                "User has approved your plan.",
                &Value::Null,
            ),
            self.tool(
                3,
                "AskUserQuestion",
                &asked,
                "ok",
                &json!({"answers": {"How many tries?": "Five"}}),
            ),
            self.todos(4, ["in_progress", "pending", "pending", "pending"]),
            self.tool(5, "Edit", &edit, "updated", &Value::Null),
            self.run(
                10,
                "cargo test 2>&1 | tail -5",
                "test retry ... FAILED\ntest result: FAILED. 3 passed; 1 failed",
            ),
            self.tool(20, "Edit", &edit, "updated", &Value::Null),
            self.run(
                25,
                &format!("cd {} && cargo test", self.project.display()),
                "test result: ok. 4 passed; 0 failed",
            ),
            self.run(
                30,
                "git commit -am 'Retry uploads with backoff'",
                "[retry 1234567] Retry uploads with backoff",
            ),
            self.todos(31, ["completed", "completed", "in_progress", "pending"]),
            self.tool(35, "Write", &write, "created", &Value::Null),
            self.run(
                40,
                "npm run lint",
                "Exit code 1\nsrc/limit.rs\n  1:1  error  too short\n\n✖ 1 problem",
            ),
            vec![self.says(41, &text("The retry works; the lint complains about `limit.rs`."))],
            vec![
                self.prompt(45, "Then fix the lint and go on with 429"),
                self.record(46, limit),
            ],
        ];
        append(&self.transcript(), &lines.concat());
    }

    fn segue(&self) -> Segue {
        self.closed.segue()
    }
}

/// What moves is replaced.
fn steady(handoff: &Handoff, scene: &Scene) -> String {
    let folder = scene.closed.folder.path();
    let real = folder.canonicalize().expect("real path");
    let text = handoff
        .markdown
        .replace(&*real.to_string_lossy(), "[world]")
        .replace(&*folder.to_string_lossy(), "[world]");
    let words: Vec<String> = text
        .split('`')
        .map(|word| {
            let hash = word.len() == 9 && word.chars().all(|c| c.is_ascii_hexdigit());
            if hash {
                "[hash]".to_owned()
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join("`")
}

#[test]
fn a_handoff_says_what_happened_and_where_it_comes_from() {
    let scene = scene();
    scene.write();
    let handoff = scene.segue().handoff(Some("0c5f"), "cli").expect("handoff");
    insta::assert_snapshot!(steady(&handoff, &scene));
    assert_eq!(handoff.problems, [] as [&str; 0]);
    assert_eq!(handoff.path.as_deref(), Some(&*scene.file().to_string_lossy()));
    assert_eq!(fs::read_to_string(scene.file()).expect("file"), handoff.markdown);
    let mode = fs::metadata(scene.file()).expect("metadata").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_limit_leads_to_a_handoff_by_itself_and_only_once() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    let made = segue.stored_handoff(ID).expect("stored").expect("made by itself");
    assert_eq!((made.made_by.as_str(), made.edited), ("auto:limit", false));
    // Made once per episode: who removed the file is not given it again.
    fs::remove_file(scene.file()).expect("remove");
    segue.catch_up().expect("catch up");
    assert!(!scene.file().exists());
    segue
        .set_setting("handoff.automatic", "false", "test")
        .expect("setting");
    assert_eq!(segue.handoffs(None).expect("list").len(), 1);
    assert_eq!(
        segue.handoffs(Some(&scene.project)).expect("list")[0].session_id,
        ID
    );
    assert_eq!(
        segue.handoffs(Some(Path::new("/nowhere/else"))).expect("list"),
        []
    );
}

#[test]
fn the_loop_saves_one_as_soon_as_a_limit_is_hit() {
    let scene = scene();
    let (send, told) = std::sync::mpsc::channel();
    let changed = Box::new(move |topics: &[Topic]| {
        send.send(topics.to_vec()).ok();
    });
    let faces = Faces {
        changed,
        notifier: None,
    };
    let _loops = Loops::start(&scene.closed.world, faces).expect("start");
    scene.write();
    let wait = Duration::from_secs(30);
    while !told
        .recv_timeout(wait)
        .expect("told of the handoff")
        .contains(&Topic::Handoffs)
        || !scene.file().exists()
    {}
    let mut segue = Segue::open(&scene.closed.world).expect("open");
    let made = segue.stored_handoff(ID).expect("stored").expect("made");
    assert_eq!(made.made_by, "auto:limit");
}

#[test]
fn a_wish_of_a_hook_is_granted_with_the_next_look() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    segue
        .set_setting("handoff.automatic", "false", "test")
        .expect("setting");
    let mut store = segue_store::Store::open(&scene.closed.world.places.database()).expect("store");
    let now = scene.closed.world.clock.now();
    store
        .wish_about(segue_store::WishKind::Handoff, Some(ID), "hook", now)
        .expect("wish");
    segue.catch_up().expect("catch up");
    assert_eq!(segue.handoffs(None).expect("list")[0].made_by, "hook");
    assert_eq!(store.open_wishes().expect("wishes"), []);
}

#[test]
fn what_a_person_changed_in_the_file_is_taken_in_and_kept() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    segue.handoff(Some(ID), "cli").expect("handoff");
    fs::write(
        scene.file(),
        "# Mine\n\n## Next objectives\n\n- [ ] What I want\n",
    )
    .expect("edit");
    let kept = segue.handoff(Some(ID), "cli").expect("handoff");
    assert!(kept.edited && kept.markdown.starts_with("# Mine") && kept.made_by == "file");
    assert!(kept.problems[0].contains("--fresh"), "{:?}", kept.problems);
    assert!(
        fs::read_to_string(scene.file())
            .expect("file")
            .starts_with("# Mine")
    );
    let fresh = segue.make_handoff(Some(ID), "cli", Fresh::Yes).expect("fresh");
    assert!(!fresh.edited && fresh.markdown.contains("Retry with backoff"));
    assert_eq!(fs::read_to_string(scene.file()).expect("file"), fresh.markdown);
    drop(segue);
    let store = segue_store::Store::open(&scene.closed.world.places.database()).expect("store");
    let history = store.handoff_history(ID).expect("history");
    assert!(history.iter().any(|row| row.markdown.starts_with("# Mine")));
}

#[test]
fn what_was_written_before_the_power_failed_is_no_edit() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    let made = segue.handoff(Some(ID), "cli").expect("handoff");
    // Written, and ended before the row knew: with an older fingerprint, and with none at all.
    let store = segue_store::Store::open(&scene.closed.world.places.database()).expect("store");
    for mirrored in ["0123456789abcdef", ""] {
        let mut store = segue_store::Store::open(store.path()).expect("store");
        let num = store.handoff(ID).expect("row").expect("kept").num;
        store
            .handoff_mirrored(num, made.path.as_deref().expect("path"), mirrored)
            .expect("mark");
        append(&scene.transcript(), &[scene.prompt(50, "And another thing")]);
        let again = segue.handoff(Some(ID), "cli").expect("handoff");
        assert_eq!((again.edited, again.problems), (false, Vec::<String>::new()));
    }
}

#[test]
fn a_text_of_the_window_is_kept_and_empty_ones_are_refused() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    let saved = segue
        .save_handoff(ID, "# From the window\n", "window")
        .expect("save");
    assert!(saved.edited && saved.made_by == "window");
    assert_eq!(
        fs::read_to_string(scene.file()).expect("file"),
        "# From the window\n"
    );
    let error = segue.save_handoff(ID, " \n", "window").expect_err("empty");
    assert_eq!(
        (error.code, error.to_string().as_str()),
        (Code::BadInput, "the handoff is empty")
    );
    // Changed on disk and in the window: both are kept.
    fs::write(scene.file(), "# On disk\n").expect("edit");
    segue
        .save_handoff(ID, "# Again from the window\n", "window")
        .expect("save");
    drop(segue);
    let store = segue_store::Store::open(&scene.closed.world.places.database()).expect("store");
    let texts: Vec<String> = store
        .handoff_history(ID)
        .expect("history")
        .into_iter()
        .map(|row| row.markdown)
        .collect();
    assert_eq!(
        texts[..3],
        ["# Again from the window\n", "# On disk\n", "# From the window\n"]
    );
}

#[test]
fn a_text_that_cannot_be_taken_in_is_put_aside() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    // As after a new start with an empty database; as a person's file that is no text.
    for foreign in [
        &b"# From another time\n"[..],
        b"caf\xe9, not UTF-8",
        &vec![b'x'; 3 << 20],
    ] {
        drop(segue);
        let database = &scene.closed.world.places.database();
        for ending in ["", "-wal", "-shm"] {
            fs::remove_file(format!("{}{ending}", database.display())).ok();
        }
        fs::write(scene.file(), foreign).expect("write");
        segue = scene.segue();
        let made = segue.handoff(Some(ID), "cli").expect("handoff");
        assert!(made.markdown.starts_with("# Handoff: "));
        let folder = fs::read_dir(scene.file().parent().expect("folder")).expect("list");
        let aside = folder
            .flatten()
            .map(|entry| entry.path())
            .find(|path| *path != scene.file())
            .expect("aside");
        assert_eq!(fs::read(&aside).expect("read"), foreign);
        fs::remove_file(aside).expect("remove");
    }
}

#[test]
fn a_folder_that_is_gone_costs_gits_facts_only() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    fs::remove_dir_all(&scene.project).expect("remove");
    let handoff = segue.make_handoff(Some(ID), "cli", Fresh::Yes).expect("handoff");
    assert!(
        handoff.problems[0].contains("is gone: what git knows is left out"),
        "{:?}",
        handoff.problems
    );
    assert!(handoff.markdown.contains("Left out: the project folder"));
    // The commit is still known from what the command printed.
    assert!(
        handoff
            .markdown
            .contains("- Commit `1234567` Retry uploads with backoff — transcript line")
    );
    assert!(!handoff.markdown.contains("— git"));
}

#[test]
fn a_folder_that_cannot_be_written_loses_nothing() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    // A file in the place of the folder stands for every reason: the tests may run as root.
    fs::remove_dir_all(scene.file().parent().expect("folder")).expect("remove");
    fs::write(scene.file().parent().expect("folder"), "in the way").expect("write");
    let handoff = segue.handoff(Some(ID), "cli").expect("handoff");
    assert_eq!(handoff.path, None);
    assert!(handoff.problems[0].contains("cannot be written") && handoff.problems[0].contains("--print"));
    let stored = segue.stored_handoff(ID).expect("stored").expect("kept");
    assert_eq!(stored.markdown, handoff.markdown);
}

#[test]
fn sessions_that_are_not_there_are_told_clearly() {
    let scene = scene();
    scene.write();
    let mut segue = scene.segue();
    let error = segue.handoff(Some("nope"), "cli").expect_err("no session");
    assert_eq!(
        (error.code, error.to_string().as_str()),
        (Code::NotFound, "there is no session nope")
    );
    assert_eq!(
        segue.stored_handoff("nope").expect_err("no session").code,
        Code::NotFound
    );
    fs::remove_file(scene.transcript()).expect("remove");
    // What was made before is still there, and said to be old.
    let old = segue.handoff(Some(ID), "cli").expect("old one");
    assert!(old.problems[0].contains("the transcript of session") && old.problems[0].contains("is gone"));
}
