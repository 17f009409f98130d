//! Plans in a closed world: imported, edited, found, linked, marked.

use std::fs;
use std::path::{Path, PathBuf};

use segue_engine::view::{ImportedAs, PlanDetail, PlanState};
use segue_engine::{Code, PlanRef, Problem, Segue};
use segue_plan::plans::{Format, MarkKind, PhaseState};
use segue_plan::schedule::{Spec, When};
use segue_store::{EstimateDraft, Store, StoredRange};

use crate::support::{Closed, answer, append, prompt};

const TEXT: &str = "# Ship it\r\n\r\n## Phase 1: Set up\r\n\r\n- Make the folders\r\n\r\n## Phase 2: Build\r\n\r\n- Write it\r\n- Test it\r\n";

/// A plan that waits for itself.
const CIRCLE: &str =
    "# Round\n\n## Phase 1: One\n\nDepends on: Phase 2\n\n## Phase 2: Two\n\nDepends on: Phase 1\n";

fn import(segue: &mut Segue, text: &str, source: Option<&Path>) -> PlanDetail {
    segue
        .import_plan(text, Format::Markdown, source, None, "cli")
        .expect("import")
}

/// A file in a repository of its own.
fn file(closed: &Closed, name: &str, text: &str) -> PathBuf {
    let folder = closed.folder.path().join("code/api-server");
    fs::create_dir_all(folder.join(".git")).expect("repository");
    fs::write(folder.join(".git/HEAD"), "ref: refs/heads/main\n").expect("head");
    let path = folder.join("docs").join(name);
    fs::create_dir_all(path.parent().expect("folder")).expect("folder");
    fs::write(&path, text).expect("file");
    path
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Problem>) -> (Code, String, String) {
    let problem = answer.expect_err("must be refused");
    (
        problem.code,
        problem.to_string(),
        problem.hint.unwrap_or_default(),
    )
}

#[test]
fn a_plan_is_kept_byte_for_byte_with_its_project() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let path = file(&closed, "PLAN.md", TEXT);
    let plan = import(&mut segue, TEXT, Some(&path));
    assert_eq!(plan.imported.as_ref().map(|done| done.how), Some(ImportedAs::New));
    assert_eq!(plan.text, TEXT);
    assert_eq!(plan.summary.title, "Ship it");
    assert_eq!(
        (plan.summary.phases, plan.summary.done, plan.summary.state),
        (2, 0, PlanState::Open)
    );
    assert_eq!(
        plan.summary.project_name.as_deref(),
        Some("api-server"),
        "the repository it lies in"
    );
    assert_eq!(
        segue
            .export_plan(plan.summary.id, Format::Markdown)
            .expect("export"),
        TEXT
    );
    assert_ne!(
        segue.export_plan(plan.summary.id, Format::Toml).expect("export"),
        TEXT
    );
    assert_eq!(
        segue.plans(false).expect("plans"),
        std::slice::from_ref(&plan.summary)
    );
    // One that was written by hand into the window has no file, and no project unless it is named.
    let other = import(&mut segue, TEXT, None);
    assert_ne!(other.summary.id, plan.summary.id);
    assert_eq!(other.summary.project, None);
    let named = segue
        .import_plan(
            TEXT,
            Format::Markdown,
            None,
            Some(&closed.folder.path().join("code/api-server")),
            "window",
        )
        .expect("import");
    assert_eq!(named.summary.project, plan.summary.project);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let (code, what, hint) = refused(segue.import_plan(
        CIRCLE,
        Format::Markdown,
        Some(Path::new("/x/PLAN.md")),
        None,
        "cli",
    ));
    assert_eq!(code, Code::BadInput);
    assert!(
        what.starts_with("PLAN.md, line 3, column 1: phases or tasks wait for each other: 1 → 2 → 1"),
        "{what}"
    );
    assert!(!hint.is_empty());
    let reading = segue.check_plan(CIRCLE, Format::Markdown).expect("reading");
    assert_eq!(reading.error.map(|error| error.line), Some(3));
    assert!(
        reading.plan.is_some(),
        "what was understood is shown all the same"
    );
    assert_eq!(segue.plans(true).expect("plans"), [], "nothing was kept");
    let (_, what, _) = refused(segue.import_plan("# A\0", Format::Markdown, None, None, "cli"));
    assert!(what.contains("zero byte"), "{what}");
    let long = "a".repeat(1_000_001);
    assert_eq!(
        refused(segue.import_plan(&long, Format::Markdown, None, None, "cli")).0,
        Code::BadInput
    );
}

#[test]
fn a_file_that_is_imported_again_is_the_same_plan() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let path = file(&closed, "PLAN.md", TEXT);
    let id = import(&mut segue, TEXT, Some(&path)).summary.id;
    let how = |plan: &PlanDetail| plan.imported.as_ref().expect("imported").how;
    let again = import(
        &mut segue,
        TEXT,
        Some(&path.parent().expect("folder").join("../docs/PLAN.md")),
    );
    assert_eq!(
        (again.summary.id, how(&again), again.summary.version),
        (id, ImportedAs::Same, 1)
    );

    // Edited here, the file as it was: the edit stays.
    let mine = TEXT.replace("Build", "Build it all");
    segue.edit_plan(id, &mine, 1, "window").expect("edit");
    let again = import(&mut segue, TEXT, Some(&path));
    assert_eq!(
        (how(&again), again.text.as_str()),
        (ImportedAs::Same, mine.as_str())
    );
    // Both changed: the file counts, and what was edited is kept.
    let theirs = TEXT.replace("Build", "Build a little");
    let again = import(&mut segue, &theirs, Some(&path));
    assert_eq!(
        (how(&again), again.text.as_str(), again.summary.version),
        (ImportedAs::Updated, theirs.as_str(), 3)
    );
    assert!(
        again
            .imported
            .expect("imported")
            .words
            .contains("kept as version 2")
    );
    let before: Vec<(i64, &str)> = again
        .before
        .iter()
        .map(|old| (old.version, old.text.as_str()))
        .collect();
    assert_eq!(before, [(2, mine.as_str()), (1, TEXT)]);

    // Put away, and imported again.
    segue.archive_plan(id, true, "cli").expect("archive");
    assert_eq!(segue.plans(false).expect("plans"), []);
    let again = import(&mut segue, &theirs, Some(&path));
    assert_eq!(again.summary.state, PlanState::Open);
}

#[test]
fn an_edit_replaces_only_what_was_read() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let id = import(&mut segue, TEXT, None).summary.id;
    let mine = TEXT.replace("Ship it", "Ship it well");
    let edited = segue.edit_plan(id, &mine, 1, "window").expect("edit");
    assert_eq!(
        (edited.summary.version, edited.summary.title.as_str()),
        (2, "Ship it well")
    );
    let (code, what, hint) = refused(segue.edit_plan(id, "# Other\n", 1, "cli"));
    assert_eq!(code, Code::BadInput);
    assert_eq!(
        what,
        format!("plan {id} was changed meanwhile: you began from version 1, it has version 2 (by window)")
    );
    assert!(hint.contains("Nothing was overwritten"));
    // The same once more is no edit, whatever it began from.
    assert_eq!(
        segue
            .edit_plan(id, &mine, 1, "cli")
            .expect("same")
            .summary
            .version,
        2
    );
    assert_eq!(refused(segue.edit_plan(id, CIRCLE, 2, "cli")).0, Code::BadInput);
    assert_eq!(segue.plan(PlanRef::Id(id)).expect("plan").text, mine);
}

#[test]
fn a_plan_is_found_by_number_words_or_file() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let path = file(&closed, "PLAN.md", TEXT);
    let one = import(&mut segue, TEXT, Some(&path)).summary.id;
    let two = import(&mut segue, &TEXT.replace("Ship it", "Ship it again"), None)
        .summary
        .id;
    let found = |segue: &Segue, text: &str| segue.plan(PlanRef::of(text)).map(|plan| plan.summary.id);
    assert_eq!(found(&segue, &one.to_string()).expect("number"), one);
    assert_eq!(found(&segue, &format!("#{two}")).expect("number"), two);
    assert_eq!(found(&segue, "ship IT").expect("whole title"), one);
    assert_eq!(found(&segue, "again").expect("a word"), two);
    assert_eq!(found(&segue, &path.to_string_lossy()).expect("path"), one);
    assert_eq!(found(&segue, "PLAN.md").expect("name of the file"), one);
    let (code, what, hint) = refused(found(&segue, "ship"));
    assert_eq!(code, Code::BadInput);
    assert!(
        what.contains(&format!("{one} (Ship it)")) && what.contains(&format!("{two} (Ship it again)")),
        "{what}"
    );
    assert!(hint.contains("number"));
    assert_eq!(refused(found(&segue, "nothing like it")).0, Code::NotFound);
    assert_eq!(refused(found(&segue, "99")).0, Code::NotFound);
    let other = file(&closed, "OTHER.md", TEXT);
    assert!(
        refused(found(&segue, &other.to_string_lossy()))
            .2
            .contains("segue plan import")
    );
    // What was put away is meant only when nothing else can be.
    segue.archive_plan(two, true, "cli").expect("archive");
    assert_eq!(found(&segue, "ship").expect("the one that is left"), one);
    assert_eq!(found(&segue, "again").expect("put away"), two);
}

#[test]
fn phases_are_marked_by_key_or_title_and_outlive_edits() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let id = import(&mut segue, TEXT, None).summary.id;
    segue.mark_phase(id, "1", MarkKind::Done, "cli").expect("mark");
    let plan = segue
        .mark_phase(id, "build", MarkKind::Started, "window")
        .expect("mark");
    let states: Vec<PhaseState> = plan.phases.iter().map(|phase| phase.state).collect();
    assert_eq!(states, [PhaseState::Done, PhaseState::Running]);
    assert_eq!(
        serde_json::to_value(plan.phases[0].marks[0].how).expect("json"),
        "cli"
    );
    assert_eq!(
        serde_json::to_value(plan.phases[1].marks[0].how).expect("json"),
        "click"
    );
    let (code, _, hint) = refused(segue.mark_phase(id, "7", MarkKind::Done, "cli"));
    assert_eq!(
        (code, hint.as_str()),
        (Code::NotFound, "Its phases: 1 Set up; 2 Build.")
    );
    // Something is put in between.
    let longer = TEXT.replace(
        "## Phase 2: Build",
        "## Phase 2: Measure\r\n\r\n## Phase 3: Build",
    );
    let plan = segue.edit_plan(id, &longer, 1, "window").expect("edit");
    let states: Vec<(&str, PhaseState)> = plan
        .phases
        .iter()
        .map(|phase| (phase.key.as_str(), phase.state))
        .collect();
    assert_eq!(
        states,
        [
            ("1", PhaseState::Done),
            ("2", PhaseState::Pending),
            ("3", PhaseState::Running)
        ]
    );
    for key in ["2", "3"] {
        segue.mark_phase(id, key, MarkKind::Done, "cli").expect("mark");
    }
    assert_eq!(segue.plans(false).expect("plans")[0].state, PlanState::Done);
}

#[test]
fn a_session_works_on_one_plan_and_is_measured_by_its_estimate() {
    let closed = Closed::new();
    append(
        &closed.transcript("5e551011-0000-4000-8000-000000000001"),
        &[
            prompt("5e551011-0000-4000-8000-000000000001", "Ship it"),
            answer("5e551011-0000-4000-8000-000000000001", 1, 50),
        ],
    );
    let mut segue = closed.segue();
    let id = import(&mut segue, TEXT, None).summary.id;
    let estimate = kept_estimate(&closed, id);
    let plan = segue.link_session(id, "5e551011", None, "cli").expect("link");
    assert_eq!(plan.sessions.len(), 1);
    assert_eq!(plan.sessions[0].session, "5e551011-0000-4000-8000-000000000001");
    assert_eq!(
        (plan.sessions[0].live, plan.sessions[0].title.as_deref()),
        (false, Some("Ship it"))
    );
    assert_eq!(plan.estimates[0].id, estimate);
    assert_eq!(
        plan.estimates[0].linked_session.as_deref(),
        Some("5e551011-0000-4000-8000-000000000001")
    );
    assert_eq!(
        refused(segue.link_session(id, "none", None, "cli")).0,
        Code::NotFound
    );
    assert_eq!(
        refused(segue.link_session(id, "5e551011", Some(99), "cli")).0,
        Code::NotFound
    );
    // What it has spent belongs to the phase it is in.
    let plan = segue.mark_phase(id, "1", MarkKind::Started, "cli").expect("mark");
    let spent = plan.phases[0].spent.expect("spent");
    assert_eq!((spent.fresh, spent.calls), (10 + 50 + 100, 1));
    assert_eq!(plan.phases[1].spent, None);
    segue.unlink_session("5e551011", "cli").expect("unlink");
    assert_eq!(refused(segue.unlink_session("5e551011", "cli")).0, Code::NotFound);
    assert_eq!(segue.plan(PlanRef::Id(id)).expect("plan").sessions, []);
}

fn kept_estimate(closed: &Closed, plan: i64) -> i64 {
    let mut store = Store::open(&closed.folder.path().join("segue/segue.db")).expect("store");
    let range = StoredRange {
        low: 10_000,
        mid: 20_000,
        high: 40_000,
    };
    store
        .add_estimate(&EstimateDraft {
            title: "Ship it",
            plan: Some(plan),
            plan_version: Some(1),
            project: None,
            session_id: None,
            made_at: crate::support::NOW.parse().expect("time"),
            made_by: "cli",
            model_version: 0,
            fresh: range,
            minutes: range,
            query: "{}",
            shown: "{}",
        })
        .expect("estimate")
}

#[test]
fn a_schedule_tells_its_session_the_plan_word_for_word() {
    let closed = Closed::new();
    let mut segue = closed.segue();
    let path = file(&closed, "PLAN.md", TEXT);
    let id = import(&mut segue, TEXT, Some(&path)).summary.id;
    segue.mark_phase(id, "1", MarkKind::Done, "cli").expect("mark");
    let mut spec = Spec::new(
        &closed.folder.path().join("code/api-server").to_string_lossy(),
        When::Manual,
    );
    spec.with_memory = false;
    spec.plan = Some(id);
    let told = segue.preview_prompt(&spec).expect("prompt");
    assert_eq!(
        told,
        format!(
            "Work on this plan, phase by phase (\"Ship it\", plan {id} of Segue). Phase 1 is done already. It follows word for word.\n\n{TEXT}"
        )
    );
    spec.prompt = "Only phase 2 today.".to_owned();
    let told = segue.preview_prompt(&spec).expect("prompt");
    assert!(
        told.starts_with("Only phase 2 today.\n\nThe plan to work on (\"Ship it\""),
        "{told}"
    );
    assert!(told.ends_with(TEXT));

    spec.prompt.clear();
    let schedule = segue.add_schedule(&spec, "cli").expect("schedule");
    assert_eq!(schedule.title, "Ship it", "it is called as its plan");
    segue.archive_plan(id, true, "cli").expect("archive");
    assert!(
        refused(segue.add_schedule(&spec, "cli"))
            .1
            .contains("was put away")
    );
    spec.plan = Some(99);
    assert_eq!(refused(segue.add_schedule(&spec, "cli")).0, Code::NotFound);
}
