//! The way out: closing windows never ends the app; Quit, SIGTERM and SIGINT do, once, in order, and within a limit.
//!
//! Order: the tray's thread is told, notifications are dropped, the loops are stopped, then Tauri exits with a code.
//! Each step is bounded as a whole by [`PATIENCE`]; what is not done by then is left to the end of the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tauri::{AppHandle, RunEvent};

use crate::shell::Shell;

/// How long the way out may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Whether the app is ending.
#[derive(Debug, Default)]
pub(crate) struct Ending(AtomicBool);

impl Ending {
    /// True for the first caller only.
    fn begin(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }
}

/// Ends the app. Returns at once; a second call does nothing.
pub(crate) fn quit(app: &AppHandle) {
    if !Shell::of(app).ending.begin() {
        return;
    }
    let app = app.clone();
    thread::spawn(move || {
        let (done, wait) = mpsc::channel();
        let stopping = app.clone();
        thread::spawn(move || {
            let shell = Shell::of(&stopping);
            shell.tray.stop();
            shell.notices.drop_all();
            shell.stop_loops();
            // The waiter may have lost its patience.
            let _ = done.send(());
        });
        if wait.recv_timeout(PATIENCE).is_err() {
            eprintln!(
                "segue-desktop: the loops did not end within {} s; leaving without them",
                PATIENCE.as_secs()
            );
        }
        app.exit(0);
    });
}

/// The last window closing is not the end; only [`quit`] is.
pub(crate) fn on_run_event(_app: &AppHandle, event: &RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        api.prevent_exit();
    }
}

/// Ends the app when the system asks.
pub(crate) fn listen_for_signals(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match asked_to_stop().await {
            Ok(()) => quit(&app),
            Err(failure) => eprintln!("segue-desktop: signals cannot be heard: {failure}"),
        }
    });
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
