use crate::labels::labels;
use crate::{Date, DocumentId, Measure, Span};
use serde::{Deserialize, Serialize};

labels! {
    /// What the accounts differ on.
    pub enum DisputeKind {
        Denial = "denial", "one side says it, another denies it";
        Polarity = "polarity", "one side tells it as so, another as not so";
        Figure = "figure", "the sides give different numbers for the same thing";
        Perpetrator = "perpetrator", "the sides lay the deed at different doors";
        Outcome = "outcome", "the sides tell different outcomes";
    }
}

/// One teller's words on a disputed question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The document.
    pub document: DocumentId,
    /// The words, in the document's text.
    pub span: Span,
    /// Those words.
    pub text: String,
    /// The innermost teller, who answers for them; `None` when the publisher does.
    pub speaker: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// The whole chain, innermost teller first, the publisher last.
    pub chain: Vec<String>,
    /// Key of the independent origin.
    pub origin: String,
    /// When the document was published.
    pub published: Option<Date>,
    /// The number told, in a dispute on figures.
    pub figure: Option<(f64, f64)>,
}

/// The accounts that agree on an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The answer in a few words.
    pub stance: String,
    /// Number of independent origins.
    pub origins: u32,
    /// Who tells it so, by date and document; a copy comes after what it copies.
    pub accounts: Vec<Account>,
}

/// A question on which accounts differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// Made from its question and story.
    pub id: String,
    /// The story.
    pub story: String,
    /// The question, for people.
    pub question: String,
    /// What the accounts differ on.
    pub kind: DisputeKind,
    /// At least two, most origins first.
    pub sides: Vec<Side>,
    /// The rule that set the sides against each other.
    pub rule: String,
    /// Chance that the sides do speak of the same thing and do differ, 0 to 1.
    pub confidence: f32,
}

/// One number of a story as it is told over time, by each of its tellers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureHistory {
    /// Made from its label and story.
    pub id: String,
    /// The story.
    pub story: String,
    /// What is counted, for people.
    pub label: String,
    /// What is told of the counted.
    pub measure: Measure,
    /// One line for each teller, the one with most accounts first.
    pub lines: Vec<FigureLine>,
}

/// The numbers of one teller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureLine {
    /// Who answers for them.
    pub teller: String,
    /// The numbers, by date; a later one that differs is an update. `figure` is always there.
    pub points: Vec<Account>,
}
