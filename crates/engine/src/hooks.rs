//! What Segue does when Claude Code calls one of its hooks.
//!
//! Promises: one opening of the database, rows only, no look at transcripts, no tokenizer, no git; a few milliseconds. A
//! database that is missing, older, newer, broken or locked is left alone, and there is no answer then.

use std::time::Duration;

use jiff::Timestamp;
use segue_agent::{Start, start_detached};
use segue_store::{Store, StoreError, Wish, WishKind};
use segue_transcript::hook::{self, Hook};

use crate::world::World;

/// Another program's write is waited for no longer than this.
const WAIT: Duration = Duration::from_millis(50);
/// Who wished, in the rows.
const BY: &str = "hook";

/// The text to print for Claude Code, if there is anything to say. `event` is what the plugin calls it: `session-start`,
/// `stop-failure`, `pre-compact`; others do nothing.
pub fn answer_hook(world: &World, event: &str, stdin: &[u8]) -> Option<String> {
    if world.places.environment.inside.asked_by_segue {
        return None;
    }
    let called = hook::parse(stdin).ok()?;
    match event {
        "stop-failure" if called.error.as_deref() == Some("rate_limit") => wish_handoff(world, &called),
        "pre-compact" => wish_handoff(world, &called),
        _ => None,
    }
}

/// Leaves the wish for a handoff; where no program runs the loops that grant wishes, one is started for this.
fn wish_handoff(world: &World, called: &Hook) -> Option<String> {
    let session_id = called.session_id.as_deref()?;
    let mut store = Store::open_ready(&world.places.database(), WAIT).ok()??;
    let owned = leave_wish(&mut store, session_id, world.clock.now()).ok()?;
    if !owned {
        let program = world.places.environment.program.as_deref()?;
        let start = Start {
            program,
            args: &["handoff", "--auto", session_id],
            cwd: None,
            env: &[],
        };
        // The wish stands, and is granted when Segue runs the next time.
        drop(start_detached(&start));
    }
    None
}

/// True when a running Segue will see it.
fn leave_wish(store: &mut Store, session_id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let is_wished = |wish: &Wish| wish.kind == WishKind::Handoff && wish.about.as_deref() == Some(session_id);
    if !store.open_wishes()?.iter().any(is_wished) {
        store.wish_about(WishKind::Handoff, Some(session_id), BY, now)?;
    }
    store.is_owned()
}
