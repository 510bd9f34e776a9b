//! `rashomon add`.

use super::{Context, Result, input};
use crate::Outcome;
use crate::args::Add;
use crate::printer::article::number;
use indicatif::{ProgressBar, ProgressStyle};
use rashomon::ingest::{Inputs, Options, Refusal};
use rashomon::{Archive, Pipeline, Tally};
use std::path::Path;
use std::time::{Duration, Instant};

pub(crate) fn run(ctx: Context<'_>, args: &Add) -> Result<Outcome> {
    let pipeline = input::pipeline(&args.input, Some(ctx.archive_path()))?;
    let input = input::open(&args.input)?;
    let tally = add(ctx, ctx.archive_path(), pipeline, input, !args.no_compare)?;
    Ok(match (tally.refused, tally.read) {
        (0, 0) => Outcome::Nothing,
        (0, _) => Outcome::Done,
        (_, _) => Outcome::Refused,
    })
}

/// Reads `input` into the archive at `path`, with a bar on a terminal and a summary at the end.
pub(crate) fn add(
    ctx: Context<'_>,
    path: &Path,
    pipeline: Pipeline,
    (inputs, options): (Inputs, Options),
    compare: bool,
) -> Result<Tally> {
    let start = Instant::now();
    let mut archive = Archive::open_or_create(path, pipeline)?;
    let bar = progress(ctx.global.quiet);
    let refused = |refusal: &Refusal| bar.suspend(|| eprintln!("refused: {refusal}"));
    let tell = |tally: &Tally| {
        let Tally {
            added,
            known,
            refused,
            ..
        } = tally;
        bar.set_position(tally.read as u64);
        bar.set_message(format!("{added} added, {known} known, {refused} refused"));
    };
    let tally = archive
        .add(inputs, &options, refused, tell)
        .inspect_err(|_| bar.abandon())?;
    if compare {
        bar.set_message("comparing");
        archive.compare()?;
    }
    bar.finish_and_clear();
    if !ctx.global.quiet {
        summary(path, &archive, &tally, start.elapsed())?;
    }
    Ok(tally)
}

/// A bar on a terminal; nothing elsewhere.
fn progress(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {pos} documents, {per_sec}, {msg}")
        .expect("the template is right");
    let bar = ProgressBar::new_spinner().with_style(style);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn summary(path: &Path, archive: &Archive, tally: &Tally, elapsed: Duration) -> Result<()> {
    let totals = archive.store().totals()?;
    let n = |count: usize| number(count as f64);
    eprintln!(
        "{} read: {} added, {} known already, {} refused, in {:.1} s",
        n(tally.read),
        n(tally.added),
        n(tally.known),
        n(tally.refused),
        elapsed.as_secs_f64()
    );
    eprintln!(
        "{}: {} documents, {} stories, {} disputes",
        path.display(),
        n(totals.documents as usize),
        n(totals.stories as usize),
        n(totals.disputes as usize)
    );
    Ok(())
}
