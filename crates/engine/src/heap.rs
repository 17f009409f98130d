//! Gives freed memory back to the system, after something large was dropped.

/// Returns freed memory to the system: after a first index, an analysis, or a window.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "glibc's malloc_trim has no safe wrapper; it takes no pointer and may be called any time"
)]
pub fn give_memory_back() {
    // SAFETY: see malloc_trim(3): MT-Safe, any pad value is valid, no memory of ours is touched.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Other allocators return memory by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_memory_back() {}
