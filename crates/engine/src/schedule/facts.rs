//! Rows and the outside world, as the facts that a decision about a start is made from.
//!
//! Gathered once per turn and config folder. What costs more than a look at a row (git, the power supply) is asked for only
//! when a start asks for it and is due.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use segue_agent::Git;
use segue_meter::window::{WindowKind, WindowState};
use segue_plan::schedule::{
    Facts, Hold, Process, Quota, QuotaWindow, Resets, Rules, Schedule, StartState, When,
};
use segue_store::{ScheduleRow, StartRow, Store};

use super::asker::{self, Asker};
use super::confirm::Signs;
use super::outside;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::world::{ClaudeHome, World};
use crate::{quota, settings};

/// How long git may take to tell whether a project is clean; without an answer it is not known.
const GIT_LIMIT: Duration = Duration::from_secs(3);

/// What is known of one login.
#[derive(Debug, Clone, Default)]
pub(super) struct Login {
    windows: Vec<(WindowKind, QuotaWindow)>,
    /// When the running 5-hour window resets.
    pub(super) five_hour: Option<Timestamp>,
    seen_at: Option<Timestamp>,
    last_reset: Option<Timestamp>,
}

impl Login {
    /// What the rows say of a config folder's quota.
    pub(super) fn of(segue: &Segue, home: &str, now: Timestamp) -> Result<Login, Problem> {
        let Some(place) = segue.world.places.claude.iter().find(|place| place.key() == home) else {
            return Ok(Login::default());
        };
        let mut login = Login {
            seen_at: segue.store.latest_observation_at(home)?,
            last_reset: asker::last_reset(&segue.store, home, now)?,
            ..Login::default()
        };
        for window in quota::windows_of_home(&segue.store, place, now)? {
            let (
                Some(kind),
                WindowState::Known {
                    used_percent,
                    resets_at,
                    limit_hit,
                    ..
                },
            ) = (WindowKind::parse(&window.kind), &window.state)
            else {
                continue;
            };
            let five_hour = kind == WindowKind::FiveHour;
            if five_hour {
                login.five_hour = resets_at.filter(|at| *at > now);
            }
            let seen = QuotaWindow {
                five_hour,
                label: kind.label(),
                used_percent: *used_percent,
                resets_at: *resets_at,
                limit_hit: *limit_hit,
            };
            login.windows.push((kind, seen));
        }
        Ok(login)
    }

    /// Whether there is a limit at all, as far as it is known.
    pub(super) fn knows_limits(&self) -> bool {
        self.seen_at.is_some() || self.last_reset.is_some()
    }

    /// The windows that limit a model.
    fn windows_for(&self, model: Option<&str>) -> Vec<QuotaWindow> {
        let concerned = self.windows.iter().filter(|(kind, _)| concerns(kind, model));
        concerned.map(|(_, window)| window.clone()).collect()
    }

    /// The limit that is hit, with the latest reset.
    pub(super) fn hold(&self, model: Option<&str>, now: Timestamp) -> Option<Hold> {
        let used_up = |window: &QuotaWindow| window.limit_hit || window.used_percent >= 100.0;
        let held = self
            .windows_for(model)
            .into_iter()
            .filter(used_up)
            .filter_map(|window| {
                let until = window.resets_at.filter(|at| *at > now)?;
                Some(Hold {
                    until,
                    label: window.label,
                })
            });
        held.max_by_key(|hold| hold.until)
    }
}

/// Whether a window limits sessions of this model. Which model "as usual" is, is not known: no model's own week counts.
fn concerns(kind: &WindowKind, model: Option<&str>) -> bool {
    let WindowKind::WeeklyOf(key) = kind else {
        return true;
    };
    let name = key
        .strip_prefix("model:")
        .or_else(|| key.strip_prefix("seven_day_"));
    let family = name
        .unwrap_or(key)
        .split([' ', '_'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let model = model.unwrap_or_default().to_lowercase();
    !family.is_empty() && model.contains(&family)
}

/// The facts of one turn.
pub(super) struct Gathered {
    rules: Rules,
    quiet_hours: Option<String>,
    can_tell: bool,
    signs: Signs,
    logins: HashMap<String, Login>,
    schedules: HashMap<i64, ScheduleRow>,
    clean: HashMap<String, Option<bool>>,
    on_mains: Option<Option<bool>>,
}

impl Gathered {
    /// Reads what all starts have in common.
    pub(super) fn new(segue: &Segue, can_tell: bool) -> Result<Gathered, Problem> {
        let quiet_hours = settings::value(&segue.store, "schedule.quiet_hours")?;
        Ok(Gathered {
            rules: settings::start_rules(&segue.store)?,
            quiet_hours: Some(quiet_hours).filter(|hours| !hours.is_empty()),
            can_tell,
            signs: Signs::look(&segue.world.places),
            logins: HashMap::new(),
            schedules: HashMap::new(),
            clean: HashMap::new(),
            on_mains: None,
        })
    }

    /// How long before its time a start is announced.
    pub(super) fn notice(&self) -> jiff::SignedDuration {
        self.rules.notice
    }

    /// A schedule as it is now, with the settings where it says nothing itself.
    pub(super) fn schedule(&mut self, store: &Store, num: i64) -> Result<Option<ScheduleRow>, Problem> {
        if let Some(row) = self.schedules.get(&num) {
            return Ok(Some(row.clone()));
        }
        let Some(row) = store.schedule(num)? else {
            return Ok(None);
        };
        let row = self.with_settings(row);
        self.schedules.insert(num, row.clone());
        Ok(Some(row))
    }

    /// The same, for a row that was read already.
    pub(super) fn with_settings(&self, mut row: ScheduleRow) -> ScheduleRow {
        let conditions = &mut row.spec.conditions;
        if conditions.quiet_hours.is_none() {
            conditions.quiet_hours.clone_from(&self.quiet_hours);
        }
        row
    }

    /// A schedule has changed.
    pub(super) fn forget_schedule(&mut self, num: i64) {
        self.schedules.remove(&num);
    }

    /// What is known of a login.
    pub(super) fn login(&mut self, segue: &Segue, home: &str, now: Timestamp) -> Result<&Login, Problem> {
        if !self.logins.contains_key(home) {
            let login = Login::of(segue, home, now)?;
            self.logins.insert(home.to_owned(), login);
        }
        Ok(&self.logins[home])
    }

    /// Resets, as far as the next occurrence of a schedule depends on them.
    pub(super) fn resets(
        &mut self,
        segue: &Segue,
        schedule: &ScheduleRow,
        except: Option<i64>,
        now: Timestamp,
    ) -> Result<Resets, Problem> {
        let five_hour = self.login(segue, &schedule.home, now)?.five_hour;
        let taken = match schedule.spec.when {
            When::EveryReset { .. } => {
                let starts = segue.store.starts_of(schedule.num)?;
                let others = starts.iter().filter(|row| Some(row.num) != except);
                others.filter_map(|row| row.start.reset).max()
            }
            When::AtReset { .. } | When::At { .. } | When::Weekly { .. } | When::Manual => None,
        };
        Ok(Resets { five_hour, taken })
    }

    /// Everything about one start.
    pub(super) fn facts(
        &mut self,
        segue: &Segue,
        asker: &Asker,
        row: &StartRow,
        schedule: &ScheduleRow,
        now: Timestamp,
    ) -> Result<Facts, Problem> {
        let start = &row.start;
        let resets = self.resets(segue, schedule, Some(row.num), now)?;
        let model = model(&segue.store, schedule)?;
        let login = self.login(segue, &schedule.home, now)?;
        let hold = login.hold(model.as_deref(), now);
        let quota = Quota {
            windows: login.windows_for(model.as_deref()),
            seen_at: login.seen_at,
            last_reset: login.last_reset,
            can_ask: asker.may_ask(&segue.store, &schedule.home)?,
            asked_at: asker.asked_at(&schedule.home),
        };
        let launched = matches!(
            start.state,
            StartState::Launching | StartState::Begun | StartState::Confirmed
        );
        let sign = if launched {
            self.signs.of(
                &segue.world,
                &schedule.spec.project,
                &row.session_id,
                start.begun_pid,
            )
        } else {
            super::confirm::Sign::default()
        };
        let conditions = &schedule.spec.conditions;
        let is_due = start.due <= now && !launched;
        let told = segue.store.start_notices(row.num)?;
        Ok(Facts {
            resets,
            quota,
            hold,
            last_launch: segue.store.last_launch(&schedule.home)?,
            project_there: Path::new(&schedule.spec.project).is_dir(),
            clean: (is_due && conditions.only_clean)
                .then(|| self.is_clean(&segue.world, &schedule.spec.project))
                .flatten(),
            on_mains: (is_due && conditions.only_on_mains)
                .then(|| *self.on_mains.get_or_insert_with(outside::mains_power))
                .flatten(),
            transcript: sign.transcript.is_some(),
            registered: sign.live || start.alive_at.is_some(),
            process: process(row),
            told: told
                .into_iter()
                .map(|notice| (notice.stage, notice.ask))
                .collect(),
            can_tell: self.can_tell,
            rules: self.rules,
            ..Facts::default()
        })
    }

    fn is_clean(&mut self, world: &World, project: &str) -> Option<bool> {
        *self.clean.entry(project.to_owned()).or_insert_with(|| {
            let path = world.places.environment.path.as_deref().unwrap_or("");
            let program = segue_agent::find_program("git", path)?;
            let git = Git {
                program: &program,
                folder: Path::new(project),
                limit: GIT_LIMIT,
            };
            let place = git.place().ok()?;
            // What is in no repository has nothing that is not committed.
            place.map_or(Some(true), |_| {
                git.state().ok().map(|state| state.changed.is_empty())
            })
        })
    }
}

/// The part of a schedule that decisions ask for.
pub(super) fn decided(row: &ScheduleRow) -> Schedule {
    Schedule {
        spec: row.spec.clone(),
        state: row.state,
        starts: row.starts,
    }
}

/// The config folder of a schedule.
pub(super) fn home<'w>(world: &'w World, key: &str) -> Option<&'w ClaudeHome> {
    world.places.claude.iter().find(|home| home.key() == key)
}

/// The model a schedule starts with, as far as it is known: its own, or that of the session it goes on from.
fn model(store: &Store, schedule: &ScheduleRow) -> Result<Option<String>, Problem> {
    if schedule.spec.launch.model.is_some() {
        return Ok(schedule.spec.launch.model.clone());
    }
    match &schedule.spec.from_session {
        Some(session) => Ok(store.session(session)?.and_then(|row| row.model)),
        None => Ok(None),
    }
}

fn process(row: &StartRow) -> Process {
    match row.start.begun_pid {
        None => Process::Unknown,
        Some(pid) if segue_agent::is_alive(pid, row.begun_mark.as_deref()) => Process::Alive,
        Some(_) => Process::Gone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_own_week_limits_that_model_only() {
        let opus = WindowKind::WeeklyOf("seven_day_opus".to_owned());
        let fable = WindowKind::WeeklyOf("model:Fable 5".to_owned());
        let apps = WindowKind::WeeklyOf("seven_day_oauth_apps".to_owned());
        assert!(concerns(&WindowKind::FiveHour, None) && concerns(&WindowKind::Weekly, Some("haiku")));
        assert!(concerns(&opus, Some("claude-opus-4-8")) && concerns(&fable, Some("Fable")));
        assert!(!concerns(&opus, None) && !concerns(&opus, Some("sonnet")));
        assert!(!concerns(&apps, Some("claude-opus-4-8")));
    }
}
