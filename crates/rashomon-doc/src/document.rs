use crate::labels::labels;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A document's name in an archive: given by its input, or made from its content.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub String);

impl DocumentId {
    /// The id as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One news article as it came in, decoded to Unicode and otherwise untouched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Unique in an archive; the same content from the same publisher has the same id.
    pub id: DocumentId,
    /// The headline. For plain text it is also the first line of `text`.
    pub title: Option<String>,
    /// What the evidence of every finding is a span of.
    pub text: String,
    /// The outlet that published the article.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The day it was published, when the input says so.
    pub published: Option<Date>,
}

labels! {
    /// How a publication date is known.
    pub enum Basis {
        Given = "given", "the input carried the date";
        Stated = "stated", "the article states its own date";
        Inferred = "inferred", "worked out from dates in the text or from neighbours in the archive";
    }
}

/// When an article was published, and how we know.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// The day.
    pub date: Date,
    /// How it is known.
    pub basis: Basis,
    /// Chance that the day is right, 0 to 1.
    pub confidence: f32,
}
