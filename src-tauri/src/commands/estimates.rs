//! Estimates, the model that they come from, and the reports that it learns from.

use std::path::Path;

use segue_engine::view::{
    Accuracy, Estimate, EstimateHead, EstimateQuery, Learned, ModelChange, ModelView, ProblemView, Report,
    ReportHead, Topic,
};
use segue_engine::{Code, LearnLimit, Problem, Segue, open_file};
use segue_meter::estimate::TaskType;
use tauri::AppHandle;

use super::answers::{BY, tell};
use crate::shell::beside;

pub(super) async fn estimate(app: AppHandle, query: EstimateQuery) -> Result<Estimate, ProblemView> {
    if query.save {
        return change(app, move |segue| segue.estimate(&query, BY)).await;
    }
    beside(app, move |shell| shell.ask(|segue| segue.estimate(&query, BY))).await
}

pub(super) async fn saved(app: AppHandle, id: i64) -> Result<Estimate, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.saved_estimate(id))).await
}

pub(super) async fn all(app: AppHandle, limit: u32) -> Result<Vec<EstimateHead>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.estimates(limit))).await
}

pub(super) async fn learn(app: AppHandle) -> Result<Learned, ProblemView> {
    change(app, |segue| segue.learn(LearnLimit::All, &mut |_, _| {})).await
}

pub(super) async fn correct(app: AppHandle, session: String, kind: TaskType) -> Result<(), ProblemView> {
    change(app, move |segue| {
        segue.correct_task_type(&session, kind, BY).map(drop)
    })
    .await
}

pub(super) async fn model(app: AppHandle) -> Result<ModelView, ProblemView> {
    beside(app, |shell| shell.ask(|segue| segue.model())).await
}

pub(super) async fn history(app: AppHandle) -> Result<Vec<ModelChange>, ProblemView> {
    beside(app, |shell| shell.ask(|segue| segue.model_history())).await
}

pub(super) async fn reset(app: AppHandle) -> Result<ModelView, ProblemView> {
    change(app, |segue| segue.reset_model(BY)).await
}

pub(super) async fn report(app: AppHandle, session: String) -> Result<Report, ProblemView> {
    beside(app, move |shell| shell.ask_apart(|segue| segue.report(&session))).await
}

pub(super) async fn reports(app: AppHandle, limit: u32) -> Result<Vec<ReportHead>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.reports(limit))).await
}

/// Only the file of a report: no page chooses what is opened.
pub(super) async fn open_report(app: AppHandle, session: String) -> Result<(), ProblemView> {
    beside(app, move |shell| {
        let report = shell.ask_apart(|segue| segue.report(&session))?;
        let none = || Problem::new(Code::NotFound, "this report was not written to a file");
        open_file(&shell.world, Path::new(&report.path.ok_or_else(none)?))
    })
    .await
}

pub(super) async fn accuracy(app: AppHandle) -> Result<Accuracy, ProblemView> {
    beside(app, |shell| shell.ask(|segue| segue.accuracy())).await
}

/// What reads many rows or writes files has an engine handle of its own, so that the glance never waits for it.
pub(super) async fn change<T: Send + 'static>(
    app: AppHandle,
    act: impl FnOnce(&mut Segue) -> Result<T, Problem> + Send + 'static,
) -> Result<T, ProblemView> {
    let changed = beside(app.clone(), move |shell| shell.ask_apart(act)).await?;
    tell(&app, Topic::Estimates);
    Ok(changed)
}
