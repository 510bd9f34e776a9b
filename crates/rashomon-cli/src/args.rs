//! The command line, typed. No I/O.

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;
use std::path::PathBuf;
use std::str::FromStr;

/// Reads news and returns evidence: who said what, what is reported to have happened, and where
/// the accounts contradict each other. Every row points at the characters that carry it.
#[derive(Debug, Parser)]
#[command(
    name = "rashomon",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The archive: one folder on disk [default: `rashomon-archive` in this folder].
    #[arg(long, short = 'A', global = true, env = "RASHOMON_ARCHIVE", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) archive: Option<PathBuf>,
    /// Threads to read with [default: one per core]. The output is the same for any number.
    #[arg(long, short = 'j', global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Colour on a terminal.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(crate) color: When,
    /// Say nothing but errors on the standard error output.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Read articles and print what they say: JSON Lines, or for people on a terminal.
    Read(Read),
    /// Read articles into the archive and compare them with what is there.
    Add(Add),
    /// List the stories of the archive.
    Stories(Stories),
    /// One story: its articles and lineage, disputes, figures and timeline.
    Story(Story),
    /// Who said what.
    Said(Said),
    /// What is reported to have happened, by whom to whom.
    Events(Events),
    /// Where the accounts contradict each other, side by side.
    Disputes(Disputes),
    /// What happened when, in event time.
    Timeline(Timeline),
    /// Search the articles.
    Search(Search),
    /// One document with its findings, or a story or dispute, by its id or the start of it.
    Show(Show),
    /// What a code, label or rule means: `ASSAULT`, `043`, `REB`, `deny`.
    Explain(Explain),
    /// Write a whole layer of the archive for other programs.
    Export(Export),
    /// Open the archive as pages in a browser, served on this machine only.
    Serve(Serve),
    /// Read the sample articles that come with the program and serve them.
    Demo(Demo),
    /// Check the archive and the program.
    Doctor,
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Files and folders to read: text, JSON Lines, CSV, HTML; `-` is the standard input.
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Day of publication of articles that do not carry one.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) published: Option<Date>,
    /// Publisher of articles that do not name one.
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// What reads the sentences: `fast`, `full` (righter and slower), or `deep:DIR`, a transformer
    /// in a folder.
    #[arg(
        long,
        env = "RASHOMON_READER",
        default_value = "fast",
        value_name = "READER"
    )]
    pub(crate) reader: ReaderName,
    /// A table of your own of whom names denote; without it `entities.tsv` in the archive's folder
    /// counts for what is added.
    #[arg(long, env = "RASHOMON_ENTITIES", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) entities: Option<PathBuf>,
    /// Which column or key holds what, as in `text=body,title=headline,published=date`.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub(crate) map: Option<String>,
}

/// What reads the sentences.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum ReaderName {
    Fast,
    Full,
    Deep(PathBuf),
}

impl FromStr for ReaderName {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match (name, name.strip_prefix("deep:")) {
            ("fast", _) => Ok(Self::Fast),
            ("full", _) => Ok(Self::Full),
            (_, Some(folder)) if !folder.is_empty() => Ok(Self::Deep(folder.into())),
            (_, _) => Err("the readers are `fast`, `full` and `deep:DIR`"),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    #[command(flatten)]
    pub(crate) input: Input,
    /// How to print [default: `text` on a terminal, else `jsonl`].
    #[arg(long, value_enum)]
    pub(crate) format: Option<ReadFormat>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum ReadFormat {
    /// One JSON object for each document.
    Jsonl,
    /// The article with its findings beneath each sentence.
    Text,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Store the readings and leave the comparison for later.
    #[arg(long)]
    pub(crate) no_compare: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Table,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

/// What every list can be narrowed by.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Narrow {
    /// Only what was published, or happened, on this day or later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) from: Option<Date>,
    /// Only what was published, or happened, on this day or before.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) until: Option<Date>,
    /// Only articles of this publisher.
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// Only what this person, group or state has part in.
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// Only what happened at, or tells of, this place.
    #[arg(long, value_name = "NAME")]
    pub(crate) place: Option<String>,
    /// Only this story, by its id or the start of it.
    #[arg(long, value_name = "ID")]
    pub(crate) story: Option<String>,
    /// At most so many rows.
    #[arg(long, short = 'n', value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Stories {
    #[command(flatten)]
    pub(crate) narrow: Narrow,
    /// Only stories that at least so many independent origins stand behind.
    #[arg(long, value_name = "N")]
    pub(crate) origins: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Story {
    /// The story's id, or the start of it.
    pub(crate) id: String,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Said {
    /// Who; everybody when left out.
    pub(crate) name: Option<String>,
    /// Only quotations whose words hold this.
    #[arg(long, value_name = "TEXT")]
    pub(crate) about: Option<String>,
    /// Only this act: say, accuse, deny, demand …
    #[arg(long)]
    pub(crate) act: Option<rashomon::doc::Act>,
    #[command(flatten)]
    pub(crate) narrow: Narrow,
}

#[derive(Debug, Args)]
pub(crate) struct Events {
    /// Only this PLOVER type: ASSAULT, ACCUSE, REJECT …
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    pub(crate) kind: Option<rashomon::doc::EventType>,
    #[command(flatten)]
    pub(crate) narrow: Narrow,
}

fn event_type(name: &str) -> Result<rashomon::doc::EventType, rashomon::doc::UnknownLabel> {
    name.to_uppercase().parse()
}

#[derive(Debug, Args)]
pub(crate) struct Disputes {
    /// Only this kind: denial, polarity, figure, perpetrator, outcome.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<rashomon::doc::DisputeKind>,
    /// Only disputes at least this sure, 0 to 1.
    #[arg(long, value_name = "CHANCE")]
    pub(crate) confidence: Option<f32>,
    #[command(flatten)]
    pub(crate) narrow: Narrow,
}

#[derive(Debug, Args)]
pub(crate) struct Timeline {
    /// Only happenings that at least so many independent origins report.
    #[arg(long, value_name = "N")]
    pub(crate) origins: Option<u32>,
    #[command(flatten)]
    pub(crate) narrow: Narrow,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words to find; "in quotes" for a phrase, `title:` for the headline.
    #[arg(required = true)]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) narrow: Narrow,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The id of a document, story or dispute, or the start of it.
    pub(crate) id: String,
    /// How to print [default: `text`].
    #[arg(long, value_enum, default_value_t = ReadFormat::Text)]
    pub(crate) format: ReadFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A PLOVER type, mode or context, a CAMEO code, a sector, a label or a rule.
    pub(crate) code: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Layer {
    /// The readings, one contract object for each document.
    Readings,
    Stories,
    Quotations,
    Events,
    Happenings,
    Disputes,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to write.
    #[arg(value_enum)]
    pub(crate) layer: Layer,
    #[command(flatten)]
    pub(crate) narrow: Narrow,
    /// Write to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port on this machine.
    #[arg(long, short, default_value_t = 7311)]
    pub(crate) port: u16,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The port on this machine.
    #[arg(long, short, default_value_t = 7311)]
    pub(crate) port: u16,
    /// Read and compare, print the findings, and do not serve them.
    #[arg(long)]
    pub(crate) no_serve: bool,
}
