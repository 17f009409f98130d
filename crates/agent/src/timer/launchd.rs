//! launchd (macOS): an agent per job in `~/Library/LaunchAgents`. Not yet run there.
//!
//! It runs an agent while the person is logged in, after a sleep for what was missed, and once when it is loaded: at login,
//! so that a start that fell due while the machine was off is seen. It knows local times without a year or seconds: moments
//! become minutes of the machine's zone, and a moment comes again next year should its job still be there; a wake that
//! finds nothing to do ends at once.

mod agent;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::job::{Job, JobFound};
use super::{Machine, Put, TimerError, files, run};
use crate::child::Start;

const LAUNCHCTL: &str = "launchctl";

pub(super) fn works(machine: &Machine) -> Result<(), String> {
    let domain = domain();
    match run::ask(machine, LAUNCHCTL, &["print", &domain]) {
        Ok(said) if said.good => Ok(()),
        Ok(said) => Err(format!("launchd does not answer ({})", said.words())),
        Err(error) => Err(error.to_string()),
    }
}

/// Where the agents of the person who is logged in are.
#[cfg(unix)]
fn domain() -> String {
    format!("gui/{}", rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn domain() -> String {
    "gui".to_owned()
}

fn folder(machine: &Machine) -> PathBuf {
    machine.home.join("Library/LaunchAgents")
}

fn place(machine: &Machine, name: &str) -> PathBuf {
    folder(machine).join(format!("{name}.plist"))
}

pub(super) fn put(machine: &Machine, job: &Job, now: Timestamp) -> Result<Put, TimerError> {
    let log = machine.scratch.join(format!("{}.log", job.name));
    let text = agent::text(job, &machine.zone, now, &log)?;
    let path = place(machine, &job.name);
    if files::holds(&path, &text) && is_loaded(machine, &job.name) {
        return Ok(Put::Already);
    }
    // It does not make the folder of its log.
    files::write(&log, b"")?;
    files::write(&path, &text)?;
    if machine.inside.as_deref() == Some(job.name.as_str()) {
        reload_after_us(&job.name, &path)?;
        return Ok(Put::Done);
    }
    let target = format!("{}/{}", domain(), job.name);
    // One that is not loaded cannot be taken out, which is what we want.
    drop(run::ask(machine, LAUNCHCTL, &["bootout", &target]));
    run::tell(
        machine,
        LAUNCHCTL,
        &["bootstrap", &domain(), &path.to_string_lossy()],
    )?;
    Ok(Put::Done)
}

/// Taking the agent out would end the very wake that we are: a shell does it when we have ended.
fn reload_after_us(name: &str, path: &Path) -> Result<(), TimerError> {
    let script = "while kill -0 \"$1\" 2>/dev/null; do sleep 1; done; launchctl bootout \"$2/$3\"; exec launchctl bootstrap \"$2\" \"$4\"";
    let (own, domain, path) = (std::process::id().to_string(), domain(), path.to_string_lossy());
    let start = Start {
        program: Path::new("/bin/sh"),
        args: &["-c", script, "segue", &own, &domain, name, &path],
        cwd: None,
        env: &[],
    };
    crate::start_detached(&start).map_err(|source| TimerError::Unasked {
        program: LAUNCHCTL,
        source,
    })
}

fn is_loaded(machine: &Machine, name: &str) -> bool {
    let target = format!("{}/{name}", domain());
    run::ask(machine, LAUNCHCTL, &["print", &target]).is_ok_and(|said| said.good)
}

pub(super) fn list(machine: &Machine) -> Result<Vec<JobFound>, TimerError> {
    Ok(files::ours(&folder(machine), ".plist")
        .into_iter()
        .map(|(name, path)| JobFound {
            database: agent::database(&path).map(PathBuf::from),
            next: None,
            active: is_loaded(machine, &name),
            name,
        })
        .collect())
}

pub(super) fn remove(machine: &Machine, name: &str) -> Result<(), TimerError> {
    files::remove(&place(machine, name))?;
    files::remove(&machine.scratch.join(format!("{name}.log")))?;
    if machine.inside.as_deref() != Some(name) {
        let target = format!("{}/{name}", domain());
        // It may not be loaded. Our own stays until we end, and is not there at the next login.
        drop(run::ask(machine, LAUNCHCTL, &["bootout", &target]));
    }
    Ok(())
}
