//! A session that works on a plan: phases advance by what happens, what each took adds up to the usage rows, and the
//! report says it once.

use std::fs;
use std::path::Path;

use segue_engine::view::{EstimateQuery, Live, UsageQuery};
use segue_engine::{Clock, Code, Hand, LearnLimit, Segue};
use segue_plan::plans::{Format, MarkKind, PhaseState};
use serde_json::{Value, json};

use crate::support::{Closed, append, prompt};

const PLAN: &str = "\
# Ship the reader

Tokens: 60k

## Phase 1: Database schema

Tokens: 20-30k

- [ ] 1.1 Write the users migration
- [ ] 1.2 Seed the data

### Deliverables

- `src/schema.rs`

## Phase 2: Report reader

Tokens: 25-32k

### Deliverables

- `src/report.rs`
- Unit tests for the reader
";

/// A session that is written turn by turn.
struct Work<'a> {
    closed: &'a Closed,
    id: &'static str,
    number: u64,
}

impl<'a> Work<'a> {
    fn new(closed: &'a Closed, id: &'static str) -> Work<'a> {
        append(
            &closed.transcript(id),
            &[at(prompt(id, "Work on the plan"), 9, 40, 0)],
        );
        Work {
            closed,
            id,
            number: 0,
        }
    }

    /// An answer that calls a tool, and what came of it.
    fn call(&mut self, minute: u32, tool: &str, input: &Value, result: &Value) {
        self.number += 1;
        let (id, number) = (self.id, self.number);
        let content =
            json!([{ "type": "tool_use", "id": format!("{id}-t{number}"), "name": tool, "input": input }]);
        let told = json!({
            "type": "user", "uuid": format!("{id}-r{number}"), "parentUuid": format!("{id}-a{number}"), "isSidechain": false,
            "sessionId": id, "cwd": "/home/dev/demo", "version": "2.1.197",
            "toolUseResult": result,
            "message": { "role": "user", "content": [
                { "type": "tool_result", "tool_use_id": format!("{id}-t{number}"), "content": result["stdout"].as_str().unwrap_or("ok"),
                  "is_error": result["failed"] == true },
            ] },
        });
        let lines = [at(self.answer(&content), 9, minute, 0), at(told, 9, minute, 5)];
        append(&self.closed.transcript(id), &lines);
    }

    fn say(&mut self, minute: u32) {
        self.number += 1;
        let line = at(
            self.answer(&json!([{ "type": "text", "text": "Done." }])),
            9,
            minute,
            0,
        );
        append(&self.closed.transcript(self.id), &[line]);
    }

    fn answer(&self, content: &Value) -> Value {
        let (id, number) = (self.id, self.number);
        json!({
            "type": "assistant", "uuid": format!("{id}-a{number}"), "parentUuid": null, "isSidechain": false,
            "sessionId": id, "cwd": "/home/dev/demo", "version": "2.1.197", "gitBranch": "main",
            "requestId": format!("req_{id}_{number}"),
            "message": {
                "id": format!("msg_{id}_{number}"), "role": "assistant", "type": "message", "model": "claude-sonnet-4-6",
                "content": content, "stop_reason": "end_turn",
                "usage": { "input_tokens": 10, "output_tokens": 100 * number, "cache_read_input_tokens": 5_000,
                           "cache_creation_input_tokens": 1_000 },
            },
        })
    }

    fn todos(&mut self, minute: u32, states: [&str; 3]) {
        let texts = [
            "Write the users migration",
            "Seed the data",
            "Phase 2: Report reader",
        ];
        let todos: Vec<Value> = texts
            .iter()
            .zip(states)
            .map(|(text, state)| json!({ "content": text, "status": state, "activeForm": text }))
            .collect();
        self.call(minute, "TodoWrite", &json!({ "todos": todos }), &json!({}));
    }

    fn write(&mut self, minute: u32, path: &str) {
        let input = json!({ "file_path": format!("/home/dev/demo/{path}"), "content": "x\n" });
        self.call(
            minute,
            "Write",
            &input,
            &json!({ "type": "create", "structuredPatch": [] }),
        );
    }

    fn run(&mut self, minute: u32, command: &str, ok: bool) {
        let result = json!({ "stdout": "", "stderr": "", "interrupted": false, "failed": !ok });
        self.call(minute, "Bash", &json!({ "command": command }), &result);
    }
}

fn at(mut record: Value, hour: u32, minute: u32, second: u32) -> Value {
    record["timestamp"] = json!(format!("2026-11-21T{hour:02}:{minute:02}:{second:02}Z"));
    record
}

/// A closed world whose clock stands at 09:52, with a plan that is linked to session `s1`.
fn begin() -> (Closed, Hand, Segue) {
    let mut closed = Closed::new();
    let (clock, hand) = Clock::by_hand("2026-11-21T09:39:00Z".parse().expect("time"));
    closed.world.clock = clock;
    let mut segue = Segue::open(&closed.world).expect("open");
    // Learning begins: what finishes from now on finishes while Segue watches.
    learn(&mut segue);
    hand.set("2026-11-21T09:52:00Z".parse().expect("time"));
    (closed, hand, segue)
}

fn learn(segue: &mut Segue) {
    segue.catch_up().expect("catch up");
    segue.learn(LearnLimit::All, &mut |_, _| {}).expect("learn");
}

fn link(segue: &mut Segue, session: &str) -> (i64, i64) {
    let plan = segue
        .import_plan(PLAN, Format::Markdown, None, None, "cli")
        .expect("import")
        .summary
        .id;
    let query = EstimateQuery {
        plan: Some(plan),
        session: Some(session.to_owned()),
        save: true,
        ..EstimateQuery::default()
    };
    let estimate = segue
        .estimate(&query, "cli")
        .expect("estimate")
        .id
        .expect("saved");
    segue
        .link_session(plan, session, Some(estimate), "cli")
        .expect("link");
    (plan, estimate)
}

fn live(segue: &mut Segue, session: &str) -> Live {
    segue.catch_up().expect("catch up");
    segue.live(session).expect("live").expect("an estimate")
}

fn states(live: &Live) -> Vec<PhaseState> {
    live.phases.iter().map(|phase| phase.state).collect()
}

fn spent(live: &Live) -> Vec<u64> {
    live.phases.iter().map(|phase| phase.spent).collect()
}

/// Fresh tokens of a session, by `segue usage --by session`.
fn usage(segue: &mut Segue, session: &str) -> u64 {
    let query = UsageQuery {
        by: segue_engine::view::UsageBy::Session,
        ..UsageQuery::default()
    };
    let rows = segue.usage(&query).expect("usage").rows;
    let row = rows.iter().find(|row| row.key == session).expect("row");
    row.sums.input_tokens + row.sums.output_tokens + row.sums.cache_creation_tokens
}

use PhaseState::{Done, Pending, Running};

#[test]
fn phases_advance_by_themselves_and_add_up_to_usage() {
    let (closed, _, mut segue) = begin();
    let mut work = Work::new(&closed, "s1");
    work.say(41);
    segue.catch_up().expect("catch up");
    link(&mut segue, "s1");
    assert_eq!(states(&live(&mut segue, "s1")), [Running, Pending]);

    work.todos(42, ["in_progress", "pending", "pending"]);
    work.todos(43, ["completed", "completed", "in_progress"]);
    let told = live(&mut segue, "s1");
    assert_eq!(states(&told), [Done, Running]);
    // The answer that completed the to-dos belongs to the phase it closed.
    assert_eq!(spent(&told), [1_110 + 1_210 + 1_310, 0]);
    assert!(told.phases[0].variance_percent.is_some());

    work.write(44, "src/report.rs");
    work.run(45, "cargo test", false);
    work.run(46, "cargo test", false);
    work.run(47, "cargo test", true);
    let told = live(&mut segue, "s1");
    assert_eq!(states(&told), [Done, Done]);
    assert_eq!(told.fresh, usage(&mut segue, "s1"));
    assert_eq!(spent(&told).iter().sum::<u64>(), told.fresh);
    assert_eq!((told.calls, told.fresh), (7, 7 * 1_010 + 100 * 28));
    let deviation = &told.phases[1].deviations[0];
    assert_eq!(deviation.kind, "failing_tests");
    assert_eq!(deviation.words, "`cargo test` failed 2 times before it passed");
    assert_eq!(deviation.tokens, Some(2 * 1_010 + 600 + 700));
    assert!(told.projected.low >= told.fresh);
    assert!(told.words.starts_with("new projection ~"), "{}", told.words);
    let status = segue.status().expect("status").plan.expect("a live plan");
    assert_eq!((status.session.as_str(), status.fresh), ("s1", told.fresh));
}

#[test]
fn a_click_wins_over_what_was_inferred() {
    let (closed, _, mut segue) = begin();
    let mut work = Work::new(&closed, "s1");
    work.todos(42, ["in_progress", "pending", "pending"]);
    segue.catch_up().expect("catch up");
    let (plan, _) = link(&mut segue, "s1");
    work.todos(43, ["completed", "completed", "pending"]);
    assert_eq!(states(&live(&mut segue, "s1")), [Done, Running]);
    segue
        .mark_phase(plan, "1", MarkKind::Reopened, "window")
        .expect("mark");
    work.say(44);
    assert_eq!(
        states(&live(&mut segue, "s1"))[0],
        Running,
        "it is not closed again by what it was closed by"
    );
    segue.mark_phase(plan, "1", MarkKind::Done, "cli").expect("mark");
    work.todos(51, ["pending", "pending", "pending"]);
    assert_eq!(states(&live(&mut segue, "s1"))[0], Done);
}

#[test]
fn a_finished_session_is_reported_once_and_again_when_it_went_on() {
    let (closed, hand, mut segue) = begin();
    let mut work = Work::new(&closed, "s1");
    work.say(41);
    segue.catch_up().expect("catch up");
    link(&mut segue, "s1");
    work.todos(43, ["completed", "completed", "in_progress"]);
    work.write(44, "src/report.rs");
    work.run(45, "cargo test", true);
    learn(&mut segue);
    assert_eq!(segue.reports(10).expect("reports"), [], "it still runs");
    let error = segue.report("s1").expect_err("it still runs");
    assert_eq!(error.code, Code::NotFound);

    hand.set("2026-11-21T10:20:00Z".parse().expect("time"));
    learn(&mut segue);
    let path = closed.claude().join("session-reports/s1-report.md");
    let first = fs::read_to_string(&path).expect("the report's file");
    let report = segue.report("s1").expect("report");
    assert_eq!(report.revision, 1);
    assert_eq!(report.fresh, usage(&mut segue, "s1"));
    assert_eq!(
        report.lines.iter().map(|line| line.fresh).sum::<u64>(),
        report.fresh
    );
    assert_eq!(
        report.lines.iter().map(|line| line.weighted).sum::<u64>(),
        report.weighted
    );
    assert_eq!(report.calls, 4);
    assert_eq!(report.path.as_deref(), path.to_str());
    assert!(first.contains(&report.markdown.lines().next().expect("heading").to_owned()));
    assert!(first.contains("Estimated were ~"), "{first}");
    assert!(first.contains("## What the model learned"), "{first}");
    insta::assert_snapshot!("a_report_on_a_plan", report.markdown);

    // Looking again changes nothing.
    learn(&mut segue);
    assert_eq!(fs::read_to_string(&path).expect("file"), first);

    // Resumed: revision 2, in the same file.
    append(&closed.transcript("s1"), &[]);
    work.number += 1;
    let line = at(
        work.answer(&json!([{ "type": "text", "text": "More." }])),
        10,
        25,
        0,
    );
    append(&closed.transcript("s1"), &[line]);
    hand.set("2026-11-21T10:45:00Z".parse().expect("time"));
    learn(&mut segue);
    let report = segue.report("s1").expect("report");
    assert_eq!((report.revision, report.calls), (2, 5));
    assert_eq!(report.fresh, usage(&mut segue, "s1"));
    assert_eq!(
        report.lines.iter().map(|line| line.fresh).sum::<u64>(),
        report.fresh
    );
    assert!(
        fs::read_to_string(&path)
            .expect("file")
            .contains("revision 2: the session went on")
    );
    assert_eq!(segue.reports(10).expect("reports").len(), 1);

    let accuracy = segue.accuracy().expect("accuracy");
    assert_eq!(accuracy.points.len(), 1);
    assert_eq!(accuracy.points[0].actual, report.fresh);
}

#[test]
fn a_report_that_a_person_changed_is_left_alone() {
    let (closed, hand, mut segue) = begin();
    let mut work = Work::new(&closed, "s1");
    work.say(41);
    hand.set("2026-11-21T10:20:00Z".parse().expect("time"));
    learn(&mut segue);
    let report = segue.report("s1").expect("report");
    let path = report.path.expect("file");
    assert!(report.estimate.is_none());
    assert!(
        report
            .markdown
            .contains("No estimate was saved; the model as it stood before this session would have said")
    );
    fs::write(&path, "# Mine\n").expect("edit");

    work.number += 1;
    let line = at(
        work.answer(&json!([{ "type": "text", "text": "More." }])),
        10,
        25,
        0,
    );
    append(&closed.transcript("s1"), &[line]);
    hand.set("2026-11-21T10:45:00Z".parse().expect("time"));
    learn(&mut segue);
    assert_eq!(fs::read_to_string(&path).expect("file"), "# Mine\n");
    let beside = Path::new(&path).with_file_name("s1-report-2.md");
    assert!(
        fs::read_to_string(beside)
            .expect("beside it")
            .contains("revision 2")
    );
}

#[test]
fn no_file_is_written_when_reports_are_off() {
    let (closed, hand, mut segue) = begin();
    segue
        .set_setting("reports.write", "false", "cli")
        .expect("setting");
    let mut work = Work::new(&closed, "s1");
    work.say(41);
    hand.set("2026-11-21T10:20:00Z".parse().expect("time"));
    learn(&mut segue);
    let report = segue.report("s1").expect("report");
    assert_eq!(report.path, None);
    assert!(!closed.claude().join("session-reports").exists());
}
