//! A session without a terminal: `claude -p`, watched from its first word to its end.
//!
//! Promises: the prompt is one message, exactly, of any length; every line is kept; limits it tells of are noted; what it
//! spends is in the row, and what it may not spend it is stopped at; a stop that a person asked for is obeyed within a
//! second or two; however it ends is said in words. Stopping is a ladder: the turn is interrupted, the input closed, then
//! it is asked to end, then killed with all it started. When this process dies, so does Claude Code, at once where the
//! system can be asked for that, else after its turn.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use segue_agent::{Child, Ended, Line, Start, find_program};
use segue_plan::schedule::{Event, Stage};
use segue_store::StoreError;
use segue_transcript::control;
use segue_transcript::stream::{self, RunResult};

use super::budget::{Spent, used_up};
use super::gate::{BY, Prepared};
use super::record::Record;
use super::spending::{Watched, observed, transcript};
use super::words::refused;
use super::{command, prompt};
use crate::problem::{Code, Problem};
use crate::segue::Segue;

/// How often rows are looked at, for a stop and for the budget.
const LOOK: Duration = Duration::from_secs(1);
/// An interrupted turn has ended after this, or never will.
const INTERRUPTED: Duration = Duration::from_secs(10);
/// After its result a session may finish what runs in the background: sub-agents do, servers never.
const FINISHING: Duration = Duration::from_secs(10 * 60);
/// Between closing the input, asking and killing.
const GRACE: Duration = Duration::from_secs(5);

/// A row is written in so many tries of five seconds, while other programs write.
const TRIES: u32 = 3;

/// The options of a session that is talked to in lines.
const TALKS: &[&str] = &[
    "-p",
    "--input-format",
    "stream-json",
    "--output-format",
    "stream-json",
    "--verbose",
];

/// How far it is.
enum Phase {
    /// It works.
    Working,
    /// It was told to stop, and has until then.
    Stopping(Instant),
    /// It has said its result, and has until then.
    Finishing(Instant),
}

/// A session under watch.
struct Watch<'a> {
    segue: &'a mut Segue,
    prepared: &'a Prepared,
    record: Record,
    watched: Watched,
    /// It has said something that only a begun session says.
    begun: bool,
    confirmed: bool,
    spent: Spent,
    result: Option<RunResult>,
    /// Why it was stopped.
    stopped: Option<String>,
    looked: Instant,
}

/// Runs it to its end. The exit code is Claude Code's.
pub(super) fn supervise(segue: &mut Segue, prepared: &Prepared) -> Result<i32, Problem> {
    let session_id = &prepared.start.session_id;
    let home = prepared.home.clone();
    let project = Path::new(&prepared.spec.project);
    let unwritable = |error| {
        Problem::new(Code::Io, "the record of the session cannot be written")
            .hint("Check that the disk is not full and Segue's folder is yours.")
            .because(error)
    };
    let record = Record::open(&segue.world, session_id).map_err(unwritable)?;
    let watched = Watched {
        session_id: session_id.clone(),
        transcript: transcript(&home, project, session_id),
        home,
        at_first: observed(segue)?,
    };
    let mut child = start(segue, prepared, &record)?;
    child.send_long(control::user_message(&prepared.prompt));
    let mut watch = Watch {
        segue,
        prepared,
        record,
        watched,
        begun: false,
        confirmed: false,
        spent: Spent::default(),
        result: None,
        stopped: None,
        looked: Instant::now(),
    };
    let seen = watch.until_end(&mut child);
    // However it went on here, nothing of it stays behind.
    let ended = child.stop(GRACE);
    if let Err(problem) = seen {
        watch.stopped = Some(refused(&problem));
    }
    let code = match ended {
        Ok(Ended::Exited(code)) => code,
        Ok(Ended::Stopped) | Err(_) => None,
    };
    watch.finish(code)
}

fn start(segue: &Segue, prepared: &Prepared, record: &Record) -> Result<Child, Problem> {
    let program = prepared.program.to_string_lossy();
    let leash = leash(segue);
    let mut args: Vec<&str> = Vec::new();
    if leash.is_some() {
        args.extend(["--pdeathsig", "TERM", &program]);
    }
    args.extend(TALKS);
    args.extend(prepared.arguments.iter().map(String::as_str));
    let mut unset = command::NOT_INSIDE.to_vec();
    let mut env = Vec::new();
    match &prepared.config_dir {
        Some(folder) => env.push(("CLAUDE_CONFIG_DIR", folder.as_str())),
        None => unset.push("CLAUDE_CONFIG_DIR"),
    }
    let start = Start {
        program: leash.as_deref().unwrap_or(&prepared.program),
        args: &args,
        cwd: Some(Path::new(&prepared.spec.project)),
        env: &env,
    };
    record
        .errors()
        .and_then(|errors| Child::spawn_noting_errors(&start, &unset, errors))
        .map_err(|error| {
            Problem::new(Code::Claude, "Claude Code cannot be started")
                .hint("Check that `claude` runs in a terminal, in this project's folder.")
                .because(error)
        })
}

/// A program by which Linux ends a child with its parent, whatever ends that.
fn leash(segue: &Segue) -> Option<PathBuf> {
    let path = segue.world.places.environment.path.as_deref().unwrap_or("");
    cfg!(target_os = "linux")
        .then(|| find_program("setpriv", path))
        .flatten()
}

impl Watch<'_> {
    /// Listens until it has closed its output, or its time is up.
    fn until_end(&mut self, child: &mut Child) -> Result<(), Problem> {
        let mut phase = Phase::Working;
        loop {
            let line = child.line(Instant::now() + LOOK);
            let heard = match line {
                Line::Text(line) => self.hear(&line)?,
                Line::Silent => false,
                Line::Closed => return Ok(()),
            };
            if heard {
                child.close_input();
                phase = Phase::Finishing(Instant::now() + FINISHING);
            }
            if self.looked.elapsed() >= LOOK {
                match self.look() {
                    // Another program writes for long: there is a next time.
                    Err(problem) if problem.code == Code::Busy => {}
                    looked => looked?,
                }
            }
            phase = match phase {
                Phase::Working if self.stopped.is_some() => {
                    // One that does not listen is ended by what comes next.
                    drop(child.send_line(&control::interrupt("segue-stop")));
                    Phase::Stopping(Instant::now() + INTERRUPTED)
                }
                Phase::Finishing(until) if self.stopped.is_some() && self.result.is_some() => {
                    Phase::Finishing(until.min(Instant::now() + INTERRUPTED))
                }
                other => other,
            };
            match phase {
                Phase::Stopping(until) | Phase::Finishing(until) if Instant::now() >= until => return Ok(()),
                Phase::Working | Phase::Stopping(_) | Phase::Finishing(_) => {}
            }
        }
    }

    /// Keeps a line. True when it was the result.
    fn hear(&mut self, line: &[u8]) -> Result<bool, Problem> {
        self.record.line(line).map_err(|error| {
            Problem::new(Code::Io, "the record of the session cannot be written").because(error)
        })?;
        let (store, world) = (&mut self.segue.store, &self.segue.world);
        // What it says about limits is said again.
        drop(crate::stream::note(store, world, Some(&self.prepared.home), line));
        match stream::parse(line) {
            Some(stream::Event::Result(result)) => {
                self.result = Some(result);
                self.begin();
                Ok(true)
            }
            Some(stream::Event::Init { .. } | stream::Event::Assistant) => {
                self.begin();
                Ok(false)
            }
            Some(
                stream::Event::RateLimit { .. }
                | stream::Event::User
                | stream::Event::ControlResponse { .. }
                | stream::Event::Other { .. },
            )
            | None => Ok(false),
        }
    }

    /// The first sign of life: the file of the prompt has done its work.
    fn begin(&mut self) {
        if !self.begun {
            self.begun = true;
            prompt::forget(&self.segue.world, &self.prepared.start.session_id);
            let at = self.segue.world.clock.now();
            // Whoever looks for the transcript notes it too.
            drop(self.change(&Event::Alive { at }));
        }
    }

    /// What it has spent, and whether it is to stop.
    fn look(&mut self) -> Result<(), Problem> {
        self.looked = Instant::now();
        let now = self.segue.world.clock.now();
        self.confirm()?;
        self.spend()?;
        if self.stopped.is_some() {
            return Ok(());
        }
        let row = self.segue.store.start(self.prepared.start.num)?;
        let wished = row.is_some_and(|row| row.start.stop_wished_at.is_some());
        let budget = self.prepared.spec.conditions.budget;
        self.stopped = if wished {
            Some("You stopped it.".to_owned())
        } else {
            budget.and_then(|budget| used_up(&budget, &self.spent))
        };
        if let Some(why) = &self.stopped {
            // The row tells it too.
            drop(self.record.note(why, now));
        }
        Ok(())
    }

    fn confirm(&mut self) -> Result<(), Problem> {
        if !self.confirmed && self.watched.transcript.is_file() {
            self.confirmed = true;
            let at = self.segue.world.clock.now();
            self.change(&Event::Confirmed { at })?;
        }
        Ok(())
    }

    fn spend(&mut self) -> Result<(), Problem> {
        let spent = self.watched.spent(self.segue)?;
        if spent.tokens != self.spent.tokens {
            self.change(&Event::Spent { tokens: spent.tokens })?;
        }
        self.spent = spent;
        Ok(())
    }

    fn change(&mut self, event: &Event) -> Result<bool, Problem> {
        let (now, start) = (self.segue.world.clock.now(), self.prepared.start.num);
        let mut changed = self.segue.store.change_start(start, event, BY, now);
        for _ in 1..TRIES {
            if !changed.as_ref().is_err_and(StoreError::is_busy) {
                break;
            }
            changed = self.segue.store.change_start(start, event, BY, now);
        }
        Ok(changed?.is_some())
    }

    /// It is over: the row says how.
    fn finish(mut self, code: Option<i32>) -> Result<i32, Problem> {
        let errors = self.record.take_errors();
        // What cannot be read now is read by the index later; that it is over must be said.
        drop(self.confirm());
        if let Ok(spent) = self.watched.spent_at_last(self.segue) {
            self.spent = spent;
        }
        let now = self.segue.world.clock.now();
        let why = self.stopped.clone().or_else(|| self.failure(code, &errors));
        if let (Some(why), None) = (&why, &self.stopped) {
            drop(self.record.note(why, now));
        }
        let went_well = why.is_none();
        prompt::forget(&self.segue.world, &self.prepared.start.session_id);
        let asked = Event::Asked {
            at: now,
            why: why.clone().unwrap_or_default(),
            stage: Stage::Refused,
        };
        // It never said a word: nothing has begun, and the person chooses what to do about it.
        if !self.begun && self.stopped.is_none() && self.change(&asked)? {
            return Ok(code.unwrap_or(1));
        }
        self.change(&Event::Ended {
            at: now,
            exit_code: code.map(i64::from),
            spent_tokens: Some(self.spent.tokens),
            why,
            tell: true,
        })?;
        // What it left running in the background and we ended is no failure of its own.
        Ok(code.unwrap_or(i32::from(!went_well)))
    }

    /// What went wrong; `None` when there is a result, and it is no error. Nothing else tells success.
    fn failure(&self, code: Option<i32>, errors: &str) -> Option<String> {
        match &self.result {
            Some(result) if !result.is_error => None,
            Some(result) => {
                let text = result
                    .text
                    .as_deref()
                    .map(str::trim)
                    .filter(|text| !text.is_empty());
                Some(match (text, result.subtype.as_deref()) {
                    (Some(text), _) => format!("It failed: {text}"),
                    (None, Some(subtype)) => format!("It failed: {}", subtype.replace('_', " ")),
                    (None, None) => "It failed, and Claude Code did not say why.".to_owned(),
                })
            }
            None => {
                let how = match code {
                    Some(code) => format!("with exit code {code}"),
                    None => "by a signal".to_owned(),
                };
                let errors = if errors.is_empty() {
                    String::new()
                } else {
                    format!(" {errors}")
                };
                Some(format!("Claude Code ended {how} before it was done.{errors}"))
            }
        }
    }
}
