use rashomon_doc::Date;
use rashomon_doc::{
    Act, DocumentId, EntityId, Event, EventId, EventType, Iso3, Modality, Party, Polarity,
    Publication, Quotation, QuotationId, QuotationKind, Reading, Relation, Span, Teller,
};
use serde::Serialize;

/// What a list says of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Header {
    /// The document.
    pub id: DocumentId,
    /// Its headline.
    pub title: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// ISO 639-1 code of its language.
    pub language: Option<String>,
    /// When it was published, and how that is known.
    pub published: Option<Publication>,
    /// The story it belongs to.
    pub story: Option<String>,
}

/// Somebody named in a row.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Actor {
    /// The best name known, else the words of the text.
    pub name: String,
    /// Key in the knowledge base.
    pub link: Option<String>,
    /// The state it belongs to or is.
    pub country: Option<Iso3>,
}

/// Somebody who is quoted in the archive.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Speaker {
    /// Who.
    pub actor: Actor,
    /// How many quotations.
    pub quotations: u64,
    /// In how many documents.
    pub documents: u64,
}

/// A quotation with what a table says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuotationRow {
    /// The document.
    pub document: Header,
    /// The quotation in it.
    pub id: QuotationId,
    /// From the first to the last byte of the content.
    pub span: Span,
    /// The content; parts are joined by ` … `.
    pub text: String,
    /// How the words are given.
    pub kind: QuotationKind,
    /// What the speaker does by speaking.
    pub act: Act,
    /// The reporting expression.
    pub cue: Option<String>,
    /// Who speaks; `None` when the text names nobody.
    pub speaker: Option<Actor>,
    /// The speaker as written.
    pub source: Option<Span>,
    /// Whom the speaker addresses.
    pub addressee: Option<Actor>,
    /// Relays between the speaker and the article, innermost first.
    pub via: Vec<(Actor, Relation)>,
    /// The quotation this one is told within.
    pub parent: Option<QuotationId>,
    /// Whether the saying is told as having happened.
    pub polarity: Polarity,
    /// In what way the saying is told to happen.
    pub modality: Modality,
    /// The rule or model that found it.
    pub rule: String,
    /// Chance that content and source are right, 0 to 1.
    pub confidence: f32,
}

/// An event with what a table says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRow {
    /// The document.
    pub document: Header,
    /// The event in it.
    pub id: EventId,
    /// PLOVER type.
    pub plover: EventType,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// The words that tell of it.
    pub trigger: Span,
    /// The sentence that holds the trigger.
    pub span: Span,
    /// The words of that sentence.
    pub text: String,
    /// Who does it.
    pub sources: Vec<Actor>,
    /// To whom.
    pub targets: Vec<Actor>,
    /// First day it can have been, when the text says.
    pub earliest: Option<Date>,
    /// Last day it can have been.
    pub latest: Option<Date>,
    /// Where, as the gazetteer names it.
    pub place: Option<String>,
    /// The country of the place.
    pub country: Option<Iso3>,
    /// Told to be so or not.
    pub polarity: Polarity,
    /// In what way it is told to happen.
    pub modality: Modality,
    /// The quotation that answers for it.
    pub quotation: Option<QuotationId>,
    /// Who answers for it; `None` when the publisher does or nobody is named.
    pub speaker: Option<Actor>,
    /// The rule or model that found it.
    pub rule: String,
    /// Chance that type, source and target are right, 0 to 1.
    pub confidence: f32,
}

pub(crate) fn quotation_row(
    document: Header,
    reading: &Reading,
    id: QuotationId,
) -> Option<QuotationRow> {
    let quotation = reading.quotations.get(id.index())?;
    if quotation.content.is_empty() {
        return None;
    }
    Some(QuotationRow {
        document,
        id,
        span: quotation.extent(),
        text: joined(reading, &quotation.content)?,
        kind: quotation.kind,
        act: quotation.act,
        cue: joined(reading, &quotation.cue),
        speaker: speaker(reading, quotation),
        source: quotation.source.as_ref().map(|teller| teller.span),
        addressee: quotation
            .addressee
            .as_ref()
            .map(|teller| told(reading, teller)),
        via: quotation
            .via
            .iter()
            .map(|(teller, relation)| (told(reading, teller), *relation))
            .collect(),
        parent: quotation.parent,
        polarity: quotation.polarity,
        modality: quotation.modality,
        rule: quotation.rule.clone().into_owned(),
        confidence: quotation.confidence,
    })
}

pub(crate) fn event_row(document: Header, reading: &Reading, id: EventId) -> Option<EventRow> {
    let event = reading.events.get(id.index())?;
    let span = sentence(reading, event);
    let time = event.time.and_then(|time| reading.times.get(time.index()));
    let place = event
        .place
        .and_then(|place| reading.places.get(place.index()));
    let quotation = event
        .quotation
        .and_then(|id| reading.quotations.get(id.index()));
    let parties = |parties: &[Party]| {
        let actors = parties
            .iter()
            .map(|party| actor(reading, party.span, party.entity));
        actors.collect()
    };
    Some(EventRow {
        document,
        id,
        plover: event.plover,
        mode: event.mode.clone().map(|mode| mode.into_owned()),
        cameo: event.cameo.clone().map(|cameo| cameo.into_owned()),
        trigger: event.trigger,
        span,
        text: span.of(reading.text()).to_owned(),
        sources: parties(&event.sources),
        targets: parties(&event.targets),
        earliest: time.and_then(|time| time.earliest),
        latest: time.and_then(|time| time.latest),
        place: place.map(|place| place.name.clone()),
        country: place.and_then(|place| place.country),
        polarity: event.polarity,
        modality: event.modality,
        quotation: event.quotation,
        speaker: quotation.and_then(|quotation| speaker(reading, quotation)),
        rule: event.rule.clone().into_owned(),
        confidence: event.confidence,
    })
}

/// The sentence that holds the trigger of `event`; the trigger itself when there is none.
fn sentence(reading: &Reading, event: &Event) -> Span {
    let sentences = &reading.sentences;
    let index = sentences.partition_point(|span| span.end <= event.trigger.start);
    match sentences.get(index) {
        Some(span) if span.overlaps(event.trigger) => span.cover(event.trigger),
        _ => event.trigger,
    }
}

fn joined(reading: &Reading, spans: &[Span]) -> Option<String> {
    let words: Vec<&str> = spans.iter().map(|span| span.of(reading.text())).collect();
    (!words.is_empty()).then(|| words.join(" … "))
}

fn speaker(reading: &Reading, quotation: &Quotation) -> Option<Actor> {
    quotation
        .source
        .as_ref()
        .map(|teller| told(reading, teller))
}

fn told(reading: &Reading, teller: &Teller) -> Actor {
    actor(reading, teller.span, teller.entity)
}

fn actor(reading: &Reading, span: Span, entity: Option<EntityId>) -> Actor {
    match entity.and_then(|entity| reading.entities.get(entity.index())) {
        Some(entity) => Actor {
            name: entity.name.clone(),
            link: entity.link.clone(),
            country: entity.country,
        },
        None => Actor {
            name: span.of(reading.text()).to_owned(),
            link: None,
            country: None,
        },
    }
}
