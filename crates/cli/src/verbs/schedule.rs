//! `segue schedule`.

mod follow;
mod plan;
mod typed;

use segue_engine::view::{Schedule, Schedules, Start};
use segue_engine::{Code, Problem, Segue, World};
use segue_plan::schedule::StartAction;

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};
use crate::verbs::{Surroundings, look};

pub(crate) use typed::when;

/// Start sessions at a reset, at a time, every week: schedule, look, change, stop
///
/// A scheduled session starts once, after a notice, when the quota is free; with the app closed the system wakes Segue for
/// it. What cannot start is held or asked about, never lost. Times: reset, reset+5m, every reset, 18:05,
/// "tomorrow 09:00", "2026-11-22 09:00", "in 2h", "weekdays 09:00", "mon,wed 09:00 Europe/Paris", manual.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<ScheduleVerb>,
}

#[derive(Debug, clap::Subcommand)]
enum ScheduleVerb {
    /// Schedule a session
    Add(Box<plan::Args>),
    /// List what is scheduled, held and asked; so it is without a command too
    List {
        /// What is over too
        #[arg(long)]
        all: bool,
    },
    /// Show one: its conditions, the exact prompt, its starts, the system's job
    Show {
        /// Its number
        schedule: i64,
    },
    /// Give the next start another time
    Move {
        /// Its number
        schedule: i64,
        /// When: 21:30, "tomorrow 09:00", reset+5m, …
        #[arg(required = true, value_name = "WHEN", allow_hyphen_values = true)]
        when: Vec<String>,
        /// The zone of that time; without it yours
        #[arg(long, value_name = "ZONE")]
        tz: Option<String>,
    },
    /// Let nothing of it start until it is resumed
    Pause {
        /// Its number
        schedule: i64,
    },
    /// Let it go on
    Resume {
        /// Its number
        schedule: i64,
    },
    /// Leave out its next start
    Skip {
        /// Its number
        schedule: i64,
    },
    /// Take it away; a session that runs goes on
    Cancel {
        /// Its number
        schedule: i64,
    },
    /// Start it now, whatever its time is
    RunNow {
        /// Its number
        schedule: i64,
    },
    /// Answer the question about a start: start-now, in-15-minutes, skip, at-next-reset, drop
    Answer {
        /// The number of the start, as `list` and `show` print it
        start: i64,
        /// The answer
        #[arg(value_parser = typed::action)]
        action: StartAction,
        /// The number of the question; without it the one that is open
        #[arg(long, value_name = "N")]
        ask: Option<u32>,
    },
    /// End a session that a schedule started without a terminal
    Stop {
        /// The number of the start
        start: i64,
    },
    /// Print what a session without a terminal said and did
    Output {
        /// The number of the start
        start: i64,
        /// Go on until it ends
        #[arg(long, short)]
        follow: bool,
    },
    /// Make the system's jobs what the schedules need: those that wake Segue with the app closed
    Repair,
}

/// Reads what is new, then shows or changes.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let by = by(&world);
    let look = look(&world, segue.time_zone()?);
    match args.verb.as_ref().unwrap_or(&ScheduleVerb::List { all: false }) {
        ScheduleVerb::Add(args) => {
            let spec = plan::spec(args, &world, &mut segue)?;
            let added = segue.add_schedule(&spec, by)?;
            told(&added, &mut segue, output, &look)
        }
        ScheduleVerb::List { all } => output.answer(&segue.schedules(*all)?, |all: &Schedules| {
            render::schedule::list(all, &look)
        }),
        ScheduleVerb::Show { schedule } => output.answer(&segue.schedule(*schedule)?, |detail| {
            render::schedule::detail(detail, &look)
        }),
        ScheduleVerb::Move { schedule, when, tz } => {
            let zone = typed::zone(tz.as_deref(), &segue)?;
            let when = typed::when(&when.join(" "), look.now, &zone)?;
            let moved = segue.move_schedule(*schedule, &when, by)?;
            output.answer(&moved, |one| render::schedule::moved(one, &look))
        }
        ScheduleVerb::Pause { schedule } => {
            paused(&segue.pause_schedule(*schedule, true, by)?, true, output, &look)
        }
        ScheduleVerb::Resume { schedule } => {
            paused(&segue.pause_schedule(*schedule, false, by)?, false, output, &look)
        }
        ScheduleVerb::Skip { schedule } => output.answer(&segue.skip_next(*schedule, by)?, |one| {
            render::schedule::skipped(one, &look)
        }),
        ScheduleVerb::Cancel { schedule } => output.answer(&segue.cancel_schedule(*schedule, by)?, |one| {
            render::schedule::cancelled(one, &look)
        }),
        ScheduleVerb::RunNow { schedule } => {
            let start = segue.run_now(*schedule, by)?;
            let app_running = segue.schedules(false)?.app_running;
            output.answer(&start, |start: &Start| {
                render::schedule::posed(start, app_running, &look)
            })
        }
        ScheduleVerb::Answer { start, action, ask } => {
            let ask = match ask {
                Some(ask) => *ask,
                None => open_question(&mut segue, *start)?,
            };
            let answer = segue.answer_start(*start, ask, *action, by)?;
            output.answer(&answer, |answer| render::schedule::answered(answer, &look))?;
            // It was said; for a script it has not worked all the same.
            if answer.taken { Ok(()) } else { Err(Failure::Told) }
        }
        ScheduleVerb::Stop { start } => output.answer(&segue.stop_start(*start, by)?, |start| {
            render::schedule::stopped(start, &look)
        }),
        ScheduleVerb::Output { start, follow: true } => follow::follow(&mut segue, *start, &look, output),
        ScheduleVerb::Output { start, follow: false } => output
            .answer(&segue.start_output(*start, 0)?, |all| {
                render::schedule::output(all, &look)
            }),
        ScheduleVerb::Repair => {
            let repaired = segue.repair_jobs()?;
            output.answer(&repaired, |jobs| render::schedule::repaired(jobs, &look))?;
            // It was said; for a script it has not worked all the same.
            if repaired.failed.is_empty() {
                Ok(())
            } else {
                Err(Failure::Told)
            }
        }
    }
}

/// Who changes schedules here: the person in a terminal, or Claude for them.
pub(crate) fn by(world: &World) -> &'static str {
    match world.places.environment.inside.session_id {
        Some(_) => "plugin",
        None => "cli",
    }
}

/// A new schedule, and how it comes about.
pub(crate) fn told(added: &Schedule, segue: &mut Segue, output: &Output, look: &Look) -> Result<(), Failure> {
    let notice = segue.setting("schedule.notice_minutes")?.parse().unwrap_or(0);
    let wake = segue.schedules(false)?.wake_words;
    output.answer(added, |one| render::schedule::added(one, notice, &wake, look))
}

fn paused(one: &Schedule, paused: bool, output: &Output, look: &Look) -> Result<(), Failure> {
    output.answer(one, |one| render::schedule::paused(one, paused, look))
}

/// The question about a start that is open now.
fn open_question(segue: &mut Segue, start: i64) -> Result<u32, Problem> {
    let found = segue.start(start)?;
    match found.ask {
        Some(ask) => Ok(ask.number),
        None => Err(Problem::new(
            Code::BadInput,
            format!(
                "nothing is asked about start {start}: it is {}",
                found.state.as_str()
            ),
        )
        .hint("`segue schedule list` shows what is asked.")),
    }
}
