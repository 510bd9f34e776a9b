//! From the paths of the command line to articles.

use super::Result;
use crate::args;
use rashomon::ingest::{Inputs, Options, inputs};
use std::path::{Path, PathBuf};

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
