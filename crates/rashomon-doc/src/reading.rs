use crate::labels::labels;
use crate::{
    Document, Entity, Event, Figure, Mention, Place, Publication, Quotation, Span, Syntax, Time,
};
use serde::{Deserialize, Serialize};

labels! {
    /// Why a stretch of text is set apart.
    pub enum NoteKind {
        Boilerplate = "boilerplate", "page debris: share buttons, advertisement marks, credits";
        Caption = "caption", "the caption of a picture";
        Editorial = "editorial", "an insertion by the editor";
        Title = "title", "the headline";
        Dateline = "dateline", "where and when the report was filed";
    }
}

/// A stretch of text set apart from the running text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The stretch.
    pub span: Span,
    /// Why.
    pub kind: NoteKind,
}

/// Something about the document that a reader should know: damage, a cut, a guess.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where, when it has a place.
    pub span: Option<Span>,
    /// Stable name, such as `not_english`.
    pub code: String,
    /// In plain words.
    pub message: String,
}

/// One document with everything found in it.
///
/// The layers are filled in the order of the fields. `syntax` is left out when a reading is
/// stored: it can be made again from the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What was read.
    pub document: Document,
    /// ISO 639-1 code of its language; `None` when there is too little text to tell.
    pub language: Option<String>,
    /// When it was published, and how we know.
    pub published: Option<Publication>,
    /// Stretches set apart, in text order.
    pub notes: Vec<Note>,
    /// Sentences and tokens.
    #[serde(skip)]
    pub syntax: Syntax,
    /// The sentences, kept when `syntax` is not.
    pub sentences: Vec<Span>,
    /// Who and what is mentioned.
    pub entities: Vec<Entity>,
    /// Where; in text order.
    pub mentions: Vec<Mention>,
    /// Time expressions, in text order.
    pub times: Vec<Time>,
    /// Resolved toponyms, in text order.
    pub places: Vec<Place>,
    /// Figures, in text order.
    pub figures: Vec<Figure>,
    /// Quotations, ordered by where their content starts.
    pub quotations: Vec<Quotation>,
    /// Events, ordered by trigger.
    pub events: Vec<Event>,
    /// What a reader should know.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// A reading of `document` in which nothing has been found.
    pub fn new(document: Document) -> Self {
        Self {
            document,
            language: None,
            published: None,
            notes: Vec::new(),
            syntax: Syntax::default(),
            sentences: Vec::new(),
            entities: Vec::new(),
            mentions: Vec::new(),
            times: Vec::new(),
            places: Vec::new(),
            figures: Vec::new(),
            quotations: Vec::new(),
            events: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// The document's text, which every span indexes.
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// The mentions that lie inside `span`, in text order.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let first = self
            .mentions
            .partition_point(|mention| mention.span.start < span.start);
        self.mentions[first..]
            .iter()
            .take_while(move |mention| mention.span.start < span.end)
            .filter(move |mention| span.contains(mention.span))
    }
}
