//! Reading gold data: folders, packed files, archives, JSON Lines.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A part of a corpus, as the scorecard's keys name it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Part {
    /// Data to train on.
    Train,
    /// Data to tune on.
    Dev,
    /// Data kept apart.
    Test,
}

impl Part {
    /// As the keys and file names write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Train => "train",
            Part::Dev => "dev",
            Part::Test => "test",
        }
    }
}

/// A folder of gold data, laid out by layer.
#[derive(Clone, Debug)]
pub struct Gold {
    root: PathBuf,
}

/// Gold data that could not be read.
#[derive(Debug)]
pub struct GoldError {
    path: PathBuf,
    reason: String,
}

impl GoldError {
    /// An error at `path`, for `reason`.
    pub fn new(path: impl Into<PathBuf>, reason: impl fmt::Display) -> Self {
        Self {
            path: path.into(),
            reason: reason.to_string(),
        }
    }
}

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for GoldError {}

impl Gold {
    /// The gold data under `root`.
    ///
    /// # Errors
    /// When `root` is no folder.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, GoldError> {
        let root = root.into();
        if !root.is_dir() {
            return Err(GoldError::new(root, "not a folder"));
        }
        Ok(Self { root })
    }

    /// The path of `name` under the root, when it is there.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let path = self.root.join(name);
        path.exists().then_some(path)
    }

    /// The first of `names` that is there.
    pub fn find_any(&self, names: &[&str]) -> Option<PathBuf> {
        names.iter().find_map(|name| self.find(name))
    }

    /// The names of what lies in the folder `name`, sorted; empty when it is not there.
    pub fn list(&self, name: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.root.join(name)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }
}

/// The bytes of the file at `path`, unpacked when its name ends in `.gz` or `.xz`.
///
/// # Errors
/// When the file cannot be read or unpacked.
pub fn bytes(path: &Path) -> Result<Vec<u8>, GoldError> {
    let mut bytes = Vec::new();
    reader(path)
        .and_then(|mut reader| reader.read_to_end(&mut bytes))
        .map_err(|error| GoldError::new(path, error))?;
    Ok(bytes)
}

/// The text of the file at `path`, unpacked as by [`bytes`].
///
/// # Errors
/// When the file cannot be read, unpacked or decoded as UTF-8.
pub fn text(path: &Path) -> Result<String, GoldError> {
    String::from_utf8(bytes(path)?).map_err(|error| GoldError::new(path, error))
}

/// One value for each line of the JSON Lines file at `path`.
///
/// # Errors
/// When the file cannot be read or a line is not a `T`.
pub fn json_lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, GoldError> {
    text(path)?
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line)
                .map_err(|error| GoldError::new(path, format!("line {}: {error}", index + 1)))
        })
        .collect()
}

/// The files of the archive at `path` (`.tar.gz`, `.tar.xz`) by their path inside it.
///
/// # Errors
/// When the archive cannot be read.
pub fn archive(path: &Path) -> Result<BTreeMap<String, Vec<u8>>, GoldError> {
    let fail = |error: io::Error| GoldError::new(path, error);
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(reader(path).map_err(fail)?);
    for entry in archive.entries().map_err(fail)? {
        let mut entry = entry.map_err(fail)?;
        if entry.header().entry_type().is_file() {
            let name = entry.path().map_err(fail)?.to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(fail)?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

fn reader(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    Ok(
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
            Some("xz") => Box::new(liblzma::read::XzDecoder::new(file)),
            _ => Box::new(file),
        },
    )
}
