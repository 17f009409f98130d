//! The program `segue-desktop`: reads the command line, runs the app, exits with a documented code.
//!
//! Exit codes: 0 done or handed over to the running instance, 1 the app could not run, 2 the command line is wrong.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

use segue_desktop::arguments::{Arguments, Asked};
use segue_desktop::marks::Marks;

fn main() -> ExitCode {
    let marks = Marks::from_env();
    match Arguments::parse(std::env::args().skip(1)) {
        Ok(Asked::Run(arguments)) => match segue_desktop::app::run(arguments, marks) {
            Ok(code) => ExitCode::from(code),
            Err(failure) => {
                eprintln!("segue-desktop: {failure}");
                ExitCode::from(1)
            }
        },
        Ok(Asked::Help) => {
            println!("{}", segue_desktop::arguments::HELP);
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            eprintln!("segue-desktop: {wrong}\n\n{}", segue_desktop::arguments::HELP);
            ExitCode::from(2)
        }
    }
}
