//! Reads stdin with an end to everything: its size, and the wait for it.

use std::io::{self, IsTerminal, Read};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// What stdin held, up to so many bytes and so long: Claude Code writes at once and closes. `None` when stdin is a
/// terminal: nobody is going to type JSON.
pub(crate) fn read(most_bytes: u64, longest_wait: Duration) -> Option<Vec<u8>> {
    let stdin = io::stdin();
    (!stdin.is_terminal()).then(|| read_within(stdin, most_bytes, longest_wait))
}

/// Reads until the end, the size limit, an error, or the deadline; whichever comes first. The thread of a source that
/// never ends is left behind, and ends with the process.
fn read_within(source: impl Read + Send + 'static, most_bytes: u64, limit: Duration) -> Vec<u8> {
    let (sender, pieces) = mpsc::channel();
    thread::spawn(move || {
        let mut source = source.take(most_bytes);
        let mut piece = vec![0; 64 * 1024];
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

    use super::read_within;

    const MOST_BYTES: u64 = 1 << 20;

    #[test]
    fn all_of_a_short_input() {
        assert_eq!(
            read_within(&b"{\"a\":1}"[..], MOST_BYTES, Duration::from_secs(60)),
            b"{\"a\":1}"
        );
    }

    #[test]
    fn an_endless_input_is_cut() {
        let bytes = read_within(io::repeat(b'x'), MOST_BYTES, Duration::from_secs(60));
        assert_eq!(bytes.len() as u64, MOST_BYTES);
    }

    #[test]
    fn an_input_that_never_ends_is_not_waited_for() -> io::Result<()> {
        let (reader, mut writer) = io::pipe()?;
        writer.write_all(b"{}")?;
        // The writer stays open: without the limit this would never come back.
        assert_eq!(read_within(reader, MOST_BYTES, Duration::from_millis(200)), b"{}");
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
        assert_eq!(
            read_within(Breaks(false), MOST_BYTES, Duration::from_secs(60)),
            b"{"
        );
    }
}
