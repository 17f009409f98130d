//! The gate: the only place where a planned session's Claude Code is started.
//!
//! Promises: it claims the start first, in one transaction, and who loses goes away; what it becomes after that is Claude
//! Code itself (in a terminal), or its supervisor (without one). What stands in the way then is noted as a question, so
//! that the start is not lost.

use std::path::{Path, PathBuf};

use segue_agent::{Become, become_program, is_alive, process_mark};
use segue_plan::schedule::{Event, Place, Spec, Stage, StartState};
use segue_store::StartRow;

use super::carry::{Carry, DO_IT, carry};
use super::spending::transcript;
use super::{command, prompt, run};
use crate::ask;
use crate::compact::mark_used;
use crate::plans;
use crate::problem::{Code, Problem};
use crate::schedule::spec_of_start;
use crate::segue::Segue;
use crate::world::{ClaudeHome, World};

/// Who changes the rows.
pub(super) const BY: &str = "gate";

/// What became of a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Another one was first, or the start is not to be made any more: a sentence that says so.
    Lost(String),
    /// The session has ended, with this exit code.
    Ended(i32),
}

/// Everything that is needed to start Claude Code.
pub(super) struct Prepared {
    pub(super) start: StartRow,
    pub(super) spec: Spec,
    pub(super) home: ClaudeHome,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    /// `CLAUDE_CONFIG_DIR`.
    pub(super) config_dir: Option<String>,
    pub(super) prompt: String,
}

/// Claims a start, then becomes Claude Code in this terminal, or supervises it without one. In a terminal on Unix it comes
/// back only when there was nothing to do, or something went wrong.
///
/// # Errors
/// When there is no such start, or Claude Code cannot be started; the person is asked what to do then.
pub fn begin(world: &World, start: i64, session: &str) -> Result<Begun, Problem> {
    let mut segue = Segue::open(world)?;
    let row = segue
        .store
        .start(start)?
        .filter(|row| row.session_id == session)
        .ok_or_else(|| {
            Problem::new(
                Code::NotFound,
                format!("there is no start {start} of this session"),
            )
        })?;
    let (pid, now) = (std::process::id(), world.clock.now());
    let mark = process_mark(pid);
    let claimed = segue
        .store
        .begin_start(start, session, pid, mark.as_deref(), now)?;
    if !claimed {
        return Ok(Begun::Lost(lost(&row)));
    }
    let done = prepare(&mut segue, start).and_then(|prepared| {
        if let Some(from) = &prepared.spec.from_session {
            mark_used(&mut segue, from, session)?;
        }
        plans::link_started(&mut segue.store, &prepared.spec, session, now)?;
        match prepared.spec.launch.place {
            Place::Terminal => in_terminal(world, &prepared),
            Place::Headless => run::supervise(&mut segue, &prepared),
        }
    });
    if let Err(problem) = &done {
        refuse(&mut segue, start, problem)?;
    }
    done.map(Begun::Ended)
}

/// Notes that the program in a terminal has ended: the terminal's last word, before it closes. That of a second terminal,
/// whose gate had nothing to do, says nothing of the session.
///
/// # Errors
/// When the database cannot be written.
pub fn note_end(world: &World, start: i64, session: &str, code: i32) -> Result<(), Problem> {
    let mut segue = Segue::open(world)?;
    let Some(row) = segue.store.start(start)? else {
        return Ok(());
    };
    let claimed = row.start.begun_pid.filter(|_| row.session_id == session);
    if claimed.is_none_or(|pid| is_alive(pid, row.begun_mark.as_deref())) {
        return Ok(());
    }
    prompt::forget(world, session);
    let now = world.clock.now();
    let why = (code != 0).then(|| format!("Claude Code ended with exit code {code}."));
    let was_there = was_there(&segue, &row)?;
    if was_there {
        segue
            .store
            .change_start(start, &Event::Confirmed { at: now }, BY, now)?;
    }
    if let Some(why) = &why
        && !was_there
    {
        let asked = Event::Asked {
            at: now,
            why: format!("{why} It had not begun; its terminal says more."),
            stage: Stage::Refused,
        };
        if segue.store.change_start(start, &asked, BY, now)?.is_some() {
            return Ok(());
        }
    }
    let ended = Event::Ended {
        at: now,
        exit_code: Some(i64::from(code)),
        spent_tokens: None,
        why,
        tell: false,
    };
    segue.store.change_start(start, &ended, BY, now)?;
    Ok(())
}

/// Whether its session has left a trace.
fn was_there(segue: &Segue, row: &StartRow) -> Result<bool, Problem> {
    let Some(schedule) = segue.store.schedule(row.schedule)? else {
        return Ok(false);
    };
    let home = command::home_named(&segue.world, Some(&schedule.home))?;
    let project = Path::new(&schedule.spec.project);
    Ok(transcript(&home, project, &row.session_id).is_file())
}

fn lost(row: &StartRow) -> String {
    match row.start.state {
        StartState::Begun | StartState::Confirmed => {
            "This session was started already, in another terminal.".to_owned()
        }
        StartState::Ended => "This session was started already, and has ended.".to_owned(),
        StartState::Skipped | StartState::Dropped => "This start was called off meanwhile.".to_owned(),
        StartState::Waiting
        | StartState::Held
        | StartState::Launching
        | StartState::Asking
        | StartState::Failed => "This start is not to be made now: see `segue schedule list`.".to_owned(),
    }
}

/// Reads what the plan says, and finds what it takes.
fn prepare(segue: &mut Segue, start: i64) -> Result<Prepared, Problem> {
    let gone = || Problem::new(Code::NotFound, "the schedule of this start is gone");
    let start = segue.store.start(start)?.ok_or_else(gone)?;
    let schedule = segue.store.schedule(start.schedule)?.ok_or_else(gone)?;
    let spec = spec_of_start(segue, &start, &schedule)?;
    if !Path::new(&spec.project).is_dir() {
        return Err(Problem::new(
            Code::NotFound,
            format!("the project folder {} is gone", spec.project),
        ));
    }
    let home = command::home_named(&segue.world, Some(&schedule.home))?;
    let handoff = command::handoff_file(segue, &spec)?;
    Ok(Prepared {
        program: ask::program(&segue.world)?,
        arguments: command::arguments(&spec, &start.session_id, handoff.as_deref().map(Path::new)),
        config_dir: command::config_dir(&segue.world, &home),
        prompt: prompt::kept(&segue.world, &start.session_id)?,
        start,
        spec,
        home,
    })
}

/// Becomes Claude Code.
fn in_terminal(world: &World, prepared: &Prepared) -> Result<i32, Problem> {
    let file = prompt::file(world, &prepared.start.session_id);
    let mut arguments = prepared.arguments.clone();
    let mut input = None;
    match carry(prepared.prompt.len()) {
        Carry::Nothing => {}
        Carry::Argument => arguments.extend(["--".to_owned(), prepared.prompt.clone()]),
        Carry::Input => input = Some(file.as_path()),
        Carry::SystemPrompt => arguments.extend([
            "--append-system-prompt-file".to_owned(),
            file.to_string_lossy().into_owned(),
            "--".to_owned(),
            DO_IT.to_owned(),
        ]),
    }
    let config_dir = prepared.config_dir.as_deref();
    let set: Vec<(&str, &str)> = config_dir
        .map(|folder| ("CLAUDE_CONFIG_DIR", folder))
        .into_iter()
        .collect();
    let mut unset = command::NOT_INSIDE.to_vec();
    if config_dir.is_none() {
        unset.push("CLAUDE_CONFIG_DIR");
    }
    let what = Become {
        program: &prepared.program,
        arguments: &arguments,
        cwd: Path::new(&prepared.spec.project),
        set: &set,
        unset: &unset,
        input,
    };
    become_program(&what).map_err(|error| {
        Problem::new(Code::Claude, "Claude Code cannot be started")
            .hint("Check that `claude` runs in a terminal, in this project's folder.")
            .because(error)
    })
}

/// The person is asked: nothing was started, and the plan stays.
fn refuse(segue: &mut Segue, start: i64, problem: &Problem) -> Result<(), Problem> {
    let now = segue.world.clock.now();
    let asked = Event::Asked {
        at: now,
        why: super::words::refused(problem),
        stage: Stage::Refused,
    };
    segue.store.change_start(start, &asked, BY, now)?;
    Ok(())
}
