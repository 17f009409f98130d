//! The two windows: the main window and the glance panel. Neither exists until it is wanted; closing destroys it.
//!
//! Whether a window is there is a small state machine per window (`slot`), because a window takes time to be made and
//! time to go: two clicks at once make one window, and a click while it goes brings a new one.

mod glance;
mod main_window;
mod memory;
mod page;
mod place;
mod size;
mod slot;
mod theme;

use std::sync::Mutex;
use std::time::Instant;

use tauri::{AppHandle, Manager, Theme, WindowEvent};

use crate::events;
use crate::route::Route;
use crate::shell::{Shell, held};
use slot::{Act, Slot};

pub(crate) use glance::{close_glance, toggle_glance};
pub(crate) use theme::follow as follow_theme;

/// Label of the main window.
pub(crate) const MAIN: &str = "main";
/// Label of the glance panel.
pub(crate) const GLANCE: &str = "glance";

/// Which windows are there.
#[derive(Default)]
pub(crate) struct Windows {
    main: Mutex<Slot<Route>>,
    glance: Mutex<Slot<Option<(f64, f64)>>>,
    /// When the panel was last closed because something else got the focus.
    blurred: Mutex<Option<Instant>>,
    /// The theme that open windows were last given.
    theme: Mutex<Option<Option<Theme>>>,
}

/// Shows the main window at `route`, making it if need be. Returns at once; callable from any thread.
pub(crate) fn open_main(app: &AppHandle, route: Route) {
    let act = held(&Shell::of(app).windows.main).wanted(route);
    act_on_main(app, act);
}

/// Opens the main window unless it is there: without a tray it is the only thing to see of Segue.
pub(crate) fn open_if_absent(app: &AppHandle) {
    let is_up = held(&Shell::of(app).windows.main).is_up();
    if !is_up {
        open_main(app, Route::default());
    }
}

fn act_on_main(app: &AppHandle, act: Act<Route>) {
    match act {
        Act::Make(route) => {
            let app = app.clone();
            // Off the main thread: making a window inside an event handler can lock up on Windows.
            tauri::async_runtime::spawn_blocking(move || {
                let made = main_window::make(&app, &route);
                let next = held(&Shell::of(&app).windows.main).made(made.is_ok());
                if let Err(failure) = made {
                    eprintln!("segue-desktop: the window could not be opened: {failure}");
                }
                act_on_main(&app, next);
            });
        }
        Act::Bring(route) => {
            main_window::bring(app);
            events::navigate(app, &route);
        }
        Act::Nothing => {}
    }
}

/// Keeps the slots in step with what the windows do.
pub(crate) fn on_event(window: &tauri::Window, event: &WindowEvent) {
    let app = window.app_handle();
    match (window.label(), event) {
        (MAIN, WindowEvent::CloseRequested { .. }) => {
            size::remember(window);
            held(&Shell::of(app).windows.main).closing();
        }
        (MAIN, WindowEvent::Destroyed) => {
            let act = held(&Shell::of(app).windows.main).gone();
            memory::give_back(app);
            act_on_main(app, act);
        }
        (GLANCE, WindowEvent::Focused(false)) => glance::blurred(app),
        (GLANCE, WindowEvent::CloseRequested { .. }) => held(&Shell::of(app).windows.glance).closing(),
        (GLANCE, WindowEvent::Destroyed) => {
            glance::gone(app);
            memory::give_back(app);
        }
        _ => {}
    }
}
