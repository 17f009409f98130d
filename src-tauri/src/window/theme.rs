//! Light or dark, as the setting `ui.theme` says; the frame that the system draws follows the page.

use tauri::{AppHandle, Manager, Theme};

use crate::shell::{Shell, held};

/// The theme that the person chose; `None` follows the system. Blocks: not for the main thread.
pub(super) fn wanted(app: &AppHandle) -> Option<Theme> {
    let chosen = Shell::of(app).ask(|segue| segue.setting("ui.theme")).ok()?;
    match chosen.as_str() {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

/// Gives open windows the theme that is wanted now. Blocks: not for the main thread.
pub(crate) fn follow(app: &AppHandle) {
    let theme = wanted(app);
    // Most calls follow a change of some other setting; setting a theme anew makes the page paint again.
    if held(&Shell::of(app).windows.theme).replace(theme) == Some(theme) {
        return;
    }
    for window in app.webview_windows().values() {
        if let Err(failure) = window.set_theme(theme) {
            eprintln!(
                "segue-desktop: the theme of {} was not changed: {failure}",
                window.label()
            );
        }
    }
}
