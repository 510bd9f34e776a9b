//! `cargo xtask train`: the models of the repository, from gold data.

mod clusters;
mod coref;
#[cfg(feature = "deep")]
mod deep;
mod entity;
mod event;
mod forms;
#[cfg(feature = "deep")]
mod labels;
mod lists;
mod quote;
mod silver;
mod syntax;
mod texts;

use crate::train_story;
use rashomon_eval::Gold;
use std::error::Error;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to train.
    #[arg(value_enum)]
    model: Model,
    /// The folder of gold data.
    #[arg(long)]
    gold: PathBuf,
    /// The folder of tables of facts, for the words and lists of names.
    #[arg(long)]
    tables: Option<PathBuf>,
    /// The folder of a spaCy vocabulary with word vectors, for the words of names.
    #[arg(long)]
    vectors: Option<PathBuf>,
    /// What to learn from besides: trees by a better reader as CoNLL-U for syntax, news with labels
    /// by a transformer as JSON Lines for names and quotations.
    #[arg(long)]
    silver: Option<PathBuf>,
    /// For `deep` and `labels`: the folder of the encoder to begin with. For `silver` and `labelled`:
    /// the folder of what was trained.
    #[arg(long)]
    base: Option<PathBuf>,
    /// For `deep` and `labels`: the folder to write to. For `silver` and `labelled`: the file.
    #[arg(long)]
    out: Option<PathBuf>,
    /// For `labels`: `names` or `quotes`, to learn one layer alone.
    #[arg(long, value_parser = ["names", "quotes"])]
    layer: Option<String>,
    /// For `deep` and `labels`: rounds of learning; with 0, `labels` scores what `--out` holds. For
    /// `silver` and `labelled`: millions of words.
    #[arg(long)]
    rounds: Option<usize>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Model {
    /// Whom a pronoun means.
    Coref,
    /// A transformer that reads; needs the feature `deep`.
    Deep,
    /// Names of persons, organisations and places.
    Entity,
    /// The same without the parts held out, and how it does on them.
    EntityTrial,
    /// Lists of names, from the tables.
    EntityLists,
    /// What is known of single words, from the tables and vectors: likeness, use as a name.
    EntityWords,
    /// A transformer that labels names and parts of quotations; needs the feature `deep`.
    Labels,
    /// Unlabelled news with labels by it; needs the feature `deep`.
    Labelled,
    /// Lemmas alone, with the networks at hand.
    Lemma,
    /// What two parties are told to do to each other.
    Event,
    /// Cues, sources and contents of quotations.
    Quote,
    /// Trees of unlabelled news by a transformer; needs the feature `deep`.
    Silver,
    /// In how many articles each word occurs, for likeness of articles.
    StoryWords,
    /// Tags, dependencies and lemmas.
    Syntax,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    match args.model {
        #[cfg(feature = "deep")]
        Model::Deep => deep::run(&Gold::open(&args.gold)?, args),
        #[cfg(feature = "deep")]
        Model::Silver => deep::silver(&Gold::open(&args.gold)?, args),
        #[cfg(feature = "deep")]
        Model::Labels => labels::run(&Gold::open(&args.gold)?, args),
        #[cfg(feature = "deep")]
        Model::Labelled => labels::label(&Gold::open(&args.gold)?, args),
        #[cfg(not(feature = "deep"))]
        Model::Deep | Model::Silver | Model::Labels | Model::Labelled => {
            Err("built without the feature `deep`: run `cargo xtask-deep train …`".into())
        }
        Model::Coref => coref::run(&Gold::open(&args.gold)?),
        Model::Entity => entity::run(&Gold::open(&args.gold)?, args.silver.as_deref()),
        Model::EntityTrial => entity::trial(&Gold::open(&args.gold)?, args.silver.as_deref()),
        Model::EntityLists => lists::run(given(args.tables.as_ref(), "--tables")?),
        Model::EntityWords => entity::words(
            &Gold::open(&args.gold)?,
            given(args.tables.as_ref(), "--tables")?,
            given(args.vectors.as_ref(), "--vectors")?,
        ),
        Model::Event => event::run(&Gold::open(&args.gold)?),
        Model::Lemma => syntax::lemmas(&Gold::open(&args.gold)?),
        Model::Quote => quote::run(&Gold::open(&args.gold)?, args.silver.as_deref()),
        Model::StoryWords => train_story::run(&args.gold),
        Model::Syntax => syntax::run(&Gold::open(&args.gold)?, args.silver.as_deref()),
    }
}

fn given<'a>(path: Option<&'a PathBuf>, option: &str) -> Result<&'a Path, String> {
    let path = path.map(PathBuf::as_path);
    path.ok_or_else(|| format!("`{option}` is needed for this model"))
}
