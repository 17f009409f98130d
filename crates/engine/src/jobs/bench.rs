//! What jobs are made with: the machine's timers, our program, the variables; and how a schedule's job looks.

use std::cell::OnceCell;
use std::path::PathBuf;

use segue_agent::{Job, Machine, Timer, detect_timer};
use segue_store::JobRow;
use xxhash_rust::xxh3::xxh3_64;

use super::environment;
use super::wanted::Wanted;
use crate::setup;
use crate::world::World;

/// What is looked up once, when it is needed.
pub(super) struct Bench {
    pub(super) machine: Machine,
    world: World,
    database: PathBuf,
    environment: Vec<(String, String)>,
    timer: OnceCell<Result<Timer, String>>,
}

impl Bench {
    /// Of this world, with what the rows remember of earlier jobs.
    pub(super) fn of(world: &World, rows: &[JobRow]) -> Bench {
        let own = &world.places.environment;
        let database = world.places.database();
        Bench {
            machine: Machine {
                search_path: own.path.clone().unwrap_or_default(),
                home: own.home.clone().unwrap_or_default(),
                config_home: own.xdg_config_home.clone(),
                scratch: world.places.segue.join("wake"),
                zone: World::machine_zone(),
                inside: own.launchd_job.clone(),
            },
            world: world.clone(),
            // A link and its target are one database.
            database: database.canonicalize().unwrap_or(database),
            environment: environment::of(world, rows),
            timer: OnceCell::new(),
        }
    }

    /// The timer that works here, or in words why none does.
    pub(super) fn timer(&self) -> Result<Timer, String> {
        self.timer.get_or_init(|| self.look()).clone()
    }

    fn look(&self) -> Result<Timer, String> {
        if let Some(chosen) = self.world.places.environment.timer.as_deref() {
            let timer = Timer::parse(chosen).ok_or_else(|| {
                format!("SEGUE_TIMER is {chosen}, which is none of systemd, launchd, task_scheduler, at, cron, none")
            })?;
            return timer.works(&self.machine).map(|()| timer);
        }
        let detected = detect_timer(&self.machine);
        detected.timer.ok_or_else(|| {
            let tried: Vec<String> = detected.not.into_iter().map(|(_, why)| why).collect();
            format!(
                "no timer of the operating system works here: {}",
                tried.join("; ")
            )
        })
    }

    /// How names of this database's jobs begin.
    pub(super) fn prefix(&self) -> String {
        let id = xxh3_64(self.database.to_string_lossy().as_bytes());
        format!("segue-wake-{:08x}-", id >> 32)
    }

    /// The name of a schedule's job.
    pub(super) fn name(&self, schedule: i64) -> String {
        format!("{}{schedule}", self.prefix())
    }

    /// The variables that jobs get.
    pub(super) fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// The job of a schedule, or in words why there can be none.
    pub(super) fn job(&self, wanted: &Wanted) -> Result<Job, String> {
        let program = setup::program(&self.world).map_err(|problem| problem.to_string())?;
        let mut arguments = vec!["wake".to_owned()];
        if cfg!(windows) {
            // A task has the person's variables and cannot be given others: these two are said.
            for (name, option) in [
                ("SEGUE_HOME", "--segue-home"),
                ("CLAUDE_CONFIG_DIR", "--config-dir"),
            ] {
                if let Some((_, value)) = self.environment.iter().find(|(known, _)| known == name) {
                    arguments.extend([option.to_owned(), value.clone()]);
                }
            }
        }
        Ok(Job {
            name: self.name(wanted.schedule),
            title: format!("Segue starts what is scheduled (schedule {})", wanted.schedule),
            moments: wanted.moments.clone(),
            repeat: wanted.repeat.clone(),
            program: PathBuf::from(program),
            arguments,
            environment: self.environment.clone(),
            database: self.database.clone(),
        })
    }

    /// Differs when the job has to be made anew.
    pub(super) fn fingerprint(&self, wanted: &Wanted, timer: Option<Timer>) -> String {
        let program = setup::program(&self.world).unwrap_or_default();
        // Where the timer goes by the machine's clock on the wall, another zone means other jobs.
        let zone = timer.filter(|timer| timer.is_local()).map(|_| &self.machine.zone);
        let zone = zone.and_then(jiff::tz::TimeZone::iana_name).unwrap_or_default();
        let seconds: Vec<i64> = wanted.moments.iter().map(|moment| moment.as_second()).collect();
        let text = format!("1|{zone}|{program}|{seconds:?}|{:?}", wanted.repeat);
        format!("{:016x}", xxh3_64(text.as_bytes()))
    }
}
