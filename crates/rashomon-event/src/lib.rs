//! Events: PLOVER and CAMEO codes, sources, targets and status.
//!
//! In goes a reading with its sentences, entities, times, places and quotations; out come the
//! events it reports: who to whom, what, whether told to be so or not, as done, planned, demanded,
//! conditional or possible, and which quotation answers for it.

mod clause;
mod context;
mod find;
mod pages;
mod party;
pub mod relation;
mod status;

use context::Context;
pub use pages::page;
use rashomon_doc::{Event, EventType, Iso3, Modality, Party, Polarity, Reading, Span};
use rashomon_lexicon::countries;

/// The events of `reading`, ordered by trigger. Reads every layer before it.
pub fn events(reading: &Reading) -> Vec<Event> {
    find::find(&Context::new(reading))
}

/// The type under which a coder of PLOVER records `event`; `None` when not at all.
///
/// PLOVER has a type for a promise (AGREE), a threat (THREATEN) and a refusal (REJECT), where a
/// reading has the deed itself as planned or negated. What is demanded, conditional or merely
/// possible is recorded by neither.
pub fn recorded(event: &Event) -> Option<EventType> {
    let plover = event.plover;
    let cooperative = plover <= EventType::Retreat;
    let words = matches!(
        plover,
        EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten
    );
    match (event.polarity, event.modality) {
        (Polarity::Affirmed, Modality::Actual | Modality::Historical) => Some(plover),
        (Polarity::Affirmed, Modality::Future) if words => Some(plover),
        (Polarity::Affirmed, Modality::Future) if cooperative => Some(EventType::Agree),
        (Polarity::Affirmed, Modality::Future) => Some(EventType::Threaten),
        (Polarity::Negated, Modality::Actual | Modality::Future) if cooperative => {
            Some(EventType::Reject)
        }
        _ => None,
    }
}

/// The country of a party: its entity's, else that of the first name among its words.
pub fn country(reading: &Reading, party: &Party) -> Option<Iso3> {
    let own = party
        .entity
        .and_then(|entity| reading.entities.get(entity.index())?.country);
    own.or_else(|| {
        reading
            .mentions_in(party.span)
            .find_map(|mention| reading.entities.get(mention.entity.index())?.country)
    })
    .or_else(|| country_of_words(party.span.of(reading.text())))
}

/// The first country that one to four of the words name.
fn country_of_words(words: &str) -> Option<Iso3> {
    let starts: Vec<usize> = words
        .split_whitespace()
        .take(12)
        .map(|word| word.as_ptr() as usize - words.as_ptr() as usize)
        .collect();
    for (index, &start) in starts.iter().enumerate() {
        for length in (1..=4).rev() {
            let Some(&last) = starts.get(index + length - 1) else {
                continue;
            };
            let end = last + words[last..].split_whitespace().next().map_or(0, str::len);
            let phrase = words[start..end].trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let phrase = phrase
                .strip_suffix("'s")
                .or(phrase.strip_suffix("’s"))
                .unwrap_or(phrase);
            if let Some(term) = countries::find(phrase) {
                return Some(term.country);
            }
        }
    }
    None
}

/// What the words at `source` are told to do to the words at `target`: the class of the linear
/// model in [`mod@relation`], CONCEDE standing for RETREAT too. `None` when neither is given.
pub fn relation(
    reading: &Reading,
    source: Option<Span>,
    target: Option<Span>,
) -> Option<EventType> {
    relation::classify(reading, source, target).map(|(plover, _)| plover)
}
