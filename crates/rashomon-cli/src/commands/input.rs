//! From the paths of the command line to articles.

use super::Result;
use crate::args::{self, ReaderName};
use rashomon::ingest::{Inputs, Options, inputs};
use rashomon::syntax::Setting;
use rashomon::{Pipeline, Reader};
use std::path::{Path, PathBuf};

/// The pipeline with the reader of the command line.
pub(crate) fn pipeline(name: &ReaderName) -> Result<Pipeline> {
    let reader = match name {
        ReaderName::Fast => Reader::Builtin(Setting::Fast),
        ReaderName::Full => Reader::Builtin(Setting::Full),
        ReaderName::Deep(folder) => deep(folder)?,
    };
    Ok(Pipeline::with_reader(reader))
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
