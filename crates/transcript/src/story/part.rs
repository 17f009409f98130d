//! The story of a session that still runs, told piece by piece: each piece begins where the last one ended.
//!
//! Promises: the pieces together are the beats of the whole story, each told once, and only when its result is there; a
//! [`Bookmark`] is small and can be kept in a row. What a person takes back after it was told in an earlier piece stays told.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use super::teller::Teller;
use super::{Story, Todo};
use crate::reader::{LineReader, RawLine};

/// A call that got no result within so many bytes gets none any more.
const FAR: u64 = 4 << 20;

/// Where a telling stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bookmark {
    /// Where the next line begins, in bytes.
    pub offset: u64,
    /// Lines before it.
    pub line: u64,
    pub(super) turn: u32,
    pub(super) copied_lines: u64,
    pub(super) tasks: Vec<(String, Todo)>,
}

/// A piece of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What happened in it.
    pub story: Story,
    /// Where the next piece begins.
    pub next: Bookmark,
    /// There is more to read already.
    pub more: bool,
}

/// Tells what happened from a bookmark on, at most about `most` bytes of it. `transcript` begins at the bookmark's offset.
///
/// # Errors
/// What the reader reports. Lines that cannot be read are counted, not fatal.
pub fn read_part(transcript: impl Read, from: &Bookmark, most: u64) -> io::Result<Part> {
    let mut reader = LineReader::new(transcript, from.offset);
    let mut teller = Teller::going_on(from);
    let mut settled = teller.settled(from.offset);
    let mut more = false;
    while let Some(line) = reader.next_line()? {
        let next = match line {
            RawLine::Whole { bytes, end, .. } => {
                teller.add_line(bytes);
                end
            }
            RawLine::TooLong { end, .. } => {
                teller.add_odd();
                end
            }
            // It is being written.
            RawLine::Torn { .. } => break,
        };
        if teller.is_settled() || next - settled.offset >= FAR {
            settled = teller.settled(next);
        }
        if next - from.offset >= most.max(FAR) {
            more = true;
            break;
        }
    }
    Ok(Part {
        story: teller.finish_at(&settled),
        next: settled.bookmark(),
        more,
    })
}
