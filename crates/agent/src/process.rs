//! Whether a process that someone wrote down still runs, and what to write down of one.

/// Whether the process runs, and is the one that was written down.
///
/// `started` is what Claude Code writes as `procStart`: on Linux the start time in clock ticks since boot (field 22 of
/// `/proc/<pid>/stat`). It tells a process from a later one that was given the same number.
pub fn is_alive(pid: u32, started: Option<&str>) -> bool {
    alive(pid, started)
}

/// What tells a process from a later one of the same number, for [`is_alive`]; `None` where the system does not say. It
/// stays when the process becomes another program.
pub fn process_mark(pid: u32) -> Option<String> {
    mark(pid)
}

#[cfg(target_os = "linux")]
fn mark(pid: u32) -> Option<String> {
    stat(pid).map(|(_, started)| started)
}

#[cfg(not(target_os = "linux"))]
fn mark(_pid: u32) -> Option<String> {
    None
}

/// Its state, and when it was started in clock ticks since boot.
#[cfg(target_os = "linux")]
fn stat(pid: u32) -> Option<(String, String)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold spaces: fields are counted behind the last one.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    Some((fields.next()?.to_owned(), fields.nth(18)?.to_owned()))
}

#[cfg(target_os = "linux")]
fn alive(pid: u32, started: Option<&str>) -> bool {
    stat(pid).is_some_and(|(state, start)| {
        state != "Z" && state != "X" && started.is_none_or(|started| start == started)
    })
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
        assert!(is_alive(own, process_mark(own).as_deref()));
        assert_eq!(process_mark(u32::MAX - 1), None);
        assert!(!is_alive(own, Some("1")), "the start time differs");
        assert!(!is_alive(u32::MAX - 1, None));
    }
}
