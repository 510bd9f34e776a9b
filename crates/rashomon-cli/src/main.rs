//! The `rashomon` program: one file for each verb.
//!
//! Findings go to the standard output, talk to the standard error output. Exit status: 0 done,
//! 1 nothing found, 2 something failed or was refused.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of the command line talks to the terminal"
)]

mod args;
mod commands;
mod printer;

use clap::Parser;
use std::io;
use std::process::ExitCode;

/// How a verb ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    /// It did what it should.
    Done,
    /// There was nothing to find.
    Nothing,
    /// It went through, and some of its input was refused.
    Refused,
}

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(&cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Refused) => ExitCode::from(2),
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(hint) = commands::hint(error.as_ref()) {
                eprintln!("hint: {hint}");
            }
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has gone, as `head` does; that is no failure.
fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
        {
            return true;
        }
        cause = error.source();
    }
    false
}
