//! The main window's size, remembered as a setting between two openings.

use segue_engine::Code;
use tauri::{AppHandle, Manager, Window};

use super::main_window::SMALLEST;
use crate::shell::Shell;

/// Where it is kept: `1100x720`, in logical pixels.
const KEY: &str = "app.window_size";

/// The size of the last time.
pub(super) fn remembered(app: &AppHandle) -> Option<(f64, f64)> {
    let text = Shell::of(app).ask(|segue| segue.setting(KEY)).ok()?;
    read(&text)
}

/// Keeps the present size, unless it is the screen's (maximised windows have no size of their own).
pub(super) fn remember(window: &Window) {
    if window.is_maximized().unwrap_or(true) || window.is_fullscreen().unwrap_or(true) {
        return;
    }
    let (Ok(size), Ok(scale)) = (window.inner_size(), window.scale_factor()) else {
        return;
    };
    let size = size.to_logical::<f64>(scale);
    let text = format!("{:.0}x{:.0}", size.width, size.height);
    let app = window.app_handle().clone();
    tauri::async_runtime::spawn_blocking(move || {
        let kept = Shell::of(&app).ask(|segue| {
            if segue.setting(KEY)? == text {
                return Ok(());
            }
            segue.set_setting(KEY, &text, "window")
        });
        match kept {
            // An engine without this setting: the window opens at its first size.
            Err(problem) if problem.code == Code::NotFound => {}
            Err(problem) => eprintln!("segue-desktop: the window's size was not remembered: {problem}"),
            Ok(()) => {}
        }
    });
}

fn read(text: &str) -> Option<(f64, f64)> {
    let (width, height) = text.split_once('x')?;
    let (width, height) = (width.parse::<f64>().ok()?, height.parse::<f64>().ok()?);
    let sane = (SMALLEST.0..=16_384.0).contains(&width) && (SMALLEST.1..=16_384.0).contains(&height);
    sane.then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_a_size_that_can_be_used_is_used() {
        assert_eq!(read("1280x800"), Some((1280.0, 800.0)));
        for text in ["", "1280", "0x0", "300x200", "NaNx800", "1280x99999"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
