//! What is planned: asked for, made, moved, answered. Whatever reads a transcript, asks git or starts something has an
//! engine handle of its own, so that the glance never waits for it.

use std::path::PathBuf;

use jiff::Timestamp;
use segue_engine::view::{
    NextSession, ProblemView, Schedule, ScheduleDetail, Schedules, Start, StartAnswer, StartOutput, Timeline,
    Topic,
};
use segue_engine::{Code, Problem, Segue};
use segue_plan::schedule::{Spec, StartAction, When, parse_when};
use tauri::AppHandle;

use super::answers::{BY, tell};
use crate::shell::beside;

pub(super) async fn next_session(
    app: AppHandle,
    project: Option<String>,
    session: Option<String>,
) -> Result<NextSession, ProblemView> {
    let project = project.map(PathBuf::from);
    let next = beside(app.clone(), move |shell| {
        shell.ask_apart(|segue| segue.next_session(project.as_deref(), session.as_deref()))
    })
    .await?;
    // The handoff was brought up to date.
    tell(&app, Topic::Handoffs);
    Ok(next)
}

pub(super) async fn preview_prompt(app: AppHandle, spec: Spec) -> Result<String, ProblemView> {
    beside(app, move |shell| {
        shell.ask_apart(|segue| segue.preview_prompt(&spec))
    })
    .await
}

pub(super) async fn add(app: AppHandle, spec: Spec) -> Result<Schedule, ProblemView> {
    change(app, move |segue| segue.add_schedule(&spec, BY)).await
}

pub(super) async fn edit(app: AppHandle, id: i64, spec: Spec) -> Result<Schedule, ProblemView> {
    change(app, move |segue| segue.change_schedule(id, &spec, BY)).await
}

pub(super) async fn all(app: AppHandle, all: bool) -> Result<Schedules, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.schedules(all))).await
}

pub(super) async fn one(app: AppHandle, id: i64) -> Result<ScheduleDetail, ProblemView> {
    beside(app, move |shell| shell.ask_apart(|segue| segue.schedule(id))).await
}

pub(super) async fn shift(app: AppHandle, id: i64, when: When) -> Result<Schedule, ProblemView> {
    change(app, move |segue| segue.move_schedule(id, &when, BY)).await
}

pub(super) async fn pause(app: AppHandle, id: i64, paused: bool) -> Result<Schedule, ProblemView> {
    change(app, move |segue| segue.pause_schedule(id, paused, BY)).await
}

pub(super) async fn cancel(app: AppHandle, id: i64) -> Result<Schedule, ProblemView> {
    change(app, move |segue| segue.cancel_schedule(id, BY)).await
}

pub(super) async fn skip(app: AppHandle, id: i64) -> Result<Schedule, ProblemView> {
    change(app, move |segue| segue.skip_next(id, BY)).await
}

pub(super) async fn run_now(app: AppHandle, id: i64) -> Result<Start, ProblemView> {
    change(app, move |segue| segue.run_now(id, BY)).await
}

pub(super) async fn answer(
    app: AppHandle,
    start: i64,
    ask: u32,
    action: StartAction,
) -> Result<StartAnswer, ProblemView> {
    change(app, move |segue| segue.answer_start(start, ask, action, BY)).await
}

pub(super) async fn stop(app: AppHandle, start: i64) -> Result<Start, ProblemView> {
    change(app, move |segue| segue.stop_start(start, BY)).await
}

pub(super) async fn output(app: AppHandle, start: i64, from: u64) -> Result<StartOutput, ProblemView> {
    beside(app, move |shell| {
        shell.ask_apart(|segue| segue.start_output(start, from))
    })
    .await
}

pub(super) async fn timeline(app: AppHandle, from: String, to: String) -> Result<Timeline, ProblemView> {
    beside(app, move |shell| {
        let (from, to) = (instant(&from)?, instant(&to)?);
        shell.ask(|segue| segue.timeline(from, to))
    })
    .await
}

pub(super) async fn read_when(app: AppHandle, text: String) -> Result<When, ProblemView> {
    beside(app, move |shell| {
        let zone = shell.ask(|segue| segue.time_zone())?;
        parse_when(&text, shell.world.clock.now(), &zone)
            .map_err(|bad| Problem::new(Code::BadInput, bad.to_string()).hint(bad.hint()))
    })
    .await
}

fn instant(text: &str) -> Result<Timestamp, Problem> {
    text.parse::<Timestamp>()
        .map_err(|_| Problem::new(Code::BadInput, format!("{text} is no instant.")))
}

/// Changes what is planned, and says so to whoever shows it.
async fn change<T: Send + 'static>(
    app: AppHandle,
    act: impl FnOnce(&mut Segue) -> Result<T, Problem> + Send + 'static,
) -> Result<T, ProblemView> {
    let changed = beside(app.clone(), move |shell| shell.ask_apart(act)).await;
    // Also after a refusal: what stood in its way is worth a look.
    tell(&app, Topic::Schedule);
    changed
}
