//! Writes a fork, has it verified and offers it; each step is a row first.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

use segue_meter::words;
use segue_store::{ForkRow, ForkState};
use segue_transcript::chain;
use segue_transcript::fork::{ForkPlan, Forked, write_fork};

use super::plan::{Prepared, answered, grew, size};
use super::{clean, identity, offer, piece, resume_command, staging};
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::{Compaction, CompactionPlan};
use crate::{ask, live};

/// Claude Code's count may differ from ours by this share before it is worth a remark.
const WORTH_A_REMARK: f64 = 0.05;
/// It does not count thinking and pictures, so it may find less; beyond this share something may be amiss.
const LARGE_PART: f64 = 0.40;

/// How a fork's title ends.
const COMPACTED: &str = " (compacted)";

/// Writes, verifies and offers the fork of a plan.
pub(super) fn write(segue: &mut Segue, prepared: &Prepared, by: &str) -> Result<Compaction, Problem> {
    clean::leftovers(&mut segue.store, &segue.world)?;
    refuse_live(segue, &prepared.plan.session_id)?;
    refuse_empty(&prepared.plan)?;
    ask::program(&segue.world)?;
    if !prepared.cwd.is_dir() {
        return Err(Problem::new(
            Code::NotFound,
            format!("the project folder {} is gone", prepared.cwd.display()),
        )
        .hint("Claude Code opens a session only in its own folder. Bring it back, then compact. Nothing was written."));
    }
    let fork = Fork::new(segue, prepared, by);
    segue.store.plan_fork(&fork.row)?;
    match fork.go(segue, prepared) {
        Ok(verified) => {
            // The fork is offered; that the index reads it later is no failure.
            drop(segue.catch_up());
            Ok(fork.told(segue, prepared, verified))
        }
        Err(problem) => {
            staging::remove(&fork.staged);
            let reason = problem.to_string();
            segue.store.set_fork_state(
                &fork.row.id,
                &ForkState::Failed { reason },
                segue.world.clock.now(),
            )?;
            Err(problem)
        }
    }
}

fn refuse_empty(plan: &CompactionPlan) -> Result<(), Problem> {
    if plan.items.is_empty() {
        return Err(Problem::new(
            Code::BadInput,
            format!("a {} compaction has nothing to take here", plan.level.as_str()),
        )
        .hint("Try a stronger level, or hand off and go on with fresh context: `segue restart`."));
    }
    Ok(())
}

fn refuse_live(segue: &Segue, session_id: &str) -> Result<(), Problem> {
    let live = live::live_sessions(&segue.world.places)
        .into_iter()
        .find(|live| live.session_id == session_id);
    match live {
        None => Ok(()),
        Some(live) => Err(Problem::new(
            Code::Busy,
            format!("session {session_id} is open in process {}", live.pid),
        )
        .hint("Exit Claude Code there, or type /clear, then compact; `--plan` shows what would go. Nothing was written.")),
    }
}

/// A fork on its way.
struct Fork {
    row: ForkRow,
    plan: ForkPlan,
    staged: PathBuf,
}

impl Fork {
    fn new(segue: &Segue, prepared: &Prepared, by: &str) -> Fork {
        let now = segue.world.clock.now();
        let plan = &prepared.plan;
        let id = identity::new_session_id(now);
        let target = prepared.transcript.with_file_name(format!("{id}.jsonl"));
        let title = plan.title.as_ref().map(|title| {
            let bare = title.strip_suffix(COMPACTED).unwrap_or(title);
            format!("{bare}{COMPACTED}")
        });
        Fork {
            staged: staging::file(&segue.world.places, &id),
            plan: ForkPlan {
                session_id: id.clone(),
                from_session: plan.session_id.clone(),
                title,
                cuts: plan
                    .items
                    .iter()
                    .filter_map(|item| piece::cut(&item.key, &item.placeholder))
                    .collect(),
                context_tokens: plan.after_tokens,
                at: now,
            },
            row: ForkRow {
                id,
                source: plan.session_id.clone(),
                level: plan.level.as_str().to_owned(),
                path: target.to_string_lossy().into_owned(),
                before_tokens: plan.context_tokens,
                after_tokens: plan.after_tokens,
                state: ForkState::Planned,
                by: by.to_owned(),
                pid: std::process::id(),
                planned_at: now,
            },
        }
    }

    /// From planned to offered; answers with Claude Code's count.
    fn go(&self, segue: &mut Segue, prepared: &Prepared) -> Result<u64, Problem> {
        let forked = self.stage(segue, prepared).map_err(|error| {
            Problem::new(Code::Io, format!("the fork cannot be written to {}", self.staged.display()))
                .hint("Check that Segue's folder can be written and the disk is not full. Your session is untouched.")
                .because(error)
        })?;
        self.look_over(&forked, prepared)?;
        self.note(segue, &ForkState::Written)?;
        let tokens = ask::context_of_transcript(&segue.world, &prepared.home, &self.staged, &prepared.cwd)?;
        self.note(segue, &ForkState::Verified { tokens })?;
        refuse_live(segue, &self.row.source)?;
        self.still_the_same(prepared)?;
        offer::offer(&self.staged, Path::new(&self.row.path), &prepared.transcript).map_err(|error| {
            Problem::new(Code::Io, format!("the fork cannot be put to {}", self.row.path))
                .hint("Check that Claude Code's folder can be written. Your session is untouched.")
                .because(error)
        })?;
        self.note(segue, &ForkState::Offered { tokens })?;
        Ok(tokens)
    }

    fn note(&self, segue: &mut Segue, state: &ForkState) -> Result<(), Problem> {
        let now = segue.world.clock.now();
        Ok(segue.store.set_fork_state(&self.row.id, state, now)?)
    }

    /// Writes the fork into Segue's own folder, and makes it last.
    fn stage(&self, segue: &Segue, prepared: &Prepared) -> io::Result<Forked> {
        let source = File::open(&prepared.transcript)?.take(prepared.plan.transcript_bytes);
        let mut out = BufWriter::new(staging::create(&segue.world.places, &self.row.id)?);
        let forked = write_fork(BufReader::new(source), &self.plan, &mut out)?;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        if let Some(folder) = self.staged.parent() {
            staging::sync_folder(folder)?;
        }
        Ok(forked)
    }

    /// Looks at the fork as Claude Code will: every cut was made, every call has its result.
    fn look_over(&self, forked: &Forked, prepared: &Prepared) -> Result<(), Problem> {
        self.still_the_same(prepared)?;
        let unreadable =
            |error: io::Error| Problem::new(Code::Io, "the fork cannot be read back").because(error);
        let file = File::open(&self.staged).map_err(unreadable)?;
        let chain = chain::read_chain(BufReader::new(file)).map_err(unreadable)?;
        let lost = prepared
            .answered
            .difference(&answered(&chain))
            .cloned()
            .chain(forked.cuts_not_found.iter().cloned())
            .collect::<HashSet<_>>();
        match lost.iter().min() {
            None => Ok(()),
            Some(first) => Err(Problem::new(
                Code::Io,
                format!(
                    "the fork came out wrong: {} of it is missing, first {first}",
                    lost.len()
                ),
            )
            .hint("Your session is untouched. Please report this with the session's Claude Code version.")),
        }
    }

    fn still_the_same(&self, prepared: &Prepared) -> Result<(), Problem> {
        match size(&prepared.transcript) {
            Ok(bytes) if bytes == prepared.plan.transcript_bytes => Ok(()),
            _ => Err(grew()),
        }
    }

    fn told(&self, segue: &Segue, prepared: &Prepared, verified: u64) -> Compaction {
        let ours = self.row.after_tokens;
        let off = (verified as f64 - ours as f64) / ours.max(1) as f64;
        let notes = match off {
            off if off > WORTH_A_REMARK => vec![format!(
                "Claude Code counts {} tokens in the fork, more than Segue's {}. The first answer tells exactly.",
                words::tokens(verified),
                words::tokens(ours)
            )],
            off if off < -LARGE_PART => vec![format!(
                "Claude Code finds {} tokens in the fork, far less than Segue's {}: look whether it knows the conversation.",
                words::tokens(verified),
                words::tokens(ours)
            )],
            _ => Vec::new(),
        };
        let arguments = vec!["--resume".to_owned(), self.row.id.clone()];
        Compaction {
            session_id: self.row.id.clone(),
            from_session: self.row.source.clone(),
            level: prepared.plan.level,
            before_tokens: self.row.before_tokens,
            after_tokens: ours,
            verified_tokens: Some(verified),
            saved_tokens: prepared.plan.saves_tokens,
            transcript: self.row.path.clone(),
            resume: resume_command(&segue.world, &prepared.home, &prepared.cwd, arguments),
            notes,
        }
    }
}
