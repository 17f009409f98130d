//! Lines of a growing file, one at a time, through one reused buffer.
//!
//! Owns the buffer and the position. Promises: memory is bounded by the longest line (at most [`MAX_LINE`]) and returns
//! to [`BUFFER`] afterwards; offsets are exact, so that reading can resume at any `end`. Never interprets a line.

use std::io::{self, ErrorKind, Read};

use memchr::memchr;

/// Bytes of the longest line that is read, 64 MiB; a longer one is skipped and reported.
pub const MAX_LINE: usize = 64 << 20;

/// Bytes of the buffer while lines are of ordinary length.
pub const BUFFER: usize = 256 << 10;

/// One line of a transcript and where it stands. Offsets are bytes from the start of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawLine<'a> {
    /// A line that ended.
    Whole {
        /// Where it starts.
        offset: u64,
        /// Its bytes, without the newline (or carriage return and newline).
        bytes: &'a [u8],
        /// Where the next line starts.
        end: u64,
    },
    /// The last line, not ended yet: it is being written, or was cut off. Read it again from `offset` later.
    Torn {
        /// Where it starts.
        offset: u64,
        /// What is there so far; empty when it is longer than [`MAX_LINE`] already.
        bytes: &'a [u8],
    },
    /// A line longer than [`MAX_LINE`], skipped.
    TooLong {
        /// Where it starts.
        offset: u64,
        /// Where the next line starts.
        end: u64,
        /// Its length in bytes, without the newline.
        len: u64,
    },
}

/// Reads lines from anything that reads.
#[derive(Debug)]
pub struct LineReader<R> {
    inner: R,
    buffer: Vec<u8>,
    /// What is read and not given out yet: `buffer[start..filled]`.
    start: usize,
    filled: usize,
    /// Offset in the file of `buffer[start]`.
    offset: u64,
    max_line: usize,
}

impl<R: Read> LineReader<R> {
    /// Reads from `inner`, whose first byte is at `start_offset` of the file.
    pub fn new(inner: R, start_offset: u64) -> Self {
        Self::with_buffer(inner, start_offset, Vec::new())
    }

    /// The same with the buffer of a reader that has ended, for who reads many files; see [`LineReader::into_buffer`].
    pub fn with_buffer(inner: R, start_offset: u64, mut buffer: Vec<u8>) -> Self {
        buffer.resize(BUFFER, 0);
        Self::with_limits(inner, start_offset, buffer, MAX_LINE)
    }

    /// Gives the buffer back, what is in it forgotten.
    #[must_use]
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    fn with_limits(inner: R, offset: u64, buffer: Vec<u8>, max_line: usize) -> Self {
        LineReader {
            inner,
            buffer,
            start: 0,
            filled: 0,
            offset,
            max_line,
        }
    }

    /// The next line, or `None` at the end of what is there.
    ///
    /// # Errors
    /// What the underlying reader reports.
    pub fn next_line(&mut self) -> io::Result<Option<RawLine<'_>>> {
        let mut searched = 0;
        loop {
            if let Some(at) = memchr(b'\n', &self.buffer[self.start + searched..self.filled]) {
                let len = searched + at;
                if len <= self.max_line {
                    return Ok(Some(self.whole(len)));
                }
            }
            searched = self.filled - self.start;
            if searched > self.max_line {
                return self.skip_line().map(Some);
            }
            if !self.fill()? {
                return Ok(self.torn());
            }
        }
    }

    /// Gives out the `len` bytes before a newline.
    fn whole(&mut self, len: usize) -> RawLine<'_> {
        let (offset, from) = (self.offset, self.start);
        self.start += len + 1;
        self.offset += len as u64 + 1;
        let bytes = &self.buffer[from..from + len];
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        RawLine::Whole {
            offset,
            bytes,
            end: self.offset,
        }
    }

    /// Gives out what is left at the end of the file.
    fn torn(&mut self) -> Option<RawLine<'_>> {
        let (offset, from) = (self.offset, self.start);
        if from == self.filled {
            return None;
        }
        self.offset += (self.filled - from) as u64;
        self.start = self.filled;
        Some(RawLine::Torn {
            offset,
            bytes: &self.buffer[from..self.filled],
        })
    }

    /// Moves past a line that is too long, keeping none of it.
    fn skip_line(&mut self) -> io::Result<RawLine<'_>> {
        let offset = self.offset;
        loop {
            if let Some(at) = memchr(b'\n', &self.buffer[self.start..self.filled]) {
                self.start += at + 1;
                self.offset += at as u64 + 1;
                return Ok(RawLine::TooLong {
                    offset,
                    end: self.offset,
                    len: self.offset - offset - 1,
                });
            }
            self.offset += (self.filled - self.start) as u64;
            self.start = self.filled;
            if !self.fill()? {
                return Ok(RawLine::Torn { offset, bytes: &[] });
            }
        }
    }

    /// Reads more behind what is not given out yet; false at the end of the file.
    fn fill(&mut self) -> io::Result<bool> {
        self.make_room();
        loop {
            match self.inner.read(&mut self.buffer[self.filled..]) {
                Ok(0) => return Ok(false),
                Ok(n) => {
                    self.filled += n;
                    return Ok(true);
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// Moves the rest to the front, then grows a full buffer or gives back what a long line needed.
    fn make_room(&mut self) {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.filled == self.buffer.len() {
            let more = (self.buffer.len() * 2).min(self.max_line + 2);
            self.buffer.resize(more.max(self.filled + 1), 0);
        } else if self.buffer.len() > BUFFER && self.filled < BUFFER / 2 {
            self.buffer.truncate(BUFFER);
            self.buffer.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out at most `step` bytes per read.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(self.1).min(into.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn lines(text: &[u8], step: usize) -> Vec<String> {
        let mut reader = LineReader::with_limits(Drip(text, step), 100, vec![0; 4], 8);
        let mut out = Vec::new();
        while let Some(line) = reader.next_line().unwrap() {
            out.push(match line {
                RawLine::Whole { offset, bytes, end } => {
                    format!("{offset}-{end} {}", String::from_utf8_lossy(bytes))
                }
                RawLine::Torn { offset, bytes } => format!("{offset}? {}", String::from_utf8_lossy(bytes)),
                RawLine::TooLong { offset, end, len } => format!("{offset}-{end} too long {len}"),
            });
        }
        out
    }

    #[test]
    fn lines_keep_their_offsets_whatever_the_read_size() {
        for step in 1..20 {
            assert_eq!(
                lines(b"ab\r\n\ncdefgh\n12345678\nrest", step),
                [
                    "100-104 ab",
                    "104-105 ",
                    "105-112 cdefgh",
                    "112-121 12345678",
                    "121? rest"
                ],
                "{step}"
            );
        }
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_and_the_next_one_read() {
        for step in 1..30 {
            assert_eq!(
                lines(b"a\n0123456789abcdef\nb\n", step),
                ["100-102 a", "102-119 too long 16", "119-121 b"],
                "{step}"
            );
            assert_eq!(
                lines(b"a\n0123456789abcdef", step),
                ["100-102 a", "102? "],
                "{step}"
            );
        }
    }

    #[test]
    fn a_used_buffer_reads_as_a_new_one() {
        let mut first = LineReader::new(&b"one\ntwo, torn"[..], 0);
        while first.next_line().unwrap().is_some() {}
        let mut second = LineReader::with_buffer(&b"three\n"[..], 7, first.into_buffer());
        let whole = RawLine::Whole {
            offset: 7,
            bytes: b"three",
            end: 13,
        };
        assert_eq!(second.next_line().unwrap(), Some(whole));
        assert_eq!(second.next_line().unwrap(), None);
    }

    #[test]
    fn the_buffer_shrinks_after_a_long_line() {
        let mut text = vec![b'x'; 3 << 20];
        text.extend_from_slice(b"\n");
        for _ in 0..200_000 {
            text.extend_from_slice(b"short\n");
        }
        let mut reader = LineReader::new(&text[..], 0);
        assert!(
            matches!(reader.next_line().unwrap(), Some(RawLine::Whole { bytes, .. }) if bytes.len() == 3 << 20)
        );
        assert!(reader.buffer.len() > BUFFER);
        while reader.next_line().unwrap().is_some() {}
        assert_eq!(reader.buffer.len(), BUFFER);
    }
}
