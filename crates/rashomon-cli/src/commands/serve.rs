//! `rashomon serve`.

use super::{Context, Result};
use crate::Outcome;
use crate::args::Serve;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

pub(crate) fn run(ctx: Context<'_>, args: &Serve) -> Result<Outcome> {
    drop(ctx.archive()?);
    serve(ctx, ctx.archive_path(), args.port)
}

/// Serves the archive at `path` to this machine until it is interrupted.
pub(crate) fn serve(ctx: Context<'_>, path: &Path, port: u16) -> Result<Outcome> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    rashomon_api::serve(path, address, |address| {
        if !ctx.global.quiet {
            eprintln!("open http://{address}/ in a browser; Ctrl-C ends it");
        }
    })?;
    Ok(Outcome::Done)
}
