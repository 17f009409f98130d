//! Whether a process that someone else wrote down still runs.

/// Whether the process runs, and is the one that was written down.
///
/// `started` is what Claude Code writes as `procStart`: on Linux the start time in clock ticks since boot (field 22 of
/// `/proc/<pid>/stat`). It tells a process from a later one that was given the same number.
pub fn is_alive(pid: u32, started: Option<&str>) -> bool {
    alive(pid, started)
}

#[cfg(target_os = "linux")]
fn alive(pid: u32, started: Option<&str>) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // The name in parentheses may hold spaces: fields are counted behind the last one.
    let Some((_, fields)) = stat.rsplit_once(')') else {
        return false;
    };
    let mut fields = fields.split_ascii_whitespace();
    let dead = fields.next().is_none_or(|state| state == "Z" || state == "X");
    let start = fields.nth(18);
    !dead && started.is_none_or(|started| start == Some(started))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn alive(pid: u32, _started: Option<&str>) -> bool {
    let Some(pid) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) else {
        return false;
    };
    // No permission to signal means that it is there.
    !matches!(
        rustix::process::test_kill_process(pid),
        Err(rustix::io::Errno::SRCH)
    )
}

#[cfg(not(unix))]
fn alive(_pid: u32, _started: Option<&str>) -> bool {
    // Not yet run on Windows: a registry file is taken at its word.
    true
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_later_process_with_the_same_number_is_another_one() {
        let own = std::process::id();
        assert!(is_alive(own, None));
        assert!(!is_alive(own, Some("1")), "the start time differs");
        assert!(!is_alive(u32::MAX - 1, None));
    }
}
