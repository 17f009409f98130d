//! After a window is gone: give its memory back to the system.

use std::time::Duration;

/// WebKit tidies up for a moment after the window is destroyed; before that there is nothing to give back.
const TIDY_UP: Duration = Duration::from_secs(2);

/// Returns freed memory to the system, a little later, beside the main thread.
pub(super) fn give_back() {
    tauri::async_runtime::spawn(async {
        tokio::time::sleep(TIDY_UP).await;
        trim();
    });
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn trim() {
    #[expect(
        unsafe_code,
        reason = "malloc_trim takes a plain number, touches no memory of ours, and is thread-safe"
    )]
    // SAFETY: see malloc_trim(3): MT-Safe, any pad value is valid.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Other allocators return memory by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn trim() {}
