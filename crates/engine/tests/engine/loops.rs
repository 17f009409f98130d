//! The owner's loop: an appended line, a guest's write and a new folder reach the faces without being asked for.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use segue_engine::view::{IndexMode, Topic, UsageQuery};
use segue_engine::{Faces, Loops, Notice, Notifier, Occasion, Segue};
use serde_json::json;

use crate::support::{Closed, answer, append, prompt};

/// Far more than it takes; only a failure waits so long.
const LIMIT: Duration = Duration::from_secs(60);

fn start(closed: &Closed, notifier: Option<Box<dyn Notifier>>) -> (Loops, Receiver<Vec<Topic>>) {
    let (send, receive) = channel();
    let changed = Box::new(move |topics: &[Topic]| {
        send.send(topics.to_vec()).ok();
    });
    (
        Loops::start(&closed.world, Faces { changed, notifier }).expect("start"),
        receive,
    )
}

/// Waits until `is_so` after some change that the loop told of.
fn until(told: &Receiver<Vec<Topic>>, what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + LIMIT;
    while !is_so() {
        next(told, end, what);
    }
}

/// What the loop tells next.
fn next(told: &Receiver<Vec<Topic>>, end: Instant, what: &str) -> Vec<Topic> {
    let left = end.saturating_duration_since(Instant::now());
    told.recv_timeout(left)
        .unwrap_or_else(|_| panic!("never told: {what}"))
}

fn outputs(segue: &mut Segue) -> u64 {
    segue
        .usage(&UsageQuery::default())
        .expect("usage")
        .totals
        .output_tokens
}

#[test]
fn an_appended_line_is_told_of_after_it_was_committed() {
    let closed = Closed::new();
    append(&closed.transcript("s1"), &[answer("s1", 1, 10)]);
    let (loops, told) = start(&closed, None);
    let mut segue = Segue::open(&closed.world).expect("open");
    until(&told, "the first look", || outputs(&mut segue) == 10);
    append(&closed.transcript("s1"), &[answer("s1", 2, 20)]);
    until(&told, "the appended line", || outputs(&mut segue) == 30);
    assert_eq!(segue.status().expect("status").index.mode, IndexMode::Watching);
    drop(loops);
    assert_eq!(
        segue.status().expect("status").index.mode,
        IndexMode::OnDemand,
        "the lease is free at once"
    );
}

#[test]
fn a_config_folder_that_appears_later_is_noticed() {
    let closed = Closed::new();
    let (_loops, told) = start(&closed, None);
    let mut segue = Segue::open(&closed.world).expect("open");
    until(&told, "the first look", || {
        segue.status().expect("status").index.refreshed_at.is_some()
    });
    append(&closed.transcript("s1"), &[answer("s1", 1, 10)]);
    until(&told, "the new folder", || outputs(&mut segue) == 10);
}

#[test]
fn what_a_guest_writes_is_told_of() {
    let closed = Closed::new();
    let (_loops, told) = start(&closed, None);
    let mut guest = Segue::open(&closed.world).expect("open");
    until(&told, "the first look", || {
        guest.status().expect("status").index.refreshed_at.is_some()
    });
    guest.set_setting("ui.theme", "dark", "cli").expect("set");
    let end = Instant::now() + LIMIT;
    while !next(&told, end, "the setting").contains(&Topic::Settings) {}
}

struct Shown(std::sync::Mutex<std::sync::mpsc::Sender<Notice>>);

impl Notifier for Shown {
    fn show(&self, notice: &Notice) -> Result<(), String> {
        let sender = self.0.lock().map_err(|error| error.to_string())?;
        sender.send(notice.clone()).map_err(|error| error.to_string())
    }
}

#[test]
fn a_threshold_is_told_once() {
    let closed = Closed::new();
    let (send, shown) = channel();
    let (_loops, _told) = start(&closed, Some(Box::new(Shown(std::sync::Mutex::new(send)))));
    let mut guest = Segue::open(&closed.world).expect("open");
    let percent = |percent: u32| {
        let line = json!({ "session_id": "s1", "rate_limits": {
            "five_hour": { "used_percentage": percent, "resets_at": 1_795_262_400 },
        } });
        line.to_string().into_bytes()
    };
    guest.note_statusline(&percent(83)).expect("note");
    let first = shown.recv_timeout(LIMIT).expect("an alert at 83 %");
    assert!(first.title.contains("83 %"), "{first:?}");
    guest.note_statusline(&percent(84)).expect("note");
    guest.note_statusline(&percent(91)).expect("note");
    let second = shown.recv_timeout(LIMIT).expect("an alert at 91 %");
    assert!(second.title.contains("91 %"), "84 % was told again: {second:?}");
}

#[test]
fn what_a_session_decided_is_remembered_without_being_asked_for() {
    let closed = Closed::new();
    let said = prompt("s1", "We decided to keep the cache in SQLite.");
    append(&closed.transcript("s1"), &[said, answer("s1", 1, 10)]);
    let (_loops, told) = start(&closed, None);
    let mut segue = Segue::open(&closed.world).expect("open");
    let demo = std::path::Path::new("/home/dev/demo");
    until(&told, "memory", || {
        let digest = segue.digest(demo, Occasion::Startup).expect("digest");
        digest.text.contains("We decided to keep the cache in SQLite.")
    });
}

#[test]
fn what_has_finished_is_learned_from_beside_the_loop() {
    let closed = Closed::new();
    append(
        &closed.transcript("s1"),
        &[prompt("s1", "Fix the crash"), answer("s1", 1, 20_000)],
    );
    let mut segue = Segue::open(&closed.world).expect("open");
    let (_loops, told) = start(&closed, None);
    until(&told, "the first lesson", || {
        segue.model().expect("model").sessions == 1
    });
    // It goes on, and a hook tells of its end.
    append(&closed.transcript("s1"), &[answer("s1", 59, 25_000)]);
    until(&told, "the appended line", || outputs(&mut segue) == 45_000);
    let ended = json!({ "session_id": "s1", "hook_event_name": "SessionEnd" });
    segue_engine::answer_hook(&closed.world, "session-end", ended.to_string().as_bytes());
    until(&told, "the next lesson", || {
        segue.model().expect("model").version == 2
    });
}
