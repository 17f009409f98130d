//! `segue restart`: the handoff that was saved, and the way on.

use segue_engine::view::Restart;

use super::ink::{BOLD, paint};
use super::plain::plain;
use super::{Look, compact, heading, next_step, remark};

/// What was saved, what it means, and the command.
pub(crate) fn restart(restart: &Restart, look: &Look) -> String {
    let handoff = &restart.handoff;
    let name = handoff.title.as_deref().unwrap_or(&handoff.session_id);
    let saved = match &handoff.path {
        Some(path) => format!("Saved to {path}."),
        None => format!("Saved; `segue handoff {}` prints it.", handoff.session_id),
    };
    let mut text = format!(
        "{}{}{}",
        heading(&super::plain::fit(&format!("Handoff of {name}"), look.width)),
        remark(&saved, look),
        remark(&restart.sentence, look)
    );
    for problem in &handoff.problems {
        text.push_str(&remark(problem, look));
    }
    match &restart.terminal {
        Some(terminal) => {
            let opened = compact::opened(terminal);
            let session = format!("{opened} The new session is {}.", restart.session_id);
            text.push_str(&format!("\n{}", next_step(&session, look)));
        }
        // The command is pasted: it stands on one line, however long.
        None => text.push_str(&format!(
            "\n{}  {}\n",
            next_step("Go on with", look),
            paint(BOLD, plain(&restart.command.line))
        )),
    }
    text
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::OpenedTerminal;

    use crate::render::samples;

    fn shown(restart: &segue_engine::view::Restart) -> String {
        let text = super::restart(restart, &samples::look());
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_command_to_paste() {
        assert_snapshot!(shown(&samples::restart()));
    }

    #[test]
    fn a_session_that_runs_in_tmux() {
        let mut restart = samples::restart();
        restart.opened = true;
        restart.terminal = Some(OpenedTerminal {
            terminal: "tmux".to_owned(),
            attach: Some("tmux attach -t segue-1a2b3c4d".to_owned()),
        });
        assert_snapshot!(shown(&restart));
    }
}
