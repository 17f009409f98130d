//! Reads stdin with an end to everything: its size, and the wait for it.

use std::io::{self, IsTerminal, Read};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use segue_engine::{Code, Problem};

/// Claude Code sends about 2 KiB.
const MOST_BYTES: u64 = 1 << 20;
/// Claude Code writes at once and closes; after this long, what came is all there is.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What stdin held.
///
/// # Errors
/// When stdin is a terminal: nobody is going to type JSON.
pub(super) fn read() -> Result<Vec<u8>, Problem> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(
            Problem::new(Code::BadInput, "Claude Code calls this, with JSON on its input")
                .hint("See `segue statusline --help` for how to set it up."),
        );
    }
    Ok(read_within(stdin, LONGEST_WAIT))
}

/// Reads until the end, the size limit, an error, or the deadline; whichever comes first. The thread of a source that
/// never ends is left behind, and ends with the process.
fn read_within(source: impl Read + Send + 'static, limit: Duration) -> Vec<u8> {
    let (sender, pieces) = mpsc::channel();
    thread::spawn(move || {
        let mut source = source.take(MOST_BYTES);
        let mut piece = [0; 16 * 1024];
        while let Ok(count @ 1..) = source.read(&mut piece) {
            if sender.send(piece[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let begun = Instant::now();
    let mut bytes = Vec::new();
    loop {
        match pieces.recv_timeout(limit.saturating_sub(begun.elapsed())) {
            Ok(piece) => bytes.extend(piece),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write};
    use std::time::Duration;

    use super::{MOST_BYTES, read_within};

    #[test]
    fn all_of_a_short_input() {
        assert_eq!(
            read_within(&b"{\"a\":1}"[..], Duration::from_secs(60)),
            b"{\"a\":1}"
        );
    }

    #[test]
    fn an_endless_input_is_cut() {
        let bytes = read_within(io::repeat(b'x'), Duration::from_secs(60));
        assert_eq!(bytes.len() as u64, MOST_BYTES);
    }

    #[test]
    fn an_input_that_never_ends_is_not_waited_for() -> io::Result<()> {
        let (reader, mut writer) = io::pipe()?;
        writer.write_all(b"{}")?;
        // The writer stays open: without the limit this would never come back.
        assert_eq!(read_within(reader, Duration::from_millis(200)), b"{}");
        drop(writer);
        Ok(())
    }

    #[test]
    fn a_broken_input_gives_what_came() {
        struct Breaks(bool);
        impl Read for Breaks {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(io::Error::other("gone"));
                }
                buffer[0] = b'{';
                Ok(1)
            }
        }
        assert_eq!(read_within(Breaks(false), Duration::from_secs(60)), b"{");
    }
}
