//! What Claude Code sends to its statusline: stored, and answered with one line.

use std::path::Path;
use std::time::Duration;

use segue_meter::provenance::Source;
use segue_meter::window::WindowKind;
use segue_meter::{model, words};
use segue_store::{ContextWindowRow, Store};
use segue_transcript::statusline::{self, Statusline};

use crate::problem::{Code, Problem};
use crate::quota;
use crate::settings;
use crate::view::StatusLine;
use crate::world::{ClaudeHome, World};

/// A statusline command of the person's own may take this long; Claude Code itself gives up earlier.
const WRAPPED_LIMIT: Duration = Duration::from_secs(10);

/// Stores the limits and the window, and makes the line.
pub(crate) fn note(store: &mut Store, world: &World, stdin: &[u8]) -> Result<StatusLine, Problem> {
    let seen = statusline::parse(stdin).map_err(|error| {
        Problem::new(Code::BadInput, "this is not what Claude Code sends to a statusline")
            .hint("`segue statusline` reads Claude Code's JSON on its input; set it as statusLine in Claude Code's settings.")
            .because(error)
    })?;
    let now = world.clock.now();
    if let Some(home) = home_of(world, &seen) {
        quota::note(store, home, Source::Statusline, now, &seen.limits)?;
    }
    if let (Some(session_id), Some(model_id), Some(window_tokens)) =
        (&seen.session_id, &seen.model_id, seen.window_tokens)
    {
        store.note_context_window(&ContextWindowRow {
            session_id: session_id.clone(),
            model: model::canonical(model_id),
            version: seen.version.clone(),
            window_tokens,
            seen_at: now,
        })?;
    }
    let zone = settings::time_zone(store, world)?;
    Ok(StatusLine {
        text: line(&seen, now, &zone),
    })
}

fn home_of<'a>(world: &'a World, seen: &Statusline) -> Option<&'a ClaudeHome> {
    let by_path = seen.transcript_path.as_deref().and_then(|path| {
        let path = Path::new(path);
        world
            .places
            .claude_home_of(path)
            .or_else(|| world.places.claude_home_of(&path.canonicalize().ok()?))
    });
    by_path.or(world.places.claude.first())
}

/// `Opus 5.5 · context 16k of 1M (2 %) · 5-hour 37 %, resets 05:46 · week 62 %`.
fn line(seen: &Statusline, now: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let mut parts = Vec::new();
    parts.extend(seen.model_name.clone().or_else(|| seen.model_id.clone()));
    if let (Some(used), Some(window)) = (seen.used_tokens, seen.window_tokens) {
        let percent = used as f64 * 100.0 / window.max(1) as f64;
        parts.push(format!(
            "context {} of {} ({})",
            words::tokens(used),
            words::tokens(window),
            words::percent(percent)
        ));
    }
    for limit in &seen.limits {
        let (Some(kind), Some(used)) = (WindowKind::parse(&limit.window), limit.used_percent) else {
            continue;
        };
        let reset = match limit.resets_at {
            Some(at) if kind == WindowKind::FiveHour => format!(", resets {}", words::clock(at, now, zone)),
            Some(_) | None => String::new(),
        };
        parts.push(format!(
            "{} {}{reset}",
            kind.label().to_lowercase(),
            words::percent(used)
        ));
    }
    parts.join(" · ")
}

/// Runs the person's own statusline command with the same input, and returns what it printed, unchanged.
///
/// # Errors
/// When it cannot be started or does not end.
pub fn run_wrapped(command: &str, stdin: &[u8]) -> Result<Vec<u8>, Problem> {
    segue_agent::run_shell(command, stdin, WRAPPED_LIMIT).map_err(|error| {
        Problem::new(
            Code::Io,
            format!("your statusline command did not work: {command}"),
        )
        .because(error)
    })
}
