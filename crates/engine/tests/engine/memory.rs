//! Project memory: one project through renames and worktrees, what a person did stays, search, the digest.

use std::fs;
use std::path::{Path, PathBuf};

use segue_engine::view::{MemoryHitKind, MemoryKind, MemoryQuery};
use segue_engine::{Code, Occasion, Segue};
use serde_json::{Value, json};

use crate::support::{Closed, answer, append, prompt};

/// A folder of a project in the closed world.
fn folder(closed: &Closed, name: &str) -> PathBuf {
    let path = closed.folder.path().join("work").join(name);
    fs::create_dir_all(&path).expect("folder");
    path.canonicalize().expect("real")
}

fn repository(path: &Path) {
    fs::create_dir_all(path.join(".git")).expect("git folder");
    fs::write(path.join(".git/HEAD"), "ref: refs/heads/main\n").expect("head");
}

/// Writes a session in which a person says these things.
fn session(closed: &Closed, id: &str, cwd: &Path, said: &[&str]) {
    let at = |mut record: Value| {
        record["cwd"] = json!(cwd.to_string_lossy());
        record
    };
    let mut lines: Vec<Value> = said.iter().map(|text| at(prompt(id, text))).collect();
    for (number, line) in lines.iter_mut().enumerate() {
        line["uuid"] = json!(format!("{id}-{number}"));
    }
    let mut done = at(answer(id, 1 + id.len() as u64, 10));
    done["message"]["id"] = json!(format!("msg_{id}"));
    done["requestId"] = json!(format!("req_{id}"));
    lines.push(done);
    append(&closed.transcript(id), &lines);
}

fn decisions(segue: &mut Segue, project: &Path) -> Vec<String> {
    let memory = segue.memory(Some(project)).expect("memory");
    let shown = memory.decisions.into_iter().filter(|item| !item.forgotten);
    shown.map(|item| item.text).collect()
}

const CACHE: &str = "We decided to keep the cache in SQLite.";
const TABS: &str = "Always use tabs in this project.";

#[test]
fn a_session_becomes_memory_with_its_source() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    session(&closed, "s1", &demo, &["Make the list of orders faster.", CACHE]);
    let mut segue = closed.segue();
    let memory = segue.memory(Some(&demo)).expect("memory");
    assert_eq!(memory.project.path, demo.to_string_lossy());
    assert_eq!(memory.project.id.len(), 16);
    let decision = &memory.decisions[0];
    let source = decision.source.as_ref().expect("source");
    assert_eq!((decision.text.as_str(), decision.how.as_str()), (CACHE, "stated"));
    assert_eq!((source.session_id.as_str(), source.line), ("s1", 2));
    assert_eq!(
        memory.sessions[0].objectives[0],
        "Make the list of orders faster."
    );
    assert_eq!(
        (memory.sessions[0].decisions, memory.sessions[0].tokens),
        (1, 1_120)
    );
    assert!(memory.next.text.contains(CACHE), "{}", memory.next.text);
}

#[test]
fn a_fork_is_remembered_for_what_came_after_the_copy() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    session(&closed, "s1", &demo, &["Make the list of orders faster.", CACHE]);
    let original = fs::read_to_string(closed.transcript("s1")).expect("transcript");
    let mut lines: Vec<Value> = original
        .lines()
        .map(|line| serde_json::from_str(line).expect("a record"))
        .collect();
    for line in &mut lines {
        line["forkedFrom"] = json!({"sessionId": "s1", "messageUuid": line["uuid"]});
        line["uuid"] = json!(format!("copy of {}", line["uuid"]));
        line["sessionId"] = json!("s2");
    }
    append(&closed.transcript("s2"), &lines);
    session(&closed, "s2", &demo, &[TABS]);
    let mut segue = closed.segue();
    let memory = segue.memory(Some(&demo)).expect("memory");
    let of = |id: &str| memory.sessions.iter().find(|session| session.session_id == id);
    assert_eq!(of("s1").expect("the original").decisions, 1);
    let fork = of("s2").expect("the fork");
    assert_eq!((fork.decisions, fork.objectives.len()), (1, 1), "{fork:?}");
    let source = |text: &str| {
        let item = memory.decisions.iter().find(|item| item.text == text);
        item.and_then(|item| Some(item.source.as_ref()?.session_id.clone()))
    };
    assert_eq!(
        (source(CACHE), source(TABS)),
        (Some("s1".to_owned()), Some("s2".to_owned()))
    );
}

#[test]
fn gathering_again_changes_nothing_and_what_a_person_did_stays() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    session(
        &closed,
        "s1",
        &demo,
        &[CACHE, TABS, "Never commit directly to main."],
    );
    let mut segue = closed.segue();
    let before = segue.memory(Some(&demo)).expect("memory");
    let number = |text: &str| {
        let found = before.decisions.iter().find(|item| item.text == text);
        found.expect("there").id
    };
    segue.memory_pin(number(CACHE), true, "cli").expect("pin");
    segue
        .memory_edit(number(TABS), "Tabs, four wide.", "cli")
        .expect("edit");
    segue
        .memory_forget(number("Never commit directly to main."), "cli")
        .expect("forget");
    // The session goes on; then everything is read from the beginning again.
    session(&closed, "s1", &demo, &["Please always run the linter first."]);
    segue.catch_up().expect("catch up");
    drop(segue.memory(Some(&demo)).expect("memory"));
    segue.rebuild_index().expect("rebuild");
    let after = segue.memory(Some(&demo)).expect("memory");
    let shown: Vec<_> = after
        .decisions
        .iter()
        .map(|item| (item.text.as_str(), item.pinned, item.edited, item.forgotten))
        .collect();
    assert_eq!(
        shown,
        [
            (CACHE, true, false, false),
            ("Tabs, four wide.", false, true, false),
            ("Please always run the linter first.", false, false, false),
            ("Never commit directly to main.", false, false, true),
        ]
    );
    assert!(
        !after.next.text.contains("directly to main"),
        "{}",
        after.next.text
    );
    let again = segue.memory(Some(&demo)).expect("memory");
    assert_eq!(again, after, "the same rows give the same memory");
    segue
        .memory_restore(number("Never commit directly to main."), "cli")
        .expect("restore");
    assert_eq!(decisions(&mut segue, &demo).len(), 4);
}

#[test]
fn a_renamed_folder_is_the_same_project() {
    let closed = Closed::new();
    let old = folder(&closed, "old");
    session(&closed, "s1", &old, &[CACHE]);
    let mut segue = closed.segue();
    let id = segue.memory(Some(&old)).expect("memory").project.id;
    let new = old.with_file_name("new");
    fs::rename(&old, &new).expect("rename");
    if fs::metadata(&new).expect("there").created().is_err() {
        // This file system has no times of birth; then only git can tell.
        return;
    }
    session(&closed, "s2", &new, &[TABS]);
    segue.catch_up().expect("catch up");
    let memory = segue.memory(Some(&new)).expect("memory");
    assert_eq!(memory.project.id, id);
    assert_eq!(memory.project.path, new.to_string_lossy());
    assert_eq!(memory.project.aliases, [old.to_string_lossy()]);
    assert_eq!(memory.decisions.len(), 2);
    // The old name is given to another folder: that is another project.
    fs::create_dir_all(&old).expect("folder");
    session(&closed, "s3", &old, &["We decided to start again from nothing."]);
    segue.catch_up().expect("catch up");
    let other = segue.memory_add(&old, MemoryKind::Note, "A new beginning here.", "cli");
    other.expect("added");
    let other = segue.memory(Some(&old)).expect("memory");
    assert_ne!(other.project.id, id);
    assert_eq!(segue.memory(Some(&new)).expect("memory").project.id, id);
}

#[test]
fn worktrees_and_subfolders_are_the_repository_and_two_clones_are_two() {
    let closed = Closed::new();
    let repo = folder(&closed, "repo");
    repository(&repo);
    let tree = folder(&closed, "tree");
    fs::create_dir_all(repo.join(".git/worktrees/tree")).expect("folder");
    fs::write(repo.join(".git/worktrees/tree/commondir"), "../..\n").expect("commondir");
    let pointer = format!("gitdir: {}\n", repo.join(".git/worktrees/tree").display());
    fs::write(tree.join(".git"), pointer).expect("pointer");
    let clone = folder(&closed, "clone");
    repository(&clone);
    fs::create_dir_all(repo.join("web")).expect("folder");
    let gone = repo.join(".claude/worktrees/fix");
    for (id, cwd) in [
        ("s1", &repo),
        ("s2", &tree),
        ("s3", &gone),
        ("s4", &repo.join("web")),
        ("s5", &clone),
    ] {
        session(
            &closed,
            id,
            cwd,
            &[&format!("We decided on number {id} of the rules.")],
        );
    }
    let mut segue = closed.segue();
    let memory = segue.memory(Some(&tree)).expect("memory");
    assert_eq!(memory.project.path, repo.to_string_lossy());
    assert_eq!((memory.sessions.len(), memory.decisions.len()), (4, 4));
    assert_eq!(segue.projects().expect("projects").len(), 2);
}

#[test]
fn keys_that_were_pasted_are_not_remembered() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    let pasted = "Always use the key sk-ant-api03-abcdefghijklmnop for staging.";
    session(&closed, "s1", &demo, &[pasted]);
    let mut segue = closed.segue();
    assert_eq!(
        decisions(&mut segue, &demo),
        ["Always use the key sk-ant-… for staging."]
    );
    assert!(
        !segue
            .memory_export(&demo)
            .expect("export")
            .contains("abcdefghijklmnop")
    );
}

#[test]
fn search_takes_any_words() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    session(
        &closed,
        "s1",
        &demo,
        &["Make the checkout page accessible for screen readers.", CACHE],
    );
    let mut segue = closed.segue();
    drop(segue.memory(Some(&demo)).expect("memory"));
    segue
        .memory_add(
            &demo,
            MemoryKind::Note,
            "The staging server is called blue-heron.",
            "cli",
        )
        .expect("note");
    let mut kinds = |text: &str| -> Vec<MemoryHitKind> {
        let query = MemoryQuery {
            text: text.to_owned(),
            ..MemoryQuery::default()
        };
        let hits = segue.memory_search(&query).expect("search");
        hits.into_iter().map(|hit| hit.kind).collect()
    };
    assert_eq!(kinds("checkout accessible"), [MemoryHitKind::Session]);
    assert_eq!(
        kinds("cache sqlit"),
        [MemoryHitKind::Decision, MemoryHitKind::Session]
    );
    assert_eq!(kinds("blue-heron"), [MemoryHitKind::Note]);
    for text in [
        "",
        "\"",
        "AND OR NOT",
        "* ( ^",
        "a:b NEAR(",
        "'; DROP TABLE memory_item",
        "\0",
        "日本",
        "-heron",
    ] {
        drop(kinds(text));
    }
    assert_eq!(
        kinds("heron unicorn"),
        [MemoryHitKind::Note],
        "any word, when not all"
    );
}

#[test]
fn an_export_imported_elsewhere_is_the_same() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    fs::write(demo.join("go.mod"), "module x\ngo 1.24\n").expect("manifest");
    session(&closed, "s1", &demo, &[CACHE, TABS]);
    let mut segue = closed.segue();
    let memory = segue.memory(Some(&demo)).expect("memory");
    segue
        .memory_pin(memory.decisions[0].id, true, "cli")
        .expect("pin");
    segue
        .memory_forget(memory.decisions[1].id, "cli")
        .expect("forget");
    segue
        .memory_add(&demo, MemoryKind::Note, "Ask Ada about invoices.", "cli")
        .expect("note");
    let text = segue.memory_export(&demo).expect("export");
    let mirror = PathBuf::from(memory.mirror.expect("mirror"));
    assert!(
        mirror.starts_with(
            closed
                .claude()
                .canonicalize()
                .expect("real")
                .join("project-memory")
        )
    );
    assert_eq!(
        fs::read_to_string(&mirror).expect("read"),
        text,
        "the mirror is the export"
    );

    let other = Closed::new();
    let there = folder(&other, "demo");
    fs::write(there.join("go.mod"), "module x\ngo 1.24\n").expect("manifest");
    let mut segue = Segue::open(&other.world).expect("open");
    let imported = segue.memory_import(&there, &text).expect("import");
    assert_eq!((imported.added, imported.sessions), (3, 1));
    let strip = |text: &str| -> Value {
        let mut json: Value = serde_json::from_str(text).expect("json");
        json["project"] = Value::Null;
        json
    };
    let back = segue.memory_export(&there).expect("export");
    assert_eq!(strip(&back), strip(&text));
    let again = segue.memory_import(&there, &text).expect("import");
    assert_eq!(
        (again.added, again.changed, again.same, again.sessions),
        (0, 0, 3, 0)
    );
    for (bad, code) in [
        ("", Code::BadInput),
        ("{}", Code::BadInput),
        (
            "{\"format\":\"segue-memory\",\"version\":99,\"project\":{\"id\":\"\",\"name\":\"\",\"path\":\"\"}}",
            Code::BadInput,
        ),
    ] {
        assert_eq!(
            segue.memory_import(&there, bad).expect_err("bad").code,
            code,
            "{bad}"
        );
    }
}

#[test]
fn a_mirror_that_cannot_be_written_is_told_and_nothing_is_lost() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    session(&closed, "s1", &demo, &[CACHE]);
    // A file where the folder should be: as good as a read-only disk, also for root.
    fs::write(closed.claude().join("project-memory"), "").expect("file");
    let mut segue = closed.segue();
    let memory = segue.memory(Some(&demo)).expect("memory");
    assert_eq!(memory.mirror, None);
    let problem = memory.mirror_problem.expect("told");
    assert!(problem.hint.expect("hint").contains("Nothing is lost"));
    assert_eq!(memory.decisions.len(), 1);
    segue
        .memory_pin(memory.decisions[0].id, true, "cli")
        .expect("the rows are the truth");
}

#[test]
fn the_digest_keeps_to_its_budget_and_to_the_setting() {
    let closed = Closed::new();
    let demo = folder(&closed, "demo");
    session(&closed, "s1", &demo, &[CACHE]);
    let mut segue = closed.segue();
    drop(segue.memory(Some(&demo)).expect("memory"));
    for number in 0..500 {
        let text = format!(
            "Rule {number}: the handler of case {number} answers with a problem and a hint for people."
        );
        segue
            .memory_add(&demo, MemoryKind::Decision, &text, "cli")
            .expect("added");
    }
    let begin = std::time::Instant::now();
    let digest = segue.digest(&demo, Occasion::Startup).expect("digest");
    let took = begin.elapsed();
    // 5 ms in a release build; tests are not optimised and share their cores.
    assert!(took.as_millis() < 250, "{took:?}");
    assert!(
        digest.tokens <= 2_000 && digest.tokens > 1_500,
        "{}",
        digest.tokens
    );
    assert!(digest.characters < 10_000);
    assert!(
        digest.parts.iter().any(|part| part.left_out > 300),
        "{:?}",
        digest.parts
    );
    assert_eq!(
        segue.digest(&demo, Occasion::Startup).expect("digest"),
        digest,
        "stable"
    );
    segue
        .set_setting("memory.budget_tokens", "400", "cli")
        .expect("set");
    assert!(segue.digest(&demo, Occasion::Compact).expect("digest").tokens <= 400);
    segue.set_setting("memory.inject", "false", "cli").expect("set");
    assert_eq!(segue.digest(&demo, Occasion::Startup).expect("digest").text, "");
    let nowhere = closed.folder.path().join("nowhere");
    assert_eq!(
        segue.digest(&nowhere, Occasion::Startup).expect("digest").text,
        ""
    );
    assert_eq!(
        segue.memory(Some(&nowhere)).expect_err("unknown").code,
        Code::NotFound
    );
}

/// A program that prepares the closed world.
#[expect(clippy::disallowed_methods, reason = "git makes the repository under test")]
fn git(folder: &Path, args: &[&str]) {
    let done = std::process::Command::new("git")
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", folder)
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(args)
        .output()
        .expect("git is there");
    assert!(done.status.success(), "{args:?}: {done:?}");
}

#[test]
fn a_repository_that_moved_to_another_disk_is_known_by_its_first_commit() {
    let closed = Closed::with_path("/usr/local/bin:/usr/bin:/bin");
    let old = folder(&closed, "shop");
    git(&old, &["init", "-q"]);
    git(&old, &["commit", "-q", "--allow-empty", "-m", "Begin"]);
    session(&closed, "s1", &old, &[CACHE]);
    let mut segue = closed.segue();
    let id = segue.memory(Some(&old)).expect("memory").project.id;
    // Both are there: a clone is another project.
    let clone = old.with_file_name("clone");
    git(&old, &["clone", "-q", ".", &clone.to_string_lossy()]);
    session(&closed, "s2", &clone, &[TABS]);
    segue.catch_up().expect("catch up");
    assert_ne!(segue.memory(Some(&clone)).expect("memory").project.id, id);
    // A copy elsewhere, and the original gone: that is a move.
    let new = old.with_file_name("moved");
    fs::create_dir_all(&new).expect("folder");
    git(&new, &["clone", "-q", "--bare", &old.to_string_lossy(), ".git"]);
    fs::remove_dir_all(&old).expect("gone");
    session(&closed, "s3", &new, &["We decided to move to the other disk."]);
    segue.catch_up().expect("catch up");
    let config = fs::read_to_string(new.join(".git/config")).expect("config");
    let without = config.split("[remote").next().unwrap_or_default();
    fs::write(new.join(".git/config"), without).expect("no remote, as before");
    let moved = segue.memory(Some(&new)).expect("memory");
    assert_eq!((moved.project.id, moved.decisions.len()), (id, 2));
}
