//! `cargo xtask eval`: the scorecard.

use rashomon::Pipeline;
use rashomon_eval::{Gold, Layer, score};
use std::error::Error;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of gold data.
    #[arg(long)]
    gold: PathBuf,
    /// Score this layer alone; may be given several times.
    #[arg(long)]
    only: Vec<Layer>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let gold = Gold::open(&args.gold)?;
    let layers = if args.only.is_empty() {
        &Layer::ALL[..]
    } else {
        &args.only
    };
    let scores = score(&gold, &Pipeline::new(), layers)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&scores)?);
    } else {
        for (key, value) in &scores.0 {
            println!("{key:<56} {value:>7.2}");
        }
    }
    Ok(())
}
