//! Claude Code's own formats: read, and written only as the fork of a transcript.
//!
//! Owns: the shapes of transcripts, stream-json events, the statusline's JSON, the live session registry and the few
//! settings Segue looks at. Promises: no clock, no database, no async, bounded memory for one line, and no panic
//! whatever the bytes are. Other people's formats are weather: unknown kinds and fields are normal, a half last line is
//! normal, and what cannot be read is an [`record::Oddity`] for the caller to count. Never: opens a file, starts a
//! program, reads an account's token.

pub mod chain;
pub mod control;
pub mod fork;
pub mod hook;
pub mod limit_text;
pub mod limits;
mod loose;
pub mod project_dir;
pub mod reader;
pub mod record;
pub mod registry;
pub mod settings;
pub mod statusline;
pub mod story;
pub mod stream;
pub mod usage_cache;
pub mod uuid;

pub use reader::{LineReader, RawLine};
pub use record::{Body, Oddity, Record, Response, Usage};
