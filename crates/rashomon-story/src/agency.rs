use rashomon_doc::{Reading, Span};

/// Where an article says it has its story from.
#[derive(Clone, Debug, PartialEq)]
pub struct Relay {
    /// The outlet or agency, by its usual name.
    pub outlet: String,
    /// The words that say so.
    pub evidence: Span,
    /// Whether the whole article rests on it (a byline, a dateline, the lead), not one sentence.
    pub whole: bool,
}

/// The outlets and agencies `reading` names as where it has things from.
pub(crate) fn relays(reading: &Reading) -> Vec<Relay> {
    let _ = reading;
    Vec::new()
}
