use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the archive could not do what was asked.
///
/// The message names the file first. What a caller can act on is asked by the `is_*` predicates.
#[derive(Debug)]
pub struct Error {
    path: PathBuf,
    kind: Kind,
}

/// The result of an operation on an archive.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug)]
pub(crate) enum Kind {
    Missing,
    Exists,
    NotEmpty,
    Locked {
        holder: Option<u32>,
    },
    TooNew {
        found: u32,
        known: u32,
    },
    ReadOnly,
    Ambiguous {
        prefix: String,
        candidates: Vec<String>,
    },
    UnknownId(String),
    BadReading {
        document: String,
        reason: String,
    },
    Io(io::Error),
    Sqlite(rusqlite::Error),
    Index(tantivy::TantivyError),
}

impl Error {
    pub(crate) fn new(path: &Path, kind: Kind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
        }
    }

    /// The file or folder the error is about.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is no archive at the path.
    pub fn is_missing(&self) -> bool {
        match &self.kind {
            Kind::Missing => true,
            Kind::Io(error) => error.kind() == io::ErrorKind::NotFound,
            _ => false,
        }
    }

    /// Whether there is an archive at the path already, or files that are not ours.
    pub fn is_exists(&self) -> bool {
        matches!(self.kind, Kind::Exists | Kind::NotEmpty)
    }

    /// Whether another process is writing to the archive.
    pub fn is_locked(&self) -> bool {
        matches!(self.kind, Kind::Locked { .. }) || self.code() == Some(Code::DatabaseBusy)
    }

    /// Whether the archive was made by a later version of the program.
    pub fn is_too_new(&self) -> bool {
        matches!(self.kind, Kind::TooNew { .. })
    }

    /// Whether the archive may not be read or written by this user, or was opened for reading.
    pub fn is_denied(&self) -> bool {
        match &self.kind {
            Kind::ReadOnly => true,
            Kind::Io(error) => matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ),
            _ => matches!(
                self.code(),
                Some(Code::ReadOnly | Code::PermissionDenied | Code::CannotOpen)
            ),
        }
    }

    /// Whether the disk, or the room this process may use, is full.
    pub fn is_full(&self) -> bool {
        match &self.kind {
            Kind::Io(error) => is_full(error),
            Kind::Index(tantivy::TantivyError::IoError(error)) => is_full(error),
            _ => self.code() == Some(Code::DiskFull) || self.is_write_failure(),
        }
    }

    /// Whether the database is broken or no archive of ours.
    pub fn is_corrupt(&self) -> bool {
        matches!(self.kind, Kind::BadReading { .. })
            || matches!(
                self.code(),
                Some(Code::NotADatabase | Code::DatabaseCorrupt)
            )
    }

    /// Whether the archive holds nothing by the id that was asked for.
    pub fn is_unknown_id(&self) -> bool {
        matches!(self.kind, Kind::UnknownId(_))
    }

    /// Whether the start of an id that was asked for fits several.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.kind, Kind::Ambiguous { .. })
    }

    /// A write cut short: by a quota or a limit of the process, which the database does not tell
    /// from a failing disk.
    fn is_write_failure(&self) -> bool {
        let Kind::Sqlite(rusqlite::Error::SqliteFailure(error, _)) = &self.kind else {
            return false;
        };
        matches!(
            error.extended_code,
            rusqlite::ffi::SQLITE_IOERR_WRITE
                | rusqlite::ffi::SQLITE_IOERR_TRUNCATE
                | rusqlite::ffi::SQLITE_IOERR_SHMSIZE
        )
    }

    fn code(&self) -> Option<Code> {
        match &self.kind {
            Kind::Sqlite(error) => error.sqlite_error_code(),
            _ => None,
        }
    }
}

use rusqlite::ErrorCode as Code;

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.kind {
            Kind::Missing => f.write_str("no archive here"),
            Kind::Exists => f.write_str("there is an archive here already"),
            Kind::NotEmpty => f.write_str("the folder holds files that are no archive"),
            Kind::Locked { holder: Some(pid) } => {
                write!(f, "another process (`{pid}`) is writing to the archive")
            }
            Kind::Locked { holder: None } => {
                f.write_str("another process is writing to the archive")
            }
            Kind::TooNew { found, known } => write!(
                f,
                "the archive has format `{found}`, this program knows up to `{known}`"
            ),
            Kind::ReadOnly => f.write_str("the archive was opened for reading"),
            Kind::Ambiguous { prefix, candidates } => {
                write!(f, "`{prefix}` fits {}", candidates.join(", "))
            }
            Kind::UnknownId(id) => write!(f, "nothing by the id `{id}`"),
            Kind::BadReading { document, reason } => {
                write!(f, "the reading of `{document}` is damaged: {reason}")
            }
            Kind::Io(error) => write!(f, "{error}"),
            Kind::Sqlite(error) => write_sqlite(f, self, error),
            Kind::Index(error) => write!(f, "{error}"),
        }
    }
}

fn write_sqlite(
    f: &mut fmt::Formatter<'_>,
    error: &Error,
    source: &rusqlite::Error,
) -> fmt::Result {
    if error.is_full() {
        return f.write_str("no room left on the disk, nothing of this batch was added");
    }
    if error.is_corrupt() {
        return write!(f, "the database is broken or no archive: {source}");
    }
    write!(f, "{source}")
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Io(error) => Some(error),
            Kind::Sqlite(error) => Some(error),
            Kind::Index(error) => Some(error),
            _ => None,
        }
    }
}

/// Puts the path into errors on the way out.
pub(crate) trait At<T> {
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for std::result::Result<T, rusqlite::Error> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|error| Error::new(path, Kind::Sqlite(error)))
    }
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|error| Error::new(path, Kind::Io(error)))
    }
}

impl<T> At<T> for std::result::Result<T, tantivy::TantivyError> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|error| Error::new(path, Kind::Index(error)))
    }
}
