//! What is remembered of projects: asked for, searched, and changed by the person.

use std::path::PathBuf;

use segue_engine::view::{
    Digest, Memory, MemoryHit, MemoryItem, MemoryKind, MemoryQuery, ProblemView, Project, Topic,
};
use segue_engine::{Occasion, Problem, Segue};
use tauri::AppHandle;

use super::answers::{BY, tell};
use crate::shell::beside;

pub(super) async fn projects(app: AppHandle) -> Result<Vec<Project>, ProblemView> {
    beside(app, |shell| shell.ask_apart(|segue| segue.projects())).await
}

pub(super) async fn memory(app: AppHandle, project: String) -> Result<Memory, ProblemView> {
    let project = PathBuf::from(project);
    beside(app, move |shell| {
        shell.ask_apart(|segue| segue.memory(Some(&project)))
    })
    .await
}

pub(super) async fn search(app: AppHandle, query: MemoryQuery) -> Result<Vec<MemoryHit>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.memory_search(&query))).await
}

pub(super) async fn add(
    app: AppHandle,
    project: String,
    kind: MemoryKind,
    text: String,
) -> Result<MemoryItem, ProblemView> {
    let project = PathBuf::from(project);
    change(app, move |segue| segue.memory_add(&project, kind, &text, BY)).await
}

pub(super) async fn edit(app: AppHandle, item: i64, text: String) -> Result<MemoryItem, ProblemView> {
    change(app, move |segue| segue.memory_edit(item, &text, BY)).await
}

pub(super) async fn pin(app: AppHandle, item: i64, pinned: bool) -> Result<MemoryItem, ProblemView> {
    change(app, move |segue| segue.memory_pin(item, pinned, BY)).await
}

pub(super) async fn forget(app: AppHandle, item: i64) -> Result<MemoryItem, ProblemView> {
    change(app, move |segue| segue.memory_forget(item, BY)).await
}

pub(super) async fn restore(app: AppHandle, item: i64) -> Result<MemoryItem, ProblemView> {
    change(app, move |segue| segue.memory_restore(item, BY)).await
}

/// The handoff is in the first prompt; this is what comes besides.
pub(super) async fn launch_digest(app: AppHandle, project: String) -> Result<Digest, ProblemView> {
    let project = PathBuf::from(project);
    beside(app, move |shell| {
        shell.ask(|segue| segue.digest(&project, Occasion::Compact))
    })
    .await
}

/// Changes one remembered thing, and says so to whoever shows it.
async fn change(
    app: AppHandle,
    act: impl FnOnce(&mut Segue) -> Result<MemoryItem, Problem> + Send + 'static,
) -> Result<MemoryItem, ProblemView> {
    let changed = beside(app.clone(), move |shell| shell.ask(act)).await?;
    tell(&app, Topic::Memory);
    Ok(changed)
}
