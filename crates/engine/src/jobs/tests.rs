//! Jobs follow the schedules, against a `systemctl` that notes what it is told.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use segue_plan::schedule::{Due, ScheduleState, Spec, Start, When};

use super::*;
use crate::view::Verdict;
use crate::world::{Environment, World};

struct Place {
    temp: tempfile::TempDir,
    segue: Segue,
}

/// A home with a systemd that answers, and the `segue` that is to be run beside it.
fn place() -> Place {
    place_with("")
}

fn place_with(then: &str) -> Place {
    let temp = tempfile::tempdir().expect("temp");
    let bin = temp.path().join("bin");
    std::fs::create_dir_all(&bin).expect("bin");
    let log = temp.path().join("log");
    let program = |name: &str, text: &str| {
        let path = bin.join(name);
        std::fs::write(&path, text).expect("program");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("mode");
        path
    };
    program(
        "systemctl",
        &format!("#!/bin/sh\necho \"$*\" >>'{}'\n{then}\n", log.display()),
    );
    let own = program("segue", "#!/bin/sh\n");
    let world = World::from(&Environment {
        home: Some(temp.path().join("home")),
        segue_home: Some(temp.path().join("segue")),
        path: Some(bin.display().to_string()),
        program: Some(own),
        for_jobs: vec![("PATH".to_owned(), "/usr/bin".to_owned())],
        ..Environment::default()
    })
    .expect("world");
    let segue = Segue::open(&world).expect("open");
    Place { temp, segue }
}

impl Place {
    /// A schedule with a start in so many minutes.
    fn schedule(&mut self, minutes: i64) -> i64 {
        let now = self.segue.world.clock.now();
        let at = now + SignedDuration::from_mins(minutes);
        let when = When::At {
            at,
            zone: "UTC".to_owned(),
        };
        let spec = Spec::new("/home/you/code/api-server", when);
        let store = &mut self.segue.store;
        let num = store
            .add_schedule(&spec, None, "/home/you/.claude", "cli", now)
            .expect("add");
        self.pose(num, at);
        num
    }

    fn pose(&mut self, num: i64, at: Timestamp) {
        let due = Due {
            occurrence: "once".to_owned(),
            at,
            reset: None,
        };
        let now = self.segue.world.clock.now();
        let session = format!("{num:08x}-0000-4000-8000-000000000000");
        self.segue
            .store
            .pose_start(num, &Start::new(&due), &session, true, "cli", now)
            .expect("pose")
            .expect("first");
    }

    fn cancel(&mut self, num: i64) {
        let now = self.segue.world.clock.now();
        let (from, to) = (ScheduleState::Active, ScheduleState::Cancelled);
        self.segue
            .store
            .set_schedule_state(num, from, to, "cli", now)
            .expect("cancel");
    }

    fn keep(&mut self) {
        keep_true(&mut self.segue).expect("keep");
    }

    fn row(&self) -> JobRow {
        self.segue.store.jobs().expect("jobs").pop().expect("a job")
    }

    fn units(&self) -> PathBuf {
        self.temp.path().join("home/.config/systemd/user")
    }

    /// What systemctl was told since the last time.
    fn told(&self) -> Vec<String> {
        let log = self.temp.path().join("log");
        let told = std::fs::read_to_string(&log).unwrap_or_default();
        drop(std::fs::remove_file(&log));
        told.lines()
            .map(|line| line.replace("--user --no-ask-password --no-pager ", ""))
            .collect()
    }

    fn timer_check(&mut self) -> crate::view::Check {
        let mut checks = checks(&self.segue).expect("checks");
        checks.swap_remove(0)
    }
}

#[test]
fn a_job_is_put_once_and_goes_with_its_schedule() {
    let mut place = place();
    let num = place.schedule(60);
    place.keep();
    let row = place.row();
    assert!(row.put_at.is_some() && row.failure.is_none(), "{row:?}");
    let timer = place.units().join(format!("{}.timer", row.name));
    let service = std::fs::read_to_string(timer.with_extension("service")).expect("service");
    let program = place.temp.path().join("bin/segue");
    assert!(
        service.contains(&format!("ExecStart=:\"{}\" \"wake\"", program.display())),
        "{service}"
    );
    let home = place.temp.path().join("segue");
    assert!(
        service.contains(&format!("Environment=\"SEGUE_HOME={}\"", home.display())),
        "{service}"
    );
    assert!(place.told().contains(&format!("enable {}.timer", row.name)));

    place.keep();
    assert!(place.told().is_empty(), "nothing differs, nobody is asked");
    assert!(
        words_of(&place.segue, num)
            .expect("words")
            .expect("a job")
            .starts_with("systemd timer segue-wake-")
    );
    assert!(
        wake_words(&place.segue)
            .expect("words")
            .starts_with("With the app closed, systemd wakes Segue, next ")
    );

    place.cancel(num);
    place.keep();
    assert!(
        place
            .told()
            .contains(&format!("disable --now {}.timer", row.name))
    );
    assert!(!timer.exists() && !timer.with_extension("service").exists());
    assert!(place.segue.store.jobs().expect("jobs").is_empty());
}

#[test]
fn a_moved_start_moves_its_job() {
    let mut place = place();
    let num = place.schedule(60);
    place.keep();
    let before = place.row();
    let event = segue_plan::schedule::Event::Moved {
        due: place.segue.world.clock.now() + SignedDuration::from_mins(15),
        reset: None,
        why: None,
        tell: false,
        wished_now: false,
    };
    let now = place.segue.world.clock.now();
    let start = place.segue.store.starts_of(num).expect("starts").remove(0);
    place
        .segue
        .store
        .change_start(start.num, &event, "cli", now)
        .expect("change")
        .expect("moved");
    place.keep();
    let after = place.row();
    assert_ne!(before.fingerprint, after.fingerprint);
    assert!(after.next < before.next && after.put_at.is_some(), "{after:?}");
}

#[test]
fn switched_off_there_are_no_jobs() {
    let mut place = place();
    place.schedule(60);
    place.keep();
    let name = place.row().name;
    place
        .segue
        .set_setting("schedule.wake", "false", "cli")
        .expect("set");
    assert!(!place.units().join(format!("{name}.timer")).exists());
    assert!(place.segue.store.jobs().expect("jobs").is_empty());
    assert!(
        wake_words(&place.segue)
            .expect("words")
            .contains("schedule.wake is off")
    );
    place.segue.unset_setting("schedule.wake", "cli").expect("unset");
    assert!(place.units().join(format!("{name}.timer")).exists());
}

#[test]
fn a_job_that_cannot_be_made_is_said_and_stops_nobody() {
    let mut place = place_with("case \"$*\" in *enable*) echo 'Access denied' >&2; exit 1;; esac");
    place.schedule(60);
    place.keep();
    let row = place.row();
    assert_eq!(row.failure.as_deref(), Some("systemctl said: Access denied"));
    let words = wake_words(&place.segue).expect("words");
    assert_eq!(
        words,
        "With the app closed, nothing will start: systemctl said: Access denied."
    );
    assert_eq!(place.timer_check().verdict, Verdict::Bad);
    place.told();
    place.keep();
    assert!(place.told().is_empty(), "it is not tried again at once");
}

#[test]
fn without_any_timer_the_person_is_told_which_were_tried() {
    let mut place = place_with("echo 'Failed to connect to bus' >&2; exit 1");
    assert_eq!(place.timer_check().verdict, Verdict::Hint);
    place.schedule(60);
    place.keep();
    let failure = place.row().failure.expect("failure");
    assert!(
        failure.contains("no systemd of yours answers (Failed to connect to bus)"),
        "{failure}"
    );
    assert!(failure.contains("at is not on the PATH"), "{failure}");
    assert_eq!(place.timer_check().verdict, Verdict::Bad);
}

#[test]
fn strays_are_found_and_only_they_are_removed() {
    let mut place = place();
    place.schedule(60);
    place.keep();
    let kept = place.row().name;
    let units = place.units();
    let elsewhere = place.temp.path().join("elsewhere.db");
    std::fs::write(&elsewhere, "").expect("write");
    let unit = |name: &str, database: &std::path::Path| {
        let text = format!("[X-Segue]\nDatabase=\"{}\"\n", database.display());
        std::fs::write(units.join(format!("{name}.service")), text).expect("service");
        std::fs::write(units.join(format!("{name}.timer")), "[Timer]\n").expect("timer");
    };
    let of_nothing = format!("{kept}99");
    let own = place.segue.world.places.database();
    unit(&of_nothing, &own);
    unit("segue-wake-00000000-1", &place.temp.path().join("gone.db"));
    unit("segue-wake-00000001-1", &elsewhere);
    unit("backup", &place.temp.path().join("gone.db"));
    // The person took our own away by hand.
    std::fs::remove_file(units.join(format!("{kept}.timer"))).expect("remove");

    let found: Vec<String> = strays(&place.segue)
        .expect("strays")
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    let repaired = place.segue.repair_jobs().expect("repair");
    assert_eq!(repaired.removed.len(), 2, "{repaired:?}");
    assert_eq!(repaired.put, [format!("systemd timer {kept}.timer")]);
    let mut left: Vec<String> = std::fs::read_dir(&units)
        .expect("folder")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".timer"))
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            "backup.timer".to_owned(),
            "segue-wake-00000001-1.timer".to_owned(),
            format!("{kept}.timer")
        ]
    );
}
