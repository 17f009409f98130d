//! What a click on the icon or on its menu does.

use jiff::SignedDuration;
use segue_engine::view::Topic;
use segue_engine::{Does, Problem, Segue};
use segue_plan::schedule::{StartAction, When};
use tauri::AppHandle;
use tauri::menu::MenuEvent;
use tauri::tray::{MouseButton, MouseButtonState, TrayIconEvent};

use super::menu_id::{MenuId, NextAct, StartId};
use super::words::Here;
use crate::route::Route;
use crate::shell::{Shell, beside};
use crate::{events, lifecycle, window};

/// Who a change is attributed to in the database.
const BY: &str = "tray";

/// A click on the icon: left opens the glance panel. The menu is the panel's own affair.
pub(crate) fn on_icon_event(app: &AppHandle, event: TrayIconEvent) {
    if let TrayIconEvent::Click {
        button: MouseButton::Left,
        button_state: MouseButtonState::Up,
        position,
        ..
    } = event
    {
        // Some panels do not say where; then it is the origin.
        let click = (position.x > 0.0 || position.y > 0.0).then_some((position.x, position.y));
        window::toggle_glance(app, click);
    }
}

/// A click on a line of the menu.
pub(crate) fn on_menu_event(app: &AppHandle, event: MenuEvent) {
    let Some(id) = MenuId::parse(event.id().as_ref()) else {
        return;
    };
    match id {
        MenuId::Open(route, _) => window::open_main(app, route),
        MenuId::Pause(minutes) => pause(app, move |_| Some(minutes)),
        MenuId::PauseUntilTomorrow => pause(app, |here| here.minutes_until_tomorrow()),
        MenuId::Resume => pause(app, |_| None),
        MenuId::Next(act, id) => next(app, act, id),
        MenuId::Note(_) => {}
        MenuId::Quit => lifecycle::quit(app),
    }
}

/// Pauses alerts for as long as `minutes` says at this moment; `None` resumes.
fn pause(app: &AppHandle, minutes: impl FnOnce(&Here) -> Option<u32> + Send + 'static) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let paused = beside(app.clone(), move |shell| {
            shell.ask(|segue| -> Result<(), Problem> {
                let status = segue.status()?;
                segue.pause_alerts(minutes(&Here::new(status.now, &status.time_zone)), BY)
            })
        });
        match paused.await {
            Ok(()) => {
                events::changed(&app, &[Topic::Settings]);
                Shell::of(&app).tray.changed();
            }
            Err(problem) => eprintln!("segue-desktop: alerts were not paused: {}", problem.message),
        }
    });
}

/// Does what the menu offered for a start.
fn next(app: &AppHandle, act: NextAct, id: StartId) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let done = beside(app.clone(), move |shell| {
            shell.ask_apart(|segue| with_start(segue, act, id))
        });
        if let Err(problem) = done.await {
            eprintln!("segue-desktop: nothing was changed: {}", problem.message);
            // Where the person sees why: the menu itself cannot say it.
            window::open_main(&app, Route::ScheduleOf(id.schedule));
        }
        events::changed(&app, &[Topic::Schedule]);
        Shell::of(&app).tray.changed();
    });
}

/// An open question is answered; without one the same is asked for directly.
fn with_start(segue: &mut Segue, act: NextAct, id: StartId) -> Result<(), Problem> {
    match act {
        NextAct::Cancel => segue.cancel_schedule(id.schedule, BY).map(drop),
        NextAct::Answer(action) if id.ask > 0 => {
            let does = Does::Answer {
                start: id.start,
                ask: id.ask,
                action,
            };
            segue.do_action(&does, BY).map(drop)
        }
        NextAct::Answer(StartAction::StartNow) => segue.run_now(id.schedule, BY).map(drop),
        NextAct::Answer(StartAction::In15Minutes) => {
            let now = segue.status()?.now;
            let zone = segue.time_zone()?;
            let when = When::At {
                at: now + SignedDuration::from_mins(15),
                zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            };
            segue.move_schedule(id.schedule, &when, BY).map(drop)
        }
        NextAct::Answer(StartAction::AtNextReset) => {
            let when = When::AtReset { after_minutes: 0 };
            segue.move_schedule(id.schedule, &when, BY).map(drop)
        }
        NextAct::Answer(StartAction::Skip | StartAction::Drop) => segue.skip_next(id.schedule, BY).map(drop),
    }
}
