//! `rashomon completions` and `rashomon man`: from the same definitions as the help.

use super::Result;
use crate::Outcome;
use crate::args::Cli;
use clap::CommandFactory;
use std::io;

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rashomon", &mut script);
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(Outcome::Done)
}

/// The page of the program and, after it, one of every verb.
pub(crate) fn man() -> Result<Outcome> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        clap_mangen::Man::new(verb.clone()).render(&mut page)?;
    }
    io::Write::write_all(&mut io::stdout(), &page)?;
    Ok(Outcome::Done)
}
