//! The record of a session without a terminal: what Claude Code printed, line by line, and Segue's own remarks between.
//! Readable for the person alone.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::json;

use crate::world::World;

/// The `type` of Segue's own lines.
pub(super) const OWN: &str = "segue";
/// So much of the end of what was printed as errors is kept.
const ERRORS_KEPT: usize = 2_000;

/// Where it lies.
pub(super) fn path(world: &World, session_id: &str) -> PathBuf {
    world
        .places
        .segue
        .join("runs")
        .join(format!("{session_id}.jsonl"))
}

/// Being written.
pub(super) struct Record {
    file: File,
    errors: PathBuf,
}

impl Record {
    /// Goes on with the record of a session, or begins it.
    pub(super) fn open(world: &World, session_id: &str) -> io::Result<Record> {
        let path = path(world, session_id);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Record {
            file: private(&path, true)?,
            errors: path.with_extension("err"),
        })
    }

    /// A file for what is printed as errors.
    pub(super) fn errors(&self) -> io::Result<File> {
        private(&self.errors, false)
    }

    /// The end of what was printed as errors; nothing of it is kept beside the record.
    pub(super) fn take_errors(&self) -> String {
        let bytes = std::fs::read(&self.errors).unwrap_or_default();
        // It may not be there: nothing is left is what is wanted.
        drop(std::fs::remove_file(&self.errors));
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim();
        let skipped = text.chars().count().saturating_sub(ERRORS_KEPT);
        text.chars().skip(skipped).collect()
    }

    /// Adds a line as it came.
    pub(super) fn line(&mut self, line: &[u8]) -> io::Result<()> {
        self.file.write_all(line)?;
        if line.ends_with(b"\n") {
            Ok(())
        } else {
            self.file.write_all(b"\n")
        }
    }

    /// Adds a remark of Segue's.
    pub(super) fn note(&mut self, text: &str, at: Timestamp) -> io::Result<()> {
        self.line(
            json!({"type": OWN, "text": text, "at": at.to_string()})
                .to_string()
                .as_bytes(),
        )
    }
}

fn private(path: &Path, append: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(append);
    if !append {
        options.write(true).truncate(true);
    }
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
