//! `segue hook`: what the plugin's hooks call. A session must never notice that something is wrong with Segue: whatever
//! happens, the exit code is 0, nothing but a good answer is printed, and nobody waits longer than [`DEADLINE`].

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::failure::Failure;
use crate::input;
use crate::output::Output;
use crate::verbs::Surroundings;

/// Answer a hook of Claude Code: the plugin's hooks call this
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// session-start, session-end, stop-failure, pre-compact; others do nothing
    event: String,
    /// For read-after, which hooks start and nobody waits for: the session
    session: Option<String>,
}

/// Usually it takes a few milliseconds. On a machine that is busy with other things, a person waits this long at most.
const DEADLINE: Duration = Duration::from_millis(500);
/// Claude Code sends a few KiB; a last message can be long.
const MOST_BYTES: u64 = 16 << 20;

/// Answers, in time or not at all.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    // A bug in here is nothing to be read in a session.
    std::panic::set_hook(Box::new(|_| {}));
    if let ("read-after", Some(session)) = (args.event.as_str(), &args.session) {
        // Nobody is there to be told; the next run of Segue does what this one could not.
        drop(segue_engine::read_after(&surroundings.world()?, session));
        return Ok(());
    }
    let (send, answer) = mpsc::channel();
    let (event, demo) = (args.event.clone(), surroundings.demo);
    thread::spawn(move || {
        let surroundings = Surroundings { demo };
        // When the deadline has passed, nobody listens any more.
        drop(send.send(answered(&event, &surroundings)));
    });
    if let Ok(Some(text)) = answer.recv_timeout(DEADLINE) {
        // A session that has closed the pipe does not want it.
        drop(output.bytes(text.as_bytes()));
    }
    Ok(())
}

fn answered(event: &str, surroundings: &Surroundings) -> Option<String> {
    let world = surroundings.world().ok()?;
    let stdin = input::read(MOST_BYTES, DEADLINE)?;
    segue_engine::answer_hook(&world, event, &stdin)
}
