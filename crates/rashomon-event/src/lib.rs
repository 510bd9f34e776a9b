//! Events: PLOVER and CAMEO codes, sources, targets and status.

use rashomon_doc::{Event, EventType, Iso3, Modality, Party, Polarity, Reading, Span};

/// The events of `reading`, ordered by trigger. Reads every layer before it.
pub fn events(reading: &Reading) -> Vec<Event> {
    let _ = reading;
    Vec::new()
}

/// Whether a coder of PLOVER would record `event`: told as so, and as done or firmly to come.
pub fn recorded(event: &Event) -> bool {
    event.polarity == Polarity::Affirmed
        && matches!(event.modality, Modality::Actual | Modality::Future)
}

/// The country of a party, by its entity.
pub fn country(reading: &Reading, party: &Party) -> Option<Iso3> {
    reading.entities.get(party.entity?.index())?.country
}

/// What the words at `source` are told to do to the words at `target`.
pub fn relation(
    reading: &Reading,
    source: Option<Span>,
    target: Option<Span>,
) -> Option<EventType> {
    let touches = |parties: &[Party], span: Option<Span>| {
        span.is_some_and(|span| parties.iter().any(|party| party.span.overlaps(span)))
    };
    let fit = |event: &Event| {
        let matched =
            u8::from(touches(&event.sources, source)) + u8::from(touches(&event.targets, target));
        f32::from(matched) + event.confidence
    };
    reading
        .events
        .iter()
        .reduce(|best, event| if fit(event) > fit(best) { event } else { best })
        .map(|event| event.plover)
}
