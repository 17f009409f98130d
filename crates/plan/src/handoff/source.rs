//! Where a fact comes from, in words that people read and we read back.

use std::fmt;

use super::one_line;

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A line of the session's transcript, counted from 1, and when it was written in the person's words ("14:02").
    Transcript {
        /// The line.
        line: u64,
        /// When.
        at: Option<When>,
    },
    /// The project's git repository, when the handoff was made.
    Git,
    /// What Segue itself keeps: limits, sessions.
    Segue,
}

/// A moment in a few words, such as "14:02" or "20 Nov 14:02".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When(String);

impl When {
    /// `None` when nothing is left of the words. What would not be read back is replaced.
    pub fn new(words: &str) -> Option<When> {
        let words = one_line(&words.replace(['—', ';'], " "));
        (!words.is_empty()).then_some(When(words))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Source {
    /// A line of the transcript.
    pub fn line(line: u64, at: Option<&str>) -> Source {
        Source::Transcript {
            line,
            at: at.and_then(When::new),
        }
    }

    /// Reads one source; `None` when these are other words.
    fn parse(text: &str) -> Option<Source> {
        match text {
            "git" => return Some(Source::Git),
            "Segue" => return Some(Source::Segue),
            _ => {}
        }
        let rest = text.strip_prefix("transcript line ")?;
        let (line, at) = match rest.split_once(", ") {
            Some((line, at)) => (line, Some(When::new(at).filter(|when| when.as_str() == at)?)),
            None => (rest, None),
        };
        let line: u64 = line
            .parse()
            .ok()
            .filter(|number: &u64| number.to_string() == line)?;
        Some(Source::Transcript { line, at })
    }

    /// Reads `transcript line 812, 14:02; git`; `None` when any of it is something else.
    pub(super) fn parse_all(text: &str) -> Option<Vec<Source>> {
        text.split("; ").map(Source::parse).collect()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Transcript { line, at: None } => write!(f, "transcript line {line}"),
            Source::Transcript { line, at: Some(at) } => write!(f, "transcript line {line}, {}", at.as_str()),
            Source::Git => f.write_str("git"),
            Source::Segue => f.write_str("Segue"),
        }
    }
}
