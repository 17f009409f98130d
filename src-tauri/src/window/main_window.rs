//! The main window: how it is made and brought to the front.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

use super::{MAIN, page, size, theme};
use crate::route::Route;
use crate::shell::Shell;

/// The size of the first time, and the smallest, in logical pixels.
pub(super) const FIRST_SIZE: (f64, f64) = (1100.0, 720.0);
pub(super) const SMALLEST: (f64, f64) = (720.0, 480.0);

/// Makes the window with its page at `route`.
pub(super) fn make(app: &AppHandle, route: &Route) -> tauri::Result<()> {
    let (width, height) = size::remembered(app).unwrap_or(FIRST_SIZE);
    let theme = theme::wanted(app);
    let title = if Shell::of(app).world.demo {
        "Segue (demo)"
    } else {
        "Segue"
    };
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App(route.page().into()))
        .initialization_script(page::preface(theme))
        .title(title)
        .inner_size(width, height)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .theme(theme)
        // Files that are dropped on the page are the page's: a plan is imported that way.
        .disable_drag_drop_handler()
        .center()
        .focused(true)
        .build()?;
    theme::lay_ground(&window, theme)
}

/// Shows the window in front of others.
pub(super) fn bring(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let brought = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(failure) = brought {
        eprintln!("segue-desktop: the window could not be brought to the front: {failure}");
    }
}
