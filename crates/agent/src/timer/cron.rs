//! cron: a marked block per job in the person's crontab. Everything else in there stays, byte for byte.
//!
//! It knows local times without a year: a moment comes again next year should its block still be there; a wake that finds
//! nothing to do ends at once. What was missed is not made good, so the block has a line for the machine's start, too.

mod block;

use std::path::PathBuf;

use jiff::Timestamp;

use super::job::{Job, JobFound};
use super::{Machine, Put, TimerError, files, run, shell};

const CRONTAB: &str = "crontab";
/// Where daemons write their number.
const PID_FILES: &[&str] = &[
    "/run/crond.pid",
    "/var/run/crond.pid",
    "/run/cron.pid",
    "/var/run/cron.pid",
];

pub(super) fn works(machine: &Machine) -> Result<(), String> {
    match table(machine) {
        Ok(_) if run::runs(PID_FILES) => Ok(()),
        Ok(_) => Err("crontab is there, but cron does not run".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The person's crontab; empty when there is none.
fn table(machine: &Machine) -> Result<String, TimerError> {
    let said = run::ask(machine, CRONTAB, &["-l"])?;
    if said.good {
        return Ok(said.out);
    }
    if said.err.contains("no crontab for") {
        return Ok(String::new());
    }
    Err(TimerError::Refused {
        program: CRONTAB,
        words: said.words(),
    })
}

fn write(machine: &Machine, table: &str) -> Result<(), TimerError> {
    if table.is_empty() {
        return run::tell(machine, CRONTAB, &["-r"]).map(drop);
    }
    run::tell_fed(machine, CRONTAB, &["-"], table).map(drop)
}

/// What the block's lines run: a line of a crontab may hold a thousand letters, an environment has more.
fn script(machine: &Machine, name: &str) -> PathBuf {
    machine.scratch.join(format!("{name}.sh"))
}

fn log(machine: &Machine, name: &str) -> PathBuf {
    machine.scratch.join(format!("{name}.log"))
}

pub(super) fn put(machine: &Machine, job: &Job, now: Timestamp) -> Result<Put, TimerError> {
    let place = script(machine, &job.name);
    let text = shell::script(job, &log(machine, &job.name))?;
    let block = block::block(job, &place.to_string_lossy(), &machine.zone, now)?;
    let before = table(machine)?;
    let after = block::with(&before, &job.name, &block);
    if after == before && files::holds(&place, text.as_bytes()) {
        return Ok(Put::Already);
    }
    files::write_program(&place, &text)?;
    if after != before {
        write(machine, &after)?;
    }
    Ok(Put::Done)
}

pub(super) fn list(machine: &Machine) -> Result<Vec<JobFound>, TimerError> {
    Ok(block::names(&table(machine)?)
        .into_iter()
        .map(|name| {
            let text = std::fs::read_to_string(script(machine, &name)).unwrap_or_default();
            JobFound {
                // A block whose script is gone is of a Segue that is gone: it names the folder itself.
                database: shell::read(&text).and_then(|(_, database)| database.map(PathBuf::from)),
                next: None,
                active: true,
                name,
            }
        })
        .collect())
}

pub(super) fn remove(machine: &Machine, name: &str) -> Result<(), TimerError> {
    let before = table(machine)?;
    let after = block::without(&before, name);
    if after != before {
        write(machine, &after)?;
    }
    files::remove(&script(machine, name))?;
    files::remove(&log(machine, name))
}
