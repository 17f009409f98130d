//! View values as text for a terminal. Pure: values in, text with styles out.
//!
//! Never reads anything, never prints. Every text ends with a line break and is readable at 80 columns.

pub(crate) mod bar;
pub(crate) mod compact;
pub(crate) mod context;
pub(crate) mod database;
pub(crate) mod doctor;
pub(crate) mod estimate;
pub(crate) mod handoff;
pub(crate) mod index;
pub(crate) mod ink;
pub(crate) mod live_plan;
pub(crate) mod memory;
pub(crate) mod model;
pub(crate) mod plain;
pub(crate) mod plan_next;
pub(crate) mod plans;
pub(crate) mod problem;
pub(crate) mod quota;
pub(crate) mod range;
pub(crate) mod report;
pub(crate) mod restart;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod schedule;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod setup;
pub(crate) mod source;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod usage;
pub(crate) mod wake;
pub(crate) mod window;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::ink::{BOLD, DIM, paint};

/// What the reader's side adds: when and where they read, and how much fits on a line.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// The present instant; ages and waits count from it.
    pub(crate) now: Timestamp,
    /// Clock times are shown in this zone.
    pub(crate) tz: TimeZone,
    /// Columns of a line.
    pub(crate) width: usize,
}

/// Stands above everything that is made up.
pub(crate) fn demo_notice() -> String {
    format!("{}\n", paint(DIM, "Demo: a made-up history, not yours."))
}

/// A heading line.
fn heading(text: &str) -> String {
    format!("{}\n", paint(BOLD, text))
}

/// The one next step; always the last line.
fn next_step(text: &str, look: &Look) -> String {
    let lines = plain::wrapped(&plain::plain(text), 2, look.width);
    format!("{} {}\n", paint(BOLD, "→"), paint(BOLD, lines.trim_start()))
}

/// A quiet remark, indented like the rows above it.
fn remark(text: &str, look: &Look) -> String {
    let lines = plain::wrapped(&plain::plain(text), 2, look.width);
    lines
        .lines()
        .map(|line| format!("{}\n", paint(DIM, line)))
        .collect()
}
