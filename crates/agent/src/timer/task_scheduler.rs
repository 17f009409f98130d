//! The Task Scheduler (Windows): one task per job, in a folder of ours. Not yet run there.
//!
//! A task runs while the person is logged on, and as soon as possible after a moment that was missed.

mod task;

use std::path::PathBuf;

use jiff::Timestamp;

use super::job::{Job, JobFound, PREFIX};
use super::{Machine, Put, TimerError, files, run};

const SCHTASKS: &str = "schtasks";
/// Our folder among the tasks.
const FOLDER: &str = r"\Segue\";

/// A task's whole name.
pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}{name}")
}

pub(super) fn works(machine: &Machine) -> Result<(), String> {
    match run::ask(machine, SCHTASKS, &["/Query", "/FO", "CSV", "/NH"]) {
        Ok(said) if said.good => Ok(()),
        Ok(said) => Err(format!("the Task Scheduler does not answer ({})", said.words())),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn put(machine: &Machine, job: &Job, now: Timestamp) -> Result<Put, TimerError> {
    let file = machine.scratch.join(format!("{}.xml", job.name));
    files::write(&file, &task::utf16(&task::text(job, now)?))?;
    let (path, from) = (path(&job.name), file.to_string_lossy());
    let made = run::tell(machine, SCHTASKS, &["/Create", "/TN", &path, "/XML", &from, "/F"]);
    files::remove(&file)?;
    made.map(|_| Put::Done)
}

pub(super) fn list(machine: &Machine) -> Result<Vec<JobFound>, TimerError> {
    let all = run::tell(machine, SCHTASKS, &["/Query", "/FO", "CSV", "/NH"])?.out;
    let mut found = Vec::new();
    for name in names(&all) {
        let xml = run::ask(machine, SCHTASKS, &["/Query", "/TN", &path(&name), "/XML"])?.out;
        found.push(JobFound {
            database: task::database(&xml).map(PathBuf::from),
            next: None,
            active: true,
            name,
        });
    }
    Ok(found)
}

/// Our tasks, out of a list with one task in a line (several lines for a task with several triggers).
fn names(csv: &str) -> Vec<String> {
    let mut names: Vec<String> = csv
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix('"')?
                .strip_prefix(FOLDER)?
                .split('"')
                .next()
        })
        .filter(|name| name.starts_with(PREFIX))
        .map(str::to_owned)
        .collect();
    names.dedup();
    names
}

pub(super) fn remove(machine: &Machine, name: &str) -> Result<(), TimerError> {
    let all = run::tell(machine, SCHTASKS, &["/Query", "/FO", "CSV", "/NH"])?.out;
    if names(&all).iter().any(|found| found == name) {
        run::tell(machine, SCHTASKS, &["/Delete", "/TN", &path(name), "/F"])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_tasks_are_ours() {
        let csv = "\"\\Microsoft\\Windows\\Backup\",\"N/A\",\"Ready\"\r\n\
                   \"\\Segue\\segue-wake-1a2b3c4d-3\",\"21.11.2026 18:55:00\",\"Bereit\"\r\n\
                   \"\\Segue\\segue-wake-1a2b3c4d-3\",\"21.11.2026 19:00:00\",\"Bereit\"\r\n\
                   \"\\Segue\\something\",\"N/A\",\"Ready\"\r\n";
        assert_eq!(names(csv), ["segue-wake-1a2b3c4d-3"]);
    }
}
