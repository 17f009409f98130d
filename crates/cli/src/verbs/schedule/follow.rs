//! `segue schedule output --follow`: what a session without a terminal says, as it says it.

use std::sync::mpsc;
use std::time::Duration;

use segue_engine::Segue;

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};

/// How often is looked for more.
const PAUSE: Duration = Duration::from_millis(500);

/// Prints until it ends; with `--json` one line per piece. Ending this ends nothing else.
pub(super) fn follow(segue: &mut Segue, start: i64, look: &Look, output: &Output) -> Result<(), Failure> {
    // Nothing is ever sent: receiving is a wait with an end.
    let (_never, pause) = mpsc::channel::<()>();
    let mut from = 0;
    loop {
        let piece = segue.start_output(start, from)?;
        for line in &piece.text {
            if output.is_json() {
                output.line(line)?;
            } else {
                output.text(&render::schedule::line(line, look))?;
            }
        }
        if piece.finished {
            return Ok(());
        }
        if piece.next == from {
            let _waited = pause.recv_timeout(PAUSE);
        }
        from = piece.next;
    }
}
