//! A quotation while it is being put together, in tokens.

use rashomon_doc::{Act, Modality, Polarity, Relation};
use std::ops::Range;

/// Somebody, as the tokens of a noun phrase with its head.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Phrase {
    pub(crate) head: usize,
    pub(crate) tokens: Vec<usize>,
}

impl Phrase {
    pub(crate) fn range(&self) -> Range<usize> {
        let last = self.tokens.last().map_or(self.head, |&last| last);
        self.tokens.first().map_or(self.head, |&first| first)..last + 1
    }
}

/// A quotation in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The word the cue turns on; `None` for words without a cue.
    pub(crate) anchor: Option<usize>,
    pub(crate) cue: Vec<usize>,
    pub(crate) source: Option<Phrase>,
    pub(crate) content: Vec<usize>,
    pub(crate) addressee: Option<Phrase>,
    pub(crate) via: Vec<(Phrase, Relation)>,
    pub(crate) act: Act,
    pub(crate) polarity: Polarity,
    pub(crate) modality: Modality,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f32,
}

impl Draft {
    pub(crate) fn new(act: Act, rule: &'static str) -> Self {
        Self {
            anchor: None,
            cue: Vec::new(),
            source: None,
            content: Vec::new(),
            addressee: None,
            via: Vec::new(),
            act,
            polarity: Polarity::Affirmed,
            modality: Modality::Actual,
            rule,
            confidence: 0.5,
        }
    }

    /// Whether `token` is part of the content.
    pub(crate) fn tells(&self, token: usize) -> bool {
        self.content.binary_search(&token).is_ok()
    }
}
