//! `segue schedule output`: what a session without a terminal did.

use segue_engine::view::{OutputKind, OutputLine, StartOutput};
use segue_plan::schedule::Place;

use crate::render::ink::{BOLD, DIM, RED, paint};
use crate::render::plain::plain;
use crate::render::{Look, remark};

use super::words;

/// Said of a session that has its terminal.
pub(crate) const IN_TERMINAL: &str = "It has a terminal of its own: what it says stands there.";

/// Everything there is, and how it ended.
pub(crate) fn output(output: &StartOutput, look: &Look) -> String {
    let mut lines = Lines::default();
    let mut text: String = output.text.iter().map(|one| lines.text(one, look)).collect();
    if output.start.place == Place::Terminal {
        text.push_str(&remark(IN_TERMINAL, look));
        return text;
    }
    if output.text.is_empty() {
        let none = if output.finished {
            "It said nothing."
        } else {
            "It has said nothing yet."
        };
        text.push_str(&remark(none, look));
    }
    if !output.finished {
        let how = format!(
            "It runs; `segue schedule output {} --follow` goes on.",
            output.start.id
        );
        text.push_str(&remark(&how, look));
    }
    text
}

/// Turns pieces into lines, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// What the session said last: its result often is the same once more.
    said: String,
}

impl Lines {
    /// The lines of the next piece; nothing for a result that was just said.
    pub(crate) fn text(&mut self, one: &OutputLine, look: &Look) -> String {
        match one.kind {
            OutputKind::Result if one.text.trim() == self.said.trim() => return String::new(),
            OutputKind::Said => self.said.clone_from(&one.text),
            OutputKind::Tool | OutputKind::Result | OutputKind::Error | OutputKind::Note => {}
        }
        line(one, look)
    }
}

/// One thing that was said or done. What the session says keeps its lines.
fn line(one: &OutputLine, look: &Look) -> String {
    let at = one
        .at
        .map_or_else(String::new, |at| format!("{} ", words::second(at, look)));
    let at = paint(DIM, at);
    match one.kind {
        OutputKind::Said => lines(&one.text)
            .enumerate()
            .map(|(number, line)| format!("{}{line}\n", if number == 0 { at.as_str() } else { "" }))
            .collect(),
        OutputKind::Tool => format!("{at}{}\n", paint(BOLD, format!("· {}", plain(&one.text)))),
        OutputKind::Result => {
            let result: String = lines(&one.text).map(|line| format!("  {line}\n")).collect();
            format!("{at}{}\n{result}", paint(BOLD, "Result"))
        }
        OutputKind::Error => format!("{at}{} {}\n", paint(RED, "error:"), plain(&one.text)),
        OutputKind::Note => format!("{at}{}\n", paint(DIM, format!("Segue: {}", plain(&one.text)))),
    }
}

fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(|line| {
        let bare = anstream::adapter::strip_str(line).to_string();
        bare.replace(char::is_control, " ")
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn a_result_that_was_just_said_is_not_said_again() {
        let mut output = samples::start_output();
        let mut said = output.text[0].clone();
        said.text.clone_from(&output.text[4].text);
        output.text = vec![said, output.text[4].clone()];
        let text = super::output(&output, &samples::look());
        assert_eq!(text.matches("docs/a.md").count(), 1, "{text}");
        assert!(!text.contains("Result"), "{text}");
    }

    #[test]
    fn a_session_that_runs() {
        let text = super::output(&samples::start_output(), &samples::look());
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
