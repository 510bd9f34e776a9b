//! `cargo xtask train`: the models of the repository, from gold data.

mod entity;
mod event;
mod quote;
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
    /// Names of persons, organisations and places.
    Entity,
    /// The same without the parts held out, and how it does on them.
    EntityTrial,
    /// What is known of single words: likeness, use as a name.
    EntityWords,
    /// What two parties are told to do to each other.
    Event,
    /// Cues, sources and contents of quotations.
    Quote,
    /// In how many articles each word occurs, for likeness of articles.
    StoryWords,
    /// Tags, dependencies and lemmas.
    Syntax,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    match args.model {
        Model::Entity => entity::run(&Gold::open(&args.gold)?),
        Model::EntityTrial => entity::trial(&Gold::open(&args.gold)?),
        Model::EntityWords => entity::words(&Gold::open(&args.gold)?),
        Model::Event => event::run(&Gold::open(&args.gold)?),
        Model::Quote => quote::run(&Gold::open(&args.gold)?),
        Model::StoryWords => train_story::run(&args.gold),
        Model::Syntax => syntax::run(&Gold::open(&args.gold)?),
    }
}
