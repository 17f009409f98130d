//! The command line. It is also what a second start sends to the first one.

use thiserror::Error;

use crate::route::Route;

/// What `--help` prints.
pub const HELP: &str = "\
Segue in the menu bar: how much of Claude Code's limits and context is used.

Usage: segue-desktop [OPTIONS]

  --hidden      start in the tray without opening the window (start at login does this)
  --demo        show a made-up history instead of your own
  --view VIEW   open at: now, sessions, sessions/ID, usage, settings, doctor
  --help        print this

For a terminal there is `segue`.";

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Run the app.
    Run(Arguments),
    /// Print the help.
    Help,
}

/// How to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments {
    /// No window at start.
    pub hidden: bool,
    /// A made-up history.
    pub demo: bool,
    /// Where to open the window.
    pub(crate) route: Option<Route>,
}

/// A command line that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WrongArgument {
    /// Nobody knows this one.
    #[error("unknown argument: {0}")]
    Unknown(String),
    /// `--view` stands last.
    #[error("--view needs the name of a view")]
    ViewMissing,
    /// No such view.
    #[error("there is no view called {0}")]
    NoSuchView(String),
}

impl Arguments {
    /// Reads the words after the program's name.
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Asked, WrongArgument> {
        let mut arguments = Arguments::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--hidden" => arguments.hidden = true,
                "--demo" => arguments.demo = true,
                "--view" => {
                    let name = words.next().ok_or(WrongArgument::ViewMissing)?;
                    arguments.route = Some(Route::parse(&name).ok_or(WrongArgument::NoSuchView(name))?);
                }
                "--help" | "-h" => return Ok(Asked::Help),
                _ => return Err(WrongArgument::Unknown(word)),
            }
        }
        Ok(Asked::Run(arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Asked, WrongArgument};
    use crate::route::Route;

    fn parse(line: &str) -> Result<Asked, WrongArgument> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_option_is_understood() {
        let expected = Arguments {
            hidden: true,
            demo: true,
            route: Some(Route::Usage),
        };
        assert_eq!(parse("--hidden --demo --view usage"), Ok(Asked::Run(expected)));
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(parse("--tray"), Err(WrongArgument::Unknown("--tray".into())));
        assert_eq!(parse("--view"), Err(WrongArgument::ViewMissing));
        assert_eq!(
            parse("--view plan"),
            Err(WrongArgument::NoSuchView("plan".into()))
        );
    }
}
