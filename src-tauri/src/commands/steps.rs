//! What can be done with a session: compact it, hand it off, restart it. Whatever reads a transcript or starts Claude
//! Code has an engine handle of its own, so that the glance never waits for it.

use std::path::PathBuf;

use segue_engine::view::{
    CompactLevel, Compaction, CompactionPlan, Handoff, HandoffEntry, LevelAdvice, OpenedTerminal,
    ProblemView, Restart, ResumeCommand, Topic,
};
use tauri::AppHandle;

use super::answers::{BY, tell};
use crate::shell::{Shell, beside};

pub(super) async fn plan_compaction(
    app: AppHandle,
    session: String,
    level: CompactLevel,
) -> Result<CompactionPlan, ProblemView> {
    beside(app, move |shell| {
        shell.ask_apart(|segue| segue.plan_compaction(Some(&session), level))
    })
    .await
}

pub(super) async fn compaction_level(app: AppHandle, session: String) -> Result<LevelAdvice, ProblemView> {
    beside(app, move |shell| {
        shell.ask(|segue| segue.compaction_level(Some(&session)))
    })
    .await
}

pub(super) async fn compact(
    app: AppHandle,
    plan: CompactionPlan,
    keep: Vec<String>,
) -> Result<Compaction, ProblemView> {
    let done = beside(app.clone(), move |shell| {
        shell.ask_apart(|segue| segue.compact_as_planned(&plan, &keep, BY))
    })
    .await?;
    Shell::of(&app).offer(&done.resume);
    tell(&app, Topic::Sessions);
    Ok(done)
}

pub(super) async fn handoff(app: AppHandle, session: String) -> Result<Handoff, ProblemView> {
    let made = beside(app.clone(), move |shell| {
        shell.ask_apart(|segue| segue.handoff(Some(&session), BY))
    })
    .await?;
    tell(&app, Topic::Handoffs);
    Ok(made)
}

pub(super) async fn stored_handoff(app: AppHandle, session: String) -> Result<Option<Handoff>, ProblemView> {
    beside(app, move |shell| {
        shell.ask(|segue| segue.stored_handoff(&session))
    })
    .await
}

pub(super) async fn save_handoff(
    app: AppHandle,
    session: String,
    markdown: String,
) -> Result<Handoff, ProblemView> {
    let saved = beside(app.clone(), move |shell| {
        shell.ask(|segue| segue.save_handoff(&session, &markdown, BY))
    })
    .await?;
    tell(&app, Topic::Handoffs);
    Ok(saved)
}

pub(super) async fn handoffs(
    app: AppHandle,
    project: Option<String>,
) -> Result<Vec<HandoffEntry>, ProblemView> {
    let project = project.map(PathBuf::from);
    beside(app, move |shell| {
        shell.ask(|segue| segue.handoffs(project.as_deref()))
    })
    .await
}

pub(super) async fn restart(app: AppHandle, session: String, open: bool) -> Result<Restart, ProblemView> {
    let restarted = beside(app.clone(), move |shell| {
        shell.ask_apart(|segue| segue.restart(Some(&session), open, BY))
    })
    .await?;
    Shell::of(&app).offer(&restarted.command);
    tell(&app, Topic::Handoffs);
    Ok(restarted)
}

/// The page says which of the offered commands; it cannot make one up.
pub(super) async fn open_in_terminal(
    app: AppHandle,
    command: ResumeCommand,
) -> Result<OpenedTerminal, ProblemView> {
    if !Shell::of(&app).was_offered(&command) {
        return Err(ProblemView {
            code: "bad_input".to_owned(),
            message: "This command was not offered by Segue, so it is not run.".to_owned(),
            hint: Some(format!("Paste it into a terminal yourself: {}", command.line)),
        });
    }
    beside(app, move |shell| {
        shell.ask_apart(|segue| segue.open_terminal(&command))
    })
    .await
}
