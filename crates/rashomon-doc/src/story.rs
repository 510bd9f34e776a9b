use crate::labels::labels;
use crate::{Date, DocumentId, EventId, EventType, Modality, Polarity, Span};
use serde::{Deserialize, Serialize};

labels! {
    /// How an article stands to the one it comes from.
    pub enum Descent {
        Origin = "origin", "tells on its own account";
        Copy = "copy", "the same words as an earlier article";
        Rewrite = "rewritten", "largely the words of an earlier article";
        Relay = "relays", "names another outlet or agency as where it has the story from";
    }
}

/// Where an article of a story comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// The article.
    pub document: DocumentId,
    /// How it stands to `parent` or `outlet`.
    pub descent: Descent,
    /// The earlier article it comes from, when the archive holds it.
    pub parent: Option<DocumentId>,
    /// The outlet or agency it names, when it relays.
    pub outlet: Option<String>,
    /// Key of the independent origin it goes back to; articles with one key count once.
    pub origin: String,
    /// Where the article names its outlet.
    pub evidence: Option<Span>,
    /// Share of this article's word sequences found in `parent`, 0 to 1.
    pub overlap: f32,
}

/// Articles on one happening or a chain of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Made from the earliest article, so that it stays when later ones join.
    pub id: String,
    /// The headline that says most of it.
    pub title: String,
    /// First day of publication known or inferred.
    pub first: Option<Date>,
    /// Last day of publication known or inferred.
    pub last: Option<Date>,
    /// Its articles with where they come from, by date and id.
    pub articles: Vec<Lineage>,
    /// Number of independent origins.
    pub origins: u32,
    /// Places most articles name, most named first.
    pub places: Vec<String>,
    /// Actors most articles name, most named first.
    pub actors: Vec<String>,
}

/// One report of a happening: an event in a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The document.
    pub document: DocumentId,
    /// The event in it.
    pub event: EventId,
    /// The sentence that tells of it.
    pub span: Span,
    /// Key of the independent origin.
    pub origin: String,
    /// Who answers for it, innermost teller first, the publisher last.
    pub chain: Vec<String>,
    /// Told to be so or not.
    pub polarity: Polarity,
    /// In what way it is told to happen.
    pub modality: Modality,
}

/// One real-world event: the reports of it across documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// Made from the earliest report.
    pub id: String,
    /// The story it belongs to.
    pub story: String,
    /// PLOVER type.
    pub plover: EventType,
    /// One line for people, in words of the reports.
    pub label: String,
    /// First day it can have been.
    pub earliest: Option<Date>,
    /// Last day it can have been.
    pub latest: Option<Date>,
    /// Where, as the gazetteer names it.
    pub place: Option<String>,
    /// Who does it, as the reports name them.
    pub sources: Vec<String>,
    /// To whom.
    pub targets: Vec<String>,
    /// The reports, by date and document.
    pub reports: Vec<Report>,
    /// Number of independent origins behind the reports.
    pub origins: u32,
}

/// A row of a timeline: what is told of one stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// First day it can have been.
    pub earliest: Date,
    /// Last day it can have been; the stretch is as wide as what is told is vague.
    pub latest: Date,
    /// One line for people, in words of an article.
    pub label: String,
    /// The happening, when it is one.
    pub happening: Option<String>,
    /// The sentences that tell of it, by date and document.
    pub evidence: Vec<(DocumentId, Span)>,
    /// Number of independent origins.
    pub origins: u32,
}
