//! `rashomon read`.

use super::{Context, Result, input, stdout};
use crate::Outcome;
use crate::args::{Read, ReadFormat};
use crate::printer::article;
use rashomon::ingest::Refusal;
use rashomon::{Reading, contract, read_in_order};
use std::io::{IsTerminal, Write};

pub(crate) fn run(ctx: Context<'_>, args: &Read) -> Result<Outcome> {
    let terminal = std::io::stdout().is_terminal();
    let default = if terminal {
        ReadFormat::Text
    } else {
        ReadFormat::Jsonl
    };
    let format = args.format.unwrap_or(default);
    let pipeline = input::pipeline(&args.input, None)?;
    let (inputs, options) = input::open(&args.input)?;
    let mut out = stdout();
    let (mut n_read, mut n_refused) = (0_usize, 0_usize);
    let hand = |item: std::result::Result<Reading, Refusal>| -> Result<()> {
        match item {
            Ok(reading) => {
                n_read += 1;
                match format {
                    ReadFormat::Jsonl => writeln!(out, "{}", contract::to_json(&reading))?,
                    ReadFormat::Text => write!(out, "{}", article::article(&reading, ctx.screen))?,
                }
            }
            Err(refusal) => {
                n_refused += 1;
                eprintln!("refused: {refusal}");
            }
        }
        Ok(())
    };
    read_in_order(pipeline, inputs, &options, hand)?;
    out.flush()?;
    Ok(match (n_refused, n_read) {
        (0, 0) => Outcome::Nothing,
        (0, _) => Outcome::Done,
        (_, _) => Outcome::Refused,
    })
}
