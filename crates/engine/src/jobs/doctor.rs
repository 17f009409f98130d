//! What Doctor says about the operating system's timer.

use segue_agent::Timer;
use segue_meter::words;

use super::{Bench, environment, strays, wanted};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{Check, Verdict};
use crate::{settings, setup};

/// The timer, and jobs that nobody needs.
pub(crate) fn checks(segue: &Segue) -> Result<Vec<Check>, Problem> {
    if segue.world.demo {
        return Ok(Vec::new());
    }
    let mut checks = vec![timer(segue)?];
    checks.extend(stray(segue)?);
    Ok(checks)
}

fn check(verdict: Verdict, detail: String, fix: Option<&str>) -> Check {
    Check {
        id: "timer".to_owned(),
        title: "Timer of the operating system".to_owned(),
        verdict,
        detail,
        fix: fix.map(str::to_owned),
    }
}

fn timer(segue: &Segue) -> Result<Check, Problem> {
    let scheduled = !segue.store.schedules(false)?.is_empty();
    let app = "Keep the app running: `segue config set app.autostart true` starts it when you log in.";
    if !settings::is_on(&segue.store, "schedule.wake")? {
        let detail = "not used: the setting schedule.wake is off";
        return Ok(check(Verdict::Hint, detail.to_owned(), Some(app)));
    }
    if environment::is_off(&segue.world) {
        let detail = "not used: SEGUE_TIMER is none".to_owned();
        return Ok(check(Verdict::Hint, detail, Some(app)));
    }
    let rows = segue.store.jobs()?;
    let bench = Bench::of(&segue.world, &rows);
    let timer = match bench.timer() {
        Ok(timer) => timer,
        Err(words) => {
            let verdict = if scheduled { Verdict::Bad } else { Verdict::Hint };
            let fix = format!("{app} On Linux without systemd, install at or cron.");
            return Ok(check(verdict, words, Some(&fix)));
        }
    };
    if let Err(problem) = setup::program(&segue.world) {
        let verdict = if scheduled { Verdict::Bad } else { Verdict::Hint };
        let detail = format!("{} would run segue, and {problem}", timer.title());
        return Ok(check(verdict, detail, problem.hint.as_deref()));
    }
    if let Some(failure) = rows.iter().find_map(|row| row.failure.as_deref()) {
        let detail = format!("{}: {failure}", timer.title());
        return Ok(check(
            Verdict::Bad,
            detail,
            Some("`segue schedule repair` tries again."),
        ));
    }
    if let Some(missing) = missing(segue, &bench, timer)? {
        let detail = format!("{} is not there any more", timer.words(&missing));
        return Ok(check(
            Verdict::Bad,
            detail,
            Some("`segue schedule repair` puts it again."),
        ));
    }
    let now = segue.world.clock.now();
    let next = rows
        .iter()
        .filter_map(|row| row.next)
        .filter(|next| *next > now)
        .min();
    let zone = settings::time_zone(&segue.store, &segue.world)?;
    let detail = match next {
        Some(next) => format!(
            "{}, {} jobs, next {}",
            timer.title(),
            rows.len(),
            words::clock(next, now, &zone)
        ),
        None => format!("{} works; nothing has to be woken for", timer.title()),
    };
    Ok(check(
        Verdict::Good,
        detail.replace(", 1 jobs,", ", 1 job,"),
        when_it_runs(segue, timer).as_deref(),
    ))
}

/// A job that should be there, and is not.
fn missing(segue: &Segue, bench: &Bench, timer: Timer) -> Result<Option<String>, Problem> {
    let wanted = wanted(segue)?;
    if wanted.is_empty() {
        return Ok(None);
    }
    let Ok(found) = timer.list(&bench.machine) else {
        return Ok(None);
    };
    let active = |name: &str| found.iter().any(|job| job.name == name && job.active);
    Ok(wanted
        .iter()
        .map(|wanted| bench.name(wanted.schedule))
        .find(|name| !active(name)))
}

/// What the timer asks of the person.
fn when_it_runs(segue: &Segue, timer: Timer) -> Option<String> {
    let own = &segue.world.places.environment;
    let lingers = || {
        let name = own.home.as_deref().and_then(|home| home.file_name());
        name.is_some_and(|name| {
            std::path::Path::new("/var/lib/systemd/linger")
                .join(name)
                .exists()
        })
    };
    match timer {
        Timer::Systemd if !lingers() && segue.store.jobs().is_ok_and(|rows| !rows.is_empty()) => Some(
            "It runs while you are logged in; `loginctl enable-linger` lets it run when you are not."
                .to_owned(),
        ),
        _ => None,
    }
}

fn stray(segue: &Segue) -> Result<Option<Check>, Problem> {
    let strays = strays(segue)?;
    if strays.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = strays.iter().map(|(timer, name)| timer.words(name)).collect();
    Ok(Some(Check {
        id: "timer_strays".to_owned(),
        title: "Jobs that nobody needs".to_owned(),
        verdict: Verdict::Hint,
        detail: names.join(", "),
        fix: Some("`segue schedule repair` removes them.".to_owned()),
    }))
}
