//! Start at login: the system follows the setting `app.autostart`.
//!
//! The plugin does it. On Linux its entry is then put right (`entry`): it does not quote the program's path, and it
//! writes to `~/.config` even when the desktop looks elsewhere. A demo never touches it.

#[cfg(target_os = "linux")]
mod entry;

use segue_engine::view::Setting;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

use crate::shell::Shell;

/// The setting.
const KEY: &str = "app.autostart";
/// What the program is started with.
pub(crate) const ARGUMENT: &str = "--hidden";

/// Makes the system do what the setting says. Failing is told on stderr: the setting stands, the next start tries again.
pub(crate) fn follow(app: &AppHandle, settings: &[Setting]) {
    let Some(setting) = settings.iter().find(|setting| setting.key == KEY) else {
        return;
    };
    if Shell::of(app).world.demo {
        return;
    }
    if let Err(failure) = set(app, setting.value == "true") {
        eprintln!("segue-desktop: start at login was not changed: {failure}");
    }
}

/// [`follow`] with the settings as they are now. Blocks: not for the main thread.
pub(crate) fn follow_present(app: &AppHandle) {
    if let Ok(settings) = Shell::of(app).ask(|segue| segue.settings()) {
        follow(app, &settings);
    }
}

#[cfg(not(target_os = "linux"))]
fn set(app: &AppHandle, wanted: bool) -> Result<(), Box<dyn std::error::Error>> {
    let system = app.autolaunch();
    match (system.is_enabled()?, wanted) {
        (false, true) => Ok(system.enable()?),
        (true, false) => Ok(system.disable()?),
        (true, true) | (false, false) => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn set(app: &AppHandle, wanted: bool) -> Result<(), Box<dyn std::error::Error>> {
    use tauri::Manager;

    let program = match app.env().appimage {
        Some(image) => image.into(),
        None => std::env::current_exe()?,
    };
    let place = app.path().config_dir()?.join("autostart").join("Segue.desktop");
    let ours = entry::text(&program, ARGUMENT);
    let plugin = app.autolaunch();
    if wanted {
        if std::fs::read_to_string(&place).is_ok_and(|present| present == ours) {
            return Ok(());
        }
        plugin.enable()?;
        let plugins_own = app.path().home_dir()?.join(".config/autostart/Segue.desktop");
        if plugins_own != place {
            plugin.disable()?;
        }
        entry::write(&place, &ours)?;
    } else if place.exists() || plugin.is_enabled()? {
        plugin.disable()?;
        entry::remove(&place)?;
    }
    Ok(())
}
