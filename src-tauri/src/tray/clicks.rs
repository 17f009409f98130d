//! What a click on the icon or on its menu does.

use segue_engine::Problem;
use segue_engine::view::Topic;
use tauri::AppHandle;
use tauri::menu::MenuEvent;
use tauri::tray::{MouseButton, MouseButtonState, TrayIconEvent};

use super::menu_id::MenuId;
use super::words::Here;
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
