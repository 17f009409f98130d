//! `at`: a job of its own for every moment, each with the same script. Its daemon runs what was missed when it starts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::job::{Job, JobFound};
use super::{Machine, Put, TimerError, files, run, shell};

/// Where the daemon writes its number.
const PID_FILES: &[&str] = &["/run/atd.pid", "/var/run/atd.pid"];
/// Before the moment, in what a job consists of.
const MOMENT: &str = "# moment: ";

/// One moment that the daemon holds.
struct Held {
    number: String,
    name: String,
    database: Option<PathBuf>,
    moment: Option<Timestamp>,
    text: String,
}

pub(super) fn works(machine: &Machine) -> Result<(), String> {
    let listed = run::ask(machine, "at", &["-l"]).map_err(|error| error.to_string())?;
    if !listed.good {
        return Err(format!("at refuses ({})", listed.words()));
    }
    if !run::runs(PID_FILES) {
        return Err("at is there, but its daemon (atd) does not run".to_owned());
    }
    Ok(())
}

fn log(machine: &Machine, name: &str) -> PathBuf {
    machine.scratch.join(format!("{name}.log"))
}

/// The minute a moment is in: `at` knows no seconds.
fn minute(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second().div_euclid(60) * 60).unwrap_or(moment)
}

pub(super) fn put(machine: &Machine, job: &Job, now: Timestamp) -> Result<Put, TimerError> {
    let log = log(machine, &job.name);
    let script = shell::script(job, &log)?;
    let mut moments: Vec<Timestamp> = job.written_out(now).into_iter().map(minute).collect();
    moments.dedup();
    // A minute that has begun is in the past for it.
    moments.retain(|moment| *moment > now);
    let held = held(machine)?;
    let ours: Vec<&Held> = held.iter().filter(|held| held.name == job.name).collect();
    let mut there: Vec<Timestamp> = ours.iter().filter_map(|held| held.moment).collect();
    there.sort_unstable();
    if there == moments && ours.iter().all(|held| held.text.contains(&script)) {
        return Ok(Put::Already);
    }
    files::write(&log, b"")?;
    for moment in &moments {
        let when = moment.strftime("%Y%m%d%H%M").to_string();
        run::tell_fed(
            machine,
            "at",
            &["-t", &when],
            &format!("{MOMENT}{moment}\n{script}"),
        )?;
    }
    // The old ones go last: a crash in between leaves a wake too many, never none.
    take(machine, ours)?;
    Ok(Put::Done)
}

fn held(machine: &Machine) -> Result<Vec<Held>, TimerError> {
    let mut found = Vec::new();
    for number in numbers(&run::tell(machine, "at", &["-l"])?.out) {
        // It may run at this moment and be gone.
        let text = run::ask(machine, "at", &["-c", &number])?.out;
        if let Some((name, database)) = shell::read(&text) {
            found.push(Held {
                database: database.map(PathBuf::from),
                moment: text
                    .lines()
                    .find_map(|line| line.strip_prefix(MOMENT)?.parse().ok()),
                number,
                name,
                text,
            });
        }
    }
    Ok(found)
}

/// The numbers in the list of jobs; one that runs now (`=`) is not waiting.
fn numbers(listed: &str) -> Vec<String> {
    listed
        .lines()
        .filter(|line| !line.split_ascii_whitespace().any(|word| word == "="))
        .filter_map(|line| line.split_ascii_whitespace().next())
        .filter(|word| word.bytes().all(|letter| letter.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

fn take(machine: &Machine, held: Vec<&Held>) -> Result<(), TimerError> {
    if held.is_empty() {
        return Ok(());
    }
    let mut args = vec!["-r"];
    args.extend(held.iter().map(|held| held.number.as_str()));
    let said = run::ask(machine, "at", &args)?;
    // One that has begun meanwhile cannot be taken, and need not be.
    if said.good || said.err.contains("Cannot find jobid") {
        return Ok(());
    }
    Err(TimerError::Refused {
        program: "at",
        words: said.words(),
    })
}

pub(super) fn list(machine: &Machine) -> Result<Vec<JobFound>, TimerError> {
    let mut found: BTreeMap<String, JobFound> = BTreeMap::new();
    for held in held(machine)? {
        let job = found.entry(held.name.clone()).or_insert(JobFound {
            name: held.name,
            database: held.database,
            next: held.moment,
            active: true,
        });
        job.next = [job.next, held.moment].into_iter().flatten().min();
    }
    Ok(found.into_values().collect())
}

pub(super) fn remove(machine: &Machine, name: &str) -> Result<(), TimerError> {
    let held = held(machine)?;
    take(machine, held.iter().filter(|held| held.name == name).collect())?;
    files::remove(&log(machine, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_wait() {
        let listed = "5\tSat Nov 21 17:55:00 2026 a you\n12\tSat Nov 21 18:00:00 2026 = you\n7\tSun Nov 22 09:00:00 2026 b you\n";
        assert_eq!(numbers(listed), ["5", "7"]);
        assert!(numbers("").is_empty());
    }

    #[test]
    fn a_moment_is_in_its_minute() {
        let at = |text: &str| text.parse::<Timestamp>().expect("time");
        assert_eq!(minute(at("2026-11-21T18:00:59.9Z")), at("2026-11-21T18:00:00Z"));
        assert_eq!(minute(at("2026-11-21T18:00:00Z")), at("2026-11-21T18:00:00Z"));
    }
}
