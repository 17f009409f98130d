//! `segue man`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use segue_engine::{Code, Problem};

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output::Output;

/// Print the manual page, or write the pages of every command into a folder
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder; it is made if need be
    dir: Option<PathBuf>,
}

/// Makes the pages of the same declaration as the help.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    match &args.dir {
        None => output.bytes(&page(command)?),
        Some(dir) => {
            fs::create_dir_all(dir)
                .and_then(|()| write(&command, "segue", dir))
                .map_err(|error| {
                    Problem::new(
                        Code::Io,
                        format!("the pages cannot be written to {}", dir.display()),
                    )
                    .because(error)
                })?;
            output.text(&format!("Wrote the pages to {}\n", dir.display()))
        }
    }
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

/// One page per command, named as `man segue-usage` finds it.
fn write(command: &Command, name: &str, dir: &Path) -> io::Result<()> {
    let named = command
        .clone()
        .name(name.to_owned())
        .display_name(name.to_owned());
    fs::write(dir.join(format!("{name}.1")), page(named)?)?;
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        write(verb, &format!("{name}-{}", verb.get_name()), dir)?;
    }
    Ok(())
}
