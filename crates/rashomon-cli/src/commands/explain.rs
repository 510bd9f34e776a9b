//! `rashomon explain`.

use super::{Context, Result, stdout};
use crate::Outcome;
use crate::args::Explain;
use crate::printer::Tint;
use rashomon::lexicon::codebook;
use std::io::Write;

pub(crate) fn run(ctx: Context<'_>, args: &Explain) -> Result<Outcome> {
    let explanation = codebook::explain(&args.code);
    let page = rashomon::event::page(&args.code);
    let mut out = stdout();
    if let Some(explanation) = &explanation {
        let head = format!("{} ({})", explanation.code, explanation.kind);
        writeln!(out, "{}", ctx.screen.paint(Tint::Heading, &head))?;
        writeln!(
            out,
            "{}",
            textwrap::fill(&explanation.meaning, ctx.screen.width)
        )?;
        for note in &explanation.notes {
            writeln!(out, "{}", ctx.screen.paint(Tint::Soft, note))?;
        }
    }
    if let Some(page) = page {
        writeln!(out, "\n{page}")?;
    }
    if explanation.is_none() && page.is_none() {
        eprintln!("`{}` is no code, label or rule known here", args.code);
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}
