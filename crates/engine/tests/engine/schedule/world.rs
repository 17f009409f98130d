//! The world of these tests.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use segue_engine::{Clock, Environment, Hand, Notice, Notifier, Segue, WakeUntil, Woken, World};
use segue_plan::schedule::{Spec, When};
use segue_store::{StartRow, Store};
use serde_json::json;

use crate::support::append;

/// The clock's start: a Saturday.
pub(super) const NOW: &str = "2026-11-21T10:00:00Z";

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().expect("time")
}

/// A closed world with a clock that stands until it is moved.
pub(super) struct Planned {
    folder: tempfile::TempDir,
    pub(super) world: World,
    pub(super) hand: Hand,
    pub(super) segue: Segue,
    pub(super) shown: Shown,
}

/// Notifications that were shown.
#[derive(Default)]
pub(super) struct Shown(Mutex<Vec<Notice>>);

impl Notifier for Shown {
    fn show(&self, notice: &Notice) -> Result<(), String> {
        self.0
            .lock()
            .map_err(|error| error.to_string())?
            .push(notice.clone());
        Ok(())
    }
}

impl Shown {
    /// What was shown since the last time this was asked.
    pub(super) fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut self.0.lock().expect("notices"))
    }

    /// The same, titles only.
    pub(super) fn titles(&self) -> Vec<String> {
        self.take().into_iter().map(|notice| notice.title).collect()
    }
}

impl Planned {
    pub(super) fn new() -> Planned {
        let mut planned = Planned::by_the_clock();
        let (clock, hand) = Clock::by_hand(at(NOW));
        planned.world.clock = clock;
        planned.hand = hand;
        planned.segue = Segue::open(&planned.world).expect("open");
        planned
    }

    /// One in which time passes by itself.
    pub(super) fn by_the_clock() -> Planned {
        let folder = tempfile::tempdir().expect("temp dir");
        let bin = folder.path().join("bin");
        let script = |name: &str, text: &str| {
            let path = bin.join(name);
            fs::create_dir_all(&bin).expect("bin");
            fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("script");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("mode");
            path
        };
        script("claude", CLAUDE);
        let terminal = script("term", "shift\nexec \"$@\"");
        let gate = script(
            "segue",
            &format!("echo \"$@\" >> '{}'", folder.path().join("gates").display()),
        );
        let environment = Environment {
            home: Some(folder.path().to_owned()),
            claude_config_dir: Some(folder.path().join("claude").to_string_lossy().into_owned()),
            segue_home: Some(folder.path().join("segue")),
            tz: Some("UTC".to_owned()),
            path: Some(format!("{}:/usr/bin:/bin", bin.display())),
            terminal: Some(terminal.to_string_lossy().into_owned()),
            display: true,
            program: Some(gate),
            ..Environment::default()
        };
        let world = World::from(&environment).expect("world");
        let (_, hand) = Clock::by_hand(at(NOW));
        let mut segue = Segue::open(&world).expect("open");
        // The system of the machine that tests is left alone.
        segue
            .set_setting("schedule.wake", "false", "cli")
            .expect("setting");
        // Most of these tests say what is known of the quota; the others switch it on.
        segue
            .set_setting("quota.ask_claude", "false", "cli")
            .expect("setting");
        fs::create_dir_all(folder.path().join("api-server")).expect("project");
        Planned {
            folder,
            world,
            hand,
            segue,
            shown: Shown::default(),
        }
    }

    /// A project's folder.
    pub(super) fn project(&self) -> PathBuf {
        self.folder.path().join("api-server")
    }

    /// A plan for it, with something to do.
    pub(super) fn plan(&self, when: When) -> Spec {
        let mut spec = Spec::new(&self.project().to_string_lossy(), when);
        spec.prompt = "Fix the login flow".to_owned();
        spec
    }

    pub(super) fn at(&self, time: &str) -> When {
        When::At {
            at: at(time),
            zone: "UTC".to_owned(),
        }
    }

    /// Plans it; the number of its first start.
    pub(super) fn add(&mut self, spec: &Spec) -> i64 {
        let schedule = self.segue.add_schedule(spec, "cli").expect("plan");
        schedule.next.expect("a start").id
    }

    /// Moves the clock and takes a turn, as who has the lease would.
    pub(super) fn go_to(&mut self, time: &str) -> Woken {
        self.hand.set(at(time));
        self.turn()
    }

    pub(super) fn go_on(&mut self, seconds: i64) -> Woken {
        self.hand.advance(SignedDuration::from_secs(seconds));
        self.turn()
    }

    pub(super) fn turn(&mut self) -> Woken {
        self.segue
            .wake(Some(&self.shown), WakeUntil::OneTurn)
            .expect("turn")
    }

    pub(super) fn row(&self, start: i64) -> StartRow {
        self.store().start(start).expect("read").expect("a start")
    }

    pub(super) fn state(&self, start: i64) -> &'static str {
        let row = self.row(start);
        if let Some(why) = &row.start.why {
            println!("{start}: {why}");
        }
        row.start.state.as_str()
    }

    pub(super) fn store(&self) -> Store {
        Store::open(&self.world.places.database()).expect("store")
    }

    /// What the gate does before it becomes Claude Code. False when it lost.
    pub(super) fn gate(&self, start: i64) -> bool {
        let session = self.row(start).session_id;
        let now = self.world.clock.now();
        let pid = std::process::id();
        self.store()
            .begin_start(start, &session, pid, None, now)
            .expect("claim")
    }

    /// What Claude Code does then.
    pub(super) fn write_transcript(&self, start: i64) {
        let session = self.row(start).session_id;
        let project = self.project().canonicalize().expect("project");
        let name: String = project
            .to_string_lossy()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let file = self
            .claude()
            .join("projects")
            .join(name)
            .join(format!("{session}.jsonl"));
        let line = json!({
            "type": "user", "uuid": format!("u-{session}"), "parentUuid": null, "isSidechain": false, "sessionId": session,
            "cwd": project, "version": "2.1.329", "timestamp": self.world.clock.now().to_string(),
            "message": { "role": "user", "content": "Fix the login flow" },
        });
        append(&file, &[line]);
    }

    pub(super) fn claude(&self) -> PathBuf {
        self.folder.path().join("claude")
    }

    /// How often a gate was opened. One that is being opened is waited for.
    pub(super) fn gates(&self) -> usize {
        let starts = self
            .store()
            .starts_between(Timestamp::MIN, Timestamp::MAX)
            .expect("starts");
        let expected: u32 = starts.iter().map(|row| row.start.attempts).sum();
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let log = fs::read_to_string(self.folder.path().join("gates")).unwrap_or_default();
            let opened = log
                .lines()
                .filter(|line| line.starts_with("begin ") && !line.contains("--ended"))
                .count();
            if opened >= expected as usize || Instant::now() > end {
                return opened;
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    /// A reading of the 5-hour window, as the statusline tells it.
    pub(super) fn five_hour(&mut self, percent: f64, resets_at: &str) {
        let line = json!({ "session_id": "s1", "rate_limits": {
            "five_hour": { "used_percentage": percent, "resets_at": at(resets_at).as_second() },
        } });
        self.segue
            .note_statusline(line.to_string().as_bytes())
            .expect("note");
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        write(&self.folder.path().join(name), text);
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect(name)
    }
}

pub(super) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("parent")).expect("folders");
    fs::write(path, text).expect("write");
}

/// Logged in; asked for the quota it answers with what stands in the file `usage` beside its folder, if it does.
const CLAUDE: &str = r#"here="$(dirname "$(dirname "$0")")"
case "$1" in
  auth) printf '{"loggedIn":true,"authMethod":"claude.ai"}\n'; exit 0 ;;
esac
read -r question
echo "$question" >> "$here/asked"
if [ -f "$here/usage" ]; then cat "$here/usage"; fi
cat >/dev/null"#;
