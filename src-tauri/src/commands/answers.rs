//! The answers: each hands its question to the engine, beside the main thread.

use segue_engine::Exact;
use segue_engine::view::{
    Doctor, ProblemView, Quota, Session, SessionDetail, SessionQuery, Setting, Status, Topic, Usage,
    UsageQuery,
};
use tauri::AppHandle;

use crate::route::Route;
use crate::shell::{Shell, beside};
use crate::{autostart, events, window};

/// Who a change is attributed to in the database.
pub(super) const BY: &str = "window";

pub(super) async fn status(app: AppHandle) -> Result<Status, ProblemView> {
    beside(app, |shell| shell.ask(|segue| segue.status())).await
}

pub(super) async fn sessions(app: AppHandle, query: SessionQuery) -> Result<Vec<Session>, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.sessions(&query))).await
}

pub(super) async fn session(
    app: AppHandle,
    id: Option<String>,
    exact: bool,
) -> Result<SessionDetail, ProblemView> {
    beside(app, move |shell| {
        if exact {
            shell.ask_apart(|segue| segue.session(id.as_deref(), Exact::AskClaude))
        } else {
            shell.ask(|segue| segue.session(id.as_deref(), Exact::No))
        }
    })
    .await
}

pub(super) async fn usage(app: AppHandle, query: UsageQuery) -> Result<Usage, ProblemView> {
    beside(app, move |shell| shell.ask(|segue| segue.usage(&query))).await
}

pub(super) async fn quota(app: AppHandle) -> Result<Quota, ProblemView> {
    beside(app, |shell| shell.ask(|segue| segue.quota())).await
}

pub(super) async fn ask_quota(app: AppHandle) -> Result<Quota, ProblemView> {
    let answer = beside(app.clone(), |shell| shell.ask_apart(|segue| segue.ask_quota())).await?;
    tell(&app, Topic::Quota);
    Ok(answer)
}

pub(super) async fn doctor(app: AppHandle) -> Result<Doctor, ProblemView> {
    beside(app, |shell| shell.ask_apart(|segue| segue.doctor())).await
}

pub(super) async fn settings(app: AppHandle) -> Result<Vec<Setting>, ProblemView> {
    beside(app, |shell| shell.ask(|segue| segue.settings())).await
}

pub(super) async fn set_setting(
    app: AppHandle,
    key: String,
    value: String,
) -> Result<Vec<Setting>, ProblemView> {
    let all = beside(app.clone(), move |shell| {
        shell.ask(|segue| {
            segue.set_setting(&key, &value, BY)?;
            segue.settings()
        })
    })
    .await?;
    let (handle, settings) = (app.clone(), all.clone());
    tauri::async_runtime::spawn_blocking(move || {
        autostart::follow(&handle, &settings);
        window::follow_theme(&handle);
    });
    tell(&app, Topic::Settings);
    Ok(all)
}

pub(super) async fn pause_alerts(app: AppHandle, minutes: Option<u32>) -> Result<Status, ProblemView> {
    let status = beside(app.clone(), move |shell| {
        shell.ask(|segue| {
            segue.pause_alerts(minutes, BY)?;
            segue.status()
        })
    })
    .await?;
    tell(&app, Topic::Settings);
    Ok(status)
}

pub(super) async fn open_view(app: AppHandle, view: String) -> Result<(), ProblemView> {
    let Some(route) = Route::parse(&view) else {
        return Err(ProblemView {
            code: "bad_input".to_owned(),
            message: format!("There is no view called {view}."),
            hint: None,
        });
    };
    window::close_glance(&app);
    window::open_main(&app, route);
    Ok(())
}

pub(super) async fn window_painted(app: AppHandle) -> Result<(), ProblemView> {
    let shell = Shell::of(&app);
    shell.first_paint.call_once(|| shell.marks.set("first_paint"));
    Ok(())
}

/// What we changed ourselves shows everywhere at once, without waiting for the loops to notice.
pub(super) fn tell(app: &AppHandle, topic: Topic) {
    events::changed(app, &[topic]);
    Shell::of(app).tray.changed();
}
