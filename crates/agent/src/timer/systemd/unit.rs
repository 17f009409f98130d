//! Unit files as text. Pure.
//!
//! Quoting as in systemd.syntax(7) and systemd.service(5): words in double quotes with `\` and `"` escaped, `%` doubled
//! because it begins a specifier; `:` before the program switches the expansion of `$` off.

use std::fmt::Write;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Weekday;

use crate::timer::TimerError;
use crate::timer::job::{Job, Weekly};

/// Before the database's path, in a section that systemd does not read.
const DATABASE: &str = "Database=";

/// The timer: every moment, and the weekly rule in its own zone.
pub(super) fn timer(job: &Job) -> String {
    let mut text = head(job);
    text.push_str("\n[Timer]\n");
    for moment in &job.moments {
        // Whole seconds: a wake that comes a little early waits.
        let _infallible = writeln!(text, "OnCalendar={} UTC", moment.strftime("%Y-%m-%d %H:%M:%S"));
    }
    if let Some(rule) = &job.repeat {
        let _infallible = writeln!(text, "OnCalendar={}", weekly(rule));
    }
    text.push_str("AccuracySec=1s\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n");
    text
}

/// The service. It may run as long as a notice waits for an answer; what it starts outlives it (`KillMode=process`). When
/// it ends and its timer is gone, it takes its own file away.
pub(super) fn service(job: &Job, folder: &Path) -> Result<String, TimerError> {
    let words = job.words()?;
    let file = |ending: &str| quoted(&folder.join(format!("{}.{ending}", job.name)).to_string_lossy());
    let run: Vec<String> = if words[0].contains(['"', '\'', '\\']) {
        // A program's own path must not hold these; a shell takes any.
        ["/bin/sh", "-c", r#"exec "$@""#, "segue"]
            .into_iter()
            .chain(words)
            .map(quoted)
            .collect()
    } else {
        words.into_iter().map(quoted).collect()
    };
    let mut text = head(job);
    let _infallible = write!(text, "\n[Service]\nType=oneshot\nExecStart=:{}\n", run.join(" "));
    for (name, value) in &job.environment {
        let _infallible = writeln!(text, "Environment={}", quoted(&format!("{name}={value}")));
    }
    let clear = quoted(r#"[ -e "$1" ] || rm -f -- "$2""#);
    let _infallible = write!(
        text,
        "ExecStopPost=:\"/bin/sh\" \"-c\" {clear} \"segue\" {} {}\nKillMode=process\nTimeoutStartSec=3h\n\n[X-Segue]\n{DATABASE}{}\n",
        file("timer"),
        file("service"),
        quoted(&job.database())
    );
    Ok(text)
}

fn head(job: &Job) -> String {
    format!(
        "# Segue wrote this and removes it with the schedule.\n[Unit]\nDescription={}\n",
        job.title.replace('%', "%%")
    )
}

fn weekly(rule: &Weekly) -> String {
    let days: Vec<&str> = rule.days.iter().map(|day| short(*day)).collect();
    format!(
        "{} *-*-* {} {}",
        days.join(","),
        rule.time.strftime("%H:%M:%S"),
        rule.zone
    )
}

const fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('"', "\\\"").replace('%', "%%");
    format!("\"{escaped}\"")
}

/// The database's path, out of a service of ours.
pub(super) fn database(service: &str) -> Option<String> {
    let quoted = service.lines().find_map(|line| line.strip_prefix(DATABASE))?;
    let inside = quoted.strip_prefix('"')?.strip_suffix('"')?.replace("%%", "%");
    let mut text = String::with_capacity(inside.len());
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        text.push(if letter == '\\' { letters.next()? } else { letter });
    }
    Some(text)
}

/// Which of our timers run, and when they elapse next, as `systemctl list-timers --output=json` says.
pub(super) fn running(json: &str) -> Vec<(String, Option<Timestamp>)> {
    let Ok(serde_json::Value::Array(rows)) = serde_json::from_str(json) else {
        return Vec::new();
    };
    rows.iter()
        .filter_map(|row| {
            let name = row.get("unit")?.as_str()?.strip_suffix(".timer")?;
            let next = row.get("next").and_then(serde_json::Value::as_i64);
            let next = next.filter(|micros| *micros > 0);
            Some((
                name.to_owned(),
                next.and_then(|micros| Timestamp::from_microsecond(micros).ok()),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::job::{AWKWARD_DATABASE, awkward};

    #[test]
    fn moments_are_utc_and_the_weekly_rule_keeps_its_zone() {
        let expected = "\
# Segue wrote this and removes it with the schedule.
[Unit]
Description=Segue starts what is scheduled (schedule 3)

[Timer]
OnCalendar=2026-11-21 17:55:00 UTC
OnCalendar=2026-11-21 18:00:00 UTC
OnCalendar=2026-11-21 18:05:00 UTC
OnCalendar=Mon,Wed *-*-* 08:55:00 Europe/Paris
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
";
        assert_eq!(timer(&awkward()), expected);
    }

    #[test]
    fn every_letter_is_quoted_and_the_database_reads_back() {
        let text = service(&awkward(), Path::new("/home/you/.config/systemd/user")).expect("service");
        let expected = r#"# Segue wrote this and removes it with the schedule.
[Unit]
Description=Segue starts what is scheduled (schedule 3)

[Service]
Type=oneshot
ExecStart=:"/bin/sh" "-c" "exec \"$@\"" "segue" "/home/you/my \"apps\" & <co>/$x %%h it's/segue" "wake"
Environment="PATH=/home/you/a b:/opt/$HOME/%%h/\"c\"'d'\\e"
Environment="LANG=C.UTF-8"
ExecStopPost=:"/bin/sh" "-c" "[ -e \"$1\" ] || rm -f -- \"$2\"" "segue" "/home/you/.config/systemd/user/segue-wake-1a2b3c4d-3.timer" "/home/you/.config/systemd/user/segue-wake-1a2b3c4d-3.service"
KillMode=process
TimeoutStartSec=3h

[X-Segue]
Database="/home/you/data & \"more\" %%h/it's\\$1/segue.db"
"#;
        assert_eq!(text, expected);
        assert_eq!(database(&text).as_deref(), Some(AWKWARD_DATABASE));
    }

    #[test]
    fn timers_are_read_from_json_and_nonsense_is_none() {
        let json = r#"[{"next":1795283700000000,"left":1,"last":0,"passed":0,"unit":"segue-wake-1a2b3c4d-3.timer","activates":"x"},
            {"next":null,"unit":"segue-wake-1a2b3c4d-4.timer"},{"unit":"other.service"}]"#;
        let found = running(json);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0].1.map(|at| at.to_string()).as_deref(),
            Some("2026-11-21T17:55:00Z")
        );
        assert_eq!(found[1], ("segue-wake-1a2b3c4d-4".to_owned(), None));
        assert!(running("0 timers listed.").is_empty());
    }

    /// systemd's own word on the units, where it is installed.
    #[cfg(target_os = "linux")]
    #[test]
    fn systemd_finds_nothing_wrong_with_them() {
        use std::os::unix::fs::PermissionsExt;
        use std::time::Duration;

        let Some(analyze) = crate::find_program("systemd-analyze", "/usr/bin:/bin") else {
            return;
        };
        let temp = tempfile::tempdir().expect("temp");
        let run = |args: &[&str]| {
            let start = crate::Start {
                program: &analyze,
                args,
                cwd: None,
                env: &[("XDG_RUNTIME_DIR", temp.path().to_str().expect("path"))],
            };
            crate::finish(&start, Duration::from_secs(20)).expect("run")
        };
        for folder in ["plain", "a b", "$x %h & <y>", r#"my "own" it's \e"#] {
            let folder = temp.path().join(folder);
            std::fs::create_dir_all(&folder).expect("folder");
            let program = folder.join("segue");
            std::fs::write(&program, "#!/bin/sh\n").expect("program");
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("mode");
            let job = Job { program, ..awkward() };
            let units = [
                (temp.path().join(format!("{}.timer", job.name)), timer(&job)),
                (
                    temp.path().join(format!("{}.service", job.name)),
                    service(&job, &folder).expect("service"),
                ),
            ];
            let mut args = vec!["--user".to_owned(), "verify".to_owned()];
            for (path, text) in &units {
                std::fs::write(path, text).expect("unit");
                args.push(path.to_string_lossy().into_owned());
            }
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let said = run(&args);
            let words = String::from_utf8_lossy(&said.err).into_owned();
            assert!(
                said.code == Some(0) && !words.contains("segue-wake"),
                "{folder:?}: {words}"
            );
        }
        let rule = weekly(&awkward().repeat.expect("rule"));
        let said = run(&["calendar", "--base-time=2026-11-21 18:00:00 UTC", &rule]);
        let words = String::from_utf8_lossy(&said.out).into_owned();
        assert!(words.contains("2026-11-23 07:55:00 UTC"), "{words}");
        assert!(Path::new(&analyze).is_absolute());
    }
}
