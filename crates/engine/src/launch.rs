//! Starting a session: a terminal of the person's, or none, with Claude Code in it and the planned prompt as its first words.
//!
//! Owns the way from a claimed start to a running Claude Code. [`open`] writes the prompt to a file and opens a terminal, or
//! starts a supervisor, in which `segue begin` runs; [`begin`], the gate, claims the start and becomes Claude Code.
//! Promises: prompts arrive as they are, whatever is in them and however long they are, for no shell ever reads one; one
//! gate wins, so a start makes one session at most; whatever stands in the way is said in words and asked about, and the
//! schedule stays. Never decides when something starts.

mod budget;
mod carry;
mod command;
mod gate;
mod output;
mod place;
mod prompt;
mod ready;
mod record;
mod run;
mod spending;
mod words;

use segue_agent::{Start, start_detached};
use segue_plan::schedule::{Place, Spec};
use segue_store::StartRow;

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::view::OpenedTerminal;

pub use gate::{Begun, begin, note_end};

pub(crate) use command::{home_of, shown as shown_command};
pub(crate) use output::{Page, read as read_output};
pub(crate) use place::{Wanted, open as open_place};
pub(crate) use prompt::{first_reading, forget as forget_prompt, has_plugin, text as prompt_text};
pub(crate) use ready::check as check_ready;

/// The name of what is opened for a session: a tmux session is called so.
pub(crate) fn name(session_id: &str) -> String {
    format!("segue-{}", &session_id[..session_id.len().min(8)])
}

/// Opens the terminal, or starts the supervisor, in which the gate runs. The start must be claimed for launching before.
/// Waits until the terminal has begun.
///
/// # Errors
/// When Claude Code, its login, the project's folder, the handoff or a terminal is missing, or does not start.
pub(crate) fn open(segue: &mut Segue, start: &StartRow, spec: &Spec) -> Result<OpenedTerminal, Problem> {
    ready::to_launch(segue, spec)?;
    let text = prompt::at_launch(segue, spec)?;
    prompt::keep(&segue.world, &start.session_id, &text)?;
    let program = crate::setup::program(&segue.world)?;
    let arguments = [
        "begin".to_owned(),
        start.num.to_string(),
        "--session".to_owned(),
        start.session_id.clone(),
    ];
    let environment = place::environment(&segue.world);
    match spec.launch.place {
        Place::Terminal => {
            let after = [
                program.clone(),
                "begin".to_owned(),
                start.num.to_string(),
                "--session".to_owned(),
                start.session_id.clone(),
                "--ended".to_owned(),
            ];
            place::open(
                segue,
                &Wanted {
                    program: program.as_ref(),
                    arguments: &arguments,
                    cwd: spec.project.as_ref(),
                    environment: &environment,
                    after: &after,
                    name: &name(&start.session_id),
                    by_hand: &format!("{program} {}", arguments.join(" ")),
                },
            )
        }
        Place::Headless => {
            let args: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let env: Vec<(&str, &str)> = environment
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let detached = Start {
                program: program.as_ref(),
                args: &args,
                cwd: None,
                env: &env,
            };
            start_detached(&detached)
                .map(|()| OpenedTerminal {
                    terminal: "no terminal".to_owned(),
                    attach: None,
                })
                .map_err(|error| Problem::new(Code::Io, "segue cannot be started").because(error))
        }
    }
}
