//! Readings made by hand.
#![allow(dead_code, reason = "each test takes what it needs")]

use rashomon_doc::{
    Act, Basis, Date, Descent, Document, DocumentId, Entity, EntityId, EntityType, Event,
    EventType, Iso3, Lineage, Mention, MentionKind, Modality, Party, Place, PlaceId, Polarity,
    Publication, Quotation, QuotationId, QuotationKind, Reading, Span, Story, Teller, Time, TimeId,
    TimeType,
};
use rashomon_store::Addition;

/// The first place of `words` in `text`.
pub(crate) fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).expect("the words are in the text");
    Span::new(start, start + words.len())
}

/// A reading of one report in which a minister accuses an army of shelling a town.
pub(crate) fn reading(id: &str, publisher: &str, day: &str, n: usize) -> Reading {
    let title = format!("Minister Görlan accuses Velian army, report {n}");
    let text = format!(
        "{title}\n\nMinister Edda Görlan said the Velian army shelled Orsk on Monday. Görlan denied any talks."
    );
    let date: Date = day.parse().expect("a day");
    let mut reading = Reading::new(Document {
        id: DocumentId(id.to_owned()),
        title: Some(title.clone()),
        text: text.clone(),
        publisher: Some(publisher.to_owned()),
        url: None,
        published: Some(date),
    });
    let body = |words| span(&text[title.len()..], words);
    let shift = |span: Span| {
        Span::new(
            span.start as usize + title.len(),
            span.end as usize + title.len(),
        )
    };
    let at = |words| shift(body(words));
    reading.language = Some("en".to_owned());
    reading.published = Some(Publication {
        date,
        basis: Basis::Given,
        confidence: 1.0,
    });
    reading.sentences = vec![
        Span::new(0, title.len()),
        at("Minister Edda Görlan said the Velian army shelled Orsk on Monday."),
        at("Görlan denied any talks."),
    ];
    reading.entities = vec![
        entity("Edda Görlan", EntityType::Person, Some("Q1")),
        entity("Velian army", EntityType::Organisation, None),
        entity("Orsk", EntityType::Gpe, Some("orsk")),
    ];
    reading.mentions = vec![
        mention(at("Edda Görlan"), 0),
        mention(at("Velian army"), 1),
        mention(at("Orsk"), 2),
        mention(at("Görlan denied").start_with("Görlan".len()), 0),
    ];
    reading.times = vec![Time {
        span: at("Monday"),
        timex3: "2021-03-01".to_owned(),
        kind: TimeType::Date,
        earliest: "2021-03-01".parse().ok(),
        latest: "2021-03-01".parse().ok(),
    }];
    reading.places = vec![Place {
        span: at("Orsk"),
        name: "Orsk".to_owned(),
        geonames: Some(7),
        lat: 51.2049,
        lon: 58.566_812_345_678_9,
        country: Iso3::new("VEL"),
    }];
    reading.quotations = vec![
        quotation(
            at("Edda Görlan"),
            at("said"),
            at("the Velian army shelled Orsk on Monday"),
            Act::Say,
        ),
        quotation(
            at("Görlan denied").start_with("Görlan".len()),
            at("denied"),
            at("any talks"),
            Act::Deny,
        ),
    ];
    reading.events = vec![Event {
        plover: EventType::Assault,
        mode: Some("heavy-weapons".into()),
        context: vec!["military".into()],
        cameo: Some("194".into()),
        trigger: at("shelled"),
        sources: vec![Party {
            span: at("the Velian army"),
            entity: Some(EntityId(1)),
        }],
        targets: vec![Party {
            span: at("Orsk"),
            entity: Some(EntityId(2)),
        }],
        time: Some(TimeId(0)),
        place: Some(PlaceId(0)),
        polarity: Polarity::Affirmed,
        modality: Modality::Actual,
        quotation: Some(QuotationId(0)),
        rule: "test".into(),
        confidence: 0.812_345_7,
    }];
    reading
}

/// An addition of [`reading`].
pub(crate) fn addition(id: &str, publisher: &str, day: &str, n: usize) -> Addition {
    Addition {
        reading: reading(id, publisher, day, n),
        profile: format!("profile of {id}").into_bytes(),
    }
}

/// A story of `documents`.
pub(crate) fn story(id: &str, documents: &[&str]) -> Story {
    let articles = documents.iter().map(|document| Lineage {
        document: DocumentId((*document).to_owned()),
        descent: Descent::Origin,
        parent: None,
        outlet: None,
        origin: (*document).to_owned(),
        evidence: None,
        overlap: 0.0,
    });
    Story {
        id: id.to_owned(),
        title: format!("Story {id}"),
        first: "2021-03-02".parse().ok(),
        last: "2021-03-03".parse().ok(),
        articles: articles.collect(),
        origins: documents.len() as u32,
        places: Vec::new(),
        actors: Vec::new(),
    }
}

trait StartWith {
    fn start_with(self, len: usize) -> Self;
}

impl StartWith for Span {
    fn start_with(self, len: usize) -> Self {
        Span::new(self.start as usize, self.start as usize + len)
    }
}

fn entity(name: &str, kind: EntityType, link: Option<&str>) -> Entity {
    Entity {
        name: name.to_owned(),
        kind,
        country: Iso3::new("VEL"),
        sector: None,
        role: None,
        link: link.map(str::to_owned),
        wikidata: None,
    }
}

fn mention(span: Span, entity: u32) -> Mention {
    Mention {
        span,
        entity: EntityId(entity),
        kind: MentionKind::Name,
    }
}

fn quotation(source: Span, cue: Span, content: Span, act: Act) -> Quotation {
    Quotation {
        kind: QuotationKind::Indirect,
        act,
        content: vec![content],
        cue: vec![cue],
        source: Some(Teller {
            span: source,
            entity: Some(EntityId(0)),
        }),
        addressee: None,
        via: Vec::new(),
        parent: None,
        insertions: Vec::new(),
        polarity: Polarity::Affirmed,
        modality: Modality::Actual,
        rule: "test".into(),
        confidence: 0.9,
    }
}
