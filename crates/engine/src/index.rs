//! The index: transcripts on disk become rows.
//!
//! Owns finding files, reading only what is new, and handing rows to the store. Promises: reading everything again
//! changes nothing; a crash at any point leaves rows and offsets that agree; memory stays bounded however large a
//! history is. Never writes to a file of Claude Code's.

mod find;
mod fingerprint;
mod pass;
mod read;

pub(crate) use find::{Found, find};
pub(crate) use pass::{Looked, Pass};
