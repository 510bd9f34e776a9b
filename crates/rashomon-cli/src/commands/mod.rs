//! The verbs.

mod add;
mod demo;
mod disputes;
mod doctor;
mod events;
mod explain;
mod export;
mod input;
mod read;
mod said;
mod search;
mod serve;
mod shell;
mod show;
mod stories;
mod timeline;

use crate::Outcome;
use crate::args::{Cli, Global, Narrow, Verb};
use crate::printer::Screen;
use rashomon::store::{Filter, Store};
use std::error::Error;
use std::io::{self, BufWriter, StdoutLock};
use std::path::Path;

/// The archive when none is named.
const ARCHIVE: &str = "rashomon-archive";

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Does what the command line asks.
pub(crate) fn run(cli: &Cli) -> Result<Outcome> {
    let ctx = Context {
        global: &cli.global,
        archive: cli.global.archive.as_deref(),
        screen: Screen::stdout(cli.global.color),
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(ctx.threads())
        .build_global()?;
    match &cli.verb {
        Verb::Read(args) => read::run(ctx, args),
        Verb::Add(args) => add::run(ctx, args),
        Verb::Stories(args) => stories::list(ctx, args),
        Verb::Story(args) => stories::one(ctx, args),
        Verb::Said(args) => said::run(ctx, args),
        Verb::Events(args) => events::run(ctx, args),
        Verb::Disputes(args) => disputes::run(ctx, args),
        Verb::Timeline(args) => timeline::run(ctx, args),
        Verb::Search(args) => search::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
        Verb::Explain(args) => explain::run(ctx, args),
        Verb::Export(args) => export::run(ctx, args),
        Verb::Serve(args) => serve::run(ctx, args),
        Verb::Demo(args) => demo::run(ctx, args),
        Verb::Doctor => doctor::run(ctx),
        Verb::Completions { shell } => shell::completions(*shell),
        Verb::Man => shell::man(),
    }
}

/// What every verb knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    global: &'a Global,
    archive: Option<&'a Path>,
    screen: Screen,
}

impl Context<'_> {
    fn threads(self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.global.threads.map_or_else(cores, usize::from)
    }

    /// The archive, for reading.
    fn archive(&self) -> Result<Store> {
        Ok(Store::open_read_only(self.archive_path())?)
    }

    fn archive_path(&self) -> &Path {
        self.archive.unwrap_or(Path::new(ARCHIVE))
    }
}

fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(io::stdout().lock())
}

/// The end of a list: nothing found is told by the exit status.
fn found<T>(rows: &[T]) -> Outcome {
    if rows.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    }
}

fn filter(narrow: &Narrow) -> Filter {
    Filter {
        from: narrow.from,
        until: narrow.until,
        publisher: narrow.publisher.clone(),
        actor: narrow.actor.clone(),
        place: narrow.place.clone(),
        story: narrow.story.clone(),
        limit: narrow.limit,
        ..Filter::default()
    }
}

/// What a user can do about `error`, where we know.
pub(crate) fn hint(error: &(dyn Error + 'static)) -> Option<String> {
    #[cfg(feature = "deep")]
    if let Some(error) = error.downcast_ref::<rashomon::deep::Error>() {
        return deep_hint(error);
    }
    let error = error.downcast_ref::<rashomon::store::Error>()?;
    if error.is_missing() {
        Some("make one with `rashomon add PATH…`, or name another with `--archive DIR`".into())
    } else if error.is_locked() {
        Some("wait until the other process is done; reading works meanwhile".into())
    } else if error.is_full() {
        Some("free some space and run the command again; what was added is kept".into())
    } else if error.is_too_new() {
        Some("update the program; the archive was written by a newer one".into())
    } else if error.is_ambiguous() {
        Some("give more of the id".into())
    } else {
        None
    }
}

#[cfg(feature = "deep")]
fn deep_hint(error: &rashomon::deep::Error) -> Option<String> {
    if error.is_untrained() {
        Some("train it first: `cargo xtask-deep train deep`, see docs/deep.md".into())
    } else if error.is_missing() {
        Some("`deep:DIR` names the folder of a trained encoder, see docs/deep.md".into())
    } else {
        None
    }
}
