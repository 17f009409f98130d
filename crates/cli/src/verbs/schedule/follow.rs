//! `segue schedule output --follow`: what a session without a terminal says, as it says it.

use std::sync::mpsc;
use std::time::Duration;

use segue_engine::{Code, Problem, Segue};
use segue_plan::schedule::Place;

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};

/// How often is looked for more.
const PAUSE: Duration = Duration::from_millis(500);

/// Prints until it ends; with `--json` one line per piece. Ending this ends nothing else.
pub(super) fn follow(segue: &mut Segue, start: i64, look: &Look, output: &Output) -> Result<(), Failure> {
    // Nothing is ever sent: receiving is a wait with an end.
    let (_never, pause) = mpsc::channel::<()>();
    let mut lines = render::schedule::Lines::default();
    let mut from = 0;
    loop {
        let piece = segue.start_output(start, from)?;
        if piece.start.place == Place::Terminal {
            return Err(Problem::new(Code::BadInput, "there is nothing to follow")
                .hint(render::schedule::IN_TERMINAL)
                .into());
        }
        for line in &piece.text {
            if output.is_json() {
                output.line(line)?;
            } else {
                output.text(&lines.text(line, look))?;
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
