//! Where a number comes from and how old it is, in words.

use segue_engine::view::Status;
use segue_meter::provenance::{Provenance, Source};
use segue_meter::window::{Window, WindowState};
use segue_meter::words;

use super::{Look, remark};

/// "from Claude Code's statusline, 40 s ago".
pub(crate) fn sentence(provenance: &Provenance, look: &Look) -> String {
    let age = words::age(look.now.duration_since(provenance.seen_at).as_secs());
    let stale = if provenance.stale {
        "; may be out of date"
    } else {
        ""
    };
    let origin = match (provenance.source, provenance.error_points) {
        (Source::Estimate, Some(points)) => format!("estimated from tokens, give or take {points:.0} points"),
        (Source::Estimate, None) => "estimated from tokens".to_owned(),
        (source, _) => format!("from {}", source.words()),
    };
    format!("{origin}, {age}{stale}")
}

/// One quiet line per source: "5-hour, Week: from …". Names are left out when all windows share one source.
pub(crate) fn of_windows(windows: &[Window], look: &Look) -> String {
    let mut sources: Vec<(String, Vec<&str>)> = Vec::new();
    for window in windows {
        let Some(provenance) = provenance(window) else {
            continue;
        };
        let words = sentence(provenance, look);
        match sources.iter_mut().find(|(known, _)| *known == words) {
            Some((_, labels)) => labels.push(&window.label),
            None => sources.push((words, vec![&window.label])),
        }
    }
    match sources.as_slice() {
        [(words, _)] => remark(words, look),
        several => several
            .iter()
            .map(|(words, labels)| remark(&format!("{}: {words}", labels.join(", ")), look))
            .collect(),
    }
}

fn provenance(window: &Window) -> Option<&Provenance> {
    match &window.state {
        WindowState::Known { provenance, .. } | WindowState::NotStarted { provenance } => Some(provenance),
        WindowState::TokensOnly { .. } => None,
    }
}

/// What the reader must know of the numbers before reading them; empty when there is nothing.
pub(crate) fn caveats(status: &Status, look: &Look) -> String {
    let mut text = String::new();
    if let Some(progress) = status.index.progress {
        let (done, total) = (words::grouped(progress.done), words::grouped(progress.total));
        text.push_str(&remark(
            &format!("Still reading transcripts: {done} of {total} files."),
            look,
        ));
    }
    if let Some(until) = status.alerts_paused_until {
        let until = words::clock(until, look.now, &look.tz);
        text.push_str(&remark(&format!("Alerts are paused until {until}."), look));
    }
    text
}
