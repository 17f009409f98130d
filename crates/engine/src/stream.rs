//! What a run's stream-json says about limits and windows; the second rung of the quota ladder.

use segue_meter::model;
use segue_meter::provenance::Source;
use segue_store::{ContextWindowRow, Store};
use segue_transcript::stream::{self, Event};

use crate::problem::Problem;
use crate::quota;
use crate::world::{ClaudeHome, World};

/// Notes one line of `claude -p --output-format stream-json` that runs with this config folder's login. True when it said
/// something about limits or windows.
pub(crate) fn note(
    store: &mut Store,
    world: &World,
    home: Option<&ClaudeHome>,
    line: &[u8],
) -> Result<bool, Problem> {
    let now = world.clock.now();
    match stream::parse(line) {
        Some(Event::RateLimit { limits, .. }) => match home {
            Some(home) => quota::note(store, home, Source::RunEvent, now, &limits),
            None => Ok(false),
        },
        Some(Event::Result(result)) => {
            let Some(session_id) = result.session_id else {
                return Ok(false);
            };
            let largest = result
                .model_usage
                .iter()
                .filter_map(|(name, usage)| Some((name, usage.context_window?)));
            let Some((name, window_tokens)) = largest.max_by_key(|(_, window)| *window) else {
                return Ok(false);
            };
            store.note_context_window(&ContextWindowRow {
                session_id,
                model: model::canonical(name),
                version: None,
                window_tokens,
                seen_at: now,
            })?;
            Ok(true)
        }
        Some(
            Event::Init { .. }
            | Event::Assistant
            | Event::User
            | Event::ControlResponse { .. }
            | Event::Other { .. },
        )
        | None => Ok(false),
    }
}
