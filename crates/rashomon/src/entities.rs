//! The user's own table of entities, read from a file.

use rashomon_lexicon::own::{Own, OwnError};
use std::fmt;
use std::path::{Path, PathBuf};

/// Name of the table in the folder of an archive.
pub const FILE_NAME: &str = "entities.tsv";

/// A table of entities that cannot be used: the file, the line, and what is wrong.
#[derive(Debug)]
pub struct EntitiesError {
    path: PathBuf,
    kind: ErrorKind,
}

#[derive(Debug)]
enum ErrorKind {
    File(std::io::Error),
    Table(OwnError),
}

impl EntitiesError {
    /// The line that cannot be read, from 1; `None` when the file could not be opened.
    pub fn line(&self) -> Option<usize> {
        match &self.kind {
            ErrorKind::File(_) => None,
            ErrorKind::Table(error) => Some(error.line),
        }
    }
}

impl fmt::Display for EntitiesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.kind {
            ErrorKind::File(error) => write!(f, "{path}: {error}"),
            ErrorKind::Table(error) => write!(f, "{path}:{}: {}", error.line, error.message()),
        }
    }
}

impl std::error::Error for EntitiesError {}

/// The table in the file at `path`.
///
/// # Errors
/// The file cannot be read as UTF-8, or a line of it cannot; the message names file and line.
pub fn open_entities(path: &Path) -> Result<Own, EntitiesError> {
    let error = |kind| EntitiesError {
        path: path.to_owned(),
        kind,
    };
    let text = std::fs::read_to_string(path).map_err(|fault| error(ErrorKind::File(fault)))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Own::parse(text).map_err(|fault| error(ErrorKind::Table(fault)))
}
