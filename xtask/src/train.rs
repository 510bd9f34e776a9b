//! `cargo xtask train`: the models of the repository, from gold data.

use crate::train_story;
use std::error::Error;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to train.
    #[arg(value_enum)]
    model: Model,
    /// The folder of gold data.
    #[arg(long)]
    gold: PathBuf,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Model {
    /// In how many articles each word occurs, for likeness of articles.
    StoryWords,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    match args.model {
        Model::StoryWords => train_story::run(&args.gold),
    }
}
