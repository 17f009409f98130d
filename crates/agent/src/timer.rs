//! The operating system's timers: what starts `segue wake` while nothing of Segue runs.
//!
//! Owns the knowledge of timers: which there are, which one works on this machine, how each is told of a job. Promises: a
//! job is put whole or said not to be; putting what is there already does nothing; only our own jobs are listed and
//! removed; every program that is asked ends within [`run::LIMIT`]. Never holds state of its own, and hands nothing of our
//! environment on but what the job names. The texts are made by pure functions, one module per kind.
//!
//! Run on Linux: systemd user units, at, cron. launchd and the Task Scheduler are compiled and tested as texts, not yet run
//! there.

mod at;
mod cron;
mod files;
mod job;
mod launchd;
mod run;
mod shell;
mod systemd;
mod task_scheduler;

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use job::{Job, JobFound, Weekly};

/// A kind of timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Timers and services of the person's own systemd.
    Systemd,
    /// An agent of launchd's (macOS).
    Launchd,
    /// A task of the Task Scheduler's (Windows).
    TaskScheduler,
    /// Jobs of `at`.
    At,
    /// Lines in the person's crontab.
    Cron,
}

/// Those that are tried on this system, the best first.
const TRIED: &[Timer] = if cfg!(target_os = "macos") {
    &[Timer::Launchd]
} else if cfg!(windows) {
    &[Timer::TaskScheduler]
} else {
    &[Timer::Systemd, Timer::At, Timer::Cron]
};

/// Where the timers of this person are found.
#[derive(Debug, Clone)]
pub struct Machine {
    /// `PATH`.
    pub search_path: String,
    /// The person's home folder.
    pub home: PathBuf,
    /// `XDG_CONFIG_HOME`.
    pub config_home: Option<PathBuf>,
    /// A folder of ours, for scripts that jobs run and for what they print.
    pub scratch: PathBuf,
    /// The zone of the machine: launchd and cron know no other.
    pub zone: TimeZone,
    /// We run as this job of launchd's (`XPC_SERVICE_NAME`).
    pub inside: Option<String>,
}

/// What works on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    /// The best one that works.
    pub timer: Option<Timer>,
    /// Those that were tried before, and why they do not work.
    pub not: Vec<(Timer, String)>,
}

/// What putting a job came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was there, word for word.
    Already,
    /// It is there now.
    Done,
}

/// Why a timer did not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum TimerError {
    /// A text that no timer takes.
    #[error("{0} holds a line break or another control character, which no timer takes")]
    Control(String),
    /// A text that this timer does not take.
    #[error("{0}")]
    Untakeable(String),
    /// A program that belongs to it is not there.
    #[error("{0} is not on the PATH")]
    Missing(&'static str),
    /// A program could not be run, or did not answer in time.
    #[error("{program} could not be asked")]
    Unasked {
        /// Which.
        program: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It was asked, and refused.
    #[error("{program} said: {words}")]
    Refused {
        /// Which.
        program: &'static str,
        /// Its words.
        words: String,
    },
    /// A file cannot be read or written.
    #[error("{} cannot be used", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl Timer {
    /// The name in rows and settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Timer::Systemd => "systemd",
            Timer::Launchd => "launchd",
            Timer::TaskScheduler => "task_scheduler",
            Timer::At => "at",
            Timer::Cron => "cron",
        }
    }

    /// Reads [`Timer::as_str`].
    pub fn parse(text: &str) -> Option<Timer> {
        [
            Timer::Systemd,
            Timer::Launchd,
            Timer::TaskScheduler,
            Timer::At,
            Timer::Cron,
        ]
        .into_iter()
        .find(|timer| timer.as_str() == text)
    }

    /// As a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Timer::Systemd => "systemd",
            Timer::Launchd => "launchd",
            Timer::TaskScheduler => "the Task Scheduler",
            Timer::At => "at",
            Timer::Cron => "cron",
        }
    }

    /// It keeps to the machine's own zone: its jobs are made anew when that changes.
    pub fn is_local(self) -> bool {
        matches!(self, Timer::Launchd | Timer::Cron)
    }

    /// A person's words for a job of this name: `systemd timer segue-wake-1a2b3c4d-3.timer`.
    pub fn words(self, name: &str) -> String {
        match self {
            Timer::Systemd => format!("systemd timer {name}.timer"),
            Timer::Launchd => format!("launchd agent {name}"),
            Timer::TaskScheduler => format!("task {}", task_scheduler::path(name)),
            Timer::At => format!("at job {name}"),
            Timer::Cron => format!("crontab block {name}"),
        }
    }

    /// Whether it works here; otherwise why not, in words.
    ///
    /// # Errors
    /// The words.
    pub fn works(self, machine: &Machine) -> Result<(), String> {
        match self {
            Timer::Systemd => systemd::works(machine),
            Timer::Launchd => launchd::works(machine),
            Timer::TaskScheduler => task_scheduler::works(machine),
            Timer::At => at::works(machine),
            Timer::Cron => cron::works(machine),
        }
    }

    /// Makes the job be there as it is told, in place of an earlier one of that name. Moments that have passed are left out.
    ///
    /// # Errors
    /// [`TimerError`].
    pub fn put(self, machine: &Machine, job: &Job, now: Timestamp) -> Result<Put, TimerError> {
        job.check()?;
        match self {
            Timer::Systemd => systemd::put(machine, job),
            Timer::Launchd => launchd::put(machine, job, now),
            Timer::TaskScheduler => task_scheduler::put(machine, job, now),
            Timer::At => at::put(machine, job, now),
            Timer::Cron => cron::put(machine, job, now),
        }
    }

    /// Our jobs, by name.
    ///
    /// # Errors
    /// [`TimerError`].
    pub fn list(self, machine: &Machine) -> Result<Vec<JobFound>, TimerError> {
        let mut found = match self {
            Timer::Systemd => systemd::list(machine),
            Timer::Launchd => launchd::list(machine),
            Timer::TaskScheduler => task_scheduler::list(machine),
            Timer::At => at::list(machine),
            Timer::Cron => cron::list(machine),
        }?;
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Removes a job of ours and everything that was made for it. One that is not there is removed already.
    ///
    /// # Errors
    /// [`TimerError`].
    pub fn remove(self, machine: &Machine, name: &str) -> Result<(), TimerError> {
        job::check_name(name)?;
        match self {
            Timer::Systemd => systemd::remove(machine, name),
            Timer::Launchd => launchd::remove(machine, name),
            Timer::TaskScheduler => task_scheduler::remove(machine, name),
            Timer::At => at::remove(machine, name),
            Timer::Cron => cron::remove(machine, name),
        }
    }
}

/// Looks which timer works here, the best first.
pub fn detect_timer(machine: &Machine) -> Detected {
    let mut not = Vec::new();
    for timer in TRIED {
        match timer.works(machine) {
            Ok(()) => {
                return Detected {
                    timer: Some(*timer),
                    not,
                };
            }
            Err(words) => not.push((*timer, words)),
        }
    }
    Detected { timer: None, not }
}

/// Those that can hold jobs on this system: where an earlier one may still be.
pub fn timers_here() -> &'static [Timer] {
    TRIED
}
