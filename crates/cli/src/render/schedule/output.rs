//! `segue schedule output`: what a session without a terminal did.

use segue_engine::view::{OutputKind, OutputLine, StartOutput};

use crate::render::ink::{BOLD, DIM, RED, paint};
use crate::render::plain::plain;
use crate::render::{Look, remark};

use super::words;

/// Everything there is, and how it ended.
pub(crate) fn output(output: &StartOutput, look: &Look) -> String {
    let mut text: String = output.text.iter().map(|one| line(one, look)).collect();
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

/// One thing that was said or done. What the session says keeps its lines.
pub(crate) fn line(one: &OutputLine, look: &Look) -> String {
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
    fn a_session_that_runs() {
        let text = super::output(&samples::start_output(), &samples::look());
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
