//! What kind of work a session is, and where: the words that the table of the cold start knows.
//!
//! Promises that what [`std::fmt::Display`] writes, [`std::str::FromStr`] reads.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// A name that is none of the kinds, with those there are.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name:?} is not one of {known}")]
pub struct UnknownName {
    /// What was written.
    pub name: String,
    /// The names there are, with commas.
    pub known: String,
}

/// Declares an enum of plain names with `ALL`, `as_str`, `Display` and `FromStr`.
macro_rules! named {
    ($(#[$doc:meta])* $kind:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(export)]
        pub enum $kind {
            $($(#[$variant_doc])* $variant),+
        }

        impl $kind {
            /// All of them, in the order of the table.
            pub const ALL: &'static [$kind] = &[$($kind::$variant),+];

            /// The name in lower case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($kind::$variant => $name),+
                }
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $kind {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                let name = text.trim().to_ascii_lowercase();
                $kind::ALL.iter().copied().find(|kind| kind.as_str() == name).ok_or_else(|| UnknownName {
                    name: text.trim().to_owned(),
                    known: [$($name),+].join(", "),
                })
            }
        }
    };
}

named! {
    /// What is done in a session or a phase.
    TaskType {
        /// Reading, thinking, writing a plan or a design.
        Planning = "planning",
        /// Building something new.
        Implementation = "implementation",
        /// Changing how something is built, not what it does.
        Refactoring = "refactoring",
        /// Writing and running tests.
        Testing = "testing",
        /// Finding and mending faults.
        Debugging = "debugging",
        /// Words, looks, small corrections.
        Polish = "polish",
    }
}

named! {
    /// How large the project is, by lines of code.
    ProjectSize {
        /// Under 5,000 lines.
        Small = "small",
        /// Up to 20,000 lines.
        Medium = "medium",
        /// Up to 50,000 lines.
        Large = "large",
        /// More.
        Huge = "huge",
    }
}

named! {
    /// How well the person knows the stack.
    Familiarity {
        /// Worked with before, often.
        Familiar = "familiar",
        /// Being learned.
        Learning = "learning",
        /// Never used.
        New = "new",
    }
}

named! {
    /// In what state the code is.
    Quality {
        /// Tested and tidy.
        Clean = "clean",
        /// Some of both.
        Mixed = "mixed",
        /// Old, untested, tangled.
        Legacy = "legacy",
    }
}

impl ProjectSize {
    /// The size of a project with so many lines of code.
    pub fn of_lines(lines: u64) -> ProjectSize {
        match lines {
            0..5_000 => ProjectSize::Small,
            5_000..20_000 => ProjectSize::Medium,
            20_000..50_000 => ProjectSize::Large,
            50_000.. => ProjectSize::Huge,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Familiarity, ProjectSize, Quality, TaskType};

    #[test]
    fn what_is_written_is_read_again() {
        for kind in TaskType::ALL {
            assert_eq!(kind.to_string().parse(), Ok(*kind));
        }
        assert_eq!(" Legacy ".parse(), Ok(Quality::Legacy));
        assert_eq!("NEW".parse(), Ok(Familiarity::New));
        let problem = "gigantic".parse::<ProjectSize>().expect_err("no such size");
        assert_eq!(
            problem.to_string(),
            "\"gigantic\" is not one of small, medium, large, huge"
        );
    }

    #[test]
    fn lines_give_the_size() {
        for (lines, size) in [
            (0, ProjectSize::Small),
            (4_999, ProjectSize::Small),
            (5_000, ProjectSize::Medium),
            (20_000, ProjectSize::Large),
            (50_000, ProjectSize::Huge),
        ] {
            assert_eq!(ProjectSize::of_lines(lines), size, "{lines}");
        }
    }
}
