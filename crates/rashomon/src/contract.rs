//! The output contract `rashomon/reading/1`: one JSON object for one document.
//!
//! Offsets are Unicode code points of `text`, half-open. Everything inside the program counts
//! bytes; this is the one place where they are turned.

use rashomon_doc::{
    Act, Basis, Bound, Date, Entity, EntityType, Event, EventType, Figure, Iso3, Measure, Mention,
    MentionKind, Modality, NoteKind, Party, Place, Polarity, Publication, Quotation, QuotationKind,
    Reading, Relation, Sector, Span, Teller, Time, TimeType,
};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The name and number of the contract.
pub const SCHEMA: &str = "rashomon/reading/1";

/// Turns byte offsets of one text into code points.
///
/// Keeps one count for every 128 bytes, so that a look-up walks less than that.
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    text: Cow<'a, str>,
    before: Option<Vec<u32>>,
}

const STRIDE: usize = 128;

impl<'a> CodePoints<'a> {
    /// The code points of `text`.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        let before = (!text.is_ascii()).then(|| {
            let mut count = 0;
            text.as_bytes()
                .chunks(STRIDE)
                .map(|chunk| {
                    let here = count;
                    count += starts(chunk);
                    here
                })
                .collect()
        });
        Self { text, before }
    }

    /// The number of code points before the byte at `offset`.
    pub fn at(&self, offset: u32) -> u32 {
        match &self.before {
            None => offset,
            Some(before) => {
                let chunk = (offset as usize / STRIDE).min(before.len() - 1);
                before[chunk] + starts(&self.text.as_bytes()[chunk * STRIDE..offset as usize])
            }
        }
    }

    /// The code points under `span`.
    pub fn range(&self, span: Span) -> Range {
        Range {
            start: self.at(span.start),
            end: self.at(span.end),
        }
    }
}

fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32
}

/// `reading` as one line of JSON, without the line's end.
///
/// # Panics
/// Never: every field is plain data.
pub fn to_json(reading: &Reading) -> String {
    serde_json::to_string(&ReadingRow::new(reading)).expect("plain data serialises")
}

/// A half-open range of code points of one text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Range {
    /// The first code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

#[derive(Debug, Serialize)]
struct ReadingRow<'a> {
    schema: &'static str,
    id: &'a str,
    title: Option<&'a str>,
    publisher: Option<&'a str>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    published: Option<PublishedRow>,
    text: &'a str,
    sentences: Vec<Range>,
    entities: Vec<EntityRow<'a>>,
    mentions: Vec<MentionRow>,
    times: Vec<TimeRow<'a>>,
    places: Vec<PlaceRow<'a>>,
    figures: Vec<FigureRow<'a>>,
    quotations: Vec<QuotationRow<'a>>,
    events: Vec<EventRow<'a>>,
    notes: Vec<NoteRow>,
    diagnostics: Vec<DiagnosticRow<'a>>,
}

impl<'a> ReadingRow<'a> {
    fn new(reading: &'a Reading) -> Self {
        let points = CodePoints::new(reading.text());
        let document = &reading.document;
        Self {
            schema: SCHEMA,
            id: document.id.as_str(),
            title: document.title.as_deref(),
            publisher: document.publisher.as_deref(),
            url: document.url.as_deref(),
            language: reading.language.as_deref(),
            published: reading.published.as_ref().map(PublishedRow::new),
            text: reading.text(),
            sentences: reading
                .sentences
                .iter()
                .map(|&span| points.range(span))
                .collect(),
            entities: reading
                .entities
                .iter()
                .zip(1..)
                .map(EntityRow::new)
                .collect(),
            mentions: reading
                .mentions
                .iter()
                .map(|row| MentionRow::new(row, &points))
                .collect(),
            times: numbered(&reading.times, &points, TimeRow::new),
            places: numbered(&reading.places, &points, PlaceRow::new),
            figures: numbered(&reading.figures, &points, FigureRow::new),
            quotations: numbered(&reading.quotations, &points, QuotationRow::new),
            events: numbered(&reading.events, &points, EventRow::new),
            notes: reading
                .notes
                .iter()
                .map(|note| NoteRow {
                    range: points.range(note.span),
                    kind: note.kind,
                })
                .collect(),
            diagnostics: reading
                .diagnostics
                .iter()
                .map(|diagnostic| DiagnosticRow {
                    range: diagnostic.span.map(|span| points.range(span)),
                    code: &diagnostic.code,
                    message: &diagnostic.message,
                })
                .collect(),
        }
    }
}

fn numbered<'a, T, R>(
    rows: &'a [T],
    points: &CodePoints<'_>,
    row: impl Fn(u32, &'a T, &CodePoints<'_>) -> R,
) -> Vec<R> {
    rows.iter()
        .zip(1..)
        .map(|(item, number)| row(number, item, points))
        .collect()
}

/// A row's id as the contract writes it: a letter and a number from 1.
#[derive(Clone, Copy, Debug)]
struct RowId(char, u32);

impl Serialize for RowId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.0, self.1))
    }
}

fn id(letter: char, index: Option<usize>) -> Option<RowId> {
    index.map(|index| RowId(letter, index as u32 + 1))
}

/// Chances are written with three digits, so that the last bits of a sum do not show.
pub(crate) fn rounded<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*value) * 1000.0).round() / 1000.0)
}

/// Whole numbers are written without a point.
pub(crate) fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        serializer.serialize_i64(*value as i64)
    } else {
        serializer.serialize_f64(*value)
    }
}

#[derive(Debug, Serialize)]
struct PublishedRow {
    date: Date,
    basis: Basis,
    #[serde(serialize_with = "rounded")]
    confidence: f32,
}

impl PublishedRow {
    fn new(published: &Publication) -> Self {
        let Publication {
            date,
            basis,
            confidence,
        } = *published;
        Self {
            date,
            basis,
            confidence,
        }
    }
}

#[derive(Debug, Serialize)]
struct EntityRow<'a> {
    id: RowId,
    name: &'a str,
    #[serde(rename = "type")]
    kind: EntityType,
    country: Option<Iso3>,
    sector: Option<Sector>,
    role: Option<&'a str>,
    link: Option<&'a str>,
    wikidata: Option<&'a str>,
}

impl<'a> EntityRow<'a> {
    fn new((entity, number): (&'a Entity, u32)) -> Self {
        Self {
            id: RowId('e', number),
            name: &entity.name,
            kind: entity.kind,
            country: entity.country,
            sector: entity.sector,
            role: entity.role.as_deref(),
            link: entity.link.as_deref(),
            wikidata: entity.wikidata.as_deref(),
        }
    }
}

#[derive(Debug, Serialize)]
struct MentionRow {
    #[serde(flatten)]
    range: Range,
    entity: RowId,
    kind: MentionKind,
}

impl MentionRow {
    fn new(mention: &Mention, points: &CodePoints<'_>) -> Self {
        Self {
            range: points.range(mention.span),
            entity: RowId('e', mention.entity.0 + 1),
            kind: mention.kind,
        }
    }
}

#[derive(Debug, Serialize)]
struct TimeRow<'a> {
    id: RowId,
    #[serde(flatten)]
    range: Range,
    timex3: &'a str,
    #[serde(rename = "type")]
    kind: TimeType,
    earliest: Option<Date>,
    latest: Option<Date>,
}

impl<'a> TimeRow<'a> {
    fn new(number: u32, time: &'a Time, points: &CodePoints<'_>) -> Self {
        Self {
            id: RowId('t', number),
            range: points.range(time.span),
            timex3: &time.timex3,
            kind: time.kind,
            earliest: time.earliest,
            latest: time.latest,
        }
    }
}

#[derive(Debug, Serialize)]
struct PlaceRow<'a> {
    id: RowId,
    #[serde(flatten)]
    range: Range,
    name: &'a str,
    geonames: Option<u32>,
    lat: f64,
    lon: f64,
    country: Option<Iso3>,
}

impl<'a> PlaceRow<'a> {
    fn new(number: u32, place: &'a Place, points: &CodePoints<'_>) -> Self {
        Self {
            id: RowId('p', number),
            range: points.range(place.span),
            name: &place.name,
            geonames: place.geonames,
            lat: place.lat,
            lon: place.lon,
            country: place.country,
        }
    }
}

#[derive(Debug, Serialize)]
struct FigureRow<'a> {
    id: RowId,
    #[serde(flatten)]
    range: Range,
    #[serde(serialize_with = "number")]
    low: f64,
    #[serde(serialize_with = "number")]
    high: f64,
    bound: Bound,
    unit: &'a str,
    measure: Option<Measure>,
    victims: Option<&'a str>,
    cumulative: bool,
    time: Option<RowId>,
    place: Option<RowId>,
    quotation: Option<RowId>,
}

impl<'a> FigureRow<'a> {
    fn new(number: u32, figure: &'a Figure, points: &CodePoints<'_>) -> Self {
        Self {
            id: RowId('f', number),
            range: points.range(figure.span),
            low: figure.low,
            high: figure.high,
            bound: figure.bound,
            unit: &figure.unit,
            measure: figure.measure,
            victims: figure.victims.as_deref(),
            cumulative: figure.cumulative,
            time: id('t', figure.time.map(|time| time.index())),
            place: id('p', figure.place.map(|place| place.index())),
            quotation: id('q', figure.quotation.map(|quotation| quotation.index())),
        }
    }
}

#[derive(Debug, Serialize)]
struct PartyRow {
    #[serde(flatten)]
    range: Range,
    entity: Option<RowId>,
}

impl PartyRow {
    fn teller(teller: &Teller, points: &CodePoints<'_>) -> Self {
        Self {
            range: points.range(teller.span),
            entity: id('e', teller.entity.map(|entity| entity.index())),
        }
    }

    fn parties(parties: &[Party], points: &CodePoints<'_>) -> Vec<Self> {
        parties
            .iter()
            .map(|party| Self {
                range: points.range(party.span),
                entity: id('e', party.entity.map(|entity| entity.index())),
            })
            .collect()
    }
}

#[derive(Debug, Serialize)]
struct ViaRow {
    #[serde(flatten)]
    teller: PartyRow,
    relation: Relation,
}

#[derive(Debug, Serialize)]
struct QuotationRow<'a> {
    id: RowId,
    kind: QuotationKind,
    act: Act,
    content: Vec<Range>,
    cue: Vec<Range>,
    source: Option<PartyRow>,
    addressee: Option<PartyRow>,
    via: Vec<ViaRow>,
    parent: Option<RowId>,
    insertions: Vec<Range>,
    polarity: Polarity,
    modality: Modality,
    rule: &'a str,
    #[serde(serialize_with = "rounded")]
    confidence: f32,
}

impl<'a> QuotationRow<'a> {
    fn new(number: u32, quotation: &'a Quotation, points: &CodePoints<'_>) -> Self {
        let ranges = |spans: &[Span]| spans.iter().map(|&span| points.range(span)).collect();
        Self {
            id: RowId('q', number),
            kind: quotation.kind,
            act: quotation.act,
            content: ranges(&quotation.content),
            cue: ranges(&quotation.cue),
            source: quotation
                .source
                .as_ref()
                .map(|source| PartyRow::teller(source, points)),
            addressee: quotation
                .addressee
                .as_ref()
                .map(|party| PartyRow::teller(party, points)),
            via: quotation
                .via
                .iter()
                .map(|(teller, relation)| ViaRow {
                    teller: PartyRow::teller(teller, points),
                    relation: *relation,
                })
                .collect(),
            parent: id('q', quotation.parent.map(|parent| parent.index())),
            insertions: ranges(&quotation.insertions),
            polarity: quotation.polarity,
            modality: quotation.modality,
            rule: &quotation.rule,
            confidence: quotation.confidence,
        }
    }
}

#[derive(Debug, Serialize)]
struct EventRow<'a> {
    id: RowId,
    plover: EventType,
    mode: Option<&'a str>,
    context: Vec<&'a str>,
    cameo: Option<&'a str>,
    trigger: Range,
    sources: Vec<PartyRow>,
    targets: Vec<PartyRow>,
    time: Option<RowId>,
    place: Option<RowId>,
    polarity: Polarity,
    modality: Modality,
    quotation: Option<RowId>,
    rule: &'a str,
    #[serde(serialize_with = "rounded")]
    confidence: f32,
}

impl<'a> EventRow<'a> {
    fn new(number: u32, event: &'a Event, points: &CodePoints<'_>) -> Self {
        Self {
            id: RowId('v', number),
            plover: event.plover,
            mode: event.mode.as_deref(),
            context: event.context.iter().map(AsRef::as_ref).collect(),
            cameo: event.cameo.as_deref(),
            trigger: points.range(event.trigger),
            sources: PartyRow::parties(&event.sources, points),
            targets: PartyRow::parties(&event.targets, points),
            time: id('t', event.time.map(|time| time.index())),
            place: id('p', event.place.map(|place| place.index())),
            polarity: event.polarity,
            modality: event.modality,
            quotation: id('q', event.quotation.map(|quotation| quotation.index())),
            rule: &event.rule,
            confidence: event.confidence,
        }
    }
}

#[derive(Debug, Serialize)]
struct NoteRow {
    #[serde(flatten)]
    range: Range,
    kind: NoteKind,
}

#[derive(Debug, Serialize)]
struct DiagnosticRow<'a> {
    #[serde(flatten)]
    range: Option<Range>,
    code: &'a str,
    message: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::{Document, DocumentId, EntityId};

    fn reading(text: &str) -> Reading {
        Reading::new(Document {
            id: DocumentId("d".into()),
            title: None,
            text: text.into(),
            publisher: None,
            url: None,
            published: None,
        })
    }

    #[test]
    fn counts_code_points() {
        let text = "é".repeat(300) + "x";
        let points = CodePoints::new(text.as_str());
        assert_eq!(points.at(0), 0);
        assert_eq!(points.at(2), 1);
        assert_eq!(points.at(600), 300);
        assert_eq!(points.at(601), 301);
        assert_eq!(CodePoints::new("").at(0), 0);
    }

    #[test]
    fn writes_spans_that_slice_the_text() {
        let text = "“Да”, said Hollande.";
        let mut reading = reading(text);
        let start = text.find("Hollande").expect("it is there");
        reading.entities.push(Entity {
            name: "François Hollande".into(),
            kind: EntityType::Person,
            country: Iso3::new("FRA"),
            sector: None,
            role: None,
            link: None,
            wikidata: None,
        });
        reading.mentions.push(Mention {
            span: Span::new(start, start + 8),
            entity: EntityId(0),
            kind: MentionKind::Name,
        });
        let json: serde_json::Value =
            serde_json::from_str(&to_json(&reading)).expect("the contract is JSON");
        assert_eq!(json["schema"], SCHEMA);
        assert_eq!(json["mentions"][0]["entity"], "e1");
        let start = json["mentions"][0]["start"].as_u64().expect("a number") as usize;
        let words: String = text.chars().skip(start).take(8).collect();
        assert_eq!(words, "Hollande");
    }
}
