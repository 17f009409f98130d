//! Plans: imported, checked while they are typed, edited, marked, archived; and how a session that works on one stands.

use std::path::PathBuf;

use segue_engine::view::{Live, PlanDetail, PlanReading, PlanSummary, ProblemView, Topic};
use segue_engine::{PlanRef, Problem, Segue};
use segue_plan::plans::{Format, MarkKind};
use tauri::AppHandle;

use super::answers::{BY, tell};
use crate::shell::beside;

pub(super) async fn import(
    app: AppHandle,
    text: String,
    format: Format,
    source: Option<String>,
    project: Option<String>,
) -> Result<PlanDetail, ProblemView> {
    let (source, project) = (source.map(PathBuf::from), project.map(PathBuf::from));
    change(app, move |segue| {
        segue.import_plan(&text, format, source.as_deref(), project.as_deref(), BY)
    })
    .await
}

pub(super) async fn check(app: AppHandle, text: String, format: Format) -> Result<PlanReading, ProblemView> {
    beside(app, move |shell| {
        shell.ask(|segue| segue.check_plan(&text, format))
    })
    .await
}

pub(super) async fn all(app: AppHandle, all: bool) -> Result<Vec<PlanSummary>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.plans(all))).await
}

pub(super) async fn one(app: AppHandle, id: i64) -> Result<PlanDetail, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.plan(PlanRef::Id(id)))).await
}

pub(super) async fn edit(
    app: AppHandle,
    id: i64,
    text: String,
    version: i64,
) -> Result<PlanDetail, ProblemView> {
    change(app, move |segue| segue.edit_plan(id, &text, version, BY)).await
}

pub(super) async fn archive(app: AppHandle, id: i64, archived: bool) -> Result<(), ProblemView> {
    change(app, move |segue| segue.archive_plan(id, archived, BY).map(drop)).await
}

pub(super) async fn link(
    app: AppHandle,
    plan: i64,
    session: String,
    estimate: Option<i64>,
) -> Result<PlanDetail, ProblemView> {
    change(app, move |segue| segue.link_session(plan, &session, estimate, BY)).await
}

pub(super) async fn unlink(app: AppHandle, session: String) -> Result<(), ProblemView> {
    change(app, move |segue| segue.unlink_session(&session, BY).map(drop)).await
}

pub(super) async fn mark(
    app: AppHandle,
    plan: i64,
    key: String,
    kind: MarkKind,
) -> Result<PlanDetail, ProblemView> {
    change(app, move |segue| segue.mark_phase(plan, &key, kind, BY)).await
}

pub(super) async fn live(app: AppHandle, session: String) -> Result<Option<Live>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.live(&session))).await
}

pub(super) async fn lives(app: AppHandle) -> Result<Vec<Live>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.lives())).await
}

/// Changes a plan, and says so to whoever shows it.
async fn change<T: Send + 'static>(
    app: AppHandle,
    act: impl FnOnce(&mut Segue) -> Result<T, Problem> + Send + 'static,
) -> Result<T, ProblemView> {
    let changed = beside(app.clone(), move |shell| shell.ask(act)).await;
    // Also after a refusal: another face has changed what this window still shows.
    tell(&app, Topic::Plans);
    changed
}
