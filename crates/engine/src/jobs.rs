//! What wakes Segue while nothing of it runs: one job of the operating system's timer per schedule, each running `segue wake`.
//!
//! Owns the rows of jobs and what the operating system holds in our name. Promises: the operating system's jobs follow the
//! schedules ([`keep_true`]), at no cost when nothing differs; the row comes before the job; a job that cannot be made never
//! stops anybody from scheduling, it is said; nobody else's jobs are touched; no key or token goes into a job. Never starts a
//! session: that is the wake's.

mod bench;
mod doctor;
mod environment;
mod wanted;

use segue_agent::{Job, Timer, TimerError, timers_here};
use segue_meter::words;
use segue_store::JobRow;

use crate::problem::Problem;
use crate::segue::Segue;
use crate::settings;
use crate::view::JobsRepaired;

use bench::Bench;
use wanted::Wanted;

pub(crate) use doctor::checks;

/// A job that could not be made is tried again after this long, should nothing have changed.
const TRY_AGAIN: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// A job and its row, where they differ.
struct Difference {
    wanted: Wanted,
    row: Option<JobRow>,
}

/// Makes the operating system's jobs what the schedules need. What it could not do is in the rows.
///
/// # Errors
/// When the database cannot be read or written.
pub(crate) fn keep_true(segue: &mut Segue) -> Result<(), Problem> {
    if segue.world.demo {
        return Ok(());
    }
    let rows = segue.store.jobs()?;
    let wanted = wanted(segue)?;
    let gone: Vec<&JobRow> = rows
        .iter()
        .filter(|row| wanted.iter().all(|wanted| wanted.schedule != row.schedule))
        .collect();
    let bench = Bench::of(&segue.world, &rows);
    let differing = differing(segue, &bench, &rows, &wanted);
    for row in gone {
        remove(segue, &bench, row)?;
    }
    for difference in differing {
        put(segue, &bench, &difference)?;
    }
    Ok(())
}

fn wanted(segue: &Segue) -> Result<Vec<Wanted>, Problem> {
    if !settings::is_on(&segue.store, "schedule.wake")? || environment::is_off(&segue.world) {
        return Ok(Vec::new());
    }
    let schedules = segue.store.schedules(false)?;
    if schedules.is_empty() {
        return Ok(Vec::new());
    }
    let starts = segue.store.open_starts(jiff::Timestamp::MAX)?;
    let notice = settings::start_rules(&segue.store)?.notice;
    Ok(wanted::wanted(
        &schedules,
        &starts,
        notice,
        segue.world.clock.now(),
    ))
}

fn differing(segue: &Segue, bench: &Bench, rows: &[JobRow], wanted: &[Wanted]) -> Vec<Difference> {
    let now = segue.world.clock.now();
    let mut differing = Vec::new();
    for wanted in wanted {
        let row = rows.iter().find(|row| row.schedule == wanted.schedule);
        let same = row.is_some_and(|row| {
            let timer = row.timer.as_deref().and_then(Timer::parse);
            let there = row.put_at.is_some() || (row.failure.is_some() && now < row.tried_at + TRY_AGAIN);
            there && row.fingerprint == bench.fingerprint(wanted, timer)
        });
        if !same {
            differing.push(Difference {
                wanted: wanted.clone(),
                row: row.cloned(),
            });
        }
    }
    differing
}

/// Puts a job: row, job, row.
fn put(segue: &mut Segue, bench: &Bench, difference: &Difference) -> Result<(), Problem> {
    let now = segue.world.clock.now();
    let wanted = &difference.wanted;
    let timer = bench.timer();
    let job = bench.job(wanted);
    let mut row = JobRow {
        name: bench.name(wanted.schedule),
        schedule: wanted.schedule,
        timer: timer.as_ref().ok().map(|timer| timer.as_str().to_owned()),
        fingerprint: bench.fingerprint(wanted, timer.as_ref().ok().copied()),
        environment: environment::to_json(bench.environment()),
        next: wanted.next(now),
        tried_at: now,
        put_at: None,
        failure: None,
    };
    segue.store.note_job(&row)?;
    let done = match (timer, job) {
        (Ok(timer), Ok(job)) => put_with(bench, timer, &job, difference.row.as_ref(), now),
        (Err(words), _) | (_, Err(words)) => Err(words.clone()),
    };
    match done {
        Ok(()) => row.put_at = Some(now),
        Err(words) => row.failure = Some(words),
    }
    Ok(segue.store.note_job(&row)?)
}

fn put_with(
    bench: &Bench,
    timer: Timer,
    job: &Job,
    before: Option<&JobRow>,
    now: jiff::Timestamp,
) -> Result<(), String> {
    let earlier = before
        .and_then(|row| row.timer.as_deref())
        .and_then(Timer::parse)
        .filter(|earlier| *earlier != timer && timers_here().contains(earlier));
    if let Some(earlier) = earlier {
        // Should it not answer any more, Doctor finds what it still holds.
        drop(earlier.remove(&bench.machine, &job.name));
    }
    timer
        .put(&bench.machine, job, now)
        .map(drop)
        .map_err(|error| in_words(&error))
}

/// Removes a job whose schedule needs none. A timer that does not answer keeps the row, so that it is tried again.
fn remove(segue: &mut Segue, bench: &Bench, row: &JobRow) -> Result<(), Problem> {
    let timer = row.timer.as_deref().and_then(Timer::parse);
    match timer.map_or(Ok(()), |timer| timer.remove(&bench.machine, &row.name)) {
        // Nothing can be there where its programs are not.
        Ok(()) | Err(TimerError::Missing(_)) => Ok(segue.store.forget_job(&row.name)?),
        Err(_) => Ok(()),
    }
}

/// An error with what caused it.
fn in_words(error: &TimerError) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}

/// How starts happen with the app closed, in one sentence.
pub(crate) fn wake_words(segue: &Segue) -> Result<String, Problem> {
    let nothing = "With the app closed, nothing will start";
    if segue.world.demo {
        return Ok("In the demo nothing starts.".to_owned());
    }
    if !settings::is_on(&segue.store, "schedule.wake")? {
        return Ok(format!("{nothing}: the setting schedule.wake is off."));
    }
    if environment::is_off(&segue.world) {
        return Ok(format!("{nothing}: SEGUE_TIMER is none."));
    }
    let rows = segue.store.jobs()?;
    if let Some(failure) = rows.iter().find_map(|row| row.failure.as_deref()) {
        return Ok(format!("{nothing}: {failure}."));
    }
    let now = segue.world.clock.now();
    let first = rows
        .iter()
        .filter(|row| row.put_at.is_some())
        .min_by_key(|row| row.next);
    let Some((row, timer)) = first.and_then(|row| Some((row, Timer::parse(row.timer.as_deref()?)?))) else {
        return Ok("With the app closed, the operating system starts what is scheduled.".to_owned());
    };
    let next = match row.next.filter(|next| *next > now) {
        Some(next) => format!(
            ", next {}",
            words::clock(next, now, &settings::time_zone(&segue.store, &segue.world)?)
        ),
        None => String::new(),
    };
    Ok(format!(
        "With the app closed, {} wakes Segue{next}.",
        timer.title()
    ))
}

/// What wakes a schedule with the app closed: "systemd timer segue-wake-1a2b3c4d-3.timer, next 18:00".
pub(crate) fn words_of(segue: &Segue, schedule: i64) -> Result<Option<String>, Problem> {
    let rows = segue.store.jobs()?;
    let Some(row) = rows
        .iter()
        .find(|row| row.schedule == schedule && row.put_at.is_some())
    else {
        return Ok(None);
    };
    let Some(timer) = row.timer.as_deref().and_then(Timer::parse) else {
        return Ok(None);
    };
    let now = segue.world.clock.now();
    let zone = settings::time_zone(&segue.store, &segue.world)?;
    let next = row
        .next
        .filter(|next| *next > now)
        .map(|next| words::clock(next, now, &zone));
    let next = next.map(|next| format!(", next {next}")).unwrap_or_default();
    Ok(Some(format!("{}{next}", timer.words(&row.name))))
}

/// Jobs in our name that nobody needs: of no schedule of ours, or of a database that is gone.
pub(crate) fn strays(segue: &Segue) -> Result<Vec<(Timer, String)>, Problem> {
    let rows = segue.store.jobs()?;
    let bench = Bench::of(&segue.world, &rows);
    let wanted: Vec<String> = wanted(segue)?
        .iter()
        .map(|wanted| bench.name(wanted.schedule))
        .collect();
    let mut strays = Vec::new();
    if segue.world.demo || environment::is_off(&segue.world) {
        return Ok(strays);
    }
    for timer in timers_here() {
        // One that is not installed holds nothing.
        let Ok(found) = timer.list(&bench.machine) else {
            continue;
        };
        for job in found {
            let ours = job.name.starts_with(&bench.prefix());
            let stray = if ours {
                let row = rows
                    .iter()
                    .find(|row| row.name == job.name && wanted.contains(&row.name));
                row.is_none_or(|row| row.timer.as_deref() != Some(timer.as_str()))
            } else {
                job.database.is_none_or(|database| !database.exists())
            };
            if stray {
                strays.push((*timer, job.name));
            }
        }
    }
    Ok(strays)
}

impl Segue {
    /// Makes the operating system's jobs what the schedules need, whatever was done to them meanwhile, and removes those in
    /// our name that nobody needs.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn repair_jobs(&mut self) -> Result<JobsRepaired, Problem> {
        let mut removed = Vec::new();
        let mut failed = Vec::new();
        let strays = strays(self)?;
        let rows = self.store.jobs()?;
        let bench = Bench::of(&self.world, &rows);
        for (timer, name) in strays {
            match timer.remove(&bench.machine, &name) {
                Ok(()) => removed.push(timer.words(&name)),
                Err(error) => failed.push(format!("{}: {}", timer.words(&name), in_words(&error))),
            }
        }
        for row in &rows {
            // Unmarked, so that it is put again; where it is as it should be, that changes nothing.
            self.store.note_job(&JobRow {
                put_at: None,
                failure: None,
                ..row.clone()
            })?;
        }
        keep_true(self)?;
        let mut put = Vec::new();
        for row in self.store.jobs()? {
            match (row.failure, row.timer.as_deref().and_then(Timer::parse)) {
                (None, Some(timer)) if row.put_at.is_some() => put.push(timer.words(&row.name)),
                (Some(failure), _) => failed.push(format!("{}: {failure}", row.name)),
                (None, _) => {}
            }
        }
        Ok(JobsRepaired {
            removed,
            put,
            failed,
            words: wake_words(self)?,
        })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
