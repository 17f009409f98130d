//! Where a verb's answer goes: text or JSON, with colours only where they are wanted.
//!
//! The only place that writes to stdout and stderr.

use std::io::{self, IsTerminal, Write};

use anstream::AutoStream;
use clap::ColorChoice;
use segue_engine::Problem;
use segue_engine::view::ProblemView;
use serde::Serialize;

use crate::cli::Shared;
use crate::failure::Failure;
use crate::render;

/// The two streams, and the form that was asked for.
pub(crate) struct Output {
    json: bool,
    demo: bool,
    color: anstream::ColorChoice,
}

/// The JSON of an error, on stderr.
#[derive(Serialize)]
struct ErrorEnvelope {
    error: ProblemView,
}

impl Output {
    /// As the shared options ask.
    pub(crate) fn new(shared: &Shared) -> Output {
        let color = match shared.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Output {
            json: shared.json,
            demo: shared.demo,
            color,
        }
    }

    /// JSON was asked for.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// The answer: `value` as JSON when that was asked for, else the text made of it. A made-up one says so.
    pub(crate) fn answer<T: Serialize + ?Sized>(
        &self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        if self.json {
            self.bytes(&pretty(value)?)
        } else if self.demo {
            self.text(&format!("{}{}", render::demo_notice(), text(value)))
        } else {
            self.text(&text(value))
        }
    }

    /// One value of many, as a line of JSON.
    pub(crate) fn line<T: Serialize>(&self, value: &T) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(value).map_err(io::Error::from)?;
        line.push(b'\n');
        self.bytes(&line)
    }

    /// Text with styles; they are stripped where colours are not wanted.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        let mut stream = AutoStream::new(io::stdout(), self.color).lock();
        stream.write_all(text.as_bytes())?;
        Ok(stream.flush()?)
    }

    /// Bytes as they are.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stream = io::stdout().lock();
        stream.write_all(bytes)?;
        Ok(stream.flush()?)
    }

    /// How far a long work is, on one line of a terminal that is written anew each time.
    pub(crate) fn progress(&self, what: &str, done: u32, all: u32) {
        if !self.json && io::stderr().is_terminal() {
            // Where it cannot be told, the work goes on all the same.
            drop(write!(io::stderr().lock(), "\r{what} {done} of {all}"));
        }
    }

    /// The line of the progress is gone.
    pub(crate) fn progress_ends(&self) {
        if !self.json && io::stderr().is_terminal() {
            drop(write!(io::stderr().lock(), "\r\u{1b}[K"));
        }
    }

    /// What belongs to a problem that was told, on stderr; programs have the problem itself.
    pub(crate) fn beside_problem(&self, text: &str) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        let mut stream = AutoStream::new(io::stderr(), self.color).lock();
        Ok(stream.write_all(text.as_bytes())?)
    }

    /// A problem, on stderr.
    pub(crate) fn problem(&self, problem: &Problem) {
        // There is nowhere left to tell when this fails.
        drop(self.write_problem(problem.view()));
    }

    fn write_problem(&self, problem: ProblemView) -> Result<(), Failure> {
        let mut stream = AutoStream::new(io::stderr(), self.color).lock();
        if self.json {
            stream.write_all(&pretty(&ErrorEnvelope { error: problem })?)?;
        } else {
            stream.write_all(render::problem::problem(&problem).as_bytes())?;
        }
        Ok(())
    }
}

fn pretty<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}
