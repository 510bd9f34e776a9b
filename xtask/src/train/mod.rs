//! `cargo xtask train`: the models of the repository, from gold data.

mod event;
mod syntax;

use crate::train_story;
use rashomon_eval::Gold;
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
    /// What two parties are told to do to each other.
    Event,
    /// In how many articles each word occurs, for likeness of articles.
    StoryWords,
    /// Tags, dependencies and lemmas.
    Syntax,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    match args.model {
        Model::Event => event::run(&Gold::open(&args.gold)?),
        Model::StoryWords => train_story::run(&args.gold),
        Model::Syntax => syntax::run(&Gold::open(&args.gold)?),
    }
}
