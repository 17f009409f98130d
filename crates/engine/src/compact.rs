//! Compaction: what would go, a fork of the transcript without it, verified by Claude Code, then offered.
//!
//! Owns the way of a fork: row first, then the file in Segue's own folder, then Claude Code's own count of it, then its
//! place beside the original. Promises: the original is only read; a live session is never forked under its feet;
//! nothing half written and nothing unverified is ever where Claude Code looks. What goes is decided in
//! `segue_meter::context::prune`, how it is written in `segue_transcript::fork`.

mod clean;
mod command;
mod identity;
mod offer;
mod piece;
mod plan;
mod restart;
mod staging;
mod terminal;
mod write;

use crate::problem::Problem;
use crate::segue::Segue;
use crate::view;

pub(crate) use clean::leftovers as clear_leftovers;
pub(crate) use command::resume_command;
pub use command::shell_word;
pub(crate) use identity::new_session_id;
pub(crate) use restart::mark_used;

impl Segue {
    /// What a compaction would take, keep, cost and save. Writes nothing.
    ///
    /// # Errors
    /// When there is no such session, nothing was sent in it yet, or its transcript is gone or being written to.
    pub fn plan_compaction(
        &mut self,
        session: Option<&str>,
        level: view::CompactLevel,
    ) -> Result<view::CompactionPlan, Problem> {
        self.plan_compaction_keeping(session, level, &[])
    }

    /// As [`Segue::plan_compaction`], with the items named in `keep` left in.
    ///
    /// # Errors
    /// As [`Segue::plan_compaction`], and when `keep` names what would not go anyway.
    pub fn plan_compaction_keeping(
        &mut self,
        session: Option<&str>,
        level: view::CompactLevel,
        keep: &[String],
    ) -> Result<view::CompactionPlan, Problem> {
        Ok(plan::prepare(self, session, level, keep)?.plan)
    }

    /// The level that a session's context asks for, and why.
    ///
    /// # Errors
    /// When there is no such session.
    pub fn compaction_level(&mut self, session: Option<&str>) -> Result<view::LevelAdvice, Problem> {
        plan::level(self, session)
    }

    /// Writes a fork without what a level takes (but with the items named in `keep`), has Claude Code verify it, and
    /// puts it beside the original.
    ///
    /// # Errors
    /// When the session is live, its project folder is gone, nothing can go, Claude Code is missing or cannot read the
    /// fork, or a file cannot be written. The original is untouched in every case, and nothing half is left.
    pub fn compact(
        &mut self,
        session: &str,
        level: view::CompactLevel,
        keep: &[String],
        by: &str,
    ) -> Result<view::Compaction, Problem> {
        let prepared = plan::prepare(self, Some(session), level, keep)?;
        write::write(self, &prepared, by)
    }

    /// As [`Segue::compact`], for a plan that a person has seen: refused when the session went on since.
    ///
    /// # Errors
    /// As [`Segue::compact`].
    pub fn compact_as_planned(
        &mut self,
        plan: &view::CompactionPlan,
        keep: &[String],
        by: &str,
    ) -> Result<view::Compaction, Problem> {
        let prepared = plan::prepare(self, Some(&plan.session_id), plan.level, keep)?;
        if prepared.plan.transcript_bytes != plan.transcript_bytes {
            return Err(plan::grew());
        }
        write::write(self, &prepared, by)
    }

    /// Save and restart: makes the session's handoff, and a command for a new session in the same project that reads it
    /// first; `open` opens it in a terminal.
    ///
    /// # Errors
    /// When there is no such session, its project folder is gone, the handoff cannot be made, or no terminal opens.
    pub fn restart(&mut self, session: Option<&str>, open: bool, by: &str) -> Result<view::Restart, Problem> {
        restart::restart(self, session, open, by)
    }

    /// Opens the person's terminal with a command running in it.
    ///
    /// # Errors
    /// When no terminal is found or it does not start, Claude Code is missing, or the folder is gone.
    pub fn open_in_terminal(&mut self, command: &view::ResumeCommand) -> Result<(), Problem> {
        terminal::open(self, command).map(|_| ())
    }

    /// As [`Segue::open_in_terminal`]; answers with what was opened.
    ///
    /// # Errors
    /// As [`Segue::open_in_terminal`].
    pub fn open_terminal(&mut self, command: &view::ResumeCommand) -> Result<view::OpenedTerminal, Problem> {
        terminal::open(self, command)
    }
}
