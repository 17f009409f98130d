//! After the last window is gone: give what it took back to the system.

use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::shell::Shell;

/// WebKit tidies up for a moment after the window is destroyed; before that there is nothing to give back.
const TIDY_UP: Duration = Duration::from_secs(2);

/// Returns memory to the system, a little later, beside the main thread.
pub(super) fn give_back(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(TIDY_UP).await;
        if app.webview_windows().is_empty() {
            network::end();
            // The tray has a handle of its own. A question that still runs is waited for, beside the main thread.
            let asked = app.clone();
            let letting_go = tauri::async_runtime::spawn_blocking(move || Shell::of(&asked).let_go());
            // A question that broke has let go, too.
            letting_go.await.ok();
        }
        segue_engine::give_memory_back();
    });
}

/// WebKitGTK keeps its network process (some 30 MB) after the last page, and starts a new one with the next page.
#[cfg(target_os = "linux")]
mod network {
    use rustix::process::{Pid, Signal, getpid, kill_process};

    /// As the system shortens the name.
    const NAME: &str = "WebKitNetworkPr";

    /// Asks our own network process to end.
    pub(super) fn end() {
        for pid in children()
            .into_iter()
            .filter(|pid| name_of(*pid).as_deref() == Some(NAME))
        {
            // Gone already is what we want.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// The processes that the main thread started.
    fn children() -> Vec<Pid> {
        let own = getpid().as_raw_nonzero();
        let listed = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
        listed
            .split_ascii_whitespace()
            .filter_map(|pid| Pid::from_raw(pid.parse().ok()?))
            .collect()
    }

    fn name_of(pid: Pid) -> Option<String> {
        let name = std::fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero())).ok()?;
        Some(name.trim_end().to_owned())
    }
}

#[cfg(not(target_os = "linux"))]
mod network {
    /// Other systems end it themselves.
    pub(super) fn end() {}
}
