//! Light or dark, as the setting `ui.theme` says; the frame that the system draws follows the page.

use tauri::window::Color;
use tauri::{AppHandle, Manager, Theme, WebviewWindow};

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

/// Paints what stands behind the page in the page's own colour, so that nothing flashes before its first paint.
///
/// The same colours as `--canvas` in `ui/src/tokens.css`.
pub(super) fn lay_ground(window: &WebviewWindow, wanted: Option<Theme>) -> tauri::Result<()> {
    // A window just made does not know yet what it was made with.
    let theme = wanted.map_or_else(|| window.theme(), Ok)?;
    let colour = match theme {
        Theme::Dark => Color(0x15, 0x17, 0x1d, 0xff),
        _ => Color(0xf3, 0xf4, 0xf7, 0xff),
    };
    window.set_background_color(Some(colour))
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
