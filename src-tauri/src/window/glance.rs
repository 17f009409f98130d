//! The glance panel: frameless, above everything, gone as soon as something else gets the focus.

use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager, Monitor, PhysicalPosition, WebviewUrl, WebviewWindowBuilder};

use super::place::{Area, corner};
use super::slot::Act;
use super::{GLANCE, page, theme};
use crate::shell::{Shell, held};

/// In logical pixels.
const SIZE: (f64, f64) = (360.0, 520.0);
/// A click on the tray first takes the focus from the panel, which closes it; the click itself must then not open it
/// again. A double click lasts at most this long on every desktop.
const SAME_CLICK: Duration = Duration::from_millis(400);

/// Opens the panel at the tray icon, or closes it. `click` is where the person clicked, when the system says.
pub(crate) fn toggle_glance(app: &AppHandle, click: Option<(f64, f64)>) {
    let shell = Shell::of(app);
    if held(&shell.windows.blurred)
        .take()
        .is_some_and(|at| at.elapsed() < SAME_CLICK)
    {
        return;
    }
    let act = {
        let mut slot = held(&shell.windows.glance);
        if slot.is_up() {
            None
        } else {
            Some(slot.wanted(click))
        }
    };
    match act {
        Some(act) => act_on(app, act),
        None => close_glance(app),
    }
}

/// Closes the panel if it is there.
pub(crate) fn close_glance(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(GLANCE) {
        held(&Shell::of(app).windows.glance).closing();
        if let Err(failure) = window.destroy() {
            eprintln!("segue-desktop: the glance panel could not be closed: {failure}");
        }
    }
}

/// Something else got the focus.
pub(super) fn blurred(app: &AppHandle) {
    *held(&Shell::of(app).windows.blurred) = Some(Instant::now());
    close_glance(app);
}

/// The panel is destroyed.
pub(super) fn gone(app: &AppHandle) {
    let act = held(&Shell::of(app).windows.glance).gone();
    act_on(app, act);
}

fn act_on(app: &AppHandle, act: Act<Option<(f64, f64)>>) {
    let Act::Make(click) = act else { return };
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let made = make(&app, click);
        if let Err(failure) = &made {
            eprintln!("segue-desktop: the glance panel could not be opened: {failure}");
        }
        let next = held(&Shell::of(&app).windows.glance).made(made.is_ok());
        act_on(&app, next);
    });
}

fn make(app: &AppHandle, click: Option<(f64, f64)>) -> tauri::Result<()> {
    let theme = theme::wanted(app);
    let window = WebviewWindowBuilder::new(app, GLANCE, WebviewUrl::App("index.html#/glance".into()))
        .initialization_script(page::preface(theme))
        .title("Segue glance")
        .inner_size(SIZE.0, SIZE.1)
        .theme(theme)
        .decorations(false)
        .resizable(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible(false)
        .build()?;
    theme::lay_ground(&window, theme)?;
    if let Some(monitor) = active_monitor(app, click)? {
        let scale = monitor.scale_factor();
        let panel = (SIZE.0 * scale, SIZE.1 * scale);
        let (x, y) = corner(whole(&monitor), free(&monitor), panel, click, scale);
        window.set_position(PhysicalPosition::new(x, y))?;
    }
    window.show()?;
    window.set_focus()
}

/// The screen that was clicked on, else the one with the pointer, else the first.
fn active_monitor(app: &AppHandle, click: Option<(f64, f64)>) -> tauri::Result<Option<Monitor>> {
    let point = match click {
        Some(point) => Some(point),
        None => app.cursor_position().ok().map(|at| (at.x, at.y)),
    };
    if let Some((x, y)) = point
        && let Some(monitor) = app.monitor_from_point(x, y)?
    {
        return Ok(Some(monitor));
    }
    app.primary_monitor()
}

fn whole(monitor: &Monitor) -> Area {
    let (at, size) = (monitor.position(), monitor.size());
    Area {
        x: at.x.into(),
        y: at.y.into(),
        width: size.width.into(),
        height: size.height.into(),
    }
}

fn free(monitor: &Monitor) -> Area {
    let area = monitor.work_area();
    Area {
        x: area.position.x.into(),
        y: area.position.y.into(),
        width: area.size.width.into(),
        height: area.size.height.into(),
    }
}
