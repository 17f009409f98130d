//! An error has three readers: a code for programs, a message with a hint for people, a cause chain for the log.

use std::error::Error;
use std::fmt;

use segue_store::StoreError;

use crate::view::ProblemView;

/// What kind of problem; programs branch on this and never on text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The person asked for something that cannot be.
    BadInput,
    /// There is no such session, setting, snapshot.
    NotFound,
    /// The database cannot be used.
    Store,
    /// A newer Segue wrote the database.
    NewerDatabase,
    /// Claude Code is missing or did not answer.
    Claude,
    /// A file or folder cannot be read or written.
    Io,
    /// Another Segue is busy with it.
    Busy,
}

impl Code {
    /// The text in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::BadInput => "bad_input",
            Code::NotFound => "not_found",
            Code::Store => "store",
            Code::NewerDatabase => "newer_database",
            Code::Claude => "claude",
            Code::Io => "io",
            Code::Busy => "busy",
        }
    }
}

/// What we were doing, what happened, what to try.
#[derive(Debug)]
pub struct Problem {
    /// For programs.
    pub code: Code,
    /// For people.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A problem without a hint or cause.
    pub fn new(code: Code, message: impl Into<String>) -> Problem {
        Problem {
            code,
            message: message.into(),
            hint: None,
            cause: None,
        }
    }

    /// Adds what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what it was caused by.
    #[must_use]
    pub fn because(mut self, cause: impl Error + Send + Sync + 'static) -> Problem {
        self.cause = Some(Box::new(cause));
        self
    }

    /// As the faces show it.
    pub fn view(&self) -> ProblemView {
        ProblemView {
            code: self.code.as_str().to_owned(),
            message: self.to_string(),
            hint: self.hint.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        let mut cause: Option<&dyn Error> = self.cause.as_deref().map(|cause| cause as &dyn Error);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl Error for Problem {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match error {
            StoreError::Newer { .. } => Problem::new(
                Code::NewerDatabase,
                "Segue's database was written by a newer Segue",
            )
            .hint("Install the newer Segue, or go back with `segue db rollback`. Nothing was changed.")
            .because(error),
            StoreError::NoSnapshot(_) => {
                Problem::new(Code::NotFound, "there is nothing to go back to").because(error)
            }
            StoreError::Folder { .. } | StoreError::File { .. } => {
                Problem::new(Code::Io, "a file beside Segue's database cannot be used")
                    .hint("Check that the folder exists, is yours and the disk is not full.")
                    .because(error)
            }
            error if error.is_busy() => Problem::new(Code::Busy, "Segue's database is busy")
                .hint("Another Segue is writing. Try again in a moment.")
                .because(error),
            StoreError::Unknown(_) | StoreError::Sqlite(_) => {
                Problem::new(Code::Store, "Segue's database cannot be read or written")
                    .hint("See `segue doctor`; `segue db rollback` goes back to the last snapshot.")
                    .because(error)
            }
        }
    }
}
