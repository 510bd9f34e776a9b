//! Chains of telling, for people: who answers for words, and through whom they came.

use rashomon_doc::{EntityId, Quotation, QuotationId, Reading, Span, Teller};

/// What stands for somebody whom the text does not name.
pub(crate) const UNNAMED: &str = "somebody unnamed";

/// What stands for the outlet of a document that names none.
pub(crate) const NO_PUBLISHER: &str = "publisher not known";

/// Chains deeper than this are cut; no article nests so.
const MOST_DEEP: usize = 8;

/// The name of an entity, else the words of `span`.
pub(crate) fn name(reading: &Reading, span: Span, entity: Option<EntityId>) -> String {
    let entity = entity.and_then(|entity| reading.entities.get(entity.index()));
    match entity {
        Some(entity) => entity.name.clone(),
        None => words(reading, span),
    }
}

pub(crate) fn teller(reading: &Reading, teller: &Teller) -> String {
    name(reading, teller.span, teller.entity)
}

/// Who speaks in `quotation`, when the text says.
pub(crate) fn source(reading: &Reading, quotation: &Quotation) -> Option<String> {
    quotation
        .source
        .as_ref()
        .map(|source| teller(reading, source))
}

/// The outlet of the document.
pub(crate) fn publisher(reading: &Reading) -> String {
    let publisher = reading.document.publisher.as_deref();
    publisher.unwrap_or(NO_PUBLISHER).to_owned()
}

/// The chain of `quotation`, innermost teller first, the publisher last; the publisher alone when
/// there is no quotation.
pub(crate) fn chain(reading: &Reading, quotation: Option<QuotationId>) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let mut next = quotation;
    for _ in 0..MOST_DEEP {
        let Some(told) = next.and_then(|id| reading.quotations.get(id.index())) else {
            break;
        };
        chain.push(source(reading, told).unwrap_or_else(|| UNNAMED.to_owned()));
        chain.extend(told.via.iter().map(|(via, _)| teller(reading, via)));
        next = told.parent;
    }
    chain.push(publisher(reading));
    chain.dedup();
    chain
}

/// The words under `span`; empty when it is not one of the text.
pub(crate) fn words(reading: &Reading, span: Span) -> String {
    reading
        .text()
        .get(span.range())
        .unwrap_or_default()
        .to_owned()
}

/// The words under several spans.
pub(crate) fn joined(reading: &Reading, spans: &[Span]) -> String {
    let parts: Vec<String> = spans.iter().map(|&span| words(reading, span)).collect();
    parts.join(" … ")
}
