//! Chores: evaluation and training.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the terminal"
)]

mod eval;
mod licences;
mod tables;
mod train;
mod train_story;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Chores of the project")]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Scores every layer on gold data.
    Eval(eval::Args),
    /// Checks the licences of every dependency against `deny.toml`.
    Licences,
    /// Makes a compact table of the lexicon.
    Tables(tables::Args),
    /// Trains a model.
    Train(train::Args),
}

fn main() -> ExitCode {
    let result = match Args::parse().chore {
        Chore::Eval(args) => eval::run(&args),
        Chore::Licences => licences::run(),
        Chore::Tables(args) => tables::run(&args),
        Chore::Train(args) => train::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
