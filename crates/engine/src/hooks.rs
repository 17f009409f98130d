//! What Segue does when Claude Code calls one of its hooks.
//!
//! A session that starts is told what its project remembers; one that hits a limit or is compacted leaves a handoff; one
//! that ends is read soon after, by a program of its own, so that the next one is told of it even where no app runs.
//!
//! Promises: one opening of the database, rows only, no look at transcripts, no tokenizer, no git; a few milliseconds. A
//! database that is missing, older, newer, broken or locked is left alone, and there is no answer then.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use segue_agent::{Start, start_detached};
use segue_store::{Store, StoreError, Wish, WishKind};
use segue_transcript::hook::{self, Hook};
use serde_json::json;

use crate::estimates::learning::Reach;
use crate::inject::Occasion;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::world::World;
use crate::{estimates, live, memory, prices, project};

/// Another program's write is waited for no longer than this.
const WAIT: Duration = Duration::from_millis(50);
/// A session that has ended is gone from the registry within moments.
const LONGEST_END: Duration = Duration::from_secs(10);
/// How often it is looked for there.
const LOOK: Duration = Duration::from_millis(100);
/// Who wished, in the rows.
const BY: &str = "hook";

/// The text to print for Claude Code, if there is anything to say. `event` is what the plugin calls it: `session-start`,
/// `session-end`, `stop-failure`, `pre-compact`; others do nothing.
pub fn answer_hook(world: &World, event: &str, stdin: &[u8]) -> Option<String> {
    if world.places.environment.inside.asked_by_segue {
        return None;
    }
    let called = hook::parse(stdin).ok()?;
    match event {
        "session-start" => session_start(&mut open(world, WAIT)?, &called),
        "stop-failure" if called.error.as_deref() == Some("rate_limit") => wish_handoff(world, &called),
        "pre-compact" => wish_handoff(world, &called),
        "session-end" => read_soon(world, &called),
        _ => None,
    }
}

fn open(world: &World, wait: Duration) -> Option<Segue> {
    Some(Segue {
        world: world.clone(),
        store: Store::open_ready(&world.places.database(), wait).ok()??,
        prices: prices::table(world),
    })
}

/// What the project's memory holds, and the handoff that waits. Nothing on `resume`: the conversation knows already.
fn session_start(segue: &mut Segue, called: &Hook) -> Option<String> {
    let occasion = match called.source.as_deref()? {
        "startup" => Occasion::Startup,
        "clear" => Occasion::Clear,
        "compact" => Occasion::Compact,
        _ => return None,
    };
    let folder = Path::new(called.cwd.as_deref()?);
    let digest = segue.digest(folder, occasion).ok()?;
    if digest.text.trim().is_empty() {
        return None;
    }
    if occasion != Occasion::Compact && is_worked_in(&segue.world) {
        // What could not be marked is told once more: better twice than never.
        drop(use_handoff(segue, folder, called.session_id.as_deref()?));
    }
    let answer = json!({
        "hookSpecificOutput": { "hookEventName": "SessionStart", "additionalContext": digest.text }
    });
    Some(answer.to_string())
}

/// A person works in it. A run of `claude -p` is told the same, but does not use a handoff up: a script that asks for a
/// commit message must not cost the person what the next session should begin with.
fn is_worked_in(world: &World) -> bool {
    let entrypoint = world.places.environment.inside.entrypoint.as_deref();
    entrypoint.is_none_or(|entrypoint| !entrypoint.starts_with("sdk"))
}

fn use_handoff(segue: &mut Segue, folder: &Path, session_id: &str) -> Result<(), Problem> {
    let now = segue.world.clock.now();
    let Some(project) = project::known(&segue.store, folder)? else {
        return Ok(());
    };
    match segue.store.waiting_handoff(project.num, now)? {
        Some(waiting) => Ok(segue.store.use_handoff(waiting.num, session_id, now)?),
        None => Ok(()),
    }
}

/// Leaves the wish for a handoff; where no program runs the loops that grant wishes, one is started for this.
fn wish_handoff(world: &World, called: &Hook) -> Option<String> {
    let session_id = called.session_id.as_deref()?;
    let mut store = Store::open_ready(&world.places.database(), WAIT).ok()??;
    let owned = leave_wish(&mut store, WishKind::Handoff, session_id, world.clock.now()).ok()?;
    if !owned {
        start_reader(world, session_id);
    }
    None
}

/// Lets what a session leaves be read and learned from once it has ended.
fn read_soon(world: &World, called: &Hook) -> Option<String> {
    let session_id = called.session_id.as_deref()?;
    let mut store = Store::open_ready(&world.places.database(), WAIT).ok()??;
    // Without the wish it is learned from when it was quiet for a while: what cannot be written now is not missed.
    drop(leave_wish(
        &mut store,
        WishKind::Learn,
        session_id,
        world.clock.now(),
    ));
    if is_worked_in(world) && !store.is_owned().ok()? {
        start_reader(world, session_id);
    }
    None
}

/// Starts the program that does what [`read_after`] says. Whether it could be started is nothing to be told in a session:
/// what it would have read is read when Segue runs the next time.
fn start_reader(world: &World, session_id: &str) {
    if let Some(program) = world.places.environment.program.as_deref() {
        let start = Start {
            program,
            args: &["hook", "read-after", session_id],
            cwd: None,
            env: &[],
        };
        drop(start_detached(&start));
    }
}

/// What the program that a hook started does: grants wishes, reads what is new, and gathers memory when the session has
/// ended. Prints nothing.
///
/// # Errors
/// When the database cannot be used.
pub fn read_after(world: &World, session_id: &str) -> Result<(), Problem> {
    let Some(mut segue) = open(world, LONGEST_END) else {
        return Ok(());
    };
    segue.catch_up()?;
    let deadline = Instant::now() + LONGEST_END;
    while live::live_sessions(&world.places)
        .iter()
        .any(|session| session.session_id == session_id)
    {
        if Instant::now() >= deadline {
            // It goes on after a compaction or a limit: its memory is gathered when it ends.
            return Ok(());
        }
        std::thread::park_timeout(LOOK);
    }
    segue.catch_up()?;
    if let Some(_lease) = segue.store.try_own()? {
        let stop = AtomicBool::new(false);
        memory::gather::lately(&mut segue, &stop)?;
        estimates::learning::look(&mut segue, Reach::shallow(), &stop, &mut |_| {})?;
    }
    Ok(())
}

/// True when a running Segue will see it.
fn leave_wish(
    store: &mut Store,
    kind: WishKind,
    session_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let is_wished = |wish: &Wish| wish.kind == kind && wish.about.as_deref() == Some(session_id);
    if !store.open_wishes()?.iter().any(is_wished) {
        store.wish_about(kind, Some(session_id), BY, now)?;
    }
    store.is_owned()
}
