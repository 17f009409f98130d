//! The person's own systemd: a timer and a service per job, in the folder for the person's units.
//!
//! It runs them while the person is logged in (always, with lingering), and after a sleep or a start for what was missed.

mod unit;

use std::path::PathBuf;

use jiff::Timestamp;

use super::job::{Job, JobFound};
use super::run::{self, Said};
use super::{Machine, Put, TimerError, files};

const SYSTEMCTL: &str = "systemctl";
/// What the manager is told of at login: its own word is newer than ours.
const OF_SESSION: &[&str] = &["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"];

fn ask(machine: &Machine, args: &[&str]) -> Result<Said, TimerError> {
    run::ask(machine, SYSTEMCTL, &user(args))
}

fn tell(machine: &Machine, args: &[&str]) -> Result<Said, TimerError> {
    run::tell(machine, SYSTEMCTL, &user(args))
}

fn user<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["--user", "--no-ask-password", "--no-pager"]
        .into_iter()
        .chain(args.iter().copied())
        .collect()
}

pub(super) fn works(machine: &Machine) -> Result<(), String> {
    match ask(machine, &["show", "--property=Version"]) {
        Ok(said) if said.good => Ok(()),
        Ok(said) => Err(format!("no systemd of yours answers ({})", said.words())),
        Err(error) => Err(in_words(&error)),
    }
}

fn in_words(error: &TimerError) -> String {
    match error {
        TimerError::Unasked { source, .. } => format!("{error}: {source}"),
        other => other.to_string(),
    }
}

/// The folder for the person's units that the manager reads. It may have been started without our `XDG_CONFIG_HOME`.
fn folder(machine: &Machine) -> PathBuf {
    let usual = machine.home.join(".config/systemd/user");
    let Some(chosen) = &machine.config_home else {
        return usual;
    };
    let chosen = chosen.join("systemd/user");
    let read = ask(machine, &["show", "--property=UnitPath"]).map_or(String::new(), |said| said.out);
    let reads = |folder: &PathBuf| folder.to_str().is_some_and(|folder| read.contains(folder));
    if reads(&usual) && !reads(&chosen) {
        usual
    } else {
        chosen
    }
}

pub(super) fn put(machine: &Machine, job: &Job) -> Result<Put, TimerError> {
    let folder = folder(machine);
    let mut job = job.clone();
    forget_what_it_knows(machine, &mut job)?;
    let timer = format!("{}.timer", job.name);
    let wanted = [
        (folder.join(&timer), unit::timer(&job)),
        (
            folder.join(format!("{}.service", job.name)),
            unit::service(&job, &folder)?,
        ),
    ];
    let same = wanted
        .iter()
        .all(|(path, text)| files::holds(path, text.as_bytes()));
    if same && is_on(machine, &timer)? {
        return Ok(Put::Already);
    }
    for (path, text) in &wanted {
        files::write(path, text.as_bytes())?;
    }
    tell(machine, &["daemon-reload"])?;
    tell(machine, &["enable", &timer])?;
    // A timer that runs already keeps its old moments until it is started anew.
    tell(machine, &["restart", &timer])?;
    Ok(Put::Done)
}

/// Variables of the person's present session that the manager was told of are left to it: after the next login they differ.
fn forget_what_it_knows(machine: &Machine, job: &mut Job) -> Result<(), TimerError> {
    let known = tell(machine, &["show-environment"])?.out;
    let knows = |name: &str| {
        known
            .lines()
            .any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
    };
    job.environment
        .retain(|(name, _)| !(OF_SESSION.contains(&name.as_str()) && knows(name)));
    Ok(())
}

fn is_on(machine: &Machine, timer: &str) -> Result<bool, TimerError> {
    Ok(ask(machine, &["is-enabled", "--quiet", timer])?.good
        && ask(machine, &["is-active", "--quiet", timer])?.good)
}

pub(super) fn list(machine: &Machine) -> Result<Vec<JobFound>, TimerError> {
    let found = files::ours(&folder(machine), ".timer");
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let pattern = format!("{}*", super::job::PREFIX);
    let args = ["list-timers", "--all", "--output=json", &pattern];
    let running = ask(machine, &args).map_or(Vec::new(), |said| unit::running(&said.out));
    Ok(found
        .into_iter()
        .map(|(name, path)| {
            let text = std::fs::read_to_string(path.with_extension("service")).unwrap_or_default();
            let next = running.iter().find(|(running, _)| *running == name);
            JobFound {
                database: unit::database(&text).map(PathBuf::from),
                next: next.and_then(|(_, next): &(String, Option<Timestamp>)| *next),
                active: next.is_some(),
                name,
            }
        })
        .collect())
}

pub(super) fn remove(machine: &Machine, name: &str) -> Result<(), TimerError> {
    let folder = folder(machine);
    let timer = format!("{name}.timer");
    let (timer_file, service_file) = (folder.join(&timer), folder.join(format!("{name}.service")));
    if !timer_file.exists() && !service_file.exists() {
        return Ok(());
    }
    // Stopped before its file goes. A manager that does not answer has no timers: then the files are all there is.
    drop(ask(machine, &["disable", "--now", &timer]));
    // When it ran last is remembered in a file of its own.
    drop(ask(machine, &["clean", "--what=state", &timer]));
    files::remove(&timer_file)?;
    files::remove(&folder.join("timers.target.wants").join(&timer))?;
    if !runs(machine, name) {
        files::remove(&service_file)?;
    }
    drop(ask(machine, &["daemon-reload"]));
    Ok(())
}

/// The wake of this job runs, and may be what removes it. Read anew without its file, its service would no longer be one
/// that lets live what it has started; it removes the file itself when it ends.
fn runs(machine: &Machine, name: &str) -> bool {
    let state =
        ask(machine, &["is-active", &format!("{name}.service")]).map_or(String::new(), |said| said.out);
    matches!(
        state.trim(),
        "active" | "activating" | "deactivating" | "reloading"
    )
}
