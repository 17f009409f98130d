//! The closed world: a temp folder, an empty environment, a fixed clock. Nothing of the machine is read.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::transcript::Transcript;

/// When every command runs, unless it says otherwise.
pub(crate) const NOW: &str = "2026-11-21T10:00:00Z";
/// The session with the fullest context.
pub(crate) const LIVE: &str = "a1b2c3d4-0000-4000-8000-000000000001";
/// A past session in another project.
pub(crate) const PAST: &str = "b2c3d4e5-0000-4000-8000-000000000002";

/// What Claude Code sends to a statusline; the windows reset at 12:00 and four days later.
pub(crate) const STATUSLINE: &str = r#"{"session_id":"a1b2c3d4-0000-4000-8000-000000000001","cwd":"/home/dev/work/api-server","model":{"id":"claude-opus-4-8","display_name":"Opus 4.8"},"version":"2.1.329","context_window":{"context_window_size":200000,"current_usage":{"input_tokens":12,"output_tokens":900,"cache_creation_input_tokens":2000,"cache_read_input_tokens":141000},"used_percentage":71},"rate_limits":{"five_hour":{"used_percentage":62,"resets_at":1795262400},"seven_day":{"used_percentage":31,"resets_at":1795608000}}}"#;

/// One closed world; gone when dropped.
pub(crate) struct World {
    root: PathBuf,
    _folder: TempDir,
}

/// How a command ended and what it printed.
#[must_use = "snapshot it or assert success"]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl World {
    /// A machine on which nothing has happened.
    pub(crate) fn empty() -> World {
        let folder = tempfile::tempdir().expect("the temp folder can be written");
        let root = folder.path().canonicalize().expect("it was just made");
        for part in ["home/.claude/projects", "home/.claude/sessions", "bin"] {
            fs::create_dir_all(root.join(part)).expect("the temp folder can be written");
        }
        World {
            root,
            _folder: folder,
        }
    }

    /// Two projects, a live session with a full context, a limit hit, and quota told two and a half minutes ago.
    pub(crate) fn busy() -> World {
        let world = World::empty();
        Transcript::begin("/home/dev/work/docs", PAST)
            .prompt(
                "2026-11-19T14:00:00Z",
                "Write the README, \"quoted\", with commas",
            )
            .response(
                "2026-11-19T14:00:20Z",
                "claude-haiku-4-5",
                [400, 1_500, 12_000, 0],
            )
            .limit_hit("2026-11-20T08:00:00Z")
            .save(&world);
        Transcript::begin("/home/dev/work/api-server", LIVE)
            .title("Fix the login flow")
            .prompt("2026-11-21T08:30:00Z", "Fix the login flow")
            .read_file(
                "2026-11-21T08:30:10Z",
                "claude-opus-4-8",
                "/home/dev/work/api-server/src/login.rs",
            )
            .response(
                "2026-11-21T09:20:00Z",
                "claude-opus-4-8",
                [12, 900, 2_000, 141_000],
            )
            .save(&world);
        world.live(LIVE, "/home/dev/work/api-server");
        let told = world
            .command("2026-11-21T09:57:30Z", &["statusline"])
            .feed(STATUSLINE);
        assert_eq!(
            (told.code, told.stderr.as_str()),
            (Some(0), ""),
            "{}",
            told.stdout
        );
        world
    }

    /// Registers a session as held open by this very process.
    fn live(&self, session_id: &str, cwd: &str) {
        let pid = std::process::id();
        let entry = format!(
            r#"{{"pid":{pid},"sessionId":"{session_id}","cwd":"{cwd}","version":"2.1.329","kind":"interactive","status":"busy"}}"#
        );
        fs::write(
            self.path("home/.claude/sessions").join(format!("{pid}.json")),
            entry,
        )
        .expect("the temp folder can be written");
    }

    /// A path in this world.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Runs `segue` at the fixed time.
    pub(crate) fn segue(&self, args: &[&str]) -> Ended {
        self.command(NOW, args).feed("")
    }

    /// Runs `segue`, which must succeed, and returns what it printed.
    pub(crate) fn prints(&self, args: &[&str]) -> String {
        let ended = self.segue(args);
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{args:?}\n{}",
            ended.stdout
        );
        ended.stdout
    }

    /// A `segue` to be run at an instant.
    #[expect(clippy::disallowed_methods, reason = "the program under test is started here")]
    pub(crate) fn command(&self, now: &str, args: &[&str]) -> Prepared {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command
            .args(args)
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.path("home"))
            .env("CLAUDE_CONFIG_DIR", self.path("home/.claude"))
            .env("SEGUE_HOME", self.path("segue"))
            .env("SEGUE_TIMER", "none")
            .env("SEGUE_NOW", now)
            .env("TMPDIR", self.path("home"))
            .env("TZ", "UTC")
            .env("SEGUE_TIMER", "none")
            .current_dir(self.path("home"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Prepared(command)
    }

    /// The text without what differs from run to run: this world's folder, process ids, and what the ticking clock moves.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let root = self.root.to_string_lossy();
        let pid = format!("\"pid\": {}", std::process::id());
        text.replace(root.as_ref(), "[world]")
            .replace(&pid, "\"pid\": [pid]")
    }
}

/// A command that can still be changed.
pub(crate) struct Prepared(Command);

impl Prepared {
    /// Sets a variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<Path>) -> Prepared {
        self.0.env(name, value.as_ref());
        self
    }

    /// Starts it, with everything piped.
    pub(crate) fn start(mut self) -> Child {
        self.0.spawn().expect("the program was built")
    }

    /// Runs it to its end with this input.
    pub(crate) fn feed(self, input: &str) -> Ended {
        let mut child = self.start();
        // A command that does not read its input may be gone before it is written.
        drop(
            child
                .stdin
                .take()
                .map(|mut stdin| stdin.write_all(input.as_bytes())),
        );
        let output = child.wait_with_output().expect("a child can be waited for");
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("it prints UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("it prints UTF-8"),
        }
    }
}

/// Compares with the kept snapshot of this name.
pub(crate) fn check(world: &World, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (moving, still) in [
        // Instants at or just after the fixed time: the clock ticks while a command runs.
        (r"2026-11-21T(10:00:0|09:57:3)\d(\.\d+)?Z", "2026-11-21T$1?Z"),
        (
            r#""(time_percent|percent_per_hour|percent_at_reset)": \d[\d.]*"#,
            r#""$1": [moves]"#,
        ),
        (r#""(early_seconds|size_bytes)": \d+"#, r#""$1": [moves]"#),
        (r#""runs_out_at": "[^"]+""#, r#""runs_out_at": [moves]"#),
        (r"size       \d[\d.]* \w+", "size       [moves]"),
    ] {
        settings.add_filter(moving, still);
    }
    settings.bind(|| insta::assert_snapshot!(name, world.redacted(text)));
}
