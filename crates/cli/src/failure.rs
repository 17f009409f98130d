//! How a verb can end badly, and the exit code that says so.

use std::io;

use segue_engine::{Code, Problem};

/// Why a verb did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine, or the verb itself, has a problem to tell.
    Problem(Problem),
    /// The output could not be written.
    Output(io::Error),
    /// Everything was said already; only the exit code is missing.
    Told,
    /// The same, and what was said is that the input is wrong.
    Wrong,
}

/// The documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It worked.
    Ok = 0,
    /// Something failed.
    Failed = 1,
    /// An argument or the input is wrong.
    BadInput = 2,
    /// What was asked for does not exist.
    NotFound = 3,
    /// The database cannot be used.
    Database = 4,
    /// Claude Code was not found or did not answer.
    Claude = 5,
}

impl Failure {
    /// The exit code. A reader that went away (`segue usage | head`) is no failure.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Failure::Problem(problem) => exit_of(problem.code),
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
            Failure::Output(_) | Failure::Told => Exit::Failed,
            Failure::Wrong => Exit::BadInput,
        }
    }

    /// What to tell the person; `None` when there is nothing to add.
    pub(crate) fn problem(self) -> Option<Problem> {
        match self {
            Failure::Problem(problem) => Some(problem),
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => None,
            Failure::Output(error) => {
                Some(Problem::new(Code::Io, "the output cannot be written").because(error))
            }
            Failure::Told | Failure::Wrong => None,
        }
    }
}

fn exit_of(code: Code) -> Exit {
    match code {
        Code::BadInput => Exit::BadInput,
        Code::NotFound => Exit::NotFound,
        Code::Store | Code::NewerDatabase => Exit::Database,
        Code::Claude => Exit::Claude,
        Code::Io | Code::Busy => Exit::Failed,
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Problem(problem)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use segue_engine::{Code, Problem};

    use super::{Exit, Failure};

    #[test]
    fn every_kind_of_problem_has_its_exit_code() {
        for (code, exit) in [
            (Code::BadInput, Exit::BadInput),
            (Code::NotFound, Exit::NotFound),
            (Code::Store, Exit::Database),
            (Code::NewerDatabase, Exit::Database),
            (Code::Claude, Exit::Claude),
            (Code::Io, Exit::Failed),
            (Code::Busy, Exit::Failed),
        ] {
            assert_eq!(Failure::from(Problem::new(code, "x")).exit(), exit, "{code:?}");
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = || Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(gone().exit(), Exit::Ok);
        assert!(gone().problem().is_none());
        assert_eq!(
            Failure::from(io::Error::from(io::ErrorKind::StorageFull)).exit(),
            Exit::Failed
        );
    }
}
