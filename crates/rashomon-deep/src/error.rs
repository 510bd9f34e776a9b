use std::fmt;
use std::path::{Path, PathBuf};

/// A folder that holds no reader, or a computation that failed on its device.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Missing(PathBuf),
    Untrained(PathBuf),
    Read(PathBuf, std::io::Error),
    Invalid(PathBuf, String),
    Tensor(candle_core::Error),
    NoTrees,
}

impl Error {
    pub(crate) fn read(path: &Path, error: std::io::Error) -> Self {
        Self(Box::new(match error.kind() {
            std::io::ErrorKind::NotFound => Kind::Missing(path.to_owned()),
            _ => Kind::Read(path.to_owned(), error),
        }))
    }

    pub(crate) fn invalid(path: &Path, what: impl fmt::Display) -> Self {
        Self(Box::new(Kind::Invalid(path.to_owned(), what.to_string())))
    }

    pub(crate) fn untrained(path: &Path) -> Self {
        Self(Box::new(Kind::Untrained(path.to_owned())))
    }

    pub(crate) fn no_trees() -> Self {
        Self(Box::new(Kind::NoTrees))
    }

    /// Whether a file is not there.
    pub fn is_missing(&self) -> bool {
        matches!(*self.0, Kind::Missing(_))
    }

    /// Whether the folder holds an encoder that was never trained to read.
    pub fn is_untrained(&self) -> bool {
        matches!(*self.0, Kind::Untrained(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Missing(path) => write!(f, "{}: no such file", path.display()),
            Kind::Untrained(folder) => write!(
                f,
                "{}: an encoder that has not been trained to read: `{}` is missing",
                folder.display(),
                crate::heads::SETTINGS
            ),
            Kind::Read(path, error) => write!(f, "{}: {error}", path.display()),
            Kind::Invalid(path, what) => write!(f, "{}: {what}", path.display()),
            Kind::Tensor(error) => write!(f, "the transformer failed: {error}"),
            Kind::NoTrees => f.write_str("no trees to learn from"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Read(_, error) => Some(error),
            Kind::Tensor(error) => Some(error),
            Kind::Missing(_) | Kind::Untrained(_) | Kind::Invalid(..) | Kind::NoTrees => None,
        }
    }
}

impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        Self(Box::new(Kind::Tensor(error)))
    }
}
