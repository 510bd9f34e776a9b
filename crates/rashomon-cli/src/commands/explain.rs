//! `rashomon explain`.

use super::{Context, Result};
use crate::Outcome;
use crate::args::Explain;

pub(crate) fn run(ctx: Context<'_>, args: &Explain) -> Result<Outcome> {
    let _ = (ctx, &args.code);
    Ok(Outcome::Nothing)
}
