use serde::Serialize;
use std::fmt;

/// Something that could not be read as a document.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Refusal {
    /// The file, with the line where that says more: `news.jsonl:17`.
    pub place: String,
    /// Why, in plain words.
    pub reason: String,
}

impl Refusal {
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

impl std::error::Error for Refusal {}

/// `len` bytes for people.
pub(crate) fn megabytes(len: u64) -> String {
    if len < 1_000_000 {
        format!("{} kB", len.div_ceil(1000))
    } else {
        format!("{} MB", len / 1_000_000)
    }
}
