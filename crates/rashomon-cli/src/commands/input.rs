//! From the paths of the command line to articles.

use super::Result;
use crate::args::{self, ReaderName};
use rashomon::ingest::{Inputs, Options, inputs};
use rashomon::syntax::Setting;
use rashomon::{ENTITIES_FILE, Pipeline, Reader, open_entities};
use std::path::{Path, PathBuf};

/// The pipeline with the reader and the table of entities of the command line; without the latter,
/// with the one in the folder of the `archive`, if there is one.
pub(crate) fn pipeline(input: &args::Input, archive: Option<&Path>) -> Result<Pipeline> {
    let pipeline = Pipeline::with_reader(reader(&input.reader)?);
    let kept = || Some(archive?.join(ENTITIES_FILE)).filter(|path| path.exists());
    Ok(match input.entities.clone().or_else(kept) {
        Some(path) => pipeline.with_entities(open_entities(&path)?),
        None => pipeline,
    })
}

fn reader(name: &ReaderName) -> Result<Reader> {
    Ok(match name {
        ReaderName::Fast => Reader::Builtin(Setting::Fast),
        ReaderName::Full => Reader::Builtin(Setting::Full),
        ReaderName::Deep(folder) => deep(folder)?,
    })
}

#[cfg(feature = "deep")]
fn deep(folder: &Path) -> Result<Reader> {
    Ok(Reader::Deep(rashomon::deep::Reader::open(folder)?.into()))
}

#[cfg(not(feature = "deep"))]
fn deep(_: &Path) -> Result<Reader> {
    Err("this program was built without its deep reader: build it with `--features deep`".into())
}

/// The articles of the command line, and how to take them apart.
pub(crate) fn open(input: &args::Input) -> Result<(Inputs, Options)> {
    let mut options = Options {
        publisher: input.publisher.clone(),
        published: input.published,
        ..Options::default()
    };
    if let Some(map) = &input.map {
        options.mapping = map.parse()?;
    }
    Ok((inputs(&input.paths, &options), options))
}

/// The articles of `paths`, taken apart as they are.
pub(crate) fn plain(paths: &[PathBuf]) -> (Inputs, Options) {
    let options = Options::default();
    (
        inputs(paths.iter().map(AsRef::<Path>::as_ref), &options),
        options,
    )
}
