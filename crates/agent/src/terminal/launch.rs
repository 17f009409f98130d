//! Starting a terminal that outlives us.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use process_wrap::std::CommandWrap;

use super::plan::Planned;

/// How often the marker is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// A terminal that was started; a thread waits for its end.
pub(super) struct Started {
    ended: Receiver<Option<String>>,
}

impl Started {
    /// How it ended, if it ended badly.
    pub(super) fn failed(&self) -> Option<String> {
        self.ended.try_recv().ok().flatten()
    }
}

/// Puts the marker in its place, and the script where there is one.
pub(super) fn prepare(planned: &Planned, marker: &Path) -> io::Result<()> {
    if let Some(folder) = marker.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(marker, "")?;
    if let Some((path, body)) = &planned.script {
        std::fs::write(path, body)?;
        make_private_program(path)?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_private_program(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private_program(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Starts it in a session of its own, so that it does not end with the terminal we were typed in.
#[expect(clippy::disallowed_methods, reason = "the agent crate starts programs")]
pub(super) fn start(planned: &Planned) -> io::Result<Started> {
    let mut command = Command::new(&planned.program);
    command
        .args(&planned.arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut wrapped = CommandWrap::from(command);
    #[cfg(unix)]
    wrapped.wrap(process_wrap::std::ProcessSession);
    let mut child = wrapped.spawn()?;
    let (send, ended) = channel();
    std::thread::spawn(move || {
        let bad = match child.wait() {
            Ok(status) if status.success() => None,
            Ok(status) => Some(status.to_string()),
            Err(error) => Some(error.to_string()),
        };
        // Nobody listens any more once the program has begun.
        drop(send.send(bad));
    });
    Ok(Started { ended })
}
