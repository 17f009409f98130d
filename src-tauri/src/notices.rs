//! Native notifications: shown with the gauge as their picture; a click opens the view they speak of.
//!
//! Each waits for its click in a task of its own, which ends with the click, when the system closes the notification,
//! after half a day, or with the app.

use std::path::{Path, PathBuf};
use std::time::Duration;

use segue_engine::{Notice, Notifier};
use segue_meter::advice::Level;
use tauri::AppHandle;
use tokio::sync::watch;

use crate::gauge::{self, GaugeInput};
use crate::route::Route;
use crate::shell::Shell;
use crate::window;

/// The longest that a notification is listened to.
const LISTENING: Duration = Duration::from_secs(12 * 60 * 60);
/// The longest that the notification service may take to accept one.
const ACCEPTING: Duration = Duration::from_secs(5);
/// The picture's width in pixels.
const SIDE: u32 = 64;

/// The notifications on the screen; dropping them all ends every waiting task.
pub(crate) struct Notices {
    over: watch::Sender<bool>,
}

impl Default for Notices {
    fn default() -> Notices {
        Notices {
            over: watch::Sender::new(false),
        }
    }
}

impl Notices {
    /// The app ends: nobody waits for clicks any more.
    pub(crate) fn drop_all(&self) {
        self.over.send_replace(true);
    }
}

/// Shows the engine's notices on the desktop.
pub(crate) struct DesktopNotifier {
    app: AppHandle,
}

impl DesktopNotifier {
    /// Notices of this app.
    pub(crate) fn new(app: AppHandle) -> DesktopNotifier {
        DesktopNotifier { app }
    }
}

impl Notifier for DesktopNotifier {
    fn show(&self, notice: &Notice) -> Result<(), String> {
        let route = Route::parse(&notice.view).unwrap_or_default();
        let folder = Shell::of(&self.app).world.places.segue.join("pictures");
        show(
            &self.app,
            described(notice, picture(&folder, notice.level)),
            route,
        )
    }
}

fn described(notice: &Notice, picture: Option<PathBuf>) -> notify_rust::Notification {
    let mut described = notify_rust::Notification::new();
    described
        .appname("Segue")
        .summary(&notice.title)
        .body(&notice.body)
        .icon("segue-desktop")
        .action("default", "Open Segue")
        .action("open", "Open");
    #[cfg(target_os = "linux")]
    {
        if let Some(path) = picture {
            described.image_path(&path.to_string_lossy());
        }
        described.hint(notify_rust::Hint::DesktopEntry("segue-desktop".to_owned()));
        described.urgency(match notice.level {
            Level::Ok | Level::Notice => notify_rust::Urgency::Low,
            Level::Warning => notify_rust::Urgency::Normal,
            Level::Danger => notify_rust::Urgency::Critical,
        });
    }
    described
}

/// A file with the gauge at the level that the notice speaks of; without one the notice is shown all the same.
///
/// A file, because the library sends pixels only after asking the notification service something in a way that cannot
/// be done on our runtime.
fn picture(folder: &Path, level: Level) -> Option<PathBuf> {
    let (name, percent) = match level {
        Level::Ok => ("ok", 25.0),
        Level::Notice => ("notice", 60.0),
        Level::Warning => ("warning", 84.0),
        Level::Danger => ("danger", 94.0),
    };
    let path = folder.join(format!("notice-{name}.png"));
    if !path.exists() {
        let input = GaugeInput {
            quota: Some(percent),
            context: Some(percent),
            ..GaugeInput::default()
        };
        std::fs::create_dir_all(folder).ok()?;
        std::fs::write(&path, gauge::png(&input, SIDE)?).ok()?;
    }
    Some(path)
}

#[cfg(target_os = "linux")]
fn show(app: &AppHandle, notice: notify_rust::Notification, route: Route) -> Result<(), String> {
    let accepted =
        tauri::async_runtime::block_on(async { tokio::time::timeout(ACCEPTING, notice.show_async()).await });
    let handle = match accepted {
        Ok(Ok(handle)) => handle,
        Ok(Err(failure)) => return Err(failure.to_string()),
        Err(_) => {
            return Err(format!(
                "the notification service did not answer within {} s",
                ACCEPTING.as_secs()
            ));
        }
    };
    let app = app.clone();
    let mut over = Shell::of(&app).notices.over.subscribe();
    tauri::async_runtime::spawn(async move {
        let mut clicked = false;
        let click = handle.wait_for_action_async(|response| {
            use notify_rust::NotificationResponse::{Action, Default};
            clicked = matches!(response, Default | Action(_));
        });
        tokio::select! {
            () = click => {}
            () = tokio::time::sleep(LISTENING) => {}
            _ = over.wait_for(|over| *over) => {}
        }
        if clicked {
            window::open_main(&app, route);
        }
    });
    Ok(())
}

/// Elsewhere the library waits on a thread; the thread ends with the notification or with the process.
#[cfg(not(target_os = "linux"))]
fn show(app: &AppHandle, notice: notify_rust::Notification, route: Route) -> Result<(), String> {
    let handle = notice.show().map_err(|failure| failure.to_string())?;
    let app = app.clone();
    std::thread::spawn(move || {
        handle.wait_for_action(|action| {
            if action != "__closed" {
                window::open_main(&app, route);
            }
        });
    });
    Ok(())
}
